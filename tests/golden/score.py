"""How well a reading agrees with the gold: recall and precision by dataset over cells, and every difference.

A cell is one value that is not blank at (dataset, record, column). Records are paired in their order (goals, indicators, ...)
or by their best fit (totals, changes). Recall is the share of the gold's cells that were read right, precision the share of read
cells that are right. Conventions of the gold: no white space, NFKC; its `unit` may hold words that are no unit of measure (they
stay in our target_text); an absent date column of a plan is no cell; a range has no value in the gold.

    python -m tests.golden.score data/raw/x.txt tests/golden/x.json
    python -m tests.golden.score ../shared/corpus/synthetic [--kind performance] [--all]
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yusuan import values, vocabulary

from .views import VIEWS, Cells, Row, cells, number

WHOLE_BUDGET = {"budget_total", "department_budget"}
MONEY = {"project_code", "unit_code", "amount", "budget", "fiscal_funds", "other_funds"} | {
    "initial_budget",
    "revised_budget",
    "executed",
}
_MEDIA = {
    ".txt": "text/plain",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".html": "text/html",
}


@dataclass
class Count:
    """Cells of one dataset: in the gold, in ours, agreeing; and how many money amounts and codes differ."""

    gold: int = 0
    ours: int = 0
    right: int = 0
    money_wrong: int = 0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.ours if self.ours else 1.0

    def __iadd__(self, other: "Count") -> "Count":
        self.gold, self.ours = self.gold + other.gold, self.ours + other.ours
        self.right, self.money_wrong = self.right + other.right, self.money_wrong + other.money_wrong
        return self


@dataclass
class Score:
    """The counts by dataset and the differences (dataset, record, column, gold, ours) of one document or several."""

    counts: dict[str, Count] = field(default_factory=dict)
    differences: list[tuple[str, str, str, str | None, str | None]] = field(default_factory=list)

    @property
    def overall(self) -> Count:
        total = Count()
        for name, count in self.counts.items():
            if name != "documents":
                total += count
        return total

    def __iadd__(self, other: "Score") -> "Score":
        for name, count in other.counts.items():
            self.counts.setdefault(name, Count())
            self.counts[name] += count
        self.differences += other.differences
        return self

    def add(self, dataset: str, record: str, gold: Cells, ours: Cells) -> None:
        count = self.counts.setdefault(dataset, Count())
        count.gold, count.ours = count.gold + len(gold), count.ours + len(ours)
        for column in dict.fromkeys((*gold, *ours)):
            if gold.get(column) == ours.get(column):
                count.right += 1
                continue
            count.money_wrong += column in MONEY
            self.differences.append((dataset, record, column, gold.get(column), ours.get(column)))

    def table(self) -> str:
        lines = [f"{'dataset':24}{'gold':>8}{'ours':>8}{'right':>8}{'recall':>9}{'precision':>11}{'money':>7}"]
        for name, count in [*sorted(self.counts.items()), ("overall (no documents)", self.overall)]:
            lines.append(
                f"{name:24}{count.gold:8}{count.ours:8}{count.right:8}{count.recall:9.4f}{count.precision:11.4f}{count.money_wrong:7}"
            )
        return "\n".join(lines)


def score(ours: Mapping[str, list[Row]], gold: Row, document: Row | None = None) -> Score:
    """The score of a document's records by dataset (`Records.rows`, or rows of a release) against its gold."""
    result = Score()
    if document is not None:
        view = VIEWS["documents"]
        result.add("documents", "document", view.of_gold(gold["document"]), view.of_ours(document))
    for place, (theirs, mine) in enumerate(_compare(result, "projects", "p", gold["projects"], ours.get("projects", [])), 1):
        _score_project(result, f"p{place:02d}", theirs or {}, mine, ours)
    evaluations = _compare(result, "evaluations", "e", gold["evaluations"], ours.get("evaluations", []))
    for place, (theirs, mine) in enumerate(evaluations, 1):
        for dataset, key in (("evaluation_funds", "funds"), ("evaluation_indicators", "indicators")):
            own = _owned(ours, dataset, "evaluation_id", mine)
            _compare(result, dataset, f"e{place:02d}-", (theirs or {}).get(key, []), own)
    for dataset in ("contents", "listed_projects", "totals", "changes"):
        _compare(result, dataset, "", gold[dataset], ours.get(dataset, []))
    if "statements" in gold:
        _score_statements(result, gold["statements"], ours.get("statement_lines", []))
    return result


def _score_project(result: Score, place: str, theirs: Row, mine: Row | None, ours: Mapping[str, list[Row]]) -> None:
    goals = [{"goal": goal} for goal in theirs.get("goals", ())]
    _compare(result, "project_goals", f"{place}-g", goals, _owned(ours, "project_goals", "project_id", mine))
    plan = {row["by"]: row["percent"] for row in theirs.get("spending_plan", ())}
    plans = _owned(ours, "spending_plans", "project_id", mine)
    read = {f"{row['due_date']:%m-%d}": row["cumulative_percent"] for row in plans if row["due_date"]}
    for by in sorted(set(plan) | set(read)):
        expected, found = (cells({"percent": number(percents.get(by))}) for percents in (plan, read))
        result.add("spending_plans", f"{place} {by}", expected, found)
    _compare(result, "indicators", f"{place}-i", theirs.get("indicators", []), _owned(ours, "indicators", "project_id", mine))


def _compare(result: Score, dataset: str, prefix: str, theirs: list[Row], mine: list[Row]) -> list[tuple[Row | None, Row | None]]:
    """Count the records of one dataset against each other and give the pairs."""
    view = VIEWS[dataset]
    expected, found = [view.of_gold(row) for row in theirs], [view.of_ours(row) for row in mine]
    alike = [[_alike(gold, ours) for ours in found] for gold in expected]
    partner = dict(_in_order(alike) if view.ordered else _best_first(alike))
    pairs: list[tuple[int | None, int | None]] = [(i, partner.get(i)) for i in range(len(theirs))]
    pairs += [(None, j) for j in range(len(mine)) if j not in partner.values()]
    for place, (i, j) in enumerate(pairs, 1):
        gold = dict(expected[i]) if i is not None else {}
        ours = dict(found[j]) if j is not None else {}
        _conventions(gold, ours, mine[j] if j is not None else {})
        result.add(dataset, f"{prefix}{place:02d}", gold, ours)
    return [(theirs[i] if i is not None else None, mine[j] if j is not None else None) for i, j in pairs]


def _conventions(gold: Cells, ours: Cells, row: Row) -> None:
    """Take out of both what the gold leaves open: a range's ends, words where a unit stands, the wording of an item."""
    if row.get("target_value_high") is not None and gold and "value" not in gold:
        for column in ("value", "unit", "operator"):
            ours.pop(column, None)
    if "unit" in gold and "unit" not in ours and not vocabulary.is_measure(gold["unit"]):
        del gold["unit"]
    if "item" in gold and "item" in ours:
        canonical, read = vocabulary.item(gold["item"]), {row.get("item"), vocabulary.item(ours["item"])}
        # The gold has one name for a target table's total row and for the text's 预算收支.
        same = canonical in read - {None} or bool({canonical} <= WHOLE_BUDGET and read & WHOLE_BUDGET)
        if same or gold["item"] in ours["item"] or ours["item"] in gold["item"]:
            ours["item"] = gold["item"]


def _score_statements(result: Score, theirs: list[Row], lines: list[Row]) -> None:
    """Statement lines row by row: a gold row is paired with the printed line whose name, code and amounts fit best."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in lines:
        title = values.comparable(line["statement_title"])
        first = {"title": title, "code": line["code"], "name": line["name"], "columns": {}}
        row = rows.setdefault((title, line["line_number"], line.get("side")), first)
        row["columns"][line["column_text"]] = line["amount_yuan"]
    titles = [values.comparable(statement["title"]) for statement in theirs]
    for title, statement in zip(titles, theirs, strict=True):
        _compare(
            result, "statement_lines", f"{title} ", statement["rows"], [row for row in rows.values() if row["title"] == title]
        )
    _compare(result, "statement_lines", "? ", [], [row for row in rows.values() if row["title"] not in titles])


def _owned(ours: Mapping[str, list[Row]], dataset: str, key: str, owner: Row | None) -> list[Row]:
    return [row for row in ours.get(dataset, ()) if owner is not None and row[key] == owner[key]]


def _alike(gold: Cells, ours: Cells) -> float:
    return sum(1 for name, text in gold.items() if ours.get(name) == text) + 0.01 * len(set(gold) & set(ours))


def _in_order(alike: list[list[float]]) -> list[tuple[int, int]]:
    """The pairs (i, j), both increasing, whose likeness adds up to the most."""
    rows, columns = len(alike), len(alike[0]) if alike else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if alike[i][j] > 0 and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _best_first(alike: list[list[float]]) -> list[tuple[int, int]]:
    ranked = sorted(((-likeness, i, j) for i, row in enumerate(alike) for j, likeness in enumerate(row) if likeness >= 1))
    pairs: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return list(pairs.items())


def read_records(path: Path) -> tuple[dict[str, list[Row]], dict[str, Any]]:
    """The records of a raw file by dataset, and what is known of the document."""
    from yusuan.forms import parse
    from yusuan.readers import read

    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    records = parse(read(path, sha256, _MEDIA[path.suffix.lower()]))
    return records.rows, records.document


def release_records(release: Path, document_id: str) -> dict[str, list[Row]]:
    """The rows of one document in a published release (a folder of Parquet datasets)."""
    import pyarrow.parquet as parquet

    rows: dict[str, list[Row]] = {}
    for file in sorted(release.glob("*/**/*.parquet")):
        dataset = file.relative_to(release).parts[0]
        rows.setdefault(dataset, []).extend(
            row for row in parquet.read_table(file).to_pylist() if row.get("document_id") == document_id
        )
    return rows


def score_file(path: Path, gold: Path) -> Score:
    rows, document = read_records(path)
    return score(rows, json.loads(gold.read_text("utf-8")), document)


def main(arguments: list[str]) -> None:
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    options = [argument for argument in arguments if argument.startswith("--")]
    kind = next((option.partition("=")[2] for option in options if option.startswith("--kind=")), "")
    shown = None if "--all" in options else 60
    if paths[0].is_dir():
        golds = sorted(gold for gold in paths[0].glob("*.gold.json") if kind in gold.name)
        stems = [(gold, gold.name.partition(".")[0]) for gold in golds]
        files = [(raw, gold) for gold, stem in stems for raw in sorted(paths[0].glob(f"{stem}.*")) if raw.suffix in _MEDIA]
    else:
        files = [(paths[0], paths[1])]
    total = Score()
    for path, gold in files:
        try:
            one = score_file(path, gold)
        except Exception as failure:
            if len(files) == 1:
                raise
            print(f"{path.name}: {type(failure).__name__}: {failure}")
            continue
        if len(files) > 1:
            counts = one.overall
            print(f"{path.name}: recall {counts.recall:.4f} precision {counts.precision:.4f} money {counts.money_wrong}")
            one.differences = [(dataset, f"{path.name[:6]} {record}", *rest) for dataset, record, *rest in one.differences]
        total += one
    for dataset, record, column, expected, read in total.differences[:shown]:
        print(f"- {dataset} {record} {column}\n    gold {expected}\n    ours {read}")
    if shown and len(total.differences) > shown:
        print(f"... and {len(total.differences) - shown} more differences (--all shows them)")
    print(total.table())


if __name__ == "__main__":
    main(sys.argv[1:])
