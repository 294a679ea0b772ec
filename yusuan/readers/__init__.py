"""One file a medium: raw file -> Document. A reader reports what it saw and interprets nothing.

A reader is a module with `read(path, sha256) -> Document`; it raises `Rejected` for what it does not take and `Damaged` for what
it cannot read. Which medium a file is of is sniffed by `archive.py`.
"""

from importlib import import_module
from pathlib import Path

from yusuan.document import Document, Rejected

READERS = {
    "text/plain": "yusuan.readers.text",
    "application/pdf": "yusuan.readers.pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "yusuan.readers.docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "yusuan.readers.workbook",
    "application/vnd.ms-excel": "yusuan.readers.workbook",
    "text/html": "yusuan.readers.html",
}


def read(path: Path, sha256: str, media_type: str) -> Document:
    """The document that lies at `path`. Raises Rejected or Damaged with a reason for people."""
    module = READERS.get(media_type)
    if module is None:
        raise Rejected(f"没有读取 {media_type} 的读取器")
    return import_module(module).read(path, sha256)
