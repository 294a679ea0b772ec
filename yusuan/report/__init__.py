"""The reconciliation report: one static page of a release, for people; it opens from the disk and loads nothing.

Not in here: what a rule means (`docs/rules.md`), all of the rows (the datasets hold
them, and a list that is cut says so).
"""

from functools import cache
from pathlib import Path

import jinja2

from yusuan.report.page import read_page
from yusuan.report.words import FILTERS, NAMES

_TEMPLATES = Path(__file__).parent / "templates"


def render(release: Path, release_id: str) -> str:
    """The page of the release whose Parquet files lie in `release`; the same files give the same page."""
    return _environment().get_template("index.html.j2").render(page=read_page(release), release_id=release_id, names=NAMES)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment
