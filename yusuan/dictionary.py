"""`DICTIONARY.md`: the data dictionary in Chinese and English, from the declarations in `schemas/` and nothing else."""

from functools import cache

import pyarrow as pa

from schemas import DATASETS
from yusuan.constraints import constraints

_UNITS = {"yuan": "元", "percent": "%", "points": "分", "bytes": "字节", "characters": "字符"}
_HEAD = """# 数据字典 · Data dictionary

本文件由 `schemas/` 中的声明生成。Generated from the declarations in `schemas/`.

- 金额一律为元（`_yuan`，两位小数的精确小数），无论原文以何种单位印出；`printed_unit`、`printed_decimals` 为原文的单位与小数位数。
  Money is in yuan, as exact decimals, whatever unit was printed.
- 百分比按原文（`_percent`：24% 即 24）。Percentages are as printed: 24 % is 24.
- 空白为空值（null），不是 0，也不是空字符串。A blank is null, never 0 and never an empty string.
- `fiscal_year` 是分区键，在目录名中（`fiscal_year=2024`），不在文件内；未知年度在 `fiscal_year=__HIVE_DEFAULT_PARTITION__`。
  `fiscal_year` is the partition key: it is in the folder's name, not in the file.
- 记录标识由文件标识和位置组成，重跑不变。Ids are made of the document's id and the record's place; they are stable.
- 一个标识若不在其数据集中，则在 `quarantine.record_id` 中。An id that is in no dataset is a `record_id` of `quarantine`.
"""


@cache
def render() -> str:
    contents = "\n".join(f"- [`{name}`](#{name}) {_title(name)}" for name in DATASETS)
    return "\n".join([_HEAD, contents, "", *(_section(name) for name in DATASETS)])


def _title(dataset: str) -> str:
    metadata = DATASETS[dataset].arrow_schema().metadata
    return f"{metadata[b'title'].decode()}：{metadata[b'description'].decode()}"


def _section(dataset: str) -> str:
    limits = constraints(dataset)
    rows = [_row(field, limits[field.name]) for field in DATASETS[dataset].arrow_schema()]
    head = ["字段 Column", "名称", "类型 Type", "单位 Unit", "必填 Required", "取值 Values", "说明 Description"]
    return "\n".join([f"## {dataset}", "", _title(dataset), "", _line(head), _line(["---"] * len(head)), *rows, ""])


def _row(field: pa.Field, limits: dict) -> str:
    metadata = {name.decode(): value.decode() for name, value in field.metadata.items()}
    unit = metadata.get("unit", "")
    return _line(
        [
            f"`{field.name}`",
            metadata["title"],
            f"`{field.type}`",
            f"{_UNITS.get(unit, '')} {unit}".strip(),
            "是 yes" if limits.get("required") else "",
            _values(limits),
            metadata["description"],
        ]
    )


def _values(limits: dict) -> str:
    words = []
    if limits.get("unique"):
        words.append("唯一 unique")
    if "minimum" in limits or "maximum" in limits:
        words.append(f"{limits.get('minimum', '…')} – {limits.get('maximum', '…')}")
    if "enum" in limits:
        words.append(", ".join(f"`{value}`" for value in limits["enum"]))
    if "pattern" in limits:
        words.append(f"`{limits['pattern']}`")
    if "minLength" in limits:
        words.append(f"≥ {limits['minLength']} 字符 characters")
    return "；".join(words)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
