"""The command line as a person or a script meets it: what it prints, and with which exit code."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import Result
from typer.testing import CliRunner

from yusuan.cli import _plain, app


def process(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, which for a run has a Prefect server of its own."""
    command = [sys.executable, "-m", "yusuan", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=180)


def yusuan(*arguments: str | Path, cwd: Path, **environment: str) -> Result:
    """The command in this process: to begin another and import all there takes longer than what most commands do."""
    before = signal.getsignal(signal.SIGTERM)
    with contextlib.chdir(cwd), patch.dict(os.environ, environment):
        ran = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    signal.signal(signal.SIGTERM, before)
    return ran


@pytest.fixture(scope="module")
def place(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with a raw folder of one document and one file that is none."""
    place = tmp_path_factory.mktemp("place")
    (place / "data" / "raw").mkdir(parents=True)
    shutil.copy(next(raw.glob("*井研县*")), place / "data" / "raw" / "目标表.txt")
    (place / "data" / "raw" / "空.txt").write_bytes(b"")
    return place


@pytest.fixture(scope="module")
def published(place: Path) -> dict:
    """The JSON of `yusuan run` with the defaults, on Prefect's own ephemeral server."""
    ran = process("run", "--json", cwd=place)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == "", "a run is quiet"
    return json.loads(ran.stdout)


def test_run_tells_machines_what_it_made(published: dict) -> None:
    assert published["executed"] == {"read": 1, "parse": 1, "validate": 1, "reconcile": 1}
    assert published["summary"]["documents"] == {"parsed": 1, "rejected": 1}
    (department,) = published["summary"]["departments"]
    assert department["budget_yuan"] == "24871801.31"


def test_state_stays_in_the_working_directory(published: dict, place: Path) -> None:
    assert {path.name for path in place.iterdir()} == {"data", ".prefect"}


def test_run_tells_people_what_it_made(published: dict, place: Path, prefect_server: str) -> None:
    ran = yusuan("run", cwd=place, PREFECT_API_URL=prefect_server)
    assert ran.exit_code == 0, ran.stderr
    for words in (
        "24,871,801.31 元",
        "rejected 1",
        "无，全部沿用",
        "未变",
        "1 份文件没有采用",
        "空.txt",
        published["release"]["release_id"],
    ):
        assert words in ran.stdout, ran.stdout


def test_status_counts_documents_by_stage_and_outcome(published: dict, place: Path) -> None:
    shown = yusuan("status", cwd=place)
    assert shown.exit_code == 0
    assert published["release"]["release_id"] in shown.stdout.replace("\n", "")
    assert "1 份文件没有采用" in shown.stdout and "空.txt" in shown.stdout
    told = json.loads(process("status", "--json", "--run", published["run_id"], cwd=place).stdout)
    assert told["executed"] == published["executed"]
    assert [file["source_path"] for file in told["rejected"]] == ["空.txt"]


def test_a_search_that_finds_nothing_says_so(published: dict, place: Path) -> None:
    assert "没有这样的疑点" in yusuan("findings", "--rule", "ZZ", cwd=place).stdout


def test_an_export_has_the_format_that_its_file_says(published: dict, place: Path) -> None:
    assert yusuan("findings", "--to", "f.json", cwd=place).exit_code == 0
    assert json.loads((place / "f.json").read_text())
    (place / "f.json").unlink()
    assert yusuan("findings", "--to", "f.txt", cwd=place).exit_code == 2


def test_an_output_that_cannot_be_written_is_told_in_plain_words(place: Path, prefect_server: str) -> None:
    answer = yusuan("run", "--out", "/proc/yusuan", cwd=place, PREFECT_API_URL=prefect_server)
    assert answer.exit_code == 3
    assert "运行未能完成" in answer.stderr and "记录在" not in answer.stderr
    assert "磁盘已满" in _plain("Flow run encountered an exception: OSError: [Errno 28] No space left on device")


def test_explain_leads_from_a_figure_to_its_cell_and_row(published: dict, place: Path) -> None:
    document = json.loads(yusuan("status", "--json", cwd=place).stdout)["outcomes"]["目标表.txt"]["read"]["document_id"]
    told = json.loads(yusuan("explain", f"{document}-p01", "budget_yuan", "--json", cwd=place).stdout)
    (found,) = told["places"]
    assert told["record"]["budget_yuan"] == "199805.00"
    assert found["printed"] == "199,805.00"
    assert "县政府批准聘用的编外人员费用" in found["row"]
    assert told["checks"], "the check of the rows against the table's total"
    shown = yusuan("explain", f"{document}-p01", "budget_yuan", cwd=place)
    assert "199,805.00" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run", "--raw", "nowhere"], 2, "没有原始文件夹"),
        (["run", "--out", "data/raw/out"], 2, "会被当作原始文件读取"),
        (["rerun", "--stage", "parsing"], 2, "可选：ingest, read"),
        (["explain", "0123456789abcdef-p01"], 3, "没有记录"),
        (["rerun", "--out", "nowhere"], 3, "yusuan run"),
    ],
)
def test_a_wrong_call_gets_a_plain_answer(published: dict, place: Path, arguments: list[str], code: int, words: str) -> None:
    answer = yusuan(*arguments, cwd=place)
    assert answer.exit_code == code
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_shell_gets_the_code_and_the_plain_answer(place: Path) -> None:
    answer = process("status", "--out", "nowhere", cwd=place)
    assert answer.returncode == 3
    assert "没有运行记录" in answer.stderr
    assert "Traceback" not in answer.stderr
