"""How fast and how exactly PDFs are read, against pdfplumber and whatever rival is installed: `python benchmarks/read_pdf.py`.

Each document has 500 pages with one performance form a page, made here as four producers make them: reportlab, LibreOffice
(a stroked path for every border), Word (240 thin filled rectangles a page) and Chromium (really printed by Chromium if it is
here). With `--real FOLDER` the pages of real LibreOffice renditions are repeated to 500, too. Both sides run in one process,
in turns; the slow side reads a sample of the pages, and its pages per second are taken for all. Times are processor time, so
that other work on the machine does not count; two processes against one are measured by the clock.
Accuracy is the share of cells whose text (without white space) stands at its row and column.
"""

import argparse
import importlib.util
import logging
import multiprocessing
import random
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from yusuan.readers import pdf

PAGES = 500
Form = list[tuple[int, int, int, int, str]]  # row, column, row span, column span, text
Texts = dict[tuple[int, int], str]  # per page: text at row and column

COLUMNS = (62, 74, 96, 124, 84, 84)
ROW = 24.0
LEFT, TOP = 36.0, 96.0
_WORDS = "就业补助资金发放及时率达到预定目标受益群众满意度提高财政使用效益保障机关正常运转按照规定程序完成年度任务"


def form(seed: int) -> Form:
    """A performance form with made-up content: a head block with spans, then twenty indicators under merged levels."""
    pick = random.Random(seed)

    def words(low: int, high: int) -> str:
        return "".join(pick.choice(_WORDS) for _ in range(pick.randint(low, high)))

    cells: Form = [
        (0, 0, 1, 1, "项目编码"),
        (0, 1, 1, 2, f"130529{pick.randint(20, 25)}P{pick.randint(10**6, 10**7 - 1)}10{pick.randint(10000, 99999)}"),
        (0, 3, 1, 1, "项目名称"),
        (0, 4, 1, 2, words(6, 12)),
        (1, 0, 2, 1, "预算规模"),
        *((1, c, 1, 1, text) for c, text in enumerate(("预算数", f"{pick.randint(1, 10**6) / 100:.2f}", "其中：财政资金"), 1)),
        *((1, c, 1, 1, text) for c, text in enumerate((f"{pick.randint(1, 10**6) / 100:.2f}", ""), 4)),
        (2, 1, 1, 5, words(20, 40)),
        *((3, c, 1, 1, t) for c, t in enumerate(("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "依据"))),
    ]
    row = 4
    for level, count in (("产出指标", 12), ("效益指标", 6), ("满意度指标", 2)):
        cells.append((row, 0, count, 1, level))
        for at in range(row, row + count, 2):
            cells.append((at, 1, 2, 1, words(4, 6)))
        for at in range(row, row + count):
            texts = (words(4, 8), words(6, 12), f"≥{pick.randint(50, 100)}%", words(4, 7))
            cells += [(at, column, 1, 1, text) for column, text in enumerate(texts, 2)]
        row += count
    return cells


def _edges() -> tuple[list[float], list[float]]:
    xs = [LEFT]
    for width in COLUMNS:
        xs.append(xs[-1] + width)
    return xs, [TOP + ROW * row for row in range(25)]


def _text(canvas: Canvas, x: float, y: float, text: str) -> None:
    canvas.drawString(x, A4[1] - y, text)


def _sides(form: Form) -> Iterator[tuple[float, float, float, float]]:
    """Every unit side of every cell once, as Word and LibreOffice draw them."""
    xs, ys = _edges()
    seen = set()
    for r, c, h, w, _ in form:
        for i in range(c, c + w):
            seen |= {(xs[i], ys[r], xs[i + 1], ys[r]), (xs[i], ys[r + h], xs[i + 1], ys[r + h])}
        for i in range(r, r + h):
            seen |= {(xs[c], ys[i], xs[c], ys[i + 1]), (xs[c + w], ys[i], xs[c + w], ys[i + 1])}
    yield from sorted(seen)


def draw(path: Path, forms: list[Form], style: str) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4)
    xs, ys = _edges()
    for number, cells in enumerate(forms, 1):
        canvas.setFont("STSong-Light", 14)
        _text(canvas, 200, 60, f"{number}.项目绩效目标表")
        canvas.setFont("STSong-Light", 8)
        _text(canvas, LEFT, 88, "323001某县人力资源和社会保障局本级")
        _text(canvas, 500, 88, "单位：万元")
        canvas.setLineWidth(0.5)
        if style == "reportlab":
            for r, c, h, w, _ in cells:
                canvas.rect(xs[c], A4[1] - ys[r + h], xs[c + w] - xs[c], ys[r + h] - ys[r])
        else:
            for x0, y0, x1, y1 in _sides(cells):
                if style == "word":
                    canvas.rect(x0 - 0.24, A4[1] - y1 - 0.24, x1 - x0 + 0.48, y1 - y0 + 0.48, stroke=0, fill=1)
                else:
                    canvas.line(x0, A4[1] - y0, x1, A4[1] - y1)
        for r, c, _, w, text in cells:
            room = int((xs[c + w] - xs[c] - 4) // 8) * (1 if any(ord(ch) > 255 for ch in text) else 2)
            for line, start in enumerate(range(0, len(text), room)):
                _text(canvas, xs[c] + 2, ys[r] + 10 + 10 * line, text[start : start + room])
        _text(canvas, 290, 815, f"- {number} -")
        canvas.showPage()
    canvas.save()


def print_by_chromium(path: Path, forms: list[Form], chromium: str) -> None:
    tables = []
    for number, cells in enumerate(forms, 1):
        rows: dict[int, list[str]] = {}
        for r, _, h, w, text in sorted(cells):
            rows.setdefault(r, []).append(f"<td rowspan={h} colspan={w}>{text}</td>")
        body = "".join(f"<tr>{''.join(row)}</tr>" for _, row in sorted(rows.items()))
        widths = "".join(f"<col style='width:{width}pt'>" for width in COLUMNS)
        tables.append(f"<h3>{number}.项目绩效目标表</h3><table>{widths}{body}</table>")
    style = (
        "@page{size:A4;margin:36pt}h3{page-break-before:always;font-size:14pt;margin:20pt 0}"
        "table{border-collapse:collapse;table-layout:fixed}td{border:1px solid #000;font:8pt/10pt serif;height:22pt;padding:1pt}"
    )
    page = path.with_suffix(".html")
    page.write_text(f"<meta charset=utf-8><style>{style}</style>{''.join(tables)}", encoding="utf-8")
    subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--print-to-pdf={path}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )


def repeat_pages(path: Path, sources: list[Path]) -> None:
    """A document of PAGES pages from the pages of real ones."""
    made = pypdfium2.PdfDocument.new()
    while len(made) < PAGES:
        for source in sources:
            with pypdfium2.PdfDocument(source) as document:
                made.import_pages(document)
    made.save(path)
    made.close()


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


# An engine gives what it found as it gives it; turning that into texts to compare is no part of its time.
Found = Iterator[tuple[int, Texts]]


def by_yusuan(path: Path, pages: range) -> Found:
    """All pages whatever `pages` says: a document is read as a whole."""
    document = pdf.read(path, "0" * 64)
    return ((table.page - 1, {(c.row, c.column): _plain(c.text) for c in table.cells}) for table in document.tables())


def _of_rows(rows: list[list[str | None]]) -> Texts:
    return {(r, c): _plain(text) for r, row in enumerate(rows) for c, text in enumerate(row) if text is not None}


def by_pdfplumber(path: Path, pages: range) -> Found:
    found = []
    with pdfplumber.open(path, pages=[page + 1 for page in pages]) as document:
        for page in document.pages:
            found += [(page.page_number - 1, rows) for rows in page.extract_tables()]
            page.close()
    return ((page, _of_rows(rows)) for page, rows in found)


def by_pymupdf(path: Path, pages: range) -> Found:
    import pymupdf

    with pymupdf.open(path) as document:
        found = [(page, table.extract()) for page in pages for table in document[page].find_tables().tables]
    return ((page, _of_rows(rows)) for page, rows in found)


def by_camelot(path: Path, pages: range) -> Found:
    import camelot

    found = camelot.read_pdf(str(path), pages=",".join(str(page + 1) for page in pages), flavor="lattice")
    return ((table.page - 1, _of_rows(table.df.values.tolist())) for table in found)


def by_tablers(path: Path, pages: range) -> Found:
    import tablers

    with tablers.Document(str(path)) as document:
        found = [(page, tablers.find_tables(document.get_page(page), extract_text=True)) for page in pages]
    rows = ((page, table.to_list()) for page, tables in found for table in tables)
    return ((page, _of_rows([[cell.text for cell in row] for row in cells])) for page, cells in rows)


RIVALS: dict[str, tuple[str, Callable]] = {
    "pymupdf (AGPL)": ("pymupdf", by_pymupdf),
    "camelot lattice": ("camelot", by_camelot),
    "tablers": ("tablers", by_tablers),
}


def accuracy(found: Found, gold: dict[int, Texts], pages: range) -> float | None:
    """The share of gold cells that stand where they should, over the pages that were read."""
    if not gold:
        return None
    tables: dict[int, list[Texts]] = {}
    for page, texts in found:
        tables.setdefault(page, []).append(texts)
    hits = sum(
        max((sum(table.get(place) == text for place, text in gold[page].items()) for table in tables.get(page, [])), default=0)
        for page in pages
    )
    return hits / sum(len(gold[page]) for page in pages)


@dataclass
class Row:
    document: str
    engine: str
    pages: int
    seconds: float
    accuracy: float | None

    @property
    def speed(self) -> float:
        return self.pages / self.seconds


def measure(name: str, path: Path, gold: dict[int, Texts], sample: int, rounds: int) -> list[Row]:
    """Yusuan and pdfplumber in turns, `rounds` times, the best of each; then the rivals that can be imported."""
    with pypdfium2.PdfDocument(path) as document:
        count = len(document)
    middle = range(max(count // 2 - sample // 2, 0), min(count // 2 + sample // 2, count))
    engines: dict[str, tuple[Callable, range, int]] = {
        "yusuan": (by_yusuan, range(count), rounds),
        "pdfplumber": (by_pdfplumber, middle, rounds),
    }
    for title, (module, engine) in RIVALS.items():
        if importlib.util.find_spec(module):
            engines[title] = (engine, middle, 1)
    best: dict[str, Row] = {}
    for turn in range(rounds):
        for title, (engine, pages, turns) in engines.items():
            if turn >= turns:
                continue
            try:
                if engine not in (by_yusuan, by_pdfplumber):
                    engine(path, pages[:1])  # with one round only, what a rival imports at first is no part of its speed
                start = time.process_time()
                found = engine(path, pages)
            except Exception as error:  # a rival's failure is its result, not ours
                print(f"{title} failed on {name}: {type(error).__name__}: {error}")
                continue
            seconds = time.process_time() - start
            if title not in best or seconds < best[title].seconds:
                best[title] = Row(name, title, len(pages), seconds, accuracy(found, gold, pages))
    return list(best.values())


def _read_alone(path: Path, results) -> None:
    pdf.read(path, "0" * 64)
    results.put(peak_mb())


def peak_mb() -> float:
    """This process's own peak resident memory. (ru_maxrss would carry over the parent's.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def memory_of(path: Path) -> float:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_read_alone, args=(path, results))
    process.start()
    peak = results.get()
    process.join()
    return peak


def _read(path: Path) -> None:
    pdf.read(path, "0" * 64)


def two_processes(path: Path, rounds: int) -> float:
    """How many times faster two worker processes read two documents than one worker does; workers are started before."""
    context = multiprocessing.get_context("spawn")
    times = {}
    for workers in (1, 2):
        with context.Pool(workers) as pool:
            pool.map(_read, [path] * workers, chunksize=1)
            best = []
            for _ in range(rounds):
                start = time.perf_counter()
                pool.map(_read, [path, path], chunksize=1)
                best.append(time.perf_counter() - start)
            times[workers] = min(best)
    return times[1] / times[2]


def documents(folder: Path, real: Path | None) -> Iterator[tuple[str, Path, dict[int, Texts]]]:
    forms = [form(seed) for seed in range(PAGES)]
    gold = {page: {(r, c): _plain(text) for r, c, _, _, text in cells} for page, cells in enumerate(forms)}
    for style in ("reportlab", "word", "libreoffice"):
        path = folder / f"{style}.pdf"
        draw(path, forms, style)
        yield {"reportlab": "reportlab", "word": "Word-like", "libreoffice": "LibreOffice-like"}[style], path, gold
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    if chromium:
        path = folder / "chromium.pdf"
        print_by_chromium(path, forms, chromium)
        yield "Chromium", path, gold
    sources = sorted(real.glob("*.lo.pdf")) if real else []
    if sources:
        path = folder / "real.pdf"
        repeat_pages(path, sources)
        yield "LibreOffice, real pages", path, {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, help="folder with *.lo.pdf to repeat to 500 pages")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--speed-only", action="store_true", help="leave out memory and two processes")
    parser.add_argument("--sample", type=int, default=24, help="pages that pdfplumber and the rivals read")
    options = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    missing = [title for title, (module, _) in RIVALS.items() if not importlib.util.find_spec(module)]
    print(f"Not installed: {', '.join(missing)}.\n" if missing else "")
    print("| document | engine | pages read | pages/s | x pdfplumber | cells right |\n|---|---|---|---|---|---|")
    extra = []
    with tempfile.TemporaryDirectory() as folder:
        for name, path, gold in documents(Path(folder), options.real):
            rows = measure(name, path, gold, options.sample, options.rounds)
            base = next(row.speed for row in rows if row.engine == "pdfplumber")
            for row in rows:
                right = "-" if row.accuracy is None else f"{row.accuracy:.4f}"
                print(f"| {name} | {row.engine} | {row.pages} | {row.speed:.0f} | {row.speed / base:.1f} | {right} |", flush=True)
            if not options.speed_only:
                extra.append((name, memory_of(path), two_processes(path, options.rounds)))
    if not extra:
        return
    print("\n| document | peak memory, MB | two processes over one |\n|---|---|---|")
    for name, peak, gain in extra:
        print(f"| {name} | {peak:.0f} | {gain:.2f} |")


if __name__ == "__main__":
    main()
