"""Rules as data: a small function with its metadata, found by being decorated in a file of `rules/`.

A rule that a document owes and that yields nothing still has its row in the ledger: silence is never a pass.
"""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from yusuan.reconcile import extraction
from yusuan.reconcile.grading import GRADES

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Due:
    """When a document owes a rule: a predicate over its facts and the same in words, for the catalogue."""

    words: str
    owes: Callable[[Any], bool]

    def __or__(self, other: "Due") -> "Due":
        return Due(f"{self.words}；{other.words}", lambda facts: self.owes(facts) or other.owes(facts))


def form(*forms: str) -> Due:
    """Documents of a family of forms owe the rule."""
    names = "、".join(FORM_NAMES[name] for name in forms)
    return Due(f"文种为{names}", lambda facts: facts.form in forms)


def holds(dataset: str, words: str, column: str | None = None) -> Due:
    """Documents that hold a record of a dataset (with a value in `column`) owe the rule."""
    return Due(words, lambda facts: any(column is None or row.get(column) is not None for row in facts[dataset]))


FORM_NAMES = {
    "performance_text": "部门预算绩效文本",
    "target_table": "项目绩效目标表",
    "self_evaluation": "绩效自评",
    "budget_disclosure": "部门预算公开",
    "final_accounts": "部门决算公开",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with what the catalogue says of it. `function` takes Facts (a list of them for rules of a department or corpus).

    `severity` is that of its findings unless a check says otherwise; `ledger` is False for rules that only mark.
    """

    id: str
    title: str
    title_en: str
    severity: str
    source: str
    due: Due
    not_applicable: str
    example: str
    function: Callable[[Any], Iterator[Any]]
    family: str
    department: bool = False
    corpus: bool = False
    ledger: bool = True


_RULES: dict[str, Rule] = {}


def severity_of(rule: Rule, own: str | None = None) -> str:
    """The severity of a rule's finding: as graded by hand, else the finding's own, else the rule's."""
    grade = GRADES.get(rule.id)
    return (grade.severity if grade and grade.severity else own) or rule.severity


def rule(
    id: str, *, title: str, title_en: str, severity: str, source: str, due: Due | str, not_applicable: str, example: str,
    department: bool = False, corpus: bool = False, ledger: bool = True,
) -> Callable[[Callable], Callable]:  # fmt: skip
    """Register a rule. `due` in words alone: documents in which the rule finds something to check owe it.

    Raises ValueError for an id that exists or a severity that does not.
    """
    if id in _RULES:
        raise ValueError(f"rule {id} exists already")
    if severity not in SEVERITIES:
        raise ValueError(f"rule {id}: no severity {severity}")

    def register(function: Callable) -> Callable:
        family = function.__module__.rpartition(".")[2]
        owed = Due(due, lambda facts: next(function(facts), None) is not None) if isinstance(due, str) else due
        _RULES[id] = Rule(
            id, title, title_en, severity, source, owed, not_applicable, example, function, family, department, corpus, ledger
        )
        return function

    return register


def is_off(rule: Rule) -> bool:
    return rule.id in GRADES and GRADES[rule.id].severity is None


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, also those switched off: families in the order of their file names, rules in that of their definition.

    Raises ValueError if `grading.yaml` names a rule that does not exist.
    """
    package = import_module("yusuan.reconcile.rules")
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        import_module(f"{package.__name__}.{info.name}")
    if unknown := sorted(set(GRADES) - set(_RULES) - set(extraction.RULES)):
        raise ValueError(f"grading.yaml 写有不存在的规则：{'、'.join(unknown)}")
    return tuple(sorted(_RULES.values(), key=lambda rule: rule.family))
