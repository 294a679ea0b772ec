"""Code points as pdfium gives them -> as printed, and which of them are white space.

Not in here: which characters a page shows (`pdf_page.py`), how radicals map to characters (`radicals.py`).
"""

import numpy as np

from yusuan.readers.radicals import RADICALS

UNMAPPED = 0xFFFD  # what stands for a character that its font does not name

_HYPHENS = (0x2, 0xFFFE, 0xAD)  # what pdfium gives for a hyphen at the end of a line, and the soft one
_WHITE = np.zeros(2**16, dtype=bool)
_WHITE[[*range(1, 0x21), 0x7F, 0xA0, 0x3000, *range(0x2000, 0x2010), 0xFEFF]] = True
_PRINTED = np.arange(2**16, dtype=np.uint32)
_PRINTED[list(_HYPHENS)] = ord("-")
_WHITE[list(_HYPHENS)] = False
_UNNAMED = [0, 1, *range(3, 9), *range(0xE, 0x20), 0xFFFF]  # a glyph's number in its font, where a character should be
_PRINTED[_UNNAMED] = UNMAPPED
_WHITE[_UNNAMED] = False
for _radical, _character in RADICALS.items():
    _PRINTED[ord(_radical)] = ord(_character)


# Letters that no text of ours is printed with. What pdfium takes a glyph's number for where its font names no character; a few of
# them may be a name's.
_FOREIGN = np.zeros(2**16, dtype=bool)
_FOREIGN[[*range(0xC0, 0xD7), *range(0xD8, 0xF7), *range(0xF8, 0x180)]] = True
FEWEST_FOREIGN = 4


def unnamed(codes: np.ndarray) -> int:
    """How many of a page's printed characters (n,) their fonts do not name: marked so, or read as letters not to be meant."""
    foreign = np.count_nonzero(_FOREIGN[np.minimum(codes, 2**16 - 1)])
    return np.count_nonzero(codes == UNMAPPED) + (foreign if foreign >= FEWEST_FOREIGN else 0)


def printed(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Code points (n,) as they are printed, and which are white space."""
    if codes.max(initial=0) < 2**16:
        return _PRINTED[codes], _WHITE[codes]
    low = codes < 2**16  # beyond the basic plane nothing is white or to be mended
    mended, white = codes.copy(), np.zeros(len(codes), dtype=bool)
    mended[low], white[low] = _PRINTED[codes[low]], _WHITE[codes[low]]
    return mended, white
