"""Corrections by a person: `data/corrections/*.yaml`, applied to parsed records, each visible and none ever silently idle.

A file is a list of entries:

    - document: f58fb19aab2f9e0f        # a document's id, or its path in the raw folder
      record: p02-i04                   # a record's id, with or without the document's
      column: target_value
      printed: "200"                    # what was read, in the column's own unit (money in yuan); empty for a blank
      right: "2000"
      reason: 同一补贴在其他项目均为2000元，已与单位核实
      by: 张三
      date: 2024-03-15

All scalars are taken as text and converted exactly to the column's type. What was read from a corrected text is read again
(`derived.py`); the year of a document (`fiscal_year` of its record in `documents`) changes in all its records. An entry that no
longer finds its record, its column or its printed value stops its document (`Damaged`, naming file and entry). Not in here:
which figures agree, or any guess.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import yaml

from schemas import DATASETS
from schemas.columns import YEARS
from yusuan.derived import derived
from yusuan.document import Damaged
from yusuan.raw_file import Correction, RawFile
from yusuan.typed import Tables, relaxed

FIELDS = ("document", "record", "column", "printed", "right", "reason", "by", "date")
_MADE_LATER = ("reconciliations", "check_operands", "findings", "quarantine", "corrections", "lineage", "cells", "paragraphs")
_BLANK = ("", "null", "~")


class Sorted(NamedTuple):
    """The raw files with the corrections that concern them, and those that concern none."""

    files: list[RawFile]
    orphans: list[Correction]


def load(folder: Path) -> list[Correction]:
    """All entries of a folder, in the order of file names; none if there is no folder.

    Raises ValueError, with file and entry, for a file that is no list of entries or an entry that lacks a field.
    """
    found: list[Correction] = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        try:
            entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or []
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise ValueError(f"更正文件 {path.name} 不是可读的 YAML：{str(error).splitlines()[0]}") from None
        if not isinstance(entries, list):
            raise ValueError(f"更正文件 {path.name} 应为条目的列表")
        found += [_entry(entry, f"{path.name}#{number}") for number, entry in enumerate(entries, start=1)]
    return found


def _entry(entry: Any, place: str) -> Correction:
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        raise ValueError(f"更正 {place} 应为字段和值的对照")
    missing = [name for name in FIELDS if name not in entry] + [
        name for name in ("document", "record", "column", "reason", "by", "date") if entry.get(name) == ""
    ]
    unknown = [name for name in entry if name not in FIELDS]
    if missing or unknown:
        words = [f"缺少 {'、'.join(missing)}"] * bool(missing) + [f"不认得 {'、'.join(unknown)}"] * bool(unknown)
        raise ValueError(f"更正 {place} {'；'.join(words)}")
    try:
        date.fromisoformat(entry["date"])
    except ValueError:
        raise ValueError(f"更正 {place} 的日期“{entry['date']}”不是 YYYY-MM-DD") from None
    return Correction(file=place, **{name: entry[name] for name in FIELDS})


def attach(files: Iterable[RawFile], corrections: Sequence[Correction]) -> Sorted:
    """Each file with its own corrections."""
    owned: dict[str, list[Correction]] = defaultdict(list)
    for correction in corrections:
        owned[correction.document].append(correction)
    attached, used = [], set()
    for file in files:
        names = {file.document_id, file.source_path} & owned.keys()
        used |= names
        own = tuple(correction for name in sorted(names) for correction in owned[name])
        attached.append(msgspec.structs.replace(file, corrections=own) if own else file)
    return Sorted(attached, [correction for correction in corrections if correction.document not in used])


def apply(tables: Tables, file: RawFile) -> Tables:
    """The tables with the corrections put in: the values, rows of `corrections`, and `correction_id` in `lineage`.

    Raises Damaged, naming file and entry, for an entry that does not match what was parsed.
    """
    tables, rows, traces = dict(tables), [], []
    followed: set[tuple[str, str, str]] = set()
    documents = tables["documents"].to_pylist() if "documents" in tables else []
    year = documents[0].get("fiscal_year") if documents else None
    for number, correction in enumerate(file.corrections, start=1):
        dataset, index, record_id = _record(tables, correction, file.document_id)
        key = f"{file.document_id}-m{number:03d}"
        if (dataset, correction.column) == ("documents", "fiscal_year"):
            tables, changed = _moved(tables, correction), {"fiscal_year": int(correction.right)}
            year = changed["fiscal_year"]
        else:
            changed = _changes(tables[dataset], dataset, index, correction, followed)
            for column, value in changed.items():
                tables[dataset] = _with(tables[dataset], column, index, value)
            followed |= {(dataset, record_id, column) for column in changed}
        traces += [(dataset, record_id, column, key) for column in changed]
        rows.append(
            {
                "correction_id": key,
                "document_id": file.document_id,
                "dataset": dataset,
                "record_id": record_id,
                "column": correction.column,
                "printed_value": _text(correction.printed),
                "right_value": _text(correction.right),
                "reason": correction.reason,
                "corrected_by": correction.by,
                "corrected_on": date.fromisoformat(correction.date),
                "file": correction.file,
            }
        )
    tables["corrections"] = pa.Table.from_pylist([{**row, "fiscal_year": year} for row in rows], relaxed("corrections"))
    tables["lineage"] = _traced(tables.get("lineage"), traces, file.document_id, year)
    return tables


def _record(tables: Tables, correction: Correction, document_id: str) -> tuple[str, int, str]:
    wanted = {correction.record, f"{document_id}-{correction.record}"}
    for dataset, table in tables.items():
        if dataset in _MADE_LATER:
            continue
        for index, record_id in enumerate(table[DATASETS[dataset].key()].to_pylist()):
            if record_id in wanted:
                return dataset, index, record_id
    raise _idle(correction, f"没有记录“{correction.record}”")


def _changes(
    table: pa.Table, dataset: str, index: int, correction: Correction, followed: Container[tuple[str, str, str]]
) -> dict[str, Any]:
    """The new values by column: of the corrected one, and of those that were read from it.

    A value that an earlier entry's text has already brought with it is no contradiction: then it is as the entry wants it.
    """
    name = correction.column
    if name not in table.schema.names:
        raise _idle(correction, f"{dataset} 没有字段“{name}”")
    if name in ("document_id", "fiscal_year", DATASETS[dataset].key()) or name.endswith("_id"):
        raise _idle(correction, f"字段“{name}”是标识或分区，不能更正（年度在 documents 的记录中更正，各记录随之改变）")
    kind = table.schema.field(name).type
    row = table.slice(index, 1).to_pylist()[0]
    printed, right = (_value(text, kind, correction) for text in (correction.printed, correction.right))
    if row[name] == right and (dataset, row[DATASETS[dataset].key()], name) in followed:
        return {name: right}
    if row[name] != printed:
        shown = "空" if row[name] is None else f"“{row[name]}”"
        raise _idle(correction, f"记录“{correction.record}”的“{name}”现在是{shown}，不是“{correction.printed}”")
    try:
        following = derived(dataset, name, row, right)
    except ValueError as error:
        raise _idle(correction, str(error)) from None
    return {name: right, **{column: value for column, value in following.items() if column in table.schema.names}}


def _with(table: pa.Table, name: str, index: int, value: Any) -> pa.Table:
    field = table.schema.field(name)
    values = table[name].to_pylist()
    values[index] = value
    return table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))


def _moved(tables: Tables, correction: Correction) -> Tables:
    """All records of the document in another year, the dates of its spending plans too."""
    before = tables["documents"]["fiscal_year"].to_pylist()[0]
    printed, year = (_value(text, pa.int16(), correction) for text in (correction.printed, correction.right))
    if before != printed or year not in YEARS:
        raise _idle(correction, f"文件的年度现在是“{before}”，更正写“{correction.printed}”改为“{correction.right}”")
    moved = dict(tables)
    for dataset, table in tables.items():
        if "fiscal_year" in table.schema.names:
            field = table.schema.field("fiscal_year")
            place = table.schema.get_field_index("fiscal_year")
            moved[dataset] = table.set_column(place, field, pa.array([year] * table.num_rows, field.type))
    if (plans := moved.get("spending_plans")) is not None:
        days = [None if day is None else day.replace(year=year) for day in plans["due_date"].to_pylist()]
        field = plans.schema.field("due_date")
        moved["spending_plans"] = plans.set_column(plans.schema.get_field_index("due_date"), field, pa.array(days, field.type))
    return moved


def _value(text: str, kind: pa.DataType, correction: Correction) -> Any:
    """A text as a value of a column's type, exactly: no rounding, no float."""
    if _text(text) is None:
        return None
    try:
        if pa.types.is_decimal(kind):
            value = Decimal(text.replace(",", ""))
            if value.is_finite() and value == value.quantize(Decimal(1).scaleb(-kind.scale)):
                return value.quantize(Decimal(1).scaleb(-kind.scale))
            raise ValueError
        if pa.types.is_integer(kind):
            return int(text)
        if pa.types.is_date(kind):
            return date.fromisoformat(text)
        if pa.types.is_boolean(kind):
            return {"true": True, "false": False}[text.lower()]
    except (ValueError, KeyError, InvalidOperation):
        raise _idle(correction, f"“{text}”不是字段“{correction.column}”的值（{kind}）") from None
    return text


def _traced(lineage: pa.Table | None, traces: list[tuple[str, str, str, str]], document_id: str, year: int | None) -> pa.Table:
    rows = lineage.to_pylist() if lineage is not None else []
    for dataset, record_id, column, key in traces:
        own = [row for row in rows if (row["dataset"], row["record_id"], row["column"]) == (dataset, record_id, column)]
        for row in own:
            row["correction_id"] = key
        if not own:
            last = max((int(re.sub(r".*-l", "", row["lineage_id"])) for row in rows), default=0)
            rows.append({
                "lineage_id": f"{document_id}-l{last + 1:05d}", "document_id": document_id, "fiscal_year": year,
                "dataset": dataset, "record_id": record_id, "column": column, "correction_id": key,
            })  # fmt: skip
    return pa.Table.from_pylist(rows, relaxed("lineage"))


def _text(text: str) -> str | None:
    return None if text in _BLANK else text


def _idle(correction: Correction, why: str) -> Damaged:
    return Damaged(f"更正 {correction.file} 无法执行：{why}。请核对或删除该条更正")
