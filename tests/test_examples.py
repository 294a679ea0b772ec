"""The examples for people who use the datasets: all that can be run here is run."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from schemas import DATASETS
from tests.conftest import PROJECT, Ran
from yusuan import views

EXAMPLES = PROJECT / "examples"
QUERIES = (EXAMPLES / "every_dataset.sql").read_text(encoding="utf-8")


def test_there_is_a_question_for_every_dataset() -> None:
    assert sorted(re.findall(r"^-- (\w+): ", QUERIES, re.MULTILINE)) == sorted(DATASETS)


def test_every_question_is_answered(samples: Ran) -> None:
    with views.connect(samples.out / "current") as connection:
        answers = [connection.execute(statement.query).fetchall() for statement in duckdb.extract_statements(QUERIES)]
    assert len(answers) == len(DATASETS)
    assert sum(1 for answer in answers if answer) >= 12


@pytest.mark.parametrize("name", ["duckdb", "pandas", "polars"])
def test_a_script_says_the_departments_budgets(samples: Ran, name: str, tmp_path: Path) -> None:
    command = [sys.executable, EXAMPLES / f"read_with_{name}.py", samples.out / "current"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "巨鹿县" in ran.stdout and "26664300.00" in ran.stdout.replace(",", ""), ran.stdout


def test_the_script_for_spark_is_python() -> None:
    ast.parse((EXAMPLES / "read_with_spark.py").read_text(encoding="utf-8"))
