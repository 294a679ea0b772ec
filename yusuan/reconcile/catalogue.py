"""The catalogue of rules, `docs/rules.md`, made from the registry: `python -m yusuan.reconcile.catalogue`."""

from importlib import import_module
from itertools import groupby
from pathlib import Path

from yusuan.reconcile import extraction
from yusuan.reconcile.grading import GRADES
from yusuan.reconcile.registry import Rule, rules

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"

_HEAD = """# 规则目录 · Catalogue of rules

This page is generated: `python -m yusuan.reconcile.catalogue`. A rule is a function in `yusuan/reconcile/rules/`;
rules are switched off or graded anew in `yusuan/reconcile/grading.yaml`, with a reason; a change of it reruns `reconcile` only.
Findings of extraction (`extraction.…`, at the end of this page) can be graded there too.

每项应作的核对在 `reconciliations` 中都有一行，结果为五种之一：

| 结果 | 含义 |
|---|---|
| exact | 完全相符 |
| rounding | 有差额，但印出精度可以解释：n 项之和与合计的容差为 u/2 × (n + 1)，u 为末位单位，以元印出时为 0；比率按区间运算 |
| failed | 差额超出容差，或所述不成立；同时产生一条疑点（`findings`，以 `check_id` 相连） |
| insufficient_data | 应作而无从作：缺少操作数。缺数从不当作零（表式固定、空格即无的组成项除外，说明中会写明） |
| not_applicable | 此项核对对该文件或该记录不适用 |
"""


def page() -> str:
    families = groupby(rules(), key=lambda rule: rule.family)
    return "\n".join([_HEAD, *(_family(name, list(members)) for name, members in families), _extraction()])


def _family(name: str, members: list[Rule]) -> str:
    module = import_module(f"yusuan.reconcile.rules.{name}")
    summary = (module.__doc__ or "").strip().splitlines()[0]
    return "\n".join([f"## {name}\n\n{summary}\n", *(_entry(rule) for rule in members)])


def _entry(rule: Rule) -> str:
    kind = "核对，记入 reconciliations" if rule.ledger else "审阅，只产生疑点"
    regraded = _regraded(rule.id)
    lines = [
        f"### {rule.id} {rule.title}\n",
        f"{rule.title_en}.\n",
        f"- 种类：{kind}{_between(rule)}；不符时的级别：{rule.severity}",
        *([f"- {regraded}"] if regraded else []),
        f"- 依据：{rule.source}",
        f"- 应作：{rule.due.words}",
        f"- 不适用：{rule.not_applicable}",
        f"- 例：{rule.example}\n",
    ]
    return "\n".join(lines)


def _regraded(name: str) -> str:
    grade = GRADES.get(name)
    return f"人工调整：{grade.severity or '停用'}，{grade.reason}" if grade else ""


def _extraction() -> str:
    lines = [f"| {name} | {words} | {_regraded(name)} |" for name, words in sorted(extraction.RULES.items())]
    return "\n".join(["## extraction\n", (extraction.__doc__ or "").strip(), "\n| | | |", "|---|---|---|", *lines, ""])


def _between(rule: Rule) -> str:
    if rule.corpus:
        return "（全部文件之间）"
    return "（同一部门、年度的几个文件之间）" if rule.department else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
