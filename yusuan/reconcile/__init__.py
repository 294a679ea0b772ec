"""Do the figures agree? The ledger of checks, its rules, and the findings that follow.

`within_document`, `within_department` and `within_corpus` run the rules that are due; a rule is a decorated function in a file
of `rules/`, the page `docs/rules.md` is made by `python -m yusuan.reconcile.catalogue`. Nothing is read or corrected in here.
"""

from yusuan.reconcile.facts import Facts
from yusuan.reconcile.grading import GRADES
from yusuan.reconcile.ledger import Outcome, within_corpus, within_department, within_document
from yusuan.reconcile.registry import rules

__all__ = ["Facts", "Outcome", "within_corpus", "within_department", "within_document"]

if GRADES:
    rules()  # a grade of a rule that does not exist ends a run before it begins, instead of failing every document
