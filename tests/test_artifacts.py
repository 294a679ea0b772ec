"""Artifacts are there whole or not at all, and say so."""

from pathlib import Path

import pytest

from yusuan.artifacts import Store, address


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_what_was_written_is_read(store: Store) -> None:
    written = store.write("parse", "ab12", b"payload", counts={"projects": 3})
    assert store.payload("parse", "ab12") == b"payload"
    assert store.meta("parse", "ab12") == written


def test_what_was_not_written_is_missing(store: Store) -> None:
    assert store.meta("parse", "ab12") is None
    with pytest.raises(FileNotFoundError):
        store.payload("parse", "ab12")


@pytest.mark.parametrize("kept", [0, 5, 11, 40, -1])
def test_a_truncated_artifact_counts_as_missing(store: Store, kept: int) -> None:
    store.write("read", "cd34", b"x" * 1000)
    path = store.path("read", "cd34")
    path.write_bytes(path.read_bytes()[:kept])
    assert store.meta("read", "cd34") is None


def test_a_changed_payload_is_refused_and_removed(store: Store) -> None:
    store.write("read", "cd34", b"935.00")
    path = store.path("read", "cd34")
    path.write_bytes(path.read_bytes().replace(b"935.00", b"936.00"))
    with pytest.raises(ValueError, match="重新运行"):
        store.payload("read", "cd34")
    assert store.meta("read", "cd34") is None


def test_two_reasons_for_a_rejection_have_two_digests(store: Store) -> None:
    empty = store.write("read", "aa", b"", rejection="文件是空的")
    binary = store.write("read", "bb", b"", rejection="不是文本文件")
    assert empty.digest != binary.digest


def test_an_address_depends_on_every_part() -> None:
    base = address("parse", "v1", "digest")
    assert len({base, address("read", "v1", "digest"), address("parse", "v2", "digest"), address("parse", "v1", "other")}) == 4
    assert address("parse", "v1", "ab", "c") != address("parse", "v1", "a", "bc")
