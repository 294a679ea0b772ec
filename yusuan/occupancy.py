"""One run at a time on one output: the second says who is there instead of working on the same files.

Whether a run that has not ended is at work follows from that: it is, if it has the output.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from yusuan.journal import Run, host, now
from yusuan.unwritable import writing

_LOOK = 0.5  # seconds: who looks whether somebody is there has the lock for an instant


class Occupied(Exception):
    """Another run works on this output; the message says which, for people."""


class Holder(msgspec.Struct, frozen=True):
    """Who has an output: a run, since when, on which machine, in which process."""

    run_id: str
    since: str
    host: str | None = None
    pid: int | None = None


class Standing(msgspec.Struct, frozen=True):
    """Whether a run is at work. `state`: finished; failed (it ended, and said why); at_work; cut_off; unknown, where it went on
    another machine and may have a lock that is not seen from here. `holder` has the output now, be it this run or another.
    """

    state: str
    holder: Holder | None = None


@contextmanager
def occupy(out: Path, run_id: str) -> Iterator[None]:
    """Hold the output for a run; a killed run holds nothing. Raises Occupied at once if another run holds it, or Unwritable."""
    folder = out / ".yusuan"
    lock = FileLock(folder / "lock")
    try:
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=_LOOK)
    except Timeout:
        raise Occupied(f"另一个运行正在使用 {out}{_who(_told(folder))}；等它结束后再执行") from None
    try:
        with writing(folder):
            told = Holder(run_id, now(), host()["host"], os.getpid())
            (folder / "holder.json").write_bytes(msgspec.json.encode(told))
        yield
    finally:
        lock.release()


def holder(out: Path) -> Holder | None:
    """Who has an output that is a folder; None if nobody has. Raises OSError if that cannot be told."""
    folder = out / ".yusuan"
    if not (folder / "lock").exists():
        return None
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return _told(folder) or Holder("?", "?")
    lock.release()
    return None


def standing(run: Run, holder: Holder | None, is_seen_everywhere: bool = False) -> Standing:
    """Whether a run is at work, by who has its output. `is_seen_everywhere`: whether other machines' runs are seen as holders."""
    if run.finished is not None:
        return Standing("finished", holder)
    if holder is not None and holder.run_id == run.run_id:
        return Standing("at_work", holder)
    if run.alert is not None and "error" in run.alert["reasons"]:
        return Standing("failed", holder)
    # an output that another run could take was free
    is_certain = is_seen_everywhere or holder is not None or run.started.get("host") in (None, host()["host"])
    return Standing("cut_off" if is_certain else "unknown", holder)


def _told(folder: Path) -> Holder | None:
    try:
        return msgspec.json.decode((folder / "holder.json").read_bytes(), type=Holder)
    except (OSError, msgspec.DecodeError):
        return None


def _who(held: Holder | None) -> str:
    return f"（{held.run_id}，始于 {held.since}）" if held else ""
