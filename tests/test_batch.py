"""How documents are dealt out: nobody idle at the end, progress to be seen, and no more tasks than Prefect bears."""

import pytest

from yusuan.batch import Item, batches
from yusuan.raw_file import RawFile


def items(count: int, size: int = 300_000) -> list[Item]:
    return [Item(RawFile(f"{n}.pdf", f"/raw/{n}.pdf", "0", "0", "application/pdf", size), ()) for n in range(count)]


@pytest.mark.parametrize(("count", "workers", "made"), [(0, 2, 0), (1, 2, 1), (7, 2, 7), (100, 2, 8), (1000, 2, 20)])
def test_each_worker_gets_several_batches_of_up_to_fifty(count: int, workers: int, made: int) -> None:
    found = batches(items(count), workers)
    assert len(found) == made
    assert [item for batch in found for item in batch] == items(count)
    assert max(map(len, found), default=0) <= 50


def test_large_documents_go_in_smaller_batches() -> None:
    assert {len(batch) for batch in batches(items(1000, 16 * 2**20), 2)} == {4}
    assert [len(batch) for batch in batches(items(2, 2**30), 1)] == [1, 1]


@pytest.mark.parametrize("size", [300_000, 16 * 2**20])
def test_very_many_documents_are_at_most_a_thousand_tasks(size: int) -> None:
    assert len(batches(items(60_000, size), 2)) * 4 <= 1010
