"""An amount with the unit that counts for it: the one printed behind it (22.41万元), else the one its table or document declares.

Only for cells of forms; amounts in sentences are `sentence_reader.py`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from yusuan import values
from yusuan.document import Block, Cell, Paragraph, page_place
from yusuan.records import Records, Source, in_cells
from yusuan.values import Amount, Unreadable, comparable

_WITH_UNIT = re.compile(r"^(?P<number>.*\d\)?)(?P<unit>亿元|万元|元)$")

Precision = tuple[str, int]  # the unit and the decimal places that an amount was printed with


def amount_and_unit(text: str, declared: str | None) -> tuple[Amount, str] | None:
    """The amount and its unit; None for a blank and where no unit is known. Raises values.Unreadable."""
    match = _WITH_UNIT.match(comparable(text))
    unit = match["unit"] if match else declared
    if unit is None:
        return None
    amount = values.amount(match["number"] if match else text)
    if amount is None:
        return None
    amount.yuan(unit)
    return amount, unit


def document_unit(blocks: Iterable[Block]) -> str | None:
    """The unit of money that the whole document declares, if it declares one alone; for tables without a line of their own."""
    declared = {values.declared_unit(block.text) for block in blocks if isinstance(block, Paragraph)} - {None}
    return declared.pop() if len(declared) == 1 else None


def read_amounts(
    printed: Mapping[str, tuple[str, Cell] | None], declared: str | None, dataset: str, record_id: str, records: Records
) -> tuple[dict[str, Decimal | None], dict[str, Source], list[Precision]]:
    """Amounts in yuan by column from the texts of cells, their sources and how each was printed.

    What cannot be read, or has no unit, becomes a finding about the record and stays blank.
    """
    amounts: dict[str, Decimal | None] = dict.fromkeys(printed)
    sources: dict[str, Source] = {}
    precisions: list[Precision] = []
    for column, value in printed.items():
        if value is None:
            continue
        text, cell = value
        try:
            found = amount_and_unit(text, declared)
            if found is None and values.amount(text) is not None:
                raise Unreadable("没有注明金额单位")
        except Unreadable as problem:
            records.find(
                "extraction.unreadable_amount", "error",
                f"{page_place(cell.page)}单元格{'、'.join(cell.sources)}的金额无法读取：{problem}",
                f"The amount in {column} cannot be read",
                dataset=dataset, record_id=record_id, column=column, value=text, page=cell.page,
            )  # fmt: skip
            continue
        if found is not None:
            amount, unit = found
            amounts[column] = amount.yuan(unit)
            sources[column] = in_cells(cell)
            precisions.append((unit, amount.decimals))
    return amounts, sources, precisions


def precision_of(printed: Sequence[Precision]) -> dict[str, Any]:
    """printed_unit and printed_decimals of a record's amounts: the most decimals printed in their unit; of several units the
    larger one, whose last digit is worth more."""
    unit = max((unit for unit, _ in printed), key=values.YUAN_PER_UNIT.__getitem__, default=None)
    return {"printed_unit": unit, "printed_decimals": max((places for own, places in printed if own == unit), default=None)}
