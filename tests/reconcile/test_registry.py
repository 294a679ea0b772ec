"""The catalogue is complete and current, and what is due leaves a row."""

from yusuan.reconcile import catalogue
from yusuan.reconcile.registry import rules


def test_the_page_of_rules_is_current():
    assert catalogue.PAGE.read_text(encoding="utf-8") == catalogue.page(), "run: python -m yusuan.reconcile.catalogue"


def test_every_rule_says_what_an_auditor_asks_of_it():
    assert len({rule.id for rule in rules()}) == len(rules())
    for rule in rules():
        assert all((rule.title, rule.title_en, rule.source, rule.due.words, rule.not_applicable, rule.example)), rule.id
