"""The stages of a document, one file each: read an artifact, do the work, write an artifact.

Each file is the root of what its stage depends on: an edit of it, or of anything that it imports, reruns that stage. So nothing
is in here but what all of them need; what has to run, and with which keys, is `pipeline.py`.
"""

import msgspec

from yusuan.raw_file import RawFile

GROUP_FACTS = ("form", "fiscal_year", "region_code", "region_name", "department_code", "department_name")


class Job(msgspec.Struct, frozen=True):
    """One document in one stage: its raw file, the key of the artifact to read and of the artifact to write."""

    store: str
    file: RawFile
    stage: str
    key: str
    input_key: str | None = None


def is_passed_by(stage: str, file: RawFile) -> bool:
    """Whether a document has nothing to do in a stage: its result is that of the stage before."""
    return stage == "correct" and not file.corrections
