"""The releases of an output folder by age: finding one by its name, and removing the oldest.

Only releases are removed in here. Artifacts stay: they are what a run finds done already, and other releases are made of them.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yusuan.journal import new_run_id
from yusuan.occupancy import occupy

_TEMPORARY = ".tmp-"  # as in release.py: what stands under such a name is nobody's release, and the next publisher clears it


@dataclass(frozen=True, slots=True)
class Published:
    """A release as it lies there. `seconds`: when it was published, since the epoch; `bytes` of all its files."""

    release_id: str
    path: Path
    seconds: float
    bytes: int
    is_current: bool


def published(out: Path) -> list[Published]:
    """The releases of an output folder, the newest first."""
    current = (out / "current").resolve()
    found = [
        Published(path.name, path.resolve(), _seconds(path), _bytes(path), path.resolve() == current)
        for path in (out / "releases").glob("*")
        if path.is_dir() and not path.name.startswith(_TEMPORARY)
    ]
    return sorted(found, key=lambda release: (-release.seconds, release.release_id))


def find(out: Path, name: str) -> Path:
    """The folder of a release, by its id or the beginning of it, by `current`, or by its path.

    Raises LookupError, with a reason for people, if there is none or more than one.
    """
    if name == "current" and (out / "current" / "datapackage.json").is_file():
        return (out / "current").resolve()
    try:
        return choose(published(out), name, str(out)).path
    except LookupError:
        if (Path(name) / "datapackage.json").is_file():
            return Path(name).resolve()
        raise


def choose(releases: Sequence[Published], name: str, out: str) -> Published:
    """The release whose id is or begins with a name. Raises LookupError, with a reason for people."""
    found = [release for release in releases if release.release_id.startswith(name)]
    if len(found) > 1:
        raise LookupError(f"“{name}”不止一个：{'，'.join(release.release_id for release in found)}")
    if not found:
        raise LookupError(f"{out} 里没有版本“{name}”")
    return found[0]


def previous(out: Path) -> Path | None:
    """The release that was published last before the current one: the newest of the others. None if there is no other."""
    return next((release.path for release in published(out) if not release.is_current), None)


def prune(out: Path, keep: int) -> list[Published]:
    """Remove all releases but the newest `keep` (at least 1) and the current one; returns the removed, the newest first.

    Raises Occupied while a run works on this output: its publisher may be writing. A release is taken out of its place before it
    is removed, so that readers find it whole or not at all; what an interrupted call leaves behind the next publisher clears.
    """
    if keep < 1:
        raise ValueError("至少保留一个版本")
    with occupy(out, f"prune {new_run_id()}"):
        removed = [release for release in published(out)[keep:] if not release.is_current]
        for release in removed:
            aside = release.path.with_name(f"{_TEMPORARY}{release.release_id}")
            shutil.rmtree(aside, ignore_errors=True)
            release.path.rename(aside)
            shutil.rmtree(aside)
    return removed


def _seconds(release: Path) -> float:
    """When a release was published: as its manifest says, else when the last of its description was written."""
    manifest = release / "manifest.json"
    try:
        published_at = json.loads(manifest.read_text(encoding="utf-8"))["published"]
        return datetime.fromisoformat(published_at).timestamp()
    except (OSError, ValueError, KeyError, TypeError):
        pass
    try:
        return manifest.stat().st_mtime
    except OSError:
        return release.stat().st_mtime


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
