"""Prefect's settings for a run that nobody configured: quiet, without the network, with its state under the working directory.

Prefect's own log would print tracebacks; what failed and why is in our journal. Must be applied before Prefect is imported.
Whatever is set in the environment already stands: with `PREFECT_API_URL` the same flow runs against that server, which then
gets the log of the run.
"""

import os
from pathlib import Path


def apply(home: Path | None = None) -> None:
    defaults = {
        "PREFECT_HOME": str((home or Path.cwd() / ".prefect").resolve()),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "INFO" if os.environ.get("PREFECT_API_URL") else "CRITICAL",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
