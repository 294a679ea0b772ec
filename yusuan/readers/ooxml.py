"""The package that Word documents and workbooks are (ECMA-376 part 2): its parts, and what each refers to.

Names are found as the standard compares them, whatever their case; a reference to a part that is not there leads nowhere. The
strict namespaces are read as the transitional ones. Not in here: what the parts mean.
"""

import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from yusuan.document import Rejected

MAX_PART = 128 * 2**20  # one part of XML, unpacked
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


class Parts:
    """The parts of an opened package, by name without a leading slash."""

    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        self._names = {_compared(name): name for name in archive.namelist()}

    def __contains__(self, part: str) -> bool:
        return _compared(part) in self._names

    def main(self, default: str) -> str:
        """The part that the package is about. Raises KeyError if there is none."""
        part = next((part for _, kind, part in self.targets("") if kind.endswith("/officeDocument")), default)
        return self._names[_compared(part)]

    def info(self, part: str) -> zipfile.ZipInfo:
        """Raises KeyError if the part is not there."""
        return self._archive.getinfo(self._names[_compared(part)])

    def root(self, part: str) -> etree._Element:
        """The part's XML. Raises KeyError or what zipfile, zlib and lxml raise; Rejected if it is far too long."""
        info = self.info(part)
        if info.file_size > MAX_PART:
            raise Rejected(f"文件的正文解压后超过{MAX_PART // 2**20}MB，不是单个部门的文件")
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


def _compared(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
