"""A printed table with its truth: cells as they look, and the rows that a reader must find in them.

A block is written as its columns: `code`, `name`, `both` (code and name in one cell), `ccc` (类, 款, 项 in three cells),
`x` (not read), `p` (percentage), `n` (count); any other word is the text of an amount column.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Style = Callable[[int | None], str]


def commas(amount: int | None) -> str:
    return "" if amount is None else f"{Decimal(amount) / 100:,.2f}"


def dashes(amount: int | None) -> str:
    return "--" if amount is None else f"{Decimal(amount) / 100:.2f}"


def zeros(amount: int | None) -> str:
    return commas(amount or 0)


def signs(amount: int | None) -> str:
    return "—" if amount is None else f"△{Decimal(-amount) / 100:,.2f}" if amount < 0 else commas(amount)


def brackets(amount: int | None) -> str:
    return "" if amount is None else f"({Decimal(-amount) / 100:.2f})" if amount < 0 else f"{Decimal(amount) / 100:.2f}"


@dataclass
class Sheet:
    """One table: canonical `term`, `title` as printed, heading rows (`<`, `^` as in tests/forms/tables.py), blocks."""

    term: str | None
    title: str
    head: str
    blocks: Sequence[str]
    above: Sequence[str] = ()
    below: Sequence[str] = ()
    unit: str = "万元"
    style: Style = commas
    sides: Sequence[str | None] = ()
    inside: bool = False  # title and unit line are rows of the table
    figures: list[tuple[str | None, str, str]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    truth: list[dict[str, Any]] = field(default_factory=list)

    @property
    def grid(self) -> list[list[str]]:
        lines = self.head.strip().splitlines()
        return [[cell.strip() for cell in line.split("|")] for line in lines] + self.rows

    def helper(self, *cells: str) -> None:
        """A row that nobody reads (栏次 1 2 3)."""
        self.rows.append(list(cells))

    def row(self, *values: Any) -> None:
        """One printed row: a value for each column of all blocks."""
        rest = list(values)
        cells: list[str] = []
        for place, block in enumerate(self.blocks):
            side = self.sides[place] if self.sides else None
            entry: dict[str, Any] = {"code": None, "name": None, "columns": {}, "side": side}
            for column in block.split():
                value = rest.pop(0)
                cells += self._printed(column, value, entry)
            if entry["code"] or entry["name"] or any(value is not None for value in entry["columns"].values()):
                self.truth.append(entry)
        assert not rest, f"{self.title}: {len(rest)} values too many"
        self.rows.append(cells)

    def _printed(self, column: str, value: Any, entry: dict[str, Any]) -> list[str]:
        if column == "code":
            if value and not value.isdigit():
                entry["name"] = None if value == "<" else value
            else:
                entry["code"] = value or None
            return [value or ""]
        if column == "name":
            entry["name"] = entry["name"] if value in ("<", "^", None) else value
            return [value or ""]
        if column == "ccc":
            if value and not value.isdigit():
                entry["name"] = value
                return [value, "<", "<"]
            entry["code"] = value or None
            code = value or ""
            return [code[:3], code[3:5], code[5:7]]
        if column == "both":
            code, name = value
            entry["code"], entry["name"] = code, name.strip("- ")
            return [f"{code or ''}{name}"]
        if column in ("x", "p", "n"):
            if column != "x" and value:
                self.figures.append((entry["name"], column, value))
            return [value or ""]
        if value == "<":
            return ["<"]
        entry["columns"][column] = None if value is None and self.style is not zeros else self._yuan(value or 0)
        return [self.style(value)]

    def _yuan(self, value: int) -> str:
        return str(Decimal(value) * (Decimal(100) if self.unit == "万元" else Decimal("0.01")))

    def gold(self) -> dict[str, Any]:
        return {"title": self.title, "rows": self.truth}
