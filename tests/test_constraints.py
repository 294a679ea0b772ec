"""Arrow says yes only where pandera does: each constraint that is declared, with values that keep to it and ones that do not."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pandera.pandas as pa_pandas
import pyarrow as pa
import pytest
from pandera.errors import SchemaError

from schemas import DATASETS
from yusuan.constraints import constraints, constraints_of, keeps

_TEXTS = ("0123456789abcdef", "0123456789abcdef" * 4, "310000", "101", "20803", "不是", "", "\n310000", "310000\n")


def _kinds() -> list[Any]:
    """Each pair of a type and a set of constraints that some column has, once."""
    found = {}
    for dataset, model in DATASETS.items():
        for field in model.arrow_schema():
            limits = constraints(dataset)[field.name]
            if limits:
                found.setdefault((str(field.type), json.dumps(limits, default=str)), (dataset, field.name))
    return [pytest.param(*column, id=".".join(column)) for column in found.values()]


def _values(kind: pa.DataType, limits: dict[str, Any]) -> list[Any]:
    if pa.types.is_string(kind):
        return [*limits.get("enum", ()), *_TEXTS]
    if pa.types.is_boolean(kind):
        return [True]
    if pa.types.is_date(kind):
        return [date(2024, 5, 1)]
    low, high = limits.get("minimum", 0), limits.get("maximum", 7)
    numbers = (low, high, low - 1, high + 1)
    return [Decimal(number) for number in numbers] if pa.types.is_decimal(kind) else list(numbers)


def _passes_pandera(column: pa.ChunkedArray, name: str, declared: pa_pandas.Column) -> bool:
    try:
        declared.validate(pd.DataFrame({name: pd.Series(pd.arrays.ArrowExtensionArray(column))}))
    except SchemaError:
        return False
    return True


@pytest.mark.parametrize(("dataset", "name"), _kinds())
def test_arrow_agrees_with_pandera(dataset: str, name: str):
    kind = DATASETS[dataset].arrow_schema().field(name).type
    limits = constraints(dataset)[name]
    declared = DATASETS[dataset].to_schema().columns[name]
    tried = set()
    for values in [[], *([value] for value in (*_values(kind, limits), None)), [_values(kind, limits)[0]] * 2]:
        column = pa.chunked_array([pa.array(values, kind)])
        kept = keeps(pa.table({name: column}), {name: limits})
        assert kept == _passes_pandera(column, name, declared), values
        tried.add(kept)
    assert tried == {True, False}


def test_a_pattern_is_matched_from_the_start():
    column = pa.table({"code": ["x310000"]})
    assert not keeps(column, {"code": {"pattern": r"\d{6}"}})
    assert re.match(r"\d{6}", "310000") and keeps(pa.table({"code": ["310000"]}), {"code": {"pattern": r"\d{6}"}})


def test_a_check_without_a_word_in_table_schema_is_refused():
    odd = pa_pandas.DataFrameSchema({"a": pa_pandas.Column(checks=pa_pandas.Check(lambda value: value > 0))})
    with pytest.raises(KeyError):
        constraints_of(odd)
    with pytest.raises(KeyError):
        constraints_of(pa_pandas.DataFrameSchema({}, checks=pa_pandas.Check(lambda frame: frame["a"] > frame["b"])))
