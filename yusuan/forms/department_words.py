"""Words of the overall target table of a department (部门整体支出绩效目标表): what a label says stands beside or below it.

Variants as 财预〔2015〕88号 and the provinces print them, in the form of `values.comparable`. Not in here: where labels stand and
what their cells hold (`department_head.py`), headings of indicators (`indicator_headings.py`).
"""

import re
from functools import lru_cache

from yusuan import vocabulary
from yusuan.values import comparable

NAMES = ("unit_name", "unit_code")
TEXTS = ("duties", "goals")
AMOUNTS = (
    "total", "basic_expenditure", "personnel", "public_funds", "project_expenditure", "fiscal_funds", "general_public_budget",
    "government_fund", "state_capital", "fiscal_account", "unit_funds", "other_funds", "carried_forward",
)  # fmt: skip
_WHO = r"(?:部门|单位|部门\(单位\)|单位\(部门\)|部门[/、]?单位)"
_SPAN = r"(?:部门|单位|\(单位\)|年度|本年度|长期|中期|中长期|实施期|整体|总体|总|支出|收支|履职|预算|绩效|资金)*"
_PATTERNS = {
    "unit_name": rf"(?:(?:预算|填报|编制|申报){_WHO}(?:名称)?|{_WHO}名称|部门|部门\(单位\))",
    "unit_code": rf"(?:预算|填报)?{_WHO}(?:编码|代码)",
    "duties": rf"{_WHO}?(?:主要)?(?:职能|职责|职能职责|职责职能)(?:概述|简介)?",
    "goals": rf"{_SPAN}目标",
    "tasks": r"(?:部门|单位|\(单位\)|年度|本年度)*(?:(?:主要|重点|履职)(?:工作)?任务|工作任务|重点工作|主要工作)",
    "total": rf"{_SPAN}(?:总额|总计|合计|资金|预算|整体支出|总支出|预算金额)(?:总额)?",
}
_COMPILED = {name: re.compile(rf"^{pattern}$") for name, pattern in _PATTERNS.items()}
_WORDS = {
    "fiscal_funds": "财政拨款 财政资金 财政性资金 当年财政拨款 财政拨款资金 本年财政拨款 财政拨款预算 财政预算拨款",
    "general_public_budget": "一般公共预算 一般公共预算资金 一般公共预算当年拨款",
    "government_fund": "政府性基金 政府性基金预算 政府性基金预算资金 政府性基金资金",
    "state_capital": "国有资本经营预算 国有资本经营 国有资本经营预算资金",
    "fiscal_account": "财政专户 财政专户资金 财政专户核拨 财政专户核拨资金 财政专户拨款 财政专户管理 "
    "纳入专户管理的非税收入拨款 纳入专户管理的非税收入 财政专户管理的非税收入",
    "unit_funds": "单位资金 单位自有资金 自有资金 单位自筹资金",
    "other_funds": "其他资金 其他 其它资金 其他资金收入 其他来源资金",
    "basic_expenditure": "基本支出总额",
    "project_expenditure": "项目支出总额",
    "personnel": "人员类",
    "public_funds": "运转类公用经费",
}
_ROLES = {word: role for role, words in _WORDS.items() for word in words.split()}
# Items of totals (vocabulary.py) that this form prints.
_ITEMS = {
    "basic_expenditure": "basic_expenditure", "project_expenditure": "project_expenditure", "personnel": "personnel",
    "public_funds": "public_funds", "appropriation_revenue": "fiscal_funds", "carried_forward": "carried_forward",
    "general_public_budget_revenue": "general_public_budget", "government_fund_revenue": "government_fund",
    "state_capital_revenue": "state_capital", "fiscal_account_revenue": "fiscal_account", "unit_funds_revenue": "unit_funds",
    "other_revenue": "other_funds", "other_funds_revenue": "other_funds", "department_budget": "total",
    "expenditure_budget": "total", "total_expenditure": "total",
}  # fmt: skip
_TASK_COLUMNS = {
    "task_name": "任务名称 主要任务名称 重点任务名称 工作任务名称 重点工作任务名称 年度主要任务名称 任务 任务名 工作名称 "
    "重点工作名称 主要工作名称 名称 工作任务 职责名称 部门职能职责 重点任务",
    "content": "主要内容 任务内容 工作内容 主要工作内容 具体内容 具体工作内容 任务主要内容 任务描述 任务说明 "
    "工作任务内容 主要实施内容 实施内容 内容",
    "project_name": "对应项目 对应预算项目 对应项目名称 项目名称 支撑项目 保障项目",
    "amount": "预算金额 预算申报金额 任务金额 金额 金额合计 预算资金 资金安排 资金安排情况 资金额度 预算安排 预算安排资金 预算数 "
    "年度预算 总额 合计 小计 资金总额 预算总额",
    "fiscal_funds": "财政拨款 财政资金 财政性资金 当年财政拨款",
    "other_funds": "其他资金 其他 其它资金 非财政拨款 单位资金",
    "ordinal": "序号",
}
_TASK_ROLES = {word: role for role, words in _TASK_COLUMNS.items() for word in words.split()}
_LEAD = re.compile(
    r"^(?:其中[:：]?|\d{1,2}[、.．)]|\(\d{1,2}\)|\([一二三四五六七八]\)|[一二三四五六七八][、.]"
    r"|(?:资金|收入|经费)?来源[:：]|(?:资金|支出)结构[:：]|按[^:：]{2,9}(?:[分计][:：]?|[:：]))"
)
_TAIL = re.compile(r"(?:\([^()]*\)|[:：])$")
_UNIT = re.compile(r"\((?:单位[:：])?([万亿]?元)\)")
_TASKS_TOTAL = re.compile(r"^(?:任务|预算|年度)?(?:金额|资金|预算)?(?:合计|总计|总额|小计)(?:\([万亿]?元\))?:?$")
_INLINE = re.compile(r"^(?P<label>[^\d:：]{2,24})[:：](?P<rest>.+)$", re.DOTALL)
_NO_GOAL = re.compile(
    r"^(?:长期|中期|年度|总体|实施期)*目标[\d一二三四五六七八九十]{1,2}[:：]?$"
    r"|^(?:长期|中期|年度|部门|整体|支出|单位|绩效|[()])*指标(?:情况)?表?$"
)
_OTHER = re.compile(r"^(?:预算|申报|填报)?(?:年度|日期|单位负责人|负责人|时间)$")
_AMOUNT = re.compile(r"^[-－△(]?\d[\d,]*(?:\.\d+)?\)?(?:[万亿]?元)?$")
_ABOVE = re.compile(r"整体(?:预算|支出|绩效|年度){0,3}目标")
_OTHER_KIND = re.compile(r"自评|评价|监控|执行情况|完成情况")


def _bare(text: str) -> str:
    """A label without its number, 其中, colon and what stands in brackets behind it, unless it is known with them."""
    printed = comparable(text)
    while (match := _LEAD.match(printed)) and match.end() < len(printed):
        printed = printed[match.end() :]
    while not _known(printed) and printed not in _TASK_ROLES and _TAIL.search(printed):
        printed = _TAIL.sub("", printed)
    return printed


def _known(label: str) -> str | None:
    item = _ROLES.get(label) or _ITEMS.get(vocabulary.item(label) or "")
    return item or next((name for name, pattern in _COMPILED.items() if pattern.match(label)), None)


@lru_cache(maxsize=2**14)
def role(text: str) -> str | None:
    """What a label of the head block is of: one of NAMES, TEXTS, AMOUNTS, or tasks; None for other words."""
    return _known(_bare(text)) if len(text) < 60 else None


def task_role(text: str) -> str | None:
    """What a column of the block of tasks is of: task_name, content, project_name, amount, fiscal_funds, other_funds, ordinal."""
    return _TASK_ROLES.get(_bare(text)) if len(text) < 60 else None


def inline(text: str) -> list[tuple[str, str]]:
    """The labels that a cell prints with their values behind a colon (资金总额：100.00万元), by role, a line each.

    A text (goals, duties) is the whole rest of its cell.
    """
    whole = _INLINE.match(comparable(text)) and _INLINE.match(text.strip())
    if whole and (found := role(whole["label"])) in (*NAMES, *TEXTS) and not _AMOUNT.match(comparable(whole["rest"])):
        return [(str(found), whole["rest"].strip())] if not re.fullmatch("[万亿]?元", comparable(whole["rest"])) else []
    read = []
    for line in text.splitlines():
        label, _, rest = _led(line).rpartition(":")
        if (found := role(label)) in AMOUNTS and is_amount(rest):
            read.append((str(found), rest))
    return read


def _led(line: str) -> str:
    printed = comparable(line)
    while (match := _LEAD.match(printed)) and match.end() < len(printed):
        printed = printed[match.end() :]
    return printed


def unit(text: str) -> str | None:
    """The unit of money that a label declares in brackets (预算金额（万元））."""
    match = _UNIT.search(comparable(text))
    return match[1] if match else None


def is_amount(text: str) -> bool:
    return bool(_AMOUNT.match(comparable(text)))


def is_tasks_total(text: str) -> bool:
    return bool(_TASKS_TOTAL.match(comparable(text)))


def is_remark(text: str) -> bool:
    """Whether a column of the tasks holds what no dataset has a place for."""
    return comparable(text) in ("备注", "说明", "责任单位", "责任部门", "责任科室", "牵头单位", "完成时限", "完成时间")


def is_no_goal(text: str) -> bool:
    """Whether a cell among goals only numbers the one beside it (目标1), or names the indicators below."""
    return bool(_NO_GOAL.match(_led(text)))


def is_other(text: str) -> bool:
    """Whether a label's value is of no dataset."""
    return bool(_OTHER.match(_bare(text))) if len(text) < 20 else False


def heads_department(text: str | None) -> bool:
    """Whether a heading is that of the targets of a whole department: no evaluation, no report."""
    printed = comparable(text)
    return bool(_ABOVE.search(printed)) and not _OTHER_KIND.search(printed) and len(printed) < 60 and "。" not in printed
