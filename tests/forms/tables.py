"""Small documents for the tests of forms, written down as they look.

`table`: cells between bars; `<` is covered by the cell to the left, `^` by the cell above. `text`: a text export through the
real reader, tabs between cells.
"""

from pathlib import Path

from yusuan.document import Block, Cell, Document, Paragraph, Table, cell_place
from yusuan.readers import text as text_reader


def table(drawing: str, index: int = 1, breaks: tuple[int, ...] = ()) -> Table:
    rows = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().split("\n")]
    width = len(rows[0])
    assert all(len(row) == width for row in rows), "every row has as many bars"
    cells = []
    for r, row in enumerate(rows):
        for c, printed in enumerate(row):
            if printed in ("<", "^"):
                continue
            across = next((i for i in range(1, width - c) if row[c + i] != "<"), width - c)
            down = next((i for i in range(1, len(rows) - r) if rows[r + i][c] != "^"), len(rows) - r)
            cells.append(Cell(r, c, printed, down, across, 1, sources=(cell_place(index, r, c),)))
    return Table(index, len(rows), width, tuple(cells), 1, breaks=breaks)


def line(text: str) -> Paragraph:
    return Paragraph(text, 0, 1)


def document(*blocks: Block) -> Document:
    return Document("ab" * 32, "text/html", "test", 1, blocks)


def exported(folder: Path, content: str) -> Document:
    path = folder / "export.txt"
    path.write_text(content, "utf-8")
    return text_reader.read(path, "cd" * 32)
