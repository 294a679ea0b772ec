"""A raw file as the stages know it: a row of the catalogue that `archive.py` makes, with what people corrected in it."""

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
    `corrections` what a person put right in it.
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
