"""Raw files on object storage: each object fetched once, kept by its SHA-256, and then a raw file like any other.

Also for a raw folder that all machines see, where a zip was opened on one: whoever works on a member elsewhere opens it there.
"""

import hashlib
import json
import tempfile
from pathlib import Path

import msgspec

from yusuan import archive
from yusuan.address import absolute, below, cache, is_url
from yusuan.artifacts import write_whole
from yusuan.document import Damaged
from yusuan.raw_file import RawFile
from yusuan.storage.bucket import Bucket, Stored

_AT_ONCE = 64
_opened: dict[str, dict[str, Path]] = {}  # what this process found in a raw file or zip, by digest


def catalogue(raw: str, unpacked: Path) -> list[RawFile]:
    """The rows of `archive.catalogue` for a folder or a URL, each with the address from which any machine can get its bytes.

    Raises NotADirectoryError if there is no such folder, or nothing below the URL.
    """
    rows = archive.rows_of(_fetched(raw).items(), unpacked) if is_url(raw) else archive.catalogue(Path(raw), unpacked)
    return [msgspec.structs.replace(row, home=below(absolute(raw), _outer(row.source_path))) for row in rows]


def fetch(file: RawFile) -> Path:
    """The bytes of a raw file on this machine. Raises Damaged if they are not those of the catalogue any more."""
    home, listed = str(file.home), Path(file.path)
    if listed.is_file() and (listed.is_relative_to(cache()) or not is_url(home)):
        return listed
    contents = _contents() / str(file.sha256)
    if contents.is_file():
        return contents
    path = _opened.get(home, {}).get(str(file.sha256))
    if path is None or not path.is_file():
        try:
            outer = fetched(home) if is_url(home) else Path(home)
            rows = archive.rows_of([(_outer(file.source_path), outer)], cache() / "unpacked")
        except FileNotFoundError:
            rows = []
        _opened[home] = {str(row.sha256): Path(row.path) for row in rows}
        path = _opened[home].get(str(file.sha256))
    if path is None:
        raise Damaged("原始文件在运行期间被改动或移走，请重新运行")
    return path


def fetched(address: str) -> Path:
    """One object as a file of the cache. Raises FileNotFoundError."""
    folder, _, name = address.rpartition("/")
    with tempfile.TemporaryDirectory(dir=_made(cache())) as aside:
        part = Path(aside) / "object"
        Bucket(folder).fetch({name: part})
        return _kept(part)


def document(raw: str, source_path: str) -> Path:
    """A document of a raw folder or URL as a file of this machine, also one that lies in a zip. Raises FileNotFoundError."""
    outer = _outer(source_path)
    home = below(raw, outer)
    path = fetched(home) if is_url(raw) else Path(home)
    if outer == source_path:
        return path
    rows = archive.rows_of([(outer, path)], cache() / "unpacked")
    found = next((Path(row.path) for row in rows if row.source_path == source_path and row.rejection is None), None)
    if found is None:
        raise FileNotFoundError(source_path)
    return found


def folder(address: str, target: Path) -> None:
    """The YAML files right below a URL as files of a new folder, which stays away if there are none."""
    bucket = Bucket(address)
    wanted = {name: target / name for name in bucket.list() if "/" not in name and name.endswith((".yaml", ".yml"))}
    if wanted:
        target.mkdir(parents=True)
        bucket.fetch(wanted)


def _fetched(raw: str) -> dict[str, Path]:
    """All objects below a URL as files of the cache, by source path; only those are fetched that are new or others."""
    bucket, index = Bucket(raw), cache(raw) / "raw.json"
    listed = {name: stored for name, stored in bucket.list().items() if not archive.is_ignored(name)}
    if not listed:
        raise NotADirectoryError(f"没有原始文件：{raw}")
    known = _read_index(index)
    tags = {name: f"{stored.size} {stored.tag}" for name, stored in listed.items()}
    have = {name: known[name][1] for name in listed if _is_known(known.get(name), tags[name], listed[name])}
    missing = [name for name in listed if name not in have]
    for start in range(0, len(missing), _AT_ONCE):
        with tempfile.TemporaryDirectory(dir=_made(cache())) as aside:
            parts = {name: Path(aside) / f"{number:03d}" for number, name in enumerate(missing[start : start + _AT_ONCE])}
            bucket.fetch(parts)
            have |= {name: _kept(part).name for name, part in parts.items()}
    write_whole(index, json.dumps({name: [tags[name], have[name]] for name in listed}).encode())
    return {name: _contents() / sha256 for name, sha256 in have.items()}


def _is_known(known: list[str] | None, tag: str, stored: Stored) -> bool:
    if known is None or known[0] != tag or not stored.tag:
        return False
    try:
        return (_contents() / known[1]).stat().st_size == stored.size
    except OSError:
        return False


def _read_index(path: Path) -> dict[str, list[str]]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, list[str]])
    except (OSError, msgspec.DecodeError):
        return {}


def _kept(part: Path) -> Path:
    kept = _made(_contents()) / _sha256(part)
    part.replace(kept)
    return kept


def _contents() -> Path:
    return cache() / "contents"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _outer(source_path: str) -> str:
    """The raw file that holds a document: itself, or the zip."""
    return source_path.partition("!/")[0]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
