"""From the artifacts of a run to a release: what goes into it, and whether that release is there already.

How a release is written and switched is `release.py`; this file only says which rows it holds. A document that failed or was
rejected is a row of `documents` with its reason, never an omission.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from yusuan import scope
from yusuan.artifacts import Store, address, open_store
from yusuan.code_version import code_version
from yusuan.journal import STAGE_NAMES, StageOutcome, now
from yusuan.raw_file import RawFile
from yusuan.reconcile import grading
from yusuan.typed import decode_tables, merge
from yusuan.unwritable import writing


class Entry(msgspec.Struct, frozen=True):
    """A raw file in a release: its artifacts if it is data, else why it is none."""

    file: RawFile
    validate_key: str | None = None
    reconcile_key: str | None = None
    digests: tuple[str, ...] = ()
    reason: str | None = None


class Order(msgspec.Struct, frozen=True):
    """What a release is to hold: its entries by source path, and the keys of the checks over documents."""

    entries: tuple[Entry, ...]
    departments: tuple[str, ...] = ()

    def key(self) -> str:
        parts = (f"{e.file.source_path}\0{e.file.sha256}\0{e.file.byte_size}\0{e.reason}\0{e.digests}" for e in self.entries)
        return address("publish", code_version("yusuan.publication"), *parts, *self.departments)


def is_readable(file: RawFile) -> bool:
    """Whether there is a document to read: not a rejected file, and not an archive, whose members are files of their own."""
    return file.rejection is None and file.members is None


def order(files: Sequence[RawFile], outcomes: Mapping[str, Sequence[StageOutcome]], departments: Sequence[str]) -> Order:
    entries = (_entry(file, outcomes.get(file.source_path, ())) for file in files)
    return Order(tuple(sorted(entries, key=lambda entry: entry.file.source_path)), tuple(departments))


def _entry(file: RawFile, outcomes: Sequence[StageOutcome]) -> Entry:
    if file.members is not None:
        return Entry(file, reason=f"压缩包，内含{file.members}个文件，各自成行")
    if file.rejection or not outcomes:
        return Entry(file, reason=file.rejection or scope.left_out(file.source_path))
    last = outcomes[-1]
    if last.status == "failed":
        page = f"第{last.page}页，" if last.page else ""
        return Entry(file, reason=f"{STAGE_NAMES[last.stage]}失败：{page}{last.reason}")
    if last.status == "rejected":
        return Entry(file, reason=last.reason)
    keys = {outcome.stage: outcome for outcome in outcomes}
    validated, reconciled = keys["validate"], keys["reconcile"]
    return Entry(file, validated.key, reconciled.key, (str(validated.digest), str(reconciled.digest)))


def release_version() -> str:
    """The version of the code that writes a release."""
    return code_version("yusuan.release")


def standing(store: Store, out: Path, key: str) -> dict[str, Any] | None:
    """The release that the order of this key made before, if it is the current one still; None if it has to be written."""
    meta = store.meta("publish", key)
    if meta is None:
        return None
    release = dict(meta.facts)
    link = out / "current"
    is_current = link.exists() and link.resolve().name == release["release_id"] and (link / "datapackage.json").is_file()
    return {**release, "is_new": False} if is_current else None


def publish_run(store_address: str, out: str, order: Order, key: str, version: str, manifest: dict[str, Any]) -> dict[str, Any]:
    """Write the release of an order and switch to it. Returns release_id, path, is_new and rows by dataset.

    `key` is the order's, `version` that of `release_version`: finding them out reads all of our code, which the caller has
    done. Raises Unwritable.
    """
    from yusuan.change_notes import notes
    from yusuan.release import publish

    store = open_store(store_address)
    rows = [_document_row(entry) for entry in order.entries]
    manifest = {**manifest, "published": now()}
    with writing(Path(out)):
        release = publish(Path(out), rows, lambda: _tables(store, order), manifest, version, notes)
    facts = {"release_id": release.release_id, "path": str(release.path), "rows": release.counts}
    store.write("publish", key, b"", rejection=None, facts=facts)
    return {**facts, "is_new": release.is_new}


def _document_row(entry: Entry) -> dict[str, Any]:
    """What the raw folder knows of a file; the rest of the row of a document that was parsed is in its artifact."""
    file = entry.file
    row = {name: getattr(file, name) for name in ("document_id", "sha256", "source_path", "media_type", "byte_size")}
    if entry.reason is not None:
        row |= {"status": "parsed" if file.members is not None else "rejected", "status_reason": entry.reason}
    return row


def _tables(store: Store, order: Order) -> Iterator[dict[str, Any]]:
    """One Tables a document, by document id, then those of the checks over documents."""
    entries = {entry.file.document_id: entry for entry in order.entries if entry.validate_key and entry.reconcile_key}
    for _, entry in sorted(entries.items()):  # a file that lies there twice is one document
        validated = grading.graded(decode_tables(store.payload("validate", str(entry.validate_key))))
        yield merge(validated, decode_tables(store.payload("reconcile", str(entry.reconcile_key))))
    for key in order.departments:
        yield decode_tables(store.payload("reconcile", key))
