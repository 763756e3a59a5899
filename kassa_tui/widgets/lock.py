"""The locked register: the time large, what to do, a dot for each digit, and who was here last."""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.text import width, wrap
from kassa_tui.widgets import digits
from kassa_tui.widgets.drawing.canvas import Canvas, Pen


class LockValues(Struct, frozen=True):
    """What stands there; `time` has hours and minutes with a space between, `notice` is what was refused."""

    time: str
    prompt: str
    dots: str
    notice: str = ""
    about: tuple[str, ...] = ()


class LockView(Canvas):
    """Draws the lock in the middle; it has no targets."""

    values: LockValues | None = None

    def show(self, values: LockValues) -> None:
        """Another minute, another digit, a refusal."""
        if values != self.values:
            self.values = values
            self.redraw()

    def rows(self) -> Iterator[Pen]:
        """From the time down to the person."""
        values = self.values
        if values is None:
            return
        refusal = wrap(f"■ {values.notice}", self.size.width - 4) if values.notice else []
        room = digits.ROWS + 5 + len(values.about) + max(len(refusal), 1)
        yield from (self.pen() for _above in range(max((self.size.height - room) // 2, 0)))
        if self.size.height >= room:
            yield from self._time(values.time)
            yield self.pen()
        yield self._middle(values.prompt, "text")
        yield self.pen()
        yield self._middle(values.dots, "key")
        yield self.pen()
        for line in refusal:
            yield self.pen("error").put(line, "errortext", at=self._start(line), bold=True)
        if not refusal:
            yield self.pen()
        yield self.pen()
        for line in values.about:
            yield self._middle(line, "muted")

    def _time(self, text: str) -> list[Pen]:
        pens = [self.pen() for _row in range(digits.ROWS)]
        wide = digits.columns(text, digits.fitting(text, self.size.width) or 1)
        digits.draw(pens, text, "text", end=(self.size.width + wide) // 2, room=self.size.width)
        return pens

    def _start(self, text: str) -> int:
        return max((self.size.width - width(text)) // 2, 0)

    def _middle(self, text: str, ink: str) -> Pen:
        return self.pen().put(text, ink, at=self._start(text), bold=ink != "muted")
