"""The findings of a release, chosen and exported for people who work through them."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb

from yusuan.summary import scan

FORMATS = ("csv", "xlsx", "json")
SEVERITIES = ("error", "warning", "info")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def select(
    release: Path, severity: str | None = None, rule: str | None = None, document: str | None = None, limit: int | None = None
) -> list[dict[str, Any]]:
    """Findings with the path of their document, the gravest first.

    `severity` keeps that grade and graver ones; `rule` is an id or its beginning (D for all of a family); `document` an id, or
    part of a path.
    """
    grades = SEVERITIES[: SEVERITIES.index(severity) + 1] if severity else SEVERITIES
    sql = f"""
        select f.severity, f.rule, d.source_path, f.page, f.message, f.message_en, f.suggestion, f.value,
               f.dataset, f.record_id, f."column", f.check_id, f.finding_id
        from {scan(release, "findings")} f
        left join (select * from {scan(release, "documents")} where status <> 'rejected') d
          on d.document_id = coalesce(f.document_id, left(f.record_id, 16))
        where f.severity in ({", ".join("?" * len(grades))})
          and starts_with(f.rule, ?) and (? is null or d.document_id = ? or contains(d.source_path, ?))
        order by list_position({list(SEVERITIES)}, f.severity), f.rule, d.source_path, f.finding_id
        limit ?
    """
    with duckdb.connect() as connection:
        cursor = connection.execute(sql, [*grades, rule or "", document, document, document, limit or 2**31])
        names = [description[0] for description in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def export(findings: list[dict[str, Any]], kind: str) -> bytes:
    """The findings as a file: UTF-8 CSV with a byte-order mark (for Excel), XLSX, or JSON. Raises ValueError for other kinds."""
    if kind == "json":
        return json.dumps(findings, ensure_ascii=False, indent=2).encode()
    if kind == "csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerows(_rows(findings))
        return b"\xef\xbb\xbf" + text.getvalue().encode()
    if kind == "xlsx":
        return _workbook(_rows(findings))
    raise ValueError(f"没有格式“{kind}”，可选：{', '.join(FORMATS)}")


def _rows(findings: list[dict[str, Any]]) -> list[list[Any]]:
    heads = list(findings[0]) if findings else ["severity", "rule", "source_path", "page", "message"]
    return [heads, *([_harmless(value) for value in finding.values()] for finding in findings)]


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it: raw documents are not to be trusted."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _workbook(rows: list[list[Any]]) -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as workbook:
        sheet = workbook.add_worksheet("findings")
        bold, wrapped = workbook.add_format({"bold": True}), workbook.add_format({"text_wrap": True, "valign": "top"})
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row, wrapped if number else bold)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1)
        sheet.set_column(0, 3, 12)
        sheet.set_column(4, 6, 50)
    return target.getvalue()
