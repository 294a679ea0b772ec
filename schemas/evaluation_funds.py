"""`evaluation_funds` (项目资金): the rows of a self-evaluation's block of funds."""

from schemas import columns as c
from schemas.dataset import Dataset


class EvaluationFunds(Dataset):
    fund_id: c.Text = c.key("资金记录标识", "Document, evaluation and place: <evaluation_id>-f01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    evaluation_id: c.Text = c.column("自评记录标识", "Id of the evaluation", nullable=False)
    ordinal: c.Count = c.column("序号", "1-based place of the row", nullable=False, ge=1)
    source: c.Text = c.column("资金来源", "Source of funds as printed", nullable=False)
    fund_source: c.Text = c.column(
        "资金来源（规范）", "Canonical source", isin=("total", "current_appropriation", "carried_forward", "other")
    )
    initial_budget_yuan: c.Yuan = c.yuan("年初预算数", "Budget at the beginning of the year")
    revised_budget_yuan: c.Yuan = c.yuan("全年预算数", "Budget after adjustment")
    executed_yuan: c.Yuan = c.yuan("全年执行数", "Spent in the year")
    weight: c.Number = c.column("分值", "Points for execution", unit="points", ge=0)
    execution_rate_percent: c.Percent = c.percent("执行率", "Execution rate as printed")
    score: c.Number = c.column("得分", "Score for execution", unit="points")
    printed_unit: c.Text = c.printed_unit()
    printed_decimals: c.Small = c.printed_decimals()
    printed_rate_decimals: c.Small = c.column("执行率小数位数", "Decimal places of the printed execution rate", ge=0, le=6)
    printed_score_decimals: c.Small = c.column("得分小数位数", "Decimal places of the printed score", ge=0, le=6)
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "自评资金执行"
        description = "Funds of a self-evaluated project by source"
