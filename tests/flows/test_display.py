"""The table of documents in Prefect's UI: every raw file, what became of it, and the whole reason."""

from pathlib import Path
from zipfile import ZipFile

from flows.display import documents
from yusuan.archive import catalogue
from yusuan.batch import Item
from yusuan.journal import StageOutcome
from yusuan.publication import is_readable


def outcome(path: str, stage: str, status: str = "done", reason: str | None = None, **counts: int) -> StageOutcome:
    return StageOutcome(path, "0" * 16, stage, status, key="k", digest="d", reason=reason, counts=counts)


def test_every_raw_file_is_a_row_with_its_state_and_its_whole_reason(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for name in ("2023/旧.txt", "2024/好.txt", "2024/坏.txt"):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text(f"预算 {name}\n" * 9, encoding="utf-8")
    (raw / "空.txt").write_bytes(b"")
    with ZipFile(raw / "包.zip", "w") as archive:
        archive.writestr("内.txt", "部门预算\n" * 9)
    files = catalogue(raw, tmp_path / "unpacked")
    items = []
    for file in files:
        if file.source_path == "2024/坏.txt":
            items.append(Item(file, (outcome(file.source_path, "read", "failed", "很长的原因" * 80),)))
        elif is_readable(file) and not file.source_path.startswith("2023"):
            stages = [outcome(file.source_path, stage) for stage in ("read", "parse", "correct")]
            records = outcome(file.source_path, "validate", projects=3)
            checks = outcome(file.source_path, "reconcile", **{"check:exact": 4, "finding:info": 1})
            items.append(Item(file, (*stages, records, checks)))
    rows = {row["document"]: row for row in documents(files, items)}
    assert {path: (row["stage"], row["outcome"]) for path, row in rows.items()} == {
        "2024/坏.txt": ("read", "failed"),
        "空.txt": ("ingest", "rejected"),
        "2023/旧.txt": ("ingest", "not run"),
        "2024/好.txt": ("reconcile", "done"),
        "包.zip!/内.txt": ("reconcile", "done"),
        "包.zip": ("ingest", "archive"),
    }
    assert list(rows)[:2] == ["2024/坏.txt", "空.txt"], "what failed first"
    assert rows["2024/坏.txt"]["reason"] == "很长的原因" * 80
    assert "2023年度" in rows["2023/旧.txt"]["reason"] and rows["空.txt"]["reason"] and "内含1个文件" in rows["包.zip"]["reason"]
    good = rows["2024/好.txt"]
    assert (good["projects"], good["checks"], good["findings"], good["reason"]) == (3, 4, 1, "")
