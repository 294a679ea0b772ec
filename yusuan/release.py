"""A release: all datasets as Parquet with their description and the report, written whole and switched in one step.

`<out>/releases/<release_id>` is complete or absent: it is written beside the others under a temporary name and renamed, and
`<out>/current` is a link that is replaced by another. Whenever the machine stops, readers have the old release or the new one.
The id follows from content: the bytes of the Parquet files and the version of the code that describes them. There is no clock
in any of it but in `manifest.json`, which belongs to the run.

One publisher at a time: the caller sees to that. What goes into a release is `publication.py`.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas import DATASETS
from yusuan import datapackage, dictionary, report, views
from yusuan.code_version import code_version
from yusuan.partitions import DataFile, Partitions, counts
from yusuan.typed import Tables, relaxed
from yusuan.validate import to_tables

_TEMPORARY = ".tmp-"
_SYNCED_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Release:
    """A release that `current` leads to; `is_new` is False if it was there already, `counts` are rows by dataset."""

    release_id: str
    path: Path
    is_new: bool
    counts: dict[str, int]


def current(out: Path) -> Path | None:
    """The folder of the published release; None if there is none."""
    link = out / "current"
    return link.resolve() if (link / "datapackage.json").is_file() else None


def publish(
    out: Path,
    documents: Sequence[Mapping[str, Any]],
    tables: Callable[[], Iterable[Tables]],
    manifest: Mapping[str, Any] | None = None,
    version: str | None = None,
    notes: Callable[[Path | None, Path], str] | None = None,
) -> Release:
    """Write the release that holds these rows, and make it the current one.

    `documents`: a row for each raw file with what the raw folder knows of it; where a value is None, the row of `documents` in
    the document's tables fills it in. `tables`: one Tables for each document, in ascending order of document_id, then those of
    checks over documents (no document_id). `manifest` (times, host, versions of the run) is kept beside the data and takes no
    part in the id. `version` of the code is found out if not given. `notes` are asked what changed between the release that was
    current (None for the first) and the new one, which is kept as CHANGES.md: history, so it takes no part in the id either.

    Raises ValueError for tables out of order, a key that is there twice, or a raw file without a status.
    """
    releases = out / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    _clear(releases)
    folder = releases / f"{_TEMPORARY}{os.getpid()}"
    folder.mkdir()
    try:
        files = _write_data(folder, documents, tables())
        release_id = _release_id(files, version or code_version("yusuan.release"))
        release = Release(release_id, releases / release_id, not _is_whole(releases / release_id), counts(files))
        if release.is_new:
            _describe(folder, release_id, files, manifest or {})
            if notes is not None:
                (folder / "CHANGES.md").write_text(_changes(out, release.path, folder, notes), encoding="utf-8")
            _settle(folder, release.path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _switch(out, release_id)
    return release


# --- The data -----------------------------------------------------------------------------------------------------------


def _write_data(folder: Path, documents: Sequence[Mapping[str, Any]], tables: Iterable[Tables]) -> list[DataFile]:
    parsed: dict[str, dict[str, Any]] = {}
    with Partitions(folder) as partitions:
        for part in _in_order(tables):
            for row in part.pop("documents").to_pylist() if "documents" in part else ():
                parsed[row["document_id"]] = row
            partitions.add(part)
        partitions.add({"documents": _documents(documents, parsed)})
        return partitions.finish()


def _in_order(tables: Iterable[Tables]) -> Iterator[Tables]:
    """The tables with their rows sorted by key. Raises ValueError if documents do not ascend or a key is there twice."""
    last: str | None = ""
    seen: set[str] = set()  # keys of the few rows that have no document
    for part in tables:
        part = {dataset: _by_key(dataset, table) for dataset, table in part.items() if table.num_rows}
        owner = next((owner for table in part.values() if (owner := _owner(table))), None)
        if owner is not None and (last is None or owner <= last):
            raise ValueError(f"the tables of document {owner} come after those of {last or 'checks over documents'}")
        if owner is None:
            keys = [key for dataset, table in part.items() for key in table[DATASETS[dataset].key()].to_pylist()]
            if repeated := seen.intersection(keys):
                raise ValueError(f"two records with the id {min(repeated)}")
            seen.update(keys)
        last = owner
        yield part


def _owner(table: pa.Table) -> str | None:
    return pc.max(table["document_id"]).as_py()


def _by_key(dataset: str, table: pa.Table) -> pa.Table:
    key = DATASETS[dataset].key()
    table = table.sort_by(key)
    ids = table[key].combine_chunks()
    if dataset != "documents" and len(ids) > 1 and pc.any(pc.equal(ids[1:], ids[:-1])).as_py():
        raise ValueError(f"{dataset}: two records with one id")
    return table


def _documents(rows: Sequence[Mapping[str, Any]], parsed: Mapping[str, Mapping[str, Any]]) -> pa.Table:
    """The dataset `documents`, by source path. A file that lies in the raw folder twice is two rows of one document."""
    joined = []
    for row in sorted(rows, key=lambda row: row["source_path"]):
        known = {name: value for name, value in row.items() if value is not None}
        facts = parsed.get(row["document_id"], {"form": "unknown"})
        joined.append({**facts, **known, "source_path": _writable(row["source_path"])})
        if "status" not in joined[-1]:
            raise ValueError(f"{row['source_path']}: neither data nor a reason why there is none")
    tables = to_tables({"documents": joined}, "documents")
    if "quarantine" in tables:
        raise ValueError(f"documents: {tables['quarantine'].to_pylist()[0]}")
    return tables.get("documents", relaxed("documents").empty_table())


def _writable(path: str) -> str:
    """A path whose bytes are no UTF-8 (an archive from Windows) with these bytes as escapes."""
    return path.encode("utf-8", "backslashreplace").decode()


def _release_id(files: Sequence[DataFile], version: str) -> str:
    lines = [version, *(f"{file.path} {file.sha256}" for file in files)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


# --- Its description ----------------------------------------------------------------------------------------------------


def _describe(folder: Path, release_id: str, files: Sequence[DataFile], manifest: Mapping[str, Any]) -> None:
    (folder / "DICTIONARY.md").write_text(dictionary.render(), encoding="utf-8")
    (folder / "report").mkdir()
    (folder / "report" / "index.html").write_text(report.render(folder, release_id), encoding="utf-8")
    views.write(folder)
    _write_json(folder / "datapackage.json", datapackage.describe(release_id, files))
    _write_json(folder / "manifest.json", {"release_id": release_id, **manifest})


def _changes(out: Path, place: Path, folder: Path, notes: Callable[[Path | None, Path], str]) -> str:
    """What changed since the release that is current now; of one that is written anew in the place of its ruins, what it said."""
    ruin, before = place / "CHANGES.md", current(out)
    if ruin.is_file():
        return ruin.read_text(encoding="utf-8")
    return notes(None if before == place else before, folder)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


# --- The switch ---------------------------------------------------------------------------------------------------------


def _is_whole(release: Path) -> bool:
    """Whether the release lies there with all its files; renamed into place it is, unless somebody took something out."""
    try:
        resources = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))["resources"]
        return all((release / resource["path"]).stat().st_size == resource["bytes"] for resource in resources)
    except (OSError, ValueError, KeyError):
        return False


def _settle(folder: Path, place: Path) -> None:
    """Bring the folder to the disk, then to its place; a damaged release that stands there is put away first."""
    with ThreadPoolExecutor(_SYNCED_AT_ONCE) as disk:  # a disk takes hundreds at once in the time of a few one by one
        list(disk.map(_sync, (folder, *folder.rglob("*"))))
    if place.exists():
        place.rename(place.with_name(f"{_TEMPORARY}{place.name}"))
    folder.rename(place)
    _sync(place.parent)


def _switch(out: Path, release_id: str) -> None:
    link, target = out / "current", f"releases/{release_id}"
    if link.is_symlink() and os.readlink(link) == target:
        return
    beside = out / f"{_TEMPORARY}current"
    beside.unlink(missing_ok=True)
    beside.symlink_to(target, target_is_directory=True)
    os.replace(beside, link)
    _sync(out)


def _clear(releases: Path) -> None:
    """Remove what publishers that were stopped left behind."""
    for path in releases.glob(f"{_TEMPORARY}*"):
        shutil.rmtree(path, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
