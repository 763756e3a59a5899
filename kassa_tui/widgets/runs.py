"""Telling scans that come through the keyboard from typing: keys closer together than the bound are one run.

A run never acts as keys where signs act: it is a scan (Enter or Tab comes in time), a code without an end, or text for
a field. Times are seconds of the reader's clock, which stands still while the reader does not wait for keys. The rules
and the figures behind them stand in docs/devices.md.
"""

import re
from itertools import pairwise
from typing import Generic, Literal, TypeVar

from msgspec import Struct

from kassa_tui.hw.scanner.label import ENDINGS, SEPARATORS, Stroke
from kassa_tui.text import GROUP

K = TypeVar("K")

Takes = Literal["acts", "entry", "amount", "text"]
"""What a screen does with signs: each acts; acts, but digits make a number; a number; a text."""

BOUND = 0.1
"""Seconds between two keys of a run, until the scanner's own speed has been measured."""

HASTY = 0.035
"""Seconds: no two keys of a person in a row are closer."""

PREFIXED = 1.2
"""Seconds that a code may pause in once its learned prefix has come."""

AMOUNT, TEXT = 5, 4
"""Signs that a hasty amount has at most, and that a text which nobody typed has at least."""

LONGEST = 500
"""Signs of a code; longer ones are not read whole. A key on which something lies is held for hours."""

ESCAPE = "\x1b"
"""Stands in no code. Where nothing ended the run, a person may have meant it: what came with it is not looked up."""

_ENTRY = r"[0-9.,]{1,3}|[0-9]{1,3}\*"
"""What a run may leave in the entry of a sale: three digits, or a quantity."""


class Press(Struct, Generic[K], frozen=True):
    """A key that somebody pressed."""

    key: K


class Drop(Struct, Generic[K], frozen=True):
    """A key that belongs to a scan and means nothing; said with the error sound."""

    key: K


class Undo(Struct, Generic[K], frozen=True):
    """Keys that were shown and are a scan's: what was made of them is taken back."""

    keys: tuple[K, ...]


class Code(Struct, frozen=True):
    """What was scanned, empty if it was not read whole; without an end unless `ended`."""

    code: str
    ended: bool


Outcome = Press[K] | Drop[K] | Undo[K] | Code


class _Sign(Struct, Generic[K]):
    key: K
    name: str
    text: str
    at: float
    shown: bool

    @property
    def stroke(self) -> Stroke:
        """What is told of it."""
        return Stroke(self.name, self.text, self.at)


def _sign(name: str, character: str | None, running: bool) -> str | None:
    """What a key gives to a code: a character, the separator, or nothing; None for a key that is no sign."""
    if name in SEPARATORS and (running or name != "f8"):
        # F8 alone is a person's.
        return GROUP
    if character and character.isprintable() and not name.startswith("ctrl+"):
        return character
    if name == "escape":
        return ESCAPE
    if re.fullmatch(r"ctrl\+.|ctrl\+[a-z_]{6,}", name):
        return ""
    return name[4:] if re.fullmatch(r"alt\+.", name) else None


class Runs(Generic[K]):
    """Keys sorted into runs; each call says what becomes of them. A `bound` of 0 lets every key through.

    `prefix` is the name of the key that the scanner sends first, if it was learned; `last` is when the newest sign was
    read; `newest` are the keys of the newest code, its prefix and its end among them.
    """

    def __init__(self, bound: float = BOUND, prefix: str = "") -> None:
        self.bound, self.prefix = bound, prefix
        self.newest: tuple[Stroke, ...] = ()
        self._takes: Takes = "acts"
        self._signs: list[_Sign[K]] = []
        self._late: list[K] = []
        self.last = self._ended = float("-inf")
        self._coded = False
        self._before: tuple[Stroke, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether a run has begun."""
        return bool(self._signs or self._coded)

    def due(self, at: float) -> float:
        """Seconds until the run is over, unless another key comes; 0 when it is time or none runs."""
        limit = PREFIXED if self._coded else self.bound
        return max(self.last + limit - at, 0.0) if self.waiting else 0.0

    def feed(self, key: K, name: str, character: str | None, at: float, takes: Takes) -> list[Outcome[K]]:
        """A key was read, for a screen that `takes` signs so."""
        if not self.bound:
            return [Press(key)]
        before = self.quiet() if self.waiting and not self.due(at) else []
        if not self.waiting:
            self._takes = takes
        return before + self._fed(key, name, character, at)

    def _fed(self, key: K, name: str, character: str | None, at: float) -> list[Outcome[K]]:
        if self.prefix and name == self.prefix:
            self._coded, self.last, self._before = True, at, (Stroke(name, character or "", at),)
            return []
        if name in ENDINGS:
            return self._end(key, name, at)
        text = _sign(name, character, self.waiting)
        if text is None:
            return self._other(key, at)
        return self._add(_Sign(key, name, text, at, False))

    def _other(self, key: K, at: float) -> list[Outcome[K]]:
        """A key that is no sign waits for the end of a run."""
        if not self.waiting:
            return [Press(key)]
        self.last = at
        self._late.append(key)
        return []

    def _add(self, sign: _Sign[K]) -> list[Outcome[K]]:
        """One sign more: what waited for the run's end was part of a code, and text is shown unless it is hasty."""
        self.last = sign.at
        if len(self._signs) > LONGEST:
            return [Drop(sign.key)]
        dropped: list[Outcome[K]] = [Drop(key) for key in self._late]
        self._late.clear()
        self._signs.append(sign)
        if self._takes != "text" or self._coded or self._nobody_types():
            return dropped
        return dropped + self._show()

    def _nobody_types(self) -> bool:
        return len(self._signs) >= TEXT and self._hasty()

    def _hasty(self) -> bool:
        return all(after.at - before.at <= HASTY for before, after in pairwise(self._signs))

    def _show(self) -> list[Outcome[K]]:
        """The printable signs that have not been shown yet."""
        fresh = [sign for sign in self._signs if not sign.shown and sign.text and sign.text.isprintable()]
        for sign in fresh:
            sign.shown = True
        return [Press(sign.key) for sign in fresh]

    def _end(self, key: K, name: str, at: float) -> list[Outcome[K]]:
        """Enter or Tab: in time it ends a scan; the second end of one scan is swallowed."""
        if not self.waiting:
            if at - self._ended <= self.bound:
                self._ended = at
                return []
            return [Press(key)]
        self._ended = at
        return self._code(Stroke(name, "", at))

    def _code(self, *end: Stroke) -> list[Outcome[K]]:
        """All that the run holds is a code; `end` is the key that ended it, if one did."""
        ended = bool(end)
        before = self._before if self._coded else ()
        signs, late = self._taken()
        self.newest = (*before, *(sign.stroke for sign in signs), *end)
        outcome: list[Outcome[K]] = []
        if shown := tuple(sign.key for sign in signs if sign.shown):
            outcome.append(Undo(shown))
        outcome += [Drop(key) for key in late]
        code = "".join(sign.text for sign in signs)
        if ended:
            code = code.replace(ESCAPE, "")
        if code and ESCAPE not in code:
            outcome.append(Code(code if len(signs) <= LONGEST else "", ended))
        elif signs:
            outcome.append(Drop(signs[0].key))
        return outcome

    def _taken(self) -> tuple[list[_Sign[K]], list[K]]:
        """What the run holds; from now on none has begun."""
        run = self._signs, self._late
        self._signs, self._late, self._coded = [], [], False
        return run

    def quiet(self) -> list[Outcome[K]]:
        """The bound has passed in silence: the run is over."""
        return self._code() if not self._typed() else self._as_typed()

    def _typed(self) -> bool:
        """Whether what the run holds may be a person's, as far as its screen takes it."""
        if self._coded:
            return False
        if len(self._signs) == 1:
            return True
        match self._takes:
            case "text":
                return not self._nobody_types()
            case "amount":
                return len(self._signs) <= AMOUNT and not self._hasty()
            case "entry":
                return bool(re.fullmatch(_ENTRY, "".join(sign.text for sign in self._signs)))
            case "acts":
                return False

    def _as_typed(self) -> list[Outcome[K]]:
        signs, late = self._taken()
        return [Press(key) for key in (*(sign.key for sign in signs if not sign.shown), *late)]
