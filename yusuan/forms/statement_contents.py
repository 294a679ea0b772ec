"""Statements that the table of contents names: what was promised and is not in the document.

Not in here: entries of projects (`contents.py`), the statements themselves (`statements.py`).
"""

import re
from collections.abc import Iterable, Iterator

from yusuan import statement_terms, values
from yusuan.document import Document

_LEADER = re.compile(r"[.．…·—\-]{3,}\d*$|(?<=[表)）])\d{1,3}$")


def promised(document: Document) -> Iterator[tuple[str, str, int | None]]:
    """Title, canonical statement and page of the contents' entries that name a statement."""
    page: int | None = None
    inside = False
    for paragraph in document.paragraphs():
        text = values.comparable(paragraph.text)
        if text in ("目录", "目次"):
            inside, page = True, paragraph.page
            continue
        leader = _LEADER.search(text)
        if inside and paragraph.page != page and not leader:
            return
        if inside and (leader or paragraph.page is not None):
            title = statement_terms.title(_LEADER.sub("", text))
            term = statement_terms.statement(title) if title else None
            if title and term:
                yield title, term, paragraph.page


def missing(document: Document, found: Iterable[str | None]) -> list[tuple[str, int | None]]:
    """Entries of the contents whose statement was not found; a document without any statement is one of text alone."""
    terms = {term for term in found if term}
    return [(title, page) for title, term, page in promised(document) if terms and term not in terms]
