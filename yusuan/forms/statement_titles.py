"""What is printed around a statement: its title and unit of money above, the sentence that it is empty below.

Only lines between the table before and this one count, and the leading rows of the table itself. Not in here: headings of
project tables (`headings.py`), the words of titles (`statement_terms.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yusuan import statement_terms, values
from yusuan.document import Block, Paragraph, Table
from yusuan.forms.statement_columns import distinct, lead_rows

LINES_ABOVE = 10  # a title, its second line, number, department (which may wrap), unit of money, running heads
LINES_BELOW = 4
_MARGIN = re.compile(r"^[-—–·第]*\d*[-—–·页]*(?:共\d+页)?$|^续表?$")


@dataclass(frozen=True, slots=True)
class Caption:
    """Title as printed and its canonical statement, the unit of money; None where nothing of the kind is printed."""

    title: str | None = None
    statement: str | None = None
    unit: str | None = None


def caption(blocks: Sequence[Block], index: int) -> Caption:
    """The caption of the table at `blocks[index]`: the nearest title whose words are known, else the nearest title."""
    table = blocks[index]
    lines = _above(blocks, index)
    if isinstance(table, Table):
        lines += [[cell.text for cell in distinct(row)] for row in table.grid()[: lead_rows(table.grid())]]
        if table.name:
            lines.insert(0, [table.name])
    texts = [text for line in lines for text in line]
    titles = list(_titles(texts))
    known = next((title for title in reversed(titles) if statement_terms.statement(title)), None)
    title = known or (titles[-1] if titles else None)
    unit = next((unit for text in reversed(texts) if (unit := values.declared_unit(text))), None)
    return Caption(title, statement_terms.statement(title) if title else None, unit)


def _above(blocks: Sequence[Block], index: int) -> list[list[str]]:
    lines: list[list[str]] = []
    for place in range(index - 1, max(-1, index - 1 - LINES_ABOVE), -1):
        block = blocks[place]
        if not isinstance(block, Paragraph):
            break
        if block.text.strip():
            lines.insert(0, block.text.splitlines())
    return lines


def _titles(texts: Sequence[str]) -> list[str]:
    """The titles among lines, nearest last; a title that wraps over two lines is put together."""
    found: list[str] = []
    for place, text in enumerate(texts):
        title = statement_terms.title(text)
        if place and (title is None or statement_terms.statement(title) is None):
            whole = statement_terms.title(texts[place - 1] + text)
            if whole and statement_terms.statement(whole) and len(values.comparable(text)) < 12:
                title = whole
        if title:
            found.append(title)
    return found


def next_table(blocks: Sequence[Block], index: int) -> int | None:
    """The place of the table behind the one at `index`, None if anything but short lines of a page's margins is between."""
    for place in range(index + 1, min(index + 1 + LINES_BELOW, len(blocks))):
        block = blocks[place]
        if isinstance(block, Table):
            return place
        if not _MARGIN.match(values.comparable(block.text)):
            return None
    return None


def empty_note(blocks: Sequence[Block], index: int) -> str | None:
    """The sentence below a table, or in its last row, that says that it is printed without figures."""
    table = blocks[index]
    texts = [cell.text for cell in table.cells if len(values.comparable(cell.text)) > 6] if isinstance(table, Table) else []
    for block in blocks[index + 1 : index + 1 + LINES_BELOW]:
        if not isinstance(block, Paragraph):
            break
        texts.append(block.text)
    return next((values.tidy(text) for text in texts if statement_terms.says_empty(text)), None)
