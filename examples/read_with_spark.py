"""A release in Spark. `spark-submit examples/read_with_spark.py [FOLDER OF A RELEASE]`

Not run by our tests: Spark is no dependency of ours. It reads the folders' names as the column fiscal_year and the decimals as
decimal(20,2).
"""

import sys
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

release = Path(sys.argv[1] if len(sys.argv) > 1 else "data/processed/current").resolve()
spark = SparkSession.builder.appName("yusuan").getOrCreate()


def read(dataset: str) -> DataFrame:
    """A dataset of all years; a filter on fiscal_year reads the folders of those years alone."""
    return spark.read.parquet(str(release / dataset))


documents = read("documents").where("status <> 'rejected'").dropDuplicates(["document_id"])
budgets = (
    read("projects")
    .drop("fiscal_year")
    .join(documents.select("document_id", "fiscal_year", "department_name"), "document_id")
    .groupBy("fiscal_year", "department_name")
    .agg(f.count("*").alias("projects"), f.sum("budget_yuan").alias("budget_yuan"))
    .orderBy("fiscal_year", "department_name")
)
budgets.show(truncate=False)

read("reconciliations").where("status = 'failed'").select("rule", "subject_name", "expected", "actual").show(truncate=False)

for folder in sorted(path for path in release.iterdir() if any(path.glob("fiscal_year=*"))):
    print(folder.name, read(folder.name).count())
