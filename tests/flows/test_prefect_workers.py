"""Two Prefect workers on one pool: one is killed in the middle of a run, the other takes the next run, which ends it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import deployment
from tests.conftest import PROJECT, Ran
from tests.flows.cluster import Servers, ask, kill, wait
from yusuan.journal import load, runs_folder

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc").is_dir(), reason="process groups are read from /proc")]
SECONDS = 240


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    # a dead worker's run holds its place among the runs for that long; 300 seconds by default, 30 is Prefect's minimum
    lease = {"PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": "30"}
    wakeful = {"PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": "2"}
    servers = Servers(tmp_path, PREFECT_SERVER_CONCURRENCY_MAXIMUM_CONCURRENCY_SLOT_WAIT_SECONDS="2", **lease, **wakeful)
    wait("Prefect server", servers.answers)
    yield servers
    servers.stop()


def size_of_group(leader: int) -> int:
    groups = [path.read_text().rpartition(")")[2].split()[2] for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    return groups.count(str(leader))


def test_a_run_whose_worker_was_killed_is_ended_by_the_other_worker(
    servers: Servers, run_annual: Callable[..., Ran], raw: Path, tmp_path: Path
) -> None:
    folder, out = tmp_path / "raw", tmp_path / "out"
    folder.mkdir()
    for number, sample in enumerate(sorted(raw.iterdir()) * 3):
        (folder / f"{number:02d}.txt").write_bytes(sample.read_bytes() + b"\n" * number)
    code = f"from pathlib import Path; from flows.deployment import deploy; deploy(Path({str(folder)!r}), Path({str(out)!r}))"
    deployed = subprocess.run([sys.executable, "-c", code], env=servers.environment, capture_output=True, text=True, cwd=PROJECT)
    assert deployed.returncode == 0, deployed.stderr
    arguments = ("worker", "start", "--pool", deployment.POOL, "--type", "process")
    workers = [servers.start("prefect", *arguments, cwd=PROJECT) for _ in range(2)]

    path = f"deployments/{ask(servers.api, 'GET', f'deployments/name/{deployment.NAME}')['id']}/create_flow_run"
    asked = {"parameters": {"fiscal_year": "all"}, "state": {"type": "SCHEDULED"}}
    ask(servers.api, "POST", path, asked)
    wait("document read", lambda: list((out / ".yusuan" / "artifacts" / "read").glob("*/*")), SECONDS)
    busy = max(workers, key=lambda worker: size_of_group(worker.pid))
    kill(busy)
    killed = load(out)
    assert killed is not None and killed.finished is None and not (out / "current").exists()

    again = f"flow_runs/{ask(servers.api, 'POST', path, asked)['id']}"
    wait("run on the other worker", lambda: ask(servers.api, "GET", again)["state_type"] == "COMPLETED", SECONDS)
    ended = load(out)
    assert ended is not None and ended.finished is not None and ended.run_id != killed.run_id
    assert ended.executed()["read"] < 15, "what was read before the kill is not read again"
    local = run_annual(folder, tmp_path / "local", fiscal_year="all")
    assert ended.finished["release"]["release_id"] == local.release["release_id"]
    assert len(list(runs_folder(out).glob("*.jsonl"))) == 2
    assert os.readlink(out / "current").endswith(local.release["release_id"])
