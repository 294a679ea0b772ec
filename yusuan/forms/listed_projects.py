"""Projects that a sentence lists with their amounts (主要是：甲 24.2 万元、乙 2 万元), and the tables that they belong to.

A list is split behind its amounts, never at 、 alone: names hold that mark too.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from yusuan.document import page_place
from yusuan.forms.sentences import Sentence
from yusuan.records import Records, Source
from yusuan.values import Amount, Unreadable, amount, comparable
from yusuan.vocabulary import item

_LIST = re.compile(r"(?:主要(?:项目)?(?:是|有|为|包括):?|(?:主要项目|具体(?:为|包括|是)|分别(?:为|是)|包括|其中):)")
_ENTRY = re.compile(r"(?P<name>.+?)(?P<amount>\d[\d,]*(?:\.\d+)?) ?(?P<unit>亿元|万元|元)(?=[、,;。]|和|及|以及|等|$)")
_JOINT = re.compile(r"^(?:[、,;]|以及|和|及)?(?:其中:)?(?:\(?\d{1,2}[).、])?")


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed project: `name` as printed, spans in the sentence's text; `list_start` is where the list is announced."""

    name: str
    name_span: tuple[int, int]
    value: Amount
    unit: str
    span: tuple[int, int]
    list_start: int


def listed_projects(sentence: Sentence, after: int) -> list[Listed]:
    """The entries of a list that explains the amount ending at `after`; none if it lists parts of it (人员经费, 财政资金)."""
    announced = _LIST.search(sentence.text, after, after + 40)
    if announced and not re.search(r"\d元|万元|;", sentence.text[after : announced.start()]):
        entries = _entries(sentence, announced.end(), announced.start())
        if all(_names_project(entry.name) for entry in entries):
            return entries
    return []


def numbered_project(sentence: Sentence, number: int) -> Listed | None:
    """The project of a list's line of its own (2.乙项目经费5万元，主要用于…); None if the line is no entry of that number."""
    marked = re.match(rf"\(?{number}[).、]", sentence.text)
    entry = _ENTRY.match(sentence.text, marked.end()) if marked else None
    if not entry or _names_project(entry["name"]) is False or "," in entry["name"]:
        return None
    return next(iter(_entries(sentence, marked.end() if marked else 0, 0)), None)


def _names_project(name: str) -> bool:
    """Whether a name is a project's, not a total's part or the words of a change."""
    printed = comparable(name)
    return not (item(printed) or ";" in printed or re.search(r"(?:增加|减少|增长|下降|提高|压减)$", printed))


def _entries(sentence: Sentence, start: int, list_start: int) -> list[Listed]:
    found: list[Listed] = []
    position = start
    while match := _ENTRY.match(sentence.text, position):
        joint = _JOINT.match(match["name"])
        name = match.start("name") + (joint.end() if joint else 0), match.end("name")
        try:
            value = amount(match["amount"])
        except Unreadable:
            value = None
        if value is None or name[0] >= name[1] or len(sentence.text[slice(*name)]) < 2:
            return found
        span = match.start("amount"), match.end("unit")
        found.append(Listed(sentence.printed(*name), name, value, match["unit"], span, list_start))
        position = match.end()
    return found


def tie(listed: list[tuple[str, Listed, Source]], records: Records) -> None:
    """Set `project_id` of the listed projects whose table the document holds; a finding for each one whose table is not certain.

    Where the tables print no budgets at all, a project takes over the amount of its entry (`budget_source` narrative).
    """
    projects = records.rows.get("projects", [])
    if not listed or not projects:
        return
    pairs = pair([entry.name for _, entry, _ in listed], [project["project_name"] for project in projects])
    rows = {row["listed_id"]: row for row in records.rows["listed_projects"]}
    without_budgets = all(project.get("budget_yuan") is None for project in projects)
    for index, (record_id, entry, source) in enumerate(listed):
        row = rows[record_id]
        if index not in pairs:
            records.find(
                "extraction.listed_project_untied", "warning",
                f"{page_place(row['page'])}文中列示的项目“{entry.name}”在项目表中找不到唯一对应",
                f"the project listed in the text as {entry.name} has no certain counterpart among the project tables",
                dataset="listed_projects", record_id=record_id, column="project_id", value=entry.name, page=row["page"],
            )  # fmt: skip
            continue
        project = projects[pairs[index]]
        row["project_id"] = project["project_id"]
        if without_budgets:
            _take_over(project, row, source, records)


def _take_over(project: dict[str, Any], row: dict[str, Any], source: Source, records: Records) -> None:
    project.update(
        budget_yuan=row["amount_yuan"],
        budget_source="narrative",
        printed_unit=row["printed_unit"],
        printed_decimals=row["printed_decimals"],
    )
    records.trace("projects", project["project_id"], "budget_yuan", source)


def pair(names: list[str], titles: list[str]) -> dict[int, int]:
    """Index of a name -> index of its title. Equal names first (in order, if both sides hold them equally often); of the rest,
    two that are nearly equal belong together only if neither is near any other. Names with different digits are never near.
    """
    left = [comparable(name) for name in names]
    right = [comparable(title) for title in titles]
    pairs: dict[int, int] = {}
    for name, count in Counter(left).items():
        here = [index for index, other in enumerate(left) if other == name]
        there = [index for index, other in enumerate(right) if other == name]
        if count == len(there):
            pairs |= dict(zip(here, there, strict=True))
    rest = [index for index in range(len(left)) if index not in pairs]
    free = [index for index in range(len(right)) if index not in pairs.values()]
    near = [(i, j) for i in rest for j in free if _near(left[i], right[j])]
    lonely = _once(i for i, _ in near), _once(j for _, j in near)
    return pairs | {i: j for i, j in near if i in lonely[0] and j in lonely[1]}


def _once(values: Iterable[int]) -> set[int]:
    return {value for value, count in Counter(values).items() if count == 1}


def _near(a: str, b: str) -> bool:
    if re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    shorter, longer = sorted((a, b), key=len)
    contained = shorter in longer and len(shorter) * 5 >= len(longer) * 3
    return contained or SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.88
