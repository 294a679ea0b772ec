"""Years and regions of a run, backfill, and the schedule with a real server and a real worker."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.conftest import PROJECT, Ran
from tests.flows.cluster import ask, free_port
from yusuan.journal import load, runs_folder
from yusuan.summary import scan

SECONDS = 300


@pytest.fixture
def years(raw: Path, tmp_path: Path) -> Path:
    """A raw folder by year and region."""
    folder = tmp_path / "raw"
    sample = next(raw.glob("*井研县*")).read_bytes()  # the quickest to parse
    for number, place in enumerate(("2024/四川", "2021/河北", "2024/河北")):
        (folder / place).mkdir(parents=True)
        (folder / place / "目标表.txt").write_bytes(sample + b"\n" * number)
    return folder


def documents(out: Path) -> dict[str, str]:
    """Status, or the beginning of the reason against it, by the folder that a document lies in."""
    rows = duckdb.sql(f"select source_path, status, status_reason from {scan(out / 'current', 'documents')}").fetchall()
    return {
        path.rpartition("/")[0]: reason.partition("，该范围")[0] if status == "rejected" else "data"
        for path, status, reason in rows
    }


def test_a_year_and_a_region_take_in_their_folders_and_nothing_leaves_the_release(
    run_annual: Callable[..., Ran], years: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = run_annual(years, out, fiscal_year=2024, region="四川")
    assert first.executed["read"] == 1
    assert documents(out) == {
        "2024/四川": "data", "2024/河北": "属于2024年度，地区“河北”", "2021/河北": "属于2021年度，地区“河北”",
    }  # fmt: skip
    rerun = run_annual(years, out, rerun=True)
    assert rerun.executed == {}, "a rerun stays within the year of the run before it"
    second = run_annual(years, out, fiscal_year=2021)
    assert second.executed["read"] == 1, "the year before was done already"
    assert documents(out) == {"2024/四川": "data", "2024/河北": "属于2024年度，地区“河北”", "2021/河北": "data"}


def test_prefect_yaml_names_the_flow_and_its_schedule() -> None:
    (deployment,) = yaml.safe_load((PROJECT / "prefect.yaml").read_text("utf-8"))["deployments"]
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
    assert [schedule["timezone"] for schedule in deployment["schedules"]] == ["Asia/Shanghai"]
    assert "fiscal_year" not in deployment["parameters"], "it is the year of the run, not of the deployment"
    module, _, name = deployment["entrypoint"].rpartition(".")
    assert f"def {name}(" in (PROJECT / module.replace(".", "/")).with_suffix(".py").read_text("utf-8")


@pytest.mark.slow
def test_backfill_runs_years_in_order_and_ends_with_the_release_of_one_run(
    run_annual: Callable[..., Ran], years: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "yusuan", "backfill", "2021..2024", "--raw", str(years), "--out", str(out), "--json"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=SECONDS)
    assert ran.returncode == 0, ran.stderr
    runs = json.loads(ran.stdout)
    assert [run["fiscal_year"] for run in runs] == [2021, 2022, 2023, 2024]
    assert [run["executed"]["read"] for run in runs] == [1, 0, 0, 2]
    assert "nothing" in runs[1]["alert"]["reasons"], "no documents of 2022"
    whole = run_annual(years, tmp_path / "whole", fiscal_year="all")
    assert runs[-1]["release"]["release_id"] == whole.release["release_id"]


class Served:
    """`yusuan serve` in a process of its own, with a server of its own on loopback."""

    def __init__(self, raw: Path, out: Path, place: Path):
        self.port = free_port()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        environment |= {
            "PREFECT_HOME": str(place / "prefect"),
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
            "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
        }
        command = [sys.executable, "-m", "yusuan", "serve", "--raw", str(raw), "--out", str(out), "--port", str(self.port)]
        self.log = place / "serve.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=place, env=environment, stdout=log, stderr=log, start_new_session=True)

    def wait(self, what: str, there: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + SECONDS
        while not (found := there()):
            assert self.process.poll() is None and time.monotonic() < deadline, f"no {what}:\n{self.log.read_text()[-3000:]}"
            time.sleep(0.3)
        return found

    def api(self, method: str, path: str, body: Any = None) -> Any:
        return ask(f"http://127.0.0.1:{self.port}/api", method, path, body)

    def deployment(self) -> dict[str, Any] | None:
        try:
            return self.api("GET", "deployments/name/annual/yearly")
        except OSError:
            return None

    def flow_run(self, run_id: str) -> dict[str, Any]:
        return self.api("GET", f"flow_runs/{run_id}")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(60)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)


@pytest.fixture
def served(years: Path, tmp_path: Path) -> Iterator[Served]:
    served = Served(years, tmp_path / "out", tmp_path)
    yield served
    served.stop()


@pytest.mark.slow
def test_a_scheduled_run_fires_and_publishes_and_an_ad_hoc_run_takes_parameters(served: Served, tmp_path: Path) -> None:
    out = tmp_path / "out"
    deployment = served.wait("deployment", served.deployment)
    (yearly,) = deployment["schedules"]
    assert (yearly["schedule"]["timezone"], yearly["active"]) == ("Asia/Shanghai", True)
    assert deployment["concurrency_options"]["collision_strategy"] == "ENQUEUE"

    # the yearly schedule is months away: one beside it that is due in seconds, on the same deployment and worker
    soon = {"interval": 86400, "anchor_date": (datetime.now(UTC) + timedelta(seconds=8)).isoformat(), "timezone": "Asia/Shanghai"}
    served.api("POST", f"deployments/{deployment['id']}/schedules", [{"schedule": soon, "active": True}])
    run = served.wait("scheduled run", lambda: runs_folder(out).exists() and (run := load(out)) and run.alert and run)
    beijing = (datetime.now(UTC) + timedelta(hours=8)).year
    assert run.started["options"]["fiscal_year"] == beijing, "the year of the run"
    assert set(run.alert["reasons"]) == {"nothing"}, "the folders are of other years, and somebody is told"
    assert "data" not in documents(out).values()

    wanted = [{"fiscal_year": 2024, "region": "四川"}, {"fiscal_year": 2021}]
    asked = [
        served.api(
            "POST", f"deployments/{deployment['id']}/create_flow_run",
            {"parameters": parameters, "state": {"type": "SCHEDULED"}},
        )["id"]
        for parameters in wanted
    ]  # fmt: skip
    served.wait("ad-hoc runs", lambda: all(served.flow_run(run)["state_type"] == "COMPLETED" for run in asked))
    assert documents(out)["2021/河北"] == "data", "the second run waited for the first"
    assert documents(out)["2024/四川"] == "data"
    artifacts = served.api("POST", "artifacts/filter", {"flow_runs": {"id": {"any_": asked[:1]}}})
    assert {artifact["key"] for artifact in artifacts} == {"progress", "documents", "summary"}
    logs = served.api("POST", "logs/filter", {"logs": {"flow_run_id": {"any_": asked[:1]}}})
    assert any("release" in log["message"] for log in logs)
