"""The house rules that a machine can check: imports point one way, Prefect stays in its room, no file grows out of hand."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ALLOWED = {"schemas": {"schemas"}, "yusuan": {"yusuan", "schemas"}, "flows": {"flows", "yusuan", "schemas"}}
SOURCES = [path for room in ALLOWED for path in sorted((PROJECT / room).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_imports_point_one_way(path: Path) -> None:
    room = path.relative_to(PROJECT).parts[0]
    forbidden = (imported(path) & set(ALLOWED)) - ALLOWED[room]
    if path == PROJECT / "yusuan" / "cli.py":
        forbidden -= {"flows"}  # the one call into the flow
    assert not forbidden


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_prefect_is_in_flows_alone(path: Path) -> None:
    if path.relative_to(PROJECT).parts[0] != "flows":
        assert "prefect" not in imported(path)


def test_a_schema_is_nothing_but_a_declaration() -> None:
    """One file a dataset, and the file's name is the dataset's."""
    from schemas import DATASETS

    files = {path.stem for path in (PROJECT / "schemas").glob("*.py")} - {"__init__", "columns", "dataset"}
    assert files == set(DATASETS)


def test_no_registry_is_named() -> None:
    hosts = ("py" + "pi.org", "pythonhosted" + ".org", "index" + "-url", "npmjs" + ".org")
    for name in ("constraints.txt", "pyproject.toml", "Makefile", "README.md", ".ci/run"):
        text = (PROJECT / name).read_text(encoding="utf-8")
        assert not [host for host in hosts if host in text]
