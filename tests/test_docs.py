"""Every example in the docs is run, so that none of them lies."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from tests.conftest import PROJECT, Ran
from yusuan.cli import app
from yusuan.screen import show_summary
from yusuan.summary import summarise

PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list:
    return [
        pytest.param(match[2], id=f"{page.name}-{match.start()}")
        for page in PAGES
        if page.exists()
        for match in BLOCK.finditer(page.read_text(encoding="utf-8"))
        if match[1] == language
    ]


@pytest.fixture
def here(samples: Ran, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of a user who has run the pipeline on the samples."""
    place = samples.out.parent.parent
    if not (place / "data" / "raw").exists():
        (place / "data" / "raw").symlink_to(PROJECT / "data" / "raw")
    monkeypatch.chdir(place)
    return place


@pytest.mark.parametrize("example", blocks("sql"))
def test_sql(here: Path, example: str) -> None:
    assert duckdb.sql(example).fetchall()


@pytest.mark.parametrize("example", blocks("python"))
def test_python(here: Path, example: str) -> None:
    ran = subprocess.run([sys.executable, "-c", example], cwd=here, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()


@pytest.mark.parametrize(
    "line", [line for block in blocks("sh") for line in block.values[0].splitlines() if line.startswith("yusuan ")]
)
def test_commands_exist_with_these_options(here: Path, line: str) -> None:
    """Commands that only look are run; those that run the flow are called for their help, option by option."""
    arguments = line.partition("#")[0].split()[1:]
    if arguments[0] in ("run", "rerun", "backfill", "serve"):
        shown = CliRunner().invoke(app, [arguments[0], "--help"])
        assert all(option in shown.output for option in arguments if option.startswith("--"))
    else:
        ran = CliRunner().invoke(app, arguments)
        assert ran.exit_code == 0, ran.output


def test_every_command_is_documented() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    names = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert not {name for name in names if f"yusuan {name}" not in readme}


def test_the_exit_codes_are_documented() -> None:
    codes = set(re.findall(r"^\| (\d+) \|", (PROJECT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert codes == {"0", "1", "2", "3", "130"}


def test_the_output_in_the_readme_is_what_a_run_prints(samples: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    """All of it but where the release lies, which the code and the machine decide."""
    show_summary(samples.run, summarise(samples.out / "current"))
    printed = capsys.readouterr().out.strip().splitlines()
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    excerpt = readme.partition("ends with:\n\n```text\n")[2].partition("\n```")[0].splitlines()
    assert [line.rstrip() for line in printed[:-2]] == excerpt[:-2]
