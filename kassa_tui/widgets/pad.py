"""Keys for fingers: a number pad and a letter pad. A tap is about the keys that it stands for."""

from collections.abc import Iterator, Sequence
from typing import Literal

from textual.geometry import Size

from kassa_tui.i18n import _, current
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas, Pen, Target
from kassa_tui.widgets.drawing.targets import What

Kind = Literal["", "digits", "percent", "count", "offers", "letters", "capitals"]

TALL = 3
"""Rows of a key; with a column and, where there is room, a row between."""

_NAMES = {
    "×": "asterisk", "+": "plus", "−": "minus", ",": "comma", ".": "full_stop", "%": "percent_sign", "'": "apostrophe",
    "-": "minus", " ": "space", "&": "ampersand", "@": "at", "/": "slash", "↑": "up", "↓": "down",
}  # fmt: skip
CHARACTERS = {
    "asterisk": "*", "plus": "+", "minus": "-", "comma": ",", "full_stop": ".", "percent_sign": "%", "apostrophe": "'",
    "space": " ", "ampersand": "&", "at": "@", "slash": "/",
}  # fmt: skip
"""What a named key types."""

_LETTERS = ("1234567890", "qwertyuiop", "asdfghjkl'", "zxcvbnm,.-")

_RIGHT = {
    "digits": ("×", "+", "−"), "percent": ("%", "+", "−"), "count": ("+", "−", "↑"), "offers": ("", "", ""),
}  # fmt: skip


_PadKey = tuple[str, What]
"""What stands on a key, and what a tap on it is about."""


def _press(sign: str) -> targets.Press:
    """What a tap on a sign presses."""
    return targets.Press(("0", "0") if sign == "00" else (_NAMES.get(sign, sign),))


def _rows(kind: Kind) -> list[list[_PadKey]]:
    """The keys of a pad, row by row."""
    wipe = (_("Wipe"), targets.Press(("backspace",)))
    if kind in ("letters", "capitals"):
        words = [row.upper() if kind == "capitals" else row for row in _LETTERS]
        rows: list[list[_PadKey]] = [[(word, _press(word)) for word in row] for row in words]
        return [*rows, [("Aa", targets.Shift()), (_("space"), _press(" ")), wipe]]
    mark = current().language.decimal
    right, corner = _RIGHT[kind], "↓" if kind == "count" else mark
    signs = (("7", "8", "9", right[0]), ("4", "5", "6", right[1]), ("1", "2", "3", right[2]), ("0", "00", corner))
    digits: list[list[_PadKey]] = [[(word, _press(word)) for word in row] for row in signs]
    digits[-1].append(wipe)
    return digits


class Pad(Canvas):
    """Draws the keys of a kind; clicks are about a `Press`, `Shift` or an `Offer`."""

    DEFAULT_CSS = "Pad { height: auto; display: none; }"
    kind: Kind = ""
    offers: Sequence[str] = ()
    """Whole amounts that stand beside the digits of the kind `offers`; a tap is about an `Offer`."""

    def __init__(self, ground: str = "bg", *, roomy: bool = True) -> None:
        super().__init__()
        self.ground = ground
        self._roomy = roomy

    def show(self, kind: Kind) -> None:
        """Other keys; none hides the pad."""
        if kind != self.kind and (kind, self.kind) != ("letters", "capitals"):
            self.kind = kind
            self.display = bool(kind)
            self.refresh(layout=True)
            self.repaint()

    def offer(self, texts: Sequence[str]) -> None:
        """Other amounts beside the digits."""
        if texts != self.offers:
            self.offers = texts
            self.repaint()

    def shift(self) -> None:
        """Small letters or capitals."""
        self.kind = "letters" if self.kind == "capitals" else "capitals"
        self.repaint()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Textual asks how high the pad is; a gap between the rows only where the screen is high."""
        rows = len(_rows(self.kind)) if self.kind else 0
        gaps = rows - 1 if self._roomy and self.kind in _RIGHT and viewport.height >= 30 else 0
        return rows * TALL + gaps

    def rows(self) -> Iterator[Pen]:
        """Row by row."""
        if not self.kind:
            return
        rows = _rows(self.kind)
        if self.kind == "offers":
            first = max(len(self.offers) - len(rows) + 1, 0)
            for row, number in zip(rows, range(first, len(self.offers)), strict=False):
                row[-1] = (self.offers[number], targets.Offer(number))
        gaps = self.size.height >= len(rows) * TALL + len(rows) - 1
        for number, keys in enumerate(rows):
            yield from self._keys(keys, ruled=not gaps)
            if gaps and number < len(rows) - 1:
                yield self.pen()

    def _keys(self, keys: list[_PadKey], *, ruled: bool) -> Iterator[Pen]:
        """A row of keys; `ruled` with a rule at the foot of each, where no blank row keeps them apart."""
        gap = 1 if self.size.width >= len(keys) * 9 else 0
        wide = (self.size.width - 2 * gap - gap * (len(keys) - 1)) // len(keys)
        for number, (word, what) in enumerate(keys):
            if word:
                self.targets.append(Target(gap + number * (wide + gap), self.drawn, wide, TALL, what))
        for line in range(TALL):
            pen = self.pen()
            for number, (word, _what) in enumerate(keys):
                text = word if line == 1 else ""
                start = gap + number * (wide + gap)
                ground = "tile" if word else None
                drawn = wide if gap else wide - 1
                edge = bool(word) and ruled and line == TALL - 1
                ink = "line" if edge else "text"
                pen.put(text, ink, at=start, columns=drawn, align="center", ground=ground, bold=True, underline=edge)
            yield pen
