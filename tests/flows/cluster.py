"""Servers and workers as real processes on loopback: a Prefect server, Prefect workers, a Dask scheduler and its workers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def ask(api: str, method: str, path: str, body: Any = None) -> Any:
    """What Prefect's server answers."""
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{api}/{path}", content, {"Content-Type": "application/json"}, method=method)
    for _ in range(20):
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                content = answer.read()
                return json.loads(content) if content else None
        except urllib.error.HTTPError as error:
            if error.code != 503:  # the server's SQLite is busy, Prefect's own client tries again as well
                raise
            time.sleep(0.5)
    raise OSError("the server is busy")


def wait(what: str, there: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline, f"no {what}"
        time.sleep(0.1)


class Servers:
    """A Prefect server in a process of its own; what else is started here ends with it. Logs lie in `place`."""

    def __init__(self, place: Path, **settings: str):
        self.place = place
        self.started: list[subprocess.Popen[bytes]] = []
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        self.environment |= {"PREFECT_HOME": str(place / "prefect"), "DO_NOT_TRACK": "1"}
        self.environment |= {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", **settings}
        port = free_port()
        self.api = f"http://127.0.0.1:{port}/api"
        self.server = self.start("prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port))
        self.environment["PREFECT_API_URL"] = self.api

    def start(self, module: str, *arguments: str, cwd: Path | None = None) -> subprocess.Popen[bytes]:
        """`python -m module arguments` as the leader of a process group."""
        with (self.place / f"{module}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments], cwd=cwd or self.place, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.api}/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self) -> None:
        for process in reversed(self.started):
            kill(process)


class Cluster(Servers):
    """And a Dask scheduler with workers of one thread."""

    def __init__(self, place: Path, workers: int = 2, **settings: str):
        super().__init__(place, **settings)
        port = free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        self.start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        self.workers = [self.start_worker(number) for number in range(workers)]
        wait("Prefect server", self.answers)

    def wait_for_workers(self, count: int) -> None:
        import distributed

        with distributed.Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)

    def start_workers_of_machines(self, count: int) -> list[Path]:
        """Workers that share nothing with each other; the folders of what each fetched."""
        caches = [self.place / f"cache-{number}" for number in range(count)]
        for number, cache in enumerate(caches):
            self.environment["YUSUAN_CACHE"] = str(cache)
            self.workers.append(self.start_worker(number))
        self.environment["YUSUAN_CACHE"] = str(self.place / "cache-of-the-flow")
        return caches

    def start_worker(self, number: int) -> subprocess.Popen[bytes]:
        # with Dask's nanny for the first, as most clusters have it, and without for one that a test may kill
        nanny = "--nanny" if number == 0 else "--no-nanny"
        return self.start(
            "distributed.cli.dask_worker", self.address, nanny, "--nthreads", "1", "--name", f"w{number}", "--no-dashboard"
        )


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and all that it started in its group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def descendants(pid: int) -> list[int]:
    """The process and all that it started and they did, whatever group they are in. Needs /proc."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended meanwhile
        parents.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def kill_machine(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all its descendants, as if their machine had been switched off."""
    for pid in descendants(process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
