"""Who has an output on object storage, for `yusuan status`: told by the claims, also from another machine."""

import pytest

from yusuan.journal import Run
from yusuan.occupancy import standing
from yusuan.storage import claims
from yusuan.storage.bucket import Bucket
from yusuan.storage.claims import hold, holder


def test_a_run_is_at_work_while_its_claim_lives(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket, run = Bucket(url), Run("run-1", started={"host": "elsewhere"}, planned={"pending": {}})
    with hold(bucket, "run-1"):
        assert standing(run, holder(bucket), is_seen_everywhere=True).state == "at_work"
        monkeypatch.setattr(claims, "LEASE", -60.0)
        assert holder(bucket) is None, "a claim that is not renewed is that of a dead run"
    assert standing(run, holder(bucket), is_seen_everywhere=True).state == "cut_off"
