"""What a worker process has imported before its first document. Where the system can fork, this is loaded once, in the process
that workers are forked from (`workers.py`), while Prefect's server starts; loading it in each would take seconds.

Nothing but imports: a module that cannot be imported fails where a stage needs it, with its reason.
"""

import signal
from contextlib import suppress
from importlib import import_module

signal.signal(signal.SIGINT, signal.SIG_IGN)  # interrupting a run is the run's own matter

for _name in ("stages.read", "stages.parse", "stages.correct", "stages.validate", "stages.reconcile", "publication", "release"):
    with suppress(Exception):
        import_module(f"yusuan.{_name}")

with suppress(Exception):
    from yusuan.readers import READERS

    for _name in set(READERS.values()):
        import_module(_name)

with suppress(Exception):
    from yusuan.reconcile.registry import rules

    rules()
