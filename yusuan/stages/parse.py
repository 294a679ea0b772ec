"""`parse`: a `Document` becomes records with lineage, as typed tables."""

from yusuan import document as documents
from yusuan import forms
from yusuan.artifacts import Meta, Store
from yusuan.document import Rejected
from yusuan.stages import GROUP_FACTS, Job
from yusuan.typed import encode_tables
from yusuan.validate import tables_of


def run(store: Store, job: Job) -> Meta:
    """Raises Rejected for a document in which no form is known and no table was found."""
    document = documents.decode(store.payload("read", str(job.input_key)))
    records = forms.parse(document)
    if not set(records.rows) - {"findings", "lineage"} and not any(document.tables()):
        seen = "；".join(note.message for note in document.notes)
        raise Rejected(f"没有认出任何已知的文种或表格{f'：{seen}' if seen else '，也没有可提取的表格'}")
    tables = tables_of(records, document)
    facts = {name: records.document.get(name) for name in GROUP_FACTS}
    counts = {name: table.num_rows for name, table in tables.items()}
    return store.write("parse", job.key, encode_tables(tables), counts=counts, facts=facts)
