"""What a page's own styles say of its elements, as far as reading needs it: what is hidden, what stands side by side.

Only `style` attributes and simple rules for classes; rules for other media than the screen (`@media`) do not count.
"""

import re

from lxml import etree

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_FLEX = re.compile(r"\.([\w-]+)\s*\{[^{}]*display\s*:\s*(?:inline-)?flex", re.I)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_CONDITIONAL = re.compile(r"@[\w-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\w*\.([\w-]+)")


class Styles:
    """The styles of one page."""

    def __init__(self, root: etree._Element):
        sheets = [_COMMENT.sub(" ", style.text or "") for style in root.iter("style")]
        self._flex = frozenset(name for sheet in sheets for name in _FLEX.findall(sheet))
        self._hidden = frozenset(name for sheet in sheets for name in _hiding(sheet))

    def hides(self, element: etree._Element) -> bool:
        """Whether the element itself is not shown."""
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
            return True
        return bool(self._hidden) and not self._hidden.isdisjoint((element.get("class") or "").split())

    def flexes(self, element: etree._Element) -> bool:
        """Whether the element's children stand side by side as boxes of their own, so that their texts are no one word."""
        style = element.get("style") or ""
        return "flex" in style.lower() or not self._flex.isdisjoint((element.get("class") or "").split())


def _hiding(sheet: str) -> set[str]:
    """The classes that a rule for nothing but a class hides, and no later rule for them shows again."""
    hidden: set[str] = set()
    for selectors, declarations in _RULE.findall(_CONDITIONAL.sub(" ", sheet)):
        found = {match[1] for selector in selectors.split(",") if (match := _CLASS.fullmatch(selector.strip()))}
        if _HIDDEN.search(declarations):
            hidden |= found
        elif re.search(r"display\s*:|visibility\s*:", declarations, re.I):
            hidden -= found
    return hidden
