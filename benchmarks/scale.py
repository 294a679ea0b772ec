"""A thousand documents, locally and on two Dask workers: cost of orchestration, memory, and whether the releases are one.

    python -m benchmarks.scale [--documents 100 1000] [--workers 2]

Needs the extra `yusuan[dask]` (without it only the local rows) and Linux (processor times are read from /proc). The documents are
those of `benchmarks/pipeline.py`. Server, scheduler, workers and the flow are processes of their own on loopback.

`orchestration` is the share of wall time in which nothing is worked on: all but that of raw files at ingest, of documents in
stages (divided by the workers), and of reconciling departments and publishing. `CPU s` is the processor time of the flow's
process and of Prefect's server, `flow MB` the peak memory of the flow's process.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.pipeline import lay_out
from tests.flows.cluster import Cluster, Servers, wait
from yusuan.journal import Run, load, runs_folder
from yusuan.workers import prepare


def run(parameters: dict[str, Any]) -> dict[str, float]:
    """In a process of its own: the flow, once; its wall time, processor times and peak memory."""
    from flows import settings

    settings.apply()
    prepare()  # as the command does
    from flows.annual import annual

    started = time.perf_counter()
    annual(**parameters, fiscal_year="all", return_state=True)
    wall = time.perf_counter() - started
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {"wall": wall, "cpu": own.ru_utime + own.ru_stime, "megabytes": own.ru_maxrss / 1024}


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def worked(run: Run, out: Path, workers: int) -> float:
    """Wall seconds of a run in which raw files, documents, departments or the release were worked on."""
    stages = sum(outcome.seconds for outcomes in run.outcomes.values() for outcome in outcomes.values() if outcome.executed)
    with (runs_folder(out) / f"{run.run_id}.jsonl").open(encoding="utf-8") as journal:
        events = [json.loads(line) for line in journal]
    return stages / workers + sum(event["seconds"] for event in events if event["event"] in ("ingested", "compared", "published"))


def measure(name: str, raw: Path, out: Path, servers: Servers, workers: int, address: str | None) -> str:
    server_before = cpu_seconds(servers.server.pid)
    order = json.dumps({"raw": str(raw), "out": str(out), "workers": workers, "dask": address})
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale", "--run", order],
        env=servers.environment | {"PYTHONPATH": os.getcwd(), "PREFECT_LOGGING_LEVEL": "CRITICAL"},
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    seconds = json.loads(ran.stdout.splitlines()[-1])
    found = load(out)
    assert found is not None and found.finished is not None, ran.stdout
    release = found.finished["release"]
    server = cpu_seconds(servers.server.pid) - server_before
    idle = 1 - worked(found, out, workers) / seconds["wall"]
    count, cpu = len(found.outcomes), seconds["cpu"] + server
    return (
        f"| {name} | {count} | {seconds['wall']:.1f} | {seconds['wall'] / count * 1000:.0f} | {idle:.1%} | {cpu:.1f} "
        f"| {seconds['megabytes']:.0f} | {release['release_id']} | {len(found.failures())} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--run", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        print(json.dumps(run(json.loads(arguments.run))))
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        try:
            import distributed  # noqa: F401

            servers: Servers = Cluster(place, arguments.workers)
        except ImportError:
            servers = Servers(place)
            wait("Prefect server", servers.answers)
        try:
            print("| runner | documents | wall s | ms a document | orchestration | CPU s | flow MB | release | failed |")
            print("|---|---|---|---|---|---|---|---|---|")
            for count in arguments.documents:
                raw = place / f"raw-{count}"
                raw.mkdir()
                lay_out(raw, count)
                print(measure("local", raw, place / f"local-{count}", servers, arguments.workers, None), flush=True)
                if isinstance(servers, Cluster):
                    row = measure("dask", raw, place / f"dask-{count}", servers, arguments.workers, servers.address)
                    print(row, flush=True)
        finally:
            servers.stop()


if __name__ == "__main__":
    main()
