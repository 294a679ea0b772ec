"""`datapackage.json` of a release: every file with its size, digest, rows and table schema (Data Package, frictionless).

The resources are of type `file`, for which frictionless checks size and digest; that the rows keep to the schema was pandera's
work. The partition key is not in the files, so it is in `partition` and not among the fields.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from schemas import DATASETS
from yusuan.constraints import constraints
from yusuan.partitions import PARTITION_KEY, DataFile, file_schema

_TYPES = (
    (pa.types.is_string, "string"),
    (pa.types.is_decimal, "number"),
    (pa.types.is_floating, "number"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_date, "date"),
)


def describe(release_id: str, files: Sequence[DataFile]) -> dict[str, Any]:
    """The descriptor of a release that consists of these files."""
    return {
        "profile": "data-package",
        "name": "yusuan",
        "id": release_id,
        "version": release_id,
        "title": "部门预算数据 / Departmental budgets of China",
        "description": "经校验、勾稽、可溯源，按年度分区。Validated, reconciled, traceable, partitioned by fiscal year.",
        "resources": [_resource(file) for file in files],
    }


def _resource(file: DataFile) -> dict[str, Any]:
    schema = DATASETS[file.dataset].arrow_schema()
    title, description = (schema.metadata[name].decode() for name in (b"title", b"description"))
    year = "unknown" if file.fiscal_year is None else file.fiscal_year
    return {
        "name": f"{file.dataset}-{year}".replace("_", "-"),
        "type": "file",
        "profile": "data-resource",
        "path": file.path,
        "scheme": "file",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "title": f"{title} / {description}",
        "dataset": file.dataset,
        "partition": {PARTITION_KEY: file.fiscal_year},
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "row_count": file.rows,
        "schema_version": schema_version(file.dataset),
        "schema": table_schema(file.dataset),
    }


@cache
def schema_version(dataset: str) -> str:
    """16 hex digits for the declaration of a dataset: its columns in their order, their types, which of them may be null."""
    columns = [(field.name, str(field.type), field.nullable) for field in DATASETS[dataset].arrow_schema()]
    return hashlib.sha256(json.dumps(columns).encode()).hexdigest()[:16]


@cache
def table_schema(dataset: str) -> dict[str, Any]:
    """The table schema of a dataset's files: fields with Chinese title, English description, unit, Arrow type, constraints."""
    limits = constraints(dataset)
    fields = [_field(field, limits[field.name]) for field in file_schema(dataset)]
    key = DATASETS[dataset].key()
    return {"fields": fields, **({"primaryKey": [key]} if limits[key].get("unique") else {})}


def _field(field: pa.Field, limits: dict[str, Any]) -> dict[str, Any]:
    metadata = {name.decode(): value.decode() for name, value in field.metadata.items()}
    kind = next(name for is_kind, name in _TYPES if is_kind(field.type))
    descriptor = {"name": field.name, "type": kind, **metadata, "arrow_type": str(field.type)}
    return {**descriptor, "constraints": limits} if limits else descriptor
