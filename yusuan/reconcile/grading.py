"""Rules switched off or graded anew by hand, each with its reason: what `grading.yaml` says. Edit that file, not this one.

The file is part of the code's version, so a change of it runs `reconcile` again and nothing else. Findings of extraction are
made long before; they get their grade when they are published (`graded`), and the status of their document stays as it was.
"""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import yaml

from yusuan.reconcile import extraction
from yusuan.typed import Tables

FILE = Path(__file__).with_suffix(".yaml")
_SEVERITIES = {"error": "error", "warning": "warning", "info": "info", "off": None}


@dataclass(frozen=True, slots=True)
class Grade:
    """The severity that a rule's findings get instead of their own (None: the rule is off), and why."""

    severity: str | None
    reason: str


def load(path: Path) -> dict[str, Grade]:
    """The grades by rule. Raises ValueError for an entry without a known severity or without a reason."""
    entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}
    if not isinstance(entries, dict):
        raise ValueError(f"{path.name}：应为规则号和级别、理由的对照")
    return {name: _grade(name, entry) for name, entry in entries.items()}


def _grade(name: str, entry: object) -> Grade:
    if not isinstance(entry, dict) or entry.get("severity") not in _SEVERITIES or not entry.get("reason"):
        raise ValueError(f"{FILE.name} 的 {name}：应写 severity（error、warning、info 或 off）和 reason")
    return Grade(_SEVERITIES[entry["severity"]], entry["reason"])


GRADES: dict[str, Grade] = load(FILE)


def graded(tables: Tables) -> Tables:
    """The tables of a document with its findings of extraction graded; those of rules already are."""
    grades = {rule: grade for rule, grade in GRADES.items() if rule in extraction.RULES}
    findings = tables.get("findings")
    if findings is None or grades.keys().isdisjoint(findings["rule"].to_pylist()):
        return tables
    rows = [{**row, "severity": grade.severity} if (grade := grades.get(row["rule"])) else row for row in findings.to_pylist()]
    return {**tables, "findings": pa.Table.from_pylist([row for row in rows if row["severity"]], findings.schema)}
