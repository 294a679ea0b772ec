"""What people see of the report: the figures, nothing executable, links that lead somewhere, a page that stays a page."""

import re
from decimal import Decimal
from pathlib import Path

import lxml.html
import pytest

from yusuan.partitions import Partitions
from yusuan.report import page as pages
from yusuan.report import render
from yusuan.report.words import measured, shortened, yuan
from yusuan.validate import to_tables

ONE, TWO = "0123456789abcdef", "3123456789abcdef"
EVIL = "<script>alert('&')</script>"


def document(document_id: str, path: str, **values):
    row = {"document_id": document_id, "source_path": path, "form": "performance_text", "status": "parsed", "fiscal_year": 2024}
    return row | {"region_name": "某县", "department_name": "某县人社局", "title": "绩效文本"} | values


def project(number: int, budget: str | None):
    row = {"project_id": f"{ONE}-p{number:02d}", "document_id": ONE, "fiscal_year": 2024, "title": "项目"}
    row |= {"project_name": EVIL, "project_code_check": "not_applicable"}
    return row | {"budget_yuan": None if budget is None else Decimal(budget)}


def check(number: int, status: str, document_id: str | None = ONE, **values):
    row = {"check_id": f"{document_id or 'department'}-k{number:05d}", "document_id": document_id, "fiscal_year": 2024}
    row |= {"rule": "D3.rows_total", "scope": "project", "measure": "yuan", "status": status, "explanation": f"说明{number}"}
    return row | values


def finding(number: int, severity: str = "warning", rule: str = "G1.plan", **values):
    row = {"finding_id": f"{ONE}-f{number:05d}", "document_id": ONE, "fiscal_year": 2024, "rule": rule, "severity": severity}
    return row | {"message": f"疑点{number}", "message_en": f"finding {number}"} | values


def rendered(folder: Path, **rows) -> str:
    with Partitions(folder) as partitions:
        tables = to_tables(rows, "test")
        assert "quarantine" not in tables or "quarantine" in rows
        partitions.add(tables)
        partitions.finish()
    return render(folder, "0123456789abcdef")


@pytest.fixture(scope="module")
def html(tmp_path_factory) -> str:
    difference = {
        "expected": Decimal("30000.10"),
        "actual": Decimal("29999.9"),
        "difference": Decimal("-0.2"),
        "tolerance": Decimal(0),
    }
    return rendered(
        tmp_path_factory.mktemp("release"),
        documents=[
            document(ONE, "a.pdf", page_count=12),
            document(ONE, "copy/a.pdf", page_count=12),
            document(TWO, "b.pdf", fiscal_year=2023, status="partial", status_reason="第3页没有文字", department_name=EVIL),
            document("f" * 16, "c.txt", form="unknown", status="rejected", status_reason="文件是空的", fiscal_year=None),
        ],
        projects=[project(1, "24871801.31"), project(2, "30000"), project(3, None)],
        reconciliations=[
            check(1, "failed", subject_name=EVIL, page=7, **difference),
            check(2, "exact"),
            check(3, "exact"),
            check(4, "rounding"),
            check(5, "insufficient_data", explanation="没有印出合计"),
            check(6, "exact", None, subject_name="某县人社局"),
        ],
        findings=[
            finding(1, "error", message=EVIL, value=EVIL, page=7, record_id=f"{ONE}-p01"),
            finding(2, "info", "extraction.x"),
        ],
    )


def words(node) -> str:
    return " ".join(" ".join(node.itertext()).split())


def text_of(html: str, xpath: str) -> str:
    return " ".join(words(node) for node in lxml.html.fromstring(html).xpath(xpath))


def test_the_headline_states_documents_projects_sums_checks_and_findings(html: str):
    head = text_of(html, "//header")
    assert "4 已读取 2，部分读取 1，未读取 1" in head
    assert "2,490.18 万元 24,901,801.31 元" in head
    assert "6 项应作的核对" in head
    assert "不符 1 failed 无从核对 1 insufficient data 舍入差 1 rounding 相符 3 exact 不适用 0 not applicable" in head
    assert "错误 1，警告 0，提示 1" in head


def test_a_department_is_one_whatever_its_documents_are(html: str):
    rows = [words(row) for row in lxml.html.fromstring(html).xpath("//h2[@id='departments']/following::table[1]/tbody/tr")]
    assert rows[0] == "2024 某县人社局 1 3 24,901,801.31 1 个项目未印金额 2,490.18 — 不符 1 无从核对 1 舍入差 1 相符 3 1 1 / 0"
    assert len(rows) == 2


def test_a_failed_check_stands_first_with_its_figures(html: str):
    first = text_of(html, "(//h2[@id='ledger']/following::table[1]/tbody/tr)[1]")
    assert first.startswith("不符 ")
    assert "a.pdf ，第 7 页 30,000.10 元 29,999.90 元 −0.20 元 0.00 元 说明1" in first


def test_what_could_not_be_checked_is_said(html: str):
    unchecked = text_of(html, "//h2[@id='unchecked']/following::table[1]")
    assert "没有印出合计" in unchecked
    assert "第3页没有文字" in html and "文件是空的" in html


def test_it_says_how_to_trace_a_figure(html: str):
    assert f"yusuan explain {ONE}-p01 budget_yuan" in text_of(html, "//h2[@id='trace']/following::pre[1]")


def test_nothing_of_a_document_is_executed(html: str):
    assert EVIL not in html
    assert "&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;" in html
    tree = lxml.html.fromstring(html)
    assert tree.xpath("//script | //link | //img | //iframe | //*[@src] | //@onclick") == []


def test_it_loads_nothing_from_elsewhere(html: str):
    assert not re.search(r"https?:|url\(|@import", html)


def test_every_link_leads_somewhere(html: str):
    tree = lxml.html.fromstring(html)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = {link for link in tree.xpath("//a/@href") if link.startswith("#")}
    assert links and {link[1:] for link in links} <= set(ids)
    assert {link for link in tree.xpath("//a/@href") if not link.startswith("#")} == {"../DICTIONARY.md", "../datapackage.json"}


def test_the_bar_covers_the_whole(html: str):
    parts = pages.bar({"failed": 1, "insufficient_data": 1, "rounding": 1, "exact": 3, "not_applicable": 0})
    assert [part.outcome for part in parts] == ["failed", "insufficient_data", "rounding", "exact"]
    assert sum(part.width for part in parts) == pytest.approx(100, abs=0.01)
    assert pages.bar({}) == []
    assert 'aria-label="不符 1，无从核对 1，舍入差 1，相符 3"' in html


def test_ten_thousand_findings_and_checks_are_still_a_page(tmp_path: Path):
    documents = [document(f"{i:016x}", f"{i}.pdf", department_name=f"第{i}局") for i in range(500)]
    checks = [check(i, "failed", f"{i % 500:016x}", difference=Decimal(i)) for i in range(10_000)]
    findings = [finding(i, rule=f"R{i % 3}") for i in range(10_000)]
    rows = {"documents": documents, "reconciliations": checks, "findings": findings}
    html = rendered(tmp_path / "one", **rows)
    assert len(html.encode()) < 3_000_000
    assert "另有 3,319 条未列出" in html
    assert "另有 400 条未列出" in html
    assert rendered(tmp_path / "two", **{name: list(reversed(found)) for name, found in rows.items()}) == html


def test_an_archive_is_no_department(tmp_path: Path):
    packed = document(
        TWO, "单位.zip", form="unknown", department_name=None, region_name=None, title=None, media_type="application/zip"
    )
    page = rendered(tmp_path, documents=[packed, document(ONE, "单位.zip!/a.pdf")], reconciliations=[check(1, "exact")])
    departments = page[page.index('id="departments"') : page.index('id="ledger"')]
    assert "某县人社局" in departments and "单位.zip" not in departments
    assert "单位.zip" in page[page.index('id="documents"') :]


def test_a_release_of_nothing_has_a_report(tmp_path: Path):
    html = rendered(tmp_path, documents=[])
    assert "没有应作的核对" in html
    assert "应作的核对都作出了" in html


def test_overall_targets_are_listed_with_their_tasks(tmp_path: Path):
    target = {"department_target_id": f"{ONE}-d01", "document_id": ONE, "fiscal_year": 2024, "unit_name": "某县图书馆", "page": 3}
    target |= {"total_yuan": Decimal("8200000.00"), "printed_unit": "万元", "printed_decimals": 2}
    task = {"task_id": f"{ONE}-d01-t01", "document_id": ONE, "fiscal_year": 2024, "department_target_id": f"{ONE}-d01"}
    html = rendered(
        tmp_path, documents=[document(ONE, "a.pdf")], department_targets=[target], department_tasks=[task | {"ordinal": 1}]
    )
    row = text_of(html, "//h2[@id='overall']/following::tbody[1]/tr[1]")
    assert row == "2024 某县图书馆 8,200,000.00 — — — 1 0 a.pdf ，第 3 页"
    assert 'href="#overall"' in html


def test_quarantined_records_are_counted(tmp_path: Path):
    row = {
        "quarantine_id": f"{ONE}-q001",
        "document_id": ONE,
        "fiscal_year": 2024,
        "dataset": "projects",
        "record_id": f"{ONE}-p01",
    }
    html = rendered(tmp_path, documents=[document(ONE, "a.pdf")], quarantine=[row | {"check": "not_nullable", "record": "{}"}])
    assert "1 条记录不合数据规范" in html


@pytest.mark.parametrize(
    ("value", "measure", "sign", "printed"),
    [
        (Decimal("-0.200000"), "yuan", True, "−0.20 元"),
        (Decimal("170300.000000"), "yuan", True, "+170,300.00 元"),
        (Decimal("24.007140"), "percent", False, "24.00714%"),
        (Decimal("100.000000"), "points", False, "100 分"),
        (Decimal("14.000000"), "count", False, "14"),
        (Decimal(0), "count", True, "0"),
        (None, "yuan", False, "—"),
    ],
)
def test_figures_are_printed_in_their_measure(value, measure, sign, printed):
    assert measured(value, measure, sign) == printed


def test_money_is_never_rounded_away():
    assert yuan(Decimal("-1234.50")) == "−1,234.50"
    assert shortened("长" * 400) == "长" * 300 + "……"
    assert shortened(None) == ""
