"""One run at a time on an output on object storage: who works there puts a claim, and refuses to start beside another.

A claim is put before the others are listed, so of two runs at least one sees the other; a store whose lists lag is refused.
Nothing depends on conditional writes, which stores may ignore without a word. A claim is renewed while its run lives, and
dead when that stops; its age is measured by the store's clock alone. On its own machine a run holds a file lock as well, so
that a killed one is noticed there at once.
"""

import json
import os
import platform
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout

from yusuan.address import cache
from yusuan.artifacts import write_whole
from yusuan.journal import now
from yusuan.occupancy import Holder, Occupied
from yusuan.storage.bucket import Bucket, StorageError

FOLDER = ".yusuan/claims"
RENEWAL = 15.0
LEASE = 120.0
_TRIES = 3
_LOOKS = 3
_STEPPING_BACK = 1.0  # seconds that a run may take to see that it is the second


class Claim:
    """The claim of a run that has the output."""

    def __init__(self, bucket: Bucket, run_id: str):
        self._bucket = bucket
        self._name = f"{FOLDER}/{secrets.token_hex(8)}.json"
        self._was_seen = False
        self._told = {"run_id": run_id, "host": platform.node(), "machine": _machine(), "since": now(), "pid": os.getpid()}

    def put(self) -> None:
        self._bucket.write(self._name, json.dumps(self._told).encode())

    def take_away(self) -> None:
        self._bucket.remove([self._name])

    def renew(self) -> None:
        """Not if somebody took it away: then others believe us dead."""
        if self._bucket.has(self._name):
            self.put()

    def check(self) -> None:
        """Raises Occupied if the output is not ours, or not any more; StorageError if the store does not list what was put."""
        claims = self._bucket.list(FOLDER)
        others = [told for name in claims if name != self._name if (told := self._living(name, claims))]
        if others:
            other = others[0]
            held = f"{other.get('run_id')}，在 {other.get('host')} 上，始于 {other.get('since')}"
            raise Occupied(
                f"另一个运行正在使用 {self._bucket.url}（{held}）；等它结束后再执行"
                f"（如果它已被强行终止，最多 {LEASE:.0f} 秒后可以重新执行）"
            )
        if self._name in claims:
            self._was_seen = True
        elif self._was_seen:
            raise Occupied(f"这次运行已经不再占用 {self._bucket.url}（失去联系超过 {LEASE:.0f} 秒）；请重新执行")
        else:
            raise StorageError(
                f"对象存储 {self._bucket.url} 的列表里没有刚刚写入的对象，无法保证同一时间只有一个运行，不能使用；"
                "写入的对象须立即出现在列表里，S3 即是如此"
            )

    def confirm(self) -> None:
        """As `check`, for the run that has the output: a second that came just now and steps back is no reason to stop."""
        for _ in range(_LOOKS - 1):
            try:
                return self.check()
            except Occupied:
                time.sleep(_STEPPING_BACK)
        self.check()

    def _living(self, name: str, claims: dict[str, Any]) -> dict[str, Any] | None:
        """What another claim says; None, and it is taken away, if its run is dead."""
        try:
            told = json.loads(self._bucket.read(name))
        except FileNotFoundError:
            return None
        except ValueError:
            told = {}
        own, other = claims.get(self._name), claims[name]
        age = (own.written - other.written).total_seconds() if own and own.written and other.written else 0.0
        # we hold this machine's file lock, so whoever else claims from here does not live
        if told.get("machine") == self._told["machine"] or age > LEASE:
            self._bucket.remove([name])
            return None
        return told


def holder(bucket: Bucket) -> Holder | None:
    """Who has the output, as far as claims tell: that of a killed run is believed until it is older than a claim may be."""
    for name, stored in bucket.list(FOLDER).items():
        if stored.written is None or time.time() - stored.written.timestamp() <= LEASE:
            with suppress(FileNotFoundError, msgspec.DecodeError):
                return msgspec.json.decode(bucket.read(name), type=Holder)
    return None


@contextmanager
def hold(bucket: Bucket, run_id: str, beat: Callable[[], None] | None = None) -> Iterator[Claim]:
    """Have the output for a run; `beat` is called at every renewal. Raises Occupied if another run has it."""
    claim = Claim(bucket, run_id)
    with _here(bucket, run_id):
        _acquire(claim)
        over = threading.Event()
        renewing = threading.Thread(target=_renew, args=(claim, over, beat), daemon=True)
        renewing.start()
        try:
            yield claim
        finally:
            over.set()
            renewing.join()
            _let_go(claim)


def _acquire(claim: Claim) -> None:
    for attempt in range(_TRIES):
        claim.put()
        try:
            claim.check()
            return
        except Occupied:
            claim.take_away()
            if attempt == _TRIES - 1:
                raise
        except BaseException:
            _let_go(claim)
            raise
        time.sleep(random.uniform(0.1, 1.0))  # two that came at once have both stepped back


def _renew(claim: Claim, over: threading.Event, beat: Callable[[], None] | None) -> None:
    while not over.wait(RENEWAL):
        try:
            claim.renew()
            if beat is not None:
                beat()
        except OSError:
            continue  # the next beat may get through; if none does, `check` stops the run before it publishes


def _let_go(claim: Claim) -> None:
    try:
        claim.take_away()
    except StorageError:
        return  # it dies by itself


@contextmanager
def _here(bucket: Bucket, run_id: str) -> Iterator[None]:
    """This machine's file lock for the output."""
    folder = cache(bucket.url)
    folder.mkdir(parents=True, exist_ok=True)
    lock, holder = FileLock(folder / "lock"), folder / "holder"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        who = holder.read_text(encoding="utf-8") if holder.is_file() else ""
        raise Occupied(f"另一个运行正在使用 {bucket.url}（{who}）；等它结束后再执行") from None
    try:
        holder.write_text(f"{run_id}，在本机上，始于 {now()}", encoding="utf-8")
        yield
    finally:
        lock.release()


def _machine() -> str:
    """A name for all who share this machine's file locks. A cache that was copied to another machine must not have the same."""
    path, boot = cache() / "machine", Path("/proc/sys/kernel/random/boot_id")
    if not path.is_file():
        write_whole(path, secrets.token_hex(16).encode())
    return " ".join((path.read_text(), platform.node(), boot.read_text().strip() if boot.is_file() else ""))
