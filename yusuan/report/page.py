"""What the report shows of a release, read from its Parquet files by DuckDB; lists are cut where a page would grow endless.

Every query orders its rows fully, so that the same files give the same page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from yusuan.reconcile.registry import rules
from yusuan.report.queries import QUERIES, VIEWS
from yusuan.summary import scan

OUTCOMES = ("failed", "insufficient_data", "rounding", "exact", "not_applicable")
SEVERITIES = ("error", "warning", "info")

DOCUMENTS_SHOWN = 300
DEPARTMENTS_SHOWN = 100
OVERALL_SHOWN = 100
CHECKS_SHOWN = 25  # of one outcome in one department
FINDINGS_SHOWN = 15  # of one rule and severity
UNCHECKED_SHOWN = 10  # of one rule

_READ = (
    "documents", "projects", "indicators", "listed_projects", "department_targets", "department_tasks", "department_indicators",
    "reconciliations", "findings", "quarantine",
)  # fmt: skip

Row = dict[str, Any]


class Segment(NamedTuple):
    """A part of the bar of outcomes: where it begins and how wide it is, in per cent of the bar."""

    outcome: str
    count: int
    start: float
    width: float


@dataclass
class Group:
    """Rows of one rule, as many as are shown, and how many there are."""

    rule: str
    title: str
    total: int
    rows: list[Row]


@dataclass
class Department:
    """A department in a year: its figures, its checks one by one where a person looks, by rule where all is well."""

    year: int | None
    name: str
    anchor: str
    figures: Row
    outcomes: dict[str, int]
    shown: list[Row]
    hidden: int
    agreed: list[Row]

    @property
    def bar(self) -> list[Segment]:
        return bar(self.outcomes)


@dataclass
class Page:
    years: list[int]
    documents: dict[str, int]
    document_rows: list[Row]
    figures: Row
    outcomes: dict[str, int]
    severities: dict[str, int]
    departments: list[Department]
    departments_total: int
    overall: list[Row]
    findings: dict[str, list[Group]]
    unchecked: list[Group]
    quarantined: list[Row]
    example: Row | None
    known: set[str]

    @property
    def bar(self) -> list[Segment]:
        return bar(self.outcomes)

    @property
    def checks(self) -> int:
        return sum(self.outcomes.values())


def read_page(release: Path) -> Page:
    with duckdb.connect() as connection:
        for name in _READ:
            connection.execute(f"create temp view {name} as from {scan(release, name)}")
        connection.execute(VIEWS)

        def rows(query: str, *values: Any) -> list[Row]:
            cursor = connection.execute(QUERIES[query], values)
            names = [description[0] for description in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        document_rows = rows("documents", DOCUMENTS_SHOWN)
        departments = rows("departments")
        return Page(
            years=[row["fiscal_year"] for row in rows("years")],
            documents=_counted(rows("statuses"), ("parsed", "partial", "rejected", "archive")),
            document_rows=document_rows,
            figures=rows("figures")[0],
            outcomes=_counted(rows("outcomes"), OUTCOMES),
            severities=_counted(rows("severities"), SEVERITIES),
            departments=_departments(departments[:DEPARTMENTS_SHOWN], rows("checks", CHECKS_SHOWN), rows("agreed")),
            departments_total=len(departments),
            overall=rows("overall", OVERALL_SHOWN),
            findings=_findings(rows("findings", FINDINGS_SHOWN)),
            unchecked=_grouped(rows("unchecked", UNCHECKED_SHOWN)),
            quarantined=rows("quarantined"),
            example=next(iter(rows("example")), None),
            known={row["document_id"] for row in document_rows},
        )


def bar(outcomes: dict[str, int]) -> list[Segment]:
    """The outcomes in their order as parts of a whole; those that did not occur are left out."""
    total = sum(outcomes.values())
    segments, start = [], 0.0
    for outcome in OUTCOMES:
        if number := outcomes.get(outcome, 0):
            width = round(100 * number / total, 3)
            segments.append(Segment(outcome, number, round(start, 3), width))
            start += width
    return segments


@cache
def rule_titles() -> dict[str, str]:
    return {rule.id: rule.title for rule in rules()}


def _counted(rows: Iterable[Row], names: Iterable[str]) -> dict[str, int]:
    found = {row["name"]: row["number"] for row in rows}
    return {name: found.get(name, 0) for name in names}


def _departments(figures: list[Row], checks: list[Row], agreed: list[Row]) -> list[Department]:
    one_by_one, by_rule = _of_departments(checks), _of_departments(agreed)
    made = []
    for number, row in enumerate(figures, 1):
        outcomes = {outcome: row[outcome] for outcome in OUTCOMES}
        shown = one_by_one.get(row["department"], [])
        hidden = outcomes["failed"] + outcomes["insufficient_data"] + outcomes["rounding"] - len(shown)
        summed = by_rule.get(row["department"], [])
        made.append(Department(row["fiscal_year"], row["name"], f"department-{number}", row, outcomes, shown, hidden, summed))
    return made


def _of_departments(rows: list[Row]) -> dict[str, list[Row]]:
    """Rows by department, each with the title of its rule."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["department"], []).append({**row, "title": rule_titles().get(row["rule"], "")})
    return found


def _grouped(rows: list[Row]) -> list[Group]:
    """Rows that come sorted by rule; each knows how many its rule has (`total`)."""
    groups = []
    for rule, found in groupby(rows, key=lambda row: row["rule"]):
        shown = list(found)
        groups.append(Group(rule, rule_titles().get(rule, ""), shown[0]["total"], shown))
    return groups


def _findings(rows: list[Row]) -> dict[str, list[Group]]:
    return {severity: _grouped([row for row in rows if row["severity"] == severity]) for severity in SEVERITIES}
