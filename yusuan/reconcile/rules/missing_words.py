"""Characters that were lost or mistyped, told by the same words elsewhere: in the document, in another year's, in the field's
terms (N1, N3).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.registry import Due, rule
from yusuan.reconcile.rules.typing_errors import distinct_texts, place_of, position, windows
from yusuan.values import comparable

_LEFT, _RIGHT = 4, 3  # and the lost character between them: as many as `windows` holds
_SHORT = _LEFT + _RIGHT
_HEADING = 30
# Particles and numerals come and go without being errors.
_FREE = set(
    "的地得了等及和与或性各所在中应该数率度是有为将以并而也人者时内外上下本我全县市省区级年月日其一二三四五六七八九十大小新好更再每"
)
_ORDINARY = _FREE - {"人"}
_CHINESE = re.compile(r"[一-鿿]+$")


@rule(
    "N1.lost",
    title="与别处的同一用语相比漏了一字",
    title_en="A character is missing that the same words have elsewhere",
    severity="info",
    source="同一文件中前后文相同而少一字的用语",
    due=Due("载有项目", lambda facts: bool(facts["projects"])),
    not_applicable="差的是“的、和、等”一类的字；两种写法都常见",
    example="“自收自支员工资发放”，别处都写“自收自支人员工资发放”",
    ledger=False,
)
def characters_lost(facts: Facts) -> Iterator[Mark]:
    texts = facts.once(distinct_texts)
    once = {text[i : i + _SHORT] for text, (_, times) in texts.items() if times == 1 for i in range(len(text) - _SHORT + 1)}
    said = set()
    for window, count in facts.once(windows).items():
        lost, character = window[:_LEFT] + window[_LEFT + 1 :], window[_LEFT]
        ordinary = character in _ORDINARY or character in (window[_LEFT - 1], window[_LEFT + 1])
        if count == 1 or ordinary or lost not in once or sum(times for text, (_, times) in texts.items() if lost in text) > 1:
            continue
        place = place_of(lost, texts)
        if _CHINESE.match(window) and place.record_id not in said:
            said.add(place.record_id)
            yield Mark(
                f"“{lost}”与别处的“{window}”只少“{character}”字，疑似漏字。",
                f"“{lost}” lacks a character of “{window}” elsewhere.", place,
            )  # fmt: skip


_CLAUSE = re.compile(r"[一-鿿]{5,40}")


@rule(
    "N1.other_year",
    title="与另一年度的同一文字相比漏了一字",
    title_en="A character is missing that another year's document has",
    severity="info",
    source="同一部门各年度文件中沿用的文字",
    due=Due("有两个以上文件", lambda documents: len(documents) > 1),
    not_applicable="不同部门的文件；差的是“的、和、等”一类的字",
    example="2024年写“严格支出管”，2021年写“严格支出管理”",
    corpus=True,
    ledger=False,
)
def characters_lost_since(documents: Sequence[Facts]) -> Iterator[Mark]:
    departments: dict[tuple, list[Facts]] = defaultdict(list)
    for facts in documents:
        if facts.department:
            departments[facts.department].append(facts)
    for group in departments.values():
        clauses = {facts.document_id: _clauses(facts) for facts in group}
        usage = Counter(clause for found in clauses.values() for clause in found)
        for facts in group:
            own = {clause for clause in clauses[facts.document_id] if usage[clause] == 1}
            for other in group:
                if other is not facts and other.fiscal_year != facts.fiscal_year:
                    yield from _shortened(facts, own, other, clauses[other.document_id] - clauses[facts.document_id])


def _clauses(facts: Facts) -> set[str]:
    """Phrases between marks, paragraph by paragraph: a heading belongs to no other phrase."""
    return {clause for row in facts["paragraphs"] for clause in _CLAUSE.findall(comparable(row.get("text")))}


def _shortened(facts: Facts, own: set[str], other: Facts, theirs: set[str]) -> Iterator[Mark]:
    wholes = {clause[:i] + clause[i + 1 :]: (clause, i) for clause in sorted(theirs) for i in range(len(clause))}
    found = [(clause, *wholes[clause]) for clause in sorted(own & wholes.keys())]
    lost = Counter(whole[i] for _, whole, i in found)
    for clause, whole, i in found:
        # A line that breaks inside a phrase is no error; nor is a word that one year drops throughout.
        at_break = i in (0, len(whole) - 1) and not (_stands_alone(facts, clause) and _stands_alone(other, whole))
        if whole[i] not in _FREE and lost[whole[i]] == 1 and whole not in facts.text and not at_break:
            row = facts.paragraph_at(facts.text.find(clause))
            yield Mark(
                f"“{clause}”，《{other.document.get('title')}》写“{whole}”，疑似漏字。",
                f"“{clause}” lacks a character of “{whole}” in another year's document.",
                Place.of("paragraphs", row, "text", clause), f"改为“{whole}”。",
            )  # fmt: skip


def _stands_alone(facts: Facts, clause: str) -> bool:
    """Whether a phrase is in a paragraph of its own, as headings are."""
    texts = (comparable(row.get("text")) for row in facts["paragraphs"])
    return any(len(text) <= _HEADING and text.strip("。").endswith(clause) for text in texts)


# Fixed terms of budgets and of the fields that samples come from: a homophone in one of them is a typing error.
_TERMS = re.split(
    r"\|",
    "职业年金|企业年金|养老保险|医疗保险|工伤保险|失业保险|生育保险|社会保险|城乡居民|"
    "机关事业单位|公益性岗位|就业见习|劳务派遣|劳动仲裁|劳动监察|人力资源|财政拨款|政府采购|"
    "政府性基金|国有资本经营|公用经费|人员经费|绩效目标|绩效自评|绩效指标|固定资产|国有资产|"
    "公务接待|公务用车|结转结余|住房公积金|服务对象|社会效益|经济效益|生态效益|可持续影响|"
    "补助资金|补助经费|配套资金|补贴资金|创业担保|担保贷款|困难群众|重度残疾|低保对象|"
    "特困人员|最低生活保障|义务教育|乡村振兴|脱贫攻坚|环境保护|污染防治|安全生产|食品安全|"
    "公共卫生|应急管理|基础设施|规章制度|按时足额|及时足额|预算执行|预算编制|会计核算|"
    "财务管理|档案管理|调查问卷",
)
_NEAR = 40


_WORD = re.compile(r"[^\W\da-zA-Z]")


def _by_half(start: int) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, term in enumerate(_TERMS):
        found[term[start : start + 2]].append((number, term))
    return found


# A term with one wrong character has its first or its second pair of characters whole; few places of a text have either.
_FIRST, _SECOND = _by_half(0), _by_half(2)
_HALVES = re.compile("|".join(f"{half[0]}(?={half[1]})" for half in sorted({*_FIRST, *_SECOND})))


@rule(
    "N3.term",
    title="固定用语中疑有同音错字",
    title_en="Probably a homophone in a fixed term",
    severity="info",
    source="预算和业务的固定用语",
    due=Due("有文字", lambda facts: bool(facts["projects"] or facts["paragraphs"] or facts["evaluations"])),
    not_applicable="读音不相近的另一用语",
    example="“职业年经单位部份欠费”：职业年金；“绩郊目标”：绩效目标",
    ledger=False,
)
def slips_in_terms(facts: Facts) -> Iterator[Mark]:
    said = set()
    texts = facts.once(distinct_texts)
    paragraphs: dict[str, Row] = {}
    for row in facts["paragraphs"]:
        paragraphs.setdefault(comparable(row.get("text")), row)
    everything = "\n".join(dict.fromkeys((*texts, *paragraphs)))
    for start, found, near in _nearly_terms(everything):
        term = next((term for term in near if _one_sound_apart(found, term)), None)
        if term and found not in said:
            said.add(found)
            before, behind = everything[:start].rpartition("\n")[2], everything[start + len(found) :].partition("\n")[0]
            text = f"{before}{found}{behind}"
            yield Mark(
                f"“{before[-4:]}{found}{behind[:4]}”中的“{found}”疑为“{term}”。",
                f"“{found}” probably stands for “{term}”.",
                texts[text][0].place() if text in texts else _paragraph(paragraphs[text]), f"改为“{term}”。",
            )  # fmt: skip


def _nearly_terms(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Words that are a term but for one character, with where they start and the terms like them; they do not overlap."""
    halves = [match.start() for match in _HALVES.finditer(text)]
    end = 0
    for start in sorted({start for half in halves for start in (half, half - 2) if start >= 0}):
        if start < end:
            continue
        near = _terms_like(text[start : start + 4])
        term = near and next((term for term in near if _nearly(text[start : start + len(term)], term)), None)
        if term:
            end = start + len(term)
            yield start, text[start:end], near


@lru_cache(maxsize=2**12)
def _terms_like(beginning: str) -> tuple[str, ...]:
    """The terms that begin like four characters, but for one at most; not one that is these four."""
    halves_of = (*_FIRST.get(beginning[:2], ()), *_SECOND.get(beginning[2:], ()))
    return tuple(
        term
        for _, term in sorted(halves_of)
        if term != beginning and sum(a != b for a, b in zip(beginning, term, strict=False)) <= 1
    )


def _nearly(found: str, term: str) -> bool:
    different = [a for a, b in zip(found, term, strict=False) if a != b]
    return len(found) == len(term) and len(different) == 1 and _WORD.match(different[0]) is not None


def _paragraph(row: Row) -> Place:
    return Place.of("paragraphs", row, "text")


def _one_sound_apart(found: str, term: str) -> bool:
    different = [(a, b) for a, b in zip(found, term, strict=False) if a != b]
    if len(found) != len(term) or len(different) != 1:
        return False
    one, other = (position(character) for character in different[0])
    return one is not None and other is not None and abs(one - other) <= _NEAR
