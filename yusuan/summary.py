"""A release in a few figures: documents, projects, sums by department, checks by outcome, findings by severity."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import msgspec

# what became of a raw file: its status, but an archive that was opened is none of the documents, which are its members
STATE = "case when status = 'parsed' and media_type = 'application/zip' then 'archive' else status end"


class Department(msgspec.Struct, frozen=True):
    """The projects of a department in a year: how many, and the sum of their budgets in yuan (None where none prints one)."""

    fiscal_year: int | None
    department: str
    projects: int
    budget_yuan: Decimal | None


class Rejected(msgspec.Struct, frozen=True):
    """A raw file that is no data in the release, and why."""

    source_path: str
    reason: str | None


class Summary(msgspec.Struct, frozen=True):
    """`documents` counts raw files by state: parsed, partial, rejected; archive for a zip, whose members are counted too."""

    release_id: str
    path: str
    documents: dict[str, int]
    rejected: list[Rejected]
    departments: list[Department]
    checks: dict[str, int]
    findings: dict[str, int]
    rules: dict[str, int]
    rows: dict[str, int]


def summarise(release: Path) -> Summary:
    """The summary of a release. Raises FileNotFoundError if the folder holds none."""
    release = release.resolve(strict=True)
    with duckdb.connect() as connection:

        def rows(sql: str, *datasets: str) -> list[tuple[Any, ...]]:
            return connection.execute(sql.format(*(scan(release, name) for name in datasets))).fetchall()

        return Summary(
            release.name,
            str(release),
            dict(rows(f"select {STATE}, count(*) from {{}} group by 1 order by 1", "documents")),
            [
                Rejected(*row)
                for row in rows("select source_path, status_reason from {} where status = 'rejected' order by 1", "documents")
            ],
            [
                Department(*row)
                for row in rows(
                    "select d.fiscal_year, coalesce(d.department_name, d.title, d.source_path), count(*), sum(p.budget_yuan) "
                    "from {} p join {} d using (document_id) where d.status <> 'rejected' group by 1, 2 order by 1, 2",
                    "projects",
                    "documents",
                )
            ],
            dict(rows("select status, count(*) from {} group by 1 order by 1", "reconciliations")),
            dict(rows("select severity, count(*) from {} group by 1 order by 1", "findings")),
            dict(rows("select rule, count(*) from {} group by 1 order by 2 desc, 1", "findings")),
            {folder.name: rows("select count(*) from {}", folder.name)[0][0] for folder in datasets(release)},
        )


def datasets(release: Path) -> list[Path]:
    return sorted(path for path in release.iterdir() if path.is_dir() and any(path.glob("fiscal_year=*")))


def scan(release: Path, dataset: str) -> str:
    """A DuckDB table function that reads a dataset of a release with its declared types."""
    folder = str(release / dataset).replace("'", "''")
    return f"read_parquet('{folder}/*/*.parquet', hive_partitioning = true, hive_types = {{'fiscal_year': SMALLINT}})"
