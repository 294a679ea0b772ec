"""Final accounts: the nine tables of the ministry of finance with line and column numbers, and what provinces add or change."""

from itertools import zip_longest

from .budgets import NUMERALS, _economy, empty
from .figures import Books
from .sheet import Sheet, zeros

_CODES = "功能分类科目编码 | < | < | 科目名称"


def _overall(books: Books, above: list[str], **options) -> Sheet:
    """收入支出决算总表 with numbered lines; 合计 and 总计 close both sides."""
    sheet = Sheet(
        "final_revenue_expenditure_summary", "收入支出决算总表",
        "收入 | < | < | 支出 | < | <\n项目 | 行次 | 决算数 | 项目 | 行次 | 决算数\n栏次 | | 1 | 栏次 | | 2",
        ["name x 决算数", "name x 决算数"], sides=["收入", "支出"], above=["收入支出决算总表", "公开01表", *above], **options,
    )  # fmt: skip
    general, fund, capital = (books.sum("appropriated", kind) for kind in ("general", "fund", "capital"))
    own = books.own_revenue
    left = [("一、一般公共预算财政拨款收入", general - books.carried), ("二、政府性基金预算财政拨款收入", fund),
            ("三、国有资本经营预算财政拨款收入", capital), ("四、上级补助收入", None), ("五、事业收入", own["事业收入"]),
            ("六、经营收入", own["事业单位经营收入"]), ("七、附属单位上缴收入", None), ("八、其他收入",
                own["其他收入"])]  # fmt: skip
    right = [(f"{n}、{name}", books.sum("total", below=c)) for n, (c, name) in zip(NUMERALS, books.classes(), strict=False)]
    for n, (one, other) in enumerate(zip_longest(left, right, fillvalue=("", None)), 1):
        sheet.row(one[0], str(n), one[1], other[0], str(n + 31), other[1])
    whole = books.sum("total")
    for entry in sheet.truth:
        entry["name"] = entry["name"] or None
    sheet.truth = [entry for entry in sheet.truth if entry["name"]]
    sheet.row("本年收入合计", "27", whole - books.carried, "本年支出合计", "58", whole)
    sheet.row("使用专用结余", "28", None, "结余分配", "59", None)
    sheet.row("年初结转和结余", "29", books.carried, "年末结转和结余", "60", None)
    sheet.row("总计", "31", whole, "总计", "62", whole)
    return sheet


def _appropriations(books: Books, above: list[str], **options) -> Sheet:
    funds = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    sheet = Sheet(
        "final_appropriation_summary", "财政拨款收入支出决算总表",
        f"收入 | < | < | 支出 | < | < | < | < | <\n项目 | 行次 | 金额 | 项目 | 行次 | 合计 | {' | '.join(funds)}\n栏次 "
            f"| | 1 | 栏次 | | 2 | 3 | 4 | 5",
        ["name x 金额", "name x 合计 " + " ".join(funds)], sides=["收入", "支出"],
        above=["财政拨款收入支出决算总表", "公开04表", *above], **options,
    )  # fmt: skip
    general, fund, capital = (books.sum("appropriated", kind) for kind in ("general", "fund", "capital"))
    left = [
        ("一、一般公共预算财政拨款", general - books.carried),
        ("二、政府性基金预算财政拨款", fund),
        ("三、国有资本经营预算财政拨款", capital),
    ]
    for n, (code, name) in enumerate(books.classes()):
        one = left[n] if n < len(left) else ("", None)
        parts = [books.sum("appropriated", kind, code) or None for kind in ("general", "fund", "capital")]
        sheet.row(
            one[0], str(n + 1), one[1], f"{NUMERALS[n]}、{name}", str(n + 33), books.sum("appropriated", below=code), *parts
        )
    sheet.truth = [entry for entry in sheet.truth if entry["name"]]
    whole, carried = books.sum("appropriated"), books.carried
    sheet.row("本年收入合计", "27", whole - carried, "本年支出合计", "59", whole, general, fund, capital)
    sheet.row("年初财政拨款结转和结余", "28", carried, "年末财政拨款结转和结余", "60", None, None, None, None)
    for name in ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"):
        sheet.row(name, "29", carried if name.startswith("一般") else None, "", "61", None, None, None, None)
        sheet.truth.pop() if not sheet.truth[-1]["name"] else None
    sheet.row("总计", "32", whole, "总计", "64", whole, general, fund, capital)
    return sheet


def _coded(books: Books, term: str, title: str, number: str, columns: str, kinds: tuple, fund: str | None, above: list[str],
           *, over: str = "", **options) -> Sheet:  # fmt: skip
    """One of the tables by function: 项目 over codes in three merged cells, a row of column numbers, 合计, the codes."""
    names = columns.split()
    width = len(names)
    first = f"项目 | < | < | < | {' | '.join([over] + ['<'] * (width - 1)) if over else ' | '.join(names)}"
    second = f"{_CODES} | {' | '.join(names) if over else ' | '.join(['^'] * width)}"
    third = f"类 | 款 | 项 | 栏次 | {' | '.join(str(n) for n in range(1, width + 1))}"
    texts = [name for name in names]
    sheet = Sheet(
        term, title, f"{first}\n{second}\n{third}", ["code name " + " ".join(texts)], above=[title, number, *above], **options
    )

    def line(head: list[str], truth: tuple, code: str) -> None:
        amounts = [kind(code) if callable(kind) else (books.sum(kind, fund, code) or None) for kind in kinds]
        sheet.row(*truth, *amounts)
        sheet.rows[-1] = head + sheet.rows[-1][2:]

    line(["^", "^", "^", "合计"], ("", "合计"), "")
    sheet.truth[-1]["name"] = "合计"
    for code, name in books.tree(fund):
        line([code, "<", "<", name], (code, name), code)
    return sheet


def _three_public(books: Books, above: list[str]) -> Sheet:
    title = "财政拨款“三公”经费支出决算表"
    half = "合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | < | < | 公务接待费"
    low = "^ | ^ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ^"
    parts = (
        "合计 因公出国（境）费 公务用车购置及运行维护费/小计 公务用车购置及运行维护费/公务用车购置费 "
        "公务用车购置及运行维护费/公务用车运行维护费 公务接待费"
    )
    numbers = " | ".join(str(n) for n in range(1, 13))
    sheet = Sheet(
        "final_three_public", title, f"预算数 | < | < | < | < | < | 决算数 | < | < | < | < | <\n{half} | {half}\n{low} "
            f"| {low}\n{numbers}",
        [" ".join(f"{year}/{part}" for year in ("预算数", "决算数") for part in parts.split())], above=[title,
            "公开09表", *above],
        below=["注：本表反映部门本年度财政拨款“三公”经费支出预决算情况。"],
    )  # fmt: skip
    sheet.row(*(v for year in ("budget", "final") for v in books.three_public[year].values()))
    return sheet


def _blocks(books: Books, above: list[str]) -> Sheet:
    """Three blocks of economic codes, the totals of both kinds in the last row."""
    title = "一般公共预算财政拨款基本支出决算明细表"
    sheet = Sheet(
        "final_general_public_basic_expenditure", title,
        "人员经费 | < | < | 公用经费 | < | < | < | < | <\n科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 "
            "| 科目编码 | 科目名称 | 决算数",
        ["code name 人员经费/决算数", "code name 公用经费/决算数", "code name 公用经费/决算数"], above=[title,
            "公开06表", *above],
    )  # fmt: skip
    lists = [[c for c in books.economy if c.startswith(p)] for p in (("301", "303"), ("302",), ("310",))]
    for codes in zip_longest(*lists):
        values = []
        for code in codes:
            values += [code or "", _economy(code) if code else "", books.economy[code] if code else None]
        sheet.row(*values)
    personnel, public = books.sum("personnel"), books.sum("public")
    sheet.row("人员经费合计", "<", personnel, "公用经费合计", "<", "<", "<", "<", public)
    sheet.truth[-2:] = [sheet.truth[-1] | {"name": "公用经费合计"}]
    return sheet


def nine_tables(books: Books) -> list[Sheet]:
    """公开01-09表 of a ministry or of most provinces."""
    above = [f"部门：{books.name}", "金额单位：万元"]
    no = (lambda code: None,)
    own = books.own_revenue
    revenue = Sheet(
        "final_revenue_summary", "收入决算表",
        f"项目 | < | < | < | 本年收入合计 | 财政拨款收入 | 上级补助收入 | 事业收入 | 经营收入 | 附属单位上缴收入 | "
            f"其他收入\n{_CODES} | ^ | ^ | ^ | ^ | ^ | ^ | ^\n"
        "类 | 款 | 项 | 栏次 | 1 | 2 | 3 | 4 | 5 | 6 | 7",
        ["code name 本年收入合计 财政拨款收入 上级补助收入 事业收入 经营收入 附属单位上缴收入 其他收入"],
            above=["收入决算表", "公开02表", *above],
    )  # fmt: skip
    spent = books.sum("appropriated") - books.carried
    revenue.row(
        "", "合计", spent + books.sum("own"), spent, None, own["事业收入"], own["事业单位经营收入"], None, own["其他收入"]
    )
    revenue.truth[-1]["name"] = "合计"
    revenue.rows[-1] = ["^", "^", "^", "合计", *revenue.rows[-1][2:]]
    fund = Sheet(
        "final_government_fund_revenue_expenditure", "政府性基金预算财政拨款收入支出决算表",
        f"项目 | < | < | < | 年初结转和结余 | 本年收入 | 本年支出 | < | < | 年末结转和结余\n{_CODES} | ^ | ^ | 小计 | "
            f"基本支出 | 项目支出 | ^\n"
        "类 | 款 | 项 | 栏次 | 1 | 2 | 3 | 4 | 5 | 6",
        ["code name 年初结转和结余 本年收入 本年支出/小计 本年支出/基本支出 本年支出/项目支出 年末结转和结余"],
        above=["政府性基金预算财政拨款收入支出决算表", "公开07表", *above],
    )  # fmt: skip
    for code, name in [("", "合计"), *books.tree("fund")]:
        spent = books.sum("project", "fund", code)
        fund.row(code, name, None, spent, spent, None, spent, None)
        fund.rows[-1] = (["^", "^", "^", "合计"] if not code else [code, "<", "<", name]) + fund.rows[-1][2:]
    nothing = empty(
        Sheet("final_state_capital_expenditure", "国有资本经营预算财政拨款支出决算表", f"项目 | < | < | < | 本年支出 | "
            f"< | <\n{_CODES} | 合计 | 基本支出 | 项目支出",
              ["ccc name 合计 基本支出 项目支出"], above=["国有资本经营预算财政拨款支出决算表", "公开08表", *above]),
        7, "注：本部门本年度没有国有资本经营预算财政拨款支出，本表为空。",
    )  # fmt: skip
    return [
        _overall(books, above), revenue,
        _coded(books, "final_expenditure_summary", "支出决算表", "公开03表", "本年支出合计 基本支出 项目支出 "
            "上缴上级支出 经营支出 对附属单位补助支出",
               ("total", "basic", "all_projects", *no * 3), None, above),
        _appropriations(books, above),
        _coded(books, "final_general_public_expenditure", "一般公共预算财政拨款支出决算表", "公开05表", "合计 基本支出 项目支出",
               ("appropriated", "basic", "project"), "general", above, over="本年支出"),
        _blocks(books, above), fund, nothing, _three_public(books, above),
    ]  # fmt: skip


def vertical(books: Books) -> list[Sheet]:
    """机构运行信息表: the three public expenses, counts of things, operating costs and purchases, one below the "
    "other, two blocks."""
    above = [f"公开部门：{books.name}", "单位：万元"]
    title = "机构运行信息决算表"
    sheet = Sheet(
        "final_agency_information", title, "项目 | 行次 | 预算数 | 决算统计数 | 项目 | 行次 | 决算统计数",
        ["name x 预算数 决算统计数", "name x 决算统计数"], above=[title, "公开10表", *above],
    )  # fmt: skip
    budget, final = books.three_public["budget"], books.three_public["final"]
    kinds = books.split(books.money(2000), 3)
    left = [
        ("一、“三公”经费支出", "", "") , ("（一）支出合计", "total"), ("1．因公出国（境）费", "overseas"),
            ("2．公务用车购置及运行维护费", "vehicles"),
        ("（1）公务用车购置费", "purchase"), ("（2）公务用车运行维护费", "operation"), ("3．公务接待费", "reception"),
        ("（二）相关统计数", "", ""), ("1．因公出国（境）团组数（个）", "—", "2"), ("2．公务用车保有量（辆）", "—", "7"),
    ]  # fmt: skip
    right = [
        ("二、机关运行经费", books.sum("public")), ("（一）行政单位", books.sum("public")),
            ("（二）参照公务员法管理事业单位", None),
        ("三、国有资产占用情况", ""), ("（一）车辆数合计（辆）", "7"), ("四、政府采购支出信息", ""),
            ("（一）政府采购支出合计", sum(kinds)),
        ("1．政府采购货物支出", kinds[0]), ("2．政府采购工程支出", kinds[1]), ("3．政府采购服务支出", kinds[2]),
    ]  # fmt: skip
    for n, (one, other) in enumerate(zip(left, right, strict=True), 1):
        counted = isinstance(other[1], str)
        amounts = [budget[one[1]], final[one[1]]] if len(one) == 2 else [None, None]
        sheet.row(one[0], str(n), *amounts, other[0], str(n + 25), None if counted else other[1])
        if len(one) == 3:
            sheet.rows[-1][2:4] = one[1:]
        if counted:
            sheet.rows[-1][6] = other[1]
    return [sheet]


def two_years(books: Books) -> list[Sheet]:
    """A district's own: budget, final accounts and difference beside each other, with percentages; whole titles in the table."""
    above = [f"编制单位：{books.name}　　　　　　　　　　　　　　　　　　单位：万元"]
    title = f"{books.year}年度支出决算表（按功能分类）"
    sheet = Sheet(
        "final_expenditure_summary", title, "科目编码 | 科目名称 | 年初预算数 | 调整预算数 | 决算数 | < | < | "
            "决算数为年初预算数的% | 占总支出比重（%）\n"
        "^ | ^ | ^ | ^ | 合计 | 基本支出 | 项目支出 | ^ | ^",
        ["code name 年初预算数 调整预算数 决算数/合计 决算数/基本支出 决算数/项目支出 p p"], above=[title, *above], style=zeros,
    )  # fmt: skip
    whole = books.sum("total")
    for code, name in [("", "合计"), *books.tree()]:
        total, basic, project = (books.sum(k, None, code) for k in ("total", "basic", "all_projects"))
        items = [i for i in books.items if i.code.startswith(code)]
        before = sum(i.total * 4 // 5 for i in items)
        head = ("合计", "<") if not code else (code, name)
        sheet.row(*head, before, before, total, basic, project, f"{total * 100 / before:.2f}", f"{total * 100 / whole:.2f}%")
    three = Sheet(
        "final_three_public", "“三公”经费支出决算对比表", "项目 | 上年决算数 | 本年预算数 | 本年决算数 | 比上年增减 | "
            "< | 比预算增减 | <\n^ | ^ | ^ | ^ | 金额 | % | 金额 | %",
        ["name 上年决算数 本年预算数 本年决算数 比上年增减/金额 p 比预算增减/金额 p"], above=["“三公”经费支出决算对比表", *above],
    )  # fmt: skip
    for name, key in (("合计", "total"), ("1.因公出国（境）费", "overseas"), ("2.公务用车购置及运行维护费",
        "vehicles"), ("（1）公务用车购置费", "purchase"),
                      ("（2）公务用车运行维护费", "operation"), ("3.公务接待费", "reception")):  # fmt: skip
        before, budget, final = (books.three_public[year][key] for year in ("previous", "budget", "final"))
        if final is None:
            three.row(name, *[None] * 4, "", None, "")
            continue
        rates = [f"{(final - base) * 100 / base:.2f}" for base in (before, budget)]
        three.row(name, before, budget, final, final - before, rates[0], final - budget, rates[1])
    return [sheet, three]
