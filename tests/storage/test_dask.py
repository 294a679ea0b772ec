"""The flow on a Dask cluster whose workers share nothing but object storage."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.cluster import Cluster
from yusuan.storage.bucket import Bucket

pytestmark = pytest.mark.slow
SECONDS = 300


@pytest.fixture
def cluster(url: str, tmp_path: Path) -> Iterator[Cluster]:
    """Two workers, each with a cache of its own."""
    pytest.importorskip("prefect_dask", reason="the extra yusuan[dask] is not installed")
    cluster = Cluster(tmp_path, workers=0)
    for number in range(2):
        cluster.environment["YUSUAN_CACHE"] = str(tmp_path / f"cache-{number}")
        cluster.workers.append(cluster.start_worker(number))
    yield cluster
    cluster.stop()


def test_workers_share_nothing_but_object_storage(cluster: Cluster, raw: Path, url: str, tmp_path: Path) -> None:
    first, second, third = sorted(raw.glob("*.txt"), key=lambda path: path.stat().st_size)[:3]
    local = tmp_path / "raw"
    local.mkdir()
    shutil.make_archive(str(local / "two"), "zip", raw, first.name)
    for path in (second, third):
        shutil.copy(path, local)
    Bucket(f"{url}/raw").put({path.name: path for path in local.iterdir()})
    cluster.environment["YUSUAN_CACHE"] = str(tmp_path / "cache-of-the-flow")

    def run(raw: str, out: str, *more: str) -> dict:
        command = [sys.executable, "-m", "yusuan", "run", "--raw", raw, "--out", out, "--json", "--workers", "3", *more]
        ran = subprocess.run(command, cwd=tmp_path, env=cluster.environment, capture_output=True, text=True, timeout=SECONDS)
        assert ran.returncode == 0, ran.stderr[-3000:]
        return json.loads(ran.stdout)

    made = run(f"{url}/raw", f"{url}/out", "--runner", "dask", "--address", cluster.address)
    assert made["failures"] == [] and made["executed"]["read"] == 3
    fetched = [len(list((tmp_path / f"cache-{number}" / "contents").glob("*"))) for number in range(2)]
    assert sum(fetched) >= 3, "the workers got the raw files for themselves"
    assert run("raw", "local")["release"]["release_id"] == made["release"]["release_id"]
