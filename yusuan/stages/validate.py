"""`validate`: records that keep to their schema go on, the rest goes whole into quarantine."""

from yusuan.artifacts import Meta, Store, open_store
from yusuan.stages import Job, is_passed_by
from yusuan.typed import decode_tables, encode_tables
from yusuan.validate import validate


def run_batch(jobs: list[Job]) -> list[Meta]:
    """A batch of documents at once: pandera costs by call, not by row. The result of a document does not depend on its batch."""
    tables = {job.file.document_id: decode_tables(_store(job).payload(_made_by(job), str(job.input_key))) for job in jobs}
    validated = validate(tables)
    metas = []
    for job in jobs:
        result, made = validated[job.file.document_id], _store(job).meta(_made_by(job), str(job.input_key))
        facts = made.facts if made else {}
        payload = encode_tables(result.tables)
        metas.append(_store(job).write("validate", job.key, payload, counts=result.counts, facts=facts))
    return metas


def _store(job: Job) -> Store:
    return open_store(job.store)


def _made_by(job: Job) -> str:
    """The stage that made the records to be validated."""
    return "parse" if is_passed_by("correct", job.file) else "correct"
