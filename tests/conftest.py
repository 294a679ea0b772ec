"""Fixtures that several rooms' tests share."""

import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock
import hypothesis
import pytest

from yusuan.journal import Run, load

# a busy machine is no failure, nor is a seed that draws much of what a test leaves out
_LENIENT = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.filter_too_much]
hypothesis.settings.register_profile("yusuan", deadline=None, suppress_health_check=_LENIENT)
hypothesis.settings.load_profile("yusuan")

PROJECT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Let pytest-xdist keep the order of the files, which it would begin with those of most tests."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that run the flow come first: one of them at the end would be waited for alone."""
    files_of_runs = {item.path for item in items if "prefect_server" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path not in files_of_runs)


@pytest.fixture(scope="session")
def raw() -> Path:
    """The project's own raw folder with the five sample documents."""
    return PROJECT / "data" / "raw"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The shared corpus; tests that need it are skipped where it is absent."""
    folder = PROJECT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the shared corpus (../shared/corpus) is not here")
    return folder


@dataclass
class Ran:
    """What a run of the flow came to."""

    state: Any
    run: Run
    out: Path

    @property
    def executed(self) -> dict[str, int]:
        return {stage: count for stage, count in self.run.executed().items() if count}

    @property
    def release(self) -> dict[str, Any]:
        assert self.run.finished is not None, self.state.message
        return self.run.finished["release"]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this session that all its processes see."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    place.mkdir(exist_ok=True)
    return place


@pytest.fixture(scope="session")
def prefect_server(shared: Path) -> Iterator[str]:
    """The address of one Prefect server, for all tests that run the flow in all processes of the session."""
    from flows import settings

    settings.apply(shared / "prefect")
    from prefect.context import _temporary_global_settings_context, get_settings_context
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with filelock.FileLock(shared / "server.lock"):
        address, lifeline = _serve(shared)
    with temporary_settings({PREFECT_API_URL: address}), _temporary_global_settings_context(get_settings_context()):
        yield address
    os.close(lifeline)


def _serve(place: Path) -> tuple[str, int]:
    """The server's address, and the end of a pipe: it lives until the last process that holds one is gone, however that ends."""
    from flows import own_server

    pipe, address = place / "lifeline", place / "address"
    if address.exists():
        return address.read_text(), os.open(pipe, os.O_WRONLY)
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    lifeline = os.open(pipe, os.O_WRONLY)
    os.set_blocking(reading, True)
    url, process = own_server.launch(reading)
    os.close(reading)
    own_server.wait_for(url, process)
    address.write_text(url)
    return url, lifeline


@pytest.fixture(scope="session")
def run_annual(prefect_server: str) -> Callable[..., Ran]:
    """Run the flow on a raw folder and an output folder, with one worker."""
    from flows.annual import annual

    def run(raw: Path, out: Path, **parameters: Any) -> Ran:
        state = annual(raw=str(raw), out=str(out), workers=1, return_state=True, **parameters)
        found = load(out)
        assert found is not None, state.message
        return Ran(state, found, out)

    return run


@pytest.fixture(scope="session")
def samples(run_annual: Callable[..., Ran], raw: Path, shared: Path) -> Ran:
    """A run over the five sample documents, published: one for all processes. Tests may only read its output."""
    with filelock.FileLock(shared / "samples.lock"):
        kept = shared / "samples.pickle"
        if not kept.exists():
            ran = run_annual(raw, shared / "samples" / "data" / "processed")
            kept.write_bytes(pickle.dumps(ran))
        return pickle.loads(kept.read_bytes())
