"""The journal of a run, our own record of it: one JSON line an event, written as it happens; a killed run tells how far it came.

It lies beside the artifacts, under `<out>/.yusuan/runs/<run id>.jsonl`. Prefect's database is for looking, this is the audit
trail: documents, stages, outcomes, reasons, versions, times.
"""

import json
import os
import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from yusuan.unwritable import writing

STAGES = ("ingest", "read", "parse", "correct", "validate", "reconcile", "publish")
DOCUMENT_STAGES = ("read", "parse", "correct", "validate", "reconcile")
OPTIONAL_STAGES = ("correct",)
STAGE_NAMES = {"read": "读取", "parse": "解析", "correct": "更正", "validate": "校验", "reconcile": "核对"}


class StageOutcome(msgspec.Struct, frozen=True):
    """What became of one document in one stage.

    `status`: done, rejected (a result too: the file is no document), failed (no result). `executed` is false where the artifact
    was there already. `key` addresses the artifact; `counts` are records by dataset; `seconds` is the time of the work itself;
    `detail` is for engineers (an exception's last lines), `reason` for everybody.
    """

    source_path: str
    document_id: str
    stage: str
    status: str
    executed: bool = True
    key: str | None = None
    digest: str | None = None
    reason: str | None = None
    page: int | None = None
    seconds: float = 0.0
    counts: dict[str, int] = {}
    facts: dict[str, Any] = {}
    detail: str | None = None

    @property
    def has_result(self) -> bool:
        return self.status == "done"


class Journal:
    """Writes the events of one run. One process writes; any number may read. Raises Unwritable."""

    def __init__(self, out: Path, run_id: str):
        self.run_id = run_id
        self.path = runs_folder(out) / f"{run_id}.jsonl"
        with writing(self.path.parent):
            self.path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, event: str, **values: Any) -> None:
        self._append([{"event": event, "time": now(), **values}])

    def stage(self, outcomes: list[StageOutcome]) -> None:
        self._append([{"event": "stage", "time": now(), **msgspec.to_builtins(outcome)} for outcome in outcomes])

    def _append(self, events: list[dict[str, Any]]) -> None:
        lines = "".join(json.dumps(event, ensure_ascii=False, default=str) + "\n" for event in events).encode()
        with writing(self.path), self.path.open("ab", buffering=0) as file:
            start = file.tell()
            try:
                while lines:
                    lines = lines[file.write(lines) or 0 :]
            except OSError:
                file.truncate(start)  # half a line would spoil the next one
                raise


class Run(msgspec.Struct):
    """A run as its journal tells it. `outcomes` holds the last outcome of each document and stage, by source path; `alert`
    why somebody was to be told, and whether that worked; `heard` is the time of its last line.
    """

    run_id: str
    started: dict[str, Any] = {}
    planned: dict[str, Any] = {}
    finished: dict[str, Any] | None = None
    outcomes: dict[str, dict[str, StageOutcome]] = {}
    alert: dict[str, Any] | None = None
    heard: str | None = None

    def executed(self) -> dict[str, int]:
        """How many documents each stage worked on in this run; what it reused does not count."""
        return executed(outcome for stages in self.outcomes.values() for outcome in stages.values())

    def taken(self) -> set[str]:
        """The source paths of all documents that this run or one before it took in."""
        return set(self.planned.get("taken", self.outcomes))

    def failures(self) -> list[StageOutcome]:
        return [outcome for stages in self.outcomes.values() for outcome in stages.values() if outcome.status == "failed"]


def executed(outcomes: Iterable[StageOutcome]) -> dict[str, int]:
    """How many documents each stage worked on; a stage that most documents have no use for only where it worked on one."""
    worked = Counter(outcome.stage for outcome in outcomes if outcome.executed)
    return {stage: worked[stage] for stage in DOCUMENT_STAGES if worked[stage] or stage not in OPTIONAL_STAGES}


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def new_run_id() -> str:
    """Sorts by time: 20240315T060000Z-1a2b."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"[:-3] + f"Z-{secrets.token_hex(2)}"


def runs_folder(out: Path) -> Path:
    return out / ".yusuan" / "runs"


def run_ids(out: Path) -> list[str]:
    """The runs on this output, oldest first."""
    return sorted(path.stem for path in runs_folder(out).glob("*.jsonl"))


def is_news(raw: Path, out: Path) -> bool:
    """Whether anything in the raw folder is newer than the last run, told at a glance by the times of files.

    A hint of whether there will be work, for who wants to make ready; what has to run is told by content (`pipeline.py`).
    """
    last = run_ids(out)[-1:]
    if not last:
        return True
    then = (runs_folder(out) / f"{last[0]}.jsonl").stat().st_mtime
    below = ((Path(folder), names) for folder, _, names in os.walk(raw))
    return any(path.lstat().st_mtime >= then for folder, names in below for path in (folder, *(folder / name for name in names)))


def load(out: Path, run_id: str | None = None) -> Run | None:
    """A run by its id, by default the last one that came as far as planning; None if there is none."""
    for candidate in [run_id] if run_id else reversed(run_ids(out)):
        path = runs_folder(out) / f"{candidate}.jsonl"
        if path.is_file():
            run = _replay(candidate, path)
            if run_id or run.planned:
                return run
    return None


def _replay(run_id: str, path: Path) -> Run:
    run = Run(run_id, outcomes={})
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            event = json.loads(line)
        except json.JSONDecodeError:
            continue  # the line that a kill cut off
        run.heard = event["time"]
        match event.pop("event"):
            case "started":
                run.started = event
            case "planned":
                run.planned = event
            case "finished":
                run.finished = event
            case "alert":
                run.alert = event
            case "stage":
                event.pop("time")
                outcome = msgspec.convert(event, StageOutcome)
                run.outcomes.setdefault(outcome.source_path, {})[outcome.stage] = outcome
    return run


def host() -> dict[str, Any]:
    return {
        "host": os.uname().nodename,
        "system": os.uname().sysname,
        "machine": os.uname().machine,
        "processors": os.cpu_count(),
    }
