"""Numbers in words up to ten, as official texts announce and number their points (三项工作：一是…二是…)."""

DIGITS = "一二三四五六七八九十"


def number(words: str) -> int:
    """两 -> 2, 十 -> 10, 12 -> 12. Raises ValueError for other words."""
    return int(words) if words.isdigit() else DIGITS.index("二" if words == "两" else words) + 1
