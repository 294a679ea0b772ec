"""项目支出绩效自评表: what was planned, spent, reached and scored in a project (财预〔2020〕10号 and the provinces' variants).

A head (项目名称, 主管部门, 实施单位), a block of funds, the year's goals and what became of them, indicators with points and
scores, a total row. A document holds one or many. Not in here: the block of funds (`evaluation_funds.py`), the indicators' rows
(`evaluation_rows.py`), reports in running text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from yusuan import values
from yusuan.document import Cell, Document, Paragraph, Table
from yusuan.forms import evaluation_funds, evaluation_rows, indicator_headings, indicator_rows, ragged
from yusuan.forms.cells import begun_in, joined_text, rows_of
from yusuan.forms.evaluation_funds import FundsHeader
from yusuan.forms.indicator_headings import Header
from yusuan.records import Records, Source, in_cells, in_text
from yusuan.values import Unreadable, comparable

_LABELS = {
    "project_name": "项目名称 转移支付(项目)名称 专项(项目)名称 专项名称 专项资金名称 资金名称 项目(政策)名称 项目(专项)名称",
    "authority": "主管部门 主管部门及代码 项目主管部门 主管单位 主管预算部门 预算主管部门 中央主管部门 省级主管部门 部门名称 "
    "部门(单位) 部门(单位)名称",
    "implementing_unit": "实施单位 项目实施单位 预算单位 项目单位 单位名称 预算单位名称 资金使用单位 资金使用单位名称 承担单位 "
    "执行单位 使用单位 项目承担单位 项目执行单位",
}
_GOALS = {
    "expected_goals": "预期目标 年初设定目标 年初目标 年度目标 项目年度目标 预期绩效目标 年初绩效目标 年初设定的绩效目标 "
    "年初总体目标 年度预期目标 年度绩效目标 设定目标 年初预期目标 全年预期目标",
    "actual_goals": "实际完成情况 全年实际完成情况 年度目标完成情况 目标完成情况 全年完成情况 实际完成目标 目标实际完成情况 "
    "年度实际完成情况 全年总体完成情况 总体完成情况 年度目标实际完成情况 实际完成目标情况",
}
_LABEL_OF = {label: column for column, labels in _LABELS.items() for label in labels.split()}
_GOAL_OF = {label: column for column, labels in _GOALS.items() for label in labels.split()}
_NUMBERING = re.compile(r"^\d{1,2}[、.．]|[:：]$")
_SEAL = re.compile(r"\((?:公章|盖章|签章|单位公章|加盖公章)\)$")
_TOTAL = re.compile(r"^(?:总分|合计|总计|总得分|总分值|自评总分|自评得分|合计得分|总分合计|得分合计)(?:\(.*\))?:?$")


@dataclass(frozen=True, slots=True)
class Part:
    """The rows `start` to `stop` (exclusive) of a table that belong to one evaluation, and the headings among them."""

    table: Table
    start: int
    stop: int
    funds: FundsHeader | None
    indicators: Header | None


@dataclass
class Evaluation:
    """An evaluation while its tables are read: its place (e01), the columns found so far; `complete` with its total row."""

    place: str
    columns: dict[str, Any]
    sources: dict[str, Source] = field(default_factory=dict)
    complete: bool = False
    labels_left: list[str] = field(default_factory=list)

    def set(self, column: str, value: Any, source: Source) -> None:
        """Fill a column that is still blank."""
        if value is not None and self.columns.get(column) is None:
            self.columns[column] = value
            self.sources[column] = source


def recognise(document: Document) -> frozenset[int]:
    """Tables whose indicators have a column for what was reached or scored, and tables with a project's name above a block of
    funds. Lists that name a project a row are neither."""
    return frozenset(
        index
        for index, block in enumerate(document.blocks)
        if isinstance(block, Table) and not block.hidden and _is_evaluation(block)
    )


def _is_evaluation(table: Table) -> bool:
    rows = rows_of(table)
    if any(_is_list_heading(row) for row in rows):
        return False
    if any({"actual", "score"} & header.columns.keys() for header in indicator_headings.headers(table)):
        return True
    headings = [header for number, row in enumerate(rows) if (header := evaluation_funds.header_of(number, row))]
    named = [number for number, row in enumerate(rows) if _names_project(row, number)]
    return any({"rate", "score"} & header.columns.keys() and min(named, default=header.row) < header.row for header in headings)


def _names_project(row: Sequence[Cell], number: int) -> bool:
    """Whether a row begins with the label of a project's name, the block's own name before it at most."""
    return any(_label(cell) == "project_name" for cell in begun_in(row, number)[:2])


def _is_list_heading(row: Sequence[Cell]) -> bool:
    """Whether a row heads a list: a column of projects beside one of levels or of spending."""
    labels = {_label(cell) for cell in row}
    levels = {indicator_headings.role(cell.text) for cell in row} & {"level1", "level3"}
    spending = evaluation_funds.header_of(max((cell.row for cell in row), default=0), row)
    return "project_name" in labels and (bool(levels) or spending is not None)


def parse(document: Document, blocks: frozenset[int], records: Records) -> None:
    """Adds evaluations with their funds and indicators. A form printed as several tables (head, indicators) is one evaluation."""
    evaluations: list[Evaluation] = []
    earlier = len(records.rows.get("evaluations", ()))
    for index in sorted(blocks):
        table = document.blocks[index]
        if not isinstance(table, Table):
            continue
        for part in _parts(table):
            head = list(_head(part))
            if part.start == 0:
                head += [found for found in _printed_above(document, index) if found[0] not in {column for column, _, _ in head}]
            if not evaluations or evaluations[-1].complete or any(column == "project_name" for column, _, _ in head):
                evaluations.append(Evaluation(f"e{earlier + len(evaluations) + 1:02d}", {"page": _page(part)}))
            for column, value, source in head:
                evaluations[-1].set(column, value, source)
            _read(part, document, index, evaluations[-1], records)
    blank = dict.fromkeys((*_LABELS, *_GOALS, "total_weight", "total_score"))
    for evaluation in evaluations:
        records.add("evaluations", "evaluation_id", evaluation.place, blank | evaluation.columns, evaluation.sources)


def _parts(table: Table) -> Iterator[Part]:
    rows = rows_of(table)
    starts = [number for number, row in enumerate(rows) if _names_project(row, number)]
    if not starts or _holds_headings(rows, 0, starts[0]):
        starts = [0, *starts]
    headings = indicator_headings.headers(table)
    for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
        indicators = next((header for header in headings if start <= header.row < stop), None)
        last = indicators.row if indicators else stop
        funds = next(
            (found for number in range(start, last) if (found := evaluation_funds.header_of(number, rows[number]))), None
        )
        yield Part(table, start, stop, funds, indicators)


def _holds_headings(rows: list[list[Cell]], start: int, stop: int) -> bool:
    """Whether the rows before the first project's name are a form's rows, not its title."""
    return any(evaluation_funds.header_of(number, rows[number]) for number in range(start, stop)) or any(
        {"level1", "level3"} <= {indicator_headings.role(cell.text) for cell in rows[number]} for number in range(start, stop)
    )


def _plain(cell: Cell) -> str:
    return _SEAL.sub("", _NUMBERING.sub("", comparable(cell.text)))


def _label(cell: Cell) -> str | None:
    return _LABEL_OF.get(_plain(cell))


def _page(part: Part) -> int | None:
    rows = rows_of(part.table)[part.start : part.stop]
    return next((cell.page for row in rows for cell in row if cell.page is not None), None)


def _head(part: Part) -> Iterator[tuple[str, str | None, Source]]:
    """The head's columns with their values: what stands to the right of a label, if that is no label itself."""
    rows = rows_of(part.table)
    ends = [header.row for header in (part.funds, part.indicators) if header] or [part.stop]
    for number in range(part.start, min(ends)):
        for cell, value in pairwise(begun_in(rows[number], number)):
            column = _label(cell)
            if column and _label(value) is None:
                yield column, values.tidy(value.text), in_cells(value)


def _printed_above(document: Document, index: int) -> Iterator[tuple[str, str | None, Source]]:
    """What the lines right above the table say of the head: 项目名称：X, or the label and X with a blank between."""
    for block in reversed(document.blocks[:index]):
        if not isinstance(block, Paragraph):
            return
        match = re.match(r"\s*(?P<label>[^\s:：]+)[\s:：]+(?P<value>\S.*)$", block.text, re.DOTALL)
        column = _LABEL_OF.get(_SEAL.sub("", comparable(match["label"]))) if match else None
        if match and column:
            yield column, values.tidy(match["value"]), in_text(block, match.start("value"))


def _read(part: Part, document: Document, index: int, evaluation: Evaluation, records: Records) -> None:
    rows = rows_of(part.table)
    place = evaluation.place
    last = _top(part.indicators, rows) if part.indicators else part.stop
    outside = set(range(part.start, last))
    if part.funds is not None:
        outside -= set(range(part.funds.row, _read_funds(part, part.funds, rows, last, document, index, place, records)))
    for column, cells in _goals(part, rows, sorted(outside), evaluation, records).items():
        evaluation.set(column, values.tidy(joined_text(cell.text for cell in cells)), in_cells(*cells))
    if part.indicators is None:
        return
    total = _total_row(rows, part)
    stop = part.stop if total is None else total
    _report_dots(part.indicators, rows, stop, place, records)
    table = evaluation_rows.straightened(part.table, part.indicators, stop, records) if part.table.ragged else part.table
    evaluation_rows.add_indicators(indicator_rows.read_rows(table, part.indicators, stop), place, records)
    if total is not None:
        _read_total(begun_in(rows[total], total), part, evaluation, records)


def _top(header: Header, rows: list[list[Cell]]) -> int:
    """The first row of the indicators' headings, which may stand in two."""
    columns = {column for span in header.columns.values() for column in span}
    return min(cell.row for cell in rows[header.row] if cell.column in columns)


def _read_funds(
    part: Part,
    header: FundsHeader,
    rows: list[list[Cell]],
    last: int,
    document: Document,
    index: int,
    place: str,
    records: Records,
) -> int:
    """Adds the rows of the block of funds; returns the row behind it."""
    unit = header.unit or _declared_unit(document, index, rows[: header.row])
    if unit is None:
        records.find(
            "extraction.unit_missing", "warning", "自评表的项目资金没有标明金额单位，金额未读取",
            "The self-evaluation declares no unit for its funds; the amounts were not read",
            dataset="evaluations", record_id=f"{records.document_id}-{place}", page=part.table.page,
        )  # fmt: skip
    number = header.row + 1
    found: list[list[Cell]] = []
    while number < last:
        begun = [cell for cell in rows[number] if cell.row == number]
        if any(cell.text.strip() for cell in begun):
            if not evaluation_funds.is_source(begun, header, part.table.ragged):
                break
            found.append(begun)
        number += 1
    evaluation_funds.add_funds(found, header, unit, place, part.table.ragged, records)
    return number


def _declared_unit(document: Document, index: int, above: Sequence[Sequence[Cell]]) -> str | None:
    """The unit that a line above declares: a row of the form's head, or a paragraph right before the table."""
    lines = [cell.text for row in above for cell in row]
    for block in reversed(document.blocks[:index]):
        if not isinstance(block, Paragraph):
            break
        lines.insert(0, block.text)
    return next((unit for line in reversed(lines) if (unit := values.declared_unit(line))), None)


def _goals(
    part: Part, rows: list[list[Cell]], numbers: Sequence[int], evaluation: Evaluation, records: Records
) -> dict[str, list[Cell]]:
    """The cells of the expected and of the actual goals: below their labels, or to the right where something stands there.

    Labels at the end of a table leave their goals to the first row of the evaluation's next one, in their order.
    """
    below: dict[str, Cell] = {}
    found: dict[str, list[Cell]] = {}
    for number in numbers:
        begun = begun_in(rows[number], number)
        if any(indicator_headings.role(cell.text) in ("level1", "level2") for cell in begun):
            break
        labels = {cell: column for cell in begun if (column := _GOAL_OF.get(_plain(cell)))}
        if labels:
            for cell, value in zip(begun, [*begun[1:], None], strict=True):
                column = labels.get(cell)
                if column and value is not None and value not in labels and not _is_caption(value):
                    found.setdefault(column, []).append(value)
                elif column:
                    below[column] = cell
            continue
        texts = [cell for cell in begun if not _is_caption(cell)]
        if number == part.start and len(texts) == len(evaluation.labels_left):
            pairs: list[tuple[str, Cell]] | None = list(zip(evaluation.labels_left, texts, strict=True))
        elif below and texts:
            pairs = _under(texts, below, part.table.ragged)
        else:
            continue
        if pairs is None:
            ragged.report_unplaced(texts, records)
        for column, cell in pairs or ():
            found.setdefault(column, []).append(cell)
    evaluation.labels_left = sorted(below.keys() - found.keys(), key=lambda column: below[column].column)
    return found


def _is_caption(cell: Cell) -> bool:
    """The block's own name beside the goals (年度总体目标)."""
    return bool(
        re.fullmatch(r"(?:年度|项目)?(?:总体)?(?:绩效)?目标(?:完成情况)?|绩效指标|项目(?:年度)?目标完成情况", _plain(cell))
    )


def _under(texts: list[Cell], below: dict[str, Cell], is_ragged: bool) -> list[tuple[str, Cell]] | None:
    """Each text with the label that it stands under; None where a row without geometry leaves that uncertain."""
    if is_ragged:
        if len(texts) == len(below):
            return list(zip(sorted(below, key=lambda column: below[column].column), texts, strict=True))
        placed = [(column, cell) for cell in texts for column, label in below.items() if label.column == cell.column]
        return placed if len(placed) == len(texts) else None
    return [
        (column, cell)
        for cell in texts
        for column, label in below.items()
        if cell.column < label.column + label.column_span and label.column < cell.column + cell.column_span
    ]


def _total_row(rows: list[list[Cell]], part: Part) -> int | None:
    assert part.indicators is not None
    for number in range(part.indicators.row + 1, part.stop):
        begun = begun_in(rows[number], number)
        if begun and _TOTAL.match(comparable(begun[0].text)):
            return number
    return None


def _report_dots(header: Header, rows: list[list[Cell]], stop: int, place: str, records: Records) -> None:
    """Rows that hold nothing but a template's dots beside the indicators' columns."""
    inside = {column for span in header.columns.values() for column in span}
    for number in range(header.row + 1, stop):
        begun = begun_in(rows[number], number)
        if len(begun) == 1 and begun[0].column not in inside and indicator_rows.TEMPLATE.match(comparable(begun[0].text)):
            evaluation_rows.report_template(comparable(begun[0].text), place, begun[0].page, records)


def _read_total(begun: list[Cell], part: Part, evaluation: Evaluation, records: Records) -> None:
    """Points and score of the total row: by their columns, or by their order where there are two numbers and no geometry."""
    assert part.indicators is not None
    columns = part.indicators.columns
    numbers = [(cell, value) for cell in begun[1:] if (value := _number(cell)) is not None]
    roles = sorted((role for role in ("weight", "score") if role in columns), key=lambda role: columns[role].start)
    evaluation.complete = True
    if len(numbers) == len(roles):
        pairs = list(zip(roles, numbers, strict=True))
    else:
        pairs = [(role, number) for role in roles for number in numbers if number[0].column in columns[role]]
        if len(pairs) != len(numbers) or (part.table.ragged and pairs):
            ragged.report_unplaced(begun, records)
            return
    for role, (cell, value) in pairs:
        evaluation.set(f"total_{role}", value, in_cells(cell))


def _number(cell: Cell) -> Decimal | None:
    try:
        amount = values.amount(re.sub(r"分$", "", comparable(cell.text)))
    except Unreadable:
        return None
    return amount.value if amount else None
