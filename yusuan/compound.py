"""OLE compound files ([MS-CFB]), the container of the old Office and WPS formats: the streams under the root, and their bytes.

Not in here: streams within storages (embedded objects, which say nothing of the file itself) and what the streams mean.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # from here on numbers are marks, not sectors
_SMALL = 4096  # shorter streams lie in the mini stream
_MAX_STREAM = 256 * 2**20


class Compound:
    """An opened compound file. Raises struct.error or ValueError where it is cut off or runs in circles."""

    def __init__(self, file: BinaryIO):
        self._file = file
        header = file.read(512)
        self._size = 1 << struct.unpack_from("<H", header, 30)[0]
        if not header.startswith(SIGNATURE) or self._size not in (512, 4096):
            raise ValueError("no compound file")
        self._fat_sectors = self._allocation(header)
        directory = b"".join(self._chain(struct.unpack_from("<I", header, 48)[0], 4096))
        self._entries = {name: (start, length) for name, start, length in _under_root(directory)}

    @property
    def names(self) -> set[str]:
        """Streams and storages directly under the root."""
        return set(self._entries)

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream; None if it is not there, is short enough for the mini stream or far too long."""
        start, length = self._entries.get(name, (0, 0))
        if not _SMALL <= length <= _MAX_STREAM:
            return None
        return b"".join(self._chain(start, length // self._size + 1))[:length]

    def _sector(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._size)
        return self._file.read(self._size)

    def _allocation(self, header: bytes) -> list[int]:
        """The sectors that hold the allocation table: 109 in the header, the rest in a chain of their own."""
        sectors = list(struct.unpack_from("<109I", header, 76))
        number, count = struct.unpack_from("<2I", header, 68)
        each = self._size // 4
        for _ in range(min(count, 4096)):
            if number >= _END:
                break
            *more, number = struct.unpack(f"<{each}I", self._sector(number))
            sectors += more
        return sectors

    def _chain(self, number: int, most: int) -> Iterator[bytes]:
        for _ in range(most):
            if number >= _END:
                return
            data = self._sector(number)
            yield data
            index, entry = divmod(number, self._size // 4)
            if len(data) < self._size or index >= len(self._fat_sectors):
                raise ValueError("the chain leads out of the file")
            number = struct.unpack_from("<I", self._sector(self._fat_sectors[index]), entry * 4)[0]


def _under_root(directory: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, first sector and length of the entries in the root's tree."""
    waiting, seen = [struct.unpack_from("<I", directory, 76)[0]], set()
    while waiting:
        entry = waiting.pop()
        if entry in seen or (entry + 1) * 128 > len(directory):
            continue
        seen.add(entry)
        raw = directory[entry * 128 : entry * 128 + 128]
        name = raw[: max(struct.unpack_from("<H", raw, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        yield name, *struct.unpack_from("<2I", raw, 116)
        waiting += struct.unpack_from("<2I", raw, 68)


def names(path: Path) -> set[str]:
    """Streams and storages directly under the root of the file at `path`."""
    with path.open("rb") as file:
        return Compound(file).names
