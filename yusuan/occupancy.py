"""One run at a time on one output: the second says who is there instead of working on the same files."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from yusuan.journal import now
from yusuan.unwritable import writing


class Occupied(Exception):
    """Another run works on this output; the message says which, for people."""


@contextmanager
def occupy(out: Path, run_id: str) -> Iterator[None]:
    """Hold the output for a run; a killed run holds nothing. Raises Occupied at once if another run holds it, or Unwritable."""
    folder = out / ".yusuan"
    holder = folder / "holder.json"
    lock = FileLock(folder / "lock")
    try:
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
    except Timeout:
        raise Occupied(f"另一个运行正在使用 {out}{_who(holder)}；等它结束后再执行") from None
    try:
        with writing(holder):
            holder.write_text(json.dumps({"run_id": run_id, "since": now()}), encoding="utf-8")
        yield
    finally:
        lock.release()


def _who(holder: Path) -> str:
    try:
        held = json.loads(holder.read_text(encoding="utf-8"))
        return f"（{held['run_id']}，始于 {held['since']}）"
    except (OSError, ValueError, KeyError):
        return ""
