"""Names are found from any keyboard: ø as o or oe, å as a or aa, æ as ae, ß as ss, é as e, and the other way round."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_SPELT = {
    "ø": ("o", "oe"),
    "ö": ("o", "oe"),
    "å": ("a", "aa"),
    "ä": ("a", "ae"),
    "ü": ("u", "ue"),
    "æ": ("ae",),
    "œ": ("oe",),
    "ß": ("ss",),
    "þ": ("th",),
    "ð": ("d",),
    "đ": ("d",),
    "ł": ("l",),
    "ı": ("i",),
    "ĳ": ("ij",),
}
"""Letters that keyboards lack, as people write them without: the short way first."""

_STORED = {
    "aa": ("a",),
    "ae": ("æ", "a"),
    "oe": ("ø", "œ", "o"),
    "ue": ("u",),
    "ss": ("ß",),
    "th": ("þ",),
    "o": ("ø",),
    "d": ("ð", "đ"),
    "l": ("ł",),
    "i": ("ı",),
    "ij": ("ĳ",),
    "fi": ("ﬁ",),
    "fl": ("ﬂ",),
    "ff": ("ﬀ",),
}
"""What may stand in the search table for letters that were typed: it keeps no accents, but letters of their own."""

_BEGUN = {"a": ("æ",), "o": ("œ",), "s": ("ß",), "t": ("þ",)}
"""The same for the last letter, which may be the first of two."""

_ALONE = re.compile("[\u0300-\u036f]")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ´`"), "'")

MOST = 64
"""Spellings of one word that are tried."""


_WORD = re.compile(r"[^\W_]+")


def _ways(letter: str) -> tuple[str, ...]:
    """How a small letter is written on a plain keyboard; other scripts as they are."""
    base = unicodedata.normalize("NFD", letter)[:1]
    return _SPELT.get(letter) or (base if base.isascii() else letter.casefold(),)


def _small(text: str) -> str:
    """Small letters; an accent that no letter takes goes, as the dot of a small İ, and ’ is an apostrophe."""
    return _ALONE.sub("", unicodedata.normalize("NFC", text.lower())).translate(_APOSTROPHES)


def words(text: str) -> list[str]:
    """The words of a text in small letters, without signs."""
    return _WORD.findall(_small(text))


# Names are compared by the thousand: the wanted word is the same each time, and those of names come again and again.
@lru_cache(maxsize=4096)
def spellings(word: str) -> frozenset[str]:
    """All ways to write a word in small letters on a plain keyboard; of a very long one the first."""
    if word.isascii():
        return frozenset((word,))
    spelt = {""}
    for letter in word:
        ways = _ways(letter)
        spelt = {begun + way for begun in spelt for way in (ways if len(spelt) < MOST else ways[:1])}
    return frozenset(spelt)


def begins(wanted: str, text: str) -> bool:
    """Whether each wanted word is, in some spelling, the beginning of a word of the text."""
    there = [way for word in words(text) for way in spellings(word)]
    beginnings = [tuple(spellings(word)) for word in words(wanted)]
    return all(any(way.startswith(begun) for way in there) for begun in beginnings)


def plain(text: str) -> str:
    """A text of any length in small letters of a plain keyboard, the short way, its signs with it."""
    return both(text)[0]


class _Plain(dict[int, str]):
    """A table for `str.translate` that learns how each letter is written when it comes for the first time."""

    def __init__(self, way: int) -> None:
        super().__init__()
        self._way = way

    def __missing__(self, code: int) -> str:
        self[code] = _ways(chr(code))[self._way]
        return self[code]


_SHORT, _LONG = _Plain(0), _Plain(-1)


def both(text: str) -> tuple[str, str]:
    """A text of any length in small letters of a plain keyboard: the short way and the long way."""
    if text.isascii():
        # A plain keyboard writes it as it is; most texts are so, and a search looks into thousands.
        small = text.lower().replace("`", "'")
        return small, small
    small = _small(text)
    return small.translate(_SHORT), small.translate(_LONG)


def inside(wanted: str, text: str) -> bool:
    """Whether a text stands in another, however either is spelt."""
    ways = both(wanted)
    return any(way in there for there in both(text) for way in ways)


def alike(one: str, other: str) -> bool:
    """Whether two names are one but for their spelling."""
    return not set(both(one)).isdisjoint(both(other))


def _steps(typed: str, at: int) -> Iterator[tuple[str, int]]:
    """What may be stored for the next letter or two, and how many letters that are."""
    for size in (1, 2):
        letters = typed[at : at + size]
        if len(letters) == size:
            stored = _STORED.get(letters, ())
            last = _BEGUN.get(letters, ()) if at + size == len(typed) else ()
            yield from ((way, size) for way in (letters, *stored, *last) if size == 1 or way != letters)


def _stored(typed: str) -> set[str]:
    """Beginnings of what the search table may have for a word; of a word with too many ways a shorter beginning."""
    open_, done = {("", 0)}, set[str]()
    while open_:
        grown = {(begun + way, at + size) for begun, at in open_ for way, size in _steps(typed, at)}
        if len(grown) + len(done) > MOST:
            return done | {begun for begun, _at in open_}
        done |= {begun for begun, at in grown if at == len(typed)}
        open_ = {(begun, at) for begun, at in grown if at < len(typed)}
    return done


def query(wanted: str) -> str:
    """An FTS5 query that finds at least all that `begins` says yes to; empty for a text without words."""
    return " AND ".join(f"({_either(word)})" for word in words(wanted))


def _either(word: str) -> str:
    beginnings: Iterable[str] = {stored for way in spellings(word) for stored in _stored(way)} | {word}
    return " OR ".join(f'"{beginning}"*' for beginning in sorted(beginnings) if beginning)
