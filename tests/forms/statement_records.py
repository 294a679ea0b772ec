"""Standard tables read by themselves, and what the tests of statements look at in their records."""

from tests.forms.tables import document
from yusuan.document import Block
from yusuan.forms import statements
from yusuan.records import Records


def read(*blocks: Block) -> Records:
    source = document(*blocks)
    records = Records(source.document_id)
    statements.parse(source, statements.recognise(source), records)
    return records


def cells(records: Records) -> list[tuple]:
    """(line, code, name, column, amount in yuan) of every amount that is printed."""
    return [
        (row["line_number"], row["code"], row["name"], row["column_text"], row["amount_yuan"])
        for row in records.rows.get("statement_lines", [])
        if row["amount_yuan"] is not None
    ]


def found(records: Records, rule: str) -> list[str | None]:
    return [finding["value"] for finding in records.rows.get("findings", []) if finding["rule"] == rule]


def first(records: Records, column: str) -> str | None:
    return records.rows["statement_lines"][0][column]
