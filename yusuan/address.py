"""Addresses of raw files and outputs: a folder on this machine, or a URL on object storage (`s3://bucket/folder`)."""

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

CACHE = "YUSUAN_CACHE"
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)


def is_url(address: str | Path) -> bool:
    return bool(_URL.match(str(address)))


def absolute(address: str | Path) -> str:
    """An address that means the same in any working directory."""
    return str(address).rstrip("/") if is_url(address) else str(Path(address).resolve())


def below(address: str | Path, *names: str) -> str:
    return "/".join((str(address).rstrip("/"), *names)) if is_url(address) else str(Path(address, *names))


def beside(address: str | Path, name: str) -> str:
    """The address `name` in the folder that holds the address."""
    if not is_url(address):
        return str(Path(address).resolve().parent / name)
    scheme, _, path = str(address).rstrip("/").partition("://")
    bucket, _, inside = path.partition("/")
    return f"{scheme}://" + "/".join(part for part in (bucket, inside.rpartition("/")[0], name) if part)


def holds(address: str | Path, other: str | Path) -> bool:
    """Whether an address is that of the other's folder, of one that it lies in, or the same."""
    return f"{absolute(other)}/".startswith(f"{absolute(address)}/")


def refusal(address: str | Path) -> str | None:
    """Why an address cannot be used, in words for people; None if it can. Does not say whether anything is there."""
    if not is_url(address):
        return None
    try:
        url = urlsplit(str(address))
    except ValueError:
        return "不是有效的地址"
    if url.username or url.password or "@" in url.netloc:
        return "地址里不能有密码：请用环境变量或 AWS 的配置文件"
    if url.scheme.lower() in ("http", "https", "file") or "::" in url.netloc or not url.netloc:
        return "地址须是文件夹，或 s3://bucket/… 这样的对象存储地址"
    return None


def cache(url: str | None = None) -> Path:
    """The folder of this machine for what was fetched (`YUSUAN_CACHE`, by default below the user's cache), or its part for a URL.

    It may be removed whenever no run is at work: all of it is fetched again when needed.
    """
    root = os.environ.get(CACHE) or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "yusuan")
    root = Path(root).absolute()
    return root if url is None else root / hashlib.sha256(absolute(url).encode()).hexdigest()[:16]
