"""Names of departments in the form in which they are compared: official short forms are the same as the full names.

Only abbreviations that the field itself defines (省委 for 中国共产党…省委员会, 人大 for 人民代表大会); no likeness of words.
"""

import re

from yusuan.values import comparable

_SHORT = (
    (re.compile("^中国共产党|^中共"), ""),
    (re.compile("人民代表大会"), "人大"),
    (re.compile("人民政治协商会议"), "政协"),
    (re.compile("常务委员会"), "常委会"),
    (re.compile("委员会(?!会)"), "委"),
    (re.compile("(?<=[省市县区州旗])人民政府(?=.)"), ""),
)


def department_key(name: str | None) -> str | None:
    """The form in which two documents name the same department; None for a blank. Never published."""
    text = comparable(name)
    for long, short in _SHORT:
        text = long.sub(short, text)
    return text or None
