"""The figures of a release as a run tells them: an archive is no document beside its members."""

from pathlib import Path
from typing import Any

import pytest

from yusuan import alert, report
from yusuan.release import publish
from yusuan.summary import summarise


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def file(number: int, path: str, **values: Any) -> dict[str, Any]:
        sha256 = f"{number:064x}"[::-1]
        return {
            "document_id": sha256[:16],
            "sha256": sha256,
            "source_path": path,
            "byte_size": 9,
            "media_type": "text/plain",
        } | values

    rows = [
        file(1, "包.zip", media_type="application/zip", status="parsed", status_reason="压缩包，内含2个文件，各自成行"),
        file(2, "包.zip!/好.txt", status="parsed"),
        file(3, "包.zip!/空.txt", status="rejected", status_reason="空文件"),
        file(4, "坏.zip", media_type="application/zip", status="rejected", status_reason="压缩包已损坏"),
    ]
    return publish(tmp_path_factory.mktemp("out"), rows, lambda: iter(())).path


def test_an_archive_is_counted_as_what_it_is(release: Path) -> None:
    assert summarise(release).documents == {"archive": 1, "parsed": 1, "rejected": 2}


def test_an_archive_that_was_unpacked_by_hand_is_no_lost_document(release: Path) -> None:
    figures = alert.figures(release)
    assert list(figures.data) == ["包.zip!/好.txt"]
    assert figures.documents == {"archive": 1, "parsed": 1, "rejected": 2}


def test_the_report_says_archive(release: Path) -> None:
    html = report.render(release, release.name)
    assert "已读取 1，部分读取 0，未读取 2，压缩包 1" in html
    assert '<span class="tag archive">压缩包</span>' in html
