"""The sample documents against their golden reading: money and codes without error, cells as good as stated here."""

import json
import re
from pathlib import Path

import pytest

from . import score

GOLD = Path(__file__).parent
SAMPLES = {
    "巨鹿县人社局_2024年部门预算绩效文本.txt": "000_f58fb19aab2f9e0f.json",
    "丰宁县人社局_2023年部门预算绩效文本.txt": "001_ba41c4688333f3ae.json",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(raw, name):
    counts = score.score_file(raw / name, GOLD / SAMPLES[name])
    assert counts.differences == []


@pytest.mark.parametrize("ending", ["lo.pdf", "docx", "html"])
@pytest.mark.parametrize("stem", ["000_f58fb19aab2f9e0f", "001_ba41c4688333f3ae"])
def test_renditions(corpus, stem, ending):
    count = score.score_file(corpus / "renditions" / f"{stem}.{ending}", GOLD / f"{stem}.json").overall
    assert min(count.recall, count.precision) >= 0.998
    assert count.money_wrong == 0


@pytest.mark.parametrize("ending", ["lo.pdf", "docx", "html"])
def test_target_forms_of_a_disclosure(corpus, ending):
    counts = score.score_file(corpus / "renditions" / f"004_85729df7469e5ff4.{ending}", GOLD / "004_85729df7469e5ff4.json").counts
    for dataset in ("projects", "project_goals", "indicators"):
        assert min(counts[dataset].recall, counts[dataset].precision) >= 0.998


def test_synthetic_performance_texts(corpus):
    total = score.Score()
    for gold in sorted((corpus / "synthetic").glob("*_performance.gold.json")):
        total += score.score_file(gold.with_name(gold.name.replace("gold.json", "rl.pdf")), gold)
    assert min(total.overall.recall, total.overall.precision) >= 0.998
    assert total.overall.money_wrong == 0


def test_the_scorer_counts_what_is_wrong():
    gold = json.loads((GOLD / "000_f58fb19aab2f9e0f.json").read_text("utf-8"))
    rows = {"contents": [{"ordinal": 1, "title": "另一标题", "printed_page": 6}]}
    result = score.score(rows, gold | {"projects": []})
    assert (result.counts["contents"].gold, result.counts["contents"].ours, result.counts["contents"].right) == (42, 3, 2)
    assert result.differences[0][:3] == ("contents", "01", "title")


def _without_repeated_headings(text: str) -> str:
    return re.sub(r"\n\n+一级指标[^\n]*\n", "\n\n", text)


def _without_blank_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip())


def _on_pages(text: str) -> str:
    return re.sub(r"\n\n+一级指标", "\n- 7 -\n\f部门预算公开\n\n一级指标", text)


def _without_trailing_tabs(text: str) -> str:
    return "\n".join(line.rstrip("\t") for line in text.split("\n"))


@pytest.mark.parametrize("change", [_without_repeated_headings, _without_blank_lines, _on_pages, _without_trailing_tabs])
@pytest.mark.parametrize("name", SAMPLES)
def test_other_exports_of_the_same_text(raw, tmp_path, name, change):
    """What other programs make of the same document, in GB18030: the reading must not depend on one exporter's habits."""
    path = tmp_path / name
    path.write_bytes(change((raw / name).read_text("utf-8-sig")).encode("gb18030"))
    counts = score.score_file(path, GOLD / SAMPLES[name]).counts
    wrong = {dataset: count for dataset, count in counts.items() if dataset != "documents" and count.right < count.gold}
    assert wrong == {}
