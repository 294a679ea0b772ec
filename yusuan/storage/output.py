"""An output on object storage: what a run needs is brought to its desk, what it makes is put there, the switch last.

    <url>/current                      one line, `releases/<id>`: the switch
    <url>/releases/<id>/...            whole as soon as its datapackage.json is there, which is put last and removed first
    <url>/.yusuan/artifacts, runs, claims

The cache of a machine holds each release that was read or made there, under its id.
"""

import json
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from yusuan import journal, retention
from yusuan.address import below, cache
from yusuan.occupancy import Standing, standing
from yusuan.output import Output
from yusuan.retention import Published
from yusuan.storage.bucket import Bucket, StorageError, Stored
from yusuan.storage.claims import Claim, hold, holder

_CURRENT = "current"
_RELEASES = "releases"
_RUNS = ".yusuan/runs"
_DESCRIPTION = "datapackage.json"
_SETTING_UP = 60.0  # seconds


class _Incomplete(StorageError):
    """A release that lacks some of its objects."""


class ObjectOutput(Output):
    """An output below a URL. Raises StorageError wherever the store cannot be used."""

    def __init__(self, address: str):
        super().__init__(address.rstrip("/"))
        self.bucket = Bucket(self.address)
        self.folder = cache(self.address)
        self._claim: Claim | None = None
        self._kept: dict[str, int] = {}
        self._keeping = threading.Lock()

    # --- Runs -----------------------------------------------------------------------------------------------------------

    def desk(self, run_id: str) -> Path:
        return self.folder / "desks" / run_id

    @contextmanager
    def at_desk(self, run_id: str) -> Iterator[Path]:
        desk = self.desk(run_id)
        shutil.rmtree(desk, ignore_errors=True)
        desk.mkdir(parents=True)
        lock = FileLock(desk / ".lock")
        lock.acquire(timeout=0)
        try:
            with suppress(StorageError):  # `occupy` says so, when the run can tell somebody
                self._clear_desks()
                self._bring(desk)
            try:
                yield desk
            finally:
                with suppress(StorageError):  # what a store that is gone does not get, a later run puts there
                    self.keep(desk)
        finally:
            lock.release()

    @contextmanager
    def occupy(self, desk: Path, run_id: str) -> Iterator[None]:
        self.bucket.check()
        with hold(self.bucket, run_id, lambda: self.keep(desk)) as claim:
            self._claim = claim
            self._bring(desk)  # again: whoever was here before may have published
            try:
                yield
            finally:
                self._claim = None

    def artifacts(self) -> str:
        return below(self.address, ".yusuan", "artifacts")

    def unpacked(self) -> Path:
        return cache() / "unpacked"

    def keep(self, desk: Path) -> None:
        with self._keeping:  # the claim's beat does it too
            for path in journal.runs_folder(desk).glob("*.jsonl"):
                content = path.read_bytes()
                if len(content) > self._kept.get(path.name, 0):
                    self.bucket.write(f"{_RUNS}/{path.name}", content)
                    self._kept[path.name] = len(content)

    def settle(self, desk: Path, release: dict[str, Any]) -> dict[str, Any]:
        release_id = release["release_id"]
        target, made = f"{_RELEASES}/{release_id}", desk / _RELEASES / release_id
        told = {**release, "path": below(self.address, target)}
        if made.is_symlink():
            return told  # the one that readers see
        listed = self.bucket.list(_RELEASES)
        self._remove(_ruins(listed))
        is_there = _is_whole(listed, release_id, made)
        if not is_there:
            files = {f"{target}/{path.relative_to(made).as_posix()}": path for path in sorted(made.rglob("*")) if path.is_file()}
            description = f"{target}/{_DESCRIPTION}"
            self.bucket.put({name: path for name, path in files.items() if name != description})
            self.bucket.put({description: files[description]})
        self._confirm()
        self.bucket.write(_CURRENT, target.encode())
        self._confirm()  # a machine that slept in between may have switched back behind another run: somebody must know
        self._to_cache(made)
        return {**told, "is_new": release["is_new"] and not is_there}

    def _confirm(self) -> None:
        if self._claim is not None:
            self._claim.confirm()

    def _bring(self, desk: Path) -> None:
        """The current release and the journal of the last run to a desk, and its own of a run that is tried again."""
        self._journal(desk, desk.name)
        try:
            release = self.current()
        except _Incomplete:
            release = None  # the run makes it anew
        if release is not None:
            _link(desk / _RELEASES / release.name, str(release))
            _link(desk / _CURRENT, f"{_RELEASES}/{release.name}")
        for run_id in reversed(self._run_ids()):
            found = self._journal(desk, run_id)
            if found is not None and found.planned:
                return

    def _clear_desks(self) -> None:
        """Remove desks whose runs are over or dead; one that was set up just now may not be locked yet."""
        for desk in (self.folder / "desks").glob("*"):
            lock = FileLock(desk / ".lock")
            try:
                if time.time() - desk.stat().st_mtime < _SETTING_UP:
                    continue
                lock.acquire(timeout=0)
            except (Timeout, OSError):
                continue
            self._rescue(desk)
            shutil.rmtree(desk, ignore_errors=True)
            lock.release()

    def _rescue(self, desk: Path) -> None:
        """The journal of a run that died, or lost the store, before all of it was put there."""
        path, stored = journal.runs_folder(desk) / f"{desk.name}.jsonl", self.bucket.list(_RUNS)
        known = stored.get(f"{_RUNS}/{path.name}")
        if path.is_file() and path.stat().st_size > (known.size if known else 0):
            self.bucket.write(f"{_RUNS}/{path.name}", path.read_bytes())

    # --- Readers --------------------------------------------------------------------------------------------------------

    def standing(self, run: journal.Run) -> Standing:
        return standing(run, holder(self.bucket), is_seen_everywhere=True)

    def load(self, run_id: str | None = None) -> journal.Run | None:
        with tempfile.TemporaryDirectory() as place:
            for candidate in [run_id] if run_id else reversed(self._run_ids()):
                run = self._journal(Path(place), candidate)
                if run is not None and (run_id or run.planned):
                    return run
        return None

    def current(self) -> Path | None:
        release_id = self._current_id()
        return None if release_id is None else self._fetched(release_id)

    def current_address(self) -> str | None:
        release_id = self._current_id()
        return None if release_id is None else below(self.address, _RELEASES, release_id)

    def shown(self, release: Path) -> str:
        return below(self.address, _RELEASES, release.name) if release.parent == self.folder / _RELEASES else str(release)

    def find(self, name: str) -> Path:
        if name == "current" and (release := self.current()) is not None:
            return release
        try:
            return self._fetched(retention.choose(self.published(), name, self.address).release_id)
        except LookupError:
            if (Path(name) / _DESCRIPTION).is_file():
                return Path(name).resolve()
            raise

    def previous(self) -> Path | None:
        return next((self._fetched(release.release_id) for release in self.published() if not release.is_current), None)

    def published(self) -> list[Published]:
        listed, current = self.bucket.list(_RELEASES), self._current_id()
        found = [
            Published(
                release_id,
                self.folder / _RELEASES / release_id,
                self._seconds(release_id, files),
                sum(stored.size for stored in files.values()),
                release_id == current,
            )
            for release_id, files in _by_release(listed).items()
            if _DESCRIPTION in files
        ]
        return sorted(found, key=lambda release: (-release.seconds, release.release_id))

    def prune(self, keep: int) -> list[Published]:
        if keep < 1:
            raise ValueError("至少保留一个版本")
        with hold(self.bucket, f"prune {journal.new_run_id()}"):
            removed = [release for release in self.published()[keep:] if not release.is_current]
            listed = self.bucket.list(_RELEASES)
            for release in removed:
                self._remove(name for name in listed if name.startswith(f"{_RELEASES}/{release.release_id}/"))
                shutil.rmtree(release.path, ignore_errors=True)
        return removed

    def _run_ids(self) -> list[str]:
        return sorted(Path(name).stem for name in self.bucket.list(_RUNS) if name.endswith(".jsonl"))

    def _journal(self, place: Path, run_id: str) -> journal.Run | None:
        """A run by its journal, which is put into a folder that is laid out like an output."""
        target = journal.runs_folder(place) / f"{run_id}.jsonl"
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            content = self.bucket.read(f"{_RUNS}/{run_id}.jsonl")
        except FileNotFoundError:
            return None
        target.write_bytes(content)
        self._kept[target.name] = len(content)
        return journal.load(place, run_id)

    def _current_id(self) -> str | None:
        try:
            return Path(self.bucket.read(_CURRENT).decode().strip()).name
        except FileNotFoundError:
            return None

    def _fetched(self, release_id: str) -> Path:
        """The folder of a release in the cache, with all of its files. Raises _Incomplete if it is not there whole."""
        place = self.folder / _RELEASES / release_id
        if (place / _DESCRIPTION).is_file():
            return place
        listed = self.bucket.list(f"{_RELEASES}/{release_id}")
        files = _by_release(listed).get(release_id, {})
        why = f"{self.address} 里的版本 {release_id} 不完整，请重新执行 yusuan run"
        if _DESCRIPTION not in files:
            raise _Incomplete(why)
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".fetching-") as aside:
            made = Path(aside) / release_id
            targets = {f"{_RELEASES}/{release_id}/{name}": made / name for name in files}
            for target in targets.values():
                target.parent.mkdir(parents=True, exist_ok=True)
            self.bucket.fetch(targets)
            if not _is_whole(listed, release_id, made):
                raise _Incomplete(why)
            return self._to_cache(made)

    def _to_cache(self, made: Path) -> Path:
        """Moves a release into the cache, and leaves a link where it was."""
        place = self.folder / _RELEASES / made.name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not (place / _DESCRIPTION).is_file():
            shutil.rmtree(place, ignore_errors=True)
            try:
                made.rename(place)
            except OSError:
                if not (place / _DESCRIPTION).is_file():
                    raise
        shutil.rmtree(made, ignore_errors=True)
        made.symlink_to(place, target_is_directory=True)
        return place

    def _seconds(self, release_id: str, files: dict[str, Stored]) -> float:
        """When a release was published: as its manifest says, else when its description was written."""
        try:
            manifest = json.loads(self.bucket.read(f"{_RELEASES}/{release_id}/manifest.json"))
            return datetime.fromisoformat(manifest["published"]).timestamp()
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            written = files[_DESCRIPTION].written
            return written.timestamp() if written else 0.0

    def _remove(self, names: Iterator[str] | list[str]) -> None:
        """Releases, or what is left of them: their descriptions first, so that none is half there for anybody."""
        ordered = sorted(names, key=lambda name: not name.endswith(f"/{_DESCRIPTION}"))
        descriptions = [name for name in ordered if name.endswith(f"/{_DESCRIPTION}")]
        self.bucket.remove(descriptions)
        self.bucket.remove(ordered[len(descriptions) :])


def _by_release(listed: dict[str, Stored]) -> dict[str, dict[str, Stored]]:
    releases: dict[str, dict[str, Stored]] = {}
    for name, stored in listed.items():
        _, release_id, *inside = name.split("/")
        if inside:
            releases.setdefault(release_id, {})["/".join(inside)] = stored
    return releases


def _ruins(listed: dict[str, Stored]) -> list[str]:
    """The objects of releases that were not put whole, or not removed whole."""
    return [
        f"{_RELEASES}/{release_id}/{name}"
        for release_id, files in _by_release(listed).items()
        if _DESCRIPTION not in files
        for name in files
    ]


def _is_whole(listed: dict[str, Stored], release_id: str, made: Path) -> bool:
    """Whether a release that was made here is there already with all its data."""
    files = _by_release(listed).get(release_id, {})
    data = json.loads((made / _DESCRIPTION).read_text(encoding="utf-8"))["resources"]
    return _DESCRIPTION in files and all(
        resource["path"] in files and files[resource["path"]].size == resource["bytes"] for resource in data
    )


def _link(link: Path, target: str) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(target, target_is_directory=True)
