"""Every value leads to its place: a cell that is published, or a span of published text that holds what it says."""

import duckdb
import pytest

from schemas import DATASETS
from tests.conftest import Ran
from yusuan.summary import scan

# columns that are ours (ids, places, canonical terms, what follows from other columns), not read from a place of their own
OURS = {
    *("document_id", "fiscal_year", "page", "ordinal", "project_id", "evaluation_id", "printed_unit", "printed_decimals"),
    *("budget_source", "project_code_check", "is_qualitative", "scope", "stated_in", "printed_rate_decimals"),
    *("printed_score_decimals", "item", "amount_year", "unit_name"),
}
TRACED = ("projects", "indicators", "totals", "evaluations", "evaluation_funds", "listed_projects")


@pytest.mark.parametrize("dataset", TRACED)
def test_every_value_has_a_place(samples: Ran, dataset: str) -> None:
    release = samples.out / "current"
    key = DATASETS[dataset].key()
    traced = scan(release, "lineage")
    lost = {}
    for column in DATASETS[dataset].arrow_schema().names:
        ours = OURS - ({"unit_name"} if dataset == "projects" else set())
        if column == key or column in ours:
            continue
        sql = f"""select count(*) from {scan(release, dataset)} t where t."{column}" is not null and not exists
                  (select 1 from {traced} l where l.record_id = t.{key} and l."column" = '{column}')"""
        ((count,),) = duckdb.sql(sql).fetchall()
        if count:
            lost[column] = count
    assert not lost


def test_every_place_is_published(samples: Ran) -> None:
    release = samples.out / "current"
    lineage, cells, paragraphs = (scan(release, name) for name in ("lineage", "cells", "paragraphs"))
    missing = f"select count(*) from {lineage} where cell_id is not null and cell_id not in (select cell_id from {cells})"
    assert duckdb.sql(missing).fetchall() == [(0,)]
    dangling = f"""select count(*) from {lineage} l where l.text_start is not null and not exists
                   (select 1 from {paragraphs} p where p.document_id = l.document_id
                    and p.text_start < l.text_end and p.text_start + length(p.text) > l.text_start)"""
    assert duckdb.sql(dangling).fetchall() == [(0,)]
