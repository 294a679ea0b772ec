"""What Prefect shows of a run: its progress, the table of its documents, its summary, and the lines of its log.

For looking only: whatever is lost here is in the journal.
"""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from prefect import get_run_logger
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from yusuan import publication
from yusuan.alert import report_link
from yusuan.batch import Item
from yusuan.journal import StageOutcome
from yusuan.publication import Entry
from yusuan.raw_file import RawFile

_ROWS = 1000  # of a table that the UI draws without stopping
_NAMED = 10
_SECONDS = 1.0  # between two looks at the progress
_ORDER = ("failed", "rejected", "not run", "done", "archive")


class Progress:
    """The share of a run's work that is done, counted in documents times stages."""

    def __init__(self, pending: dict[str, int]):
        self._todo = pending
        self._done: Counter[str] = Counter()
        self._id: Any = None
        self._shown = time.monotonic()
        if any(pending.values()):
            self._id = create_progress_artifact(0.0, key="progress", description=_tally(pending))
        get_run_logger().info("待处理 pending: %s", _tally(pending) if self._id else "无 nothing")

    def batch(self, stage: str, outcomes: list[StageOutcome]) -> None:
        """Count a batch that is done, and say which of its documents are no data, with document and page."""
        logger = get_run_logger()
        self._done[stage] += len(outcomes)
        if self._id and time.monotonic() - self._shown > _SECONDS:
            # a stage that a document merely passes through was not counted in
            done = sum(min(self._done[name], todo) for name, todo in self._todo.items())
            update_progress_artifact(self._id, round(100 * done / sum(self._todo.values()), 1))
            self._shown = time.monotonic()
        logger.info("%s: %s", stage, _tally(Counter(outcome.status for outcome in outcomes)))
        for outcome in outcomes:
            if outcome.status == "failed":
                logger.error("失败 failed: %s", line(outcome))
            elif outcome.status == "rejected":
                logger.warning("拒收 rejected: %s", line(outcome))

    def finish(self) -> None:
        """Later stages of a document that failed never come: the run is done nevertheless."""
        if self._id:
            update_progress_artifact(self._id, 100.0)


def show(
    run_id: str,
    out: str,
    files: list[RawFile],
    items: list[Item],
    failures: list[StageOutcome],
    release: dict[str, Any],
) -> None:
    """The artifacts of a run that has published."""
    rows = documents(files, items)
    for number, start in enumerate(range(0, max(len(rows), 1), _ROWS), start=1):
        part = rows[start : start + _ROWS]
        shown = f"（{len(rows)} 份中的第 {start + 1} 至 {start + len(part)} 份）" if len(rows) > _ROWS else ""
        key = "documents" if number == 1 else f"documents-{number}"
        create_table_artifact(key=key, table=part, description=f"每份文件到了哪一步，得到了什么{shown}")
    create_markdown_artifact(key="summary", markdown=_markdown(run_id, out, rows, items, failures, release))
    get_run_logger().info("发布 release %s: %s", release["release_id"], release["path"])


def documents(files: Sequence[RawFile], items: Sequence[Item]) -> list[dict[str, Any]]:
    """A row a raw file, what failed first: `outcome` is failed, rejected, not run (another year or region), done, or archive."""
    outcomes = {item.file.source_path: item.outcomes for item in items}
    rows = [_row(entry, outcomes.get(entry.file.source_path, ())) for entry in publication.order(files, outcomes, ()).entries]
    return sorted(rows, key=lambda row: (_ORDER.index(row["outcome"]), row["document"]))


def line(outcome: StageOutcome) -> str:
    """An outcome with document, page and reason."""
    place = f" 第{outcome.page}页" if outcome.page else ""
    return f"{outcome.source_path} [{outcome.stage}]{place} {outcome.reason}"


def _row(entry: Entry, outcomes: Sequence[StageOutcome]) -> dict[str, Any]:
    last = outcomes[-1] if outcomes else None
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts |= outcome.counts
    return {
        "document": entry.file.source_path,
        "stage": last.stage if last else "ingest",
        "outcome": last.status if last else _without_stages(entry.file),
        "page": last.page if last else None,
        "projects": counts.get("projects", 0),
        "indicators": counts.get("indicators", 0),
        "checks": sum(n for name, n in counts.items() if name.startswith("check:")),
        "findings": sum(n for name, n in counts.items() if name.startswith("finding:")),
        "reason": (last.reason if last else entry.reason) or "",
    }


def _without_stages(file: RawFile) -> str:
    if file.rejection:
        return "rejected"
    return "not run" if file.members is None else "archive"


def _markdown(
    run_id: str,
    out: str,
    rows: list[dict[str, Any]],
    items: list[Item],
    failures: list[StageOutcome],
    release: dict[str, Any],
) -> str:
    outcomes = Counter(row["outcome"] for row in rows)
    checks: Counter[str] = Counter()
    for item in items:
        for outcome in item.outcomes:
            checks.update({name[6:]: n for name, n in outcome.counts.items() if name.startswith("check:")})
    state = "新发布 new" if release["is_new"] else "未变 unchanged"
    return "\n".join(
        [
            f"# {run_id}",
            "",
            f"**[报告 report]({report_link(out, release['release_id'])})**",
            "",
            "| | |",
            "|---|---|",
            f"| 发布 release | `{release['release_id']}` {state} |",
            f"| 位置 path | `{release['path']}` |",
            f"| 文件 documents | {_tally(outcomes)} |",
            f"| 项目 projects | {sum(row['projects'] for row in rows)} |",
            f"| 单份文件内的核对 checks within documents | {_tally(checks)} |",
            *(["", "## 失败 failed", ""] if failures else []),
            *(f"- {line(outcome)}" for outcome in failures),
            *_rejected(rows),
        ]
    )


def _rejected(rows: list[dict[str, Any]]) -> list[str]:
    """Files that are no data, by reason: the UI shows a cell of its table in one line only."""
    by_reason: dict[str, list[str]] = {}
    for row in rows:
        if row["outcome"] == "rejected":
            by_reason.setdefault(row["reason"], []).append(row["document"])
    told = [
        f"- {reason}：{'，'.join(paths[:_NAMED])}{f'……共 {len(paths)} 份' if len(paths) > _NAMED else ''}"
        for reason, paths in by_reason.items()
    ]
    return ["", "## 没有采用 not taken as data", "", *told] if told else []


def _tally(counts: dict[str, int]) -> str:
    return "，".join(f"{name} {count}" for name, count in sorted(counts.items()) if count) or "0"
