"""How documents are dealt out: nobody idle at the end, progress to be seen, and no more tasks than Prefect bears."""

import pytest

from flows.batch import Item, batches
from yusuan.raw_file import RawFile

MEGABYTE = 2**20


def items(count: int, size: int = 300_000) -> list[Item]:
    return [Item(RawFile(f"{n}.pdf", f"/raw/{n}.pdf", "0", "0", "application/pdf", size), ()) for n in range(count)]


@pytest.mark.parametrize(
    ("count", "workers", "most", "last"),
    [(1, 2, 1, 1), (7, 2, 2, 1), (20, 2, 5, 2), (100, 2, 25, 7), (1000, 2, 100, 25), (1000, 16, 32, 8), (5000, 8, 100, 25)],
)
def test_batches_become_smaller_to_the_end(count: int, workers: int, most: int, last: int) -> None:
    found = batches(items(count), workers)
    sizes = [len(batch) for batch in found]
    assert [item for batch in found for item in batch] == items(count)
    assert sizes == sorted(sizes, reverse=True) and sizes[0] == most
    assert all(size <= last for size in sizes[-min(workers, count) :]), "no worker waits long for the last batch"
    assert min(sizes[:-1], default=last) >= last, "and none is so small that its tasks cost more than its work"


def test_of_no_documents_there_are_no_batches() -> None:
    assert batches([], 2) == []


def test_large_documents_go_in_smaller_batches() -> None:
    assert {len(batch) for batch in batches(items(1000, 16 * MEGABYTE), 2)} == {5}
    assert [len(batch) for batch in batches(items(2, 1024 * MEGABYTE), 1)] == [1, 1]


@pytest.mark.parametrize("size", [300_000, 16 * MEGABYTE])
@pytest.mark.parametrize("workers", [2, 16])
def test_very_many_documents_are_about_a_thousand_tasks(size: int, workers: int) -> None:
    assert len(batches(items(60_000, size), workers)) * 4 <= 1200
