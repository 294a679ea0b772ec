"""An invented disclosure as a document in memory, and as a PDF, Word, Excel or HTML file."""

import html as markup
from collections.abc import Sequence
from pathlib import Path

import docx
import xlsxwriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import LongTable, PageBreak, Paragraph, SimpleDocTemplate, TableStyle

from tests.forms.tables import document, line, table
from yusuan.document import Document

from .sheet import Sheet

Grid = list[list[str]]
Span = tuple[int, int, int, int]


def spans(grid: Grid) -> list[Span]:
    """(row, column, rows, columns) of every cell that is not covered."""
    found = []
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            across = next((i for i in range(1, len(row) - c) if row[c + i] != "<"), len(row) - c)
            down = next((i for i in range(1, len(grid) - r) if grid[r + i][c] != "^"), len(grid) - r)
            found.append((r, c, down, across))
    return found


def in_memory(sheets: Sequence[Sheet]) -> Document:
    blocks = []
    for number, sheet in enumerate(sheets, 1):
        blocks += [line(text) for text in sheet.above]
        blocks.append(table("\n".join(" | ".join(row) for row in sheet.grid), index=number))
        blocks += [line(text) for text in sheet.below]
    return document(*blocks)


def as_pdf(sheets: Sequence[Sheet], path: Path, *, size: float = 7) -> Path:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("text", fontName="STSong-Light", fontSize=size, leading=size + 2, wordWrap="CJK")
    parts = []
    for sheet in sheets:
        parts += [Paragraph(markup.escape(text), style) for text in sheet.above]
        grid = sheet.grid
        cells = [[Paragraph(markup.escape("" if text in ("<", "^") else text), style) for text in row] for row in grid]
        merged = [("SPAN", (c, r), (c + w - 1, r + h - 1)) for r, c, h, w in spans(grid) if h > 1 or w > 1]
        lines = [
            ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
            ("LEFTPADDING", (0, 0), (-1, -1), 1),
            ("RIGHTPADDING", (0, 0), (-1, -1), 1),
        ]
        repeated = len(sheet.head.strip().splitlines())
        width = (landscape(A4)[0] - 60) / len(grid[0])
        parts.append(LongTable(cells, colWidths=[width] * len(grid[0]), repeatRows=repeated, style=TableStyle(lines + merged)))
        parts += [Paragraph(markup.escape(text), style) for text in sheet.below] + [PageBreak()]
    SimpleDocTemplate(str(path), pagesize=landscape(A4), leftMargin=30, rightMargin=30, topMargin=40, bottomMargin=40).build(
        parts
    )
    return path


def as_docx(sheets: Sequence[Sheet], path: Path) -> Path:
    made = docx.Document()
    for sheet in sheets:
        for text in sheet.above:
            made.add_paragraph(text)
        grid = sheet.grid
        drawn = made.add_table(len(grid), len(grid[0]))
        drawn.style = "Table Grid"
        rows = [list(row.cells) for row in drawn.rows]
        for r, c, h, w in spans(grid):
            cell = rows[r][c] if h == w == 1 else rows[r][c].merge(rows[r + h - 1][c + w - 1])
            cell.text = grid[r][c]
        for text in sheet.below:
            made.add_paragraph(text)
    made.save(str(path))
    return path


def as_xlsx(sheets: Sequence[Sheet], path: Path) -> Path:
    """One sheet a table; its title, number and unit in merged rows above; amounts as numbers with a format where they are."""
    book = xlsxwriter.Workbook(str(path))
    border = book.add_format({"border": 1})
    number = book.add_format({"border": 1, "num_format": "#,##0.00"})
    for place, sheet in enumerate(sheets, 1):
        page = book.add_worksheet(f"{place}{sheet.title[:20]}".replace("/", ""))
        grid, top = sheet.grid, len(sheet.above)
        for row, text in enumerate(sheet.above):
            page.merge_range(row, 0, row, len(grid[0]) - 1, text)
        for r, c, h, w in spans(grid):
            text, row = grid[r][c], top + r
            if h > 1 or w > 1:
                page.merge_range(row, c, row + h - 1, c + w - 1, text, border)
            elif text.replace(",", "").replace(".", "").isdigit() and "." in text:
                page.write_number(row, c, float(text.replace(",", "")), number)
            else:
                page.write_string(row, c, text, border)
        for row, text in enumerate(sheet.below, top + len(grid)):
            page.merge_range(row, 0, row, len(grid[0]) - 1, text)
    book.close()
    return path


def as_html(sheets: Sequence[Sheet], path: Path) -> Path:
    parts = ["<html><meta charset='utf-8'><body>"]
    for sheet in sheets:
        parts += [f"<p>{markup.escape(text)}</p>" for text in sheet.above]
        grid = sheet.grid
        open_cells = {(r, c): f' rowspan="{h}" colspan="{w}"' for r, c, h, w in spans(grid)}
        rows = "".join(
            "<tr>"
            + "".join(f"<td{open_cells[r, c]}>{markup.escape(t)}</td>" for c, t in enumerate(row) if (r, c) in open_cells)
            + "</tr>"
            for r, row in enumerate(grid)
        )
        parts.append(f"<table border='1'>{rows}</table>")
        parts += [f"<p>{markup.escape(text)}</p>" for text in sheet.below]
    path.write_text("".join(parts), "utf-8")
    return path


def as_text(sheets: Sequence[Sheet], path: Path, *, dropped: bool = False) -> Path:
    """A text export: cells between tabs, covered ones blank; those covered from the left missing, if `dropped`."""
    lines: list[str] = []
    for sheet in sheets:
        lines += ["", *sheet.above, ""]
        for row in sheet.grid:
            kept = [text for text in row if text != "<"] if dropped else row
            lines.append("\t".join("" if text in ("<", "^") else text for text in kept))
        lines += ["", *sheet.below]
    path.write_text("\n".join(lines), "utf-8")
    return path
