"""An S3 server in a process of its own, and machines that have nothing but its address.

It is moto's, or the one that the environment names: `YUSUAN_TEST_S3`, with `YUSUAN_TEST_S3_KEY` and `YUSUAN_TEST_S3_SECRET`.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

KEY = os.environ.get("YUSUAN_TEST_S3_KEY", "key-of-the-test")
SECRET = os.environ.get("YUSUAN_TEST_S3_SECRET", "secret-of-the-test")
SECONDS = 300


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server's address."""
    for module in ("s3fs", "moto", "flask", "flask_cors"):
        pytest.importorskip(module, reason="the extras yusuan[s3,test] are not installed")
    if named := os.environ.get("YUSUAN_TEST_S3"):
        yield named
        return
    with start_server(tmp_path_factory.mktemp("s3")) as address:
        yield address


@contextmanager
def start_server(place: Path) -> Iterator[str]:
    """moto's server until the end of the block; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with (place / "log").open("wb") as log:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(address, process)
        yield address
    finally:
        process.kill()
        process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"{address}/moto-api/", timeout=5):
                return
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, "no S3 server"
            time.sleep(0.1)


@pytest.fixture
def url(server: str, machine: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> str:
    """A new bucket, for a machine that has the rights by its environment."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    machine("here")
    return f"s3://{new_bucket()}/budget"


def new_bucket() -> str:
    import s3fs

    name = f"bucket-{secrets.token_hex(6)}"
    s3fs.S3FileSystem(skip_instance_cache=True).mkdir(name)
    return name


@pytest.fixture
def machine(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Be another machine from now on: one with another cache."""
    place = tmp_path_factory.mktemp("machines")
    return lambda name: monkeypatch.setenv("YUSUAN_CACHE", str(place / name))


class Runs:
    """Commands in processes of their own."""

    def __init__(self, place: Path):
        self.place = place

    def start(self, *command: str) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        with (self.place / "errors").open("a") as errors:
            return subprocess.Popen(
                [sys.executable, *command], cwd=self.place, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
            )

    def call(self, *arguments: str, code: int = 0) -> str:
        process = self.start("-m", "yusuan", *arguments)
        printed, _ = process.communicate(timeout=SECONDS)
        assert process.returncode == code, self.errors()[-3000:]
        return printed

    def run(self, raw: str, out: str) -> dict:
        return json.loads(self.call("run", "--raw", raw, "--out", out, "--workers", "2", "--json"))

    def errors(self) -> str:
        return (self.place / "errors").read_text()


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path)


def files_of(release: Path) -> dict[str, bytes]:
    """All that follows from the content: not the run's manifest, and not what changed since another release."""
    found = {path.relative_to(release).as_posix(): path for path in release.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name not in ("manifest.json", "CHANGES.md")}
