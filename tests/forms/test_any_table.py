"""Whatever a table holds, the forms read it or leave it: no table makes them fail, and records keep to their schemas' basics."""

from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan.document import Block, Cell, Document, Paragraph, Table, cell_place
from yusuan.forms import flat_target, self_evaluation
from yusuan.records import Records

FLAT = "单位名称|项目名称|预算数|年度目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|权重|指标方向性"
EVALUATION = "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施"
FUNDS = "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分|"
WORDS = (
    "项目名称|主管部门|实施单位|预期目标|实际完成情况|产出指标|效益指标50分|成本指标|数量指标|满意度指标|100|22.41|10分|24%|—|≥|定性|%",
    "甲项目|101001-某所|101-某部门|合计|总分|小计|.....|指标1:|年度资金总额|其中：当年财政拨款|单位：元|1、做好；2、完成|>=95%|-5|(3.2)",
    "1,23|99999999999999999999.999|0.0000001",
)


@st.composite
def tables(draw: st.DrawFn, index: int) -> Table:
    headings = draw(
        st.lists(st.sampled_from([heading.split("|") for heading in (FLAT, EVALUATION, FUNDS)]), min_size=1, max_size=3)
    )
    width = max(len(heading) for heading in headings)
    printed = st.one_of(st.just(""), st.sampled_from("|".join(WORDS).split("|")))
    rows: list[list[str]] = []
    for heading in headings:
        rows.append([*heading, *[""] * (width - len(heading))])
        rows += draw(st.lists(st.lists(printed, min_size=width, max_size=width), max_size=3))
    spans = draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    cells = [
        Cell(r, c, text, 1, 2 if spans[r] and c == 0 else 1, 1, sources=(cell_place(index, r, c),))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if not (spans[r] and c == 1)
    ]
    breaks = draw(st.sets(st.integers(1, len(rows)), max_size=2))
    return Table(index, len(rows), width, tuple(cells), 1, ragged=draw(st.booleans()), breaks=tuple(sorted(breaks)))


@settings(max_examples=150)
@given(first=tables(1), second=tables(2), line=st.sampled_from(["单位：万元", "项目名称：乙", "附件"]))
def test_no_table_makes_a_form_fail(first: Table, second: Table, line: str):
    blocks: tuple[Block, ...] = (Paragraph(line, 0, 1), first, second)
    document = Document("ab" * 32, "text/html", "test", 1, blocks)
    for form in (flat_target, self_evaluation):
        records = Records(document.document_id)
        form.parse(document, form.recognise(document), records)
        for project in records.rows.get("projects", []):
            assert project["project_name"]
        for dataset, role in (("indicators", "project_id"), ("evaluation_indicators", "evaluation_id")):
            owners = {row[role] for row in records.rows.get("projects" if dataset == "indicators" else "evaluations", [])}
            assert all(row[role] in owners for row in records.rows.get(dataset, []))
