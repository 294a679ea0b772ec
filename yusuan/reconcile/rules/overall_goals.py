"""The department's overall goals (部门整体绩效目标): tasks and the parts that answer them; the cover (P7, P8)."""

import re
from collections.abc import Iterator
from itertools import pairwise

from yusuan.reconcile.facts import Facts
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.numerals import DIGITS
from yusuan.reconcile.registry import holds, rule
from yusuan.values import comparable

_TEXT = holds("paragraphs", "有叙述文字")
_OVERALL = re.compile(r"^[#(（一二三四五]*[、.)）]*(?:部门)?总体(?:绩效)?目标$")
_PARTS = re.compile(r"^[#(（一二三四五六]*[、.)）]*分项(?:绩效)?目标$")
_NEXT = re.compile(r"^[#(（]*[一二三四五六七八九]+[、.)）]|^第[一二三四五]部分|保障措施$")
_NUMBERED = re.compile(r"^[#(（]*(\d{1,2})[、.)）](?!\d)")
_COVER = 6


@rule(
    "P8.parts",
    title="分项绩效目标没有覆盖总体目标的各项工作",
    title_en="The partial goals do not answer all tasks of the overall goal",
    severity="info",
    source="部门整体绩效目标：分项目标对应总体目标的各项重点工作",
    due=_TEXT,
    not_applicable="总体目标没有用“一是、二是”列举，或分项目标没有编号",
    example="总体目标列一是至五是，分项绩效目标只有三项",
    ledger=False,
)
def tasks_without_a_part(facts: Facts) -> Iterator[Mark]:
    texts = [comparable(row.get("text")) for row in facts["paragraphs"]]
    start = next((i for i, text in enumerate(texts) if _OVERALL.search(text)), None)
    middle = next((i for i, text in enumerate(texts) if start is not None and i > start and _PARTS.search(text)), None)
    if start is None or middle is None:
        return
    overall = "".join(texts[start + 1 : middle])
    tasks = next((n for n, digit in enumerate(DIGITS) if f"{digit}是" not in overall), len(DIGITS))
    end = next((i for i in range(middle + 1, len(texts)) if _NEXT.search(texts[i])), len(texts))
    numbers = [int(match[1]) for text in texts[middle + 1 : end] if (match := _NUMBERED.search(text))]
    if tasks > 2 and numbers == list(range(1, len(numbers) + 1)) and 1 < len(numbers) < tasks:
        row = facts["paragraphs"][middle]
        yield Mark(
            f"总体绩效目标列{tasks}项重点工作（一是至{DIGITS[tasks - 1]}是），分项绩效目标只有{len(numbers)}项。",
            f"The overall goal names {tasks} tasks, the partial goals answer {len(numbers)}.",
            Place.of("paragraphs", row, "text"),
            "补写其余各项工作的分项目标。",
        )  # fmt: skip


@rule(
    "P7.cover",
    title="封面有重复的字",
    title_en="The cover repeats the end of a name",
    severity="info",
    source="文本质量",
    due=_TEXT,
    not_applicable="名称分两行印",
    example="封面印“某县人力资源和社会保障局”，下一行又印“局”",
    ledger=False,
)
def ends_repeated_on_the_cover(facts: Facts) -> Iterator[Mark]:
    rows = facts["paragraphs"][:_COVER]
    for row, other in pairwise(rows):
        name, rest = comparable(row.get("text")), comparable(other.get("text"))
        if 0 < len(rest) <= 2 and len(name) > 4 and re.match(r"[一-鿿]+$", rest) and name.endswith(rest):
            yield Mark(
                f"“{row.get('text')}”之后又印“{other.get('text')}”，重复。", f"“{rest}” is printed again behind the name.",
                Place.of("paragraphs", other, "text"), "删去重复的字。",
            )  # fmt: skip


@rule(
    "P7.stray",
    title="标点重复印出",
    title_en="A mark is printed twice",
    severity="info",
    source="文本质量",
    due=_TEXT,
    not_applicable="表格文字层中单独成行的标点",
    example="“……公开如下：”下一行又印“：”",
    ledger=False,
)
def marks_printed_twice(facts: Facts) -> Iterator[Mark]:
    for row, other in pairwise(facts["paragraphs"]):
        words, mark = comparable(row.get("text")), comparable(other.get("text"))
        if mark in (":", "。", ";", ",") and len(words) > 10 and words.endswith(mark):
            yield Mark(
                f"“…{words[-10:]}”之后又单独印“{other.get('text')}”。", f"The mark “{mark}” is printed again on its own.",
                Place.of("paragraphs", other, "text"), "删去重复的标点。",
            )  # fmt: skip
