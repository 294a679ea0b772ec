"""Documents of one department in several years beside each other: numbers of documents, facts that do not change (M8)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from yusuan.reconcile.facts import Facts
from yusuan.reconcile.indicators import place
from yusuan.reconcile.judgement import Mark
from yusuan.reconcile.registry import Due, rule
from yusuan.reconcile.rules.copied_text import nearly, numbers


@rule(
    "M8.number",
    title="同一文号在不同年度的文件中写法不同",
    title_en="One document number is written in two ways in the documents of two years",
    severity="info",
    source="同一文件的文号只有一个",
    due=Due("有两个以上文件", lambda documents: len(documents) > 1),
    not_applicable="不同部门的文件；发文机关不相近的两个文号",
    example="2021年的文件写“冀财社〔2018〕21号”，2024年的文件写“冀财规〔2018〕21号”",
    corpus=True,
    ledger=False,
)
def numbers_across_years(documents: Sequence[Facts]) -> Iterator[Mark]:
    departments: dict[tuple, list[Facts]] = defaultdict(list)
    for facts in documents:
        if facts.department:
            departments[facts.department].append(facts)
    for group in departments.values():
        cited: dict[tuple[str, str], tuple[str, Facts]] = {}
        said = set()
        for facts in sorted(group, key=lambda facts: (facts.fiscal_year or 0, facts.document_id or "")):
            for row in facts["indicators"]:
                for issuer, year, number in sorted(numbers(row.get("basis"))):
                    first, there = cited.setdefault((year, number), (issuer, facts))
                    if there is not facts and nearly(first, issuer) and (year, number, issuer) not in said:
                        said.add((year, number, issuer))
                        yield Mark(
                            f"依据写“{issuer}{year}年{number}号”，《{there.document.get('title')}》写“{first}{year}年{number}号”。",
                            f"The basis reads {issuer} {year} No. {number}, another year's document {first}.",
                            place(row, "basis"), "核对文号。",
                        )  # fmt: skip
