"""One Prefect test server for all flow tests, and a way to run the flow on a folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows import settings

settings.apply()

from prefect.states import State  # noqa: E402
from prefect.testing.utilities import prefect_test_harness  # noqa: E402

from flows.annual import annual  # noqa: E402
from yusuan.journal import Run, load  # noqa: E402


@dataclass
class Ran:
    """What a run of the flow came to."""

    state: State
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
def prefect_server() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="session")
def run_annual(prefect_server: None) -> Callable[..., Ran]:
    def run(raw: Path, out: Path, **parameters: Any) -> Ran:
        state = annual(raw=str(raw), out=str(out), workers=1, return_state=True, **parameters)
        found = load(out)
        assert found is not None, state.message
        return Ran(state, found, out)

    return run
