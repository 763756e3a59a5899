"""Names are found from any keyboard: ø as o or oe, å as a or aa, æ as ae, ß as ss, é as e, and the other way round."""

import unicodedata
from collections.abc import Iterable, Iterator

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
}
"""What may stand in the search table for letters that were typed: it keeps no accents, but letters of their own."""

_BEGUN = {"a": ("æ",), "o": ("œ",), "s": ("ß",), "t": ("þ",)}
"""The same for the last letter, which may be the first of two."""

MOST = 64
"""Spellings of one word that are tried."""


def _ways(letter: str) -> tuple[str, ...]:
    """How a small letter is written on a plain keyboard; other scripts as they are."""
    base = unicodedata.normalize("NFD", letter)[:1]
    return _SPELT.get(letter) or (base if base.isascii() else letter.casefold(),)


def _small(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())


def words(text: str) -> list[str]:
    """The words of a text in small letters, without signs."""
    return "".join(c if c.isalnum() else " " for c in _small(text)).split()


def spellings(word: str) -> set[str]:
    """All ways to write a word in small letters on a plain keyboard; of a very long one the first."""
    spelt = {""}
    for letter in word:
        ways = _ways(letter)
        spelt = {begun + way for begun in spelt for way in (ways if len(spelt) < MOST else ways[:1])}
    return spelt


def begins(wanted: str, text: str) -> bool:
    """Whether each wanted word is, in some spelling, the beginning of a word of the text."""
    there = tuple(way for word in words(text) for way in spellings(word))
    return all(any(way.startswith(tuple(spellings(word))) for way in there) for word in words(wanted))


def plain(text: str) -> str:
    """A text of any length in small letters of a plain keyboard, the short way, its signs with it."""
    return "".join(_ways(letter)[0] for letter in _small(text))


def _whole(text: str) -> set[str]:
    """The short way and the long way."""
    return {plain(text), "".join(_ways(letter)[-1] for letter in _small(text))}


def inside(wanted: str, text: str) -> bool:
    """Whether a text stands in another, however either is spelt."""
    return any(way in there for there in _whole(text) for way in _whole(wanted))


def alike(one: str, other: str) -> bool:
    """Whether two names are one but for their spelling."""
    return bool(_whole(one) & _whole(other))


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
