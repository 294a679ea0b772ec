"""Raw files on object storage are the same documents as those of a folder."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from yusuan import archive
from yusuan.document import Damaged
from yusuan.storage import raw as objects
from yusuan.storage.bucket import Bucket


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents, one of them twice, one hidden, some in a zip within a zip."""
    raw = tmp_path / "raw"
    (raw / "2024" / "河北").mkdir(parents=True)
    (raw / "2024" / "河北" / "预算 [1].txt").write_text("部门预算", encoding="utf-8")
    (raw / "再次.txt").write_text("部门预算", encoding="utf-8")
    (raw / "空.txt").write_text("")
    (raw / ".hidden").write_text("x")
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as inner:
        inner.writestr("内/绩效.txt", "绩效目标")
    with zipfile.ZipFile(raw / "压缩.zip", "w") as outer:
        outer.writestr("说明.txt", "说明")
        outer.write(tmp_path / "inner.zip", "内.zip")
    return raw


@pytest.fixture
def stored(folder: Path, url: str) -> str:
    Bucket(f"{url}/raw").put({path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()})
    Bucket(f"{url}/raw-not").write("other.txt", b"another folder")
    return f"{url}/raw"


def rows(files: list) -> list:
    return [msgspec.structs.replace(file, path="", home=None) for file in files]


def test_the_catalogue_is_that_of_a_folder(folder: Path, stored: str, tmp_path: Path) -> None:
    found = objects.catalogue(stored, tmp_path / "unpacked")
    assert rows(found) == rows(archive.catalogue(folder, tmp_path / "unpacked-2"))
    assert len(found) == 7 and all(Path(file.path).is_file() for file in found)


def test_an_object_is_fetched_once_and_again_when_it_changed(
    stored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {file.source_path: file.sha256 for file in objects.catalogue(stored, tmp_path)}
    fetched: list[str] = []
    fetch = Bucket.fetch
    monkeypatch.setattr(Bucket, "fetch", lambda self, files: (fetched.extend(files), fetch(self, files))[1])
    assert {file.source_path: file.sha256 for file in objects.catalogue(stored, tmp_path)} == before
    assert not fetched
    Bucket(stored).write("再次.txt", "改了".encode())
    Bucket(stored).remove(["空.txt"])
    after = {file.source_path: file.sha256 for file in objects.catalogue(stored, tmp_path)}
    assert fetched == ["再次.txt"] and "空.txt" not in after and after["再次.txt"] != before["再次.txt"]


@pytest.mark.parametrize("is_stored", [True, False], ids=["raw on object storage", "raw in a folder that both see"])
def test_another_machine_gets_the_bytes_for_itself(
    folder: Path, stored: str, tmp_path: Path, machine: Callable[[str], None], is_stored: bool
) -> None:
    files = objects.catalogue(stored if is_stored else str(folder), tmp_path / "unpacked")
    (tmp_path / "unpacked").rename(tmp_path / "of the first machine")
    machine("there")
    texts = {
        file.source_path: file.on_this_machine().read_text(encoding="utf-8")
        for file in files
        if file.rejection is None and file.members is None
    }
    assert texts == {
        "2024/河北/预算 [1].txt": "部门预算", "压缩.zip!/说明.txt": "说明", "压缩.zip!/内.zip!/内/绩效.txt": "绩效目标",
    }  # fmt: skip


def test_bytes_that_changed_meanwhile_are_not_read(stored: str, tmp_path: Path, machine: Callable[[str], None]) -> None:
    file = next(file for file in objects.catalogue(stored, tmp_path) if file.source_path == "再次.txt")
    machine("there")
    Bucket(stored).write("再次.txt", b"other")
    with pytest.raises(Damaged, match="改动"):
        file.on_this_machine()
    Bucket(stored).remove(["再次.txt"])
    with pytest.raises(Damaged, match="改动"):
        file.on_this_machine()


@pytest.mark.parametrize("is_stored", [True, False], ids=["on object storage", "in a folder"])
def test_a_single_document_is_found_wherever_it_lies(folder: Path, stored: str, is_stored: bool) -> None:
    raw = stored if is_stored else str(folder)
    assert objects.document(raw, "2024/河北/预算 [1].txt").read_text("utf-8") == "部门预算"
    assert objects.document(raw, "压缩.zip!/内.zip!/内/绩效.txt").read_text("utf-8") == "绩效目标"
    with pytest.raises(FileNotFoundError):
        objects.document(raw, "压缩.zip!/不在.txt")


def test_nothing_below_a_url_is_no_raw_folder(url: str, tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="没有原始文件"):
        objects.catalogue(f"{url}/nothing", tmp_path)


def test_corrections_are_fetched_if_there_are_any(url: str, tmp_path: Path) -> None:
    objects.folder(f"{url}/corrections", tmp_path / "none")
    assert not (tmp_path / "none").exists()
    Bucket(f"{url}/corrections").write("2024.yaml", b"[]")
    Bucket(f"{url}/corrections").write("deep/2024.yaml", b"[]")
    objects.folder(f"{url}/corrections", tmp_path / "some")
    assert [path.name for path in (tmp_path / "some").iterdir()] == ["2024.yaml"]
