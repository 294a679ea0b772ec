"""Characters of the fonts Symbol and Wingdings, which office documents keep as positions in the font instead of as characters.

Only what tables and targets are written with; decorations (arrows, pointing hands) have no text.
"""

import re
from collections.abc import Callable

_PRIVATE = re.compile("[\uf020-\uf0ff]")
_SYMBOL = {
    "B3": "≥",
    "A3": "≤",
    "B1": "±",
    "B4": "×",
    "B8": "÷",
    "B9": "≠",
    "BB": "≈",
    "B0": "°",
    "2D": "-",
    "B7": "·",
    "A5": "∞",
}
_FONTS = {
    "symbol": _SYMBOL,
    "wingdings": {"FE": "☑", "FD": "☒", "78": "☒", "A8": "□", "6F": "□", "71": "□", "FC": "✓", "FB": "✗"},
    "wingdings 2": {"52": "☑", "54": "☒", "53": "☒", "A3": "□", "50": "✓", "4F": "✗", "2A": "□", "30": "□"},
}


def character(font: str | None, position: str) -> str:
    """The character at a position ("F0B3") of a font; "\ufffd" for an unknown one of Symbol, which may be an operator."""
    name = (font or "").lower()
    known, place = _FONTS.get(name, {}), position.upper()[-2:]
    if place in known:
        return known[place]
    if name != "symbol":
        return ""
    try:
        plain = chr(int(place, 16))
    except ValueError:
        return ""
    return plain if plain.isascii() and plain.isprintable() and not plain.isalpha() else "\ufffd"


def text(font: Callable[[], str | None], written: str) -> str:
    """Text in which positions of a symbol font stand as private characters (U+F020 to U+F0FF)."""
    if not _PRIVATE.search(written):
        return written
    name = (font() or "symbol").lower()
    if name not in _FONTS:
        return written
    return _PRIVATE.sub(lambda found: character(name, f"{ord(found[0]):04X}"), written)
