"""`evaluation_indicators` (自评指标): the named indicators of a self-evaluation, with what was reached and scored."""

from schemas import columns as c
from schemas.dataset import Dataset
from schemas.indicators import CATEGORIES, DIMENSIONS, OPERATORS


class EvaluationIndicators(Dataset):
    indicator_id: c.Text = c.key("指标记录标识", "Document, evaluation and place: <evaluation_id>-i03")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    evaluation_id: c.Text = c.column("自评记录标识", "Id of the evaluation", nullable=False)
    ordinal: c.Count = c.column("序号", "1-based place of the indicator within its table", nullable=False, ge=1)
    level1: c.Text = c.column("一级指标", "Level 1 as printed, merged cells filled down")
    level2: c.Text = c.column("二级指标", "Level 2 as printed, merged cells filled down")
    level3: c.Text = c.column("三级指标", "Level 3, the indicator's name as printed")
    dimension: c.Text = c.column("一级指标（规范）", "Canonical level 1", isin=DIMENSIONS)
    category: c.Text = c.column("二级指标（规范）", "Canonical level 2", isin=CATEGORIES)
    description: c.Text = c.column("绩效指标描述", "Description as printed")
    target_text: c.Text = c.column(
        "指标值", "Cell of the target as printed; the value's cell alone where operator and unit have columns of their own"
    )
    operator: c.Text = c.column("运算符", "Comparison of the target", isin=OPERATORS)
    target_value: c.Number = c.column("目标值", "Number of the target, lower end of a range")
    target_value_high: c.Number = c.column("目标值上限", "Upper end of a range")
    target_unit: c.Text = c.column("计量单位", "Unit of the target; words that are no unit stay in target_text")
    is_qualitative: c.Flag = c.column("是否定性", "The target is words, or marked 定性", nullable=False)
    actual_text: c.Text = c.column("实际完成值", "Cell of the actual value as printed")
    actual_value: c.Number = c.column("实际完成数值", "Number of the actual value")
    weight: c.Number = c.column("分值", "Points of the indicator", unit="points", ge=0)
    score: c.Number = c.column("得分", "Score of the indicator", unit="points")
    deviation: c.Text = c.column("偏差原因分析及改进措施", "Reason for a deviation as printed")
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "自评指标"
        description = "Indicators of self-evaluations with what was reached"
