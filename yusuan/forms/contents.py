"""The printed table of contents (目录): its entries that name a project's table, each tied to that project.

Read from paragraphs and from the two-column tables that text exports make of leaders. Not in here: chapters and statements
(whether contents and tables agree is `reconcile/`), headings above the tables themselves.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from typing import Any

from yusuan import values
from yusuan.document import Block, Document, Paragraph, Table
from yusuan.forms.cells import rows_of
from yusuan.records import Records, Source, in_cells
from yusuan.tables.running_lines import is_page_number, running_lines

ORDER = 90  # after the forms that add projects

_CONTENTS = re.compile(r"^(?:目录|目次)$")
_BEGINNING = re.compile(r"^\s*(\d{1,3})\s*[.、．]\s*")
_TITLE = re.compile(r"目\s*标\s*(?:申\s*报\s*|批\s*复\s*)?表$")
_LEADERS = re.compile(r"[\s.．…·•\-—–_]*(?:\s|[.．…·•]{2,}|…|\t)\s*[(（]?(?P<page>\d{1,4})[)）]?\s*$|[.．…·•\s]{2,}$")
_CLOSE_PAGE = re.compile(r"(?<=表)\s*(?P<page>\d{1,4})\s*$")  # no room was left for leaders
_WRAPPED_PAGE = re.compile(r"[\s.．…·•\-—–_]*(?:[.．…·•]{2,}|\t)\s*[(（]?(?P<page>\d{1,4})[)）]?\s*$")
_LED_TO = re.compile(r"^[.．…·•]{3,}[(（]?\d{1,4}[)）]?$")  # leaders and page, wrapped to a line of their own
_FIELD = re.compile(r"PAGEREF\s+\S+(?:\s+\\[a-z])*|HYPERLINK\s+\\l\s+\S+|TOC\s+\\\S+")  # what Word leaves of its fields
LONGEST_ENTRY = 160  # characters; a longer line is text
LINES_OF_AN_ENTRY = 3
CELLS_OF_AN_ENTRY = 3


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    source: Source
    block: int


@dataclass(frozen=True, slots=True)
class _Entry:
    ordinal: int
    title: str
    printed_page: int | None
    lines: tuple[_Line, ...]


def recognise(document: Document) -> frozenset[int]:
    lists = {line.block for line in _lines(document.blocks) if isinstance(document.blocks[line.block], Table)}
    return frozenset(line.block for entry in _entries(document.blocks) for line in entry.lines) | lists


def parse(document: Document, blocks: frozenset[int], records: Records) -> None:
    projects = records.rows.get("projects", [])
    names = {values.comparable(project.get(column)) for project in projects for column in ("title", "project_name")} - {""}
    entries = list(_entries(document.blocks, frozenset(names)))
    tied = _tied(entries, projects)
    for place, (entry, project_id) in enumerate(zip(entries, tied, strict=True), 1):
        read = {
            "ordinal": entry.ordinal,
            "title": entry.title,
            "printed_page": entry.printed_page,
            "project_id": project_id,
            "page": entry.lines[0].source.page,
        }
        source = _source(entry.lines)
        sources = {column: source for column in ("ordinal", "title", "printed_page") if read[column] is not None}
        records.add("contents", "content_id", f"o{place:02d}", read, sources)


def _entries(blocks: Sequence[Block], names: frozenset[str] = frozenset()) -> Iterator[_Entry]:
    """The numbered entries that name a target table, or a project of these `names`, put together from the lines over which they
    wrap.

    The contents end where their numbers begin anew (the first heading of the body), with running text, or with a table.
    """
    pending: list[_Line] = []
    last = 0
    lines = list(_lines(blocks))
    for line, following in zip_longest(lines, lines[1:]):
        if match := _BEGINNING.match(line.text):
            if int(match[1]) <= last:
                return
            pending = [line]
        elif pending and len(pending) < LINES_OF_AN_ENTRY:
            pending.append(line)
        else:
            pending = []
            continue
        entry = _entry(pending, names)
        if entry is not None and entry.printed_page is None and following and _LED_TO.match(values.comparable(following.text)):
            entry = _entry([*pending, following], names)
        if entry is not None:
            last = entry.ordinal
            yield entry
            pending = []


def _entry(lines: Sequence[_Line], names: frozenset[str]) -> _Entry | None:
    """The entry that these lines make up; None as long as they do not end with the name of a target table or project.

    The page stands behind the last line, or behind the first one of a title that goes on below it.
    """
    texts = [_FIELD.sub(" ", line.text) for line in lines]
    wrapped = _WRAPPED_PAGE.search(texts[0]) if len(lines) > 1 else None
    if wrapped:
        texts[0] = texts[0][: wrapped.start()]
    printed = "\n".join(texts)
    match = _BEGINNING.match(printed)
    leaders = _CLOSE_PAGE.search(printed) or _LEADERS.search(printed)
    title = values.tidy(printed[match.end() : leaders.start() if leaders else len(printed)]) if match else None
    page = leaders["page"] if leaders and leaders["page"] else wrapped["page"] if wrapped else None
    # A project's name alone ends an entry only with its page: the words 绩效目标表 may follow on the next line.
    if title is None or not (_TITLE.search(title) or (page and values.comparable(title) in names)):
        return None
    return _Entry(int(match[1]), title, int(page) if page else None, tuple(lines))


def _lines(blocks: Sequence[Block]) -> Iterator[_Line]:
    """The lines below the heading 目录: paragraphs, and the rows of a table as long as they are a list of entries."""
    begun = False
    running = running_lines(blocks)
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            printed = values.comparable(block.text)
            if _CONTENTS.match(printed):
                begun = True
            elif printed in running or (is_page_number(printed) and not _LED_TO.match(printed)):
                continue
            elif begun and len(printed) > LONGEST_ENTRY and not _LEADERS.search(block.text):
                return
            elif begun and printed:
                source = Source((), block.start, block.start + len(block.text), block.page)
                yield _Line(block.text, source, index)
        elif begun:
            rows = [[cell for cell in cells if cell.text.strip()] for cells in rows_of(block)]
            listed = list(takewhile(lambda cells: len(cells) <= CELLS_OF_AN_ENTRY, rows))
            if not any(re.search(r"\d{1,4}$", cells[-1].text.strip()) for cells in listed if len(cells) > 1):
                return
            for cells in listed:
                if cells:
                    yield _Line("\t".join(cell.text for cell in cells), in_cells(*cells), index)
            if len(listed) < len(rows):
                return


def _source(lines: Sequence[_Line]) -> Source:
    first, last = lines[0].source, lines[-1].source
    cells = tuple(place for line in lines for place in line.source.cells)
    return Source(cells, page=first.page) if cells else Source((), first.start, last.end, first.page)


def _tied(entries: Sequence[_Entry], projects: Sequence[dict[str, Any]]) -> list[str | None]:
    """The project of each entry: number and title first, then the title alone, then the number alone; each project once."""
    tied: list[str | None] = [None] * len(entries)
    free = list(projects)
    for same in (_same_both, _same_title, _same_number):
        for place, entry in enumerate(entries):
            found = [project for project in free if tied[place] is None and same(entry, project)]
            if len(found) == 1:
                tied[place] = found[0]["project_id"]
                free.remove(found[0])
    return tied


def _same_title(entry: _Entry, project: dict[str, Any]) -> bool:
    return values.comparable(entry.title) == values.comparable(project["title"])


def _same_number(entry: _Entry, project: dict[str, Any]) -> bool:
    return entry.ordinal == project["ordinal"]


def _same_both(entry: _Entry, project: dict[str, Any]) -> bool:
    return _same_number(entry, project) and _same_title(entry, project)
