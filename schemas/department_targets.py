"""`department_targets` (部门整体绩效目标): one row a table of the targets of a whole department or unit (财预〔2015〕88号)."""

from schemas import columns as c
from schemas.dataset import Dataset


class DepartmentTargets(Dataset):
    department_target_id: c.Text = c.key("整体绩效目标记录标识", "Document and place: <document_id>-d01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    title: c.Text = c.column("标题", "The table's heading as printed; null where there is none")
    unit_code: c.Text = c.column("单位编码", "Code of the department or unit that the table is of", str_matches=r"^\d{3,12}$")
    unit_name: c.Text = c.column("部门（单位）名称", "Department or unit that the table is of, as printed")
    duties: c.Text = c.column("部门职能职责", "Duties of the department as printed")
    total_yuan: c.Yuan = c.yuan("部门预算总额", "Budget of the whole department")
    basic_expenditure_yuan: c.Yuan = c.yuan("基本支出", "Basic expenditure")
    personnel_yuan: c.Yuan = c.yuan("人员经费", "Personnel, part of basic expenditure")
    public_funds_yuan: c.Yuan = c.yuan("公用经费", "Public funds, part of basic expenditure")
    project_expenditure_yuan: c.Yuan = c.yuan("项目支出", "Project expenditure")
    fiscal_funds_yuan: c.Yuan = c.yuan("财政拨款", "Part from fiscal appropriations")
    general_public_budget_yuan: c.Yuan = c.yuan("一般公共预算", "Appropriations of the general public budget")
    government_fund_yuan: c.Yuan = c.yuan("政府性基金", "Appropriations of the government funds")
    state_capital_yuan: c.Yuan = c.yuan("国有资本经营预算", "Appropriations of the state capital budget")
    fiscal_account_yuan: c.Yuan = c.yuan("财政专户管理资金", "Funds managed in fiscal accounts")
    unit_funds_yuan: c.Yuan = c.yuan("单位资金", "The unit's own funds")
    other_funds_yuan: c.Yuan = c.yuan("其他资金", "Part from other funds")
    carried_forward_yuan: c.Yuan = c.yuan("上年结转", "Part carried forward from the year before")
    tasks_total_yuan: c.Yuan = c.yuan("任务金额合计", "Total row of the year's tasks, as printed")
    tasks_fiscal_funds_yuan: c.Yuan = c.yuan("任务金额合计：财政拨款", "Total row of the tasks: fiscal appropriations")
    tasks_other_funds_yuan: c.Yuan = c.yuan("任务金额合计：其他资金", "Total row of the tasks: other funds")
    printed_unit: c.Text = c.printed_unit()
    printed_decimals: c.Small = c.printed_decimals()
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "部门整体绩效目标"
        description = "Performance targets of whole departments and units"
