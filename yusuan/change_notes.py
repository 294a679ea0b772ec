"""What changed between two releases, in words: `CHANGES.md` of a release, and the lines that the terminal shows.

What is compared with what is `comparison.py`. Names and messages come from raw documents: they are escaped for Markdown here.
"""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from yusuan.comparison import Comparison, SchemaChange, Total, compare

FILE = "CHANGES.md"
SECTIONS = {
    "documents": "文件 documents",
    "projects": "项目 projects",
    "amounts": "金额 amounts",
    "figures": "其他数值 figures",
    "checks": "核对 checks",
    "findings": "疑点 findings",
}
CHANGES = {
    "added": "新增 added",
    "gone": "消失 gone",
    "changed": "改变 changed",
    "replaced": "替换 replaced",
    "moved": "移动 moved",
    "same": "未变 same",
}
_LISTED = 50
_SPECIAL = re.compile(r"([\\`*\[\]<>|])")


def notes(previous: Path | None, release: Path) -> str:
    """The text of CHANGES.md of a release, against the one before it. A release before that cannot be read is said to be so."""
    if previous is None:
        return "# 变化 Changes\n\n这是第一个版本，没有可比较的版本。 This is the first release.\n"
    try:
        return render(readable(previous, release, limit=_LISTED))
    except LookupError as error:
        return f"# 变化 Changes\n\n{escaped(str(error.args[0]))}\n"


def readable(before: Path, after: Path, limit: int | None) -> Comparison:
    """`compare`, with a reason for people in a LookupError where one of the releases cannot be read."""
    try:
        return compare(before, after, limit)
    except (OSError, ValueError, KeyError, duckdb.Error) as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        raise LookupError(f"{before.name} → {after.name}：版本无法读取，不能比较 cannot be compared: {reason}") from error


def render(comparison: Comparison) -> str:
    """A comparison as Markdown: totals first, then what changed of each kind."""
    lines = [f"# 变化 Changes: {comparison.before} → {comparison.after}", "", "| | 前 before | 后 after |", "|---|---:|---:|"]
    lines += [f"| {total.name} | {figure(total.before)} | {figure(total.after)} |" for total in comparison.totals]
    lines += ["", f"| | {' | '.join(CHANGES.values())} |", "|---|" + "---:|" * len(CHANGES)]
    for name, title in SECTIONS.items():
        counts = getattr(comparison, name).counts
        lines.append(f"| {title} | " + " | ".join(str(counts.get(change, "")) for change in CHANGES) + " |")
    lines += _section("数据结构 schema", [escaped(schema_words(change)) for change in comparison.schema])
    lines += _section("行数 rows", [_rows_words(rows) for rows in comparison.rows if rows.before != rows.after])
    for name, title in SECTIONS.items():
        items = getattr(comparison, name).items
        lines += _section(title, [escaped(words(name, item)) for item in items[:_LISTED]], is_cut=len(items) >= _LISTED)
    return "\n".join(lines) + "\n"


def _section(title: str, lines: list[str], *, is_cut: bool = False) -> list[str]:
    if not lines:
        return []
    more = [f"- …… 只列前{_LISTED}项，全部见 the first {_LISTED} only; all of them: `yusuan diff --json`"] if is_cut else []
    return ["", f"## {title}", "", *(f"- {line}" for line in lines), *more]


def _rows_words(rows: Total) -> str:
    return f"{escaped(rows.name)}: {figure(rows.before)} → {figure(rows.after)}"


def words(section: str, item: dict[str, Any]) -> str:
    """An item of a section in one line: what became of it, what it is, its values."""
    where = [item.get("fiscal_year"), item.get("department")]
    match section:
        case "documents":
            label = [item["source_path"]]
        case "projects":
            label = [*where, item["project_code"], item["project_name"]]
        case "amounts" | "figures":
            label = [*where, item["dataset"], item["subject"], None if item["column"] == "amount_yuan" else item["column"]]
        case "checks":
            label = [*where, item["rule"], item["subject_name"]]
        case _:
            label = [*where, item["rule"], item["message"]]
    values = _values(section, item)
    return f"{CHANGES[item['change']]} " + " ".join(str(part) for part in label if part) + (f": {values}" if values else "")


_TOLD_OF_ONE = {
    "documents": ("form", "status", "status_reason"),
    "projects": ("budget_yuan",),
    "figures": ("value",),
    "checks": ("status",),
    "findings": ("severity",),
}


def _values(section: str, item: dict[str, Any]) -> str:
    before, after = item.get("before", {}), item.get("after", {})
    if item["change"] in ("added", "gone"):
        values = after or before
        told = _TOLD_OF_ONE.get(section) or [column for column in values if column.endswith("_yuan")]
        return "; ".join(figure(values[column]) for column in told if column in values)
    moved = "source_path" if item["change"] == "moved" else "document_id" if item["change"] == "replaced" else None
    columns = [moved] if moved else sorted(after, key=lambda column: not column.endswith("_yuan"))
    return "; ".join(f"{column.removesuffix('_yuan')} {_told(before, column)} → {_told(after, column)}" for column in columns)


def _told(values: dict[str, Any], column: str) -> str:
    value = values[column]
    return str(value) if isinstance(value, int) and column == "fiscal_year" else figure(value)


def schema_words(change: SchemaChange) -> str:
    name = change.dataset if change.column is None else f"{change.dataset}.{change.column}"
    declared = " → ".join(part for part in (change.before, change.after) if part)
    return f"{CHANGES.get(change.change, change.change)} {name}" + (f": {declared}" if declared else "")


def figure(value: str | int | None) -> str:
    """A value for people: amounts with separators, nothing as –."""
    if value is None:
        return "–"
    text = str(value)
    return f"{Decimal(text):,}" if re.fullmatch(r"-?\d+\.\d\d", text) or isinstance(value, int) else text


def escaped(text: str) -> str:
    """Text from a document as it stands in Markdown: one line, no markup of its own."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
