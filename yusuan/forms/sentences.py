"""Sentences put together from hard-wrapped lines, each knowing which stretch of the document's text it was printed in.

What the sentences say is `narrative.py`. Page numbers, running heads and cells printed inside a sentence are no part of it.
"""

import re
from collections import defaultdict

from yusuan.document import Document
from yusuan.values import comparable


def running_lines(document: Document) -> frozenset[str]:
    """Heads and feet: lines (in comparable form) that most pages of a document with three pages or more repeat."""
    pages: dict[str, set[int]] = defaultdict(set)
    for paragraph in document.paragraphs():
        if paragraph.page is not None and len(paragraph.text) < 60:
            pages[comparable(paragraph.text)].add(paragraph.page)
    needed = max(3, (document.page_count or 0) * 0.6)
    return frozenset(line for line, seen in pages.items() if len(seen) >= needed and not re.search(r"单位[:：]", line))
