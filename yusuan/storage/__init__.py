"""Object storage: raw files, artifacts and releases below a URL instead of in a folder.

`bucket.py` objects below a URL; `claims.py` one run at a time; `raw.py`, `artifacts.py`, `output.py` what may lie there. The
stages load this room by name at run time, so that no code version depends on it: where bytes lie does not change what is made of
them. Why it is as it is: docs/decisions/2026-11-22-object-storage.md.
"""
