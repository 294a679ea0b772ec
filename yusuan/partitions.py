"""Datasets as Parquet files by fiscal year, written document by document: the same rows give the same bytes.

`fiscal_year` is Hive's partition key: it stands in the folder's name and not in the file, which is what pandas, pyarrow, polars
and DuckDB all read with their plainest call (docs/decisions/2026-11-22-release-layout.md).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas import DATASETS
from yusuan.typed import Tables

PARTITION_KEY = "fiscal_year"
UNKNOWN_YEAR = "__HIVE_DEFAULT_PARTITION__"
ROW_GROUP = 50_000  # rows at least, twice as many at most; a file's last may be smaller


@dataclass(frozen=True, slots=True)
class DataFile:
    """A Parquet file of a release; `path` is relative to the release, `fiscal_year` None where it is not known."""

    dataset: str
    fiscal_year: int | None
    path: str
    rows: int
    bytes: int
    sha256: str


@cache
def file_schema(dataset: str) -> pa.Schema:
    """The declared schema as it stands in a file: without the partition key."""
    schema = DATASETS[dataset].arrow_schema()
    return schema.remove(schema.get_field_index(PARTITION_KEY))


@dataclass
class _Part:
    """A file being written: rows are held until they fill a row group."""

    writer: pq.ParquetWriter
    path: Path
    waiting: list[pa.Table] = field(default_factory=list)
    waiting_rows: int = 0
    rows: int = 0

    def add(self, table: pa.Table) -> None:
        self.waiting.append(table)
        self.waiting_rows += table.num_rows
        if self.waiting_rows >= ROW_GROUP:
            self.flush()

    def flush(self) -> None:
        if self.waiting_rows:
            self.writer.write_table(pa.concat_tables(self.waiting).combine_chunks(), row_group_size=2 * ROW_GROUP)
            self.rows += self.waiting_rows
        self.waiting, self.waiting_rows = [], 0


class Partitions:
    """The datasets of a release while they are written below `folder`. Rows are written in the order in which they come."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._parts: dict[tuple[str, int | None], _Part] = {}

    def __enter__(self) -> "Partitions":
        return self

    def __exit__(self, *failure: object) -> None:
        for part in self._parts.values():
            part.writer.close()

    def add(self, tables: Tables) -> None:
        """Add the rows of `relaxed` tables. Raises ValueError if one is null where the declaration requires a value."""
        for dataset, table in tables.items():
            years = pc.unique(table[PARTITION_KEY]).to_pylist()
            for year in years:
                rows = table if len(years) == 1 else table.filter(_of_year(table, year))
                self._part(dataset, year).add(rows.drop_columns([PARTITION_KEY]).cast(file_schema(dataset)))

    def finish(self) -> list[DataFile]:
        """Close all files and say what is in them, by path.

        A dataset without a row of a known year gets an empty file in the release's latest year, so that readers find it, and find
        a number in its partition key.
        """
        latest = max((year for _, year in self._parts if year is not None), default=None)
        for dataset in DATASETS:
            if not any(name == dataset and (year is not None or latest is None) for name, year in self._parts):
                self._part(dataset, latest)
        for part in self._parts.values():
            part.flush()
            part.writer.close()
        files = [_data_file(self._folder, dataset, year, part) for (dataset, year), part in self._parts.items()]
        return sorted(files, key=lambda file: file.path)

    def _part(self, dataset: str, year: int | None) -> _Part:
        part = self._parts.get((dataset, year))
        if part is None:
            path = self._folder / dataset / f"{PARTITION_KEY}={UNKNOWN_YEAR if year is None else year}" / "part-0.parquet"
            path.parent.mkdir(parents=True)
            writer = pq.ParquetWriter(path, file_schema(dataset), compression="zstd", version="2.6", data_page_version="1.0")
            part = self._parts[dataset, year] = _Part(writer, path)
        return part


def counts(files: list[DataFile]) -> dict[str, int]:
    """Rows by dataset, in the order of the declarations."""
    rows: Mapping[str, list[int]] = {dataset: [] for dataset in DATASETS}
    for file in files:
        rows[file.dataset].append(file.rows)
    return {dataset: sum(found) for dataset, found in rows.items()}


def _of_year(table: pa.Table, year: int | None) -> pa.ChunkedArray:
    column = table[PARTITION_KEY]
    return pc.is_null(column) if year is None else pc.equal(column, year)


def _data_file(folder: Path, dataset: str, year: int | None, part: _Part) -> DataFile:
    with part.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = part.path.stat().st_size
    return DataFile(dataset, year, part.path.relative_to(folder).as_posix(), part.rows, size, digest)
