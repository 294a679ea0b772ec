"""Raw files to published Parquet: where the time goes, and whether the cost of a document stays flat.

    python -m benchmarks.pipeline [--documents 50 200 1000] [--workers 2]

The documents are those of the corpus's synthetic folder (40 PDFs), repeated with a comment at their end so that each is a file of
its own. "Reading" is what turns the bytes of a document into its records, the stages read and parse; by itself `read` is pages
into cells and paragraphs. Everything else is correct, validate, reconcile (all rules, also those between documents), publish, and
the rest: orchestration, start of processes, a worker that waits for the other. Times are worker time: seconds of all workers from
the start of the flow to its end, waiting included, so that what is not reading cannot hide. `CPU` is what this process, its
workers and Prefect's server took of the processors (Linux only). Everything is measured in one run of this command.
"""

import argparse
import itertools
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from flows import settings
from yusuan.journal import load, run_ids, runs_folder

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "synthetic"
COLUMNS = ("read", "parse", "validate", "reconcile", "publish", "rest")


@dataclass(frozen=True)
class Measured:
    """A run over so many documents: worker seconds by part, wall-clock seconds, seconds of processor time."""

    documents: int
    parts: dict[str, float]
    wall: float
    cpu: float
    failed: int

    @property
    def worker_seconds(self) -> float:
        return sum(self.parts.values())

    def share(self, *parts: str) -> float:
        return sum(self.parts[part] for part in parts) / self.worker_seconds


def lay_out(folder: Path, documents: int) -> None:
    sources = sorted(CORPUS.glob("*.pdf"))
    for number, source in zip(range(documents), itertools.cycle(sources), strict=False):
        (folder / f"{number:05d}.pdf").write_bytes(source.read_bytes() + f"\n% {number}\n".encode())


def measure(documents: int, workers: int) -> Measured:
    from flows.annual import annual

    with tempfile.TemporaryDirectory() as place:
        raw, out = Path(place) / "raw", Path(place) / "out"
        raw.mkdir()
        lay_out(raw, documents)
        started, cpu = time.perf_counter(), processor_time()
        state = annual(raw=str(raw), out=str(out), fiscal_year="all", workers=workers, return_state=True)
        wall, cpu = time.perf_counter() - started, processor_time() - cpu
        run = load(out)
        assert run is not None and run.finished is not None, state.message
        assert len(run.outcomes) == documents, f"{len(run.outcomes)} of {documents} documents"
        parts = dict.fromkeys(COLUMNS, 0.0)
        for outcome in (outcome for stages in run.outcomes.values() for outcome in stages.values()):
            parts["validate" if outcome.stage == "correct" else outcome.stage] += outcome.seconds
        steps = over_documents(out)
        parts["reconcile"] += steps["compared"]
        parts["publish"] = steps["published"]
        parts["rest"] = wall * workers - sum(parts.values())
        return Measured(documents, parts, wall, cpu, len(run.failures()))


def over_documents(out: Path) -> dict[str, float]:
    """The seconds of the steps that work on all documents at once, from the journal of the last run."""
    lines = (runs_folder(out) / f"{run_ids(out)[-1]}.jsonl").read_text(encoding="utf-8").splitlines()
    events = map(json.loads, lines)
    return {event["event"]: event["seconds"] for event in events if event["event"] in ("compared", "published")}


def processor_time() -> float:
    """Seconds of processor time of this process, its children and what these have waited for; NaN where /proc does not tell."""
    if not Path("/proc/self/stat").is_file():
        return float("nan")
    total = time.process_time()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            total += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        settings.apply(Path(home))
        measure(4, arguments.workers)  # starts the server and warms the files
        heads = ("documents", *COLUMNS, "wall", "read", "read + parse", "rules / read", "ms a document", "CPU ms", "marginal")
        print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
        before: Measured | None = None
        for count in arguments.documents:
            found = measure(count, arguments.workers)
            print(line(found, before), flush=True)
            before = found


def line(found: Measured, before: Measured | None) -> str:
    """A row of the table; marginal is the wall time of each document more than the row before."""
    marginal = "" if before is None else f"{(found.wall - before.wall) / (found.documents - before.documents) * 1000:.0f} ms"
    cells = [
        *(f"{found.parts[name]:.2f}" for name in COLUMNS),
        f"{found.wall:.2f} s",
        f"{found.share('read'):.0%}",
        f"{found.share('read', 'parse'):.0%}",
        f"{found.parts['reconcile'] / found.parts['read']:.2f}",
        f"{found.wall / found.documents * 1000:.0f}",
        f"{found.cpu / found.documents * 1000:.0f}",
        marginal,
    ]
    failed = f" ({found.failed} failed)" if found.failed else ""
    return f"| {found.documents}{failed} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
