"""Codes of the administration: project codes and their check character, regions, budget units, document numbers.

Only what follows from a code itself; whether two codes agree is `reconcile/`.
"""

import re
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PROJECT_CODE = re.compile(
    r"^(?P<region>\d{6})(?P<year>\d{2})(?P<kind>[A-Z])(?P<base>[0-9A-Z]{6})1(?P<serial>[0-9A-Z]{4})[0-9A-Z]$"
)
_WRAPPED_CODE = re.compile(r"^(?=(?:\s*\d){6}\s*[-—－])\s*\d{1,5}\s[\d\s]*\d")
_UNIT_LINE = re.compile(r"^\s*(?P<code>\d{6})\s*[-—－]?\s*(?P<name>[^\d\s].*?)\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """The parts of a 21-character county project code (项目编码): region, two-digit year, kind, base and serial."""

    region: str
    year: int
    kind: str
    base: str
    serial: str


def joined(code: str | None) -> str | None:
    """A code without the white space that line wraps put into it; None for a blank."""
    return re.sub(r"\s+", "", code or "") or None


def parse_project_code(code: str | None) -> ProjectCode | None:
    match = _PROJECT_CODE.match(code or "")
    return match and ProjectCode(match["region"], 2000 + int(match["year"]), match["kind"], match["base"], match["serial"])


def check_character(body: str) -> str | None:
    """The 21st character that belongs to the first 20: sum of 3^i * x_i plus it is 30 modulo 31.

    No published rule was found; the weights are those of GB 32100, the constant was derived from 40 printed codes, all of
    which it fits. None if a character is not of the alphabet (I, O, S, V and Z are not).
    """
    if len(body) != 20 or any(character not in ALPHABET for character in body):
        return None
    total = sum(pow(3, i, 31) * ALPHABET.index(character) for i, character in enumerate(body))
    return ALPHABET[(30 - total) % 31]


def check_project_code(code: str | None) -> str:
    """valid, invalid or not_applicable: the scheme is known to hold for Hebei (region 13) alone."""
    if not code or not code.startswith("13") or len(code) != 21:
        return "not_applicable"
    return "valid" if parse_project_code(code) and check_character(code[:20]) == code[20] else "invalid"


def unit_line(text: str | None) -> tuple[str, str] | None:
    """Code and name of a line that names a budget unit (323001 巨鹿县…本级, 307002-井研县…); None for any other line."""
    match = _UNIT_LINE.match(leading_code(text))
    return (match["code"], match["name"]) if match else None


def leading_code(text: str | None) -> str:
    """The text with the code that it begins with in one piece: narrow cells wrap it (42900 / 1-某县某局)."""
    return _WRAPPED_CODE.sub(lambda digits: "".join(digits[0].split()), text or "", count=1)
