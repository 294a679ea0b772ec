"""Artifacts on object storage are what they are in a folder, for every machine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from yusuan.address import cache
from yusuan.artifacts import open_store
from yusuan.storage.artifacts import ObjectStore
from yusuan.storage.bucket import Bucket


def cached(url: str) -> list[Path]:
    return [path for path in cache(url).rglob("*") if path.is_file()]


def test_what_one_machine_wrote_another_reads(url: str, machine: Callable[[str], None]) -> None:
    store = open_store(url)
    assert isinstance(store, ObjectStore)
    written = store.write("parse", "ab12", b"payload", counts={"projects": 3})
    machine("there")
    assert open_store(url).meta("parse", "ab12") == written and not cached(url), "the header alone is fetched for a plan"
    assert open_store(url).payload("parse", "ab12") == b"payload"
    assert len(cached(url)) == 1


def test_a_long_header_is_read_too(url: str, machine: Callable[[str], None]) -> None:
    written = open_store(url).write("parse", "ab12", b"x", facts={"title": "预" * 20_000})
    machine("there")
    assert open_store(url).meta("parse", "ab12") == written


def test_what_is_gone_from_the_store_is_gone_whatever_the_cache_has(url: str) -> None:
    store = open_store(url)
    store.write("read", "cd34", b"payload")
    Bucket(url).remove(["read/cd/cd34"])
    assert store.meta("read", "cd34") is None
    machine_store = open_store(url)
    machine_store.look_over()
    assert machine_store.meta("read", "cd34") is None


def test_a_list_of_all_answers_for_each(url: str, machine: Callable[[str], None]) -> None:
    written = open_store(url).write("read", "cd34", b"payload")
    machine("there")
    store = open_store(url)
    store.look_over()
    assert store.meta("read", "cd34") == written
    assert store.meta("read", "ef56") is None


def test_damage_in_the_cache_is_mended_damage_in_the_store_is_refused_and_removed(url: str) -> None:
    store = open_store(url)
    store.write("read", "cd34", b"935.00")
    path = store.path("read", "cd34")
    damaged = path.read_bytes().replace(b"935.00", b"936.00")
    path.write_bytes(damaged)
    assert store.payload("read", "cd34") == b"935.00"
    path.write_bytes(damaged)
    Bucket(url).write("read/cd/cd34", damaged)
    with pytest.raises(ValueError, match="重新运行"):
        store.payload("read", "cd34")
    assert store.meta("read", "cd34") is None


def test_half_an_artifact_counts_as_missing(url: str, machine: Callable[[str], None]) -> None:
    store = open_store(url)
    store.write("read", "cd34", b"x" * 1000)
    Bucket(url).write("read/cd/cd34", store.path("read", "cd34").read_bytes()[:500])
    machine("there")
    store = open_store(url)
    store.look_over()
    assert store.meta("read", "cd34") is None
