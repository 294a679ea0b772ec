"""Columns and lines of the standard tables: canonical terms and the ways in which departments print them, apart by blanks.

Only words in here, in the form that `statement_terms.plain` gives; how a heading or a name is looked up is `statement_terms.py`.
"""

# Headings of amount columns, without a year in front.
COLUMN_VARIANTS = {
    "total": (
        "合计 总计 小计 总额 合计数 总计数 预算合计 收入合计 支出合计 收入总计 支出总计 本年收入合计 本年支出合计 本年合计 "
        "全口径合计 资金总额 金额合计"
    ),
    "amount": "金额 数额 支出金额 预算总额",
    "budget": (
        "预算数 预算 预算资金 本年预算数 当年预算数 年初预算数 本年预算 预算金额 年预算数 预算安排 部门预算 年初预算 计划数 "
        "控制数"
    ),
    "revised_budget": "全年预算数 调整预算数 调整后预算数 预算调整数 调整预算 调整后预算",
    "final": "决算数 本年决算数 决算 执行数 全年执行数 决算金额 统计数 决算统计数 预算执行数 完成数 已执行数 预计执行数 支付数",
    "previous_budget": "上年预算数 上年预算 上年年初预算数",
    "previous_final": "上年执行数 上年预算执行数 上年决算数 上年完成数 上年决算",
    "change": "增减额 增减金额 增减 增减数 比上年增减 比上年增减额 增减变化 较上年增减 变动金额 增减变动 比上年增减数 同比增减",
    "current_revenue": "本年收入 当年收入",
    "current_expenditure": "本年支出 当年支出",
    "basic_expenditure": "基本支出",
    "personnel": "人员经费 人员支出 人员类 人员类项目 人员经费支出",
    "public_funds": (
        "公用经费 日常公用经费 公用支出 日常公用支出 公用经费支出 公用经费项目 运转类 运转类项目 运转类公用经费项目 "
        "运转类公用经费"
    ),
    "wages": "工资福利支出",
    "personal_subsidies": "对个人和家庭的补助 对个人和家庭补助支出 对个人和家庭的补助支出 对个人和家庭补助",
    "goods_and_services": "商品和服务支出 商品服务支出 一般商品和服务支出",
    "capital": "资本性支出 其他资本性支出 资本性支出(一) 资本性支出(二)",
    "capital_construction": "资本性支出(基本建设) 基本建设支出",
    "debt_interest": "债务利息及费用支出 债务利息支出 债务付息支出",
    "enterprise_subsidies": "对企业补助 对企事业单位的补贴",
    "enterprise_construction": "对企业补助(基本建设)",
    "social_security_subsidies": "对社会保障基金补助",
    "other_expenditure": "其他支出",
    "project_expenditure": "项目支出 专项业务经费支出 专项业务经费",
    "specific_targets": "特定目标类项目 特定目标类 特定目标类支出",
    "other_operating": "其他运转类 其他运转类项目 其他运转",
    "reserved": "单位预留机动经费 预留机动经费 预备费",
    "remitted_to_superior": "上缴上级支出",
    "business_expenditure": "事业单位经营支出 经营支出",
    "subsidiary_subsidies": "对附属单位补助支出 对下级单位补助支出 对附属单位补助",
    "carried_to_next_year": "结转下年 结转下年资金 年终结转结余 年末结转和结余 年末结转结余 结转下年支出",
    "appropriation": "财政拨款 财政拨款收入 财政拨款支出 本年财政拨款 财政拨款合计 财政性资金 财政拨款(补助)",
    "current_appropriation": "本年拨款 当年财政拨款 本年财政拨款收入 当年拨款 当年财政拨款安排",
    "general_public_budget": (
        "一般公共预算 一般公共预算拨款 一般公共预算拨款收入 一般公共预算财政拨款 一般公共预算财政拨款收入 一般公共预算收入 "
        "一般公共预算资金 一般公共预算支出 公共财政预算 公共财政预算拨款 一般公共预算当年拨款"
    ),
    "government_fund": (
        "政府性基金 政府性基金预算 政府性基金预算拨款 政府性基金预算拨款收入 政府性基金预算财政拨款 政府性基金收入 "
        "政府性基金预算财政拨款收入 政府性基金预算收入 政府性基金预算资金 政府性基金拨款 基金预算拨款 政府性基金预算支出 "
        "政府性基金安排 基金预算"
    ),
    "state_capital": (
        "国有资本经营预算 国有资本经营预算拨款 国有资本经营预算拨款收入 国有资本经营预算财政拨款 国有资本经营预算收入 "
        "国有资本经营预算财政拨款收入 国有资本经营收入 国有资本经营预算资金 国有资本经营预算支出 国有资本经营 国资预算"
    ),
    "fiscal_account": (
        "财政专户管理资金 财政专户管理资金收入 财政专户核拨 财政专户核拨资金 专户资金 财政专户 财政专户管理的资金 "
        "财政专户管理资金(教育收费) 财政专户管理的非税收入拨款 财政专户管理的教育收费 教育专户收入 专户核拨"
    ),
    "education_fees": "教育收费",
    "unit_funds": "单位资金 单位资金收入 单位自有资金",
    "institutional_revenue": "事业收入 事业收入(不含教育收费) 事业单位资金",
    "business_revenue": "事业单位经营收入 经营收入",
    "superior_subsidies": "上级补助收入",
    "subsidiary_revenue": "附属单位上缴收入 附属单位缴款",
    "other_revenue": "其他收入 其他来源收入",
    "other_funds": "其他资金 其他",
    "carried_forward": (
        "上年结转 上年结转安排 上年结转结余 上年结转和结余 上年结转资金 年初结转和结余 财政拨款结转结余 年初结转结余 "
        "上年结余 结转结余 上年结转(结余) 上年财政结转 历年结余结转 财政拨款结转 一般公共预算结转 非财政拨款结转结余 "
        "单位上年结余 单位上年结余(不包括国库集中支付额度结余)"
    ),
    "non_appropriation_balance_used": (
        "使用非财政拨款结余 用事业基金弥补收支差额 动用非财政拨款结余 使用非财政拨款结余(含专用结余) 动用历年结余"
    ),
    "three_public": "三公经费 财政拨款三公经费 三公经费合计 三公经费支出 三公经费财政拨款预算 三公经费财政拨款",
    "overseas_travel": "因公出国(境)费 因公出国 因公出国(境)费用 因公出国(境)经费 因公出国(境)",
    "official_vehicles": (
        "公务用车购置及运行费 公务用车购置及运行维护费 公务用车购置和运行费 公务用车购置和运行维护费 公务用车费 "
        "公务用车购置及运行 公务用车购置及运行维护 公务用车购置和运行维护"
    ),
    "vehicle_purchase": "公务用车购置费 购置费 公务用车购置 公车购置费",
    "vehicle_operation": (
        "公务用车运行费 公务用车运行维护费 运行费 运行维护费 公务用车运行维护 公务用车运行 公车运行费 公车运行维护费"
    ),
    "vehicle_fuel": "公务用车加油 加油费",
    "vehicle_repair": "公务用车维修 维修费",
    "vehicle_insurance": "公务用车保险 保险费",
    "official_reception": "公务接待费",
    "conference": "会议费",
    "training": "培训费",
    "agency_operating": "机关运行经费 机关运行经费支出 机关运行费",
    "procurement": "政府采购金额 采购金额 政府采购预算金额 采购预算 采购预算金额 政府采购预算 政府采购支出 采购计划金额",
    "budget_appropriation": "经费拨款 本级财力 本级财力安排 本级安排",
    "non_tax_appropriation": (
        "纳入一般公共预算管理的非税收入拨款 纳入预算管理的非税收入 纳入预算管理的行政事业性收费等非税收入 非税收入拨款 非税收入"
    ),
    "superior_transfers": (
        "上级提前通知转移支付 上级转移支付 转移支付收入 转移性收入 上级专款 中央转移支付 省级提前下达 提前下达"
        " 提前下达转移支付 上级补助"
    ),
    "debt_funds": "债券资金 政府债券 一般债券 专项债券",
    "self_raised": "单位自筹 自筹资金",
    "non_appropriation": "非财政拨款",
    "salaries": "工资津贴补贴 工资津补贴 工资奖金津补贴",
    "social_security_contributions": "社会保障缴费",
    "housing_fund": "住房公积金",
    "other_wages": "其他工资福利支出",
    "government_wages": "机关工资福利支出",
    "government_goods_and_services": "机关商品和服务支出",
    "government_capital": "机关资本性支出 机关资本性支出(一) 机关资本性支出(二)",
    "institution_current_subsidies": "对事业单位经常性补助",
    "institution_capital_subsidies": "对事业单位资本性补助",
    "enterprise_capital": "对企业资本性支出",
    "debt_repayment": "债务还本支出",
    "transfer_expenditure": "转移性支出",
    "reserves": "预备费及预留",
    "surplus_distribution": "结余分配",
    "goods": "货物 货物采购 货物类 政府采购货物",
    "works": "工程 工程采购 工程类 政府采购工程",
    "services": "服务 服务采购 服务类 政府采购服务",
    "opening_balance": "年初数 期初数",
    "closing_balance": "年末数 期末数",
    "unit_price": "单价",
    "value": "价值 账面价值 资产价值 账面原值",
}

# Lines of summary tables, without number and 其中.
LINE_VARIANTS = {
    "total": "合计 总计 本页合计",
    "total_revenue": "收入总计 收入合计 收入总额 收入总预算",
    "total_expenditure": "支出总计 支出合计 支出总额 支出总预算",
    "current_revenue": "本年收入合计 当年收入小计 当年收入合计 本年收入小计 本年收入 当年收入",
    "current_expenditure": "本年支出合计 当年支出小计 当年支出合计 本年支出小计 本年支出 当年支出",
    "carried_forward": (
        "上年结转 上年结转结余 上年结转和结余 上年结转资金 年初结转和结余 上年结余结转 年初财政拨款结转和结余 上年结转收入 "
        "年初结转结余 上年结转和结余资金 上年财政拨款结转 上年结余 单位上年结余 动用上年结转和结余资金"
    ),
    "non_appropriation_balance_used": (
        "使用非财政拨款结余 用事业基金弥补收支差额 动用事业基金弥补收支差额 使用非财政拨款结余(含专用结余) "
        "使用非财政拨款结余和专用结余 动用非财政拨款结余"
    ),
    "carried_to_next_year": (
        "结转下年 结转下年资金 年终结转结余 年末结转和结余 年末结转结余 年末财政拨款结转和结余 结转下年支出 年终结转和结余"
    ),
    "surplus_distribution": COLUMN_VARIANTS["surplus_distribution"],
    "personnel_total": "人员经费合计 人员经费小计 人员支出合计 人员支出小计",
    "public_funds_total": "公用经费合计 公用经费小计 日常公用经费合计 公用支出合计 公用支出小计",
    "basic_expenditure": COLUMN_VARIANTS["basic_expenditure"],
    "project_expenditure": COLUMN_VARIANTS["project_expenditure"],
    "reserved": "单位预留机动经费 预留机动经费",
    "general_public_budget": COLUMN_VARIANTS["general_public_budget"],
    "government_fund": COLUMN_VARIANTS["government_fund"],
    "state_capital": COLUMN_VARIANTS["state_capital"],
    "appropriation": "财政拨款收入 财政拨款",
    "fiscal_account": COLUMN_VARIANTS["fiscal_account"],
    "unit_funds": COLUMN_VARIANTS["unit_funds"],
    "institutional_revenue": COLUMN_VARIANTS["institutional_revenue"],
    "business_revenue": COLUMN_VARIANTS["business_revenue"],
    "superior_subsidies": COLUMN_VARIANTS["superior_subsidies"],
    "subsidiary_revenue": COLUMN_VARIANTS["subsidiary_revenue"],
    "other_revenue": COLUMN_VARIANTS["other_revenue"],
    "other_funds": "其他资金",
    "three_public": "三公经费 三公经费合计 三公经费小计",
    "overseas_travel": COLUMN_VARIANTS["overseas_travel"],
    "official_vehicles": COLUMN_VARIANTS["official_vehicles"],
    "vehicle_purchase": COLUMN_VARIANTS["vehicle_purchase"],
    "vehicle_operation": COLUMN_VARIANTS["vehicle_operation"],
    "official_reception": COLUMN_VARIANTS["official_reception"],
    "conference": COLUMN_VARIANTS["conference"],
    "training": COLUMN_VARIANTS["training"],
    "agency_operating": COLUMN_VARIANTS["agency_operating"],
}
