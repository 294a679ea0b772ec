"""The package that Word documents and workbooks are (ECMA-376 part 2): its parts, and what each refers to.

Names are found as the standard compares them, whatever their case; a reference to a part that is not there leads nowhere. The
strict namespaces are read as the transitional ones. What zipfile and lxml raise for a broken package is Damaged here, where it
is raised, and nowhere else: a defect of a reader's own is not told as one of the file. Not in here: what the parts mean.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from yusuan.document import Damaged, Rejected
from yusuan.media import BROKEN_ZIP

MAX_PART = 128 * 2**20  # one part of XML, unpacked
_NUMBER = re.compile(r"[0-9]{1,9}")
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


@contextmanager
def opened(path: Path, name: str) -> Iterator["Parts"]:
    """The package at `path`; `name` is what people call it. Raises Damaged if it is no sound one."""
    with sound(name):
        archive = zipfile.ZipFile(path)
    with archive:
        yield Parts(archive, name)


@contextmanager
def sound(name: str) -> Iterator[None]:
    """Raises Damaged for what zipfile, its decompressors and lxml raise within."""
    try:
        yield
    except (*BROKEN_ZIP, etree.LxmlError) as error:
        raise damaged(name) from error


def damaged(name: str) -> Damaged:
    return Damaged(f"{name}已损坏或被截断，无法打开：请重新获取该文件")


class Parts:
    """The parts of an opened package, by name without a leading slash. Raises Damaged for what is broken of it."""

    def __init__(self, archive: zipfile.ZipFile, name: str):
        self._archive = archive
        self._name = name
        self._infos = {_compared(info.filename): info for info in archive.infolist()}

    def __contains__(self, part: str) -> bool:
        return _compared(part) in self._infos

    @property
    def size(self) -> int:
        """The bytes of all parts, unpacked."""
        return sum(info.file_size for info in self._archive.infolist())

    def main(self, default: str) -> str:
        """The part that the package is about. Raises Damaged if there is none."""
        part = next((part for _, kind, part in self.targets("") if kind.endswith("/officeDocument")), default)
        if part not in self:
            raise damaged(self._name)
        return part

    def chunks(self, part: str, size: int) -> Iterator[bytes]:
        """The bytes of a part that is there, so many at a time."""
        with sound(self._name):
            stream = self._archive.open(self._infos[_compared(part)])
        with stream:
            while True:
                with sound(self._name):
                    chunk = stream.read(size)
                if not chunk:
                    return
                yield chunk

    def root(self, part: str) -> etree._Element:
        """The XML of a part that is there. Raises Rejected if it is far too long."""
        info = self._infos[_compared(part)]
        if info.file_size > MAX_PART:
            raise Rejected(f"文件的正文解压后超过{MAX_PART // 2**20}MB，不是单个部门的文件")
        with sound(self._name):
            raw = self._archive.read(info)
            if _STRICT in raw:
                for strict, transitional in _TRANSITIONAL:
                    raw = raw.replace(strict, transitional)
            return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True))

    def targets(self, part: str) -> Iterator[tuple[str | None, str, str]]:
        """The parts that a part (the package itself: "") refers to and that are there, as id, kind and name."""
        folder, _, name = part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels".lstrip("/")
        if relations not in self:
            return
        for item in self.root(relations).iter("{*}Relationship"):
            if attribute(item, "TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attribute(item, "Target") or "")).lstrip("/")
                if target in self:
                    yield attribute(item, "Id"), attribute(item, "Type") or "", target

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of a kind ("styles") that a part refers to."""
        return [target for _, found, target in self.targets(part) if found.endswith(f"/{kind}")]


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its local name."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def whole_number(written: str | None, default: int = 0) -> int:
    """A whole number as written, or the default where nothing sensible is."""
    return int(written) if written is not None and _NUMBER.fullmatch(written) else default


def _compared(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
