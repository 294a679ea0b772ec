"""From rules to rows: runs the rules that are due and writes the ledger (`reconciliations`) and the findings of failed checks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from yusuan.reconcile.facts import Facts, Origin
from yusuan.reconcile.judgement import FAILED, Check, Mark, lacking, plain
from yusuan.reconcile.registry import Rule, is_off, rules, severity_of

Row = dict[str, Any]
_MICRO = Decimal("0.000001")


@dataclass
class Outcome:
    """What reconciling came to: rows of the datasets `reconciliations`, `check_operands` and `findings`."""

    reconciliations: list[Row] = field(default_factory=list)
    operands: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)


def within_document(facts: Facts) -> Outcome:
    """Every check that one document owes, with its outcome, and a finding for each that failed.

    Findings of extraction stay where they are (`facts["findings"]`); they are not repeated here.
    """
    prefix = facts.document_id or "x" * 16
    ledger = _Ledger(prefix, facts.document_id, facts.fiscal_year, facts.document.get("title"))
    for rule in rules():
        if not (rule.department or rule.corpus) and not is_off(rule) and rule.due.owes(facts):
            ledger.enter(rule, list(rule.function(facts)))
    return ledger.outcome


def within_department(group: Sequence[Facts]) -> Outcome:
    """The checks between documents of one department and year; nothing where there is only one document.

    A document that was read twice counts once.
    """
    documents = list({facts.document_id: facts for facts in group}.values())
    if len(documents) < 2:
        return Outcome()
    region, department = (_first(documents, column) for column in ("region_code", "department_code"))
    year, name = (_first(documents, column) for column in ("fiscal_year", "department_name"))
    # Codes are often not printed, and two names may share one: the names keep the ids of different groups apart.
    names = f"{_first(documents, 'region_name')}|{name}"
    digest = hashlib.sha256(names.encode()).hexdigest()[:6]
    prefix = f"{region or 'xxxxxx'}-{department or 'xxx'}-{year or 'xxxx'}-{digest}"
    ledger = _Ledger(prefix, None, year, name)
    for rule in rules():
        if rule.department and not is_off(rule) and rule.due.owes(documents):
            ledger.enter(rule, list(rule.function(documents)))
    return ledger.outcome


def within_corpus(documents: Sequence[Facts]) -> Outcome:
    """What only shows between documents of any department and year: each row in the year of its record's document."""
    documents = sorted({facts.document_id: facts for facts in documents}.values(), key=lambda facts: facts.document_id or "")
    if len(documents) < 2:
        return Outcome()
    ledger = _Ledger("across-documents", None, None, None)
    for rule in rules():
        if rule.corpus and not is_off(rule) and rule.due.owes(documents):
            ledger.enter(rule, list(rule.function(documents)))
    years = {facts.document_id: facts.fiscal_year for facts in documents}
    for rows, column in (
        (ledger.outcome.findings, "record_id"),
        (ledger.outcome.reconciliations, "subject_id"),
        (ledger.outcome.operands, "record_id"),
    ):
        for row in rows:
            row |= {"fiscal_year": years.get((row[column] or "")[:16])}
    return ledger.outcome


def _first(documents: Sequence[Facts], column: str) -> Any:
    return next((value for facts in documents if (value := facts.document.get(column)) is not None), None)


class _Ledger:
    def __init__(self, prefix: str, document_id: str | None, fiscal_year: int | None, name: str | None):
        self.prefix = prefix
        self.head = {"document_id": document_id, "fiscal_year": fiscal_year}
        self.name = name
        self.outcome = Outcome()

    def enter(self, rule: Rule, results: list[Check | Mark]) -> None:
        if rule.ledger and not any(isinstance(result, Check) for result in results):
            results.append(lacking(f"应作此项核对（{rule.due.words}），但没有读到所需的数据。"))
        for result in results:
            if isinstance(result, Mark):
                self._finding(rule, result, None)
            else:
                self._check(rule, result)

    def _check(self, rule: Rule, check: Check) -> None:
        check_id = f"{self.prefix}-k{len(self.outcome.reconciliations) + 1:03d}"
        known = check.expected is not None and check.actual is not None
        self.outcome.reconciliations.append(
            {
                "check_id": check_id,
                **self.head,
                "rule": rule.id,
                "scope": check.scope,
                "subject_id": check.subject_id or self.head["document_id"],
                "subject_name": check.subject_name or self.name,
                "measure": check.measure,
                "expected": _number(check.expected),
                "actual": _number(check.actual),
                "difference": _number(check.actual - check.expected) if known else None,
                "tolerance": _number(check.tolerance),
                "status": check.status,
                "explanation": check.explanation,
                "page": check.place.page,
            }
        )
        self._operands(check_id, check)
        if check.status == FAILED:
            subject = f"{check.subject_name}：" if check.subject_name else ""
            english = check.english or _english(rule, check)
            message = f"{rule.title}：{subject}{check.explanation}"
            self._finding(rule, Mark(message, english, check.place, check.suggestion, check.severity), check_id)

    def _operands(self, check_id: str, check: Check) -> None:
        """The figures of a sum; for other checks the record that they are about."""
        compared = [("whole", check.whole)] * (check.whole is not None) + [("part", part) for part in check.parts]
        if not compared and check.place.dataset and check.place.record_id:
            compared = [("subject", Origin(check.place.dataset, check.place.record_id, check.place.column))]
        for number, (role, origin) in enumerate(compared, start=1):
            self.outcome.operands.append(
                {"operand_id": f"{check_id}-a{number:03d}", **self.head, "check_id": check_id, "role": role, **origin._asdict()}
            )

    def _finding(self, rule: Rule, mark: Mark, check_id: str | None) -> None:
        place = mark.place
        self.outcome.findings.append(
            {
                "finding_id": f"{self.prefix}-f{len(self.outcome.findings) + 1:03d}",
                **self.head,
                "rule": rule.id,
                "severity": severity_of(rule, mark.severity),
                "dataset": place.dataset,
                "record_id": place.record_id,
                "column": place.column,
                "value": _printed(place.value),
                "message": mark.message,
                "message_en": mark.english,
                "suggestion": mark.suggestion,
                "page": place.page,
                "check_id": check_id,
            }
        )


def _printed(value: Any) -> str | None:
    """A finding's value is text whatever the column: rules hand over points and dates as their records hold them."""
    return plain(value) if isinstance(value, Decimal) else None if value is None else str(value)


def _english(rule: Rule, check: Check) -> str:
    subject = f" ({check.subject_name})" if check.subject_name else ""
    if check.expected is None or check.actual is None:
        return f"{rule.title_en}{subject}: this does not hold."
    difference = _plain(check.actual - check.expected)
    figures = f"expected {_plain(check.expected)}, printed {_plain(check.actual)}, difference {difference}"
    bound = f" beyond the tolerance of {_plain(check.tolerance)}" if check.tolerance else ""
    return f"{rule.title_en}{subject}: {figures}{bound} ({check.measure})."


def _plain(value: Decimal) -> str:
    rounded = round(value, 4)
    return f"{rounded.normalize():,f}" if rounded else "0"


def _number(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_MICRO, rounding=ROUND_HALF_EVEN)
