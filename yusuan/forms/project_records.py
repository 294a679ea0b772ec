"""Records that every form with targets adds in the same way: units, goals, indicators, and the places of projects.

Not in here: how a form is read; a form hands over what it has read.
"""

import re
from collections.abc import Iterable

from yusuan import values
from yusuan.document import page_place
from yusuan.forms.indicator_rows import IndicatorRow, indicator_values, points
from yusuan.records import Records, Source

_NUMBERED = re.compile(r"(?:(?:目标|任务)\s*|(?<![\d.]))(\d{1,2})\s*[.、．,，:：)）](?!\d)|[(（](\d{1,2})[)）]|([①-⑳])")


def next_place(records: Records) -> str:
    """The place of the document's next project: p01, p02, ... whatever form it stands in."""
    return f"p{len(records.rows.get('projects', ())) + 1:02d}"


def add_unit(records: Records, code: str | None, name: str | None, source: Source | None, page: int | None) -> None:
    """A budget unit, once a document: the same code and name again add nothing."""
    if not name:
        return
    units = records.rows.get("units", [])
    if any(unit["unit_code"] == code and unit["unit_name"] == name for unit in units):
        return
    read = {"unit_code": code, "unit_name": name, "department_code": code[:3] if code else None, "page": page}
    sources = {column: source for column in ("unit_code", "unit_name", "department_code") if read[column] is not None}
    records.add("units", "unit_id", f"u{len(units) + 1:02d}", read, sources)


def split_goals(text: str | None) -> list[str]:
    """The goals of a cell, numbers stripped: cut where the numbers 1, 2, 3 ... follow each other; without a 1, one goal.

    A number followed by a digit is a decimal, not a goal's number.
    """
    printed = values.tidy(text)
    if printed is None:
        return []
    cuts: list[tuple[int, int]] = []
    for match in _NUMBERED.finditer(printed):
        number = int(match[1] or match[2] or ord(match[3]) - ord("①") + 1)
        if number == len(cuts) + 1 and (cuts or not printed[: match.start()].strip("：: ")):
            cuts.append((match.start(), match.end()))
    if not cuts:
        return [printed]
    ends = [start for start, _ in cuts[1:]] + [len(printed)]
    goals = [printed[end:stop].strip() for (_, end), stop in zip(cuts, ends, strict=True)]
    return [goal for goal in goals if goal]


def add_goals(
    records: Records, place: str, text: str | None, source: Source | None, page: int | None, *,
    dataset: str = "project_goals", owner: str = "project_id",
) -> None:  # fmt: skip
    """The goals of the project at `place` (p07), or of another `owner`, one record each, behind those that it has."""
    owner_id = f"{records.document_id}-{place}"
    before = sum(1 for row in records.rows.get(dataset, ()) if row[owner] == owner_id)
    for ordinal, goal in enumerate(split_goals(text), before + 1):
        read = {owner: owner_id, "ordinal": ordinal, "goal": goal, "page": page}
        records.add(dataset, "goal_id", f"{place}-g{ordinal:02d}", read, {"goal": source})


def add_indicators(
    records: Records, place: str, rows: Iterable[IndicatorRow], *, dataset: str = "indicators", owner: str = "project_id"
) -> None:
    """The indicators of the project at `place` (p07), or of another `owner`, one record a row; a weight that cannot be read is a
    finding."""
    for ordinal, row in enumerate(rows, 1):
        read, sources = indicator_values(row)
        weight = None
        try:
            weight = points(row, "weight")
        except values.Unreadable as problem:
            records.find(
                "extraction.unreadable_weight", "error",
                f"第{ordinal}条绩效指标的权重无法读取：{problem}", f"The weight of indicator {ordinal} cannot be read: {problem}",
                dataset=dataset, record_id=f"{records.document_id}-{place}-i{ordinal:02d}", column="weight",
                value=row.text("weight"), page=row.page,
            )  # fmt: skip
        read |= {
            owner: f"{records.document_id}-{place}",
            "ordinal": ordinal,
            "weight": weight,
            "direction": row.text("direction"),
            "basis": row.text("basis"),
        }
        for column in ("weight", "direction", "basis"):
            if read[column] is not None:
                sources[column] = row.source(column)
        records.add(dataset, "indicator_id", f"{place}-i{ordinal:02d}", read, sources)
        for cell in row.stray:
            records.find(
                "extraction.unplaced_cell", "warning",
                f"{page_place(cell.page)}单元格{'、'.join(cell.sources)}不在任何列标题之下，内容没有归入绩效指标：{values.tidy(cell.text)}",
                "A cell of an indicator's row stands under no heading and was left out",
                dataset=dataset, record_id=f"{records.document_id}-{place}-i{ordinal:02d}", value=cell.text, page=cell.page,
            )  # fmt: skip
