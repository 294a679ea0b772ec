"""A release in pandas, amounts as exact decimals. `python examples/read_with_pandas.py [FOLDER OF A RELEASE]`"""

import sys
from pathlib import Path

import pandas as pd

release = Path(sys.argv[1] if len(sys.argv) > 1 else "data/processed/current").resolve()


def read(dataset: str) -> pd.DataFrame:
    """A dataset of all years. Arrow types keep decimals exact, and counts with blanks whole."""
    return pd.read_parquet(release / dataset, dtype_backend="pyarrow")


documents = read("documents").query("status != 'rejected'").drop_duplicates("document_id")
projects = read("projects").merge(documents[["document_id", "department_name"]], on="document_id")
print(projects.groupby(["fiscal_year", "department_name"], observed=True)["budget_yuan"].agg(["count", "sum"]))

checks = read("reconciliations")
print(checks.loc[checks["status"] == "failed", ["rule", "subject_name", "expected", "actual", "explanation"]])

for folder in sorted(path for path in release.iterdir() if any(path.glob("fiscal_year=*"))):
    print(folder.name, len(read(folder.name)))
