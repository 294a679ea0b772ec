"""A release in DuckDB: its views, read-only, without a server. `python examples/read_with_duckdb.py [FOLDER OF A RELEASE]`"""

import sys
from pathlib import Path

import duckdb

release = Path(sys.argv[1] if len(sys.argv) > 1 else "data/processed/current").resolve()

connection = duckdb.connect(str(release / "yusuan.duckdb"), read_only=True)
connection.execute(f"SET file_search_path = '{release}'")  # the views' paths are relative to the release

print(connection.sql("SELECT fiscal_year, department_name, revenue_yuan, project_budgets_yuan FROM department_totals"))

questions = (Path(__file__).parent / "every_dataset.sql").read_text(encoding="utf-8")
for question in questions.strip().removesuffix(";").split(";\n"):
    print(connection.sql(question))
