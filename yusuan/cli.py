"""The command line: a thin face on the flow and on what it published.

Exit codes: 0 done; 1 published, but a document failed in a stage; 2 wrong call; 3 nothing could be published or found;
130 interrupted (what was done is kept, the same command goes on from there).
"""

import json
import re
import signal
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import msgspec
import typer

from yusuan import journal, screen
from yusuan.address import below, holds, is_url, refusal
from yusuan.journal import STAGES
from yusuan.output import output
from yusuan.unwritable import Unwritable, in_words

app = typer.Typer(
    help="预算 Yusuan: departmental budgets as validated, reconciled, traceable Parquet.", no_args_is_help=True,
    add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
)  # fmt: skip


def _address(text: str) -> str:
    if why := refusal(text):
        raise typer.BadParameter(why)
    return text


Raw = Annotated[str, typer.Option(help="Folder of raw documents, or a URL: s3://bucket/raw.", callback=_address)]
Out = Annotated[str, typer.Option(help="Folder of releases, or a URL; run state lies beside them in .yusuan.", callback=_address)]
Corrections = Annotated[
    str | None, typer.Option(help="Folder or URL of corrections by people; by default `corrections` beside the raw folder.")
]
Workers = Annotated[int | None, typer.Option(min=1, help="Worker processes; by default the machine's cores.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Seconds = Annotated[float, typer.Option(min=0.001, help="Time limit for one document in one stage, in seconds.")]
Megabytes = Annotated[int, typer.Option(min=256, help="Memory limit of a worker process, in MB.")]

Year = Annotated[int | None, typer.Option(min=1949, help="Take in new documents of this year's folders only.")]
Region = Annotated[str | None, typer.Option(help="Take in new documents of this region's folders only.")]
Runner = Annotated[str, typer.Option(help="local, or dask: the workers of a cluster that is there.")]
Address = Annotated[str | None, typer.Option(help="The Dask scheduler, tcp://host:8786.")]

RAW, OUT = "data/raw", "data/processed"


@app.command()
def run(
    raw: Raw = RAW, out: Out = OUT, corrections: Corrections = None, fiscal_year: Year = None, region: Region = None,
    workers: Workers = None, runner: Runner = "local", address: Address = None,
    seconds_per_document: Seconds = 300.0, megabytes_per_document: Megabytes = 4096, as_json: Json = False,
) -> None:  # fmt: skip
    """Read, validate and reconcile all documents of the raw folder and publish a release. Does only what is not done yet."""
    _annual(
        as_json, raw=raw, out=out, corrections=corrections, fiscal_year=fiscal_year or "all", region=region, workers=workers,
        runner=runner, address=address,
        seconds_per_document=seconds_per_document, megabytes_per_document=megabytes_per_document,
    )  # fmt: skip


@app.command()
def rerun(
    raw: Raw = RAW, out: Out = OUT, corrections: Corrections = None, workers: Workers = None,
    runner: Runner = "local", address: Address = None,
    seconds_per_document: Seconds = 300.0, megabytes_per_document: Megabytes = 4096, as_json: Json = False,
    document: Annotated[list[str] | None, typer.Option(help="Only this document: its id, path or a pattern of paths.")] = None,
    stage: Annotated[str | None, typer.Option(help=f"Run this stage again: {', '.join(STAGES)}.")] = None,
    from_stage: Annotated[str | None, typer.Option(help="Run this stage and all after it again.")] = None,
) -> None:  # fmt: skip
    """Run again what failed in the last run and what depends on it, or what the options name; leave all else as it is."""
    for name in (stage, from_stage):
        if name is not None and name not in STAGES:
            _stop(f"没有名为“{name}”的阶段，可选：{', '.join(STAGES)}", code=2)
    if output(out).load() is None:
        _stop(f"{out} 里还没有运行记录，请先执行 yusuan run", code=3)
    _annual(
        as_json, raw=raw, out=out, corrections=corrections, workers=workers, rerun=True, documents=document, stage=stage,
        from_stage=from_stage, runner=runner, address=address,
        seconds_per_document=seconds_per_document, megabytes_per_document=megabytes_per_document,
    )  # fmt: skip


@app.command()
def backfill(
    years: Annotated[str, typer.Argument(help="Years in order, one run a year: 2019..2024.")],
    raw: Raw = RAW, out: Out = OUT, corrections: Corrections = None, region: Region = None, workers: Workers = None,
    runner: Runner = "local", address: Address = None,
    seconds_per_document: Seconds = 300.0, megabytes_per_document: Megabytes = 4096, as_json: Json = False,
) -> None:  # fmt: skip
    """Run year after year, as if each had been run in its time; every run ends with a release that holds all years so far."""
    from yusuan.scope import years as years_of

    try:
        wanted = years_of(years)
    except ValueError as error:
        _stop(str(error), code=2)
    runs = [
        _run_flow(
            not as_json, raw=raw, out=out, corrections=corrections, fiscal_year=year, region=region, workers=workers,
            runner=runner, address=address,
            seconds_per_document=seconds_per_document, megabytes_per_document=megabytes_per_document,
        )
        for year in wanted
    ]  # fmt: skip
    if as_json:
        _print_json([{"fiscal_year": year, **_described(found)} for year, found in zip(wanted, runs, strict=True)])
    else:
        screen.show_runs(runs)
    raise typer.Exit(1 if any(found.failures() for found in runs) else 0)


@app.command()
def serve(
    raw: Raw = RAW, out: Out = OUT, runner: Runner = "local", address: Address = None,
    port: Annotated[int, typer.Option(help="Port of the Prefect server that is started unless PREFECT_API_URL is set.")] = 4200,
) -> None:  # fmt: skip
    """Put the flow on its yearly schedule (prefect.yaml) and work on its runs until interrupted."""
    from flows import settings

    settings.apply()
    from flows.deployment import NotServed
    from flows.deployment import serve as serve_deployment
    from flows.runners import refusal as refused

    if why := refused(runner, address):
        _stop(why, code=2)
    if not _is_there(raw):
        _stop(f"没有原始文件夹：{raw}", code=2)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        serve_deployment(raw, out, address, port, print)
    except KeyboardInterrupt:
        _stop("已停止 stopped", code=130)
    except NotServed as reason:
        _stop(str(reason), code=3)


@app.command()
def status(
    out: Out = OUT, run: Annotated[str | None, typer.Option(help="A run's id; by default the last one.")] = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Documents by stage and outcome in the last run, what failed and why, and the release that readers see."""
    place = output(out)
    found = place.load(run)
    if found is None:
        _stop(f"{out} 里没有{'运行 ' + run if run else '运行记录'}", code=3)
    rejected, standing = _rejected(found, None if is_url(out) else place.current()), place.standing(found)
    if as_json:
        told = {"executed": found.executed(), "rejected": msgspec.to_builtins(rejected), "release": place.current_address()}
        _print_json({**msgspec.to_builtins(found), **told, **msgspec.to_builtins(standing)})
    else:
        screen.show_run(found, place.current_address(), rejected, standing)


@app.command()
def explain(
    record_id: Annotated[str, typer.Argument(help="Id of a record, as in the datasets.")],
    column: Annotated[str | None, typer.Argument(help="One of its columns.")] = None,
    out: Out = OUT, as_json: Json = False,
    picture: Annotated[Path | None, typer.Option(help="Draw the page, the cell marked, into this PNG file (PDF only).")] = None,
    raw: Raw = RAW,
) -> None:  # fmt: skip
    """Where a figure comes from: the value, the printed text, its cell and row, the checks that it took part in."""
    from yusuan.explanation import explain as explain_record

    release = output(out).current()
    if release is None:
        _stop(f"{out} 里还没有发布的数据，请先执行 yusuan run", code=3)
    try:
        explanation = explain_record(release, record_id, column)
    except KeyError as error:
        _stop(str(error.args[0]), code=3)
    if as_json:
        _print_json(msgspec.to_builtins(explanation, builtin_types=()))
    else:
        screen.show_explanation(explanation)
    if picture is not None:
        from yusuan.picture import draw

        try:
            page = draw(_source(raw, explanation.source_path), explanation.places, picture)
        except ValueError as error:
            _stop(str(error), code=3)
        print(f"第{page}页 page {page}: {picture}", file=sys.stderr)


@app.command()
def findings(
    out: Out = OUT,
    severity: Annotated[str | None, typer.Option(help="error, warning or info: this grade and graver ones.")] = None,
    rule: Annotated[str | None, typer.Option(help="A rule's id or its beginning (docs/rules.md).")] = None,
    document: Annotated[str | None, typer.Option(help="A document's id, or part of its path.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    format: Annotated[str | None, typer.Option(help="Export as csv, xlsx or json instead of showing them.")] = None,
    to: Annotated[
        Path | None, typer.Option(help="File of the export, its ending may say the format; by default the standard output.")
    ] = None,
) -> None:
    """What an auditor would want to see in the release: the gravest first, with document and page."""
    from yusuan import findings as findings_of

    release = output(out).current()
    if release is None:
        _stop(f"{out} 里还没有发布的数据，请先执行 yusuan run", code=3)
    if severity not in (None, *findings_of.SEVERITIES):
        _stop(f"没有级别“{severity}”，可选：{', '.join(findings_of.SEVERITIES)}", code=2)
    if format not in (None, *findings_of.FORMATS):
        _stop(f"没有格式“{format}”，可选：{', '.join(findings_of.FORMATS)}", code=2)
    if format is None and to is not None:
        format = to.suffix.removeprefix(".").lower()
        if format not in findings_of.FORMATS:
            _stop(f"请用 --format 指定导出的格式：{', '.join(findings_of.FORMATS)}", code=2)
    if format == "xlsx" and to is None:
        _stop("xlsx 需要用 --to 指定文件", code=2)
    found = findings_of.select(release, severity, rule, document, limit)
    if format is None:
        screen.show_findings(found)
    elif to is None:
        sys.stdout.buffer.write(findings_of.export(found, format))
    else:
        to.write_bytes(findings_of.export(found, format))
        print(f"{len(found)} findings: {to}")


@app.command()
def diff(
    before: Annotated[str | None, typer.Argument(help="A release: its id or the beginning of it, or its folder.")] = None,
    after: Annotated[str, typer.Argument(help="The release to compare with it.")] = "current",
    out: Out = OUT, as_json: Json = False,
) -> None:  # fmt: skip
    """What changed between two releases; by default between the current one and the one before it."""
    from yusuan.change_notes import readable

    place = output(out)
    try:
        newer = place.find(after)
        older = place.previous() if before is None else place.find(before)
        comparison = readable(older, newer, limit=None if as_json else screen.CHANGES_SHOWN) if older else None
    except LookupError as error:
        _stop(str(error.args[0]), code=3)
    if as_json:
        _print_json(msgspec.to_builtins(comparison) if comparison else {"before": None, "after": newer.name})
    elif comparison:
        screen.show_comparison(comparison)
    else:
        print(f"{newer.name} 是第一个版本，没有可比较的版本 the first release")


@app.command()
def prune(
    keep: Annotated[int, typer.Option(min=1, help="How many releases stay, the newest ones.")],
    out: Out = OUT, as_json: Json = False,
) -> None:  # fmt: skip
    """Remove the oldest releases, never the current one."""
    from yusuan.occupancy import Occupied

    place = output(out)
    if not place.published():
        _stop(f"{out} 里还没有发布的数据", code=3)
    try:
        removed = place.prune(keep)
    except Occupied as reason:
        _stop(str(reason), code=3)
    if as_json:
        releases = [{"release_id": release.release_id, "bytes": release.bytes} for release in removed]
        _print_json({"removed": releases, "bytes": sum(release.bytes for release in removed)})
    else:
        screen.show_removed(removed)


def _annual(as_json: bool, *, out: str, **parameters: Any) -> NoReturn:
    found = _run_flow(not as_json, out=out, **parameters)
    _report(found, out, as_json)
    raise typer.Exit(1 if found.failures() else 0)


def _run_flow(shown: bool, *, raw: str, out: str, corrections: str | None, **parameters: Any) -> journal.Run:
    """Run the flow in this process and return what it did; the journal is what the progress on the screen follows."""
    if not _is_there(raw):
        _stop(f"没有原始文件夹：{raw}", code=2)
    if holds(raw, out):
        _stop(f"输出 {out} 不能放在原始文件 {raw} 之下：下次会被当作原始文件读取", code=2)
    if corrections is not None and not _is_there(corrections):
        _stop(f"没有更正文件夹：{corrections}", code=2)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    run_id, place = journal.new_run_id(), output(out)
    try:
        with screen.progress(place.desk(run_id), run_id, shown):
            message = _call_flow(raw=raw, out=out, corrections=corrections, run_id=run_id, **parameters)
    except KeyboardInterrupt:
        _stop("已中断。已完成的部分都已保存，再次执行同一命令会从中断处继续。", code=130)
    except typer.Exit:
        raise
    except Unwritable as error:
        _stop(f"运行未能完成：{error}", code=3)
    except Exception as error:
        _stop(f"运行未能完成：{type(error).__name__}: {error}", code=3)
    found = place.load(run_id)
    if found is None or found.finished is None:
        record = "" if found is None else f"\n记录在 {below(out, '.yusuan', 'runs', run_id)}.jsonl"
        _stop(f"运行未能完成：{_plain(message)[:600]}{record}", code=3)
    return found


def _call_flow(runner: str = "local", address: str | None = None, **parameters: Any) -> str:
    """Run the flow; the message of its final state."""
    from flows import own_server, settings
    from yusuan.workers import prepare

    settings.apply()
    own_server.start()
    if runner == "local" and journal.is_news(Path(parameters["raw"]), Path(parameters["out"])):
        prepare()  # this, the server and what is imported here take seconds to load: side by side
    from flows.annual import annual
    from flows.runners import refusal as refused

    if why := refused(runner, address):
        _stop(why, code=2)
    own_server.wait()
    return str(annual(dask=address, **parameters, return_state=True).message)


def _plain(message: str) -> str:
    """Of what Prefect says of an exception that was made for people, the part for people; what the system refused, in words."""
    own = r"^Flow run encountered an exception: (?:(?:StorageError|Unwritable|NotADirectoryError|ValueError): )?"
    return in_words(message) + re.sub(own, "", message)


def _report(run: journal.Run, out: str, as_json: bool) -> None:
    from yusuan.summary import summarise

    place = output(out)
    release = place.current() or Path()
    summary = msgspec.structs.replace(summarise(release), path=place.shown(release))
    if as_json:
        _print_json({**_described(run), "summary": msgspec.to_builtins(summary)})
    else:
        screen.show_summary(run, summary)


def _rejected(run: journal.Run, release: Path | None) -> list[Any]:
    """The raw files that are no data, if the release that readers see is the run's own."""
    from yusuan.summary import summarise

    made = ((run.finished or {}).get("release") or {}).get("release_id")
    return summarise(release).rejected if release is not None and release.resolve().name == made else []


def _described(run: journal.Run) -> dict[str, Any]:
    failures = [msgspec.to_builtins(failure) for failure in run.failures()]
    return {"run_id": run.run_id, **(run.finished or {}), "failures": failures, "alert": run.alert}


def _is_there(folder: str) -> bool:
    """Of object storage the run itself finds out."""
    return is_url(folder) or Path(folder).is_dir()


def _source(raw: str, source_path: str) -> Path:
    """A raw file, or what lies in one, as a file of this machine. Raises ValueError, in words for people."""
    from yusuan.storage.raw import document

    try:
        return document(raw, source_path)
    except FileNotFoundError:
        raise ValueError(f"找不到原始文件 {below(raw, source_path)}") from None


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _stop(message: str, code: int) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def main() -> None:
    from yusuan.storage.bucket import StorageError

    try:
        app()
    except StorageError as error:
        print(error, file=sys.stderr)
        sys.exit(3)
