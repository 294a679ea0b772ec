"""A raw file as the stages know it: a row of the catalogue that `archive.py` makes, with what people corrected in it."""

from importlib import import_module
from pathlib import Path

import msgspec


class Correction(msgspec.Struct, frozen=True):
    """A value that a person put right (`corrections.py`), all as text; `file` names its file and its number in it."""

    file: str
    document: str
    record: str
    column: str
    printed: str
    right: str
    reason: str
    by: str
    date: str


class RawFile(msgspec.Struct, frozen=True):
    """A row of the catalogue.

    `source_path` is relative to the raw folder, a zip's member is `a.zip!/dir/b.pdf`; `path` is where the bytes lie; `rejection`
    the reason in plain Chinese why there is nothing to read; `members` how many files a zip holds, None for others;
    `corrections` what a person put right in it. `home` is where a machine that has nothing at `path` gets the bytes: the
    address of the raw file that they are, or of the zip that holds them.
    """

    source_path: str
    path: str
    sha256: str | None
    document_id: str
    media_type: str | None
    byte_size: int | None
    rejection: str | None = None
    duplicate_of: str | None = None
    members: int | None = None
    corrections: tuple[Correction, ...] = ()
    home: str | None = None

    def on_this_machine(self) -> Path:
        """Where the bytes lie here; they are fetched first if they do not."""
        return Path(self.path) if self.home is None else import_module("yusuan.storage.raw").fetch(self)
