"""A full disk is said once, in plain words, and costs nothing that was there."""

import errno
import json
import pickle
import resource
import signal
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from yusuan.archive import catalogue
from yusuan.artifacts import Store
from yusuan.journal import Journal, load
from yusuan.unwritable import Unwritable, in_words, refusal, writing


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """The system refuses larger files, as it would on a full disk: of what is written some gets there."""
    before, old = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)


def test_a_full_disk_is_told_in_plain_words() -> None:
    with pytest.raises(Unwritable, match="磁盘已满 disk full，腾出空间后") as told, writing(Path("/data/out")):
        raise OSError(errno.ENOSPC, "No space left on device", "/data/out/.k3j2")
    assert "/data/out" in str(told.value)
    assert str(pickle.loads(pickle.dumps(told.value))) == str(told.value), "workers send it"


def test_what_a_document_may_be_to_blame_for_is_not_the_disk() -> None:
    assert refusal(PermissionError(13, "Permission denied", "a.pdf")) is None
    assert refusal(FileNotFoundError(2, "No such file", "a.pdf")) is None
    assert isinstance(refusal(OSError(28, "No space left on device")), Unwritable)
    assert in_words("OSError: [Errno 30] Read-only file system").startswith("输出位置是只读的")


def test_of_an_artifact_that_does_not_fit_nothing_is_left(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with files_up_to(1000), pytest.raises(Unwritable):
        store.write("read", "k" * 32, b"x" * 2000)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_journal_keeps_whole_lines(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "20240315T060000000Z-aaaa")
    journal.write("planned", pending={})
    with files_up_to(journal.path.stat().st_size + 50), pytest.raises(Unwritable):
        journal.write("compared", words="字" * 100)
    journal.write("alert", reasons={"error": "磁盘已满"}, hooks=[])
    assert [json.loads(line)["event"] for line in journal.path.read_text("utf-8").splitlines()] == ["planned", "alert"]
    run = load(tmp_path)
    assert run is not None and run.alert is not None


def test_a_zip_that_cannot_be_unpacked_for_want_of_room_is_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    with zipfile.ZipFile(tmp_path / "raw" / "包.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("内.txt", "部门预算\n" * 1000)
    with files_up_to(2000), pytest.raises(Unwritable):
        catalogue(tmp_path / "raw", tmp_path / "unpacked")
    assert list((tmp_path / "unpacked").iterdir()) == []
    assert [row.rejection for row in catalogue(tmp_path / "raw", tmp_path / "unpacked")] == [None, None]
