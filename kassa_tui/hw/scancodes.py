"""Keys of a barcode scanner as text: a US keyboard, Shift, and what ends a code. No device is needed.

Key numbers: linux/input-event-codes.h. Scanners send the group separator of GS1 codes as Ctrl+].
"""

from dataclasses import dataclass, field

_EV_SYN, _EV_KEY = 0, 1
_SYN_DROPPED = 3
_PRESSED, _RELEASED = 1, 0
_SHIFTS = frozenset((42, 54))
_CONTROLS = frozenset((29, 97))
_ENDS = frozenset((15, 28, 96))
"""Tab, Enter, Enter of the keypad."""

LONGEST = 512
GAP_SECONDS = 0.1
"""A code whose keys stop for longer was read in part."""

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
_RIGHT_BRACE = 27


@dataclass(slots=True)
class Decoder:
    """Collects keys until one ends the code. A code that was not read whole is given as an empty one."""

    _letters: list[str] = field(default_factory=list)
    _shift: set[int] = field(default_factory=set)
    _control: set[int] = field(default_factory=set)
    _spoilt: bool = False

    @property
    def reading(self) -> bool:
        """Whether a code has begun."""
        return bool(self._letters) or self._spoilt

    def feed(self, kind: int, number: int, value: int) -> str | None:
        """An event of the device; a code when this key ended one."""
        if kind == _EV_SYN and number == _SYN_DROPPED:
            self._spoilt = True
        if kind != _EV_KEY:
            return None
        for held, keys in ((self._shift, _SHIFTS), (self._control, _CONTROLS)):
            if number in keys:
                (held.discard if value == _RELEASED else held.add)(number)
                return None
        if value != _PRESSED:
            return None
        if number in _ENDS:
            return self.end()
        self._add(number)
        return None

    def _add(self, number: int) -> None:
        if self._control:
            letter = "\x1d" if number == _RIGHT_BRACE else ""
        else:
            letter = (_SHIFTED if self._shift else _PLAIN).get(number, "")
        if len(self._letters) >= LONGEST:
            self._spoilt = True
        elif letter:
            self._letters.append(letter)

    def end(self) -> str | None:
        """The code so far, empty if it was spoilt, None if there was none."""
        code = None
        if self._spoilt:
            code = ""
        elif self._letters:
            code = "".join(self._letters)
        self._letters.clear()
        self._spoilt = False
        return code

    def cut_off(self) -> str | None:
        """Nothing came for a while: what has been read is a part of a code."""
        self._spoilt = self.reading
        self._shift.clear()
        self._control.clear()
        return self.end()
