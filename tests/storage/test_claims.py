"""One run at a time on object storage: the second is refused, a dead one holds nothing for long."""

import json
import threading
import time
from collections.abc import Callable

import pytest

from yusuan.occupancy import Occupied
from yusuan.storage import claims
from yusuan.storage.bucket import Bucket, StorageError
from yusuan.storage.claims import FOLDER, hold


def from_elsewhere(bucket: Bucket, run_id: str = "their-run") -> None:
    """The claim of a run on another machine."""
    bucket.write(
        f"{FOLDER}/theirs.json", json.dumps({"run_id": run_id, "host": "other", "machine": "other", "since": "?"}).encode()
    )


@pytest.fixture
def bucket(url: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setattr(claims, "_TRIES", 1)
    return Bucket(url)


def test_the_second_run_is_refused_and_told_who_is_there(bucket: Bucket, machine: Callable[[str], None]) -> None:
    with hold(bucket, "run-1"):
        with pytest.raises(Occupied, match="run-1"), hold(bucket, "run-2"):
            pass
        machine("there")
        with pytest.raises(Occupied, match="run-1"), hold(bucket, "run-2"):
            pass
    with hold(bucket, "run-2"):
        assert len(bucket.list(FOLDER)) == 1
    assert not bucket.list(FOLDER)


def test_of_runs_that_come_at_once_at_most_one_works(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the file lock, as on several machines."""
    from contextlib import nullcontext

    monkeypatch.setattr(claims, "_here", lambda *_: nullcontext())
    names = iter("abcdef")
    monkeypatch.setattr(claims, "_machine", lambda: next(names))
    inside, most, refused = [0], [0], []

    def work(number: int) -> None:
        try:
            with hold(bucket, f"run-{number}"):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0.3)
                inside[0] -= 1
        except Occupied as reason:
            refused.append(reason)

    runs = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert most[0] <= 1 and len(refused) >= 3
    assert not bucket.list(FOLDER)


def test_a_claim_that_was_not_renewed_is_dead(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    from_elsewhere(bucket)
    with pytest.raises(Occupied, match="their-run"), hold(bucket, "run-1"):
        pass
    monkeypatch.setattr(claims, "LEASE", 1.0)
    time.sleep(2.1)
    with hold(bucket, "run-1"):
        assert len(bucket.list(FOLDER)) == 1


def test_a_run_renews_its_claim_and_calls_at_each_beat(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "RENEWAL", 0.05)
    called = threading.Event()
    with hold(bucket, "run-1", called.set):
        first = next(iter(bucket.list(FOLDER).values())).written
        assert called.wait(10)
        time.sleep(1.2)
        assert next(iter(bucket.list(FOLDER).values())).written > first


def test_who_lost_the_output_is_stopped_before_the_switch(bucket: Bucket) -> None:
    with hold(bucket, "run-1") as claim:
        claim.check()
        bucket.remove(list(bucket.list(FOLDER)))
        claim.renew()
        with pytest.raises(Occupied, match="不再占用"):
            claim.check()
        from_elsewhere(bucket)
        with pytest.raises(Occupied, match="their-run"):
            claim.check()


def test_a_second_run_that_looks_in_and_steps_back_does_not_stop_the_first(bucket: Bucket) -> None:
    with hold(bucket, "run-1") as claim:
        from_elsewhere(bucket)
        leaving = threading.Timer(0.5, bucket.remove, [[f"{FOLDER}/theirs.json"]])
        leaving.start()
        claim.confirm()
        leaving.join()


def test_a_store_whose_lists_lag_behind_is_refused(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bucket, "list", lambda self, folder="": {})
    with pytest.raises(StorageError, match="无法保证同一时间只有一个运行"), hold(bucket, "run-1"):
        pytest.fail("two could do so at once")
    monkeypatch.undo()
    assert not bucket.list(FOLDER)


def test_conditional_writes_are_not_what_it_depends_on(bucket: Bucket, machine: Callable[[str], None]) -> None:
    """Two of the S3 servers that we tried ignore If-None-Match without a word; moto's heeds it. It makes no difference."""
    store, path = bucket._store, bucket._path("condition")
    store.pipe_file(path, b"first")
    try:
        store.pipe_file(path, b"second", mode="create")
    except FileExistsError:
        assert bucket.read("condition") == b"first"
    else:
        assert bucket.read("condition") == b"second", "the condition was ignored"
    with hold(bucket, "run-1"):
        machine("there")
        with pytest.raises(Occupied, match="run-1"), hold(bucket, "run-2"):
            pass
