"""A document and its copy in another medium both count in sums: the pair is named, nothing else is."""

from decimal import Decimal as D

from tests.reconcile.rows import facts, findings, project
from yusuan.reconcile import Facts, within_department


def _document(document_id: str, *amounts: int, form: str = "target_table") -> Facts:
    document = facts(form, projects=[project(number, D(amount)) for number, amount in enumerate(amounts, start=1)])
    document.document.update(document_id=document_id, department_name="某局", title="项目绩效目标表")
    return document


ONE, TWO, THREE = "a" * 16, "b" * 16, "c" * 16


def test_a_copy_in_another_medium_is_named():
    outcome = within_department([_document(TWO, 10, 20, 30), _document(ONE, 10, 20, 30), _document(THREE, 10, 20, 31)])
    (found,) = findings(outcome, "K2.copy")
    assert (found["dataset"], found["record_id"], found["severity"]) == ("documents", TWO, "warning")
    assert ONE in found["message"] and TWO in found["message"] and "重复计入" in found["message"]
    assert ONE in found["message_en"] and TWO in found["message_en"]


def test_few_amounts_other_forms_and_other_counts_are_no_copies():
    for one, two in (
        (_document(ONE, 10, 20), _document(TWO, 10, 20)),
        (_document(ONE, 10, 20, 30), _document(TWO, 10, 20, 30, form="performance_text")),
        (_document(ONE, 10, 20, 30), _document(TWO, 10, 20, 30, 30)),
        (_document(ONE, 0, 0, 0), _document(TWO, 0, 0, 0)),
    ):
        assert findings(within_department([one, two]), "K2.copy") == []
