"""`department_indicators` (部门整体绩效指标): the indicators of a department's overall targets; columns as in `indicators`."""

from schemas import columns as c
from schemas.dataset import Dataset
from schemas.indicators import CATEGORIES, DIMENSIONS, OPERATORS


class DepartmentIndicators(Dataset):
    indicator_id: c.Text = c.key("指标记录标识", "Document, table and place: <department_target_id>-i03")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    department_target_id: c.Text = c.department_target_id()
    ordinal: c.Count = c.column("序号", "1-based place of the indicator within its table", nullable=False, ge=1)
    level1: c.Text = c.column("一级指标", "Level 1 as printed, merged cells filled down")
    level2: c.Text = c.column("二级指标", "Level 2 as printed, merged cells filled down")
    level3: c.Text = c.column("三级指标", "Level 3, the indicator's name as printed")
    dimension: c.Text = c.column("一级指标（规范）", "Canonical level 1; null for levels of this form alone", isin=DIMENSIONS)
    category: c.Text = c.column("二级指标（规范）", "Canonical level 2; null for levels of this form alone", isin=CATEGORIES)
    description: c.Text = c.column("绩效指标描述", "Description as printed")
    target_text: c.Text = c.column(
        "指标值", "Cell of the target as printed; the value's cell alone where operator and unit have columns of their own"
    )
    operator: c.Text = c.column("运算符", "Comparison of the target", isin=OPERATORS)
    target_value: c.Number = c.column("目标值", "Number of the target, lower end of a range")
    target_value_high: c.Number = c.column("目标值上限", "Upper end of a range")
    target_unit: c.Text = c.column("计量单位", "Unit of the target; words that are no unit stay in target_text")
    is_qualitative: c.Flag = c.column("是否定性", "The target is words, or marked 定性", nullable=False)
    weight: c.Number = c.column("权重", "Weight or points of the indicator", unit="points", ge=0)
    direction: c.Text = c.column("指标方向性", "Direction as printed (正向指标, 反向指标)")
    basis: c.Text = c.column("指标值确定依据", "Basis of the target as printed")
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "部门整体绩效指标"
        description = "Performance indicators of whole departments"
