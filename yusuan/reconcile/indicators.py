"""What rules on performance indicators (绩效指标) share: which there are, where one stands, and the words they all know."""

from collections.abc import Iterator

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import Place
from yusuan.reconcile.registry import holds

INDICATORS = holds("indicators", "载有绩效指标")
TARGETS = (
    INDICATORS | holds("evaluation_indicators", "自评表载有指标") | holds("department_indicators", "部门整体绩效目标表载有指标")
)

# The columns of a target that people write in words.
WORDS = ("level3", "description", "target_text", "basis")
# Units in comparable form that say percent.
PERCENT = ("%", "百分比")
# The categories of level 1 效益指标.
BENEFITS = {"economic", "social", "ecological", "sustainability"}


def place(indicator: Row, column: str = "target_text", dataset: str = "indicators") -> Place:
    """Where a column of an indicator stands."""
    return Place.of(dataset, indicator, column)


def indicators_of(facts: Facts, evaluation: Row) -> list[Row]:
    """The indicators of a self-evaluation, in their printed order."""
    return facts.of("evaluation_indicators", evaluation.get("evaluation_id"), "evaluation_id")


# The tables that indicators stand in: their dataset, its key, the column of their name, and what they are called.
_OWNERS = {
    "indicators": ("projects", "project_id", "project_name", "项目"),
    "evaluation_indicators": ("evaluations", "evaluation_id", "project_name", "项目"),
    "department_indicators": ("department_targets", "department_target_id", "unit_name", "整体绩效目标表"),
}


def owner(facts: Facts, row: Row) -> tuple[str, str | None]:
    """The table that a record stands in (an indicator, a goal, a task, or the table itself): what it is called, and its name."""
    for dataset, key, name, kind in _OWNERS.values():
        if row.get(key):
            found = facts.of(dataset, row[key], key)
            return kind, found[0].get(name) if found else row.get("level3")
    return "项目", row.get("level3")


def tables_of_targets(facts: Facts) -> Iterator[tuple[str, str | None, list[Row], str]]:
    """The targets of each project, self-evaluation and department: what their table is called, its name, they in their printed
    order, and their dataset."""
    for dataset, (tables, key, name, kind) in _OWNERS.items():
        for table in facts[tables]:
            yield kind, table.get(name), facts.of(dataset, table.get(key), key), dataset


def each_target(facts: Facts) -> Iterator[tuple[Row, str]]:
    """The indicators of projects, of whole departments and of self-evaluations, which have the same columns, each with its
    dataset."""
    for dataset in ("indicators", "department_indicators", "evaluation_indicators"):
        for row in facts[dataset]:
            yield row, dataset
