"""Checks between the documents of one department and year."""

from decimal import Decimal as D

from tests.reconcile.rows import facts, project, statuses, total
from yusuan.reconcile import Facts, within_department


def _named(facts_: Facts, document_id: str) -> Facts:
    facts_.document.update(document_id=document_id, department_code="323", department_name="某局")
    return facts_


def _text() -> Facts:
    return _named(facts(projects=[project(1, D(300_000)), project(2, D(700_000))]), "a" * 16)


def _disclosure(amount: D) -> Facts:
    return _named(facts("budget_disclosure", totals=[total("project_expenditure", amount)]), "b" * 16)


def test_one_document_alone_owes_nothing():
    assert within_department([_text()]).reconciliations == []
    assert within_department([_text(), _text()]).reconciliations == []


def test_projects_of_one_document_against_the_total_of_another():
    outcome = within_department([_text(), _disclosure(D(1_000_000))])
    assert statuses(outcome, "D1.across") == ["exact"]
    (row,) = outcome.reconciliations
    assert row["document_id"] is None
    assert row["check_id"].startswith("130529-323-2024-") and row["check_id"].endswith("-k001")
    assert statuses(within_department([_text(), _disclosure(D(990_000))]), "D1.across") == ["failed"]
    assert statuses(within_department([_text(), _disclosure(D(9_900_000))]), "D1.across") == ["not_applicable"]


def test_ids_are_long_enough_without_any_code():
    documents = [_text(), _disclosure(D(1))]
    for document in documents:
        document.document.update(region_code=None, department_code=None, fiscal_year=None)
    (row,) = within_department(documents).reconciliations
    assert len(row["check_id"]) >= 16


def _budget(title: str, amount: D, document_id: str) -> Facts:
    document = _named(facts("budget_disclosure", totals=[total("expenditure_budget", amount)]), document_id)
    document.document["title"] = title
    return document


def test_two_documents_of_a_department_state_one_amount():
    text, tables = _budget("部门预算说明", D(5_000_000), "c" * 16), _budget("部门预算表", D(5_000_000), "d" * 16)
    assert statuses(within_department([text, tables]), "K1.across") == ["exact"]
    tables.rows["totals"][0]["amount_yuan"] = D(5_100_000)
    assert statuses(within_department([text, tables]), "K1.across") == ["failed"]


def test_a_unit_is_part_of_its_department():
    department, unit = _budget("部门预算", D(5_000_000), "c" * 16), _budget("2024年单位预算", D(2_000_000), "d" * 16)
    assert statuses(within_department([department, unit]), "K1.across") == []
    assert statuses(within_department([department, unit]), "D2.across") == ["not_applicable"]
    unit.rows["totals"][0]["amount_yuan"] = D(6_000_000)
    assert statuses(within_department([department, unit]), "D2.across") == ["failed"]
