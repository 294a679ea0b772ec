"""The money of an invented department: what it spends by function, economy, fund and project, and where that comes from.

All amounts are whole hundredths of the printed unit, so that every sum is exact. No layout in here.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

CLASSES = {
    "201": "一般公共服务支出", "205": "教育支出", "208": "社会保障和就业支出", "210": "卫生健康支出", "212": "城乡社区支出",
    "221": "住房保障支出", "223": "国有资本经营预算支出",
}  # fmt: skip
SECTIONS = {
    "20131": "党委办公厅（室）及相关机构事务", "20508": "进修及培训", "20801": "人力资源和社会保障管理事务",
    "20805": "行政事业单位养老支出", "21011": "行政事业单位医疗", "21208": "国有土地使用权出让收入安排的支出",
    "22102": "住房改革支出", "22301": "解决历史遗留问题及改革成本支出",
}  # fmt: skip
ITEMS = {
    "2013101": "行政运行", "2013102": "一般行政管理事务", "2050803": "培训支出", "2080199": "其他人力资源和社会保障管理事务支出",
    "2080505": "机关事业单位基本养老保险缴费支出", "2080506": "机关事业单位职业年金缴费支出", "2101101": "行政单位医疗",
    "2101102": "事业单位医疗", "2120899": "其他国有土地使用权出让收入安排的支出", "2210201": "住房公积金",
    "2210203": "购房补贴", "2230105": "国有企业退休人员社会化管理补助支出",
}  # fmt: skip
ECONOMY = {
    "301": "工资福利支出", "30101": "基本工资", "30102": "津贴补贴", "30108": "机关事业单位基本养老保险缴费",
    "30113": "住房公积金", "302": "商品和服务支出", "30201": "办公费", "30211": "差旅费", "30217": "公务接待费",
    "30231": "公务用车运行维护费", "303": "对个人和家庭的补助", "30302": "退休费", "30399": "其他对个人和家庭的补助",
    "310": "资本性支出", "31002": "办公设备购置",
}  # fmt: skip
_RUNNING = {"2013101"}
_PERSONAL = {"2080505", "2080506", "2101101", "2101102", "2210201", "2210203"}
_PROJECTS = ("信息系统运行维护", "基层服务能力提升", "专项检查工作经费", "人才引进补助", "宣传培训", "设备购置更新")


@dataclass
class Item:
    """Spending of one 项: personnel, public funds and projects paid by appropriation, `own` paid from the unit's own funds."""

    code: str
    fund: str = "general"
    personnel: int = 0
    public: int = 0
    project: int = 0
    own: int = 0

    @property
    def basic(self) -> int:
        return self.personnel + self.public

    @property
    def appropriated(self) -> int:
        return self.basic + self.project

    @property
    def total(self) -> int:
        return self.appropriated + self.own

    @property
    def all_projects(self) -> int:
        return self.project + self.own


@dataclass
class Books:
    """One department's year."""

    seed: int
    year: int = 2024
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        place = self.random.choice(("云岭", "清源", "东棠", "望川", "南屏", "沙洲", "白石", "临溪"))
        self.name = (
            f"{place}{self.random.choice(('县', '市', '区'))}{self.random.choice(('民政局', '商务局', '档案馆', '水务局'))}"
        )
        for code in ITEMS:
            fund = {"212": "fund", "223": "capital"}.get(code[:3], "general")
            item = Item(code, fund)
            if code in _RUNNING:
                item.personnel, item.public = self.money(90_000), self.money(20_000)
            elif code in _PERSONAL:
                item.personnel = self.money(9_000)
            else:
                item.project, item.own = self.money(30_000), self.money(5_000) if fund == "general" else 0
            self.items.append(item)

    def money(self, size: int) -> int:
        return self.random.randrange(size // 3, size * 2)

    def split(self, whole: int, parts: int) -> list[int]:
        """A whole as `parts` positive parts."""
        cuts = sorted(self.random.sample(range(1, whole), parts - 1))
        return [high - low for low, high in zip([0, *cuts], [*cuts, whole], strict=True)]

    def sum(self, kind: str, fund: str | None = None, below: str = "") -> int:
        return sum(getattr(item, kind) for item in self.items if fund in (None, item.fund) and item.code.startswith(below))

    def tree(self, fund: str | None = None) -> list[tuple[str, str]]:
        """Codes and names of classes, sections and items, each above its own."""
        codes = sorted({item.code[:n] for item in self.items if fund in (None, item.fund) for n in (3, 5, 7)})
        names = CLASSES | SECTIONS | ITEMS
        return [(code, names[code]) for code in codes]

    def classes(self, fund: str | None = None) -> list[tuple[str, str]]:
        return [(code, name) for code, name in self.tree(fund) if len(code) == 3]

    @cached_property
    def own_revenue(self) -> dict[str, int]:
        institutional, business, other = self.split(self.sum("own"), 3)
        return {"事业收入": institutional, "事业单位经营收入": business, "其他收入": other}

    @cached_property
    def carried(self) -> int:
        """What of the general public budget was carried forward."""
        return self.sum("appropriated", "general") // 7

    @cached_property
    def economy(self) -> dict[str, int]:
        """Basic expenditure of the general public budget by economic code, classes included."""
        leaves: dict[str, int] = {}
        for prefixes, whole in ((("301", "303"), self.sum("personnel")), (("302", "310"), self.sum("public"))):
            codes = [code for code in ECONOMY if len(code) == 5 and code.startswith(prefixes)]
            leaves |= dict(zip(codes, self.split(whole, len(codes)), strict=True))
        sums: dict[str, int] = defaultdict(int)
        for code, amount in leaves.items():
            sums[code[:3]] += amount
        return {code: (leaves | sums)[code] for code in ECONOMY}

    @cached_property
    def projects(self) -> list[tuple[str, str, int, str]]:
        """(code of the 项, name, amount, fund) of each project paid by appropriation."""
        found = []
        for item in self.items:
            if item.project:
                names = self.random.sample(_PROJECTS, 2)
                parts = self.split(item.project, 2)
                found += [(item.code, f"{n}（{item.code[3:5]}）", p, item.fund) for n, p in zip(names, parts, strict=True)]
        return found

    @cached_property
    def three_public(self) -> dict[str, dict[str, int | None]]:
        """The three public expenses of last year, this year's budget and final accounts."""
        made: dict[str, dict[str, int | None]] = {}
        for year in ("previous", "budget", "final"):
            purchase, operation, reception = None, self.money(900), self.money(300)
            overseas = self.money(500) if self.seed % 2 else None
            if self.seed % 3 == 0:
                purchase = self.money(1800)
            vehicles = (purchase or 0) + operation
            made[year] = {
                "total": (overseas or 0) + vehicles + reception, "overseas": overseas, "vehicles": vehicles, "purchase": purchase,
                "operation": operation, "reception": reception,
            }  # fmt: skip
        return made
