"""Statements of the shared corpus: cell by cell against the gold, and against the documents' own totals where there is none."""

import hashlib
import json
from functools import cache
from pathlib import Path

import pytest

from tests.golden.score import Score, score
from yusuan import forms
from yusuan.readers import pdf
from yusuan.reconcile.facts import Facts
from yusuan.reconcile.ledger import within_document
from yusuan.reconcile.registry import rules
from yusuan.records import Records

_BARE = ("projects", "totals", "changes", "listed_projects", "contents", "evaluations")
# What each published document prints and counts on its pages: tables with figures, tables printed without.
_PUBLISHED = {
    "JS_人大办公厅_2017预算": (11, 1),
    "JS_人大办公厅_2018预算": (11, 1),
    "JS_人大常委会_2019部门预算_表": (11, 1),
    "JS_人大常委会_2019部门预算_说明": (0, 0),
    "JS_省委办公厅_2017部门预算_表": (11, 1),
    "JS_省委办公厅_2017部门预算_说明": (0, 0),
    "MOE_西南大学_2023部门预算_含绩效目标表": (4, 0),
    "SH_上海市财政局_2025预算": (7, 2),
    "SH_普陀区人民政府万里街道办事处24年预算": (7, 2),
    "SH_普陀区人民政府万里街道办事处25年预算": (7, 2),
    "SH_普陀区商务委_2025单位预算": (7, 2),
    "SH_普陀区商务委_2025部门预算": (7, 2),
    "SH_普陀区规划和自然资源局_2024部门决算": (7, 2),
    "SH_部门决算公开模板_空表": (0, 9),
}


@cache
def read(path: Path) -> Records:
    return forms.parse(pdf.read(path, hashlib.sha256(path.read_bytes()).hexdigest()))


def test_disclosures_cell_by_cell(corpus: Path):
    total = Score()
    for path in sorted((corpus / "synthetic").glob("*disclosure.gold.json")):
        gold = json.loads(path.read_text("utf-8")) | {name: [] for name in _BARE}
        lines = read(path.with_name(path.name.replace(".gold.json", ".rl.pdf"))).rows["statement_lines"]
        total += score({"statement_lines": lines}, gold)
    count = total.counts["statement_lines"]
    assert count.gold > 3000 and count.money_wrong == 0
    assert count.recall >= 0.995 and count.precision >= 0.995, total.differences[:20]


@pytest.mark.parametrize("name", list(_PUBLISHED))
def test_every_table_of_a_published_document_is_found_and_named(corpus: Path, name: str):
    records = read(corpus / "published" / f"{name}.pdf")
    lines = records.rows.get("statement_lines", [])
    findings = [finding["rule"] for finding in records.rows.get("findings", [])]
    statements = {row["statement_line_id"].rsplit("-", 2)[0]: row["statement"] for row in lines}
    assert (len(statements), findings.count("extraction.empty_statement")) == _PUBLISHED[name]
    assert all(statements.values()) and all(row["column"] for row in lines)
    assert not {"extraction.unknown_table", "extraction.unknown_column", "extraction.unreadable_amount"} & set(findings)
    assert not {"extraction.unit_missing", "extraction.statement_not_found"} & set(findings)


def test_the_published_tables_agree_with_themselves_but_for_one_slip(corpus: Path):
    """西南大学 p. 8 prints 9,645.51 for 小学教育, columns 9,646.01: its line and its section are wrong by 0.50."""
    own = {rule.id for rule in rules() if rule.family.startswith("statement")}
    checks = []
    for name in _PUBLISHED:
        records = read(corpus / "published" / f"{name}.pdf")
        facts = Facts(records.rows | {"documents": [records.document | {"document_id": records.document_id}]})
        checks += [row for row in within_document(facts).reconciliations if row["rule"] in own]
    failed = [(row["rule"], row["page"], row["difference"]) for row in checks if row["status"] == "failed"]
    assert sorted(failed) == [("C1.statement", 8, 5000), ("C2.row", 8, -5000)]
    evaluated = [row for row in checks if row["status"] != "insufficient_data"]
    assert len(checks) > 2500 and len(evaluated) >= 0.98 * len(checks)
