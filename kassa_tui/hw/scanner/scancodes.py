"""Keys of a barcode scanner as text: a US keyboard, Shift, and what ends a code. No device is needed.

Key numbers: linux/input-event-codes.h. The group separator of GS1 codes comes as Ctrl+], as F8, or as Alt with a number
on the keypad; with Alt and numbers some scanners send every letter.
"""

from dataclasses import dataclass, field

from kassa_tui.text import GROUP

_EV_SYN, _EV_KEY = 0, 1
_SYN_DROPPED = 3
_PRESSED, _RELEASED = 1, 0
_SHIFTS = frozenset((42, 54))
_CONTROLS = frozenset((29, 97))
_ALTS = frozenset((56, 100))
_HELD = _SHIFTS | _CONTROLS | _ALTS
_ENDS = frozenset((15, 28, 96))
"""Tab, Enter, Enter of the keypad."""

_CONTROL_ENDS = frozenset((23, 36, 50))
"""With Ctrl: I, J and M, which are Tab, line feed and carriage return."""

_SILENT = frozenset((58, 69, 70, 125, 126, 127))
"""Locks and menu keys: they stand for no letter."""

_RIGHT_BRACE, _F8 = 27, 66
_KEYPAD = range(71, 83)

LONGEST = 512
"""Longer codes are refused: nothing in a shop has one."""

GAP_SECONDS = 0.3
"""A code whose keys stop for longer was read in part; by radio they come unevenly."""

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (55, "*", "*"),
    (57, " ", " "),
    (71, "789-456+1230.", "789-456+1230."),
    (98, "/", "/"),
)
_PLAIN = {first + i: letter for first, letters, _ in _ROWS for i, letter in enumerate(letters)}
_SHIFTED = {first + i: letter for first, _, letters in _ROWS for i, letter in enumerate(letters)}


_PLAIN[_F8] = _SHIFTED[_F8] = GROUP


@dataclass(slots=True)
class Decoder:
    """Collects keys until one ends the code. A code that was not read whole is given as an empty one."""

    _letters: list[str] = field(default_factory=list)
    _held: set[int] = field(default_factory=set)
    _number: str = ""
    spoilt: bool = False

    @property
    def reading(self) -> bool:
        """Whether a code has begun."""
        return bool(self._letters or self._number) or self.spoilt

    @property
    def so_far(self) -> str:
        """What has been read of a code; empty for one that was not read whole."""
        return "" if self.spoilt else "".join(self._letters)

    def feed(self, kind: int, number: int, state: int) -> str | None:
        """An event of the device; a code when this key ended one."""
        if kind == _EV_SYN and number == _SYN_DROPPED:
            # Which keys are held is not known any more either.
            self._held.clear()
            self.spoilt = True
        if kind != _EV_KEY:
            return None
        if number in _HELD:
            return self._hold(number, state)
        if state != _PRESSED or number in _SILENT:
            return None
        if number in _ENDS or (number in _CONTROL_ENDS and self._held & _CONTROLS):
            return self.end()
        self._press(number)
        return None

    def _hold(self, number: int, state: int) -> str | None:
        """Shift, Ctrl or Alt; letting Alt go ends a number that was typed with it."""
        (self._held.discard if state == _RELEASED else self._held.add)(number)
        if not self._number or self._held & _ALTS:
            return None
        letter, self._number = chr(int(self._number)), ""
        if letter in "\t\n\r":
            return self.end()
        self._add(letter if letter == GROUP or (letter.isascii() and letter.isprintable()) else "")
        return None

    def _press(self, number: int) -> None:
        if self._held & _ALTS:
            digit = _PLAIN.get(number, "") if number in _KEYPAD else ""
            if digit.isdigit() and len(self._number) < 4:
                self._number += digit
            else:
                self.spoilt = True
        elif not self._held & _CONTROLS:
            self._add((_SHIFTED if self._held & _SHIFTS else _PLAIN).get(number, ""))
        elif number == _RIGHT_BRACE:
            self._add(GROUP)

    def _add(self, letter: str) -> None:
        """One letter more; one that is not known spoils the code, because without it another code would be read."""
        if letter and len(self._letters) < LONGEST:
            self._letters.append(letter)
        else:
            self.spoilt = True

    def end(self) -> str | None:
        """The code so far, empty if it was spoilt, None if there was none."""
        code = None
        if self.spoilt:
            code = ""
        elif self._letters:
            code = "".join(self._letters)
        self._letters.clear()
        self._number, self.spoilt = "", False
        return code

    def cut_off(self) -> str | None:
        """Nothing came for a while: what has been read is a part of a code."""
        self.spoilt = self.reading
        self._held.clear()
        return self.end()
