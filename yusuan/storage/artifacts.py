"""Artifacts on object storage, and a cache on each machine: written there first, so the cache has nothing that others lack."""

import io
from pathlib import Path

from yusuan.address import cache
from yusuan.artifacts import Meta, Store, read_header, write_whole
from yusuan.storage.bucket import Bucket, StorageError
from yusuan.unwritable import Unwritable

_HEAD = 16 * 1024  # bytes that nearly always hold the header


class ObjectStore(Store):
    """The artifacts below a URL. Whether one is there is asked there; its bytes come from the cache if that has them."""

    at_once = 16  # an answer takes milliseconds of waiting

    def __init__(self, url: str):
        super().__init__(cache(url))
        self.address = url
        self._bucket = Bucket(url)
        self._listed: dict[str, int] | None = None

    def look_over(self) -> None:
        """List all artifacts at once, for a run that is about to ask for each: from now on only those are there."""
        self._listed = {name: stored.size for name, stored in self._bucket.list().items()}

    def meta(self, stage: str, key: str) -> Meta | None:
        name = _name(stage, key)
        if self._listed is not None and name not in self._listed:
            return None
        cached = super().meta(stage, key)
        if cached is not None and (self._listed is not None or self._bucket.has(name)):
            return cached
        try:
            head = io.BytesIO(self._bucket.read(name, 0, _HEAD))
            meta, start = read_header(head)
            if meta is None or start > _HEAD:
                self._fetch(stage, key)
                return super().meta(stage, key)
        except FileNotFoundError:
            return None
        is_whole = self._listed is None or self._listed[name] == start + meta.size
        return meta if is_whole else None

    def payload(self, stage: str, key: str) -> bytes:
        if super().meta(stage, key) is None:
            self._fetch(stage, key)
        try:
            return super().payload(stage, key)
        except ValueError:
            self._fetch(stage, key)  # damaged in the cache, or there as well
        try:
            return super().payload(stage, key)
        except ValueError:
            self._bucket.remove([_name(stage, key)])
            raise

    def _put(self, stage: str, key: str, content: bytes) -> None:
        try:
            self._bucket.write(_name(stage, key), content)
        except StorageError as error:
            raise Unwritable(str(error)) from error
        super()._put(stage, key, content)

    def _fetch(self, stage: str, key: str) -> None:
        write_whole(self.path(stage, key), self._bucket.read(_name(stage, key)))


def _name(stage: str, key: str) -> str:
    return Path(stage, key[:2], key).as_posix()
