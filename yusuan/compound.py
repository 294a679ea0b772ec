"""OLE compound files ([MS-CFB]), the container of the old Office and WPS formats: the streams under the root, and their bytes.

Not in here: streams within storages (embedded objects, which say nothing of the file itself) and what the streams mean.
"""

import struct
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # from here on numbers are marks, not sectors
_SMALL = 4096  # shorter streams lie in the mini stream
_SMALL_SECTOR = 64
_MAX_STREAM = 256 * 2**20


class Compound:
    """An opened compound file. Raises struct.error or ValueError where it is cut off or its chains run in circles."""

    def __init__(self, file: BinaryIO):
        self._file = file
        header = file.read(512)
        self._size = 1 << struct.unpack_from("<H", header, 30)[0]
        if not header.startswith(SIGNATURE) or self._size not in (512, 4096):
            raise ValueError("no compound file")
        self._next = self._allocation(header)
        directory = self._read(struct.unpack_from("<I", header, 48)[0])
        self._entries = {name: (start, length) for name, start, length in _under_root(directory)}
        longest = file.seek(0, 2)  # a workbook's reader reserves as much as its stream says
        if any(self._entries.get(name, (0, 0))[1] > longest for name in ("Workbook", "Book")):
            raise ValueError("a stream is longer than the file")
        # Walked at once, for their soundness: other readers follow these chains without end.
        self._small_table = self._chain(struct.unpack_from("<I", header, 60)[0])
        self._small_sectors = self._chain(struct.unpack_from("<I", directory, 116)[0])

    @property
    def names(self) -> set[str]:
        """Streams and storages directly under the root."""
        return set(self._entries)

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream; None if it is not there, is empty or far too long."""
        start, length = self._entries.get(name, (0, 0))
        if not 0 < length <= _MAX_STREAM:
            return None
        return (self._read(start) if length >= _SMALL else self._read_small(start))[:length]

    def _sector(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._size)
        return self._file.read(self._size)

    def _allocation(self, header: bytes) -> array:
        """The sector that follows each sector. The header tells where 109 sectors of it lie, a chain where the rest."""
        sectors = list(struct.unpack_from("<109I", header, 76))
        number, count = struct.unpack_from("<2I", header, 68)
        for _ in range(min(count, 4096)):
            if number >= _END:
                break
            *more, number = struct.unpack(f"<{self._size // 4}I", self._sector(number))
            sectors += more
        if number < _END and count:
            raise ValueError("the table of allocation has no end")
        table = array("I")
        for sector in sectors:
            if sector < _END:
                table.frombytes(self._sector(sector).ljust(self._size, b"\xff"))
        return table

    def _chain(self, number: int) -> list[int]:
        """The sectors of a chain from its first."""
        chain: list[int] = []
        while number < _END:
            if number >= len(self._next) or len(chain) > len(self._next):
                raise ValueError("a chain leads out of the file or in a circle")
            chain.append(number)
            number = self._next[number]
        return chain

    def _read(self, number: int) -> bytes:
        parts = [self._sector(sector) for sector in self._chain(number)]
        # The last sector of a file may be cut short by its writer.
        if any(len(part) < self._size for part in parts[:-1]):
            raise ValueError("the file is cut off")
        return b"".join(parts)

    def _read_small(self, number: int) -> bytes:
        """A stream in sectors of 64 bytes of the mini stream, which is itself a stream with a table of its own."""
        data = b"".join(self._sector(sector) for sector in self._small_sectors)
        table = array("I", b"".join(self._sector(sector).ljust(self._size, b"\xff") for sector in self._small_table))
        parts: list[bytes] = []
        while number < _END:
            if number >= len(table) or len(parts) > _SMALL // _SMALL_SECTOR:
                raise ValueError("a chain leads out of the file or in a circle")
            parts.append(data[number * _SMALL_SECTOR : (number + 1) * _SMALL_SECTOR])
            number = table[number]
        return b"".join(parts)


def _under_root(directory: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, first sector and length of the entries in the root's tree.

    Only large files may use the upper half of the length; others that do are refused, since other readers would reserve as much.
    """
    waiting, seen = [struct.unpack_from("<I", directory, 76)[0]], set()
    while waiting:
        entry = waiting.pop()
        if entry in seen or (entry + 1) * 128 > len(directory):
            continue
        seen.add(entry)
        raw = directory[entry * 128 : entry * 128 + 128]
        name = raw[: max(struct.unpack_from("<H", raw, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        yield name, *struct.unpack_from("<IQ", raw, 116)
        waiting += struct.unpack_from("<2I", raw, 68)


def names(path: Path) -> set[str]:
    """Streams and storages directly under the root of the file at `path`."""
    with path.open("rb") as file:
        return Compound(file).names
