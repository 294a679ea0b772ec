"""This year's document against last year's: what it gives as last year's amount is what that document printed (F1 over years)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import NOT_APPLICABLE, Check, Place, compare_sum
from yusuan.reconcile.registry import Due, rule

_OTHER_BASIS = re.compile(r"执行数|决算数|执行情况|调整后|调整预算")


def _successions(documents: Sequence[Facts]) -> list[tuple[Facts, Facts]]:
    """Documents of one department and one family of forms in two years on end, the earlier first; units are no departments.

    Where a year has several such documents (a separate 说明 and 表), each of the later year is held against each of the earlier.
    """
    series: dict[tuple, dict[int, list[Facts]]] = defaultdict(lambda: defaultdict(list))
    for facts in documents:
        if facts.department and facts.fiscal_year and not facts.is_of_unit:
            series[*facts.department, facts.form][facts.fiscal_year].append(facts)
    return [
        (before, after)
        for years in series.values()
        for earlier, later in pairwise(sorted(years))
        if later == earlier + 1
        for before in years[earlier]
        for after in years[later]
    ]


def _compared(documents: Sequence[Facts]) -> Iterator[tuple[Facts, Row, Facts, Row, Row]]:
    """Last year's document and total, this year's document, total and stated change of the same item."""
    for before, after in _successions(documents):
        seen = set()
        for change in after["changes"]:
            item = change.get("item")
            if item is None or item in seen or change.get("amount_yuan") is None:
                continue
            if change.get("to_year") != after.fiscal_year or change.get("from_year") != before.fiscal_year:
                continue
            last, now = before.stated(item), after.stated(item, beside=change)
            if last and now:
                seen.add(item)
                yield before, last, after, now, change


@rule(
    "F1.over_years",
    title="本年文件的上年数 = 上年文件的数",
    title_en="Last year's amount by this year's document = the amount in last year's document",
    severity="warning",
    source="预算公开以上年预算数为增减变化的基数；同一部门相邻两年的文件应当衔接",
    due=Due("同一部门相邻两年的同类文件写明同一项目和它的增减", lambda documents: next(_compared(documents), None) is not None),
    not_applicable="以上年执行数、决算数或调整后的预算数为基数的增减",
    example="2018年预算15,897.44万元，比上年增加2,248.37万元；2017年预算13,649.07万元",
    corpus=True,
)
def last_year_by_this_year(documents: Sequence[Facts]) -> Iterator[Check]:
    for before, last, after, now, change in _compared(documents):
        about = dict(
            scope="department", subject_id=now.get("total_id"), subject_name=now.get("item_text"),
            place=Place.of("totals", now, "amount_yuan"),
        )  # fmt: skip
        if _OTHER_BASIS.search(change.get("quote") or ""):
            yield Check(
                NOT_APPLICABLE, f"增减以上年执行数或调整后的数为基数，不与《{before.document.get('title')}》相比。", **about
            )
            continue
        parts = [
            (f"《{before.document.get('title')}》", before.figure("totals", last)),
            ("增减", after.figure("changes", change)),
        ]
        name = f"《{after.document.get('title')}》所述{now.get('item_text')}"
        yield compare_sum(after.figure("totals", now), parts, whole_name=name, unit=now.get("printed_unit") or "元", **about)
