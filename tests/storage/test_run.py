"""Runs with everything on object storage, each in a process of its own, against an S3 server in another."""

import json
import re
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.conftest import PROJECT
from tests.storage.conftest import KEY, SECRET, Runs, files_of
from yusuan.output import output
from yusuan.storage.bucket import Bucket
from yusuan.summary import scan

pytestmark = pytest.mark.slow
STOPS_IN_THE_MIDDLE_OF_PUBLISHING = """
import sys, time
from yusuan.storage.bucket import Bucket
put = Bucket.put
def half(self, files):
    put(self, dict(list(files.items())[: len(files) // 2]))
    print("half", flush=True)
    time.sleep(600)
Bucket.put = half
from yusuan.cli import main
main()
"""


@pytest.fixture
def small(raw: Path, tmp_path: Path) -> list[Path]:
    """The two smallest samples, the second in a zip."""
    first, second = sorted(raw.glob("*.txt"), key=lambda path: path.stat().st_size)[:2]
    return [first, Path(shutil.make_archive(str(tmp_path / "second"), "zip", second.parent, second.name))]


def test_a_killed_publisher_leaves_the_old_release_and_the_next_run_makes_that_of_a_local_one(
    runs: Runs, small: list[Path], url: str, machine: Callable[[str], None]
) -> None:
    raw, out, local = f"{url}/raw", f"{url}/processed", runs.place / "raw"
    local.mkdir()
    Bucket(raw).put({small[0].name: small[0]})
    old = runs.run(raw, out)["release"]["release_id"]
    Bucket(raw).put({small[1].name: small[1]})
    for path in small:
        shutil.copy(path, local)
    there = runs.run(str(local), "local")["release"]

    cut = runs.start("-c", STOPS_IN_THE_MIDDLE_OF_PUBLISHING, "run", "--raw", raw, "--out", out, "--workers", "2", "--json")
    assert cut.stdout is not None and cut.stdout.readline() == "half\n", runs.errors()
    machine("there")
    runs.call("run", "--raw", raw, "--out", out, code=3)
    assert "另一个运行正在使用" in runs.errors() and "Traceback" not in runs.errors()
    cut.send_signal(signal.SIGKILL)
    cut.wait()
    release = output(out).current()
    assert release is not None and release.name == old
    assert duckdb.sql(f"select count(*) from {scan(release, 'documents')}").fetchall() == [(1,)]
    partial = [name for name in Bucket(out).list(f"releases/{there['release_id']}")]
    assert partial and not any(name.endswith("datapackage.json") for name in partial)

    machine("here")
    made = runs.run(raw, out)
    assert made["release"]["path"] == f"{out}/releases/{there['release_id']}" and made["release"]["is_new"]
    assert not any(made["executed"].values()), "all was done when it was killed"
    machine("there")
    release = output(out).current()
    assert release is not None and files_of(release) == files_of(Path(there["path"]))

    again = runs.run(raw, out)
    assert not any(again["executed"].values()) and not again["release"]["is_new"], "a machine with nothing finds it all done"
    assert again["release"]["release_id"] == there["release_id"]

    record = duckdb.sql(f"select project_id from {scan(release, 'projects')} where budget_yuan is not null limit 1").fetchall()[
        0
    ][0]
    assert json.loads(runs.call("explain", record, "budget_yuan", "--out", out, "--json"))["places"]
    assert json.loads(runs.call("diff", "--out", out, "--json"))["before"] == old
    for command in documented("operations.md"):
        if command[0] != "run":
            shown = runs.call(*(word.replace("s3://budget", url) for word in command))
            assert shown.strip()
    everything = [Bucket(url).read(name) for name in Bucket(url).list()] + [runs.errors().encode()]
    assert not any(SECRET.encode() in content or KEY.encode() in content for content in everything)


def documented(page: str) -> list[list[str]]:
    """The commands of a page that name object storage."""
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    return [line.split()[1:] for line in re.findall(r"^yusuan .*s3://.*$", text, re.MULTILINE)]


def test_what_the_docs_show_is_there() -> None:
    assert {command[0] for command in documented("operations.md")} == {"run", "status", "findings", "diff", "prune"}
    assert "output(" in (PROJECT / "docs" / "bi.md").read_text(encoding="utf-8")
