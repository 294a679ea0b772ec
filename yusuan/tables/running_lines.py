"""Lines that are the page's and not the text's: running heads and feet, watermarks, page numbers.

Not in here: what a form makes of the lines between its tables (`forms/headings.py`, `forms/sentences.py`).
"""

import re
from collections import Counter
from collections.abc import Sequence

from yusuan import values
from yusuan.document import Block, Paragraph

_PAGE_NUMBER = re.compile(r"^(?:第?[-—–·.\s]*\d{1,4}[-—–·.\s]*页?(?:[,，]?[/共]\d{1,4}页?)?|[-—–]+)$")
# What changes from page to page in a line that pages repeat: 续表, and the page's number within a foot (an address, 7/9).
_CHANGING = re.compile(r"[(（]?(?:续表?|接上页|续上表)\d*[)）]?|第\d{1,4}页|[,，]?共\d{1,4}页|(?<!\d)\d{1,4}/\d{1,4}$")


def running_lines(blocks: Sequence[Block]) -> set[str]:
    """Running heads and feet and watermarks, in comparable form: lines on at least half of the pages with text, three or more."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and block.page is not None]
    pages = {paragraph.page for paragraph in paragraphs}
    seen = Counter(key for key, _ in {(line_key(paragraph.text), paragraph.page) for paragraph in paragraphs})
    found = {key for key, count in seen.items() if count >= max(3, len(pages) / 2)}
    return found | {line_key(line) for line in beside_page_numbers(blocks)}


def beside_page_numbers(blocks: Sequence[Block]) -> set[str]:
    """Running heads and feet, in comparable form, of a source that keeps no pages but prints their numbers: three times beside
    one."""
    lines = [values.comparable(block.text) if isinstance(block, Paragraph) and block.page is None else "" for block in blocks]
    seen = Counter(
        other
        for place, line in enumerate(lines)
        if line and is_page_number(line)
        for other in {*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]}
    )
    return {line for line, count in seen.items() if line and count >= 3 and not is_page_number(line) and "单位:" not in line}


def is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.match(values.comparable(text)))


def line_key(text: str) -> str:
    """A line in comparable form, without the words for a table that goes on (续表) and without page numbers."""
    return _CHANGING.sub("", values.comparable(text))
