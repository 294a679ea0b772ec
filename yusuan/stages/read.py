"""`read`: a raw file becomes a `Document`."""

from yusuan import document as documents
from yusuan.artifacts import Meta, Store
from yusuan.readers import read
from yusuan.stages import Job


def run(store: Store, job: Job) -> Meta:
    """Raises Rejected and Damaged as the readers do."""
    document = read(job.file.on_this_machine(), str(job.file.sha256), str(job.file.media_type))
    counts = {"tables": sum(1 for _ in document.tables()), "paragraphs": sum(1 for _ in document.paragraphs())}
    return store.write("read", job.key, documents.encode(document), counts=counts, facts={"pages": document.page_count})
