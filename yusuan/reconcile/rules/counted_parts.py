"""Counts in the running text against what it lists: numbered points, offices by name, projects; and drafts by other words
(L4, P1, P2, P5).
"""

import re
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.numerals import DIGITS, number
from yusuan.reconcile.registry import Due, form, holds, rule
from yusuan.values import comparable

_TEXT = holds("paragraphs", "有叙述文字")
_CONSISTENT = "同一文件前后一致"
_ORDERS = (
    [f"{n}." for n in range(1, 11)], [f"{n}、" for n in range(1, 11)], [f"({n})" for n in range(1, 11)],
    [f"({digit})" for digit in DIGITS], [chr(0x2460 + n) for n in range(10)],
)  # fmt: skip
_ANNOUNCED = re.compile(r"([二两三四五六七八九十]|\d)(?:个|大|项)?(?:方面|重点|任务|举措|措施|工作|目标)[^。;；:：]{0,12}[:：]")


@rule(
    "P1.numbered",
    title="文字所说的项数与编号列举的项数不同",
    title_en="The text announces another number of points than it numbers",
    severity="warning",
    source=_CONSISTENT,
    due=_TEXT,
    not_applicable="没有写明项数；列举不在同一段；用“一是、二是”列举的见P1.enumeration",
    example="“重点抓好三项工作：1.……；2.……；3.……；4.……。”",
    ledger=False,
)
def numbered_points(facts: Facts) -> Iterator[Mark]:
    for row in facts["paragraphs"]:
        # Circled numbers lose their circle where texts are made comparable, so those stay as printed.
        text = re.sub(r"\s", "", row.get("text") or "").translate(_HALF)
        for match in _ANNOUNCED.finditer(text):
            order = next((order for order in _ORDERS if text.startswith(order[0], match.end())), None)
            if order is None:
                continue
            count, start = 0, match.end()
            while count < len(order) and (place := text.find(order[count], start)) >= 0:
                count, start = count + 1, place + len(order[count])
            if 1 < count != number(match[1]):
                words = match[0].rstrip(":")
                yield Mark(
                    f"文字写“{words}”，下面却编了{count}项。",
                    f"The text announces {number(match[1])} points and numbers {count}.",
                    Place.of("paragraphs", row, "text", words),
                )  # fmt: skip


_HALF = str.maketrans("（）．：", "().:")
_LISTED = re.compile(
    r"(\d{1,2}|[二两三四五六七八九十])个(?:内设)?(?:机构|科室|股室|处室|职能科室|下属单位|所属单位|事业单位)"
    r"[:,，]?(?:分别[是为]|包括|即|为)?[:：]?((?:[^,，。;；:：、()]{2,18}、)+[^,，。;；:：、()]{2,18})[。;；]"
)


@rule(
    "P2.listed",
    title="机构个数与所列名称的个数不同",
    title_en="The number of offices differs from the names listed",
    severity="info",
    source=_CONSISTENT,
    due=_TEXT,
    not_applicable="名称写有“等”；名称中有括号",
    example="“下设5个内设机构：办公室、财务科、人事科、社保科。”",
    ledger=False,
)
def offices_by_name(facts: Facts) -> Iterator[Mark]:
    for match in _LISTED.finditer(facts.text):
        names = match[2].split("、")
        joined = len(names) + len(re.findall(r"(?<=.{2})(?:和|及|以及)(?=.{2})", names[-1]))
        if not match[2].endswith("等") and number(match[1]) not in (len(names), joined):
            yield Mark(
                f"文字写“{match[1]}个”，所列名称{joined}个：“{match[2][:40]}”。",
                f"The text counts {match[1]} offices and names {joined}.",
                Place.said(facts, match.start(), match[0]), "核对个数和名称。",
            )  # fmt: skip


_PROJECTS = re.compile(r"(?:安排|涉及|编制|共设|共有|申报)(?:预算|支出)?项目(?:共)?(\d{1,3})个|(\d{1,3})个(?:预算|部门|支出)项目")


@rule(
    "P5.projects",
    title="文字所说的项目个数与项目表的张数不同",
    title_en="The number of projects in the text differs from the tables",
    severity="info",
    source=_CONSISTENT,
    due=form("performance_text"),
    not_applicable="文字没有写项目个数；另有部分项目不公开",
    example="“2024年部门预算共安排项目15个”，项目绩效目标表14张",
    ledger=False,
)
def projects_counted(facts: Facts) -> Iterator[Mark]:
    tables = len(facts["projects"])
    for match in _PROJECTS.finditer(facts.text):
        counted = int(match[1] or match[2])
        if tables > 1 and counted > 1 and counted != tables:
            yield Mark(
                f"文字写“{match[0]}”，项目绩效目标表有{tables}张。",
                f"The text counts {counted} projects, there are {tables} tables.",
                Place.said(facts, match.start(), match[0]), "核对项目个数，或说明未公开的项目。",
            )  # fmt: skip
            return


_STAGE = re.compile(r"征求意见稿|送审稿|讨论稿|初稿|修改稿|审议稿|内部资料|注意保密|不予公开|待批复|未批复")
_COVER = 8


@rule(
    "L4.stage",
    title="公开的文本不是定稿",
    title_en="The published text is not the final one",
    severity="warning",
    source="《预算法》：公开经批复的部门预算",
    due=Due(
        "封面写有文稿阶段", lambda facts: any(_STAGE.search(comparable(row.get("text"))) for row in facts["paragraphs"][:_COVER])
    ),
    not_applicable="封面没有“征求意见稿”等字样；“草案”见L4.draft",
    example="封面印“（征求意见稿）”“（送审稿）”",
    ledger=False,
)
def texts_that_are_not_final(facts: Facts) -> Iterator[Mark]:
    for row in facts["paragraphs"][:_COVER]:
        text = comparable(row.get("text"))
        match = _STAGE.search(text)
        if match and len(text) <= 40:
            yield Mark(
                f"封面印有“{match[0]}”，公开的应是经批复的定稿。", f"The cover reads “{match[0]}”.",
                Place.of("paragraphs", row, "text", match[0]),
                "公开经批复的文本。",
            )  # fmt: skip
            return
