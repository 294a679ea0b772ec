"""Artifacts of the stages, addressed by what made them: stage, version of its code, digest of its input, options.

An artifact is one file: a header with the digest of its payload and a few counts, then the payload. It is written to a temporary
name and renamed, so it is there whole or not at all. What a payload means is the stages' matter.
"""

import hashlib
import os
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from yusuan.unwritable import writing

_MAGIC = b"YUSUAN1\n"


class Meta(msgspec.Struct, frozen=True):
    """What is known of an artifact without its payload. `digest` is the payload's SHA-256; it addresses what is made from it.

    `rejection`: the stage's result is that the document is none (the reason in plain words), there is no payload.
    `counts`: records by dataset, where the stage makes records.
    """

    digest: str
    size: int
    rejection: str | None = None
    counts: dict[str, int] = {}
    facts: dict[str, Any] = {}


def address(stage: str, code_version: str, *inputs: str) -> str:
    """The key of what a stage makes of these inputs (digests, options), 32 hex digits."""
    return hashlib.sha256("\0".join((stage, code_version, *inputs)).encode()).hexdigest()[:32]


class Store:
    """The artifacts below one folder. Safe for several processes: nobody ever sees half an artifact.

    `address` is what `open_store` takes, `at_once` how many questions are worth asking at the same time.
    """

    at_once = 1

    def __init__(self, root: Path):
        self.root = root
        self.address = str(root)

    def look_over(self) -> None:
        """A run is about to ask for every artifact."""

    def path(self, stage: str, key: str) -> Path:
        return self.root / stage / key[:2] / key

    def meta(self, stage: str, key: str) -> Meta | None:
        """The header of an artifact; None if there is none, or if the file is not whole."""
        path = self.path(stage, key)
        try:
            with path.open("rb") as file:
                meta, start = read_header(file)
                return meta if meta and os.fstat(file.fileno()).st_size == start + meta.size else None
        except FileNotFoundError:
            return None

    def payload(self, stage: str, key: str) -> bytes:
        """The payload. Raises FileNotFoundError if there is no such artifact, ValueError if its bytes are not those written."""
        path = self.path(stage, key)
        with path.open("rb") as file:
            meta, _ = read_header(file)
            payload = file.read()
        if meta is None or hashlib.sha256(payload).hexdigest() != meta.digest:
            path.unlink(missing_ok=True)
            raise ValueError(f"中间结果损坏，已删除，请重新运行：{path}")
        return payload

    def write(
        self,
        stage: str,
        key: str,
        payload: bytes,
        *,
        rejection: str | None = None,
        counts: dict[str, int] | None = None,
        facts: dict[str, Any] | None = None,
    ) -> Meta:
        # a rejection's digest must tell two reasons apart, its payload is empty
        digest = hashlib.sha256(payload or (rejection or "").encode()).hexdigest()
        meta = Meta(digest, len(payload), rejection, counts or {}, facts or {})
        head = msgspec.msgpack.encode(meta)
        self._put(stage, key, _MAGIC + len(head).to_bytes(4, "big") + head + payload)
        return meta

    def _put(self, stage: str, key: str, content: bytes) -> None:
        write_whole(self.path(stage, key), content)


def open_store(address: str) -> Store:
    """The artifacts below a folder, or below a URL on object storage."""
    if "://" in address:
        # by name: where artifacts lie is no part of the version of the code that makes them
        return import_module("yusuan.storage.artifacts").ObjectStore(address)
    return Store(Path(address))


def read_header(file: Any) -> tuple[Meta | None, int]:
    """The header of an artifact and where its payload begins; None if these are not its bytes."""
    if file.read(len(_MAGIC)) != _MAGIC:
        return None, 0
    length = int.from_bytes(file.read(4), "big")
    try:
        return msgspec.msgpack.decode(file.read(length), type=Meta), len(_MAGIC) + 4 + length
    except msgspec.DecodeError:
        return None, 0


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whenever the machine stops. Raises Unwritable."""
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
