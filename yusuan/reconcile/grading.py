"""Rules switched off or graded anew by hand, each with its reason. This file is all there is to edit.

Example, with `severity=None` to switch a rule off:

    GRADES = {
        "L1.categories": Grade("warning", "本省要求五类指标齐全（某财绩〔2024〕1号）"),
        "M2.goals": Grade(None, "公用经费项目的目标由财政统一规定"),
    }
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grade:
    """The severity that a rule's findings get instead of their own (None: the rule is off), and why."""

    severity: str | None
    reason: str


GRADES: dict[str, Grade] = {}
