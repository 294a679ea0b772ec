"""Arrow tables of the declared types: values that go in exactly or not at all, and tables as bytes.

A document's `Tables` are its rows by dataset. Until they are published they are `relaxed`: everything nullable, no metadata.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
import pyarrow as pa

from schemas import DATASETS

Tables = dict[str, pa.Table]


@cache
def relaxed(dataset: str) -> pa.Schema:
    """The declared columns and types of a dataset, nullable and without metadata. Raises KeyError for a dataset not declared."""
    return pa.schema([pa.field(field.name, field.type) for field in DATASETS[dataset].arrow_schema()])


def encode_tables(tables: Tables) -> bytes:
    """Tables as one MessagePack map of packed Arrow IPC streams, the empty ones left out; the same tables give the same bytes.

    A stream is packed whole (its length, then zstd): Arrow's own compression packs each buffer by itself, of which a document
    has a thousand small ones, and costs ten times as much for more bytes.
    """
    return msgspec.msgpack.encode({name: _pack(_to_ipc(tables[name])) for name in sorted(tables) if tables[name].num_rows})


def decode_tables(payload: bytes, only: Iterable[str] | None = None) -> Tables:
    """Tables from the bytes of `encode_tables`, those named in `only` if given; a dataset without rows is absent."""
    parts = msgspec.msgpack.decode(payload, type=dict[str, tuple[int, memoryview]])
    names = parts.keys() if only is None else parts.keys() & set(only)
    return {name: pa.ipc.open_stream(_zstd().decompress(parts[name][1], parts[name][0])).read_all() for name in sorted(names)}


def merge(*parts: Tables) -> Tables:
    """The rows of several Tables of one document or department, dataset by dataset (its own and those of reconciliation).

    Each part numbers its quarantine from 001; together they are numbered on.
    """
    names = [name for name in DATASETS if any(name in part for part in parts)]
    merged = {name: pa.concat_tables([part[name] for part in parts if name in part]) for name in names}
    if "quarantine" in merged:
        owners = [quarantine_id.rpartition("-q")[0] for quarantine_id in merged["quarantine"]["quarantine_id"].to_pylist()]
        ids = pa.array([f"{owner}-q{number:03d}" for number, owner in enumerate(owners, 1)], pa.string())
        merged["quarantine"] = merged["quarantine"].set_column(0, "quarantine_id", ids)
    return merged


def _to_ipc(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return sink.getvalue()


def _pack(stream: pa.Buffer) -> tuple[int, bytes]:
    return stream.size, _zstd().compress(stream, asbytes=True)


@cache
def _zstd() -> pa.Codec:
    return pa.Codec("zstd", 1)


def exact_array(values: list[Any], kind: pa.DataType) -> tuple[pa.Array, dict[int, Any]]:
    """The values as an array of the type, and those that it cannot hold exactly, by position (null in the array)."""
    allowed = _python_types(kind)
    if pa.types.is_string(kind):
        values = [None if isinstance(value, str) and not value.strip() else value for value in values]
    if set(map(type, values)) <= allowed:
        try:
            return pa.array(values, kind), {}
        except (pa.ArrowException, ValueError, OverflowError):
            pass  # one value at a time tells which
    failed = {i: value for i, value in enumerate(values) if type(value) not in allowed or not _fits(value, kind)}
    return pa.array([None if i in failed else value for i, value in enumerate(values)], kind), failed


def _python_types(kind: pa.DataType) -> set[type]:
    """The Python types that go into a column; a float is none of them where the column holds money or counts."""
    for is_kind, types in (
        (pa.types.is_string, {str}),
        (pa.types.is_decimal, {Decimal, int}),
        (pa.types.is_integer, {int}),
        (pa.types.is_boolean, {bool}),
        (pa.types.is_date, {date}),
        (pa.types.is_floating, {float, int}),
    ):
        if is_kind(kind):
            return {*types, type(None)}
    raise TypeError(f"no Python type goes into a column of {kind}")


def _fits(value: Any, kind: pa.DataType) -> bool:
    try:
        pa.array([value], kind)
    except (pa.ArrowException, ValueError, OverflowError):
        return False
    return True
