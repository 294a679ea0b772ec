"""The docs' examples of object storage are run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT, Ran
from yusuan.storage.bucket import Bucket

pytestmark = pytest.mark.slow
EXAMPLES = [
    pytest.param(found[1], id=f"{page.name}-{found.start()}")
    for page in sorted((PROJECT / "docs").glob("*.md"))
    for found in re.finditer(r"^```python s3\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
]


@pytest.fixture
def processed(samples: Ran, url: str) -> str:
    """The release of the samples on object storage."""
    release = (samples.out / "current").resolve()
    names = {
        f"releases/{release.name}/{path.relative_to(release).as_posix()}": path for path in release.rglob("*") if path.is_file()
    }
    bucket = Bucket(f"{url}/processed")
    bucket.put(names)
    bucket.write("current", f"releases/{release.name}".encode())
    return bucket.url


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs(example: str, processed: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", example.replace("s3://budget/processed", processed)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0 and ran.stdout.strip(), ran.stderr[-2000:]
