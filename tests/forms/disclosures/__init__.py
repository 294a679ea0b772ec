"""Whole disclosures of invented departments in the layouts of many provinces, each with what it prints (machine-made truth).

Names and figures come from a seed and add up; nothing is copied from a real document. `figures.py` the money, `sheet.py` a
table with its truth, `budgets*.py` and `accounts.py` the layouts, `media.py` the files.
"""
