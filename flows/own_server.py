"""The Prefect server of a run for which nobody named one: a process on loopback that starts while this one still imports Prefect.

Prefect would start one by itself, but only when all is imported here, and import all of it here first for the starting; that is
most of the wait of a short run. It ends with this process, however that ends.
"""

import atexit
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

_SECONDS = 120
_ROOM = 10 * 2**20  # what a new one takes
_ENVIRONMENT = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
_QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

_started: list[subprocess.Popen[bytes]] = []


def start() -> None:
    """Begin to start it, unless the environment names a server; must be called before Prefect is imported. Does not wait."""
    if os.environ.get("PREFECT_API_URL"):
        return
    os.environ["PREFECT_API_URL"], process = launch(subprocess.PIPE)
    _started.append(process)
    atexit.register(_stop, process)


def launch(lifeline: int) -> tuple[str, subprocess.Popen[bytes]]:
    """The address that a server will have, and its process, which ends when nobody can write to `lifeline` any more."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    group = {"process_group": 0} if os.name == "posix" else {}  # interrupting a run is the run's own matter
    command = [sys.executable, "-m", "flows.own_server", str(port)]
    process = subprocess.Popen(command, stdin=lifeline, env=os.environ | _ENVIRONMENT, **_QUIET, **group)
    return f"http://127.0.0.1:{port}/api", process


def wait() -> None:
    """Wait until it answers. Raises OSError if it does not, Unwritable if that is for want of room."""
    for process in _started:
        wait_for(os.environ["PREFECT_API_URL"], process)


def wait_for(api: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server that was launched answers. Raises as `wait` does."""
    deadline = time.monotonic() + _SECONDS
    while not _answers(api):
        if process.poll() is not None or time.monotonic() > deadline:
            _check_room(Path(os.environ["PREFECT_HOME"]))
            raise OSError("Prefect 服务器未能启动")
        time.sleep(0.05)


def _check_room(home: Path) -> None:
    """Raises Unwritable if Prefect's state does not fit there, which Prefect itself does not say."""
    from yusuan.artifacts import write_whole  # to load it would keep the server from starting

    room = home / ".room"
    write_whole(room, bytes(_ROOM))
    room.unlink()


def _answers(api: str) -> bool:
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main(port: int) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import uvicorn

    uvicorn.run("prefect.server.api.server:create_app", factory=True, port=port, log_level="error", lifespan="on")


if __name__ == "__main__":
    main(int(sys.argv[1]))
