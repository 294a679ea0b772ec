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


def each_target(facts: Facts) -> Iterator[tuple[Row, str]]:
    """The indicators of projects, of whole departments and of self-evaluations, which have the same columns, each with its
    dataset."""
    for dataset in ("indicators", "department_indicators", "evaluation_indicators"):
        for row in facts[dataset]:
            yield row, dataset
