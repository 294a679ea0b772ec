"""Raw files to published Parquet: where the time goes, and whether the cost of a document stays flat.

    python -m benchmarks.pipeline [--documents 50 200] [--workers 2]

The documents are those of the corpus's synthetic folder, repeated with a comment at their end so that each is a file of its own.
Seconds of the stages are worker time, summed over documents; `rest` is the wall time of the flow, times the workers, that no
stage accounts for (orchestration, start of processes, publishing). Everything is measured in one run of this command.
"""

import argparse
import itertools
import tempfile
import time
from pathlib import Path

from flows import settings
from yusuan.journal import DOCUMENT_STAGES, load

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "synthetic"


def lay_out(folder: Path, documents: int) -> None:
    sources = sorted(CORPUS.glob("*.pdf"))
    for number, source in zip(range(documents), itertools.cycle(sources), strict=False):
        (folder / f"{number:05d}.pdf").write_bytes(source.read_bytes() + f"\n% {number}\n".encode())


def measure(documents: int, workers: int) -> dict[str, float]:
    from flows.annual import annual

    with tempfile.TemporaryDirectory() as place:
        raw, out = Path(place) / "raw", Path(place) / "out"
        raw.mkdir()
        lay_out(raw, documents)
        started = time.perf_counter()
        state = annual(raw=str(raw), out=str(out), workers=workers, return_state=True)
        wall = time.perf_counter() - started
        run = load(out)
        assert run is not None and run.finished is not None, state.message
        seconds = {
            stage: sum(stages[stage].seconds for stages in run.outcomes.values() if stage in stages) for stage in DOCUMENT_STAGES
        }
        return {**seconds, "rest": wall * workers - sum(seconds.values()), "wall": wall, "failed": len(run.failures())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        settings.apply(Path(home))
        measure(4, arguments.workers)  # starts the server and warms the files
        print("| documents | " + " | ".join((*DOCUMENT_STAGES, "rest", "wall")) + " | ms a document |")
        print("|---|" + "---|" * (len(DOCUMENT_STAGES) + 3))
        for count in arguments.documents:
            seconds = measure(count, arguments.workers)
            cells = " | ".join(f"{seconds[name]:.2f}" for name in (*DOCUMENT_STAGES, "rest", "wall"))
            print(f"| {count} | {cells} | {seconds['wall'] / count * 1000:.0f} |", flush=True)
            if seconds["failed"]:
                print(f"{seconds['failed']:.0f} documents failed")


if __name__ == "__main__":
    main()
