"""What is compared between two releases: the kinds of records, by which keys they are matched, which columns say a change.

Queries in DuckDB's SQL over views `old_…` and `new_…` of the datasets (`{side}` stands for the release), every column as text.
How they are run is `comparison.py`. Running texts (goals, names of offices) are compared by their number of rows alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from schemas import DATASETS

# The columns that are read; one that a release does not have is null.
COLUMNS = {
    "documents": (
        "document_id", "source_path", "fiscal_year", "region_code", "region_name", "department_code", "department_name", "form",
        "title", "is_draft", "page_count", "status", "status_reason",
    ),
    "projects": (
        "project_id", "document_id", "project_code", "project_name", "unit_name", "budget_yuan", "fiscal_funds_yuan",
        "other_funds_yuan", "carried_forward_yuan", "page",
    ),
    "spending_plans": ("plan_id", "document_id", "project_id", "due_date", "cumulative_percent", "page"),
    "indicators": (
        "indicator_id", "document_id", "project_id", "level2", "level3", "operator", "target_text", "target_unit", "weight",
        "page",
    ),
    "evaluations": ("evaluation_id", "document_id", "project_name", "total_weight", "total_score", "page"),
    "totals": ("total_id", "document_id", "scope", "unit_name", "item", "item_text", "amount_year", "amount_yuan", "page"),
    "changes": ("change_id", "document_id", "item", "item_text", "from_year", "to_year", "amount_yuan", "percent", "page"),
    "shares": ("share_id", "document_id", "kind", "item", "item_text", "of_item", "of_item_text", "year", "percent", "page"),
    "listed_projects": ("listed_id", "document_id", "name", "amount_yuan", "page"),
    "statement_lines": (
        "statement_line_id", "document_id", "statement", "statement_title", "side", "code", "name", "column", "column_text",
        "amount_yuan", "page",
    ),
    "statement_figures": (
        "statement_figure_id", "document_id", "statement", "statement_title", "side", "code", "name", "column_text", "value_text",
        "page",
    ),
    "evaluation_funds": (
        "fund_id", "document_id", "evaluation_id", "source", "fund_source", "initial_budget_yuan", "revised_budget_yuan",
        "executed_yuan", "weight", "execution_rate_percent", "score", "page",
    ),
    "evaluation_indicators": (
        "indicator_id", "document_id", "evaluation_id", "level2", "level3", "operator", "target_text", "target_unit",
        "actual_text", "weight", "score", "page",
    ),
    "department_targets": (
        "department_target_id", "document_id", "title", "unit_name",
        *(column for column in DATASETS["department_targets"].arrow_schema().names if column.endswith("_yuan")), "page",
    ),
    "department_tasks": (
        "task_id", "document_id", "task_name", "amount_yuan", "fiscal_funds_yuan", "other_funds_yuan", "page",
    ),
    "department_indicators": (
        "indicator_id", "document_id", "level2", "level3", "operator", "target_text", "target_unit", "weight", "page",
    ),
    "reconciliations": ("check_id", "document_id", "rule", "scope", "subject_id", "subject_name", "status", "explanation"),
    "findings": (
        "finding_id", "document_id", "rule", "severity", "dataset", "record_id", "column", "message", "message_en", "page",
    ),
}  # fmt: skip

# A document as others point at it: where it stands in the raw folder and what it is about. A file that lies there twice is one.
OWNERS = """
    SELECT document_id, min(source_path) AS source_path, min(fiscal_year) AS fiscal_year,
      min(coalesce(region_name, region_code)) AS region, min(coalesce(department_name, department_code)) AS department
    FROM {side}_documents WHERE status <> 'rejected' GROUP BY document_id
"""
# Department and year; a document that names no department keeps to itself.
_GROUP = "concat_ws('|', coalesce(d.fiscal_year, '?'), coalesce(d.region, ''), coalesce(d.department, d.source_path, ''))"
_PLACE = "d.fiscal_year::SMALLINT AS fiscal_year, d.region, d.department, d.source_path, r.page::INTEGER AS page"


@dataclass(frozen=True, slots=True)
class Kind:
    """Records of one kind: their query (`{side}` stands for the release), the keys by which they are matched, one after the
    other, the columns that are compared and those that say what a record is. `listed` chooses the items that are told, `gravest`
    ranks those of one change."""

    name: str
    query: str
    keys: tuple[str, ...]
    compared: tuple[str, ...]
    shown: tuple[str, ...]
    change: str = "'changed'"
    listed: str = "true"
    gravest: str = "position"


def _key(*parts: str) -> str:
    """A key of several parts, null parts among them, as one number: names and messages are long."""
    return "md5_number(concat_ws(chr(31), " + ", ".join(f"coalesce({part}, chr(30))" for part in parts) + "))"


# What a figure is of, by dataset; `p` is the project or the evaluation that it belongs to.
_INDICATOR = "concat_ws(' ', r.level2, r.level3)"
_OF_PROJECT = f"concat_ws(' ', p.project_name, {_INDICATOR})"
_SUBJECTS = {
    "totals": "concat_ws(' ', r.scope, r.unit_name, coalesce(r.item, r.item_text), r.amount_year)",
    "changes": "concat_ws(' ', coalesce(r.item, r.item_text), r.from_year, r.to_year)",
    "shares": "concat_ws(' ', r.kind, coalesce(r.item, r.item_text), 'of', coalesce(r.of_item, r.of_item_text), r.year)",
    "listed_projects": "r.name",
    "spending_plans": "concat_ws(' ', p.project_name, r.due_date)",
    "indicators": _OF_PROJECT,
    "statement_lines": (
        "concat_ws(' ', coalesce(r.statement, r.statement_title), r.side, r.code, r.name, coalesce(r.\"column\", r.column_text))"
    ),
    "statement_figures": "concat_ws(' ', coalesce(r.statement, r.statement_title), r.side, r.code, r.name, r.column_text)",
    "evaluations": "r.project_name",
    "evaluation_funds": "concat_ws(' ', p.project_name, coalesce(r.source, r.fund_source))",
    "evaluation_indicators": _OF_PROJECT,
    "department_targets": "coalesce(r.unit_name, r.title)",
    "department_tasks": "r.task_name",
    "department_indicators": _INDICATOR,
}
# Numbers that are no money. A target, an actual value and a figure of a table are compared as printed, their words among them.
_NUMBERS = (
    "percent", "cumulative_percent", "execution_rate_percent", "operator", "target_text", "target_unit", "actual_text",
    "value_text", "weight", "score", "total_weight", "total_score",
)  # fmt: skip


def _is_amount(column: str) -> bool:
    return column.endswith("_yuan")


def _figures(value: str, wanted: Callable[[str], bool]) -> str:
    """The figures of all datasets in one relation: what they are of (`subject`), in which record and column they stand, and
    their `value` under that name."""
    parts = []
    for dataset, subject in _SUBJECTS.items():
        if columns := [column for column in COLUMNS[dataset] if wanted(column)]:
            each = ", ".join(f"{{{{'name': '{column}', 'value': {_trimmed(column)}}}}}" for column in columns)
            parts.append(
                f"SELECT '{dataset}' AS dataset, r.{DATASETS[dataset].key()} AS id, {subject} AS subject, "
                f"unnest([{each}]) AS figure, {_GROUP} AS owner, {_PLACE} FROM {{side}}_{dataset} r {_parent(dataset)}"
                "LEFT JOIN {side}_owners d ON d.document_id = r.document_id"
            )
    columns = f'* EXCLUDE (figure), figure.name AS "column", figure.value AS {value}'
    return f"SELECT {columns} FROM ({' UNION ALL '.join(parts)}) WHERE figure.value IS NOT NULL"


def _parent(dataset: str) -> str:
    for parent, key in (("projects", "project_id"), ("evaluations", "evaluation_id")):
        if key in COLUMNS[dataset][1:]:
            return f"LEFT JOIN {{side}}_{parent} p ON p.{key} = r.{key} "
    return ""


def _trimmed(column: str) -> str:
    """Percentages and points without the zeros that their type adds."""
    if column.endswith(("percent", "weight", "score")):
        return f"CASE WHEN contains(r.{column}, '.') THEN rtrim(rtrim(r.{column}, '0'), '.') ELSE r.{column} END"
    return f"r.{column}"


_OF_CODE = _key("owner", "project_code")
_WHERE = ("fiscal_year", "region", "department")
KINDS = (
    Kind(
        "documents",
        "SELECT document_id AS id, * REPLACE (fiscal_year::SMALLINT AS fiscal_year, page_count::INTEGER AS page_count) "
        "FROM {side}_documents",
        (_key("source_path", "document_id"), "source_path", "document_id"),
        tuple(column for column in COLUMNS["documents"]),
        ("source_path",),
        change="CASE WHEN o.document_id <> n.document_id THEN 'replaced' WHEN o.source_path <> n.source_path THEN 'moved' "
        "ELSE 'changed' END",
    ),
    Kind(
        "projects",
        f'SELECT r.* EXCLUDE (page), project_id AS id, {_GROUP} AS owner, {_PLACE} '
        f"FROM {{side}}_projects r LEFT JOIN {{side}}_owners d USING (document_id)",
        (
            f"CASE WHEN project_code IS NOT NULL THEN {_OF_CODE} END",
            _key("owner", "project_name", "budget_yuan"),
            _key("owner", "project_name"),
            "id",
        ),
        (
            "project_code", "project_name", "unit_name", "budget_yuan", "fiscal_funds_yuan", "other_funds_yuan",
            "carried_forward_yuan", *_WHERE,
        ),
        (*_WHERE, "project_code", "project_name", "source_path", "page"),
    ),
    *(
        Kind(
            name,
            _figures(value, wanted),
            (
                _key("dataset", "id", '"column"', "subject", value),
                _key("dataset", "owner", '"column"', "subject", value),
                _key("dataset", "owner", '"column"', "subject"),
                _key("dataset", "id", '"column"'),
            ),
            (value,),
            (*_WHERE, "dataset", "column", "subject", "source_path", "page"),
        )
        for name, value, wanted in (("amounts", "amount_yuan", _is_amount), ("figures", "value", _NUMBERS.__contains__))
    ),
    Kind(
        "checks",
        f"SELECT r.* EXCLUDE (explanation), check_id AS id, explanation, NULL AS page, {_PLACE.replace('r.page', 'NULL')}, "
        f"CASE WHEN r.document_id IS NULL THEN regexp_replace(check_id, '-k\\d+$', '') ELSE {_GROUP} END AS owner "
        f"FROM {{side}}_reconciliations r LEFT JOIN {{side}}_owners d USING (document_id)",
        (
            _key("rule", "subject_id", "subject_name", "owner", "status", "explanation"),
            _key("rule", "subject_id", "subject_name", "owner", "status"),
            _key("rule", "subject_id", "subject_name", "owner"),
            _key("rule", "subject_name", "owner"),
            _key("rule", "subject_name", "coalesce(source_path, id)"),
        ),
        ("status",),
        (*_WHERE, "rule", "subject_id", "subject_name", "source_path", "explanation"),
        listed="change = 'changed' OR coalesce(n_status, o_status) = 'failed'",
    ),
    Kind(
        "findings",
        f'SELECT r.* EXCLUDE (page), finding_id AS id, {_GROUP} AS owner, {_PLACE} '
        f"FROM {{side}}_findings r LEFT JOIN {{side}}_owners d USING (document_id)",
        (
            _key("rule", "record_id", '"column"', "message", "owner"),
            _key("rule", '"column"', "message", "owner"),
            _key("rule", "record_id", '"column"', "owner"),
            _key("rule", "owner", "dataset", "record_id[17:]", '"column"'),
        ),
        ("severity",),
        (*_WHERE, "rule", "dataset", "record_id", "column", "message", "message_en", "source_path", "page"),
        gravest="list_position(['error', 'warning', 'info'], coalesce(n_severity, o_severity))",
    ),
)  # fmt: skip

TOTALS = {
    "documents": "SELECT count(*) FROM {side}_documents",
    "projects": "SELECT count(*) FROM {side}_projects",
    "project_budgets_yuan": "SELECT sum(budget_yuan::DECIMAL(20, 2))::VARCHAR FROM {side}_projects",
    "indicators": "SELECT count(*) FROM {side}_indicators",
}
