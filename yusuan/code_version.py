"""The version of the code that a stage depends on: a digest of its module and of all that this imports, found by reading them.

Only our own packages count by content; of third-party packages the installed version counts. So an edit reruns exactly the
stages that can see it, and nobody has to remember to raise a number.
"""

import ast
import hashlib
import importlib.metadata
import re
import sys
import threading
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_OURS = ("yusuan", "schemas")
_IMPORT = re.compile(r"^[ \t]*((?:import|from)[ \t]+[\w.]+(?:[ \t]+import[ \t]+\([^)]*\)|.*))", re.MULTILINE)
_OTHERWISE = {"yaml": "PyYAML"}  # who is not called like what it installs is found in 0.1 s, which every run would pay
_SEARCHED = re.compile(r'import_module\("([\w.]+)"\)')
# CPython 3.11 counts the depth of a tree once for all threads and fails with a SystemError when two parse (gh-106905)
_PARSER = threading.Lock()


@cache
def code_version(module: str) -> str:
    """16 hex digits for a module of ours and everything below it, e.g. `code_version("yusuan.readers")`."""
    files, packages = _closure(module)
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0".encode())
        digest.update(files[name].read_bytes())
    for package in sorted(packages):
        digest.update(f"{package}=={_installed(package)}\0".encode())
    return digest.hexdigest()[:16]


def _closure(module: str) -> tuple[dict[str, Path], set[str]]:
    """The files of ours that a module reaches, by module name, and the third-party packages that they import."""
    files: dict[str, Path] = {}
    packages: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in files or (path := _file(name)) is None:
            continue
        files[name] = path
        source = _source(path)
        if path.name == "__init__.py":
            files |= {f"{name}/{template.name}": template for template in path.parent.glob("templates/*")}
            files |= {f"{name}/{settings.name}": settings for settings in path.parent.glob("*.yaml")}
        if path.name == "__init__.py" and (name == module or "iter_modules" in source):
            # a package that finds its members at run time (forms) depends on all of them
            waiting += _members(name)
        for package in _SEARCHED.findall(source) if "iter_modules" in source else ():
            # and so does a module that finds those of another package (the registry those of rules)
            waiting += [package, *_members(package)]
        for imported in _imports(source):
            top = imported.partition(".")[0]
            if top in _OURS:
                waiting += [imported, imported.rpartition(".")[0]]
            elif top not in sys.stdlib_module_names:
                packages.add(top)
    return files, packages


def _members(package: str) -> list[str]:
    folder = _ROOT.joinpath(*package.split("."))
    modules = [f"{package}.{path.stem}" for path in folder.glob("*.py") if path.name != "__init__.py"]
    return modules + [f"{package}.{path.parent.name}" for path in folder.glob("*/__init__.py")]


def _file(name: str) -> Path | None:
    """The file of a module of ours, found without importing it: a broken module must not break the plan."""
    if name.partition(".")[0] not in _OURS:
        return None
    place = _ROOT.joinpath(*name.split("."))
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


@cache
def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _imports(source: str) -> set[str]:
    """The modules that a source names in statements of import; none for a source that is broken."""
    try:
        # statements alone parse in a tenth of the time
        tree = _parsed("\n".join(_IMPORT.findall(source)))
    except SyntaxError:  # prose that looks like one, or a statement in more lines than thought
        try:
            tree = _parsed(source)
        except SyntaxError:
            return set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def _parsed(source: str) -> ast.Module:
    with _PARSER:
        return ast.parse(source)


@cache
def _distributions() -> dict[str, list[str]]:
    return {name: sorted(set(found)) for name, found in importlib.metadata.packages_distributions().items()}


@cache
def _installed(package: str) -> str:
    try:
        return importlib.metadata.version(_OTHERWISE.get(package, package))
    except importlib.metadata.PackageNotFoundError:
        names = _distributions().get(package, [])
        return ",".join(f"{name}-{importlib.metadata.version(name)}" for name in names) or "?"


def versions() -> dict[str, str]:
    """The versions that a run was made with: ours by content, Python and the libraries by release."""
    named = ("prefect", "pandas", "pandera", "pyarrow", "pypdfium2", "pdfplumber")
    return {
        "python": sys.version.split()[0],
        "yusuan": importlib.metadata.version("yusuan"),
        **{name: importlib.metadata.version(name) for name in named},
    }
