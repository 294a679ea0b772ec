"""One file a family of forms: what a document of that family looks like and which records it holds.

A form is a module of this package with two functions, found by their presence:

- `recognise(document) -> frozenset[int]`: the indices of the blocks (`document.blocks`) that the form reads, empty if the
  document holds none of its kind. Decided by headings and structure, never by whose document it is.
- `parse(document, blocks, records) -> None`: adds the records of these blocks, with lineage, and findings for what it could
  not recover.

The document given to them has its tables joined over page breaks. Each form reads what it recognises, so a document that holds
several forms (a narrative, statements and target tables) yields the records of all. A form that looks up what others have
recorded says so by an `ORDER` above 50, the others' place.
"""

import pkgutil
from importlib import import_module
from types import ModuleType

from yusuan.document import Document, Table, page_place
from yusuan.forms.cover import describe
from yusuan.records import Records
from yusuan.tables.join import join_tables
from yusuan.values import comparable, tidy


def _discover() -> tuple[ModuleType, ...]:
    modules = (import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    forms = [module for module in modules if hasattr(module, "recognise") and hasattr(module, "parse")]
    return tuple(sorted(forms, key=lambda form: getattr(form, "ORDER", 50)))


FORMS = _discover()
_WITH_INDICATORS = {"target_table", "self_evaluation", "performance_text"}


def parse(document: Document) -> Records:
    """All records of a document. A table that no form recognised becomes a finding, never silence."""
    joined = join_tables(document)
    records = Records(document.document_id)
    for note in joined.notes:
        records.find(note.rule, note.severity, note.message, note.message_en, page=note.page)
    recognised = {form: form.recognise(joined) for form in FORMS}
    describe(joined, {form.__name__.rpartition(".")[2] for form, blocks in recognised.items() if blocks}, records)
    for form, blocks in recognised.items():
        if blocks:
            form.parse(joined, blocks, records)
    _report_unread(joined, frozenset().union(*recognised.values()), records)
    _report_without_indicators(joined, records)
    return records


def _report_unread(document: Document, read: frozenset[int], records: Records) -> None:
    """A finding for each table that no form has read: its cells are kept, no record came of them."""
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table) or index in read or block.hidden:
            continue
        words = [tidy(cell.text) for cell in block.cells if cell.text.strip()][:6]
        if words:
            records.find(
                "extraction.unread_table", "info",
                f"{page_place(block.page)}第{block.index}个表格不是已知的表式，只保留了单元格：{'、'.join(words)}……",
                f"Table {block.index} is of no known form; its cells are kept, no record came of them",
                page=block.page,
            )  # fmt: skip


def _report_without_indicators(document: Document, records: Records) -> None:
    """A finding where the title promises indicators, or their headings stand in the text, and none was read: a table without
    lines, or an empty one."""
    found = records.rows.get
    read = any(found(dataset) for dataset in ("indicators", "evaluation_indicators", "department_targets"))
    if read or any("lost" in row["rule"] for row in found("findings", ())):
        return
    lines = [(comparable(line.text), line.page) for line in document.paragraphs() if "。" not in line.text]
    headings = [next(((text, page) for text, page in lines if word in text), None) for word in ("一级指标", "二级指标", "指标值")]
    if all(headings) or (lines and records.document.get("form") in _WITH_INDICATORS):
        text, page = headings[0] or (None, None)
        records.find(
            "extraction.no_indicators_read", "warning",
            f"{page_place(page)}应有绩效指标，但一条也没有读到：表格没有边框线、列的位置不明，或者是空表",
            "Indicators are due and none was read: a table without lines, whose columns are uncertain, or an empty one",
            value=text, page=page,
        )  # fmt: skip
