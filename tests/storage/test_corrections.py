"""Corrections by people that lie beside the raw files on object storage."""

import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.storage.conftest import Runs, files_of
from yusuan.output import output
from yusuan.storage.bucket import Bucket
from yusuan.summary import scan

pytestmark = pytest.mark.slow


def test_they_are_applied_as_in_a_folder_and_stale_ones_fail(runs: Runs, raw: Path, url: str) -> None:
    sample, place = next(raw.glob("*井研县*")), f"{url}/out"
    Bucket(f"{url}/raw").put({sample.name: sample})
    assert runs.run(f"{url}/raw", place)["executed"].get("correct", 0) == 0

    def budgets() -> dict[str, Decimal]:
        rows = f"select project_id, budget_yuan from {scan(output(place).current(), 'projects')} where budget_yuan is not null"
        return dict(duckdb.sql(rows).fetchall())

    before = budgets()
    project = min(before)
    document, _, record = project.partition("-")

    def entry(printed: Decimal) -> bytes:
        names = {"document": document, "record": record, "column": "budget_yuan", "printed": str(printed), "right": "1.10"}
        return json.dumps([names | {"reason": "已核实", "by": "张三", "date": "2024-03-15"}], ensure_ascii=False).encode()

    Bucket(f"{url}/corrections").write("2024.yaml", entry(before[project]))
    made = runs.run(f"{url}/raw", place)
    assert made["executed"] | {"read": 0, "parse": 0, "correct": 1} == made["executed"]
    assert budgets() == before | {project: Decimal("1.10")}
    release = output(place).current()
    applied = duckdb.sql(f"select record_id, printed_value, corrected_by from {scan(release, 'corrections')}").fetchall()
    assert applied == [(project, f"{before[project]}", "张三")]
    for name, content in {
        "raw/" + sample.name: sample.read_bytes(),
        "corrections/2024.yaml": entry(before[project]),
    }.items():
        (runs.place / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (runs.place / "data" / name).write_bytes(content)
    local = runs.run("data/raw", "local")["release"]
    assert local["release_id"] == made["release"]["release_id"] and files_of(Path(local["path"])) == files_of(release)
    assert not any(runs.run(f"{url}/raw", place)["executed"].values()), "unchanged corrections change nothing"

    Bucket(f"{url}/corrections").write("2024.yaml", entry(Decimal("0.01")))
    stale = json.loads(runs.call("run", "--raw", f"{url}/raw", "--out", place, "--json", code=1))
    assert [(failure["stage"], "2024.yaml#1" in failure["reason"]) for failure in stale["failures"]] == [("correct", True)]
