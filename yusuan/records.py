"""Records as forms make them: plain values for the datasets of `schemas/`, each with the place it was read from.

Not in here: what a form looks like (`forms/`), whether a record keeps to its schema (`validate.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yusuan.document import Cell, Paragraph


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands: extracted cells (places as in `Cell.sources`) or a span of the document's text, end exclusive."""

    cells: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    page: int | None = None


def in_cells(*cells: Cell | None) -> Source:
    present = [cell for cell in cells if cell is not None]
    page = next((cell.page for cell in present if cell.page is not None), None)
    return Source(tuple(dict.fromkeys(place for cell in present for place in cell.sources)), page=page)


def in_text(paragraph: Paragraph, start: int = 0, end: int | None = None) -> Source:
    """The span `start:end` of the paragraph's text (the whole paragraph by default)."""
    stop = len(paragraph.text) if end is None else end
    return Source((), paragraph.start + start, paragraph.start + stop, paragraph.page)


@dataclass
class Records:
    """The records of one document, by dataset, with their lineage and with the findings of extraction.

    `document` holds what is known of the document itself (columns of the dataset `documents`): title, form, fiscal_year,
    region_code, region_name, department_code, department_name, is_draft.
    """

    document_id: str
    document: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _taken: set[tuple[str, str]] = field(default_factory=set, repr=False)

    def add(
        self, dataset: str, key: str, place: str, values: Mapping[str, Any], sources: Mapping[str, Source | None] | None = None
    ) -> str:
        """Add a record and the lineage of its columns.

        `key` is the dataset's id column (`project_id`), `place` the tail of the id (`p07`, `p07-i03`). Returns the record's id.
        Raises ValueError if a record of that id is there already: ids are places, and a place holds one record.
        """
        record_id = f"{self.document_id}-{place}"
        if (dataset, record_id) in self._taken:
            raise ValueError(f"{dataset}: two records with the id {record_id}")
        self._taken.add((dataset, record_id))
        rows = self.rows.setdefault(dataset, [])
        rows.append({key: record_id, "document_id": self.document_id, **values})
        for column, source in (sources or {}).items():
            if source is not None:
                self.trace(dataset, record_id, column, source)
        return record_id

    def find(
        self,
        rule: str,
        severity: str,
        message: str,
        message_en: str,
        *,
        dataset: str | None = None,
        record_id: str | None = None,
        column: str | None = None,
        value: str | None = None,
        suggestion: str | None = None,
        page: int | None = None,
    ) -> None:
        """Add a finding of extraction (`rule` begins with `extraction.`); `severity` is error, warning or info."""
        number = len(self.rows.get("findings", ())) + 1
        values = dict(
            rule=rule,
            severity=severity,
            dataset=dataset,
            record_id=record_id,
            column=column,
            value=value,
            message=message,
            message_en=message_en,
            suggestion=suggestion,
            page=page,
            check_id=None,
        )
        self.add("findings", "finding_id", f"x{number:04d}", values)

    def trace(self, dataset: str, record_id: str, column: str, source: Source) -> None:
        """Add the lineage of a column that was filled after its record (a budget that only the text states)."""
        lineage = self.rows.setdefault("lineage", [])
        places: Iterable[str | None] = source.cells or ((None,) if source.start is not None else ())
        for place in places:
            lineage.append(
                {
                    "lineage_id": f"{self.document_id}-l{len(lineage) + 1:05d}",
                    "document_id": self.document_id,
                    "dataset": dataset,
                    "record_id": record_id,
                    "column": column,
                    "cell_id": None if place is None else f"{self.document_id}-{place}",
                    "text_start": source.start,
                    "text_end": source.end,
                }
            )
