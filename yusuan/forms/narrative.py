"""The narrative of a disclosure: totals, changes, shares and projects with their amounts that the running text states.

How lines become sentences is `sentences.py`, how a sentence is read `sentence_reader.py`. Tables are other forms' matter; only
the project that a listed name belongs to is looked up among the records that they made (so this form is parsed last).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from yusuan.document import Document, page_place
from yusuan.forms.listed_projects import Listed, listed_projects, numbered_project, tie
from yusuan.forms.sentence_reader import heading_item, read
from yusuan.forms.sentences import MARKER, Sentence, sentences
from yusuan.forms.stated import Context, Stated
from yusuan.records import Records, Source
from yusuan.values import Unreadable, amount, comparable

ORDER = 90

# Documents whose text is about totals, so that items are read which the vocabulary does not know.
_DISCLOSURES = ("budget_disclosure", "final_accounts")
_FIGURES = re.compile("元|%|相同|持平|一致|变化|变动|不变|无增减|\\d[万亿](?:[,;。()、]|$)")
_GOES_ON = re.compile(r"(?:与|比|较|同比|完成|年初预算|支出决算|决算数|其中|增加|减少|占|20\d\d年(?:当年)?预算(?:执行数|安排))")
_PUNCTUATED = re.compile("[,;:。]")
_ANNOUNCES = re.compile(r"(?::|其中|如下|以下(?:几个)?方面|包括)[:。]?$")
_TOLD = 40  # totals of earlier paragraphs that a share may be of
_LAST_YEAR_END = re.compile(r"上年末|上年底|截至上年")
# Items that say something of the whole only within a sentence that has told the whole's total before.
_PARTS_OF_WHOLE = {"fiscal_funds", "other_funds", "funds_received", "funds_spent", "project_budget"}
_EXECUTION = re.compile(
    r"(?P<year>20\d\d)年?度?(?:县级|市级|省级)?预算(?P<name>\D.*?)(?P<budget>[\d,.]+)(?P<u1>万?元),实际到位(?:资金)?(?P<received>[\d,.]+)(?P<u2>万?元),"
    r"实际支出(?:资金)?(?P<spent>[\d,.]+)(?P<u3>万?元)"
)
_REPORT_OF = re.compile(r"^(?P<unit>[一-龥]{4,30}?)关于[^。;]*(?:自评|评价)[^。;]*报告$")
LINES_OF_A_TITLE = 4


@dataclass(frozen=True, slots=True)
class _Reading:
    sentence: Sentence
    stated: list[Stated]
    listed: list[Listed]
    execution: re.Match[str] | None
    cut: int | None  # where a list of projects begins, so that the quote can end before it


def recognise(document: Document) -> frozenset[int]:
    return frozenset(block for reading in _readings(document, 2000, None, {}) for block in reading.sentence.blocks)


def parse(document: Document, blocks: frozenset[int], records: Records) -> None:
    year = records.document.get("fiscal_year")
    form = records.document.get("form")
    listed: list[tuple[str, Listed, Source]] = []
    totals: dict[int, str] = {}  # records of totals by the identity of what was stated, for the shares of them
    terms: dict[str, str] = {}  # items as printed, for sentences that go on about them
    for reading in _readings(document, year or 0, form, terms):
        if form not in _DISCLOSURES and not blocks.intersection(reading.sentence.blocks):
            continue
        for stated in reading.stated:
            if stated.item_span:
                terms[stated.term] = _with_quotation_mark(reading.sentence, stated.item_span)
            _record(stated, reading, records, totals, terms)
        if reading.execution:
            _record_execution(reading.execution, reading.sentence, document, records)
        _report_unread_rest(reading, records)
        for entry in reading.listed:
            listed.append(_record_listed(entry, reading.sentence, len(listed) + 1, records))
    tie(listed, records)


def _readings(document: Document, year: int, form: str | None, terms: dict[str, str]) -> Iterator[_Reading]:
    start = Context(year, accounts=form == "final_accounts", open=form in _DISCLOSURES)
    context = start
    announced: Stated | None = None  # the whole whose parts stand in paragraphs of their own
    headed = False  # the paragraph before only names an item
    expected = 0  # the number of the next project of a list whose entries stand in lines of their own; 0 outside one
    for sentence in sentences(document):
        marked = MARKER.match(sentence.text)
        if not sentence.follows:
            if marked or not (headed or _GOES_ON.match(sentence.text)):
                whole = announced if marked else context.whole
                told = context.told[-_TOLD:]
                context = replace(start, whole=whole, told=told, earlier=len(told))
            if expected and (entry := numbered_project(sentence, expected)):
                expected += 1
                yield _Reading(sentence, [], [entry], None, None)
                continue
            expected = 0
        if not _FIGURES.search(sentence.text):
            headed = bool(start.open and (item := heading_item(sentence.text)))
            if headed:
                begin = sentence.text.find(item[1])
                terms[item[1]] = sentence.printed(begin, begin + len(item[1]))
                context = replace(context, items=(item,), base=None)
            elif marked:
                context, announced = replace(start, told=context.told, earlier=len(context.told)), None
            continue
        headed = False
        # A line without any punctuation is no sentence: only items that are known by name are read in it.
        stated, context = read(sentence.text, replace(context, open=start.open and bool(_PUNCTUATED.search(sentence.text))))
        execution = _EXECUTION.search(sentence.text)
        if execution:
            stated = []
        known = {one.item for one in stated if one.item not in _PARTS_OF_WHOLE} - {None}
        stated = [one for one in stated if known or one.item not in _PARTS_OF_WHOLE]
        projects = [one.span[1] for one in stated if one.sort == "total" and one.item == "project_expenditure"]
        listed = listed_projects(sentence, projects[0]) if projects else []
        cut = listed[0].list_start if listed else None
        if listed:
            stated = [one for one in stated if one.item or not listed[0].list_start <= one.span[0] < listed[-1].span[1]]
        expected = 1 if projects and sentence.text.endswith(":") else 0
        if _ANNOUNCES.search(sentence.text):
            announced = next((one for one in reversed(stated) if one.sort == "total"), announced)
        if stated or listed or execution:
            yield _Reading(sentence, stated, listed, execution, cut)


def _report_unread_rest(reading: _Reading, records: Records) -> None:
    """A list that stops before its last amount has not been read whole."""
    sentence = reading.sentence
    begin = reading.listed[-1].span[1] if reading.cut is not None else len(sentence.text)
    rest = sentence.text[begin:].partition(";")[0]
    if re.search(r"\d(?:亿|万)?元", rest):
        records.find(
            "extraction.list_unread", "warning",
            f"{page_place(sentence.page)}文中列示的项目没有读完，其后是：{sentence.printed(begin)[:80]}",
            "a list of projects in the text could not be read to its end",
            dataset="listed_projects", value=sentence.printed(begin)[:200], page=sentence.page,
        )  # fmt: skip


def _quote(reading: _Reading) -> str:
    return reading.sentence.printed(0, reading.cut).rstrip("，, ")


def _with_quotation_mark(sentence: Sentence, span: tuple[int, int]) -> str:
    """An item as printed: the mark that opens “三公”经费 stands before the item's first letter."""
    text = sentence.printed(*span)
    first = sentence.at[span[0]]
    opened = "”" in text and not text.startswith("“") and first and sentence.raw[first - 1] == "“"
    return f"“{text}" if opened else text


def _record(stated: Stated, reading: _Reading, records: Records, totals: dict[int, str], terms: dict[str, str]) -> None:
    sentence = reading.sentence
    yuan = None
    if stated.value is not None and stated.unit is not None:
        try:
            yuan = stated.value.yuan(stated.unit)
        except Unreadable as reason:
            records.find(
                "extraction.unreadable_amount", "warning",
                f"{page_place(sentence.page)}文字中的金额无法精确读取：{reason}",
                f"an amount in the text cannot be read exactly: {reason}",
                value=sentence.printed(*stated.span), page=sentence.page,
            )  # fmt: skip
            return
    elif stated.value is not None:
        yuan = stated.value.value  # 与上年相同: zero, in any unit
    whole = sentence.source(0, len(sentence.text))
    common = dict(
        item=stated.item,
        item_text=terms.get(stated.term, stated.term),
        quote=_quote(reading),
        page=sentence.page,
    )
    sources = {"item_text": sentence.source(*stated.item_span) if stated.item_span else whole, "quote": whole}
    if stated.sort == "share":
        _record_share(stated, sentence, records, totals, terms, common, sources)
        return
    common |= dict(
        printed_unit=stated.unit, printed_decimals=stated.value.decimals if stated.value is not None and stated.unit else None
    )
    sources["amount_yuan"] = sentence.source(*stated.span)
    if stated.change:
        number = len(records.rows.get("changes", ())) + 1
        values = dict(
            from_year=stated.from_year if stated.year else None,
            from_kind=stated.kind,
            to_year=stated.year or None,
            amount_yuan=yuan,
            percent=stated.percent.value if stated.percent else None,
        )
        rate = sentence.source(*(stated.percent_span or stated.span)) if stated.percent else None
        sources |= {"percent": rate, "from_year": whole, "from_kind": whole if stated.kind else None, "to_year": whole}
        records.add("changes", "change_id", f"c{number:02d}", common | values, sources)
        return
    begin = stated.item_span[0] if stated.item_span else 0
    earlier = _LAST_YEAR_END.search(sentence.text[max(0, begin - 12) : begin])
    values = dict(
        scope="department", unit_code=None, unit_name=None, stated_in="narrative", amount_kind=stated.kind, amount_yuan=yuan,
        amount_year=(stated.year - 1 if earlier else stated.year) or None,
    )  # fmt: skip
    totals[id(stated)] = _add_total(
        records, common | values, sources | {"amount_year": whole, "amount_kind": whole if stated.kind else None}
    )


def _record_share(
    stated: Stated,
    sentence: Sentence,
    records: Records,
    totals: dict[int, str],
    terms: dict[str, str],
    common: dict,
    sources: dict,
) -> None:
    name, text, place = stated.of or (None, None, None)
    whole = sources["quote"]
    values = dict(
        kind=stated.kind,
        of_item=name,
        of_item_text=_with_quotation_mark(sentence, place) if place else terms.get(text or "", text),
        percent=stated.percent.value if stated.percent else None,
        printed_decimals=stated.percent.decimals if stated.percent else None,
        year=stated.year or None,
        total_id=totals.get(id(stated.part)),
        of_total_id=totals.get(id(stated.whole)),
    )
    sources |= {
        "percent": sentence.source(*stated.span),
        "of_item_text": None if text is None else sentence.source(*place) if place else whole,
        "year": whole,
    }
    number = len(records.rows.get("shares", ())) + 1
    records.add("shares", "share_id", f"s{number:02d}", common | values, sources)


def _add_total(records: Records, values: dict, sources: dict[str, Source | None]) -> str:
    number = len(records.rows.get("totals", ())) + 1
    return records.add("totals", "total_id", f"t{number:02d}", values, sources)


def _record_execution(match: re.Match[str], sentence: Sentence, document: Document, records: Records) -> None:
    """A report's sentence on one project: its budget, what was received and what was spent, told of the reporting unit."""
    unit = _reporting_unit(document)
    for item, text, group, measure in (
        ("project_budget", "预算", "budget", "u1"),
        ("funds_received", "实际到位", "received", "u2"),
        ("funds_spent", "实际支出", "spent", "u3"),
    ):
        try:
            value = amount(match[group])
        except Unreadable:
            continue
        if value is None:
            continue
        _add_total(
            records,
            dict(
                scope="unit", unit_code=None, unit_name=unit, item=item,
                item_text=text, amount_year=int(match["year"]), amount_yuan=value.yuan(match[measure]), stated_in="narrative",
                quote=sentence.printed(), printed_unit=match[measure], printed_decimals=value.decimals, page=sentence.page,
            ),
            {
                "amount_yuan": sentence.source(match.start(group), match.end(measure)),
                **dict.fromkeys(("item_text", "amount_year", "quote"), sentence.source(0, len(sentence.text))),
            },
        )  # fmt: skip


def _reporting_unit(document: Document) -> str | None:
    """The unit whose report it is: 某单位 关于…自评工作报告, in one line or broken over a few."""
    lines = [comparable(paragraph.text) for paragraph in document.paragraphs()]
    for number in range(len(lines)):
        for end in range(number + 1, number + 1 + LINES_OF_A_TITLE):
            if match := _REPORT_OF.match("".join(lines[number:end])):
                return match["unit"]
    return None


def _record_listed(entry: Listed, sentence: Sentence, ordinal: int, records: Records) -> tuple[str, Listed, Source]:
    source = sentence.source(*entry.span)
    whole = entry.name_span[0], entry.span[1]
    record_id = records.add(
        "listed_projects", "listed_id", f"n{ordinal:02d}",
        dict(
            ordinal=ordinal, name=entry.name, amount_yuan=entry.value.yuan(entry.unit), project_id=None,
            quote=sentence.printed(*whole), printed_unit=entry.unit, printed_decimals=entry.value.decimals, page=sentence.page,
        ),
        {"name": sentence.source(*entry.name_span), "amount_yuan": source, "quote": sentence.source(*whole)},
    )  # fmt: skip
    return record_id, entry, source
