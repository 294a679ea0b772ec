"""The version of the code that a stage depends on: a digest of its module and of all that this imports, found by reading them.

Only our own packages count by content; of third-party packages the installed version counts. So an edit reruns exactly the
stages that can see it, and nobody has to remember to raise a number.
"""

import ast
import hashlib
import importlib.metadata
import pkgutil
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_OURS = ("yusuan", "schemas")


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
    files: dict[str, Path] = {}
    packages: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in files:
            continue
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            continue
        files[name] = Path(spec.origin)
        if spec.submodule_search_locations and (name == module or _discovers(files[name])):
            waiting += [f"{name}.{info.name}" for info in pkgutil.iter_modules(spec.submodule_search_locations)]
        for imported in _imports(files[name]):
            top = imported.partition(".")[0]
            if top in _OURS:
                waiting += [candidate for candidate in (imported, imported.rpartition(".")[0]) if _is_module(candidate)]
            elif top not in sys.stdlib_module_names:
                packages.add(top)
    return files, packages


def _discovers(path: Path) -> bool:
    """Whether a package finds its members at run time (forms, rules): then all of them count."""
    source = path.read_text(encoding="utf-8")
    return "iter_modules" in source or "import_module" in source


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def _is_module(name: str) -> bool:
    try:
        return bool(name) and name.partition(".")[0] in _OURS and find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@cache
def _distributions() -> dict[str, list[str]]:
    return {name: sorted(set(found)) for name, found in importlib.metadata.packages_distributions().items()}


def _installed(package: str) -> str:
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
