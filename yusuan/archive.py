"""The raw folder as a catalogue: every file and every member of a zip, with its SHA-256 and its medium or why it is not read.

Not in here: what a medium is (`media.py`), how it is read (`readers/`). Files that nobody put there as documents
(hidden files, lock files, thumbnails) are no rows. Nothing here raises for a bad file: what is wrong with it stands in its row.
"""

import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from yusuan import media
from yusuan.raw_file import RawFile
from yusuan.unwritable import Unwritable, writing

MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 512 * 2**20
MAX_TOTAL_BYTES = 4 * 2**30
MAX_RATIO = 200
FREE_OF_RATIO = 16 * 2**20  # a small file may compress as well as it likes
NESTING = 2  # a zip, and zips within it

_LISTING = "members.json"
_ABANDONED = 3600  # seconds
_IGNORED = re.compile(r"\.|~\$|__MACOSX$|(?:thumbs\.db|desktop\.ini)$", re.I)


Member = tuple[str, str, int, str | None]  # name, file under the archive's folder, bytes, rejection


class _Allowance:
    """What may still be unpacked from one archive of the raw folder, its nested archives included."""

    def __init__(self) -> None:
        self.members = MAX_MEMBERS
        self.bytes = MAX_TOTAL_BYTES

    def take(self, infos: list[zipfile.ZipInfo], packed: int) -> str | None:
        """Takes what an archive declares; the reason for people if that is too much."""
        total = sum(info.file_size for info in infos)
        self.members -= len(infos)
        self.bytes -= total
        if self.members < 0:
            return f"压缩包内文件过多（超过{MAX_MEMBERS}个），未解压"
        if self.bytes < 0:
            return f"压缩包解压后过大（超过{MAX_TOTAL_BYTES // 2**30}GB），未解压"
        if total > max(FREE_OF_RATIO, packed * MAX_RATIO):
            return f"疑似压缩炸弹：解压后是压缩包的{total // max(packed, 1)}倍，未解压"
        return None


def catalogue(raw: Path, unpacked: Path) -> list[RawFile]:
    """All files under `raw`, by source path; zips are unpacked once under `unpacked/<sha256 of the zip>`.

    Of files of one content the first is the document, the others are rejected as its duplicates; the members of a duplicate
    zip are no rows. Raises NotADirectoryError if there is no such raw folder, Unwritable if zips cannot be unpacked there.
    """
    raw = raw.resolve()
    if not raw.is_dir():
        raise NotADirectoryError(f"没有原始文件夹：{raw}")
    rows: list[RawFile] = []
    for path, error in _walk(raw):
        source = _readable(path.relative_to(raw).as_posix())
        rejection = _no_file(path, raw) if error is None else error
        if rejection is None and not _is_utf8(str(path)):
            rejection = "文件名不是UTF-8编码，无法登记：请改名后再放入"
        if rejection is not None:
            rows.append(_unread(source, _readable(str(path)), rejection))
        else:
            rows += _rows(path, source, unpacked, NESTING, _Allowance())
    return _in_order(rows)


def rows_of(files: Iterable[tuple[str, Path]], unpacked: Path) -> list[RawFile]:
    """The catalogue of files that lie elsewhere than their source paths say: (source path, where the bytes are)."""
    return _in_order([row for source, path in files for row in _rows(path, source, unpacked, NESTING, _Allowance())])


def is_ignored(source_path: str) -> bool:
    """Whether nobody put a file there as a document."""
    return any(_IGNORED.match(part) for part in source_path.split("/"))


def _in_order(rows: list[RawFile]) -> list[RawFile]:
    return _without_duplicates(sorted(rows, key=lambda row: row.source_path))


def _walk(raw: Path) -> Iterator[tuple[Path, str | None]]:
    """Every file and link under `raw`, and every folder that cannot be listed with the reason."""
    closed: list[OSError] = []
    for folder, folders, files in os.walk(raw, onerror=closed.append):
        folders[:] = [name for name in folders if not _IGNORED.match(name)]
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in [*links, *files]:
            if not _IGNORED.match(name):
                yield Path(folder, name), None
    for error in closed:
        yield Path(error.filename), f"文件夹无法打开：{_why(error)}"


def _no_file(path: Path, raw: Path) -> str | None:
    """Why what lies at `path` is no file to open."""
    try:
        mode = path.stat().st_mode
        inside = path.resolve().is_relative_to(raw)
    except (OSError, RuntimeError) as error:
        return "链接已失效，指向的文件不存在" if path.is_symlink() else f"无法读取：{_why(error)}"
    if not inside:
        return "链接指向原始文件夹之外，出于安全不读取：请放入文件本身"
    if stat.S_ISDIR(mode):
        return "链接指向文件夹，其中的文件已按原位置登记"
    return None if stat.S_ISREG(mode) else "不是普通文件（设备、管道或套接字）"


def _rows(path: Path, source: str, unpacked: Path, nesting: int, allowance: _Allowance) -> list[RawFile]:
    """The row of a file, followed by those of its members if it is a zip."""
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        medium = media.sniff(path)
    except OSError as error:
        return [_unread(source, str(path), f"无法读取：{_why(error)}")]
    row = RawFile(source, str(path), sha256, sha256[:16], medium.media_type, size, medium.rejection)
    if medium != media.Medium(media.ZIP):
        return [row]
    if nesting == 0:
        return [msgspec.structs.replace(row, rejection="压缩包嵌套过深，未解压：请解压后再放入")]
    try:
        members = _unpack(path, unpacked / sha256, allowance)
    except Unwritable:
        raise
    except media.BROKEN_ZIP as error:
        return [msgspec.structs.replace(row, rejection=f"压缩包已损坏或被截断，无法解压：{_why(error)}")]
    if isinstance(members, str):
        return [msgspec.structs.replace(row, rejection=members)]
    if not members:
        return [msgspec.structs.replace(row, rejection="压缩包是空的，里面没有文件")]
    rows = [msgspec.structs.replace(row, members=len(members))]
    for name, file, size, rejection in members:
        inner, place = f"{source}!/{name}", unpacked / sha256 / file
        if rejection is None:
            rows += _rows(place, inner, unpacked, nesting - 1, allowance)
        else:
            rows.append(_unread(inner, str(place), rejection, size))
    return rows


def _unpack(path: Path, target: Path, allowance: _Allowance) -> list[Member] | str:
    """The members of a zip as (name, file under `target`, bytes, rejection), unpacked unless they already are; a string if the
    whole archive is refused. Raises one of `media.BROKEN_ZIP` if it is no sound zip.

    The files are numbered, so that no name can lead elsewhere or clash; the folder appears whole, by a rename.
    """
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.filename.endswith("/")]  # is_dir() fails without a name
        refusal = allowance.take(infos, path.stat().st_size)
        if refusal:
            return refusal
        members = _unpacked(target)
        if members is None:
            with writing(target.parent):
                members = _unpack_to(target, archive, infos)
    return members


def _unpack_to(target: Path, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> list[Member]:
    _clear(target)
    building = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        wanted = [(number, info) for number, info in enumerate(infos) if not is_ignored(member_name(info))]
        members = _distinct([_extract(archive, info, number, building) for number, info in wanted])
        (building / _LISTING).write_text(json.dumps(members, ensure_ascii=False), "utf-8")
        building.rename(target)
    except OSError:
        # Another run may have put the same there meanwhile; then that one stays.
        if _unpacked(target) is None:
            raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return members


def _unpacked(target: Path) -> list[Member] | None:
    """The members of an archive that has been unpacked, None if that was not done or some of it is gone."""
    try:
        members = [tuple(member) for member in json.loads((target / _LISTING).read_text("utf-8"))]
        whole = all(rejection or (target / file).stat().st_size == size for _, file, size, rejection in members)
    except (OSError, ValueError):
        return None
    return members if whole else None


def _clear(target: Path) -> None:
    """Makes room for a folder: removes what is left of it, and what runs that were killed while building it have left behind."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    for left in target.parent.glob(f".{target.name}.*"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, number: int, folder: Path) -> Member:
    name = member_name(info)
    suffix = re.sub(r"[^a-z0-9.]", "", Path(name).suffix.lower())[:10]
    file = f"{number:05d}{suffix}"
    rejection = None
    if info.flag_bits & 1:
        rejection = "压缩包内的文件已加密，没有密码无法读取：请取消密码后再放入"
    elif stat.S_ISLNK(info.external_attr >> 16):
        rejection = "压缩包内的链接，不是文件"
    elif info.file_size > MAX_MEMBER_BYTES:
        rejection = f"压缩包内的文件过大（超过{MAX_MEMBER_BYTES // 2**20}MB），未解压"
    else:
        try:
            # zipfile never yields more than the declared size, which the allowance has seen.
            with archive.open(info) as member, (folder / file).open("xb") as copy:
                shutil.copyfileobj(member, copy, 2**20)
        except NotImplementedError:  # what zipfile raises for a method that it does not know
            rejection = "压缩包内的文件用了不支持的压缩方法：请解压后再放入"
        except media.BROKEN_ZIP as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk's, and not the damage that bzip2 tells
            rejection = "压缩包内的文件已损坏，无法解压"
        if rejection:
            (folder / file).unlink(missing_ok=True)
    return name, file, info.file_size, rejection


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name as its maker meant it, as a clean relative path.

    Without the UTF-8 flag the standard says cp437; in China such names are GBK, on a Mac they are UTF-8 all the same.
    """
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = name.partition("\0")[0].replace("\\", "/").split("/")
    return "/".join(part for part in parts if part.strip() not in ("", ".", "..")) or "无名"


def _distinct(members: list[Member]) -> list[Member]:
    """Members whose names a zip holds twice get a number, so that every source path is one row."""
    seen: dict[str, int] = {}
    made = []
    for name, *rest in members:
        seen[name] = seen.get(name, 0) + 1
        made.append((name if seen[name] == 1 else f"{name}#{seen[name]}", *rest))
    return made


def _without_duplicates(rows: list[RawFile]) -> list[RawFile]:
    first: dict[str, str] = {}
    again: list[str] = []
    kept = []
    for row in rows:
        if row.source_path.startswith(tuple(again)):
            continue
        original = first.setdefault(row.sha256, row.source_path) if row.sha256 and row.byte_size else row.source_path
        if original != row.source_path:
            again.append(f"{row.source_path}!/")
            reason = row.rejection or f"与“{original}”内容完全相同，不重复处理"
            row = msgspec.structs.replace(row, duplicate_of=original, rejection=reason, members=None)
        kept.append(row)
    return kept


def _unread(source: str, path: str, rejection: str, size: int | None = None) -> RawFile:
    document_id = hashlib.sha256(f"unreadable:{source}".encode()).hexdigest()[:16]
    return RawFile(source, path, None, document_id, None, size, rejection)


def _is_utf8(name: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in name)


def _readable(name: str) -> str:
    """A file name for people: names of other systems are bytes that are no UTF-8, in China mostly GBK."""
    return name if _is_utf8(name) else os.fsencode(name).decode("gb18030", "replace")


def _why(error: BaseException) -> str:
    if isinstance(error, PermissionError):
        return "没有读取权限"
    if isinstance(error, FileNotFoundError):
        return "文件不存在"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "文件结构不完整"
