"""Overall target tables of invented departments, as five provinces lay them out, each with what a person reads in it.

The gold: `unit_name`, amounts as printed (`unit`: 万元 by default) by column of department_targets, tasks (name, content,
amounts), goals, indicators (level 3, target, unit). Every layout may be drawn in all media (`media.py`).
"""

from dataclasses import dataclass, field

from .sheet import Sheet


@dataclass
class Overall:
    """A layout: the sheets to draw, and per form what is printed."""

    sheets: list[Sheet]
    gold: list[dict] = field(default_factory=list)


def sheet(drawing: str, *above: str, below: tuple[str, ...] = ()) -> Sheet:
    rows = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    return Sheet(None, above[0], "", (), above=above, below=below, rows=rows)  # no rows that a page would repeat


def ministry() -> Overall:
    """财预〔2015〕88号: tasks with amounts under one heading, total, goals, indicators; unit in the heading of the amounts."""
    drawing = """
部门（单位）名称 | < | 青石县档案馆 | < | < | <
年度主要任务 | 任务名称 | 主要内容 | 预算金额（万元） | < | <
^ | ^ | ^ | 总额 | 财政拨款 | 其他资金
^ | 档案征集 | 征集民生档案，整理入库。 | 120.50 | 100.50 | 20.00
^ | 数字化加工 | 完成馆藏档案数字化。 | 300.25 | 300.25 |
^ | 基本支出 | 保障人员和机构运转。 | 410.00 | 410.00 |
^ | 金额合计 | < | 830.75 | 810.75 | 20.00
年度总体目标 | 目标1：征集民生档案3000卷。目标2：数字化率达到85%。目标3：保障机构正常运转。 | < | < | < | <
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值（包含数字及文字描述） | <
^ | 产出指标 | 数量指标 | 征集档案数量 | ≥3000卷 | <
^ | ^ | 质量指标 | 馆藏档案数字化率 | ≥85% | <
^ | 效益指标 | 社会效益指标 | 公众查档便利程度 | 明显提高 | <
^ | 满意度指标 | 服务对象满意度指标 | 查档群众满意度 | ≥95% | <
"""
    gold = {
        "unit_name": "青石县档案馆",
        "amounts": {"tasks_total_yuan": "830.75", "tasks_fiscal_funds_yuan": "810.75", "tasks_other_funds_yuan": "20"},
        "tasks": [
            ("档案征集", "征集民生档案，整理入库。", "120.50", "100.50", "20"),
            ("数字化加工", "完成馆藏档案数字化。", "300.25", "300.25", None),
            ("基本支出", "保障人员和机构运转。", "410", "410", None),
        ],
        "goals": ["征集民生档案3000卷。", "数字化率达到85%。", "保障机构正常运转。"],
        "indicators": [
            ("征集档案数量", "≥3000卷", "卷"),
            ("馆藏档案数字化率", "≥85%", "%"),
            ("公众查档便利程度", "明显提高", None),
            ("查档群众满意度", "≥95%", "%"),
        ],
    }
    return Overall([sheet(drawing, "部门整体支出绩效目标表", "（2024年度）", below=("填报人：张三", "联系电话：0000"))], [gold])


def henan() -> Overall:
    """Goals before tasks, tasks without amounts, the budget by source and by kind, levels of its own, explained targets."""
    drawing = """
部门（单位）名称 | < | 白沙市体育事务中心 | < | <
年度履职目标 | 1.办好市运动会；2.建成健身步道20公里 | < | < | <
年度主要任务 | 任务名称 | < | 主要内容 | <
^ | 群众体育 | < | 举办群众赛事12场 | <
^ | 场馆开放 | < | 体育馆免费低收费开放 | <
^ |  | < |  | <
预算情况 | 部门预算总额（万元） | < | 1,286.40 | <
^ | 1、资金来源：（1）财政性资金 | < | 1,200.00 | <
^ | （2）其他资金 | < | 86.40 | <
^ | 2、资金结构：（1）基本支出 | < | 700.40 | <
^ | （2）项目支出 | < | 586.00 | <
一级指标 | 二级指标 | 三级指标 | 指标值 | 指标值说明
投入管理指标 | 工作目标管理 | 年度履职目标相关性 | 相关 | 与规划是否一致
^ | 预算和财务管理 | 预算编制完整性 | 完整 | 收入支出是否全部编入
产出指标 | 重点工作任务完成 | 群众赛事场次 | ≥12场 | 实际举办的场次
^ | 履职目标实现 | 健身步道 | 20公里 | 建成长度
效益指标 | 履职效益 | 经常参加体育锻炼人数比例 | ≥38.5% | 抽样调查
^ | 满意度 | 群众满意度 | ≥90% | 问卷调查
"""
    gold = {
        "unit_name": "白沙市体育事务中心",
        "amounts": {
            "total_yuan": "1286.40", "fiscal_funds_yuan": "1200", "other_funds_yuan": "86.40",
            "basic_expenditure_yuan": "700.40", "project_expenditure_yuan": "586",
        },
        "tasks": [
            ("群众体育", "举办群众赛事12场", None, None, None),
            ("场馆开放", "体育馆免费低收费开放", None, None, None),
        ],
        "goals": ["办好市运动会；", "建成健身步道20公里"],
        "indicators": [
            ("年度履职目标相关性", "相关", None), ("预算编制完整性", "完整", None), ("群众赛事场次", "≥12场", "场"),
            ("健身步道", "20公里", "公里"), ("经常参加体育锻炼人数比例", "≥38.5%", "%"), ("群众满意度", "≥90%", "%"),
        ],
    }  # fmt: skip
    return Overall([sheet(drawing, "部门（单位）整体绩效目标表", "（2025年度）")], [gold])


def sichuan() -> Overall:
    """Amounts below their labels, operator, unit and weight in columns of their own, unit of money above the table; two units."""
    drawing = """
部门名称 | {code}-{name} | < | < | < | < | <
年度部门整体支出预算 | 资金总额 | < | 财政拨款 | < | 其他资金 | <
^ | {total} | < | {fiscal} | < | {other} | <
年度总体目标 | {goal} | < | < | < | < | <
年度主要任务 | 任务名称 | < | 主要内容 | < | < | <
^ | {task} | < | 按计划完成{task}各项工作。 | < | < | <
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 绩效指标性质 | 绩效指标值 | 绩效度量单位
^ | 产出指标 | 数量指标 | {task}次数 | ≥ | 12 | 次
^ | ^ | 时效指标 | 完成时间 | 定性 | 年底前 |
^ | 效益指标 | 可持续影响指标 | 制度健全程度 | 定性 | 优良中低差 |
^ | 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥ | 90 | %
"""
    forms = [
        ("611001", "清溪县水利局", "3,000,000.00", "2,800,000.00", "200,000.00", "确保水利工程安全运行", "巡堤"),
        ("611003", "清溪县水文站", "450,210.55", "450,210.55", "", "提供准确水情", "测报"),
    ]
    names = ("code", "name", "total", "fiscal", "other", "goal", "task")
    sheets, gold = [], []
    for form in forms:
        printed = dict(zip(names, form, strict=True))
        sheets.append(sheet(drawing.format(**printed), "表7", "部门整体支出绩效目标表", "（2024年度）", "金额单位：元"))
        amounts = {"total_yuan": printed["total"], "fiscal_funds_yuan": printed["fiscal"], "other_funds_yuan": printed["other"]}
        gold.append(
            {
                "unit_name": printed["name"],
                "unit_code": printed["code"],
                "unit": "元",
                "amounts": {column: text.replace(",", "") for column, text in amounts.items() if text},
                "tasks": [(printed["task"], f"按计划完成{printed['task']}各项工作。", None, None, None)],
                "goals": [printed["goal"]],
                "indicators": [
                    (f"{printed['task']}次数", "12", "次"),
                    ("完成时间", "年底前", None),
                    ("制度健全程度", "优良中低差", None),
                    ("群众满意度", "90", "%"),
                ],
            }
        )
    return Overall(sheets, gold)


def hunan() -> Overall:
    """A declaration: labels with their values in one cell, by nature of revenue and of spending, duties, goals; no tasks."""
    drawing = """
部门名称 | 南岭区妇女联合会 | < | < | <
年度预算申请（万元） | 资金总额：356.72 | < | < | <
^ | 按收入性质分： | < | 按支出性质分： | <
^ | 其中：一般公共预算：330.72 | < | 其中：基本支出：236.72 | <
^ | 政府性基金拨款：0.00 | < | 项目支出：120.00 | <
^ | 纳入专户管理的非税收入拨款：6.00 | < |  | <
^ | 其他资金：20.00 | < |  | <
部门职能职责概述 | 联系、服务妇女群众，维护妇女儿童权益。 | < | < | <
整体绩效目标 | 目标1：培训巾帼骨干200人；
目标2：调解家庭纠纷60起。 | < | < | <
部门整体支出年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值
^ | 产出指标 | 数量指标 | 培训巾帼骨干 | 200人
^ | ^ | 成本指标 | 预算控制 | ≤356.72万元
^ | 效益指标 | 社会效益指标 | 家庭和睦程度 | 有所提升
"""
    drawing = drawing.replace("200人；\n目标2", "200人；目标2")
    gold = {
        "unit_name": "南岭区妇女联合会",
        "duties": "联系、服务妇女群众，维护妇女儿童权益。",
        "amounts": {
            "total_yuan": "356.72", "general_public_budget_yuan": "330.72", "government_fund_yuan": "0",
            "fiscal_account_yuan": "6", "other_funds_yuan": "20", "basic_expenditure_yuan": "236.72",
            "project_expenditure_yuan": "120",
        },
        "tasks": [],
        "goals": ["培训巾帼骨干200人；", "调解家庭纠纷60起。"],
        "indicators": [("培训巾帼骨干", "200人", "人"), ("预算控制", "≤356.72万元", "万元"), ("家庭和睦程度", "有所提升", None)],
    }  # fmt: skip
    return Overall([sheet(drawing, "2024年部门整体支出绩效目标申报表")], [gold])


def gansu() -> Overall:
    """A long table over pages: names and amounts beside each other, many tasks, weights, a column of remarks."""
    tasks = [(f"重点工作之{i}", f"推进第{i}项工作，按季度检查并通报进展。", f"{10 + i}.50") for i in range(1, 25)]
    total = f"{sum(10 + i for i in range(1, 25)) + 12}.00"
    lines = [
        "预算单位 | 红柳市图书馆 | < | 单位编码 | 233 | <",
        "部门预算（万元） | 合计 | 820.00 | 基本支出 | 508.00 | <",
        "^ | 项目支出 | 312.00 | 上年结转 |  | <",
        "序号 | 重点工作任务名称 | < | 工作内容 | 资金额度（万元） | 对应项目",
        *(f"{i} | {name} | < | {content} | {amount} | 项目{i}" for i, (name, content, amount) in enumerate(tasks, 1)),
        f"合计 | < | < | < | {total} | ",
        "年度绩效目标 | 完成全年各项任务 | < | < | < | <",
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 权重 | 备注",
        "产出指标 | 数量指标 | 新增图书 | ≥1.2万册 | 40 |",
        "效益指标 | 社会效益指标 | 全民阅读氛围 | 浓厚 | 40 |",
        "满意度指标 | 满意度指标 | 读者满意度 | ≥90% | 20 |",
    ]
    gold = {
        "unit_name": "红柳市图书馆",
        "unit_code": "233",
        "amounts": {
            "total_yuan": "820", "basic_expenditure_yuan": "508", "project_expenditure_yuan": "312", "tasks_total_yuan": total,
        },
        "tasks": [(name, content, amount, None, None) for name, content, amount in tasks],
        "goals": ["完成全年各项任务"],
        "indicators": [("新增图书", "≥1.2万册", None), ("全民阅读氛围", "浓厚", None), ("读者满意度", "≥90%", "%")],
    }  # fmt: skip
    return Overall([sheet("\n".join(lines), "2023年预算部门整体支出绩效目标表", "编制单位：红柳市图书馆  单位：万元")], [gold])


LAYOUTS = {"88号": ministry, "河南": henan, "四川": sichuan, "湖南": hunan, "甘肃": gansu}
