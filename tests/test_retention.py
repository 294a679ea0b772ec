"""Which releases stay, and that removing the others never takes one from under its readers."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from yusuan.cli import app
from yusuan.occupancy import Occupied, occupy
from yusuan.retention import find, previous, prune, published


def put(out: Path, release_id: str, day: int, published_at: str | None = None) -> Path:
    """A release of 100 bytes and its description, published on a day of January 2024."""
    folder = out / "releases" / release_id
    (folder / "projects").mkdir(parents=True)
    (folder / "projects" / "part-0.parquet").write_bytes(b"x" * 100)
    (folder / "datapackage.json").write_text("{}")
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps({"release_id": release_id, **({"published": published_at} if published_at else {})}))
    os.utime(manifest, (1704067200 + day * 86400,) * 2)
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Four releases; the third of them is the current one, the newest says itself when it was published."""
    for day, release_id in enumerate(("aa01", "aa02", "bb03"), 1):
        put(tmp_path, release_id, day)
    put(tmp_path, "cc04", 0, "2024-01-30T08:00:00.000+00:00")
    (tmp_path / "current").symlink_to("releases/bb03")
    return tmp_path


def names(out: Path) -> list[str]:
    return sorted(path.name for path in (out / "releases").iterdir())


def test_releases_are_listed_the_newest_first(out: Path) -> None:
    listed = published(out)
    assert [(release.release_id, release.is_current) for release in listed] == [
        ("cc04", False), ("bb03", True), ("aa02", False), ("aa01", False),
    ]  # fmt: skip
    assert listed[-1].bytes == 100 + 2 + len('{"release_id": "aa01"}')


def test_the_oldest_go(out: Path) -> None:
    removed = prune(out, 3)
    assert [release.release_id for release in removed] == ["aa01"]
    assert names(out) == ["aa02", "bb03", "cc04"]


def test_the_current_one_stays_however_old_it_is(out: Path) -> None:
    (out / "current").unlink()
    (out / "current").symlink_to("releases/aa01")
    prune(out, 1)
    assert names(out) == ["aa01", "cc04"]
    assert (out / "current" / "datapackage.json").is_file()
    assert prune(out, 1) == []


def test_nothing_is_removed_while_a_run_works_there(out: Path) -> None:
    with occupy(out, "run-1"), pytest.raises(Occupied, match="run-1"):
        prune(out, 1)
    assert len(names(out)) == 4


def test_what_a_publisher_has_not_finished_is_no_release(out: Path) -> None:
    (out / "releases" / ".tmp-123").mkdir()
    assert ".tmp-123" not in [release.release_id for release in published(out)]
    prune(out, 1)
    assert names(out) == [".tmp-123", "bb03", "cc04"]


def test_an_interrupted_removal_leaves_no_half_release(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(path: Path, **options) -> None:
        if path.exists():
            raise KeyboardInterrupt

    monkeypatch.setattr("shutil.rmtree", interrupted)
    with pytest.raises(KeyboardInterrupt):
        prune(out, 3)
    assert names(out) == [".tmp-aa01", "aa02", "bb03", "cc04"]
    with occupy(out, "the next run"):
        pass


def test_at_least_one_stays(out: Path) -> None:
    with pytest.raises(ValueError, match="至少"):
        prune(out, 0)


def test_a_release_is_found_by_its_id_its_beginning_its_folder_or_as_the_current_one(out: Path) -> None:
    assert find(out, "aa01") == find(out, str(out / "releases" / "aa01")) == out / "releases" / "aa01"
    assert find(out, "bb") == find(out, "current") == out / "releases" / "bb03"
    with pytest.raises(LookupError, match="aa02，aa01"):
        find(out, "aa")
    with pytest.raises(LookupError, match="没有版本"):
        find(out, "zz")


def test_the_one_before_is_the_newest_of_the_others(out: Path) -> None:
    assert previous(out) == out / "releases" / "cc04"  # the current one was published again after it was superseded
    prune(out, 1)
    (out / "current").unlink()
    (out / "current").symlink_to("releases/cc04")
    prune(out, 1)
    assert previous(out) is None


def test_the_command_says_what_it_removed_and_how_many_bytes(out: Path) -> None:
    told = json.loads(CliRunner().invoke(app, ["prune", "--keep", "3", "--out", str(out), "--json"]).output)
    assert told == {"removed": [{"release_id": "aa01", "bytes": 124}], "bytes": 124}
    shown = CliRunner().invoke(app, ["prune", "--keep", "1", "--out", str(out)])
    assert shown.exit_code == 0 and "aa02  124" in shown.output and "1 个版本" in shown.output
    assert CliRunner().invoke(app, ["prune", "--keep", "0", "--out", str(out)]).exit_code == 2
    assert CliRunner().invoke(app, ["prune", "--keep", "1", "--out", str(out / "nowhere")]).exit_code == 3
