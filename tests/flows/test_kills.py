"""A flow killed at random moments of a run over fifty documents: readers never see half a release, nothing is lost."""

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
from pathlib import Path

import pytest

from tests.conftest import Ran
from yusuan.journal import load

DOCUMENTS, KILLS, SECONDS = 50, 20, 240

pytestmark = pytest.mark.slow


@pytest.fixture
def fifty(raw: Path, tmp_path: Path) -> Path:
    """Fifty documents: the samples, each with blank lines at its end that make it a file of its own."""
    folder, samples = tmp_path / "raw", sorted(raw.iterdir())
    folder.mkdir()
    for number in range(DOCUMENTS):
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


def test_a_flow_killed_at_any_moment_leaves_a_whole_release_and_the_next_run_ends_as_if_undisturbed(
    run_annual: Callable[..., Ran], fifty: Path, tmp_path: Path
) -> None:
    from prefect.settings import PREFECT_API_URL

    environment = {**os.environ, "PREFECT_API_URL": str(PREFECT_API_URL.value())}
    out = tmp_path / "out"
    command = [sys.executable, "-m", "yusuan", "run", "--raw", str(fifty), "--out", str(out), "--json"]

    def started() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def finished() -> str:
        process = started()
        made, error = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, error.decode()
        return json.loads(made)["release"]["release_id"]

    began = time.monotonic()
    undisturbed = finished()
    duration = time.monotonic() - began
    shutil.rmtree(out)
    # what readers have before: the release of the first ten documents
    few = tmp_path / "few"
    few.mkdir()
    for path in sorted(fifty.iterdir())[:10]:
        shutil.copy(path, few / path.name)
    before = run_annual(few, tmp_path / "before").release["release_id"]
    dice = random.Random(20261122)
    seen = set()
    for _ in range(KILLS):
        shutil.copytree(tmp_path / "before", out, symlinks=True)
        process = started()
        # the last second, when the release is written and switched, is where a kill would hurt: every other one goes there
        moment = dice.uniform(0, duration) if dice.random() < 0.5 else duration - dice.uniform(0, 2)
        try:
            process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
        current = (out / "current").resolve()
        whole(current)
        assert current.name in (before, undisturbed)
        seen.add(current.name)
        assert finished() == undisturbed
        whole((out / "current").resolve())
        assert (out / "current").resolve().name == undisturbed
        run = load(out)
        assert run is not None and not run.failures()
        shutil.rmtree(out)
    assert before in seen, "no kill came before the switch"
