"""Typing errors against near-identical wording in the document or the corpus: 补助 printed as 不住 (N1). No data are changed."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import WORDS
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.registry import Due, rule
from yusuan.values import comparable

_TEXTS = (
    ("projects", ("project_name", "purpose")),
    ("project_goals", ("goal",)),
    ("indicators", WORDS),
    ("evaluation_indicators", ("level3", "target_text", "actual_text")),
    ("listed_projects", ("name",)),
)
_LEFT, _MIDDLE, _RIGHT = 4, 2, 2
_SPAN = _LEFT + _MIDDLE + _RIGHT
# The 3,755 characters of GB 2312's first level stand in the order of their pronunciation, some ten to a syllable.
_SAME_SOUND = 24
_FIRST_LEVEL = range(0xB0, 0xD8)


@rule(
    "N1.homophone",
    title="疑为同音错字",
    title_en="Probably a homophone typed by mistake",
    severity="info",
    source="同一文件中前后文相同、读音相近而用字不同的两种写法",
    due=Due("载有项目", lambda facts: bool(facts["projects"])),
    not_applicable="读音不相近的不同用词",
    example="名称“……制度改革不住经费”，目标“……制度改革补助经费”",
    ledger=False,
)
def homophones(facts: Facts) -> Iterator[Mark]:
    texts = facts.once(distinct_texts)
    first: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for window in facts.once(windows):
        frame = window[:_LEFT] + window[-_RIGHT:]
        if (one := first.setdefault(frame, window)) is not window:
            several.setdefault(frame, [one]).append(window)
    said = set()
    for found in (several[frame] for frame in first if frame in several):
        middles = [window[_LEFT:-_RIGHT] for window in found]
        if not _any_near(middle[0] for middle in middles):
            continue
        left, right = found[0][:_LEFT], found[0][-_RIGHT:]
        usual, *others = sorted(middles, key=lambda middle: -_times(middle, texts))
        for odd in others:
            place = place_of(left + odd + right, texts)
            slip = "".join(a for a, b in zip(odd, usual, strict=True) if a != b)
            if usual[0] != odd[0] and _sound_alike(usual, odd) and (place.record_id, slip) not in said:
                said.add((place.record_id, slip))
                yield Mark(
                    f"“{left}{odd}{right}”与别处的“{left}{usual}{right}”只差同音字，“{odd}”疑为“{usual}”之误。",
                    f"“{odd}” stands where another place has the homophone “{usual}”: probably a typing error.", place,
                )  # fmt: skip


class Spot(NamedTuple):
    """Where a text stands; few texts are ever spoken of, so a place is made when one is."""

    dataset: str
    row: Row
    column: str

    def place(self) -> Place:
        return Place.of(self.dataset, self.row, self.column)


def texts_of(facts: Facts) -> Iterator[tuple[str, Spot]]:
    for dataset, columns in _TEXTS:
        for row in facts[dataset]:
            for column in columns:
                if row.get(column):
                    yield comparable(row[column]), Spot(dataset, row, column)


def distinct_texts(facts: Facts) -> dict[str, tuple[Spot, int]]:
    """Each text once, where it stands first and how often it occurs: indicators repeat each other word for word."""
    found: dict[str, tuple[Spot, int]] = {}
    for text, spot in texts_of(facts):
        first, times = found.get(text, (spot, 0))
        found[text] = first, times + 1
    return found


def windows(facts: Facts) -> dict[str, int]:
    """Each eight characters on end of the texts, in their order, with how many texts hold them."""
    found: dict[str, int] = {}
    for text, (_, times) in facts.once(distinct_texts).items():
        for window in dict.fromkeys([text[i : i + _SPAN] for i in range(len(text) - _SPAN + 1)]):
            found[window] = found.get(window, 0) + times
    return found


def place_of(words: str, texts: Mapping[str, tuple[Spot, int]]) -> Place:
    """The place of the first of the texts that holds these words. Raises StopIteration where none does."""
    return next(spot.place() for text, (spot, _) in texts.items() if words in text)


def _times(word: str, texts: Mapping[str, tuple[Spot, int]]) -> int:
    """How often a word of two characters stands in the texts; in 的的的 twice."""
    twice = word[0] == word[1]
    return sum(
        times * (sum(text.startswith(word, i) for i in range(len(text))) if twice else text.count(word))
        for text, (_, times) in texts.items()
    )


def _any_near(characters: Iterable[str]) -> bool:
    """Whether two different ones of the characters are near in the order of pronunciation."""
    places = sorted(place for character in characters if (place := position(character)) is not None)
    return any(0 < other - one <= _SAME_SOUND for one, other in pairwise(places))


def _sound_alike(one: str, other: str) -> bool:
    """Whether two words differ and each pair of characters is the same or near in the order of pronunciation."""
    positions = [(position(a), position(b)) for a, b in zip(one, other, strict=True) if a != b]
    return bool(positions) and all(a is not None and b is not None and abs(a - b) <= _SAME_SOUND for a, b in positions)


@lru_cache(maxsize=2**13)
def position(character: str) -> int | None:
    """The place of a character in GB 2312's first level; None for others."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return None
    return (code[0] - 0xB0) * 94 + code[1] - 0xA1 if len(code) == 2 and code[0] in _FIRST_LEVEL else None


# A phrase without marks and numbers; shorter ones have too many neighbours, longer ones are two phrases.
_PHRASE = re.compile(r"[一-鿿]{8,30}")
_CROWD = 100


@rule(
    "N1.corpus",
    title="疑为同音错字（与其他文件相比）",
    title_en="Probably a homophone typed by mistake, told by other documents",
    severity="info",
    source="其他文件中只差一二个同音字的同一用语",
    due=Due("有两个以上文件", lambda documents: len(documents) > 1),
    not_applicable="两种写法都出现两次以上；读音不相近的用词",
    example="一处“养老保险制度改革不住经费”，其他文件两处“养老保险制度改革补助经费”",
    corpus=True,
    ledger=False,
)
def homophones_across_documents(documents: Sequence[Facts]) -> Iterator[Mark]:
    counts: Counter[str] = Counter()
    places: dict[str, tuple[Facts, Spot]] = {}
    for facts in documents:
        for text, spot in texts_of(facts):
            for phrase in set(_PHRASE.findall(text)):
                counts[phrase] += 1
                places.setdefault(phrase, (facts, spot))
    said = set()
    for odd, usual in _neighbours(counts):
        (facts, spot), (other, _) = places[odd], places[usual]
        place = spot.place()
        if facts is not other and (place.record_id, odd) not in said:
            said.add((place.record_id, odd))
            yield Mark(
                f"“{odd}”与《{other.document.get('title')}》等处的“{usual}”只差同音字，疑有错字。",
                f"“{odd}” stands where other documents have “{usual}”: probably a typing error.", place,
            )  # fmt: skip


def _neighbours(counts: Counter[str]) -> Iterator[tuple[str, str]]:
    """Phrases that occur once with the one that occurs more often and differs by one or two homophones on end."""
    buckets: dict[tuple[int, bool, str], list[str]] = defaultdict(list)
    for phrase in counts:
        middle = len(phrase) // 2
        buckets[len(phrase), True, phrase[: middle - 1]].append(phrase)
        buckets[len(phrase), False, phrase[middle + 1 :]].append(phrase)
    for bucket in buckets.values():
        if 1 < len(bucket) <= _CROWD:
            usual = [phrase for phrase in bucket if counts[phrase] > 1]
            yield from ((odd, word) for odd in bucket if counts[odd] == 1 for word in usual if _one_slip(odd, word))


def _one_slip(odd: str, usual: str) -> bool:
    places = [i for i, (a, b) in enumerate(zip(odd, usual, strict=True)) if a != b]
    if not places or places[-1] - places[0] > 1:
        return False
    return _sound_alike(odd[places[0] : places[-1] + 1], usual[places[0] : places[-1] + 1])
