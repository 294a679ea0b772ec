"""The column types and fields that several datasets share, each defined once; no dataset is declared in here.

Names are a grammar: `_yuan` is money in yuan whatever unit was printed, `_percent` a percentage as printed (24 % is 24),
`_id` an identifier of ours, `_code` a code of the administration, `_text` words as printed.
"""

from typing import Annotated, Any

import pandas as pd
import pandera.pandas as pa_pandas
import pyarrow as pa

Text = Annotated[pd.ArrowDtype, pa.string()]
Yuan = Annotated[pd.ArrowDtype, pa.decimal128(20, 2)]
Percent = Annotated[pd.ArrowDtype, pa.decimal128(9, 4)]
Number = Annotated[pd.ArrowDtype, pa.decimal128(24, 6)]
Year = Annotated[pd.ArrowDtype, pa.int16()]
Count = Annotated[pd.ArrowDtype, pa.int32()]
Size = Annotated[pd.ArrowDtype, pa.int64()]
Small = Annotated[pd.ArrowDtype, pa.int8()]
Flag = Annotated[pd.ArrowDtype, pa.bool_()]
Date = Annotated[pd.ArrowDtype, pa.date32()]
Points = Annotated[pd.ArrowDtype, pa.float64()]

MONEY_UNITS = ("元", "万元", "亿元")
YEARS = range(1994, 2101)  # fiscal years; the Budget Law (《预算法》) is of 1994
AMOUNT_KINDS = ("budget", "revised_budget", "executed", "final")


def column(title: str, description: str, *, nullable: bool = True, unit: str | None = None, **checks: Any) -> Any:
    """A dataset's column: Chinese title, English description, unit of measure, and pandera's checks."""
    metadata = {"unit": unit} if unit else None
    return pa_pandas.Field(title=title, description=description, nullable=nullable, metadata=metadata, **checks)


def key(title: str, description: str) -> Any:
    return column(title, description, nullable=False, unique=True, str_length={"min_value": 16})


def yuan(title: str, description: str, **checks: Any) -> Any:
    return column(title, description, unit="yuan", **checks)


def percent(title: str, description: str, **checks: Any) -> Any:
    return column(title, description, unit="percent", **checks)


def document_id(nullable: bool = False) -> Any:
    return column(
        "文件标识", "First 16 hex digits of the SHA-256 of the raw file", nullable=nullable, str_matches=r"^[0-9a-f]{16}$"
    )


def fiscal_year() -> Any:
    return column("预算年度", "Fiscal year of the document; the partition key", ge=YEARS[0], le=YEARS[-1])


def page() -> Any:
    return column("页码", "Page of the source, 1-based; null where the format has no pages", ge=1)


def printed_unit() -> Any:
    return column("金额单位", "Unit that the table or sentence declares for its amounts", isin=MONEY_UNITS)


def printed_decimals() -> Any:
    return column("小数位数", "Decimal places of the amounts as printed, from which a check's tolerance follows", ge=0, le=6)


def project_id(nullable: bool = False) -> Any:
    return column("项目记录标识", "Id of the project's record (dataset projects)", nullable=nullable)


def department_target_id() -> Any:
    return column("整体绩效目标记录标识", "Id of the table's record (dataset department_targets)", nullable=False)
