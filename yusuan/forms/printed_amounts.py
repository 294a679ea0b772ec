"""An amount with the unit that counts for it: the one printed behind it (22.41万元), else the one its table declares.

Only for cells of forms; amounts in sentences are `sentence_reader.py`.
"""

import re

from yusuan import values
from yusuan.values import Amount, comparable

_WITH_UNIT = re.compile(r"^(?P<number>.*\d\)?)(?P<unit>亿元|万元|元)$")


def amount_and_unit(text: str, declared: str | None) -> tuple[Amount, str] | None:
    """The amount and its unit; None for a blank and where no unit is known. Raises values.Unreadable."""
    match = _WITH_UNIT.match(comparable(text))
    unit = match["unit"] if match else declared
    if unit is None:
        return None
    amount = values.amount(match["number"] if match else text)
    if amount is None:
        return None
    amount.yuan(unit)
    return amount, unit
