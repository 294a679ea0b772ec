"""Telling somebody that a run needs a look: when that is, what it says, and the command or webhook that it is said to.

What is told comes from the run's journal and the two releases alone, so it is the same wherever the run ran. Configured by the
environment, because the address of a webhook is often its password:

    YUSUAN_ALERT_COMMAND   a command line, run without a shell, gets the message as JSON on its standard input
    YUSUAN_ALERT_WEBHOOK   an http(s) URL, gets the message as JSON by POST
    YUSUAN_PUBLIC_URL      where <out> can be seen in a browser; links to the report lead there instead of to a file

A hook that does not work never fails a run; that it did not work is in the journal.
"""

import json
import os
import shlex
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import msgspec

from yusuan.address import below, is_url
from yusuan.journal import Journal, Run, load
from yusuan.release import current
from yusuan.summary import STATE, scan

COMMAND, WEBHOOK, PUBLIC_URL = "YUSUAN_ALERT_COMMAND", "YUSUAN_ALERT_WEBHOOK", "YUSUAN_PUBLIC_URL"
_COMMAND_SECONDS = 60
_WEBHOOK_SECONDS = 10
_NAMED = 50  # failed or lost documents in a message
_NAMED_IN_TEXT = 3


class Figures(msgspec.Struct, frozen=True):
    """What two releases are compared by: documents by state, checks by outcome, and the documents that are data."""

    release_id: str
    documents: dict[str, int]
    checks: dict[str, int]
    data: dict[str, str]  # document id by source path

    def without_names(self) -> dict[str, Any]:
        return {"release_id": self.release_id, "documents": self.documents, "checks": self.checks}


def figures(release: Path) -> Figures:
    """The figures of a release. Raises duckdb.Error if it lacks a dataset or a column that they come from."""
    documents, checks = scan(release, "documents"), scan(release, "reconciliations")
    with duckdb.connect() as connection:
        return Figures(
            release.name,
            dict(connection.execute(f"select {STATE}, count(*) from {documents} group by 1 order by 1").fetchall()),
            dict(connection.execute(f"select status, count(*) from {checks} group by 1 order by 1").fetchall()),
            dict(
                connection.execute(
                    f"select source_path, document_id from {documents} where {STATE} not in ('rejected', 'archive')"
                ).fetchall()
            ),
        )


def lost(before: Figures, after: Figures) -> list[str]:
    """Documents that were data and are none any more; one that was moved or replaced by another file is not lost."""
    still = set(after.data.values())
    return sorted(path for path, document in before.data.items() if document not in still and path not in after.data)


def reasons(run: Run, before: Figures | None, after: Figures | None, error: str | None = None) -> dict[str, str]:
    """Why somebody should look at a run, in plain words by kind of reason; empty if all is well.

    Kinds: error (the run could not be finished), failures, nothing (no file of its year and region), checks (more of them failed
    than in the last release), lost (documents that were data).
    """
    found: dict[str, str] = {}
    if error:
        found["error"] = f"运行未能完成 not finished: {error}"
    if failures := run.failures():
        named = "；".join(f"{f.source_path} [{f.stage}]{_page(f.page)} {f.reason}" for f in failures[:_NAMED_IN_TEXT])
        found["failures"] = f"{len(failures)} 份文件失败 failed: {named}{'……' if len(failures) > _NAMED_IN_TEXT else ''}"
    if run.planned and not run.planned.get("covered", True):
        found["nothing"] = "原始文件夹中没有属于本次年度和地区的文件 no files of this year and region"
    if before and after and before.release_id != after.release_id:
        worse = after.checks.get("failed", 0) - before.checks.get("failed", 0)
        if worse > 0:
            found["checks"] = f"未通过的核对比上次发布多 {worse} 项 more failed checks than in the last release"
        if gone := lost(before, after):
            named = "；".join(gone[:_NAMED_IN_TEXT])
            found["lost"] = f"{len(gone)} 份文件不再有数据 documents lost: {named}{'……' if len(gone) > _NAMED_IN_TEXT else ''}"
    return found


def tell(out: Path, run_id: str, before: Path | None, error: str | None = None, address: str | None = None) -> dict[str, str]:
    """Look at a run that has ended, call the hooks if there is a reason to, and write both to its journal. Never raises.

    `before` is the release that stood when it began, `error` why it could not be finished, `address` what people call the
    output if not `out`. Returns the reasons.
    """
    try:
        run = load(out, run_id) or Run(run_id)
        after = current(out)
        is_changed = before and after and before != after and before.is_dir()
        old, new = (figures(before), figures(after)) if is_changed else (None, None)
        found = reasons(run, old, new, error)
        if found:
            new = new or (figures(after) if after else None)
            told = call_hooks(message(address or out, run, found, old, new), os.environ)
            Journal(out, run_id).write("alert", reasons=found, hooks=told)
        return found
    except Exception as failure:
        _write_failure(out, run_id, failure)
        return {}


def message(
    out: Path | str, run: Run, reasons: Mapping[str, str], before: Figures | None, after: Figures | None
) -> dict[str, Any]:
    """What the hooks get. `text` is the whole of it for people."""
    report = report_link(out, after.release_id) if after else None
    options = run.started.get("options", {})
    scope = " ".join(str(options[name]) for name in ("fiscal_year", "region") if options.get(name))
    lines = [f"预算 Yusuan {run.run_id} {scope}".rstrip(), *reasons.values(), *([report] if report else [])]
    return {
        "run_id": run.run_id,
        "reasons": dict(reasons),
        "text": "\n".join(lines),
        "raw": run.started.get("raw"),
        "out": str(out),
        "options": options,
        "failed": len(run.failures()),
        "failures": [
            {"document": f.source_path, "document_id": f.document_id, "stage": f.stage, "page": f.page, "reason": f.reason}
            for f in run.failures()[:_NAMED]
        ],
        "lost": lost(before, after)[:_NAMED] if before and after else [],
        "before": before.without_names() if before else None,
        "after": after.without_names() if after else None,
        "report": report,
    }


def report_link(out: Path | str, release_id: str) -> str:
    """Where a release's report can be looked at."""
    inside = f"releases/{release_id}/report/index.html"
    if public := os.environ.get(PUBLIC_URL):
        return f"{public.rstrip('/')}/{inside}"
    return below(out, inside) if is_url(out) else (Path(out).resolve() / inside).as_uri()


def call_hooks(content: Mapping[str, Any], environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """Call what is configured. Returns one entry a hook: which, and why it did not work (`error`, None if it did)."""
    body = json.dumps(content, ensure_ascii=False, default=str).encode()
    called: list[dict[str, Any]] = []
    if command := environment.get(COMMAND):
        called.append({"hook": "command", "error": _run_command(command, body)})
    if url := environment.get(WEBHOOK):
        called.append({"hook": f"webhook {urlsplit(url).hostname}", "error": _post(url, body)})
    return called


def _run_command(command: str, body: bytes) -> str | None:
    try:
        ran = subprocess.run(shlex.split(command), input=body, capture_output=True, timeout=_COMMAND_SECONDS)
    except subprocess.TimeoutExpired:
        return f"{_COMMAND_SECONDS} 秒内没有结束 timed out"
    except (OSError, ValueError, IndexError) as error:
        return f"{type(error).__name__}: {error}"
    if ran.returncode:
        return f"exit code {ran.returncode}: {ran.stderr.decode(errors='replace').strip()[-300:]}"
    return None


def _post(url: str, body: bytes) -> str | None:
    """The reason must not hold the URL: whoever knows it can write there."""
    if urlsplit(url).scheme not in ("http", "https"):
        return "不是 http(s) 地址 no http(s) URL"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json; charset=utf-8"})
    try:
        with urllib.request.urlopen(request, timeout=_WEBHOOK_SECONDS):
            return None
    except urllib.error.HTTPError as error:
        return f"HTTP {error.code}"
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {getattr(error, 'reason', '') or '连接失败'}"


def _page(page: int | None) -> str:
    return f" 第{page}页" if page else ""


def _write_failure(out: Path, run_id: str, failure: Exception) -> None:
    try:
        Journal(out, run_id).write("alert", reasons={}, hooks=[{"hook": None, "error": f"{type(failure).__name__}: {failure}"}])
    except OSError:
        return  # there is nowhere left to say it: the disk is full or gone
