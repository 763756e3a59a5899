"""What a device that types has shown itself to be: a scanner, a person's keyboard, or both. No device is needed.

Of the keys only what these rules need is kept: when the newest one came, how many signs stand in a row, two sums that a
check digit is proved by, and how far the set-up label has come. Which key a person pressed can be told from none of it.
Key numbers: linux/input-event-codes.h. The figures behind the bounds stand in docs/devices.md.
"""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["", "scanner", "keyboard", "both"]
"""Empty: it has shown nothing yet. One that is both is never grabbed."""

FAST_SECONDS = 0.015
"""Between two keys of a scanner; no person presses six and Enter so close."""

CODE_SECONDS = 0.08
"""Between two keys of a code whose check digit is right."""

FEWEST_SIGNS, FEWEST_DIGITS = 6, 8
_LABEL = (30, 48, 12, 2, 53)
"""The keys of the set-up label (see label.py) on a US keyboard."""

_EV_SYN, _EV_KEY, _SYN_DROPPED = 0, 1, 3
_PRESSED, _REPEATED = 1, 2
_ENDS = frozenset((15, 28, 96))
_MODIFIERS = frozenset((29, 42, 54, 56, 58, 69, 70, 97, 100, 125, 126, 127))
_PERSONS = frozenset((1, 14, 102, 103, 105, 106, 107, 108, *range(59, 66), 67, 68, 88, *range(183, 195)))
"""Esc, Backspace, Home, End, arrows, and the F-keys but F8 and F11, which scanners send too."""

_DIGITS = {number: number - 1 for number in range(2, 11)} | {11: 0}
_KEYPAD = {71: 7, 72: 8, 73: 9, 75: 4, 76: 5, 77: 6, 79: 1, 80: 2, 81: 3, 82: 0}
_FIGURES = _DIGITS | _KEYPAD
_BRACKET = 27


def _with(role: Role, shown: Role) -> Role:
    """A role and what was shown on top of it."""
    return shown if role in ("", shown) else "both"


@dataclass(slots=True)
class Check:
    """Digits in a row, as far as their check digit needs them (GS1 General Specifications, 7.9)."""

    count: int = 0
    _last: int = 0
    _others: int = 0

    def add(self, digit: int) -> None:
        """One digit more."""
        self.count += 1
        self._last, self._others = self._others + digit, self._last

    @property
    def right(self) -> bool:
        """Whether the newest digit proves those before it."""
        return self.count >= FEWEST_DIGITS and (self._last + 3 * self._others) % 10 == 0


@dataclass(slots=True)
class Evidence:
    """What one device has shown, from its `role` on; times are seconds of any clock that does not stand still."""

    role: Role = ""
    last: float = float("-inf")
    _signs: int = 0
    _longest: float = 0.0
    _check: Check = field(default_factory=Check)
    _label: int = 0
    _aim: int = -1
    _alone: float | None = None
    _spoilt: bool = False

    @property
    def begun(self) -> bool:
        """Whether signs came that nothing has ended."""
        return self._signs > 0

    def feed(self, kind: int, number: int, state: int, at: float) -> None:
        """An event of the device; events that the kernel dropped are presses that nothing is known of."""
        if kind == _EV_SYN and number == _SYN_DROPPED:
            self._begin()
            self.last, self._alone, self._spoilt = at, None, True
        if kind != _EV_KEY or number in _MODIFIERS:
            return
        if state == _REPEATED:
            self.last = at
            self.role = _with(self.role, "keyboard")
        elif state == _PRESSED:
            self._press(number, at)

    def _press(self, number: int, at: float) -> None:
        gap, self.last = at - self.last, at
        self._weigh(gap)
        if number in _ENDS:
            self._end(gap)
            return
        if not 0 <= gap <= CODE_SECONDS:
            self._begin(label=self._label)
            if number in _PERSONS:
                self._alone = at
        elif self._signs:
            self._longest = max(self._longest, gap)
        self._sign(number)

    def _weigh(self, gap: float) -> None:
        """A person's key that stood alone was a person's; one within a burst was a sign of a label."""
        if self._alone is not None and not 0 <= gap <= CODE_SECONDS:
            self.role = _with(self.role, "keyboard")
        self._alone = None

    def quiet(self, at: float) -> None:
        """Nothing came until now."""
        if at - self.last > CODE_SECONDS:
            self._weigh(at - self.last)

    def _sign(self, number: int) -> None:
        self._signs += 1
        self._label = self._label + 1 if number == _LABEL[self._label % len(_LABEL)] else int(number == _LABEL[0])
        self._aim = 2 if number == _BRACKET else max(self._aim - 1, -1)
        digit = _FIGURES.get(number)
        if digit is None or self._aim >= 0:
            # What the scanner says of the code first, such as ]E0, is no part of it.
            self._check = Check()
        else:
            self._check.add(digit)

    def _end(self, gap: float) -> None:
        """Enter or Tab: what stood before it may have been a scanner's."""
        longest = max(self._longest, gap) if gap >= 0 else float("inf")
        fast = self._signs >= FEWEST_SIGNS and longest <= FAST_SECONDS
        code = self._check.right and longest <= CODE_SECONDS
        if (fast or code or self._label == len(_LABEL)) and not self._spoilt:
            self.role = _with(self.role, "scanner")
        self._begin()
        self._spoilt = False

    def _begin(self, label: int = 0) -> None:
        self._signs, self._longest, self._check, self._label, self._aim = 0, 0.0, Check(), label, -1
