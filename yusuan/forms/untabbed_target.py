"""Target tables (绩效目标表) in a text layer without columns: a numbered heading, goals, indicators with neither tabs nor lines.

Not in here: putting rows together again, `untabbed_rows.py` where the reading order was kept and `untabbed_columns.py` where it
was not. The form prints no budgets; where the narrative lists them, `listed_projects.py` fills them in.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yusuan import codes, values, vocabulary
from yusuan.document import Block, Document, Paragraph, page_place
from yusuan.forms import project_records, untabbed_columns, untabbed_rows
from yusuan.forms.sentences import PAGE_NUMBER, running_lines
from yusuan.forms.untabbed_columns import Known
from yusuan.forms.untabbed_words import HEADINGS, Piece, UntabbedRow, headings_in, is_heading_line, is_value, pieces_of
from yusuan.records import Records, Source, in_text

LINES_TO_INDICATORS = 24  # between a table's heading and the headings of its columns: goals, displaced pieces
_NUMBERED = re.compile(r"^\s*(?P<ordinal>\d{1,3})\s*[.、．]\s*(?P<title>\S.*)$", re.DOTALL)
_TITLE = re.compile(r"(?:绩效)?目\s*标\s*(?:申\s*报\s*)?表$")
_CHAPTER = re.compile(r"^\s*(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、)")
_HEAD = re.compile(r"项目编码|预算规模|资金支出计划|预算数|实施单位|主管部门")
_UNIT_OF_MONEY = re.compile(r"\s*[（(]?(?:金额)?单位\s*[:：].*$")
_LABEL = re.compile(r"^\s*(?:年度)?绩效目标\s*")
_COLUMN_NAMES = {
    "level1": "一级指标",
    "level3": "三级指标",
    "description": "绩效指标描述",
    "target": "指标值",
    "basis": "确定依据",
}


@dataclass(frozen=True, slots=True)
class _Form:
    """One table: heading, the lines with its goals, the lines with its indicators; `ordered`: its columns' headings stand in one
    line in their order, so that the text layer kept the reading order."""

    ordinal: int
    title: str
    heading: Source
    goals: tuple[Paragraph, ...]
    indicators: tuple[Paragraph, ...]
    ordered: bool
    blocks: range

    @property
    def has_head(self) -> bool:
        """Whether fields stand above the goals (code, budget, plan): lines that this form does not have and cannot tell apart."""
        return any(_HEAD.search(values.comparable(line.text)) for line in self.goals)


def recognise(document: Document) -> frozenset[int]:
    return frozenset(index for form in _forms(document) for index in form.blocks)


def parse(document: Document, blocks: frozenset[int], records: Records) -> None:
    forms = [form for form in _forms(document) if form.blocks[0] in blocks]
    readable = {form.blocks: untabbed_rows.rows(form.indicators) for form in forms if form.ordered and not form.has_head}
    known = _known([row for rows in readable.values() for row in rows], forms)
    for form in forms:
        rows = readable.get(form.blocks)
        if rows is None:
            rows = [] if form.has_head else untabbed_columns.rows(form.indicators, known)
        _add(form, rows, records)


def _forms(document: Document) -> Iterator[_Form]:
    blocks = document.blocks
    starts = [(index, found) for index in range(len(blocks)) if (found := _heading(blocks, index))]
    repeated = running_lines(document) if starts else frozenset()
    for number, (index, (lines, ordinal, title)) in enumerate(starts):
        stop = starts[number + 1][0] if number + 1 < len(starts) else len(blocks)
        body: list[Paragraph] = []
        for block in blocks[index + lines : stop]:
            if not isinstance(block, Paragraph) or _CHAPTER.match(block.text):
                break
            body.append(block)
        end = index + lines + len(body)
        body = [line for line in body if not _is_furniture(values.comparable(line.text), repeated)]
        first = next((i for i, line in enumerate(body[:LINES_TO_INDICATORS]) if len(headings_in(line.text)) >= 3), None)
        if first is None:
            continue
        ordered = headings_in(body[first].text) == list(HEADINGS) and is_heading_line(body[first].text)
        own = [block for block in blocks[index : index + lines] if isinstance(block, Paragraph)]
        heading = Source((), own[0].start, own[-1].start + len(own[-1].text), own[0].page)
        yield _Form(ordinal, title, heading, tuple(body[:first]), tuple(body[first + 1 :]), ordered, range(index, end))


def _is_furniture(line: str, repeated: frozenset[str]) -> bool:
    return line in repeated or bool(PAGE_NUMBER.match(line))


def _heading(blocks: Sequence[Block], index: int) -> tuple[int, int, str] | None:
    """Lines, number and title of the heading that begins at `index`, in one line or broken over two."""
    first = blocks[index]
    if not isinstance(first, Paragraph) or not (match := _NUMBERED.match(first.text)):
        return None
    if _TITLE.search(first.text):
        return 1, int(match["ordinal"]), values.tidy(match["title"]) or ""
    second = blocks[index + 1] if index + 1 < len(blocks) else None
    if isinstance(second, Paragraph) and _TITLE.search(second.text) and not _NUMBERED.match(second.text):
        return 2, int(match["ordinal"]), values.tidy(f"{match['title']}\n{second.text}") or ""
    return None


def _known(rows: Sequence[UntabbedRow], forms: Sequence[_Form]) -> Known:
    """Bases and targets in words that readable tables print; without any, the short words that several tables repeat."""
    bases = {text for row in rows if (text := row.text("basis"))}
    words = {text for row in rows if (text := row.text("target")) and not is_value(text)}
    if not rows:
        seen = Counter(word for form in forms for word in {piece.text for line in form.indicators for piece in pieces_of(line)})
        words = {
            word
            for word, count in seen.items()
            if count >= 2 and re.fullmatch(r"效果\w{2}|\w{1,2}(?:显著|提高|良好)|及时|完成", word)
        }
    return Known(bases, words)


def _add(form: _Form, rows: Sequence[UntabbedRow], records: Records) -> None:
    place = project_records.next_place(records)
    code, unit = _project_code(form), _unit(form)
    read = {
        "ordinal": form.ordinal,
        "title": form.title,
        "unit_code": unit[0] if unit else None,
        "unit_name": unit[1] if unit else None,
        "project_code": code.text if code else None,
        "project_code_check": codes.check_project_code(code.text if code else None),
        "project_name": _TITLE.sub("", form.title).strip() or form.title,
        "budget_yuan": None,
        "fiscal_funds_yuan": None,
        "other_funds_yuan": None,
        "budget_source": None,
        "purpose": None,
        "printed_unit": None,
        "printed_decimals": None,
        "page": form.heading.page,
    }
    sources = {column: form.heading for column in ("ordinal", "title", "project_name")}
    if code:
        sources |= dict.fromkeys(("project_code", "project_code_check"), Source((), code.start, code.end, code.page))
    if unit:
        sources |= dict.fromkeys(("unit_code", "unit_name"), unit[2])
    project_id = records.add("projects", "project_id", place, read, sources)
    lines = [line for line in form.goals if _LABEL.sub("", line.text).strip()]
    if lines and not form.has_head:
        text = "\n".join(_LABEL.sub("", line.text) for line in lines)
        span = Source((), lines[0].start, lines[-1].start + len(lines[-1].text), lines[0].page)
        project_records.add_goals(records, place, text, span, form.heading.page)
    for ordinal, row in enumerate(rows, 1):
        _add_indicator(row, place, project_id, ordinal, form, records)
    _report(form, rows, project_id, records)


def _project_code(form: _Form) -> Piece | None:
    """The one project code above the goals, if the text layer left it whole."""
    found = [piece for line in form.goals for piece in pieces_of(line) if codes.parse_project_code(piece.text)]
    return found[0] if len(found) == 1 else None


def _unit(form: _Form) -> tuple[str, str, Source] | None:
    """Code and name of the budget unit in the line below the heading (323001 某局本级 单位：万元)."""
    for line in form.goals[:2]:
        if match := codes.unit_line(_UNIT_OF_MONEY.sub("", line.text)):
            return match[0], values.tidy(match[1]) or match[1], in_text(line)
    return None


def _add_indicator(row: UntabbedRow, place: str, project_id: str, ordinal: int, form: _Form, records: Records) -> None:
    target = values.target(row.text("target"))
    dimension = vocabulary.dimension(values.comparable(row.text("level1")))
    read = {
        "project_id": project_id,
        "ordinal": ordinal,
        "level1": row.text("level1"),
        "level2": row.text("level2"),
        "level3": row.text("level3"),
        "dimension": dimension,
        "category": vocabulary.category(values.comparable(row.text("level2"))),
        "description": row.text("description"),
        "target_text": row.text("target"),
        "operator": target.operator,
        "target_value": target.value,
        "target_value_high": target.high,
        "target_unit": target.unit,
        "is_qualitative": target.is_qualitative,
        "weight": None,
        "direction": None,
        "basis": row.text("basis"),
        "page": next((entry.pieces[0].page for entry in row.cells.values()), form.heading.page),
    }
    origin = {"dimension": "level1", "category": "level2", "target_text": "target", "operator": "target"}
    origin |= {"target_value": "target", "target_value_high": "target", "target_unit": "target"}
    sources = {
        column: entry.source()
        for column, value in read.items()
        if value is not None and (entry := row.cells.get(origin.get(column, column)))
    }
    records.add("indicators", "indicator_id", f"{place}-i{ordinal:02d}", read, sources)


def _report(form: _Form, rows: Sequence[UntabbedRow], project_id: str, records: Records) -> None:
    """What could not be recovered, or that a scrambled table was put together again."""
    lost = Counter(_COLUMN_NAMES[column] for row in rows for column in row.lost)
    where = page_place(form.heading.page)
    if lost or not rows:
        columns = "、".join(f"{name}{count}处" for name, count in sorted(lost.items())) or "表头、目标和全部指标"
        records.find(
            "extraction.columns_lost", "warning",
            f"{where}“{form.title}”的文字层没有列，{len(rows)}行指标中有{lost.total()}个单元格无法确定，留空：{columns}",
            f"the text layer of this table has no columns: {lost.total()} cells of its {len(rows)} rows are left blank",
            dataset="projects", record_id=project_id, page=form.heading.page,
            suggestion="对照原文件补录，或提供带表格线的PDF、Word或Excel文件",
        )  # fmt: skip
    elif not form.ordered:
        records.find(
            "extraction.columns_rebuilt", "info",
            f"{where}“{form.title}”的文字层次序已乱，{len(rows)}行指标按各列自上而下的次序重新拼合",
            f"the text layer of this table is out of order: its {len(rows)} rows were put together by the order in each column",
            dataset="projects", record_id=project_id, page=form.heading.page,
        )  # fmt: skip
