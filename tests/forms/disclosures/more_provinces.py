"""More budget tables in the shapes that single provinces have for themselves."""

from .budgets import NUMERALS, _economy, sources
from .figures import Books
from .sheet import Sheet


def hebei(books: Books) -> list[Sheet]:
    """Numbered rows and a row of column numbers; procurement with quantity and unit price."""
    above = [f"部门编码及名称：[323]{books.name}", "单位：万元"]
    overall = Sheet(
        "revenue_expenditure_summary", "部门预算收支总表", "收入 | < | < | 支出 | <\n序号 | 项目 | 预算数 | 项目 | "
            "预算数\n栏次 | 1 | 2 | 3 | 4",
        ["x name 预算数", "name 预算数"], sides=["收入", "支出"], above=["部门预算收支总表", *above],
    )  # fmt: skip
    left = [(f"{n}、{name}", amount) for n, (name, amount) in zip(NUMERALS, sources(books), strict=False)]
    right = [(f"{n}、{name}", books.sum("total", below=c)) for n, (c, name) in zip(NUMERALS, books.classes(), strict=False)]
    for n, (one, other) in enumerate(zip(left, right, strict=True), 1):
        overall.row(str(n), *one, *other)
    whole = books.sum("total")
    overall.row("8", "本年收入合计", whole - books.carried, "本年支出合计", whole)
    overall.row("9", "上年结转结余", books.carried, "年终结转结余", None)
    overall.row("10", "收入总计", whole, "支出总计", whole)
    purchase = Sheet(
        "government_procurement", "部门政府采购预算",
        "政府采购项目来源 | < | 采购物品名称 | 政府采购目录序号 | 计量单位 | 数量 | 单价 | 政府采购金额 | < | < | <\n"
        "项目名称 | 预算资金 | ^ | ^ | ^ | ^ | ^ | 合计 | 一般公共预算拨款 | 基金预算拨款 | 其他来源收入",
        ["x 政府采购项目来源/预算资金 name x x n 单价 政府采购金额/合计 政府采购金额/一般公共预算拨款 "
            "政府采购金额/基金预算拨款 政府采购金额/其他来源收入"],
        above=["部门政府采购预算", *above],
    )  # fmt: skip
    goods = [(n, books.random.randrange(2, 9), books.money(40)) for n in ("台式计算机", "多功能一体机", "办公桌")]
    amounts = [count * price for _, count, price in goods]
    purchase.row("合计", sum(amounts), "", "", "", "", None, sum(amounts), sum(amounts), None, None)
    purchase.truth[-1]["name"] = "合计"
    for (name, count, price), amount in zip(goods, amounts, strict=True):
        purchase.row("办公设备购置", amount, name, "A0201", "台", str(count), price, amount, amount, None, None)
    spending = Sheet(
        "expenditure_summary", "部门预算支出总表",
        "序号 | 功能分类科目 | < | 合计 | 基本支出 | 项目支出 | 事业单位经营支出 | 上缴上级支出 | 对附属单位补助支出\n"
        "^ | 科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^\n栏次 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8",
        ["x code name 合计 基本支出 项目支出 事业单位经营支出 上缴上级支出 对附属单位补助支出"],
            above=["部门预算支出总表", *above],
    )  # fmt: skip
    kinds = ("total", "basic", "all_projects")
    spending.row("1", "", "合计", *(books.sum(k) for k in kinds), None, None, None)
    for n, (code, name) in enumerate(books.tree(), 2):
        spending.row(str(n), code, name, *(books.sum(k, None, code) or None for k in kinds), None, None, None)
    return [overall, spending, purchase]


def yunnan(books: Books) -> list[Sheet]:
    """A very wide table of basic expenditure by project and codes of two classifications; the three public expenses compared."""
    above = [f"单位名称：{books.name}　　　　　　　　单位：元"]
    title = "部门基本支出预算表"
    basic = Sheet(
        "basic_expenditure", title,
        "单位名称 | 项目代码 | 项目名称 | 功能科目编码 | 功能科目名称 | 经济科目编码 | 经济科目名称 | 资金来源 | < | < | < | <\n"
        "^ | ^ | ^ | ^ | ^ | ^ | ^ | 总计 | 一般公共预算资金 | < | 政府性基金 | 单位资金\n"
        "^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | 小计 | 本次下达 | ^ | ^",
        ["x x name code x x x 总计 一般公共预算资金/小计 一般公共预算资金/本次下达 政府性基金 单位资金"],
        above=["预算04表", title, *above], unit="元",
    )  # fmt: skip
    basic.row("合 计", "", "", "", "", "", "", *[books.sum("basic")] * 3, None, None)
    basic.truth[-1]["name"] = "合计"
    for n, (code, amount) in enumerate((c, a) for c, a in books.economy.items() if len(c) == 5):
        basic.row(
            books.name,
            f"5329252100000000{n:05d}",
            f"支出项目{n}",
            "2013101",
            "行政运行",
            code,
            _economy(code),
            amount,
            amount,
            amount,
            None,
            None,
        )
    title = "一般公共预算“三公”经费支出预算表"
    three = Sheet(
        "three_public", title, "项目 | 本年年初预算数 | 上年年初预算数 | 本年预算比上年增减情况 | <\n^ | ^ | ^ | "
            "增减额 | 增减幅度",
        ["name 本年年初预算数 上年年初预算数 本年预算比上年增减情况/增减额 p"], above=["预算03表", title, *above], unit="元",
    )  # fmt: skip
    lines = (("合计", "total"), ("1.因公出国（境）费", "overseas"), ("2.公务接待费", "reception"),
        ("3.公务用车购置及运行费", "vehicles"),
             ("（1）公务用车购置费", "purchase"), ("（2）公务用车运行费", "operation"))  # fmt: skip
    for name, key in lines:
        before, now = books.three_public["previous"][key], books.three_public["budget"][key]
        change = None if now is None or before is None else now - before
        three.row(name, now, before, change, "" if change is None else f"{change * 100 / before:.2f}%")
    return [basic, three]


def chongqing(books: Books) -> list[Sheet]:
    """Last year beside this year's kinds; a total of two sides; procurement across the funds."""
    y = books.year
    above = [f"{books.name}", "单位：万元"]
    title = f"{y}年一般公共预算财政拨款支出预算表"
    public = Sheet(
        "general_public_expenditure", title,
        f"功能分类科目 | < | {y - 1}年预算数 | {y}年预算数 | < | <\n科目编码 | 科目名称 | ^ | 总计 | 基本支出 | 项目支出",
        [f"code name {y - 1}年预算数 {y}年预算数/总计 {y}年预算数/基本支出 {y}年预算数/项目支出"], above=["表二", title, *above],
    )  # fmt: skip
    for code, name in [("", "合计"), *books.tree("general")]:
        kinds = [books.sum(k, "general", code) or None for k in ("basic", "project")]
        items = [i for i in books.items if i.fund == "general" and i.code.startswith(code)]
        public.row(
            *(("合计", "<") if not code else (code, name)),
            sum(i.appropriated - 7 for i in items),
            books.sum("appropriated", "general", code),
            *kinds,
        )
    title = f"{y}年政府采购预算明细表"
    purchase = Sheet(
        "government_procurement", title, "项目 | 总计 | 一般公共预算拨款收入 | 政府性基金预算拨款收入 | "
            "国有资本经营预算拨款收入 | 事业收入预算 | 其他收入预算",
        ["name 总计 一般公共预算拨款收入 政府性基金预算拨款收入 国有资本经营预算拨款收入 事业收入预算 其他收入预算"],
            above=["表十", title, *above],
    )  # fmt: skip
    kinds = [books.money(500) for _ in range(3)]
    purchase.row("合计", sum(kinds), sum(kinds), None, None, None, None)
    for name, amount in zip(("货物类", "服务类", "工程类"), kinds, strict=True):
        purchase.row(name, amount, amount, None, None, None, None)
    return [public, purchase]
