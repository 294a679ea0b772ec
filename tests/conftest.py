"""Fixtures that several rooms' tests share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from yusuan.journal import Run, load

# a busy machine is no failure, nor is a seed that draws much of what a test leaves out
_LENIENT = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.filter_too_much]
hypothesis.settings.register_profile("yusuan", deadline=None, suppress_health_check=_LENIENT)
hypothesis.settings.load_profile("yusuan")

PROJECT = Path(__file__).resolve().parent.parent


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
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A Prefect server in a process of its own, for all tests that run the flow."""
    from flows import settings

    settings.apply(tmp_path_factory.mktemp("prefect"))
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="session")
def run_annual(prefect_server: None) -> Callable[..., Ran]:
    """Run the flow on a raw folder and an output folder, with one worker."""
    from flows.annual import annual

    def run(raw: Path, out: Path, **parameters: Any) -> Ran:
        state = annual(raw=str(raw), out=str(out), workers=1, return_state=True, **parameters)
        found = load(out)
        assert found is not None, state.message
        return Ran(state, found, out)

    return run


@pytest.fixture(scope="session")
def samples(run_annual: Callable[..., Ran], raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A run over the five sample documents, published. Tests may run it again, but must leave its release as it is."""
    return run_annual(raw, tmp_path_factory.mktemp("samples") / "data" / "processed")
