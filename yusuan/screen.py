"""What a person sees in the terminal: progress, the summary of a run, a run's state, the origin of a figure."""

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.cells import set_cell_size
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from yusuan import change_notes
from yusuan.comparison import Comparison
from yusuan.explanation import Explanation
from yusuan.journal import DOCUMENT_STAGES, STAGE_NAMES, Run, runs_folder
from yusuan.occupancy import Holder, Standing
from yusuan.retention import Published
from yusuan.summary import Rejected, Summary

CHANGES_SHOWN = 3  # of each kind
_FAILURES_SHOWN = 10
_DEPARTMENTS_SHOWN = 12
_RULES_SHOWN = 5

# what is no terminal (a log, a pipe) has no width that words would have to be cut to
console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)


@contextmanager
def progress(out: Path, run_id: str, shown: bool) -> Iterator[None]:
    """Bars that follow the journal of a run while it is written; plain lines where the output is no terminal."""
    if not shown:
        yield
        return
    done = threading.Event()
    follower = threading.Thread(target=_follow, args=(runs_folder(out) / f"{run_id}.jsonl", done), daemon=True)
    follower.start()
    try:
        yield
    finally:
        done.set()
        follower.join()


def _follow(path: Path, done: threading.Event) -> None:
    bars = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console, transient=True
    )
    tasks: dict[str, Any] = {}
    position = 0
    with bars:
        starting = bars.add_task("启动 starting", total=None)
        while True:
            last_round = done.is_set()
            if path.exists():
                with path.open(encoding="utf-8") as file:
                    file.seek(position)
                    lines = file.readlines()
                    if lines and not lines[-1].endswith("\n"):
                        lines.pop()
                    position += sum(len(line.encode()) for line in lines)
                for line in lines:
                    _advance(bars, tasks, starting, json.loads(line))
            if last_round:
                return
            time.sleep(0.15)


def _advance(bars: Progress, tasks: dict[str, Any], starting: Any, event: dict[str, Any]) -> None:
    match event["event"]:
        case "planned":
            bars.update(starting, visible=False)
            for stage, pending in event["pending"].items():
                if pending:
                    tasks[stage] = bars.add_task(f"{STAGE_NAMES[stage]} {stage}", total=pending)
        case "stage" if event["executed"] and event["stage"] in tasks:
            bars.advance(tasks[event["stage"]])


def show_summary(run: Run, summary: Summary) -> None:
    """The result of a run on one screen."""
    executed = {name: count for name, count in ((run.finished or {}).get("executed") or {}).items() if count}
    _line("文件 documents", _tally(summary.documents) or "0")
    _line("项目 projects", f"{summary.rows.get('projects', 0)}，指标 indicators {summary.rows.get('indicators', 0)}")
    for department in summary.departments[:_DEPARTMENTS_SHOWN]:
        _line("", f"{department.fiscal_year or '----'} {department.department}  {_sum(department)}")
    if len(summary.departments) > _DEPARTMENTS_SHOWN:
        _line("", f"……共 {len(summary.departments)} 个部门，见报告 see the report")
    _line("核对 checks", _tally(summary.checks) or "0")
    _line("疑点 findings", _tally(summary.findings) or "0")
    _line("", _tally(dict(list(summary.rules.items())[:_RULES_SHOWN])) + ("……" if len(summary.rules) > _RULES_SHOWN else ""))
    _line("执行 executed", _tally(executed) or "无，全部沿用 nothing, all was done before")
    _line("发布 release", summary.path + ("" if (run.finished or {})["release"]["is_new"] else "（未变 unchanged）"))
    _line("报告 report", f"{summary.path}/report/index.html")
    show_rejected(run, summary.rejected)
    show_failures(run)


def _line(label: str, text: str) -> None:
    console.print(set_cell_size(label, 16) + text, markup=False, soft_wrap=True)


def _sum(department: Any) -> str:
    amount: Decimal | None = department.budget_yuan
    money = "未列金额 no amounts printed" if amount is None else f"{amount:,.2f} 元"
    return f"{department.projects} 个项目，{money}"


def _tally(counts: dict[str, int]) -> str:
    return "，".join(f"{name} {count}" for name, count in counts.items())


def show_rejected(run: Run, rejected: Iterable[Rejected], shown: int = _FAILURES_SHOWN) -> None:
    """Raw files that are no data in the release, by reason; those that failed in the run are told by `show_failures`."""
    failed = {failure.source_path for failure in run.failures()}
    by_reason: dict[str, list[str]] = {}
    for file in rejected:
        if file.source_path not in failed:
            by_reason.setdefault(file.reason or "", []).append(file.source_path)
    if by_reason:
        console.print(f"\n{sum(map(len, by_reason.values()))} 份文件没有采用 not taken as data")
    for reason, paths in by_reason.items():
        names = "，".join(paths[:shown]) + (f"……共 {len(paths)} 份" if len(paths) > shown else "")
        console.print(f"  {reason}：{names}", markup=False, soft_wrap=True)


def show_failures(run: Run, shown: int | None = _FAILURES_SHOWN) -> None:
    failures = run.failures()
    if not failures:
        return
    console.print(f"\n[red]{len(failures)} 份文件失败 failed[/red]")
    for failure in failures[:shown]:
        page = f" 第{failure.page}页" if failure.page else ""
        console.print(f"  {escape(failure.source_path)} [{failure.stage}]{page} {escape(failure.reason or '')}", markup=False)
    if shown and len(failures) > shown:
        console.print(f"  ……另有 {len(failures) - shown} 份，见 yusuan status")
    console.print("排除原因后执行 yusuan rerun，只重做失败的部分。 Then: yusuan rerun")


def show_runs(runs: list[Run]) -> None:
    """Runs one after the other, a row each, then what failed in the last."""
    table = Table("年度 year", "运行 run", "文件 documents", "执行 executed", "失败 failed", "发布 release")
    for run in runs:
        table.add_row(
            str(run.started["options"]["fiscal_year"]),
            run.run_id,
            f"{run.planned['covered']}，共 in all {run.planned['documents']}",
            str(sum(run.executed().values())),
            str(len(run.failures())),
            (run.finished or {})["release"]["release_id"],
        )
    console.print(table)
    show_failures(runs[-1])


def show_alert(run: Run) -> None:
    """Why somebody was to look at a run, and whether telling them worked."""
    if run.alert is None:
        return
    for reason in run.alert["reasons"].values():
        console.print(f"注意 look: {reason}", markup=False, soft_wrap=True)
    for hook in run.alert["hooks"]:
        console.print(f"通知 {hook['hook']}: {hook['error'] or '已发出 sent'}", markup=False, soft_wrap=True)


def show_run(run: Run, release: str | None, rejected: Iterable[Rejected], standing: Standing) -> None:
    """Documents by stage and outcome, and what failed; all of it, for this is where one looks for the rest."""
    table = Table("阶段 stage", "完成 done", "其中执行 executed", "拒收 rejected", "失败 failed", title=f"run {run.run_id}")
    for stage in DOCUMENT_STAGES:
        outcomes = [stages[stage] for stages in run.outcomes.values() if stage in stages]
        counts = [
            sum(1 for o in outcomes if o.status == "done"),
            f"{sum(1 for o in outcomes if o.executed)}{_of_planned(run, stage)}",
            sum(1 for o in outcomes if o.status == "rejected"),
            sum(1 for o in outcomes if o.status == "failed"),
        ]
        table.add_row(f"{STAGE_NAMES[stage]} {stage}", *map(str, counts))
    console.print(table)
    for line in _standing(run, standing):
        console.print(line, markup=False, soft_wrap=True)
    show_rejected(run, rejected)
    show_failures(run, None)
    show_alert(run)
    console.print(f"发布 release  {release or '还没有 none yet'}", soft_wrap=True)


def _of_planned(run: Run, stage: str) -> str:
    planned = run.planned.get("pending", {}).get(stage)
    return f"/{planned}" if run.finished is None and planned else ""


def _standing(run: Run, standing: Standing) -> list[str]:
    """Whether a run that has not finished is at work, and who else is."""
    heard = f"最近记录 last entry {run.heard}"
    holder, machine = standing.holder, run.started.get("host")
    lines = {
        "at_work": [f"正在进行 at work：{_place(holder)}，{heard}"],
        "cut_off": [
            f"已被中断，没有进程在做这次运行（{machine}，{heard}）；再次执行 yusuan run 即可从中断处继续。",
            "The run was cut off; run it again to go on.",
        ],
        "failed": [f"没有完成 not finished（{machine}，{heard}）；排除原因后再次执行 yusuan run 即可继续。"],
        "unknown": [
            f"还没有结束：在 {machine} 上，{heard}；从这里看不出是正在进行还是已被中断。",
            "The run has not ended; from here it cannot be told whether it is at work or was cut off.",
        ],
    }.get(standing.state, [])
    is_another = holder is not None and holder.run_id != run.run_id
    return [*lines, *([f"另一个运行正在进行 another run is at work：{holder.run_id}，{_place(holder)}"] if is_another else [])]


def _place(holder: Holder | None) -> str:
    if holder is None:
        return ""
    process = f"进程 process {holder.pid}，" if holder.pid else ""
    return f"{process}在 {holder.host or '?'} 上，始于 since {holder.since}"


def show_findings(findings: list[dict[str, Any]]) -> None:
    """Findings one below the other, and how many there are of each rule."""
    if not findings:
        console.print("没有这样的疑点 no such findings")
        return
    colours = {"error": "red", "warning": "yellow", "info": "dim"}
    for finding in findings:
        page = f" 第{finding['page']}页" if finding["page"] else ""
        console.print(f"[{colours[finding['severity']]}]{finding['severity']}[/] {finding['rule']}", end="  ")
        console.print(f"{finding['source_path'] or ''}{page}  {finding['message']}", markup=False, soft_wrap=True)
    counts = Counter(finding["rule"] for finding in findings)
    console.print(f"\n{len(findings)}：{_tally(dict(counts.most_common()))}", markup=False, soft_wrap=True)


def show_comparison(comparison: Comparison) -> None:
    """What changed between two releases on one screen: totals, counts by kind, then the first changes of each."""
    counts = Table("", *change_notes.CHANGES.values(), title=f"{comparison.before} → {comparison.after}")
    for name, title in change_notes.SECTIONS.items():
        found = getattr(comparison, name).counts
        counts.add_row(title, *(str(found.get(change, "")) for change in change_notes.CHANGES))
    totals: dict[str, list[str]] = {}
    for total in comparison.totals:
        name, _, value = total.name.partition(":")
        figures = f"{change_notes.figure(total.before)} → {change_notes.figure(total.after)}"
        if total.before != total.after:
            totals.setdefault(name, []).append(f"{value} {figures}".strip())
    for name, changed in (totals or {"totals": ["没有变化 unchanged"]}).items():
        console.print(f"{name}  {'，'.join(changed)}", markup=False, soft_wrap=True)
    console.print(counts)
    told = {"结构 schema": [change_notes.schema_words(change) for change in comparison.schema[:CHANGES_SHOWN]]}
    for name, title in change_notes.SECTIONS.items():
        told[title] = [change_notes.words(name, item) for item in getattr(comparison, name).items[:CHANGES_SHOWN]]
    for title, lines in told.items():
        for number, line in enumerate(lines):
            if not number:
                console.print(title, style="bold")
            console.print("  " + line.replace("\n", " "), markup=False, no_wrap=True, overflow="ellipsis")
    if any(told.values()):
        console.print("全部见 all of them: yusuan diff --json")


def show_removed(removed: list[Published]) -> None:
    """The releases that were removed, and how much space that gave back."""
    for release in removed:
        console.print(f"{release.release_id}  {release.bytes:,} 字节 bytes", markup=False)
    total = sum(release.bytes for release in removed)
    console.print(f"移除 removed {len(removed)} 个版本，{total:,} 字节 bytes", markup=False)


def show_explanation(explanation: Explanation) -> None:
    """A record, where each of its values stands, and its checks and findings."""
    console.print(
        f"{explanation.dataset} {explanation.record_id}\n{escape(explanation.source_path)}", style="bold", soft_wrap=True
    )
    width = max(map(len, explanation.record), default=0) + 2
    for column, value in explanation.record.items():
        if value is not None:
            console.print(column.ljust(width) + str(value), markup=False, soft_wrap=True)
    for place in explanation.places:
        page = f"第{place.page}页 " if place.page else ""
        where = place.cell_id or f"文字 {place.text_start}-{place.text_end}"
        console.print(f"\n{place.column} ← {page}{where}：“{place.printed}”", markup=False, soft_wrap=True)
        if place.cell_id and place.row:
            console.print("  行 row: " + " | ".join(place.row), markup=False, soft_wrap=True)
        elif "".join(place.row) != place.printed:
            console.print("  原文 text: " + "".join(place.row), markup=False, soft_wrap=True)
    for check in explanation.checks:
        console.print(f"\n{check['rule']} {check['status']}  {check['explanation']}", markup=False, soft_wrap=True)
    for finding in explanation.findings:
        console.print(f"\n{finding['severity']} {finding['rule']}  {finding['message']}", markup=False, soft_wrap=True)
