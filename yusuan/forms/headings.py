"""What is printed above a project's table: its heading with number and title, the budget unit, the unit of money.

Not in here: the table itself; headings of chapters and statements.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yusuan import values
from yusuan.document import Block, Cell, Table
from yusuan.records import Source, in_cells
from yusuan.tables.running_lines import is_page_number

LINES_ABOVE = 8  # a heading, its second line, unit, unit of money, running heads
_HEADING = re.compile(
    r"^\s*(?:(?P<ordinal>\d{1,3})\s*[.、．]\s*)?(?P<title>\S.*?目\s*标\s*(?:(?:申\s*报|批\s*复|公\s*开)\s*)?表)"
    r"\s*(?:[(（]\s*(?:\d{4}\s*年度?|续\s*表?)\s*[)）])?\s*$",
    re.DOTALL,
)
_MARKS = re.compile(r"^#{1,6}\s+")  # markdown's, which readers take off paragraphs alone
_NAME = re.compile(r"(?:(?:项目(?:支出)?)?绩效)?目标(?:申报|批复|公开)?表$")
_OF_UNIT = r"(?:(?:预算|填报|编制|申报|项目)\s*单位(?:名称|编码)?|单位(?:名称|编码)|部门(?:[(（]单位[)）])?(?:名称)?)\s*[:：]\s*"
_MONEY = r"(?:金额)?(?:计量)?单位\s*[:：]\s*(?:人民币)?\s*(?:亿元|万元|元)"
_UNIT_LINE = re.compile(
    rf"(?:{_OF_UNIT}(?P<named>\d{{6}})?|(?P<code>\d{{6}}))\s*[-—－]?\s*(?P<name>[^\d\s].*?)\s*(?=[(（]?{_MONEY}|$)", re.DOTALL
)
_MONEY_BEHIND = re.compile(rf"\s*[(（]?{_MONEY}[)）]?\s*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a table; all None where nothing does. `blocks`: the indices of the paragraphs that were read."""

    ordinal: int | None = None
    title: str | None = None
    title_source: Source | None = None
    unit_code: str | None = None
    unit_name: str | None = None
    unit_source: Source | None = None
    printed_unit: str | None = None
    money_source: Source | None = None
    blocks: tuple[int, ...] = ()

    @property
    def is_department_wide(self) -> bool:
        """Whether the table is that of the whole department (部门整体支出绩效目标表), not of a project."""
        return bool(self.title and re.search(r"整体(?:支出)?(?:绩效)?目标", values.comparable(self.title)))

    @property
    def project_name(self) -> str | None:
        """The project's name by the heading: 人员经费补助绩效目标表 -> 人员经费补助; None for a bare 项目绩效目标表."""
        if self.title is None:
            return None
        return _NAME.sub("", self.title).strip() or None


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    source: Source
    block: int | None


def lead_heading(blocks: Sequence[Block], index: int, above: Sequence[Cell] = (), name: str | None = None) -> Heading:
    """The heading of the table at `blocks[index]`: from the paragraphs between the table before and this one, then from the rows
    `above` that stand inside the table itself.

    The heading nearest to the table counts. It may wrap over lines; where it begins is told by its number, or by the project's
    `name` (in comparable form) that the table prints.
    """
    lines = _lines(blocks, index) + [_Line(_MARKS.sub("", cell.text), in_cells(cell), None) for cell in above]
    unit = _last(lines, lambda text: _UNIT_LINE.match(text.strip()))
    money = _last(lines, values.declared_unit)
    titled = _title([line for line in lines if line is not unit and not _is_unit_alone(line.text)], name)
    match = _UNIT_LINE.match(unit.text.strip()) if unit else None
    used = {line.block for line in (unit, money, *(titled[1] if titled else ())) if line is not None}
    return Heading(
        ordinal=int(titled[0]["ordinal"]) if titled and titled[0]["ordinal"] else None,
        title=values.tidy(titled[0]["title"]) if titled else None,
        title_source=_span(titled[1]) if titled else None,
        unit_code=match["code"] or match["named"] if match else None,
        unit_name=values.tidy(match["name"]) if match else None,
        unit_source=unit.source if unit else None,
        printed_unit=values.declared_unit(money.text) if money else None,
        money_source=money.source if money else None,
        blocks=tuple(sorted(block for block in used if block is not None)),
    )


def _lines(blocks: Sequence[Block], index: int) -> list[_Line]:
    lines: list[_Line] = []
    for place in range(index - 1, -1, -1):
        block = blocks[place]
        if isinstance(block, Table) or len(lines) == LINES_ABOVE:
            break
        if block.text.strip() and not is_page_number(block.text):
            source = Source((), block.start, block.start + len(block.text), block.page)
            lines.insert(0, _Line(block.text, source, place))
    return lines


def _last(lines: Sequence[_Line], reads) -> _Line | None:
    return next((line for line in reversed(lines) if reads(line.text)), None)


def _is_unit_alone(text: str) -> bool:
    """Whether a line only declares the unit of money."""
    return values.declared_unit(text) is not None and len(values.comparable(text)) <= 14


def _title(lines: Sequence[_Line], name: str | None) -> tuple[re.Match[str], list[_Line]] | None:
    """The last heading among the lines, with the lines it wraps over: a numbered one, else one that holds the project's name,
    else the shortest."""
    for stop in range(len(lines), 0, -1):
        found: list[tuple[re.Match[str], list[_Line]]] = []
        for start in range(stop - 1, max(-1, stop - 4), -1):
            part = list(lines[start:stop])
            match = _HEADING.match("\n".join(_MONEY_BEHIND.sub("", line.text) for line in part))
            if match and match["ordinal"]:
                return match, part
            if match:
                found.append((match, part))
        named = [(match, part) for match, part in found if name and name in values.comparable(match["title"])]
        if found:
            return (named or found)[0]
    return None


def _span(lines: Sequence[_Line]) -> Source:
    """The place of a heading: its span in the text, or its cells."""
    if len(lines) == 1 or any(line.block is None for line in lines):
        return lines[-1].source
    return Source((), lines[0].source.start, lines[-1].source.end, lines[0].source.page)
