"""Which documents and stages a rerun touches."""

import pytest

from yusuan.journal import DOCUMENT_STAGES, StageOutcome
from yusuan.raw_file import RawFile
from yusuan.selection import Selection

FILE = RawFile("2024/人社局.pdf", "/raw/2024/人社局.pdf", "0" * 64, "0" * 16, "application/pdf", 10)
PASSED = {stage: StageOutcome(FILE.source_path, FILE.document_id, stage, "done") for stage in DOCUMENT_STAGES}
FAILED = {"read": StageOutcome(FILE.source_path, FILE.document_id, "read", "failed")}


def test_a_run_takes_every_document_and_forces_nothing() -> None:
    assert Selection().forced(FILE, PASSED) == frozenset()


def test_a_rerun_leaves_alone_what_passed() -> None:
    assert Selection(rerun=True).forced(FILE, PASSED) is None
    assert Selection(rerun=True).forced(FILE, FAILED) == frozenset()


@pytest.mark.parametrize("pattern", ["2024/*", "人社局", "0000"])
def test_a_document_is_named_by_path_pattern_or_id(pattern: str) -> None:
    assert Selection(rerun=True, documents=(pattern,)).forced(FILE, PASSED) == frozenset(DOCUMENT_STAGES)


def test_stage_and_from_stage_choose_by_hand() -> None:
    assert Selection(rerun=True, stage="parse").forced(FILE, PASSED) == {"parse"}
    assert Selection(rerun=True, from_stage="validate").forced(FILE, PASSED) == {"validate", "reconcile"}
    assert Selection(rerun=True, from_stage="validate").forces("publish")


def test_another_document_is_left_alone() -> None:
    assert Selection(rerun=True, documents=("财政局",), from_stage="read").forced(FILE, FAILED) is None


def test_a_stage_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="可选"):
        Selection(stage="parsing")
