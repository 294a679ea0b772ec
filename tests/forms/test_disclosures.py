"""Whole disclosures of invented departments: every layout is read without a difference, and all of its sums come out."""

import random
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.forms.disclosures import accounts, budgets, media, more_provinces, provinces
from tests.forms.disclosures.figures import Books
from tests.forms.disclosures.sheet import Sheet
from tests.golden.score import Score, score
from yusuan import forms
from yusuan.document import Document
from yusuan.readers import read
from yusuan.reconcile.facts import Facts
from yusuan.reconcile.ledger import within_document
from yusuan.reconcile.registry import rules
from yusuan.records import Records

Layout = Callable[[Books], list[Sheet]]
LAYOUTS: list[Layout] = [
    budgets.central, budgets.jiangsu, budgets.beijing, budgets.shandong, provinces.guangdong, provinces.sichuan, provinces.henan,
    provinces.shaanxi, provinces.xinjiang, more_provinces.hebei, more_provinces.yunnan, more_provinces.chongqing,
    accounts.nine_tables, accounts.vertical, accounts.two_years,
]  # fmt: skip
MEDIA = {
    "application/pdf": media.as_pdf,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": media.as_docx,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": media.as_xlsx,
    "text/html": media.as_html,
    "text/plain": media.as_text,
}
_FIGURE = re.compile(r"^\d[\d,]*\.\d\d$")
_BARE = ("projects", "totals", "changes", "listed_projects", "contents", "evaluations")
_OWN = {rule.id for rule in rules() if rule.family.startswith("statement")}


def checked(records: Records) -> list[dict]:
    facts = Facts(records.rows | {"documents": [records.document | {"document_id": records.document_id}]})
    return [row for row in within_document(facts).reconciliations if row["rule"] in _OWN]


def judge(document: Document, sheets: list[Sheet]) -> None:
    records = forms.parse(document)
    lines = records.rows["statement_lines"]
    found: Score = score({"statement_lines": lines}, {name: [] for name in _BARE} | {"statements": [s.gold() for s in sheets]})
    assert not found.differences
    assert {(row["statement_title"], row["statement"]) for row in lines} == {(s.title, s.term) for s in sheets if s.truth}
    printed = sum(len(sheet.figures) for sheet in sheets)
    assert len(records.rows.get("statement_figures", [])) >= printed
    checks = checked(records)
    assert {row["status"] for row in checks} <= {"exact", "rounding"}, [row for row in checks if row["expected"] != row["actual"]]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_a_layout_in_memory(layout: Layout, seed: int):
    sheets = layout(Books(seed))
    judge(media.in_memory(sheets), sheets)


@pytest.mark.parametrize("place", range(len(LAYOUTS)), ids=lambda place: LAYOUTS[place].__name__)
def test_a_layout_in_a_file(tmp_path: Path, place: int):
    """Each layout in one medium, each medium with several layouts; all of them with all is `test_every_medium`."""
    media_type, write = list(MEDIA.items())[place % len(MEDIA)]
    sheets = LAYOUTS[place](Books(7))
    judge(read(write(sheets, tmp_path / "disclosure"), "ab" * 32, media_type), sheets)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_any_one_wrong_figure_fails_a_check(layout: Layout):
    chance = random.Random(layout.__name__)
    for _ in range(2):
        sheets = layout(Books(6))
        places = [(s, r, c) for s in sheets for r, row in enumerate(s.rows) for c, text in enumerate(row) if _FIGURE.match(text)]
        sheet, row, column = chance.choice(places)
        printed = Decimal(sheet.rows[row][column].replace(",", ""))
        sheet.rows[row][column] = f"{printed + 10:.2f}"
        statuses = [check["status"] for check in checked(forms.parse(media.in_memory(sheets)))]
        assert "failed" in statuses and "insufficient_data" not in statuses, (sheet.title, sheet.rows[row], printed)


@pytest.mark.slow
@pytest.mark.parametrize("media_type", MEDIA)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_every_medium(tmp_path: Path, layout: Layout, media_type: str):
    sheets = layout(Books(11))
    judge(read(MEDIA[media_type](sheets, tmp_path / "disclosure"), "ab" * 32, media_type), sheets)
