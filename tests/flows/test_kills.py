"""A flow killed at random moments of a run: readers never see half a release, nothing is lost."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Ran
from yusuan.output import output

SECONDS = 240

pytestmark = pytest.mark.slow


def copies(raw: Path, folder: Path, count: int) -> Path:
    """Many documents: the samples, each with blank lines at its end that make it a file of its own."""
    samples = sorted(raw.iterdir())
    folder.mkdir()
    for number in range(count):
        sample = samples[number % len(samples)]
        (folder / f"{number:02d}.txt").write_bytes(sample.read_bytes() + b"\n" * number)
    return folder


def whole(release: Path) -> None:
    """Every file of the release is there, with the bytes that its description promises."""
    resources = json.loads((release / "datapackage.json").read_text("utf-8"))["resources"]
    assert resources
    for resource in resources:
        assert f"sha256:{hashlib.sha256((release / resource['path']).read_bytes()).hexdigest()}" == resource["hash"]
    assert (release / "report" / "index.html").stat().st_size


@dataclass
class Runs:
    """Runs of the flow in processes of their own, all on one Prefect server."""

    place: Path
    raw: str
    out: str

    def start(self, raw: str | None = None) -> subprocess.Popen[bytes]:
        from prefect.settings import PREFECT_API_URL

        command = [sys.executable, "-m", "yusuan", "run", "--raw", raw or self.raw, "--out", self.out, "--json"]
        environment = {**os.environ, "PREFECT_API_URL": str(PREFECT_API_URL.value())}
        return subprocess.Popen(command, cwd=self.place, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def finish(self, raw: str | None = None) -> str:
        """The id of the release."""
        process = self.start(raw)
        made, error = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, error.decode()
        return json.loads(made)["release"]["release_id"]

    def killed(self, moment: float) -> None:
        process = self.start()
        try:
            process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()


def endure(
    runs: Runs, kills: int, before: str, undisturbed: str, seconds: float, reset: Callable[[], None], read: Callable
) -> None:
    """Kill runs, each from where readers have `before`; `read` is what readers get, `seconds` what a run takes."""
    dice = random.Random(20261122)
    seen = set()
    for _ in range(kills):
        reset()
        # the last second, when the release is written and switched, is where a kill would hurt: every other one goes there
        runs.killed(dice.uniform(0, seconds) if dice.random() < 0.5 else seconds - dice.uniform(0, 2))
        current = read()
        whole(current)
        assert current.name in (before, undisturbed)
        seen.add(current.name)
        assert runs.finish() == undisturbed
        current = read()
        whole(current)
        assert current.name == undisturbed
        run = output(runs.out).load()
        assert run is not None and not run.failures()
    assert before in seen, "no kill came before the switch"


def test_a_flow_killed_at_any_moment_leaves_a_whole_release_and_the_next_run_ends_as_if_undisturbed(
    run_annual: Callable[..., Ran], raw: Path, tmp_path: Path
) -> None:
    fifty, out = copies(raw, tmp_path / "raw", 50), tmp_path / "out"
    runs = Runs(tmp_path, str(fifty), str(out))
    began = time.monotonic()
    undisturbed = runs.finish()
    seconds = time.monotonic() - began
    # what readers have before: the release of the first ten documents
    before = run_annual(copies(raw, tmp_path / "few", 10), tmp_path / "before").release["release_id"]

    def reset() -> None:
        shutil.rmtree(out)
        shutil.copytree(tmp_path / "before", out, symlinks=True)

    endure(runs, 20, before, undisturbed, seconds, reset, lambda: (out / "current").resolve())
