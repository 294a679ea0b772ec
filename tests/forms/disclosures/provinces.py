"""Budget tables in the shapes that single provinces have for themselves."""

from .budgets import NUMERALS, _economy, by_code, sources, summary
from .figures import Books
from .sheet import Sheet, commas, dashes, zeros

_GOVERNMENT = {"301": ("501", "机关工资福利支出"), "302": ("502", "机关商品和服务支出"), "303": ("509", "对个人和家庭的补助"),
               "310": ("503", "机关资本性支出（一）")}  # fmt: skip


def guangdong(books: Books) -> list[Sheet]:
    """Codes in square brackets before the name, expenditure by purpose, administrative expenses with the three public ones."""
    y = books.year
    above = [f"单位名称：{books.name}　　　　　　　　　　单位：万元"]
    overall = Sheet(
        "revenue_expenditure_summary", "收支总体情况表", f"收　入 | < | 支　出 | <\n项　目 | {y}年预算 | 项　目 | {y}年预算",
        [f"name {y}年预算", f"name {y}年预算"], sides=["收入", "支出"], above=["表1", "收支总体情况表", *above], style=zeros,
    )  # fmt: skip
    whole = books.sum("total")
    left = [("一、财政拨款", books.sum("appropriated") - books.carried), ("二、财政专户拨款", 0), ("三、其他资金",
        books.sum("own")),
            (None, None)]  # fmt: skip
    right = [
        ("一、基本支出", books.sum("basic")),
        ("二、项目支出", books.sum("all_projects")),
        ("三、事业单位经营支出", 0),
        (None, None),
    ]
    overall.style = commas
    for one, other in zip(left[:3], right[:3], strict=True):
        overall.row(*one, *other)
    overall.row("本年收入合计", whole - books.carried, "本年支出合计", whole)
    overall.row("四、上级补助收入", None, "四、对附属单位补助支出", None)
    overall.row("五、上年结转", books.carried, "五、结转下年", None)
    overall.row("收入总计", whole, "支出总计", whole)
    spending = Sheet(
        "general_public_expenditure", "一般公共预算支出情况表（按功能分类科目）",
        "功能科目名称 | 小计 | 其中：基本支出 | 其中：项目支出", ["both 小计 其中：基本支出 其中：项目支出"],
        above=["表5", "一般公共预算支出情况表（按功能分类科目）", *above],
    )  # fmt: skip
    spending.row((None, "合计"), *(books.sum(kind, "general") for kind in ("appropriated", "basic", "project")))
    for code, name in books.tree("general"):
        spending.row(
            (None, f"[{code}]{name}"), *(books.sum(k, "general", code) or None for k in ("appropriated", "basic", "project"))
        )
        spending.truth[-1] |= {"code": code, "name": name}
    basic = Sheet(
        "general_public_basic_expenditure", "一般公共预算基本支出情况表（按支出经济分类科目）",
        f"部门预算支出经济科目 | 政府预算支出经济科目 | {y}年预算", [f"both x {y}年预算"],
        above=["表6", "一般公共预算基本支出情况表（按支出经济分类科目）", *above],
    )  # fmt: skip
    basic.row((None, "合计"), "", books.sum("basic"))
    for code, amount in books.economy.items():
        number, name = _GOVERNMENT[code[:3]]
        basic.row((None, f"[{code}]{_economy(code)}"), f"[{number}]{name}", amount)
        basic.truth[-1] |= {"code": code, "name": _economy(code)}
    title = "一般公共预算安排的行政经费及“三公”经费预算表"
    three = Sheet("three_public", title, f"项　目 | {y}年预算", [f"name {y}年预算"], above=["表8", title, *above], style=commas)
    v = books.three_public["budget"]
    for name, amount in (
        ("行政经费", books.sum("public")), ("“三公”经费", v["total"]), ("其中：（一）因公出国（境）支出", v["overseas"]),
        ("（二）公务用车购置及运行维护支出", v["vehicles"]), ("1.公务用车购置", v["purchase"]),
            ("2.公务用车运行维护费", v["operation"]),
        ("（三）公务接待费支出", v["reception"]),
    ):  # fmt: skip
        three.row(name, amount)
    projects = Sheet(
        "project_expenditure", "部门预算项目支出及其他支出预算表",
        "支出项目类别（资金使用单位） | 总计 | 财政拨款 | < | < | < | 财政专户拨款 | 其他资金\n"
        "^ | ^ | 合计 | 一般公共预算 | 政府性基金预算 | 国有资本经营预算 | ^ | ^",
        ["name 总计 财政拨款/合计 财政拨款/一般公共预算 财政拨款/政府性基金预算 财政拨款/国有资本经营预算 财政专户拨款 其他资金"],
        above=["表11", "部门预算项目支出及其他支出预算表", *above],
    )  # fmt: skip
    figures = (books.sum("all_projects"), books.sum("project"), *(books.sum("project", f) for f in ("general", "fund",
        "capital")),
               None, books.sum("own"))  # fmt: skip
    projects.row("合计", *figures)
    projects.row(books.name, *figures)
    for _, name, amount, fund in books.projects:
        projects.row(name, amount, amount, *(amount if fund == f else None for f in ("general", "fund", "capital")), None, None)
    projects.row("自有资金安排的业务支出", books.sum("own"), None, None, None, None, None, books.sum("own"))
    return [overall, spending, basic, three, projects]


def sichuan(books: Books) -> list[Sheet]:
    """Tables 1 to 3-3: units beside three code columns, the three public expenses by unit."""
    above = [f"部门：{books.name}", "金额单位：万元"]
    head = (
        "项 目 | < | < | < | < | 合计 | 基本支出 | 项目支出 | 上缴上级支出 | 对附属单位补助支出\n"
        "科目编码 | < | < | 单位代码 | 单位名称（科目） | ^ | ^ | ^ | ^ | ^\n类 | 款 | 项 | ^ | ^ | ^ | ^ | ^ | ^ | ^"
    )
    spending = Sheet(
        "expenditure_summary", "部门支出总表", head, ["ccc x name 合计 基本支出 项目支出 上缴上级支出 对附属单位补助支出"],
        above=["表1-2", "部门支出总表", *above],
    )  # fmt: skip
    kinds = ("total", "basic", "all_projects")
    spending.row("", "", "合 计", *(books.sum(k) for k in kinds), None, None)
    spending.truth[-1]["name"] = "合计"
    spending.row("", "", books.name, *(books.sum(k) for k in kinds), None, None)
    for item in books.items:
        spending.row(
            item.code,
            "312301",
            dict(books.tree())[item.code],
            item.total,
            item.basic or None,
            item.all_projects or None,
            None,
            None,
        )
    basic = Sheet(
        "general_public_basic_expenditure", "一般公共预算基本支出预算表",
        "项 目 | < | < | < | 基本支出 | < | <\n科目编码 | < | 单位代码 | 单位名称（科目） | 合计 | 人员经费 | "
            "公用经费\n类 | 款 | ^ | ^ | ^ | ^ | ^",
        ["code code x name 合计 人员经费 公用经费"], above=["表3-1", "一般公共预算基本支出预算表", *above],
    )  # fmt: skip
    basic.row("", "", "", "合 计", books.sum("basic"), books.sum("personnel"), books.sum("public"))
    basic.truth[-1]["name"] = "合计"
    for code, amount in books.economy.items():
        personal = code[:3] in ("301", "303")
        basic.row(
            code[:3], code[3:], "312301", _economy(code), amount, amount if personal else None, None if personal else amount
        )
        basic.truth[-1]["code"] = code
    three = Sheet(
        "three_public", "一般公共预算“三公”经费支出预算表",
        "单位编码 | 单位名称（科目） | 当年财政拨款预算安排 | < | < | < | < | <\n"
        "^ | ^ | 合计 | 因公出国（境）费用 | 公务用车购置及运行费 | < | < | 公务接待费\n^ | ^ | ^ | ^ | 小计 | "
            "公务用车购置费 | 公务用车运行费 | ^",
        ["code name 合计 因公出国（境）费用 公务用车购置及运行费/小计 公务用车购置及运行费/公务用车购置费 "
            "公务用车购置及运行费/公务用车运行费 公务接待费"],
        above=["表3-3", "一般公共预算“三公”经费支出预算表", *above],
    )  # fmt: skip
    values = books.three_public["budget"].values()
    three.row("", "合计", *values)
    three.row("312301", books.name, *values)
    projects = Sheet(
        "general_public_project_expenditure", "一般公共预算项目支出预算表",
        "科目编码 | < | < | 单位代码 | 单位名称（项目） | 金额\n类 | 款 | 项 | ^ | ^ | ^", ["ccc x name 金额"],
        above=["表3-2", "一般公共预算项目支出预算表", *above],
    )  # fmt: skip
    own = [project for project in books.projects if project[3] == "general"]
    projects.row("", "", "合 计", sum(amount for _, _, amount, _ in own))
    projects.truth[-1]["name"] = "合计"
    for code, name, amount, _ in own:
        projects.row(code, "312301", name, amount)
    return [summary(books, "部门收支总表", "收 入 | < | 支 出 | <\n项 目 | 预算数 | 项 目 | 预算数",
                    above=["表1", "部门收支总表", *above]), spending, basic, projects, three]  # fmt: skip


def henan(books: Books) -> list[Sheet]:
    """Expenditure by funds in three levels of headings; two classifications side by side for one amount."""
    above = [f"单位名称：{books.name}　　　　　　　　　　　　单位：万元"]
    general, fund, capital = (books.sum("appropriated", kind) for kind in ("general", "fund", "capital"))
    overall = Sheet(
        "revenue_expenditure_summary", f"{books.year}年部门收支总体情况表",
        "收入 | < | 支出 | < | < | < | < | < | < | <\n"
        "项目 | 金额 | 项目 | 合计 | 上年结转结余 | 本年支出 | < | < | < | <\n"
        "^ | ^ | ^ | ^ | ^ | 小计 | 一般公共预算 | 政府性基金预算 | 国有资本经营预算 | 单位资金",
        ["name 金额", "name 合计 上年结转结余 本年支出/小计 本年支出/一般公共预算 本年支出/政府性基金预算 "
            "本年支出/国有资本经营预算 本年支出/单位资金"],
        sides=["收入", "支出"], above=["预算01表", f"{books.year}年部门收支总体情况表", *above],
    )  # fmt: skip
    parts = []
    for kind in ("basic", "all_projects"):
        own = books.sum("own") if kind == "all_projects" else 0
        carried = books.carried if kind == "basic" else 0
        plain = {"basic": "basic", "all_projects": "project"}[kind]
        funds = [books.sum(plain, "general") - carried, books.sum(plain, "fund"), books.sum(plain, "capital"), own]
        parts.append([sum(funds) + carried, carried or None, sum(funds), *(amount or None for amount in funds)])
    names = [
        ("一、一般公共预算", general - books.carried),
        ("二、政府性基金预算", fund),
        ("三、国有资本经营预算", capital),
        ("四、单位资金", books.sum("own")),
    ]
    totals = [sum(column or 0 for column in columns) or None for columns in zip(*parts, strict=True)]
    overall.row(*names[0], "一、基本支出", *parts[0])
    overall.row(*names[1], "二、项目支出", *parts[1])
    for name in names[2:]:
        overall.row(*name, None, *[None] * 7)
    overall.row("本年收入小计", books.sum("total") - books.carried, "", *[None] * 7)
    overall.row("上年结转结余", books.carried, "", *[None] * 7)
    overall.row("收入合计", books.sum("total"), "支出合计", *totals)
    spending = Sheet(
        "expenditure_summary", f"{books.year}年部门支出总体情况表",
        "科目编码 | < | < | 单位（科目名称） | 总计 | 基本支出 | < | < | < | 项目支出 | < | <\n"
        "类 | 款 | 项 | ^ | ^ | 小计 | 工资福利支出 | 对个人和家庭的补助 | 商品和服务支出 | 小计 | 其他运转类 | 特定目标类",
        ["ccc name 总计 基本支出/小计 基本支出/工资福利支出 基本支出/对个人和家庭的补助 基本支出/商品和服务支出 "
            "项目支出/小计 项目支出/其他运转类 项目支出/特定目标类"],
        above=["预算03表", f"{books.year}年部门支出总体情况表", *above],
    )  # fmt: skip
    lines = [("", "合计", books.items), *((i.code, dict(books.tree())[i.code], [i]) for i in books.items)]
    for code, name, items in lines:
        wages, public = sum(i.personnel for i in items), sum(i.public for i in items)
        own, project = sum(i.own for i in items), sum(i.project for i in items)
        spending.row(code, name, wages + public + own + project, wages + public or None, wages or None, None, public or None,
                     own + project or None, own or None, project or None)  # fmt: skip
    economy = Sheet(
        "expenditure_summary_by_economy", f"{books.year}年支出经济分类汇总表",
        "部门预算经济分类 | < | < | 政府预算经济分类 | < | < | 合计 | 一般公共预算 | 政府性基金预算 | 单位资金\n"
        "类 | 款 | 科目名称 | 类 | 款 | 科目名称 | ^ | ^ | ^ | ^",
        ["code code name x x x 合计 一般公共预算 政府性基金预算 单位资金"],
        above=["预算05表", f"{books.year}年支出经济分类汇总表", *above],
    )  # fmt: skip
    economy.row("", "", "合计", "", "", "", books.sum("basic"), books.sum("basic"), None, None)
    economy.truth[-1]["name"] = "合计"
    for code, amount in books.economy.items():
        if len(code) == 5:
            number, name = _GOVERNMENT[code[:3]]
            economy.row(code[:3], code[3:], _economy(code), number, "01", name, amount, amount, None, None)
            economy.truth[-1]["code"] = code
    return [overall, spending, economy]


def shaanxi(books: Books) -> list[Sheet]:
    """Revenue beside three breakdowns of the same expenditure: by function, by departmental and by government economy."""
    y = books.year
    blocks = ["name 预算数", "name 预算数", "name 预算数", "name 预算数"]
    overall = Sheet(
        "revenue_expenditure_summary", f"{y}年部门综合预算收支总表",
        "收入 | < | 支出 | < | < | < | < | <\n项目 | 预算数 | 支出功能分科目（按大类） | 预算数 | "
            "部门经济科目（按大类） | 预算数 | 政府经济分类（按大类） | 预算数",
        blocks, sides=["收入", *["支出"] * 3], above=["表1", f"{y}年部门综合预算收支总表", f"部门名称：{books.name}",
            "单位：万元"],
    )  # fmt: skip
    left = [(f"{n}、{name}", amount) for n, (name, amount) in zip(NUMERALS, sources(books), strict=False)]
    functional = [(f"{n}、{name}", books.sum("total", below=c)) for n, (c, name) in zip(NUMERALS, books.classes(), strict=False)]
    kinds = [("1、人员经费和公用经费支出", books.sum("basic")), ("（1）工资福利支出", books.sum("personnel")),
        ("（2）商品和服务支出", books.sum("public")),
             ("2、专项业务经费支出", books.sum("all_projects"))]  # fmt: skip
    government = [
        ("1、机关工资福利支出", books.sum("personnel")),
        ("2、机关商品和服务支出", books.sum("public") + books.sum("all_projects")),
    ]
    for n in range(max(map(len, (left, functional)))):
        one = [block[n] if n < len(block) else ("", None) for block in (left, functional, kinds, government)]
        overall.row(*(value for pair in one for value in pair))
    whole, carried = books.sum("total"), books.carried
    overall.row("本年收入合计", whole - carried, *["本年支出合计", whole] * 3)
    overall.row("上年结转", carried, *["结转下年", None] * 3)
    overall.row("收入总计", whole, *["支出总计", whole] * 3)
    basic = Sheet(
        "general_public_basic_expenditure_by_economy", f"{y}年部门综合预算一般公共预算基本支出明细表（支出经济分类科目）",
        "部门经济科目编码 | 部门经济科目名称 | 政府经济科目编码 | 政府经济科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 备注",
        ["code name x x 合计 人员经费支出 公用经费支出 x"],
        above=["表9", f"{y}年部门综合预算一般公共预算基本支出明细表（支出经济分类科目）", "单位：万元"],
    )  # fmt: skip
    basic.term = "general_public_basic_expenditure"
    basic.row("", "合计", "", "", books.sum("basic"), books.sum("personnel"), books.sum("public"), "")
    for code, amount in books.economy.items():
        number, name = _GOVERNMENT[code[:3]]
        personal = code[:3] in ("301", "303")
        basic.row(code, _economy(code), number, name, amount, amount if personal else None, None if personal else amount, "")
    return [overall, basic]


def xinjiang(books: Books) -> list[Sheet]:
    """Projects by economic class across, and a summary whose revenue is split by kind of fund."""
    above = [f"编制单位：{books.name}　　　　　　　　　　单位：万元"]
    title = "一般公共预算项目支出情况表"
    columns = [
        "工资福利支出",
        "商品和服务支出",
        "对个人和家庭的补助",
        "债务利息及费用支出",
        "资本性支出（基本建设）",
        "资本性支出",
        "对企业补助",
        "其他支出",
    ]
    projects = Sheet(
        "general_public_project_expenditure", title,
        "科目编码 | < | < | 科目名称 | 项目名称 | 项目支出 | < | < | < | < | < | < | < | <\n"
        f"类 | 款 | 项 | ^ | ^ | 项目支出合计 | {' | '.join(columns)}",
        ["ccc x name 项目支出合计 " + " ".join(columns)], above=["表七", title, *above], style=dashes,
    )  # fmt: skip
    own = [project for project in books.projects if project[3] == "general"]
    whole = sum(amount for _, _, amount, _ in own)
    halves = [(amount // 3, amount - amount // 3) for _, _, amount, _ in own]
    projects.row("", "", "合计", whole, None, sum(a for a, _ in halves), None, None, None, sum(b for _, b in halves), None, None)
    for (code, name, amount, _), (goods, capital) in zip(own, halves, strict=True):
        projects.row(code, dict(books.tree())[code], name, amount, None, goods, None, None, None, capital, None, None)
    public = Sheet(
        "general_public_expenditure", "一般公共预算支出情况表",
        "项目 | < | < | < | 一般公共预算支出 | < | <\n功能分类科目编码 | < | < | 功能分类科目名称 | 小计 | 基本支出 | "
            "项目支出\n类 | 款 | 项 | ^ | ^ | ^ | ^",
        ["ccc name 小计 基本支出 项目支出"], above=["表五", "一般公共预算支出情况表", *above],
    )  # fmt: skip
    by_code(books, public, ("appropriated", "basic", "project"), "general", total=None)
    public.row("合计", "<", *(books.sum(k, "general") for k in ("appropriated", "basic", "project")))
    public.rows[-1] = ["合计", "<", "<", "<", *public.rows[-1][4:]]
    return [public, projects]
