"""An edit changes the versions of the stages that can see it, and of no others."""

import ast
from pathlib import Path

import pytest

from yusuan import code_version as module


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A small package of ours: a form that uses values, a reader that does not."""
    for name, source in {
        "yusuan/__init__.py": "",
        "yusuan/values.py": "import re\nX = 1\n",
        "yusuan/forms/__init__.py": "import pkgutil\npkgutil.iter_modules(__path__)\n",
        "yusuan/forms/hebei.py": "from yusuan import values\n",
        "yusuan/readers/__init__.py": "",
        "yusuan/readers/text.py": "import msgspec\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")
    monkeypatch.setattr(module, "_ROOT", tmp_path)
    module.code_version.cache_clear()
    yield tmp_path
    module.code_version.cache_clear()


def version(name: str) -> str:
    module.code_version.cache_clear()
    return module.code_version(name)


def test_an_edit_below_changes_the_version(house: Path) -> None:
    before = version("yusuan.forms"), version("yusuan.readers.text")
    (house / "yusuan/values.py").write_text("import re\nX = 2\n", encoding="utf-8")
    assert version("yusuan.forms") != before[0]
    assert version("yusuan.readers.text") == before[1]


def test_a_new_form_changes_the_version_of_parsing(house: Path) -> None:
    before = version("yusuan.forms")
    (house / "yusuan/forms/sichuan.py").write_text("", encoding="utf-8")
    assert version("yusuan.forms") != before


def test_what_a_registry_finds_elsewhere_counts_as_its_code(house: Path) -> None:
    registry = (
        'import pkgutil\nfrom importlib import import_module\npkgutil.iter_modules(import_module("yusuan.forms").__path__)\n'
    )
    (house / "yusuan/registry.py").write_text(registry, encoding="utf-8")
    before = version("yusuan.registry")
    (house / "yusuan/forms/hebei.py").write_text("X = 3\n", encoding="utf-8")
    assert version("yusuan.registry") != before


def test_the_rules_are_code_of_reconciling() -> None:
    files, _ = module._closure("yusuan.stages.reconcile")
    rules = Path(module.__file__).parent / "reconcile" / "rules"
    assert {f"yusuan.reconcile.rules.{path.stem}" for path in rules.glob("[a-z]*.py")} <= set(files)


def test_a_broken_module_does_not_break_the_plan(house: Path) -> None:
    (house / "yusuan/forms/hebei.py").write_text("def (", encoding="utf-8")
    assert version("yusuan.forms")


def test_a_template_counts_as_code(house: Path) -> None:
    before = version("yusuan.readers")
    (house / "yusuan/readers/templates").mkdir()
    (house / "yusuan/readers/templates/page.html.j2").write_text("<html>", encoding="utf-8")
    assert version("yusuan.readers") != before


def test_no_import_is_missed() -> None:
    """They are found by a pattern; the parser of Python is the judge."""
    for path in (*module._ROOT.glob("yusuan/**/*.py"), *module._ROOT.glob("schemas/*.py")):
        source = path.read_text(encoding="utf-8")
        nodes = list(ast.walk(ast.parse(source)))
        modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        members = {f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
        assert module._imports(source) == modules | members, path


def test_an_import_of_several_lines_counts(house: Path) -> None:
    (house / "yusuan/forms/hebei.py").write_text("from yusuan import (  # two (2)\n    values,\n)\n", encoding="utf-8")
    before = version("yusuan.forms")
    (house / "yusuan/values.py").write_text("import re\nX = 2\n", encoding="utf-8")
    assert version("yusuan.forms") != before
