"""What a worker process has imported before its first document. Where the system can fork, this is loaded once, in the process
that workers are forked from (`workers.py`), while Prefect's server starts; loading it in each would take seconds.

Nothing but imports: a module that cannot be imported fails where a stage needs it, with its reason.
"""

import signal
from contextlib import suppress
from importlib import import_module

signal.signal(signal.SIGINT, signal.SIG_IGN)  # interrupting a run is the run's own matter

_STAGES = ("read", "parse", "correct", "validate", "reconcile")
# `cli` too: Python loads the program that was started in every process that it starts
for _name in (*(f"stages.{_stage}" for _stage in _STAGES), "publication", "release", "change_notes", "cli"):
    with suppress(Exception):
        import_module(f"yusuan.{_name}")

with suppress(Exception):
    from yusuan.readers import READERS

    for _name in set(READERS.values()):
        import_module(_name)

with suppress(Exception):
    from yusuan.reconcile.registry import rules

    rules()
