"""A release as views for DuckDB and what reads through it: `views.sql`, and `yusuan.duckdb` with the same views in it.

One view a dataset, with the declared types, and `department_totals` for those who know none of the forms. The views hold no
data: they read the Parquet files of the release beside them, by paths relative to the release. Why two files, and what DuckDB
does with relative paths, is told in docs/decisions/2026-11-22-views.md.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb

from schemas import DATASETS
from yusuan.partitions import PARTITION_KEY

SQL_FILE, DATABASE_FILE = "views.sql", "yusuan.duckdb"
DEPARTMENT_TOTALS = "department_totals"
# The newest format whose files are the same bytes each time; DuckDB 1.2 and later reads it.
_STORAGE = "v1.2.0"
_YEAR = f"try_cast({PARTITION_KEY} AS SMALLINT) AS {PARTITION_KEY}"

_FIGURES = {
    "revenue": "收入总计（含上年结转）/ total revenue, balances included",
    "expenditure": "支出总计（含结转下年）/ total expenditure, balances included",
    "basic_expenditure": "基本支出 / basic expenditure",
    "project_expenditure": "项目支出 / project expenditure",
    "three_public": "“三公”经费 / overseas travel, official vehicles and receptions",
}
_OUTCOMES = ("exact", "rounding", "failed", "insufficient_data", "not_applicable")


def write(release: Path) -> None:
    """Write both files into a folder that holds the datasets. The same declarations give the same bytes, with one DuckDB."""
    script = sql()
    (release / SQL_FILE).write_text(script, encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="yusuan-") as plain, duckdb.connect() as connection:
        # a search path is a list with commas, and may hold patterns: the release's own path may look like either
        (Path(plain) / "release").symlink_to(release.resolve(), target_is_directory=True)
        connection.execute(f"ATTACH {_text(str(release / DATABASE_FILE))} AS views (STORAGE_VERSION '{_STORAGE}')")
        connection.execute(f"SET file_search_path = {_text(plain + '/release')}")
        # DuckDB keeps where in the text of a call a view stands, so no path may stand before them
        connection.execute(f"USE views; BEGIN; {script}; COMMIT")
        connection.execute("USE memory; DETACH views")
    (release / DATABASE_FILE).chmod(0o444)  # who opens it to write shall not change a release


def connect(release: Path) -> duckdb.DuckDBPyConnection:
    """A connection to the views of a release, read-only, from wherever it is called. Raises FileNotFoundError without them."""
    place = release.resolve(strict=True)
    database = str((place / DATABASE_FILE).resolve(strict=True))
    connection = duckdb.connect(database, read_only=True)
    connection.execute(f"SET file_search_path = {_text(str(place))}")
    return connection


def sql() -> str:
    """The statements that make the views; `duckdb -init views.sql` in the folder of a release runs them."""
    head = "-- Views over the Parquet files of this release. Start DuckDB in this folder: duckdb -init views.sql\n"
    parts = [*map(_dataset_view, DATASETS), _department_totals_view()]
    return head + "\n".join(parts)


def _dataset_view(dataset: str) -> str:
    schema = DATASETS[dataset].arrow_schema()
    # DuckDB before 2.0 cannot cast Hive's word for an unknown year; files of other years are passed over all the same
    columns = ", ".join(_YEAR if field.name == PARTITION_KEY else _name(field.name) for field in schema)
    files = f"read_parquet('{dataset}/*/*.parquet', hive_partitioning = true, hive_types = {{'{PARTITION_KEY}': VARCHAR}})"
    comments = {field.name: _comment(field.metadata) for field in schema}
    return _view(dataset, f"SELECT {columns}\nFROM {files}", _comment(schema.metadata), comments)


def _view(name: str, query: str, comment: str, columns: dict[str, str]) -> str:
    lines = [
        f"\nCREATE OR REPLACE VIEW {_name(name)} AS\n{query};",
        f"COMMENT ON VIEW {_name(name)} IS {_text(comment)};",
        *(f"COMMENT ON COLUMN {_name(name)}.{_name(column)} IS {_text(words)};" for column, words in columns.items()),
    ]
    return "\n".join(lines) + "\n"


def _comment(metadata: dict[bytes, bytes]) -> str:
    return f"{metadata[b'title'].decode()} / {metadata[b'description'].decode()}"


def _name(name: str) -> str:
    return f'"{name}"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


# --- department_totals --------------------------------------------------------------------------------------------------

_COMMENT = "部门分年度总额，没有写明的为空 / Departments by year as their documents state them; null where they do not"
_COLUMNS = {
    "fiscal_year": "年度 / Fiscal year",
    "region_code": "行政区划代码 / Region's code",
    "region_name": "行政区划 / Region",
    "department_code": "部门编码 / Department's code",
    "department_name": "部门 / Department",
    "stated_by": "口径：部门文件，或只有单位文件 / department, or unit where documents of its units are all there is",
    **{f"{figure}_yuan": f"预算：{words} (budget)" for figure, words in _FIGURES.items()},
    **{f"final_{figure}_yuan": f"决算：{words} (final accounts)" for figure, words in _FIGURES.items()},
    "ambiguous": "各处写法不一、因而留空的数 / Figures left null because documents state several amounts",
    "documents": "文件数 / Documents",
    "projects": "项目数 / Projects in all their documents",
    "projects_without_amount": "未列金额的项目数 / Those of them that print no budget",
    "project_budgets_yuan": "项目预算数之和 / Sum of the projects' budgets",
    **{f"checks_{outcome}": f"勾稽结果为{outcome}的项数 / Checks with this outcome" for outcome in _OUTCOMES},
    "findings_error": "严重疑点数 / Findings of severity error",
    "findings_warning": "一般疑点数 / Findings of severity warning",
}
# Rank 1: the summary tables, which print the finest digits; 2: tables that may leave balances out; 3: the text; 4: one amount
# for both sides. Canonical terms are those of statement_terms.py and vocabulary.py.
_DEPARTMENT_TOTALS = """
WITH parsed AS (
  -- a file that lies there twice is one document
  SELECT DISTINCT document_id, fiscal_year, region_code, region_name, department_code, department_name,
    coalesce(region_name, region_code, '') AS region, coalesce(department_name, department_code) AS department,
    form = 'final_accounts' AS is_final, coalesce(is_draft, false) AS is_draft,
    coalesce(regexp_matches(title, '单位(预算|决算)'), false) AS is_unit
  FROM documents
  WHERE status <> 'rejected' AND coalesce(department_name, department_code) IS NOT NULL
), grouped AS (
  -- nobody knows whether two documents of unknown year belong together
  SELECT *, min(is_unit) OVER (PARTITION BY id) AS only_units FROM (
    SELECT *, dense_rank() OVER (
      ORDER BY fiscal_year, region, department, CASE WHEN fiscal_year IS NULL THEN document_id END) AS id
    FROM parsed)
), lines AS (
  SELECT l.document_id, l.amount_yuan, l.statement, l."column", l.column_text,
    CASE WHEN l.item IS NULL AND l.name IS NULL AND l.code IS NULL THEN 'total' ELSE l.item END AS item,
    CASE WHEN g.is_final THEN 'final_' ELSE '' END AS kind,
    l."column" IN ('total', 'amount') OR l."column" = CASE WHEN g.is_final THEN 'final' ELSE 'budget' END AS is_amount
  FROM statement_lines l JOIN grouped g USING (document_id)
), printed AS (
  SELECT document_id, 'revenue' AS figure, 1 AS rank, amount_yuan FROM lines
  WHERE statement = kind || 'revenue_expenditure_summary' AND item = 'total_revenue' AND is_amount
  UNION ALL
  SELECT document_id, 'expenditure', 1, amount_yuan FROM lines
  WHERE statement = kind || 'revenue_expenditure_summary' AND item = 'total_expenditure' AND is_amount
  UNION ALL
  SELECT document_id, 'revenue', 2, amount_yuan FROM lines
  WHERE statement = 'revenue_summary' AND item IN ('total', 'total_revenue') AND is_amount
  UNION ALL
  SELECT document_id, 'expenditure', 2, amount_yuan FROM lines
  WHERE statement = 'expenditure_summary' AND item IN ('total', 'total_expenditure') AND is_amount
  UNION ALL
  SELECT document_id, "column", 1, amount_yuan FROM lines
  WHERE statement = kind || 'expenditure_summary' AND item IN ('total', 'total_expenditure', 'current_expenditure')
    AND "column" IN ('basic_expenditure', 'project_expenditure')
  UNION ALL
  SELECT document_id, 'three_public', 1, amount_yuan FROM lines
  WHERE statement = kind || 'three_public' AND (item = 'three_public' AND is_amount OR item = 'total'
    AND "column" = 'three_public' AND (kind = '' OR column_text LIKE '%决算%' AND column_text NOT LIKE '%预算%'))
  UNION ALL
  SELECT document_id, unnest(CASE
      WHEN item IN ('revenue_budget', 'total_revenue') THEN ['revenue']
      WHEN item IN ('expenditure_budget', 'total_expenditure') THEN ['expenditure']
      WHEN item = 'department_budget' THEN ['revenue', 'expenditure']
      ELSE [item] END), CASE WHEN item = 'department_budget' THEN 4 ELSE 3 END, amount_yuan
  FROM totals
  WHERE scope = 'department' AND coalesce(amount_year = fiscal_year, true) AND item IN ('revenue_budget', 'total_revenue',
    'expenditure_budget', 'total_expenditure', 'department_budget', 'basic_expenditure', 'project_expenditure', 'three_public')
), ranked AS (
  -- a unit's documents stand for the department only where it has no others, a draft only where nothing else states the figure
  SELECT g.id, CASE WHEN is_final THEN 'final_' ELSE '' END || figure AS figure, amount_yuan,
    dense_rank() OVER (PARTITION BY g.id, is_final, figure ORDER BY is_draft, rank) AS rank
  FROM printed JOIN grouped g USING (document_id)
  WHERE amount_yuan IS NOT NULL AND is_unit = only_units
), counted AS (
  SELECT id, figure, amount_yuan, count(*) AS times FROM ranked WHERE rank = 1 GROUP BY id, figure, amount_yuan
), chosen AS (
  -- the amount stated most often; none where two are stated equally often
  SELECT id, figure, CASE WHEN count(*) = 1 THEN max(amount_yuan) END AS amount_yuan
  FROM (SELECT *, max(times) OVER (PARTITION BY id, figure) AS most FROM counted) WHERE times = most
  GROUP BY id, figure
), figures AS (
  SELECT id, {figures},
    string_agg(figure, ', ' ORDER BY figure) FILTER (amount_yuan IS NULL) AS ambiguous
  FROM chosen GROUP BY id
), listed AS (
  SELECT g.id, document_id, p.project_name, p.budget_yuan FROM projects p JOIN grouped g USING (document_id)
), lists AS (
  SELECT id, document_id, count(*) AS projects, count(*) - count(budget_yuan) AS without, sum(budget_yuan) AS budgets
  FROM listed GROUP BY id, document_id
), shared AS (
  SELECT DISTINCT id FROM (
    SELECT id FROM listed GROUP BY id, project_name HAVING count(DISTINCT document_id) > 1
  )
), sums AS (
  -- documents that share a project's name list the same projects: they count once if they agree, else nothing is summed
  SELECT id,
    CASE WHEN s.id IS NULL THEN sum(projects) ELSE max(projects) END AS projects,
    CASE WHEN s.id IS NULL THEN sum(without) ELSE max(without) END AS without,
    CASE WHEN s.id IS NULL THEN sum(budgets) WHEN count(DISTINCT budgets) = 1 THEN max(budgets) END AS budgets,
    s.id IS NOT NULL AND count(DISTINCT budgets) > 1 AS differ
  FROM lists LEFT JOIN shared s USING (id) GROUP BY id, s.id
), about AS (
  -- a check over several documents belongs to the department whose figures it compares
  SELECT r.status, coalesce(r.document_id, o.document_id) AS document_id
  FROM reconciliations r LEFT JOIN (
    SELECT check_id, min(record_id[:16]) AS document_id FROM check_operands WHERE document_id IS NULL GROUP BY check_id
  ) o USING (check_id)
), checks AS (
  SELECT g.id, {outcomes}
  FROM about JOIN grouped g USING (document_id) GROUP BY g.id
), found AS (
  SELECT g.id, count(*) FILTER (severity = 'error') AS errors, count(*) FILTER (severity = 'warning') AS warnings
  FROM findings f LEFT JOIN (
    SELECT check_id, min(record_id[:16]) AS document_id FROM check_operands WHERE document_id IS NULL GROUP BY check_id
  ) o USING (check_id) JOIN grouped g ON g.document_id = coalesce(f.document_id, o.document_id) GROUP BY g.id
), departments AS (
  SELECT id, fiscal_year, min(region_code) AS region_code, min(region_name) AS region_name,
    min(department_code) AS department_code, min(department_name) AS department_name,
    CASE WHEN bool_and(is_unit) THEN 'unit' ELSE 'department' END AS stated_by, count(*) AS documents
  FROM grouped GROUP BY id, fiscal_year
)
SELECT fiscal_year, region_code, region_name, department_code, department_name, stated_by,
  {amounts},
  nullif(concat_ws(', ', ambiguous, CASE WHEN differ THEN 'project_budgets' END), '') AS ambiguous,
  documents, coalesce(projects, 0)::BIGINT AS projects, coalesce(without, 0)::BIGINT AS projects_without_amount,
  budgets::DECIMAL(38, 2) AS project_budgets_yuan,
  {checks},
  coalesce(errors, 0) AS findings_error, coalesce(warnings, 0) AS findings_warning
FROM departments LEFT JOIN figures USING (id) LEFT JOIN sums USING (id) LEFT JOIN checks USING (id) LEFT JOIN found USING (id)
ORDER BY fiscal_year, region_name, department_name
"""


def _department_totals_view() -> str:
    figures = [*_FIGURES, *(f"final_{figure}" for figure in _FIGURES)]
    query = _DEPARTMENT_TOTALS.format(
        figures=_list(f"max(amount_yuan) FILTER (figure = '{figure}') AS {figure}" for figure in figures),
        amounts=_list(f"{figure} AS {figure}_yuan" for figure in figures),
        outcomes=_list(f"count(*) FILTER (status = '{outcome}') AS {outcome}" for outcome in _OUTCOMES),
        checks=_list(f"coalesce({outcome}, 0) AS checks_{outcome}" for outcome in _OUTCOMES),
    )
    return _view(DEPARTMENT_TOTALS, query.strip(), _COMMENT, _COLUMNS)


def _list(parts: Iterable[str]) -> str:
    return ",\n    ".join(parts)
