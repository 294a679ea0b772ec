"""Addresses are folders or URLs, and what is on folders needs nothing that object storage does."""

import ast
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from yusuan.address import absolute, below, beside, cache, holds, is_url, refusal
from yusuan.alert import report_link
from yusuan.output import Output, output


@pytest.mark.parametrize("address", ["s3://bucket/raw", "S3://bucket", "gs://bucket/a b/预算"])
def test_a_url_is_told_from_a_folder(address: str) -> None:
    assert is_url(address) and refusal(address) is None and absolute(f"{address}/") == address


@pytest.mark.parametrize("address", ["data/raw", "/data/raw", "C:/data", "s3:/bucket", Path("s3://bucket")])
def test_a_folder_is_no_url(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert not is_url(address) and refusal(address) is None
    assert absolute(address) == str(Path(address).resolve())
    assert type(output(str(address))) is Output


@pytest.mark.parametrize(
    "address", ["s3://key:secret@bucket/a", "http://host/a", "https://host/a", "file:///a", "s3://", "a::s3://b"]
)
def test_what_cannot_be_used_is_refused_in_words(address: str) -> None:
    assert not is_url(address) if "::" in address else refusal(address)


def test_places_below_and_beside() -> None:
    assert below("s3://b/out/", "releases", "aa") == "s3://b/out/releases/aa"
    assert below("out", "releases") == str(Path("out", "releases"))
    assert beside("s3://b/x/raw/", "corrections") == "s3://b/x/corrections"
    assert beside("s3://b/raw", "corrections") == "s3://b/corrections"
    assert beside("/data/raw", "corrections") == "/data/corrections"
    assert holds("s3://b/raw", "s3://b/raw/out") and holds("s3://b", "s3://b") and not holds("s3://b/raw", "s3://b/raw2")
    assert report_link("s3://b/out", "aa") == "s3://b/out/releases/aa/report/index.html"


def test_each_url_has_a_cache_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YUSUAN_CACHE", str(tmp_path))
    assert cache() == tmp_path and cache("s3://b/out/") == cache("s3://b/out") != cache("s3://b/raw")


def test_object_storage_is_one_room_and_its_client_has_one_door() -> None:
    """So that no code version depends on it, and nobody needs the extra who has folders."""
    stores: dict[str, set[str]] = {"fsspec": set(), "s3fs": set(), "yusuan.storage": set()}
    for path in sorted(PROJECT.glob("yusuan/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                for store, files in stores.items():
                    if name.startswith(store):
                        files.add(path.relative_to(PROJECT).as_posix())
    assert stores["fsspec"] == {"yusuan/storage/bucket.py"} and not stores["s3fs"]
    outside = {file for file in stores["yusuan.storage"] if not file.startswith("yusuan/storage/")}
    assert outside == {"yusuan/cli.py", "yusuan/output.py"}, "the stages load it by name"
