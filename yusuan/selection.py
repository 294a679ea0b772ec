"""Which documents a run works on, and which stages it runs again although their artifact is there."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from yusuan.journal import DOCUMENT_STAGES, STAGES, StageOutcome
from yusuan.raw_file import RawFile


@dataclass(frozen=True, slots=True)
class Selection:
    """`rerun` restricts a run to what failed last time, or to what `documents`, `stage` and `from_stage` name.

    Raises ValueError for a stage that there is not.
    """

    rerun: bool = False
    documents: tuple[str, ...] = ()
    stage: str | None = None
    from_stage: str | None = None

    def __post_init__(self) -> None:
        for name in (self.stage, self.from_stage):
            if name is not None and name not in STAGES:
                raise ValueError(f"没有名为“{name}”的阶段，可选：{', '.join(STAGES)}")

    def forces(self, stage: str) -> bool:
        """Whether a stage is named to run again."""
        return stage == self.stage or (self.from_stage is not None and STAGES.index(stage) >= STAGES.index(self.from_stage))

    def forced(self, file: RawFile, before: dict[str, StageOutcome]) -> frozenset[str] | None:
        """The stages of a document that must run again; None if this run leaves the document as the last run left it."""
        if not self.rerun:
            return frozenset()
        if not self.documents and self.stage is None and self.from_stage is None:
            failed = any(outcome.status == "failed" for outcome in before.values())
            return frozenset() if failed or not before else None
        if self.documents and not any(self._names(pattern, file) for pattern in self.documents):
            return None
        if self.stage is None and self.from_stage is None:
            return frozenset(DOCUMENT_STAGES)
        return frozenset(stage for stage in DOCUMENT_STAGES if self.forces(stage))

    def _names(self, pattern: str, file: RawFile) -> bool:
        return file.document_id.startswith(pattern) or fnmatchcase(file.source_path, pattern) or pattern in file.source_path

    def describe(self) -> dict[str, Any]:
        return {"rerun": self.rerun, "documents": list(self.documents), "stage": self.stage, "from_stage": self.from_stage}
