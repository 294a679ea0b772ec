"""The indicator rows of a self-evaluation: aligned, read, scored; rows that name no indicator become findings.

Columns by their headings are `indicator_headings.py`; the form around them is `self_evaluation.py`.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from msgspec.structs import replace

from yusuan import values, vocabulary
from yusuan.document import Cell, Table
from yusuan.forms import indicator_headings, indicator_rows, ragged
from yusuan.forms.cells import rows_of
from yusuan.forms.indicator_headings import Header
from yusuan.forms.indicator_rows import IndicatorRow
from yusuan.records import Records
from yusuan.values import Unreadable, comparable

_REST_OF_POINTS = re.compile(r"^\d?分\)?$")  # of 满意度指标10分, whose cell a page cut
_NUMBER = re.compile(r"^(?:[-—]+|-?\d[\d,]*(?:\.\d+)?(?:%|分)?)$")


def straightened(table: Table, header: Header, stop: int, records: Records) -> Table:
    """A table without geometry with the cells of the rows below `header` under their headings, up to the row `stop`.

    Rows that fit in no or in several ways are left out, each with a finding; rows that were moved get one for each run.
    """
    rows = rows_of(table)
    headings = {found.row for found in indicator_headings.headers(table)}
    strict, lenient = _expected(rows[header.row], header, False), _expected(rows[header.row], header, True)
    kept = [cell for number, row in enumerate(rows) if number <= header.row or number >= stop for cell in row]
    shifted: list[tuple[int, list[Cell]]] = []
    for number in range(header.row + 1, stop):
        row = [cell for cell in rows[number] if cell.text.strip()]
        if number in headings or not row:
            kept += row
            continue
        found = ragged.settle(row, strict, lenient, _sensible, number in table.breaks)
        if found is None:
            ragged.report_unplaced(row, records)
            continue
        if found.shifted:
            shifted.append((number, row))
        kept += ragged.moved(found.cells, strict, number)
    ragged.report_shifted(shifted, records)
    return replace(table, cells=tuple(kept), columns=max(cell.column + 1 for cell in kept), ragged=False)


def _expected(heading: list[Cell], header: Header, lenient: bool) -> dict[int, ragged.Column]:
    kinds: dict[str, Callable[[str], bool]] = {
        "level1": lambda text: vocabulary.dimension(comparable(text)) is not None,
        "level2": lambda text: vocabulary.category(comparable(text)) is not None,
        "level3": _words,
        "operator": lambda text: values.operator(text) is not None or comparable(text) == "定性",
        "weight": _number,
        "score": _number,
        "deviation": _words,
    }
    if lenient:
        kinds |= {level: _or_unknown(kinds[level]) for level in ("level1", "level2")}
        kinds |= {"operator": _words, "weight": _filled_in, "score": _filled_in}
    roles = {span.start: role for role, span in header.columns.items()}
    # Beside the indicators stands the block's own name (绩效指标), and in rows of a template dots.
    others = {cell.column for cell in heading if cell.column not in roles}
    columns = {place: ragged.Column(role, kinds.get(role, _filled_in)) for place, role in roles.items()}
    columns |= {place: ragged.Column(f"beside{place}", _beside) for place in others}
    return dict(sorted(columns.items()))


def _sensible(cells: Mapping[str, Cell]) -> bool:
    """What is expected, reached or explained belongs to an indicator with a name; a level's words are a name beside a level 2.

    成本指标 is a word of both levels; as a level 1 it has a level 2 of its own (经济成本指标).
    """
    if "level1" in cells and "level2" not in cells and vocabulary.category(comparable(cells["level1"].text)) == "cost":
        return False
    if "level3" not in cells:
        return not cells.keys() & {"target", "actual", "deviation", "operator", "unit", "description"}
    return "level2" in cells or not _is_level(cells["level3"].text)


def _is_level(text: str) -> bool:
    printed = comparable(text)
    return vocabulary.dimension(printed) is not None or vocabulary.category(printed) is not None


def _number(text: str) -> bool:
    return bool(_NUMBER.match(comparable(text)))


def _filled_in(text: str) -> bool:
    return not indicator_rows.TEMPLATE.match(comparable(text))


def _words(text: str) -> bool:
    return not _number(text)


def _unknown(text: str) -> bool:
    """Words that are no level which the vocabulary knows: a known one stands in its own column or nowhere."""
    return _words(text) and not _is_level(text)


def _or_unknown(known: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: known(text) or _unknown(text) or bool(_REST_OF_POINTS.match(comparable(text)))


def _beside(text: str) -> bool:
    return bool(indicator_rows.TEMPLATE.match(comparable(text))) or _unknown(text)


def already_recorded(dataset: str, place: str, records: Records) -> int:
    """How many records of the evaluation at `place` there are already: a form may be printed as several tables."""
    evaluation = f"{records.document_id}-{place}"
    return sum(row["evaluation_id"] == evaluation for row in records.rows.get(dataset, ()))


def add_indicators(rows: list[IndicatorRow], place: str, records: Records) -> None:
    """Adds the named rows as indicators of the evaluation at `place` (e01); the others are findings."""
    ordinal = already_recorded("evaluation_indicators", place, records)
    for row in rows:
        for cell in row.stray:
            records.find(
                "extraction.unplaced_cell", "warning", f"单元格不在任何栏目之下，未读取：{values.tidy(cell.text)}",
                f"A cell stands under no heading and was not read: {values.tidy(cell.text)}", dataset="evaluations",
                record_id=f"{records.document_id}-{place}", value=values.tidy(cell.text), page=cell.page,
            )  # fmt: skip
        if not indicator_rows.names_indicator(row):
            _report_nameless(row, place, records)
            continue
        ordinal += 1
        _add(row, ordinal, place, records)


def _add(row: IndicatorRow, ordinal: int, place: str, records: Records) -> None:
    read, sources = indicator_rows.indicator_values(row)
    actual = row.text("actual")
    read |= {
        "evaluation_id": f"{records.document_id}-{place}",
        "ordinal": ordinal,
        "actual_text": actual,
        "actual_value": values.target(actual).value,
        "weight": _points(row, "weight", ordinal, place, records),
        "score": _points(row, "score", ordinal, place, records),
        "deviation": row.text("deviation"),
    }
    more = {"actual_text": "actual", "actual_value": "actual", "weight": "weight", "score": "score", "deviation": "deviation"}
    sources |= {column: row.source(role) for column, role in more.items() if read[column] is not None}
    records.add("evaluation_indicators", "indicator_id", f"{place}-i{ordinal:02d}", read, sources)


def _points(row: IndicatorRow, role: str, ordinal: int, place: str, records: Records) -> Decimal | None:
    try:
        return indicator_rows.points(row, role)
    except Unreadable as problem:
        rule, printed = {
            "weight": ("extraction.unreadable_weight", "分值"), "score": ("extraction.unreadable_score", "得分"),
        }[role]  # fmt: skip
        records.find(
            rule, "error", f"第{ordinal}条自评指标的{printed}无法读取：{problem}",
            f"The {role} of indicator {ordinal} cannot be read: {problem}", dataset="evaluation_indicators",
            record_id=f"{records.document_id}-{place}-i{ordinal:02d}", column=role, value=row.text(role), page=row.page,
        )  # fmt: skip
        return None


def _report_nameless(row: IndicatorRow, place: str, records: Records) -> None:
    levels = "、".join(text for role in ("level1", "level2") if (text := row.text(role)))
    subject = {"dataset": "evaluations", "record_id": f"{records.document_id}-{place}", "page": row.page}
    weight, score = row.text("weight"), row.text("score")
    if weight or score:
        points = ";".join(f"{name}={comparable(text)}" for name, text in (("weight", weight), ("score", score)) if text)
        records.find(
            "extraction.nameless_row", "warning", f"“{levels}”下有一行只有分值得分，没有指标名称，未计入指标（{points}）",
            f"A row under “{levels}” has points but no indicator's name and is not counted ({points})", value=points, **subject,
        )  # fmt: skip
    elif name := row.text("level3"):
        report_template(f"{levels}：{name}" if levels else name, place, row.page, records)


def report_template(text: str, place: str, page: int | None, records: Records) -> None:
    """The finding for a place that the form's template holds open and nobody filled in."""
    records.find(
        "extraction.template_row", "info", f"模板中的空行没有填写：{text}", f"A row of the template was left as it is: {text}",
        dataset="evaluations", record_id=f"{records.document_id}-{place}", value=text, page=page,
    )  # fmt: skip
