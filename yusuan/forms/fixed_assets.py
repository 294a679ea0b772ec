"""The table of fixed assets held (固定资产占用情况表): values by kind of asset become totals that a table states.

Read from a table (项目 | 数量 | 价值), or from a text layer without columns where a line cannot be misread: a row with both its
numbers, and the number alone above the first row, which is the total's. Quantities are not kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yusuan import statement_terms, vocabulary
from yusuan.document import Document, Paragraph, Table
from yusuan.records import Records, Source, in_cells, in_text
from yusuan.values import Amount, Unreadable, amount, comparable, declared_unit, tidy

ORDER = 60
REACH = 80  # lines below the heading in which the rows of a table without columns are looked for

_TITLE = re.compile(r"(?:固定|国有)?资产(?:占用|占有|占有使用)情况表$")
_CLOSING = re.compile(r"(?:截止时间|截至|截止)[:：]?(20\d\d)年12月")
_NUMBER = re.compile(r"^(?:\d{1,2}[、.．]|其中[:：])\s*")
_ROW = re.compile(r"^\d{1,2}[、．.]\s*(?P<label>[一-龥（）()、]+?)\s+(?P<quantity>[\d,.]+)\s+(?P<value>[\d,]+(?:\.\d+)?)$")
_TOTAL = "资产总额"


@dataclass(frozen=True, slots=True)
class _Asset:
    label: str
    value: Amount
    quote: str
    source: Source


def recognise(document: Document) -> frozenset[int]:
    found = {index for index, block in enumerate(document.blocks) if isinstance(block, Table) and _value_column(block)}
    return frozenset(found or (index for index, _ in _lines(document)))


def parse(document: Document, blocks: frozenset[int], records: Records) -> None:
    year = _closing_year(document)
    for index in sorted(blocks):
        block = document.blocks[index]
        if isinstance(block, Table):
            around = [one.text for one in document.blocks[max(0, index - 4) : index] if isinstance(one, Paragraph)]
            texts = [cell.text for cell in block.cells if cell.row <= 1]
            headed = (statement_terms.heading_unit(text) for text in texts)
            declared = (declared_unit(text) for text in (*texts, *reversed(around)))
            unit = next((unit for unit in (*headed, *declared) if unit), None)
            _record(list(_table_assets(block)), unit, year, records)
    lines = [line for index, line in _lines(document) if index in blocks]
    if lines:
        unit = next((unit for line in lines if (unit := declared_unit(line.text))), None)
        _record(list(_line_assets(lines)), unit, year, records)


def _value_column(table: Table) -> range | None:
    """The columns below 价值, in a table headed 项目, 数量 and 价值."""
    head = [cell for cell in table.cells if cell.row == 0]
    labels = {re.sub(r"\(.*", "", comparable(cell.text)): cell for cell in head}
    if not {"项目", "数量"} <= labels.keys():
        return None
    value = next((cell for label, cell in labels.items() if label.startswith(("价值", "金额"))), None)
    if value is not None and not any("资产" in cell.text for cell in table.cells):
        return None  # things bought, not held
    return range(value.column, value.column + value.column_span) if value else None


def _table_assets(table: Table) -> Iterator[_Asset]:
    column = _value_column(table) or range(0)
    for row in table.grid()[1:]:
        label, value = row[0], next((row[c] for c in column if row[c] is not None), None)
        if label is None or value is None:
            continue
        try:
            read = amount(value.text)
        except Unreadable:
            continue  # a second row of headings
        if read is not None:
            quote = " ".join(dict.fromkeys(tidy(cell.text) or "" for cell in row if cell is not None)).strip()
            yield _Asset(tidy(label.text) or "", read, quote, in_cells(value))


def _lines(document: Document) -> list[tuple[int, Paragraph]]:
    """The lines of a table without columns: from its heading on, if words for value and unit follow."""
    blocks = document.blocks
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and _TITLE.search(comparable(block.text)) and len(block.text) < 40:
            lines = [(i, one) for i, one in enumerate(blocks[index : index + REACH], index) if isinstance(one, Paragraph)]
            if any("价值" in line.text and declared_unit(line.text) for _, line in lines):
                return lines
    return []


def _line_assets(lines: Sequence[Paragraph]) -> Iterator[_Asset]:
    start = next((i for i, line in enumerate(lines) if "价值" in line.text and declared_unit(line.text)), len(lines))
    head = "".join(comparable(line.text) for line in lines[max(0, start - 8) : start])
    below = lines[start + 1 :]
    if below and re.fullmatch(r"[\d,]+(?:\.\d+)?", below[0].text.strip()) and _contains(head, _TOTAL):
        yield from _asset(_TOTAL, below[0].text, below[0], f"{_TOTAL} {below[0].text}")
    for line in below:
        if match := _ROW.match(line.text.strip()):
            yield from _asset(match["label"], match["value"], line, line.text)


def _asset(label: str, value: str, line: Paragraph, quote: str) -> Iterator[_Asset]:
    if (read := amount(value)) is not None:
        begin = line.text.rfind(value)
        yield _Asset(label, read, quote, in_text(line, begin, begin + len(value)))


def _contains(text: str, word: str) -> bool:
    """Whether the word's characters stand in the text in their order: its fragments may have others between them."""
    rest = iter(text)
    return all(character in rest for character in word)


def _closing_year(document: Document) -> int | None:
    for paragraph in document.paragraphs():
        if match := _CLOSING.search(comparable(paragraph.text)):
            return int(match[1])
    return None


def _record(assets: list[_Asset], unit: str | None, year: int | None, records: Records) -> None:
    if assets and unit is None:
        records.find(
            "extraction.unit_missing", "warning",
            "固定资产占用情况表没有注明金额单位，其价值未收录",
            "the table of fixed assets declares no unit; its values are left out",
        )  # fmt: skip
        return
    for asset in assets:
        label = _NUMBER.sub("", asset.label)
        number = len(records.rows.get("totals", ())) + 1
        values = dict(
            scope="department", unit_code=None, unit_name=None,
            item=vocabulary.item(re.sub(r"\(.*\)$", "", comparable(label))), item_text=label,
            amount_year=year,
            amount_yuan=asset.value.yuan(unit or "元"), stated_in="table", quote=asset.quote, printed_unit=unit,
            printed_decimals=asset.value.decimals, page=asset.source.page,
        )  # fmt: skip
        records.add(
            "totals", "total_id", f"t{number:02d}", values, dict.fromkeys(("amount_yuan", "item_text", "quote"), asset.source)
        )
