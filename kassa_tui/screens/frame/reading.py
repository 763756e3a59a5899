"""How keys are read from a terminal: when, and which of them came whole.

A terminal sends a function key in one write; a scanner types the letters of a label one by one. A sequence in pieces
is therefore a label's, and its Escape and letters are signs of a scan, never a key or a tap.
"""

import re
from collections.abc import Callable
from time import monotonic

_UNFINISHED = re.compile(r"\x1b(?:\x1b?[\[O][0-9;:<=>?]*)?\Z")
_PASTES = re.compile(r"\x1b\[20([01])~")

KEYPAD_ENTER = re.compile(r"\x1b\[57414(?:;(?:1|65|129|193)?(?:;13)?)?u")
"""The keypad's Enter, with Caps Lock and Num Lock as they are, from a terminal that tells it from the other Enter
(kitty's keyboard protocol)."""

KEYPAD = "keypad_enter"
"""The name of that key, where a person is known to have pressed it."""

PASTE_ENDS = "\x1b[201~"
ENDLESS = 50
"""Silences after which a paste that nothing has ended is over: until then every key would be a part of it."""

LONGEST = 4096
"""Bytes of one read; one that is full may end anywhere."""


class ReadingClock:
    """Seconds that stand still while nobody waits for keys, so that a busy machine makes no silence."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._stood = clock, 0.0
        self._left: float | None = None

    def waits(self) -> None:
        """The reader waits from now on."""
        if self._left is not None:
            self._stood += self._clock() - self._left
            self._left = None

    def read(self) -> None:
        """Something came; the reader has other things to do until it waits again."""
        self._left = self._clock()

    def now(self) -> float:
        """The time on this clock."""
        left = self._left
        return (self._clock() if left is None else left) - self._stood


class Pieces:
    """What was read, cut so that no sequence is made of two reads; unless `apart`, for a network cuts anywhere."""

    def __init__(self, *, apart: bool) -> None:
        self._apart, self._rest, self._full, self._pasting, self._silences = apart, "", False, False, 0

    def take(self, text: str) -> list[str]:
        """A read: parts to be understood one after the other; a lone Escape is a part of its own."""
        rest, self._rest, self._silences = self._rest, "", 0
        parts = list(rest) if rest and not self._joins(text) else []
        text = text if parts else rest + text
        self._full = len(text) >= LONGEST
        for paste in _PASTES.finditer(text):
            self._pasting = paste[1] == "0"
        unfinished = _UNFINISHED.search(text)
        if unfinished and self._apart:
            self._rest, text = unfinished[0], text[: unfinished.start()]
        return [*parts, text] if text else parts

    def _joins(self, text: str) -> bool:
        return self._full or self._pasting or not text

    def silence(self) -> list[str]:
        """Nothing more came: what was left is Escape, and what stands behind it."""
        rest, self._rest, self._silences = self._rest, "", self._silences + 1
        if self._pasting and self._silences >= ENDLESS:
            self._pasting = False
            return [*rest, PASTE_ENDS]
        return list(rest)
