"""An output, where releases, artifacts and journals lie, as runs and readers need it: a folder, or a URL on object storage.

A run works on a desk, a folder laid out like an output: the output itself, or for a URL one that is brought and put back
(`storage/output.py`).
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from yusuan import journal, retention
from yusuan.address import is_url
from yusuan.occupancy import Standing, holder, occupy, standing


class Output:
    """An output that is a folder of this machine. `address` is what people call it."""

    def __init__(self, address: str):
        self.address = address
        self.folder = Path(address)

    # what runs need

    def desk(self, run_id: str) -> Path:
        """Where the desk of a run is, whether or not it is there yet."""
        return self.folder.resolve()

    @contextmanager
    def at_desk(self, run_id: str) -> Iterator[Path]:
        """The desk for the time of a run, with the current release and the journal of the last run."""
        yield self.desk(run_id)

    def occupy(self, desk: Path, run_id: str) -> AbstractContextManager[None]:
        """Have the output alone. Raises Occupied."""
        return occupy(desk, run_id)

    def artifacts(self) -> str:
        """The address of the artifacts, the same on all machines."""
        return str(self.folder.resolve() / ".yusuan" / "artifacts")

    def unpacked(self) -> Path:
        """Where zips are opened."""
        return self.folder.resolve() / ".yusuan" / "unpacked"

    def keep(self, desk: Path) -> None:
        """Have the journal where others see it."""

    def settle(self, desk: Path, release: dict[str, Any]) -> dict[str, Any]:
        """Have a release that was published on the desk where readers see it; what is to be told of it."""
        return release

    # what readers need

    def standing(self, run: journal.Run) -> Standing:
        """Whether a run is at work."""
        try:
            return standing(run, holder(self.folder))
        except OSError:
            return Standing("unknown" if run.finished is None else "finished")

    def load(self, run_id: str | None = None) -> journal.Run | None:
        return journal.load(self.folder, run_id)

    def current(self) -> Path | None:
        """The folder of the release that readers see; None if there is none."""
        link = self.folder / "current"
        return link.resolve() if (link / "datapackage.json").is_file() else None

    def current_address(self) -> str | None:
        """Where people find the release that readers see."""
        release = self.current()
        return None if release is None else str(release)

    def shown(self, release: Path) -> str:
        """Where people find a release."""
        return str(release)

    def find(self, name: str) -> Path:
        """The folder of a release. Raises LookupError as `retention.find` does."""
        return retention.find(self.folder, name)

    def previous(self) -> Path | None:
        return retention.previous(self.folder)

    def published(self) -> list[retention.Published]:
        return retention.published(self.folder)

    def prune(self, keep: int) -> list[retention.Published]:
        """As `retention.prune`, with its exceptions."""
        return retention.prune(self.folder, keep)


def output(address: str) -> Output:
    """The output at an address. Raises StorageError (an OSError), in words for people, if object storage cannot be used."""
    if not is_url(address):
        return Output(address)
    from yusuan.storage.output import ObjectOutput  # what is on folders needs nothing of it

    return ObjectOutput(address)
