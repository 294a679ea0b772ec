"""What cannot be written because of the place and not of the document: the disk is full, nobody may write there.

No document is to blame for that, so it ends a run instead of failing one document after the other.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AGAIN = "再次执行同一命令即可继续"
_FULL = {
    errno.ENOSPC: f"磁盘已满 disk full，腾出空间后{_AGAIN}",
    errno.EDQUOT: f"磁盘配额已满 disk quota exceeded，腾出空间后{_AGAIN}",
    errno.EFBIG: f"文件超过了这里允许的大小 file too large，改正后{_AGAIN}",
    errno.EROFS: f"输出位置是只读的 read-only，改正后{_AGAIN}",
}
# where something is read these say that one document may not be read
_FORBIDDEN = {number: f"没有写入的权限 no permission，改正后{_AGAIN}" for number in (errno.EACCES, errno.EPERM)}


class Unwritable(OSError):
    """The place where a run writes does not take it; the message says why, for people."""


def refusal(error: OSError) -> Unwritable | None:
    """What an error says of the place, whatever was being done; None if it may be the document's own."""
    return error if isinstance(error, Unwritable) else _refusal(error, _FULL)


def in_words(message: str) -> str:
    """What a message of the system (`[Errno 28] …`) means for people, a sentence; empty if it is none of these."""
    known = (_FULL | _FORBIDDEN).items()
    return next((f"{words}。" for number, words in known if f"[Errno {number}]" in message), "")


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Raises Unwritable where the system refuses to write."""
    try:
        yield
    except OSError as error:
        if isinstance(error, Unwritable):
            raise
        if found := _refusal(error, _FULL | _FORBIDDEN, place):
            raise found from error
        raise


def _refusal(error: OSError, meanings: dict[int, str], place: Path | None = None) -> Unwritable | None:
    words = meanings.get(error.errno or 0)
    return Unwritable(f"{words}（{place or error.filename or error.strerror}）") if words else None
