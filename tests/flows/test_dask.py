"""The flow on a Dask cluster of real processes, one of which is killed while it works."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.cluster import Cluster, kill, wait

pytestmark = pytest.mark.slow
SECONDS = 240


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="the extra yusuan[dask] is not installed")
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.stop()


@pytest.fixture
def copies(raw: Path, tmp_path: Path) -> Path:
    """Enough documents that both workers are busy for a while."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for path in raw.iterdir():
        for number in range(2):
            copy = folder / f"{path.stem}-{number}.txt"
            shutil.copy(path, copy)
            with copy.open("a", encoding="utf-8") as file:
                file.write("\n" * (number + 1))
    return folder


def test_a_killed_worker_costs_nothing_and_the_release_is_that_of_a_local_run(
    cluster: Cluster, copies: Path, tmp_path: Path
) -> None:
    def command(out: str, *more: str) -> list[str]:
        return [sys.executable, "-m", "yusuan", "run", "--raw", str(copies), "--out", str(tmp_path / out), "--json", *more]

    dask = command("out", "--runner", "dask", "--address", cluster.address, "--workers", "5")
    with (tmp_path / "run.err").open("wb") as err:
        run = subprocess.Popen(dask, cwd=tmp_path, env=cluster.environment, stdout=subprocess.PIPE, stderr=err)
        wait(
            "artifact", lambda: run.poll() is not None or list((tmp_path / "out" / ".yusuan" / "artifacts" / "parse").glob("*/*"))
        )
        assert run.poll() is None, (tmp_path / "run.err").read_text()[-3000:]
        kill(cluster.workers[1])
        output, _ = run.communicate(timeout=SECONDS)
    assert run.returncode == 0, (tmp_path / "run.err").read_text()[-3000:]
    made = json.loads(output)
    documents = made["summary"]["documents"]
    assert made["failures"] == [] and "rejected" not in documents and sum(documents.values()) == 10
    assert made["executed"]["read"] <= 10, "what the dead worker had written already is not read again"

    local = subprocess.run(
        command("local"), cwd=tmp_path, env=cluster.environment, capture_output=True, text=True, timeout=SECONDS
    )
    assert local.returncode == 0, local.stderr
    here = json.loads(local.stdout)["release"]
    assert here["release_id"] == made["release"]["release_id"], "the id follows from the bytes of the files"


def refused(raw: Path, out: Path, environment: dict[str, str], *address: str) -> str:
    """What a run says that cannot use its cluster."""
    command = [sys.executable, "-m", "yusuan", "run", "--raw", str(raw), "--out", str(out), "--runner", "dask", *address]
    ran = subprocess.run(command, cwd=out.parent, env=environment, capture_output=True, text=True, timeout=SECONDS)
    assert ran.returncode in (2, 3) and "Traceback" not in ran.stderr, ran.stderr
    return ran.stderr


@pytest.mark.parametrize(
    ("address", "said"), [((), "--address"), (("--address", "tcp://127.0.0.1:1"), "无法连接 Dask 集群 tcp://127.0.0.1:1")]
)
def test_a_cluster_that_cannot_be_used_is_said_in_plain_words(
    raw: Path, tmp_path: Path, address: tuple[str, ...], said: str
) -> None:
    pytest.importorskip("distributed", reason="the extra yusuan[dask] is not installed")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    assert said in refused(raw, tmp_path / "out", environment, *address)


def test_a_cluster_with_another_program_is_said_in_plain_words(cluster: Cluster, raw: Path, tmp_path: Path) -> None:
    older = tmp_path / "older" / "yusuan"
    older.mkdir(parents=True)
    for name in ("__init__", "batch"):
        (older / f"{name}.py").touch()
    environment, cluster.environment = cluster.environment, cluster.environment | {"PYTHONPATH": str(older.parent)}
    cluster.start_worker(2)
    cluster.wait_for_workers(3)
    said = refused(raw, tmp_path / "out", environment, "--address", cluster.address)
    assert f"Dask 集群 {cluster.address} 的 worker 上没有同样的程序" in said
