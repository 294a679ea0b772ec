"""An output on object storage: readers see the last whole release, whatever became of the others."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from yusuan.cli import app
from yusuan.journal import Journal, StageOutcome
from yusuan.occupancy import Occupied
from yusuan.output import output
from yusuan.storage.bucket import Bucket
from yusuan.storage.claims import FOLDER
from yusuan.storage.output import ObjectOutput


def publish(url: str, release_id: str, published: str = "2024-01-30T08:00:00.000+00:00") -> dict:
    """A run that makes a release of one file and publishes it."""
    place = output(url)
    with place.at_desk("run") as desk, place.occupy(desk, "run"):
        made = desk / "releases" / release_id
        (made / "projects").mkdir(parents=True)
        (made / "projects" / "part-0.parquet").write_bytes(b"x" * 100)
        (made / "manifest.json").write_text(json.dumps({"release_id": release_id, "published": published}))
        resources = [{"path": "projects/part-0.parquet", "bytes": 100}]
        (made / "datapackage.json").write_text(json.dumps({"resources": resources}))
        return place.settle(desk, {"release_id": release_id, "path": str(made), "is_new": True})


@pytest.fixture
def published(url: str) -> str:
    """Three releases, the last of them current."""
    for day, release_id in enumerate(("aa01", "aa02", "bb03"), 1):
        publish(url, release_id, f"2024-01-0{day}T08:00:00.000+00:00")
    return url


def releases(url: str) -> list[str]:
    return sorted({name.split("/")[1] for name in Bucket(url).list("releases")})


def test_the_switch_is_one_line_that_leads_to_a_whole_release(url: str, machine: Callable[[str], None]) -> None:
    assert output(url).current() is None and output(url).current_address() is None
    told = publish(url, "aa01")
    assert told == {"release_id": "aa01", "path": f"{url}/releases/aa01", "is_new": True}
    assert Bucket(url).read("current") == b"releases/aa01"
    machine("there")
    found = output(url).current()
    assert found is not None and (found / "projects" / "part-0.parquet").read_bytes() == b"x" * 100
    assert output(url).shown(found) == output(url).current_address() == f"{url}/releases/aa01"


def test_a_release_that_is_there_is_not_put_again(published: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bucket, "put", lambda *_: pytest.fail("put again"))
    assert publish(published, "aa01")["is_new"] is False
    assert Bucket(published).read("current") == b"releases/aa01"


def test_the_description_is_put_last_and_the_switch_after_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    put, write = Bucket.put, Bucket.write
    monkeypatch.setattr(Bucket, "put", lambda self, files: (order.extend(files), put(self, files))[1])
    monkeypatch.setattr(Bucket, "write", lambda self, name, content: (order.append(name), write(self, name, content))[1])
    publish(url, "aa01")
    named = [name for name in order if not name.startswith(".yusuan")]
    assert named[-2:] == ["releases/aa01/datapackage.json", "current"] and len(named) == 4


def test_a_publisher_that_was_cut_off_changes_nothing_and_is_cleared_by_the_next(
    published: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Bucket.put

    def cut_off(self: Bucket, files: dict) -> None:
        put(self, dict(list(files.items())[:1]))
        raise KeyboardInterrupt

    with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
        cut.setattr(Bucket, "put", cut_off)
        publish(published, "cc04")
    assert releases(published) == ["aa01", "aa02", "bb03", "cc04"]
    assert Bucket(published).read("current") == b"releases/bb03"
    assert [release.release_id for release in output(published).published()] == ["bb03", "aa02", "aa01"]
    publish(published, "dd05")
    assert releases(published) == ["aa01", "aa02", "bb03", "dd05"]
    assert publish(published, "cc04")["is_new"] is True


def test_who_lost_the_output_does_not_switch(published: str) -> None:
    place = output(published)
    assert isinstance(place, ObjectOutput)
    with pytest.raises(Occupied), place.at_desk("run") as desk, place.occupy(desk, "run"):
        place.bucket.remove(list(place.bucket.list(FOLDER)))
        made = desk / "releases" / "cc04"
        made.mkdir(parents=True)
        (made / "datapackage.json").write_text('{"resources": []}')
        place.settle(desk, {"release_id": "cc04", "is_new": True})
    assert place.bucket.read("current") == b"releases/bb03"


def test_a_machine_that_slept_before_the_switch_does_not_switch_back_unnoticed(
    published: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looked, slept, and wrote: meanwhile another run took the output for dead and published."""
    write = Bucket.write

    def late(self: Bucket, name: str, content: bytes) -> None:
        if name == "current":
            self.remove(list(self.list(FOLDER)))
            write(self, "current", b"releases/bb03")
        write(self, name, content)

    monkeypatch.setattr(Bucket, "write", late)
    with pytest.raises(Occupied, match="不再占用"):
        publish(published, "aa01")


def test_the_journal_of_a_run_that_lost_the_store_is_put_by_a_later_one(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yusuan.storage.output._SETTING_UP", 0.0)
    place = output(url)
    with place.at_desk("20240101T000000000Z-aaaa") as desk:
        journal = Journal(desk, "20240101T000000000Z-aaaa")
        journal.write("planned", pending={})
        place.keep(desk)
        journal.write("alert", reasons={"error": "the store is gone"}, hooks=[])
        monkeypatch.setattr(ObjectOutput, "keep", lambda *_: None)
    assert output(url).load().alert is None
    with output(url).at_desk("20240102T000000000Z-bbbb"):
        assert output(url).load().alert["reasons"] == {"error": "the store is gone"}


def test_a_run_finds_the_last_journal_and_release_and_leaves_its_own(published: str, machine: Callable[[str], None]) -> None:
    place = output(published)
    with place.at_desk("20240101T000000000Z-aaaa") as desk:
        Journal(desk, "20240101T000000000Z-aaaa").write("planned", pending={})
        Journal(desk, "20240102T000000000Z-bbbb").write("started")
    machine("there")
    place = output(published)
    assert [place.load().run_id, place.load("20240102T000000000Z-bbbb").started["time"][:2]] == ["20240101T000000000Z-aaaa", "20"]
    assert place.load("nothing") is None
    with place.at_desk("20240103T000000000Z-cccc") as desk:
        assert (desk / "current").resolve().name == "bb03" and (desk / "current" / "datapackage.json").is_file()
        assert [path.stem for path in (desk / ".yusuan" / "runs").iterdir()][-1:] and place.desk("x").parent == desk.parent
        journal = Journal(desk, "20240103T000000000Z-cccc")
        journal.write("planned", pending={})
        place.keep(desk)
        assert place.load().run_id == journal.run_id and place.load().finished is None, "seen before the run ends"
        journal.write("finished", failed=0)
    assert place.load().finished is not None
    with output(published).at_desk(journal.run_id) as desk:
        Journal(desk, journal.run_id).write("stage", **msgspec.to_builtins(StageOutcome("a.pdf", "aa", "read", "failed")))
    assert place.load().finished is not None and len(place.load().failures()) == 1, "tried again, a run goes on in its journal"


def test_a_release_is_found_by_its_id_its_beginning_its_folder_or_as_the_current_one(published: str) -> None:
    place = output(published)
    assert place.find("aa01").name == "aa01" and place.find("bb") == place.find("current") == place.current()
    assert place.find(str(place.find("aa01"))) == place.find("aa01")
    assert place.previous() == place.find("aa02")
    with pytest.raises(LookupError, match="aa02，aa01"):
        place.find("aa")
    with pytest.raises(LookupError, match="没有版本"):
        place.find("zz")


def test_the_oldest_go_and_the_current_one_stays(published: str) -> None:
    told = CliRunner().invoke(app, ["prune", "--keep", "2", "--out", published, "--json"])
    assert [release["release_id"] for release in json.loads(told.output)["removed"]] == ["aa01"]
    assert releases(published) == ["aa02", "bb03"]
    publish(published, "aa02")
    assert CliRunner().invoke(app, ["prune", "--keep", "1", "--out", published]).exit_code == 0
    assert releases(published) == ["aa02", "bb03"], "the newest, and the current one"
    Bucket(published).write(f"{FOLDER}/theirs.json", b'{"run_id": "their-run"}')
    refused = CliRunner().invoke(app, ["prune", "--keep", "1", "--out", published])
    assert refused.exit_code == 3 and "their-run" in refused.output
    assert CliRunner().invoke(app, ["prune", "--keep", "1", "--out", f"{published}-not"]).exit_code == 3


def test_desks_of_dead_runs_are_cleared(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yusuan.storage.output._SETTING_UP", 0.0)
    place = output(url)
    with place.at_desk("first") as first:
        with output(url).at_desk("second") as second:
            assert first.is_dir(), "it is alive"
        with output(url).at_desk("third"):
            assert first.is_dir() and not second.exists()


@pytest.mark.parametrize("lost", ["datapackage.json", "projects/part-0.parquet"])
def test_an_incomplete_release_is_no_data_and_the_next_run_mends_it(
    published: str, machine: Callable[[str], None], lost: str
) -> None:
    machine("there")
    Bucket(published).remove([f"releases/bb03/{lost}"])
    with pytest.raises(OSError, match="不完整"):
        output(published).current()
    assert publish(published, "bb03")["is_new"]
    machine("elsewhere")
    assert output(published).current() is not None


@pytest.mark.parametrize("address", ["s3://key:secret@bucket/out", "https://example.com/out", "s3://"])
def test_an_address_that_cannot_be_used_is_a_wrong_call_and_not_repeated(address: str, tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["status", "--out", address])
    assert ran.exit_code == 2 and "secret" not in ran.output
