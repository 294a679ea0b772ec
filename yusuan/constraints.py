"""What the declarations of `schemas/` demand of each column, in the words of Table Schema, and whether a table keeps to it.

pandera is the judge of what breaks a declaration and how (`validate.py`). But it costs a hundred milliseconds a table whatever
is in it, and nearly every table is right: so Arrow looks first, at exactly what is declared, and says yes or "ask pandera".
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandera.pandas as pa_pandas
import pyarrow as pa
import pyarrow.compute as pc
from pandera.api.checks import Check

from schemas import DATASETS


@cache
def constraints(dataset: str) -> dict[str, dict[str, Any]]:
    """The declared checks by column (required, unique, minimum, maximum, enum, pattern, minLength)."""
    return constraints_of(DATASETS[dataset].to_schema())


def constraints_of(schema: pa_pandas.DataFrameSchema) -> dict[str, dict[str, Any]]:
    """Raises KeyError for a check that Table Schema has no word for: nobody must promise less than is checked."""
    if schema.checks:
        raise KeyError(f"{schema.name}: Table Schema has no checks of whole rows")
    found: dict[str, dict[str, Any]] = {}
    for name, column in schema.columns.items():
        limits: dict[str, Any] = {}
        if not column.nullable:
            limits["required"] = True
        if column.unique:
            limits["unique"] = True
        for check in column.checks:
            limits |= _constraint(check)
        found[name] = limits
    return found


def _constraint(check: Check) -> dict[str, Any]:
    values = {name: value for name, value in (check.statistics or {}).items() if value is not None}
    match check.name, sorted(values):
        case "greater_than_or_equal_to", ["min_value"]:
            return {"minimum": values["min_value"]}
        case "less_than_or_equal_to", ["max_value"]:
            return {"maximum": values["max_value"]}
        case "isin", ["allowed_values"]:
            return {"enum": list(values["allowed_values"])}
        case "str_matches", ["pattern"]:
            return {"pattern": getattr(values["pattern"], "pattern", values["pattern"])}
        case "str_length", ["min_value"]:
            return {"minLength": values["min_value"]}
    raise KeyError(f"{check.name} {values}: no constraint of Table Schema")


def keeps(table: pa.Table, limits: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether every column of a table of the declared types keeps to its constraints, beyond doubt."""
    return all(_keeps(table[column], word, value) for column, found in limits.items() for word, value in found.items())


def _keeps(column: pa.ChunkedArray, word: str, value: Any) -> bool:
    match word:
        case "required":
            return column.null_count == 0
        case "unique":
            return pc.count_distinct(column, mode="all").as_py() == len(column)
        case "minimum":
            return _all(pc.greater_equal(column, pa.scalar(value, column.type)))
        case "maximum":
            return _all(pc.less_equal(column, pa.scalar(value, column.type)))
        case "enum":
            return _all(pc.is_in(column.drop_null(), pa.array(value, column.type)))
        case "pattern":
            return _all(pc.match_substring_regex(column, f"^(?:{value})"))
        case "minLength":
            return _all(pc.greater_equal(pc.utf8_length(column), value))
    return False


def _all(kept: pa.ChunkedArray) -> bool:
    """A null breaks nothing but `required`, as for pandera."""
    return bool(pc.all(kept, min_count=0).as_py())
