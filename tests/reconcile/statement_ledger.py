"""The checks that standard tables owe by themselves, for tables drawn as they look."""

from tests.forms.tables import document, line, table
from yusuan.document import Block
from yusuan.forms import statements
from yusuan.reconcile.facts import Facts
from yusuan.reconcile.ledger import within_document
from yusuan.reconcile.registry import rules
from yusuan.records import Records

OWN = {rule.id for rule in rules() if rule.family.startswith("statement")}


def titled(title: str, drawing: str, index: int = 1, unit: str = "万元") -> list[Block]:
    return [line(title), line(f"单位：{unit}"), table(drawing, index)]


def facts(*blocks: Block, **others: list) -> Facts:
    source = document(*blocks)
    records = Records(source.document_id)
    statements.parse(source, statements.recognise(source), records)
    head = {"document_id": source.document_id, "form": "final_accounts", "fiscal_year": 2024}
    return Facts(records.rows | {"documents": [head]} | others)


def ledger(*blocks: Block, **others: list) -> list[dict]:
    return [row for row in within_document(facts(*blocks, **others)).reconciliations if row["rule"] in OWN]


def outcomes(rows: list[dict]) -> set[tuple[str, str]]:
    return {(row["rule"], row["status"]) for row in rows}


def failing(title: str, drawing: str) -> list[tuple[str, str]]:
    return [
        (row["rule"], row["subject_name"].partition("：")[2])
        for row in ledger(*titled(title, drawing))
        if row["status"] != "exact"
    ]
