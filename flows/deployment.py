"""Putting the flow on its schedule: the deployment of `prefect.yaml` on a server, and a worker that runs what is due.

Everything goes through Prefect's own commands, so whoever knows Prefect can do the same by hand. Without `PREFECT_API_URL` a
server of our own is started, on loopback, with its state in `PREFECT_HOME`.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from yusuan.address import absolute

PROJECT = Path(__file__).resolve().parent.parent
POOL = "yusuan"
NAME = "annual/yearly"

_PREFECT = (sys.executable, "-m", "prefect", "--no-prompt")
_SERVER_SECONDS = 120


class NotServed(Exception):
    """The deployment could not be put up; the message says why, for people."""


def serve(raw: str, out: str, dask: str | None, port: int, say: Callable[[str], None]) -> None:
    """Put the deployment up for these folders or URLs, on this machine or a Dask cluster, and work on its runs until interrupted.

    Raises NotServed.
    """
    os.environ["PREFECT_LOGGING_LEVEL"] = "INFO"
    with _server(port) as api:
        os.environ["PREFECT_API_URL"] = api
        deploy(raw, out, dask)
        say(f"{NAME}  {api.removesuffix('/api')}")
        with _running("worker", "start", "--pool", POOL, "--type", "process") as worker:
            code = worker.wait()
    raise NotServed(f"Prefect worker 已停止（exit code {code}）")


def deploy(raw: str | Path, out: str | Path, dask: str | None = None) -> None:
    """Register the work pool and the deployment on the server of `PREFECT_API_URL`; what is there is brought up to date."""
    _prefect("work-pool", "create", POOL, "--type", "process", "--overwrite")
    wanted = {"raw": absolute(raw), "out": absolute(out), **({"dask": dask} if dask else {})}
    parameters = [word for name, value in wanted.items() for word in ("--param", f"{name}={value}")]
    _prefect("deploy", "--name", NAME.partition("/")[2], *parameters)


def _prefect(*arguments: str) -> None:
    ran = subprocess.run([*_PREFECT, *arguments], cwd=PROJECT, capture_output=True, text=True)
    if ran.returncode:
        raise NotServed(f"prefect {' '.join(arguments[:2])}: {(ran.stderr or ran.stdout).strip()[-600:]}")


@contextmanager
def _server(port: int) -> Iterator[str]:
    """The API of the server that the environment names, or of one that is started here."""
    if api := os.environ.get("PREFECT_API_URL"):
        yield api
        return
    api = f"http://127.0.0.1:{port}/api"
    if _answers(api):
        raise NotServed(f"端口 {port} 上已有服务器；设 PREFECT_API_URL={api} 使用它，或用 --port 换一个端口")
    # Its pages ask port 4200 unless they are told.
    with _running("server", "start", "--host", "127.0.0.1", "--port", str(port), PREFECT_SERVER_UI_API_URL=api) as server:
        deadline = time.monotonic() + _SERVER_SECONDS
        while not _answers(api):
            if server.poll() is not None or time.monotonic() > deadline:
                raise NotServed(f"Prefect 服务器未能在端口 {port} 上启动")
            time.sleep(0.3)
        yield api


def _answers(api: str) -> bool:
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


@contextmanager
def _running(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """SIGINT, because Prefect leaves children behind after SIGTERM; from us alone, for the second makes it stop at once."""
    process = subprocess.Popen([*_PREFECT, *arguments], cwd=PROJECT, env={**os.environ, **environment}, process_group=0)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
