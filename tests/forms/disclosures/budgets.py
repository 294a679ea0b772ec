"""Budget disclosures: ministries, and provinces that follow them, each with what is its own."""

from itertools import zip_longest

from .figures import Books
from .sheet import Sheet, brackets, commas, dashes, signs, zeros

BASIC = ("total", "basic", "all_projects")
NUMERALS = "一二三四五六七八九十"


def percent(now: int, before: int) -> str:
    return f"{(now - before) * 100 / before:.2f}"


def sources(books: Books) -> list[tuple[str, int | None]]:
    """Revenue of the year by source, in the names of 143号."""
    return [
        ("一般公共预算拨款收入", books.sum("appropriated", "general") - books.carried),
        ("政府性基金预算拨款收入", books.sum("appropriated", "fund")),
        ("国有资本经营预算拨款收入", books.sum("appropriated", "capital")),
        ("财政专户管理资金收入", None),
        *books.own_revenue.items(),
    ]


def summary(books: Books, title: str, head: str, **options) -> Sheet:
    """收支总表: sources beside functional classes, then the totals and the balance carried."""
    sheet = Sheet("revenue_expenditure_summary", title, head, ["name 预算数", "name 预算数"], sides=["收入", "支出"], **options)
    left = [(f"{n}、{name}", amount) for n, (name, amount) in zip(NUMERALS, sources(books), strict=False)]
    right = [(f"{n}、{name}", books.sum("total", below=code)) for n, (code, name) in zip(NUMERALS, books.classes(), strict=False)]
    for one, other in zip_longest(left, right, fillvalue=(None, None)):
        sheet.row(*one, *other)
    whole, carried = books.sum("total"), books.carried
    sheet.row("本年收入合计", whole - carried, "本年支出合计", whole)
    sheet.row("上年结转", carried, "结转下年", None)
    sheet.row("收 入 总 计", whole, "支 出 总 计", whole)
    for entry in sheet.truth[-2:]:
        entry["name"] = entry["name"].replace(" ", "")
    return sheet


def appropriations(books: Books, title: str, head: str, **options) -> Sheet:
    """财政拨款收支总表 with three funds beside each other."""
    funds = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    sheet = Sheet(
        "appropriation_summary", title, head, ["name 预算数", "name 合计 " + " ".join(funds)], sides=["收入", "支出"], **options
    )
    general, fund, capital = (books.sum("appropriated", kind) for kind in ("general", "fund", "capital"))
    whole, carried = books.sum("appropriated"), books.carried
    left = [
        ("一、本年收入", whole - carried), ("（一）一般公共预算拨款", general - carried), ("（二）政府性基金预算拨款", fund),
        ("（三）国有资本经营预算拨款", capital), ("二、上年结转", carried), ("（一）一般公共预算拨款", carried),
        ("（二）政府性基金预算拨款", None), ("（三）国有资本经营预算拨款", None),
    ]  # fmt: skip
    right = [("一、本年支出", whole, general, fund, capital)]
    for n, (code, name) in zip(NUMERALS, books.classes(), strict=False):
        parts = [books.sum("appropriated", kind, code) or None for kind in ("general", "fund", "capital")]
        right.append((f"（{n}）{name}", books.sum("appropriated", below=code), *parts))
    right.append(("二、结转下年", None, None, None, None))
    for one, other in zip_longest(left, right, fillvalue=None):
        sheet.row(*(one or (None, None)), *(other or (None,) * 5))
    sheet.row("收入总计", whole, "支出总计", whole, general, fund, capital)
    return sheet


def by_code(books: Books, sheet: Sheet, kinds: tuple, fund: str | None = None, total: str | None = "合计", first=None) -> Sheet:
    """A line for each code, the total first or last; `kinds` are names of amounts of the books, or functions of a code."""

    def amounts(code: str) -> list:
        return [kind(code) if callable(kind) else (books.sum(kind, fund, code) or None) for kind in kinds]

    whole = [] if total is None else [(total, "<" if first is None else first, *amounts(""))]
    lines = [(code, name, *amounts(code)) for code, name in books.tree(fund)]
    for line in whole + lines:
        sheet.row(*line)
    return sheet


def empty(sheet: Sheet, cells: int, sentence: str) -> Sheet:
    sheet.helper(*[""] * cells)
    sheet.below = [sentence]
    return sheet


def economic(books: Books, sheet: Sheet) -> Sheet:
    """一般公共预算基本支出表: 合计, 人员经费, 公用经费."""
    personnel, public = books.sum("personnel"), books.sum("public")
    sheet.row("合计", "<", personnel + public, personnel, public)
    for code, amount in books.economy.items():
        name = _economy(code)
        personal = code[:3] in ("301", "303")
        sheet.row(code, name, amount, amount if personal else None, None if personal else amount)
    return sheet


def _economy(code: str) -> str:
    from .figures import ECONOMY

    return ECONOMY[code]


_TWO = "收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数"
_FUNDS = (
    "收入 | < | 支出 | < | < | < | <\n"
    "项目 | 预算数 | 项目 | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款 | 国有资本经营预算财政拨款"
)


def central(books: Books) -> list[Sheet]:
    """A ministry: 公开01-09表, last year's executed amounts with change and rate."""
    y = books.year
    above = [f"部门：{books.name}　　　　　　　　　　单位：万元"]
    sheets = [summary(books, "部门收支总表", _TWO, above=["公开01表", "部门收支总表", *above])]
    own = books.own_revenue
    general = books.sum("appropriated", "general") - books.carried
    rest = [books.carried, general, books.sum("appropriated", "fund"), books.sum("appropriated", "capital"),
        own["事业收入"], None,
            own["事业单位经营收入"], None, None, own["其他收入"], None]  # fmt: skip
    revenue = Sheet(
        "revenue_summary", "部门收入总表",
        "科目 | < | 合计 | 上年结转 | 一般公共预算拨款收入 | 政府性基金预算拨款收入 | 国有资本经营预算拨款收入 | 事业收入 | < "
        "| 事业单位经营收入 | 上级补助收入 | 附属单位上缴收入 | 其他收入 | 使用非财政拨款结余\n"
        "科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | 金额 | 其中：教育收费 | ^ | ^ | ^ | ^ | ^",
        ["code name 合计 上年结转 一般公共预算拨款收入 政府性基金预算拨款收入 国有资本经营预算拨款收入 事业收入/金额 "
         "事业收入/其中：教育收费 事业单位经营收入 上级补助收入 附属单位上缴收入 其他收入 使用非财政拨款结余"],
        above=["公开02表", "部门收入总表", *above],
    )  # fmt: skip
    revenue.row("合计", "<", books.sum("total"), *rest)
    sheets.append(revenue)
    expenditure = Sheet(
        "expenditure_summary", "部门支出总表",
        "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 | 上缴上级支出 | 事业单位经营支出 | 对附属单位补助支出",
        ["code name 合计 基本支出 项目支出 上缴上级支出 事业单位经营支出 对附属单位补助支出"],
        above=["公开03表", "部门支出总表", *above],
    )  # fmt: skip
    nothing = (lambda code: None,) * 3
    sheets.append(by_code(books, expenditure, (*BASIC, *nothing)))
    sheets.append(appropriations(books, "财政拨款收支总表", _FUNDS, above=["公开04表", "财政拨款收支总表", *above]))
    before = {code: max(1, books.sum("appropriated", "general", code) * 9 // 10) for code, _ in books.tree("general")}
    before[""] = sum(amount for code, amount in before.items() if len(code) == 3)
    general_public = Sheet(
        "general_public_expenditure", "一般公共预算支出表",
        f"功能分类科目 | < | {y - 1}年执行数 | {y}年预算数 | < | < | {y}年预算数比{y - 1}年执行数 | <\n"
        "科目编码 | 科目名称 | ^ | 小计 | 基本支出 | 项目支出 | 增减额 | 增减%",
        [f"code name {y - 1}年执行数 {y}年预算数/小计 {y}年预算数/基本支出 {y}年预算数/项目支出 "
         f"{y}年预算数比{y - 1}年执行数/增减额 p"],
        above=["公开05表", "一般公共预算支出表", *above], style=signs,
    )  # fmt: skip
    for code, name in [("", "合计"), *books.tree("general")]:
        now = books.sum("appropriated", "general", code)
        kinds = [books.sum(kind, "general", code) or None for kind in ("basic", "project")]
        old = books.sum("appropriated", "general", code) * 9 // 10 if len(code) == 7 else None
        old = sum(books.sum("appropriated", "general", i.code) * 9 // 10 for i in books.items
                  if i.fund == "general" and i.code.startswith(code)) if old is None else old  # fmt: skip
        head = ("合计", "<") if not code else (code, name)
        general_public.row(*head, old, now, *kinds, now - old, percent(now, old))
    sheets.append(general_public)
    sheets.append(economic(books, Sheet(
        "general_public_basic_expenditure", "一般公共预算基本支出表",
        f"部门预算支出经济分类科目 | < | {y}年基本支出 | < | <\n科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费",
        ["code name 合计 人员经费 公用经费"], above=["公开06表", "一般公共预算基本支出表", *above],
    )))  # fmt: skip
    parts = (
        "合计 因公出国（境）费 公务用车购置及运行费/小计 公务用车购置及运行费/公务用车购置费 "
        "公务用车购置及运行费/公务用车运行费 公务接待费"
    )
    years = (f"{y - 1}年预算数", f"{y}年预算数")
    half = "合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费"
    low = "^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^"
    three = Sheet(
        "three_public", "一般公共预算“三公”经费支出表",
        f"{years[0]} | < | < | < | < | < | {years[1]} | < | < | < | < | <\n{half} | {half}\n{low} | {low}",
        [" ".join(f"{year}/{part}" for year in years for part in parts.split())],
        above=["公开07表", "一般公共预算“三公”经费支出表", *above],
    )  # fmt: skip
    three.row(*(v for year in ("previous", "budget") for v in books.three_public[year].values()))
    sheets.append(three)
    fund = Sheet(
        "government_fund_expenditure", "政府性基金预算支出表",
        f"科目编码 | 科目名称 | {y}年政府性基金预算支出 | < | <\n^ | ^ | 合计 | 基本支出 | 项目支出",
        ["code name 合计 基本支出 项目支出"], above=["公开08表", "政府性基金预算支出表", *above],
    )  # fmt: skip
    sheets.append(by_code(books, fund, ("appropriated", "basic", "project"), "fund"))
    capital = Sheet(
        "state_capital_expenditure", "国有资本经营预算支出表",
        f"科目编码 | 科目名称 | {y}年国有资本经营预算支出 | < | <\n^ | ^ | 合计 | 基本支出 | 项目支出",
        ["code name 合计 基本支出 项目支出"], above=["公开09表", "国有资本经营预算支出表", *above],
    )  # fmt: skip
    sheets.append(by_code(books, capital, ("appropriated", "basic", "project"), "capital"))
    return sheets


def jiangsu(books: Books) -> list[Sheet]:
    """Revenue by unit in three levels of headings, conference and training beside the three public expenses, procurement."""
    above = [f"部门：{books.name}", "单位：万元"]
    own = books.own_revenue
    general, fund, capital = (books.sum("appropriated", kind) for kind in ("general", "fund", "capital"))
    current = books.sum("total") - books.carried
    revenue = Sheet(
        "revenue_summary", "收入总表",
        "部门代码 | 部门名称 | 合计 | 本年收入 | < | < | < | < | < | < | < | < | < | 上年结转结余 | < | < | < | < | <\n"
        "^ | ^ | ^ | 小计 | 一般公共预算 | 政府性基金预算 | 国有资本经营预算 | 财政专户管理资金 | 事业收入 | 事业单位经营收入 "
        "| 上级补助收入 | 附属单位上缴收入 | 其他收入 | 小计 | 一般公共预算 | 政府性基金预算 | 国有资本经营预算 | "
            "财政专户管理资金 | 单位资金",
        ["code name 合计 本年收入/小计 本年收入/一般公共预算 本年收入/政府性基金预算 本年收入/国有资本经营预算 "
            "本年收入/财政专户管理资金 "
         "本年收入/事业收入 本年收入/事业单位经营收入 本年收入/上级补助收入 本年收入/附属单位上缴收入 本年收入/其他收入 "
         "上年结转结余/小计 上年结转结余/一般公共预算 上年结转结余/政府性基金预算 上年结转结余/国有资本经营预算 "
         "上年结转结余/财政专户管理资金 上年结转结余/单位资金"],
        above=["公开02表", "收入总表", *above], style=zeros,
    )  # fmt: skip
    figures = [books.sum("total"), current, general - books.carried, fund, capital, None, own["事业收入"],
        own["事业单位经营收入"],
               None, None, own["其他收入"], books.carried, books.carried, None, None, None, None]  # fmt: skip
    revenue.row("合计", "<", *figures)
    revenue.row("036", books.name, *figures)
    revenue.row("036001", f"{books.name}本级", *figures)
    sheets = [summary(books, "收支总表", _TWO, above=["公开01表", "收支总表", *above], style=zeros), revenue]
    spending = Sheet(
        "appropriation_expenditure", "财政拨款支出表（功能科目）",
        "科目编码 | 科目名称 | 合计 | 基本支出 | < | < | 项目支出\n^ | ^ | ^ | 小计 | 人员经费 | 公用经费 | ^",
        ["code name 合计 基本支出/小计 基本支出/人员经费 基本支出/公用经费 项目支出"],
        above=["公开05表", "财政拨款支出表（功能科目）", *above],
    )  # fmt: skip
    sheets.append(by_code(books, spending, ("appropriated", "basic", "personnel", "public", "project")))
    sheets.append(economic(books, Sheet(
        "appropriation_basic_expenditure", "财政拨款基本支出表（经济科目）",
        "部门预算支出经济科目 | < | 本年财政拨款基本支出 | < | <\n科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费",
        ["code name 合计 人员经费 公用经费"], above=["公开06表", "财政拨款基本支出表（经济科目）", *above],
    )))  # fmt: skip
    title = "一般公共预算“三公”经费、会议费、培训费支出表"
    three = Sheet(
        "three_public", title,
        "“三公”经费合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费 | 会议费 | 培训费\n"
        "^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^ | ^ | ^",
        ["“三公”经费合计 因公出国（境）费 公务用车购置及运行费/小计 公务用车购置及运行费/公务用车购置费 "
         "公务用车购置及运行费/公务用车运行费 公务接待费 会议费 培训费"],
        above=["公开09表", title, *above], style=zeros,
    )  # fmt: skip
    three.row(*books.three_public["budget"].values(), books.money(200), books.money(200))
    sheets.append(three)
    agency = Sheet(
        "agency_operating", "一般公共预算机关运行经费支出预算表", "科目编码 | 科目名称 | 机关运行经费支出",
        ["code name 机关运行经费支出"], above=["公开12表", "一般公共预算机关运行经费支出预算表", *above],
    )  # fmt: skip
    public = {code: amount for code, amount in books.economy.items() if code[:3] in ("302", "310")}
    agency.row("合计", "<", books.sum("public"))
    for code, amount in public.items():
        agency.row(code, _economy(code), amount)
    sheets.append(agency)
    goods = [books.money(800) for _ in range(4)]
    purchase = Sheet(
        "government_procurement", "政府采购支出表",
        "采购品目大类 | 专项名称 | 经济科目 | 采购物品名称 | 采购组织形式 | 资金来源 | < | < | < | <\n"
        "^ | ^ | ^ | ^ | ^ | 总计 | 一般公共预算资金 | 政府性基金 | 其他资金 | 上年结转和结余资金",
        ["name x x x x 总计 一般公共预算资金 政府性基金 其他资金 上年结转和结余资金"],
        above=["公开13表", "政府采购支出表", *above],
    )  # fmt: skip
    purchase.row("合计", "", "", "", "", sum(goods), sum(goods), None, None, None)
    for name, (first, second) in (("货物", goods[:2]), ("服务", goods[2:])):
        purchase.row(name, "", "", "", "", first + second, first + second, None, None, None)
        for item, amount in (("台式计算机", first), ("物业管理服务", second)):
            purchase.row("", "办公保障", "办公费", item, "集中采购", amount, amount, None, None, None)
            purchase.truth[-1]["name"] = item
    sheets.append(purchase)
    return sheets


def beijing(books: Books) -> list[Sheet]:
    """Three public expenses with a line for each year, vehicle operation split further, procurement by kind."""
    y = books.year
    above = [f"部门名称：{books.name}", "单位：万元"]
    title = "财政拨款（含一般公共预算和政府性基金预算）“三公”经费支出表"
    three = Sheet(
        "three_public", title,
        "年度 | “三公”经费财政拨款预算总额 | 因公出国（境）费用 | 公务接待费 | 公务用车购置和运行维护费 | < | < | < | < | < | <\n"
        "^ | ^ | ^ | ^ | 合计 | 公务用车购置费 | 公务用车运行维护费 | < | < | < | <\n"
        "^ | ^ | ^ | ^ | ^ | ^ | 小计 | 公务用车加油 | 公务用车维修 | 公务用车保险 | 其他",
        ["name “三公”经费财政拨款预算总额 因公出国（境）费用 公务接待费 公务用车购置和运行维护费/合计 "
            "公务用车购置和运行维护费/公务用车购置费 "
         + " ".join(f"公务用车购置和运行维护费/公务用车运行维护费/{n}" for n in ("小计", "公务用车加油",
             "公务用车维修", "公务用车保险", "其他"))],
        above=["预算08表", title, *above],
    )  # fmt: skip
    for key, name in (("previous", f"{y - 1}年"), ("budget", f"{y}年")):
        v = books.three_public[key]
        parts = books.split(v["operation"], 4)
        three.row(name, v["total"], v["overseas"], v["reception"], v["vehicles"], v["purchase"], v["operation"], *parts)
    purchase = Sheet(
        "government_procurement", "政府采购预算明细表", "采购类别 | 采购金额", ["name 采购金额"],
        above=["预算05表", "政府采购预算明细表", *above], style=dashes,
    )  # fmt: skip
    kinds = [books.money(900), None, books.money(900)]
    purchase.row("合计", sum(k or 0 for k in kinds))
    for name, amount in zip(("A货物", "B工程", "C服务"), kinds, strict=True):
        purchase.row(name, amount)
    projects = Sheet(
        "project_expenditure", "项目支出表",
        "类型 | 项目名称 | 项目单位 | 合计 | 本年拨款 | < | < | 财政拨款结转结余 | < | < | 财政专户管理资金 | 单位资金\n"
        "^ | ^ | ^ | ^ | 一般公共预算 | 政府性基金预算 | 国有资本经营预算 | 一般公共预算 | 政府性基金预算 | "
            "国有资本经营预算 | ^ | ^",
        ["x name x 合计 本年拨款/一般公共预算 本年拨款/政府性基金预算 本年拨款/国有资本经营预算 财政拨款结转结余/一般公共预算 "
         "财政拨款结转结余/政府性基金预算 财政拨款结转结余/国有资本经营预算 财政专户管理资金 单位资金"],
        above=["预算04表", "项目支出表", *above],
    )  # fmt: skip
    funds = ("general", "fund", "capital")
    rest = [None] * 5
    projects.row(
        "合计", "", "", books.sum("all_projects"), *(books.sum("project", fund) for fund in funds), *rest[:4], books.sum("own")
    )
    projects.truth[-1]["name"] = "合计"
    for _, name, amount, fund in books.projects:
        projects.row("特定目标类", name, f"{books.name}本级", amount, *(amount if fund == f else None for f in funds), *rest)
    projects.row(
        "特定目标类", "自有资金安排的业务支出", f"{books.name}本级", books.sum("own"), *rest[:3], *rest[:4], books.sum("own")
    )
    services = Sheet(
        "purchased_services", "政府购买服务预算财政拨款明细表",
        "指导性目录 | < | < | 部门预算购买服务项目名称 | 预算金额\n一级目录 | 二级目录 | 三级目录 | ^ | ^",
        ["x x x name 预算金额"], above=["预算09表", "政府购买服务预算财政拨款明细表", *above],
    )  # fmt: skip
    parts = [books.money(300), books.money(300)]
    services.row("合计", "", "", "", sum(parts))
    services.truth[-1]["name"] = "合计"
    for name, amount in zip(("档案数字化服务", "第三方评估服务"), parts, strict=True):
        services.row("公共服务", "公共信息服务", "其他", name, amount)
    spending = Sheet(
        "expenditure_summary", "支出总表",
        "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 | 事业单位经营支出 | 上缴上级支出 | 对附属单位补助支出",
        ["code name 合计 基本支出 项目支出 事业单位经营支出 上缴上级支出 对附属单位补助支出"],
        above=["预算03表", "支出总表", *above], style=dashes,
    )  # fmt: skip
    nothing = (lambda code: None,) * 3
    sheets = [summary(books, "收支总表", _TWO, above=["预算01表", "收支总表", *above], style=dashes)]
    return [*sheets, by_code(books, spending, (*BASIC, *nothing)), projects, purchase, three, services]


def shandong(books: Books) -> list[Sheet]:
    """Codes in three columns under 类 款 项, subtotals of funds, an empty table with its sentence."""
    above = [f"{books.name}　　　　　　单位：元"]
    options = dict(unit="元", style=commas)
    own, general = books.own_revenue, books.sum("appropriated", "general")
    revenue = Sheet(
        "revenue_summary", "部门收入总表",
        "科目编码 | < | < | 科目名称 | 合计 | 财政拨款 | < | < | < | 财政专户管理资金 | 单位资金 | < | < | < | 上年结转\n"
        "类 | 款 | 项 | ^ | ^ | 小计 | 一般公共预算 | 政府性基金预算 | 国有资本经营预算 | ^ | 小计 | 事业收入 | "
            "经营收入 | 其他收入 | ^",
        ["ccc name 合计 财政拨款/小计 财政拨款/一般公共预算 财政拨款/政府性基金预算 财政拨款/国有资本经营预算 财政专户管理资金 "
         "单位资金/小计 单位资金/事业收入 单位资金/经营收入 单位资金/其他收入 上年结转"],
        above=["表2", "部门收入总表", *above], **options,
    )  # fmt: skip
    fund, capital = books.sum("appropriated", "fund"), books.sum("appropriated", "capital")
    revenue.row("", "合计", books.sum("total"), general - books.carried + fund + capital, general - books.carried,
        fund, capital, None,
                books.sum("own"), own["事业收入"], own["事业单位经营收入"], own["其他收入"], books.carried)  # fmt: skip
    public = Sheet(
        "general_public_expenditure", "一般公共预算支出表",
        "科目编码 | < | < | 科目名称 | 合计 | 基本支出 | < | < | 项目支出\n类 | 款 | 项 | ^ | ^ | 小计 | 人员经费 | 公用经费 | ^",
        ["ccc name 合计 基本支出/小计 基本支出/人员经费 基本支出/公用经费 项目支出"],
        above=["表5", "一般公共预算支出表", *above], **options,
    )  # fmt: skip
    by_code(books, public, ("appropriated", "basic", "personnel", "public", "project"), "general", total=None)
    public.row("", "合计", *(books.sum(k, "general") for k in ("appropriated", "basic", "personnel", "public", "project")))
    fund_sheet = Sheet(
        "government_fund_expenditure", "政府性基金预算支出表",
        "科目编码 | < | < | 科目名称 | 合计 | 基本支出 | 项目支出\n类 | 款 | 项 | ^ | ^ | ^ | ^",
        ["ccc name 合计 基本支出 项目支出"], above=["表8", "政府性基金预算支出表", *above], **options,
    )  # fmt: skip
    for code, name in books.tree("fund"):
        fund_sheet.row(code, name, books.sum("appropriated", "fund", code), None, books.sum("project", "fund", code))
    capital_sheet = empty(
        Sheet("state_capital_expenditure", "国有资本经营预算支出表", "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出",
              ["code name 合计 基本支出 项目支出"], above=["表9", "国有资本经营预算支出表", *above], **options),
        5, "说明：本部门没有国有资本经营预算拨款安排的支出，故本表无数据。",
    )  # fmt: skip
    three = Sheet(
        "three_public", "一般公共预算“三公”经费支出表", "项目 | 上年预算数 | 本年预算数 | 增减额 | 增减幅度（%）",
        ["name 上年预算数 本年预算数 增减额 p"], above=["表7", "一般公共预算“三公”经费支出表", *above],
        unit="元", style=brackets,
    )  # fmt: skip
    lines = (("合计", "total"), ("1.因公出国（境）费", "overseas"), ("2.公务接待费", "reception"),
        ("3.公务用车购置及运行费", "vehicles"),
             ("其中：公务用车购置费", "purchase"), ("公务用车运行费", "operation"))  # fmt: skip
    for name, key in lines:
        before, now = books.three_public["previous"][key], books.three_public["budget"][key]
        change = None if now is None or before is None else now - before
        three.row(name, before, now, change, "" if change is None else percent(now, before))
    sheets = [summary(books, "部门收支总表", "收 入 | < | 支 出 | <\n项 目 | 预算数 | 项目（按功能分类） | 预算数",
                      above=["表1", "部门收支总表", *above], **options)]  # fmt: skip
    return [*sheets, revenue, public, three, fund_sheet, capital_sheet]
