"""The objects below a URL, through fsspec. Credentials and endpoint come from the environment or the store's own configuration.

All that goes wrong but a missing object is `StorageError`, in words for people.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from yusuan.address import refusal

_EXTRA = "没有安装对象存储的支持：pip install --constraint constraints.txt 'yusuan[s3]'"
# the stores' own names for the same two things
_WRITTEN = ("LastModified", "updated", "last_modified", "mtime", "created")
_TAG = ("ETag", "etag", "md5Hash")
# names of exceptions and codes of S3, and what they mean; the first that fits
_MEANINGS = (
    (("RequestTimeTooSkewed", "RequestExpired"), "本机时钟与服务器相差太多，请校准本机时间"),
    (
        ("PermissionError", "NoCredentialsError", "PartialCredentialsError", "AccessDenied"),
        "没有权限，请核对密钥（AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 或 ~/.aws）及其读写权限",
    ),
    (
        ("EndpointConnectionError", "ConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError"),
        "连不上服务器，请核对网络和 AWS_ENDPOINT_URL",
    ),
)
_MAGIC = frozenset("*?[")  # fsspec's, in what is to be removed
_SMALL = ".yusuan/claims"  # a folder that never holds much


class StorageError(OSError):
    """Object storage that cannot be used; the message says why, for people."""


class Stored(NamedTuple):
    """An object: bytes, a tag that changes with its content, when it was written by the store's clock (None if not said)."""

    size: int
    tag: str
    written: datetime | None


class Bucket:
    """The objects below a URL, by names relative to it."""

    def __init__(self, url: str):
        self.url = url.rstrip("/")
        if why := refusal(self.url):
            raise StorageError(f"{why}：{self.url.partition('://')[0]}://…")
        with self._plainly():
            import fsspec

            self._store, self._root = fsspec.core.url_to_fs(self.url, use_listings_cache=False)

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, StorageError):
            raise
        except ImportError as error:
            raise StorageError(f"{_EXTRA}（{error}）") from None
        except Exception as error:
            raise StorageError(f"对象存储 {self.url} 无法使用：{_words(error)}") from error

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    def check(self) -> None:
        """Raises StorageError if the store cannot be used, or the bucket is not there. Writing is not tried."""
        with self._writing():
            self._store.find(self._path(_SMALL))

    def list(self, folder: str = "") -> dict[str, Stored]:
        """The objects below a folder, by name; none if there is nothing."""
        with self._plainly():
            try:
                found = self._store.find(self._path(folder), detail=True)
            except FileNotFoundError:
                return {}
        start = f"{self._root}/"
        return {
            path.removeprefix(start): _stored(info)
            for path, info in sorted(found.items())
            if path.startswith(start) and info.get("type", "file") == "file" and not path.endswith("/")
        }

    def has(self, name: str) -> bool:
        with self._plainly():
            try:
                return self._store.info(self._path(name))["type"] == "file"
            except FileNotFoundError:
                return False

    def read(self, name: str, start: int | None = None, end: int | None = None) -> bytes:
        """An object, or some of its bytes. Raises FileNotFoundError."""
        with self._plainly():
            return self._store.cat_file(self._path(name), start=start, end=end)

    def write(self, name: str, content: bytes) -> None:
        """An object is there whole or not at all: the store sees to that."""
        with self._writing():
            self._store.pipe_file(self._path(name), content)

    def fetch(self, files: Mapping[str, Path]) -> None:
        """Objects into files, several at once. The folders must be there. Raises FileNotFoundError if an object is not."""
        if files:
            with self._plainly():
                self._store.get([self._path(name) for name in files], [str(path) for path in files.values()])

    def put(self, files: Mapping[str, Path]) -> None:
        """Files into objects, several at once."""
        if files:
            with self._writing():
                self._store.put([str(path) for path in files.values()], [self._path(name) for name in files])

    def remove(self, names: Sequence[str]) -> None:
        """What is gone already is no error."""
        paths = [self._path(name) for name in names]
        plain = [path for path in paths if not _MAGIC & set(path)]
        with self._plainly():
            if plain:
                with suppress(FileNotFoundError):
                    self._store.rm(plain)
            for path in paths:
                if _MAGIC & set(path):
                    with suppress(FileNotFoundError):
                        self._store.rm_file(path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._plainly():
            try:
                yield
            except FileNotFoundError as error:
                raise StorageError(f"对象存储 {self.url} 不存在（bucket 要先建好）：{error}") from error


def _words(error: Exception) -> str:
    """What went wrong, for people, and as the store's client says it."""
    said = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    names = {kind.__name__ for kind in type(error).__mro__}
    if response := getattr(error.__cause__, "response", None):
        names.add(response.get("Error", {}).get("Code"))
    meaning = next((meaning for known, meaning in _MEANINGS if names.intersection(known)), None)
    return f"{meaning}（{said}）" if meaning else said


def _stored(info: Mapping[str, Any]) -> Stored:
    written = next((info[name] for name in _WRITTEN if name in info), None)
    tag = next((info[name] for name in _TAG if info.get(name)), None)
    return Stored(int(info["size"] or 0), str(tag or written), written if isinstance(written, datetime) else None)
