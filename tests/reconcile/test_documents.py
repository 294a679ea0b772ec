"""The rules behind the real parsers: the five samples, and (slowly) the synthetic documents as PDF."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.reconcile.rows import checks, findings, statuses
from yusuan import forms, readers
from yusuan.reconcile import Facts, Outcome, within_document


def _reconcile(path: Path, media_type: str) -> Outcome:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    records = forms.parse(readers.read(path, sha256, media_type))
    return within_document(Facts({"documents": [{"document_id": sha256[:16], **records.document}], **records.rows}))


@pytest.fixture(scope="module")
def outcomes(raw) -> dict[str, Outcome]:
    return {path.name.partition("_")[2][:5] + path.name[:2]: _reconcile(path, "text/plain") for path in raw.glob("*.txt")}


def test_the_flat_tables_own_total(outcomes):
    (row,) = checks(outcomes["2024年井研"], "D3.rows_total")
    assert (row["status"], str(row["expected"]), row["page"]) == ("exact", "24871801.310000", None)


def test_the_disclosure(outcomes):
    outcome = outcomes["2021年巨鹿"]
    assert statuses(outcome, "D1.listed") == ["exact"]
    for rule in ("A1.balance", "A5.revenue", "B1.expenditure", "B2.basic", "E1.three_public", "F1.parts"):
        assert statuses(outcome, rule) == ["exact"], rule


@pytest.mark.parametrize(("name", "projects"), [("2024年巨鹿", 14), ("2023年丰宁", 26)])
def test_the_performance_texts(outcomes, name, projects):
    outcome = outcomes[name]
    assert statuses(outcome, "D4.sources") == statuses(outcome, "J1.check_character") == ["exact"] * projects
    assert statuses(outcome, "D7.contents") == ["exact"]
    assert statuses(outcome, "D1.tables") == ["insufficient_data"]
    assert len(statuses(outcome, "G1.plan")) == projects
    assert not [row for row in outcome.findings if row["severity"] == "error"]


def test_the_self_evaluation(outcomes):
    outcome = outcomes["2021年承德"]
    assert [row["rule"] for row in outcome.findings if row["severity"] == "error"] == ["D5.funds", "D5.funds"]
    assert "108" in checks(outcome, "H1.weights")[0]["explanation"]
    assert "100.4" in checks(outcome, "H4.total")[0]["explanation"]
    assert len(findings(outcome, "H5.full_marks")) == 1


@pytest.mark.slow
def test_planted_errors_in_the_pdfs(corpus):
    for path in sorted((corpus / "synthetic").glob("*.rl.pdf")):
        planted = path.with_name(path.name.replace(".rl.pdf", ".injected.json"))
        plants = json.loads(planted.read_text("utf-8")) if planted.exists() else []
        errors = [row["message"] for row in _reconcile(path, "application/pdf").findings if row["severity"] == "error"]
        assert bool(plants) == bool(errors), (path.name, errors)
        for plant in plants:
            assert any(plant["project_name"] in error or "表内合计" in error for error in errors), (path.name, plant)
