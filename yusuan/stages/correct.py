"""`correct`: what people corrected takes the place of what was read. Documents without corrections pass it by."""

from yusuan import corrections
from yusuan.artifacts import Meta, Store
from yusuan.stages import GROUP_FACTS, Job
from yusuan.typed import decode_tables, encode_tables


def run(store: Store, job: Job) -> Meta:
    """Raises Damaged for a correction that matches nothing any more."""
    tables = corrections.apply(decode_tables(store.payload("parse", str(job.input_key))), job.file)
    (document,) = tables["documents"].to_pylist()
    facts = {name: document.get(name) for name in GROUP_FACTS}
    counts = {name: table.num_rows for name, table in tables.items()}
    return store.write("correct", job.key, encode_tables(tables), counts=counts, facts=facts)
