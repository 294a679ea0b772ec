"""The flow on a Dask cluster whose workers share nothing but object storage, by hand and from the deployment."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.deployment import NAME
from tests.conftest import PROJECT
from tests.flows.cluster import Cluster, ask, wait
from yusuan.journal import Run
from yusuan.output import output
from yusuan.storage.bucket import Bucket

pytestmark = pytest.mark.slow
SECONDS = 300
WAKEFUL = {
    "PREFECT_WORKER_QUERY_SECONDS": "1",
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
}


@pytest.fixture
def cluster(url: str, tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="the extra yusuan[dask] is not installed")
    cluster = Cluster(tmp_path, workers=0, **WAKEFUL)
    yield cluster
    cluster.stop()


@pytest.fixture
def stored(raw: Path, url: str, tmp_path: Path) -> str:
    """Three samples, one of them in a zip; also in the folder `raw`."""
    first, second, third = sorted(raw.glob("*.txt"), key=lambda path: path.stat().st_size)[:3]
    local = tmp_path / "raw"
    local.mkdir()
    shutil.make_archive(str(local / "two"), "zip", raw, first.name)
    for path in (second, third):
        shutil.copy(path, local)
    Bucket(f"{url}/raw").put({path.name: path for path in local.iterdir()})
    return f"{url}/raw"


def fetched(caches: list[Path]) -> int:
    return sum(len(list((cache / "contents").glob("*"))) for cache in caches)


def test_workers_share_nothing_but_object_storage(cluster: Cluster, stored: str, url: str, tmp_path: Path) -> None:
    caches = cluster.start_workers_of_machines(2)

    def run(raw: str, out: str, *more: str) -> dict:
        command = [sys.executable, "-m", "yusuan", "run", "--raw", raw, "--out", out, "--json", "--workers", "3", *more]
        ran = subprocess.run(command, cwd=tmp_path, env=cluster.environment, capture_output=True, text=True, timeout=SECONDS)
        assert ran.returncode == 0, ran.stderr[-3000:]
        return json.loads(ran.stdout)

    made = run(stored, f"{url}/out", "--runner", "dask", "--address", cluster.address)
    assert made["failures"] == [] and made["executed"]["read"] == 3
    assert fetched(caches) >= 3, "the workers got the raw files for themselves"
    assert run("raw", "local")["release"]["release_id"] == made["release"]["release_id"]


def test_a_scheduled_run_works_on_the_cluster_of_the_deployment_and_an_ad_hoc_run_where_it_is_told(
    cluster: Cluster, stored: str, url: str, tmp_path: Path
) -> None:
    caches = cluster.start_workers_of_machines(2)
    where = ("--raw", stored, "--out", f"{url}/out", "--runner", "dask", "--address", cluster.address)
    served = cluster.start("yusuan", "serve", *where, cwd=PROJECT)

    def deployment() -> dict | None:
        assert served.poll() is None, (tmp_path / "yusuan.log").read_text()[-3000:]
        try:
            return ask(cluster.api, "GET", f"deployments/name/{NAME}")
        except OSError:
            return None

    def finished(out: str) -> Run | None:
        run = output(out).load()
        return run if run and run.finished else None

    wait("deployment", deployment)
    place = f"deployments/{deployment()['id']}"
    assert deployment()["parameters"] == {"raw": stored, "out": f"{url}/out", "dask": cluster.address}
    soon = {"interval": 86400, "anchor_date": (datetime.now(UTC) + timedelta(seconds=8)).isoformat(), "timezone": "Asia/Shanghai"}
    ask(cluster.api, "POST", f"{place}/schedules", [{"schedule": soon, "active": True}])
    wait("scheduled run", lambda: finished(f"{url}/out"), SECONDS)
    assert fetched(caches) >= 3, "the workers of the cluster did it"

    elsewhere = {"raw": stored, "out": f"{url}/again", "dask": None, "fiscal_year": "all"}
    ask(cluster.api, "POST", f"{place}/create_flow_run", {"parameters": elsewhere, "state": {"type": "SCHEDULED"}})
    wait("ad-hoc run", lambda: finished(f"{url}/again"), SECONDS)
    first, second = finished(f"{url}/out"), finished(f"{url}/again")
    assert first.executed() == second.executed() and first.executed()["read"] == 3
    assert first.finished["release"]["release_id"] == second.finished["release"]["release_id"]

    nowhere = {"out": f"{url}/never", "dask": "tcp://127.0.0.1:1"}
    ask(cluster.api, "POST", f"{place}/create_flow_run", {"parameters": nowhere, "state": {"type": "SCHEDULED"}})
    journals = Bucket(f"{url}/never/.yusuan/runs")
    wait("alert", lambda: any("无法连接 Dask 集群 tcp://127.0.0.1:1" in journals.read(name).decode() for name in journals.list()))
