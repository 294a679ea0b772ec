"""A release in polars, lazily: only the columns and years that are asked for are read.
`python examples/read_with_polars.py [FOLDER OF A RELEASE]`"""

import sys
from pathlib import Path

import polars as pl

release = Path(sys.argv[1] if len(sys.argv) > 1 else "data/processed/current").resolve()


def scan(dataset: str) -> pl.LazyFrame:
    """A dataset of all years, with the year in its declared type."""
    return pl.scan_parquet(release / dataset, hive_schema={"fiscal_year": pl.Int16})


documents = scan("documents").filter(pl.col("status") != "rejected").unique("document_id", keep="first", maintain_order=True)
budgets = (
    scan("projects")
    .join(documents.select("document_id", "department_name"), on="document_id")
    .group_by("fiscal_year", "department_name")
    .agg(pl.len().alias("projects"), pl.col("budget_yuan").sum())
    .sort("fiscal_year", "department_name")
)
print(budgets.collect())

failed = scan("reconciliations").filter(pl.col("status") == "failed").select("rule", "subject_name", "expected", "actual")
print(failed.collect())

for folder in sorted(path for path in release.iterdir() if any(path.glob("fiscal_year=*"))):
    print(folder.name, scan(folder.name).select(pl.len()).collect().item())
