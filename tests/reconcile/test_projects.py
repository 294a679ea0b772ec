"""Contents, names, codes and spending plans of projects."""

from datetime import date
from decimal import Decimal as D

import pytest

from schemas import DATASETS
from tests.reconcile.rows import DOCUMENT_ID, checks, facts, findings, project, statuses
from yusuan.reconcile import within_document


def _plan(*shares: int | None) -> list[dict]:
    days = [(3, 31), (6, 30), (10, 31), (12, 31)]
    return [
        {"plan_id": f"d{m}", "project_id": f"{DOCUMENT_ID}-p01", "due_date": date(2024, m, d), "cumulative_percent": s and D(s)}
        for (m, d), s in zip(days, shares, strict=False)
    ]


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((25, 50, 75, 100), "exact"),
        ((50, 100, None, None), "exact"),  # done in June, blank afterwards
        ((None, 50, 80, 100), "exact"),
        ((None, None, None, 100), "exact"),
        ((25, 50, 75, None), "failed"),
        ((30, 50, 20, None), "failed"),
        ((25, 50, 75), "insufficient_data"),  # the last column is not in the text
        ((50, 100), "exact"),
        ((50, 120, 120, 120), "failed"),
        ((None, None, None, None), "insufficient_data"),
    ],
)
def test_spending_plans(shares, expected):
    outcome = within_document(facts(projects=[project(1)], spending_plans=_plan(*shares)))
    assert statuses(outcome, "G1.plan") == [expected]


def test_increments_in_place_of_cumulated_shares_are_named():
    outcome = within_document(facts(projects=[project(1)], spending_plans=_plan(30, 50, 20, None)))
    assert "当期比例" in findings(outcome, "G1.plan")[0]["message"]


def _contents(*titles: str) -> list[dict]:
    return [{"content_id": f"o{i}", "ordinal": i, "title": title, "printed_page": i} for i, title in enumerate(titles, 1)]


def test_contents_and_body_agree():
    outcome = within_document(facts(projects=[project(1), project(2)], contents=_contents("项目1绩效目标表", "项目2绩效目标表")))
    assert statuses(outcome, "D7.contents") == ["exact"]
    assert statuses(outcome, "D7.pages") == ["exact"]


def test_a_project_that_only_the_contents_list_is_an_error():
    outcome = within_document(facts(projects=[project(1)], contents=_contents("项目1绩效目标表", "办案业务经费绩效目标表")))
    (finding,) = findings(outcome, "D7.contents")
    assert (finding["severity"], finding["dataset"], finding["record_id"]) == ("error", "contents", "o2")


def test_two_projects_of_one_name_pair_with_two_entries():
    projects = [project(1, project_name="补助", title="补助绩效目标表"), project(2, project_name="补助", title="补助绩效目标表")]
    outcome = within_document(facts(projects=projects, contents=_contents("补助绩效目标表", "补助绩效目标表")))
    assert statuses(outcome, "D7.contents") == ["exact"]


def test_no_contents_is_said():
    assert statuses(within_document(facts(projects=[project(1)])), "D7.contents") == ["insufficient_data"]


def test_codes():
    rows = [
        project(1, project_code="13052924P00584210648N", project_code_check="valid"),
        project(2, project_code="13052924P00584210648M", project_code_check="invalid"),
        project(3, project_code="51000021R000000019951"),
        project(4, project_code="13052924P00584210648N", project_code_check="valid"),
        project(5),
    ]
    outcome = within_document(facts(projects=rows))
    assert statuses(outcome, "J1.check_character") == ["exact", "failed", "not_applicable", "exact", "insufficient_data"]
    assert statuses(outcome, "J2.unique") == ["failed"]
    assert "项目1" in findings(outcome, "J2.unique")[0]["message"]


def test_a_continued_projects_older_code_is_right_and_a_later_one_is_not():
    rows = [project(1, project_code="13052923P00584210648N"), project(2, project_code="13052925P00584210648N")]
    assert statuses(within_document(facts(projects=rows)), "J1.year") == ["exact", "failed"]


def test_names_that_differ_between_list_and_tables_are_named():
    listed = [
        {"listed_id": "n1", "name": "机关事业单位养老经费", "amount_yuan": D(100), "project_id": f"{DOCUMENT_ID}-p01"},
        {"listed_id": "n2", "name": "项目2", "amount_yuan": D(200), "project_id": None},
    ]
    projects = [project(1, project_name="机关事业养老经费", budget_source="narrative"), project(2, D(300))]
    outcome = within_document(facts("budget_disclosure", projects=projects, listed_projects=listed))
    assert statuses(outcome, "D6.list") == ["exact", "failed"]
    assert statuses(outcome, "D6.amounts") == ["rounding"]


def test_every_row_has_its_place_in_the_schema():
    outcome = within_document(facts(projects=[project(1)], spending_plans=_plan(25, 20)))
    assert outcome.reconciliations
    for row in outcome.reconciliations:
        assert set(row) == set(DATASETS["reconciliations"].arrow_schema().names)
    for row in outcome.findings:
        assert set(row) == set(DATASETS["findings"].arrow_schema().names)
    assert checks(outcome, "D7.contents")[0]["check_id"].startswith(DOCUMENT_ID)


def test_a_project_listed_twice_without_codes():
    twins = [project(1, D(300), project_name="补助"), project(2, D(300), project_name="补助")]
    rows = [
        {"indicator_id": f"i{i}", "project_id": row["project_id"], "level3": "人数", "target_text": "≥3人"}
        for i, row in enumerate(twins)
    ]
    assert statuses(within_document(facts("target_table", projects=twins, indicators=rows)), "J2.record") == ["failed"]
    twins[1]["budget_yuan"] = D(400)
    assert statuses(within_document(facts("target_table", projects=twins, indicators=rows)), "J2.record") == ["exact"]
    assert statuses(within_document(facts("target_table", projects=[twins[0], twins[0]])), "J2.record") == ["exact"]
