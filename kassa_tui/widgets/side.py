"""One side of a screen in two halves: a title, perhaps a large number, rows, sentences and a refusal."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import current
from kassa_tui.money import Money
from kassa_tui.text import wrap
from kassa_tui.widgets import digits
from kassa_tui.widgets.drawing.blocks import Pair, Pairs, Steps
from kassa_tui.widgets.drawing.canvas import Canvas, Pen
from kassa_tui.widgets.drawing.density import density


class SideRow(Pair, frozen=True):
    """A row of a side: see `Pair`."""


class SideValues(Struct, frozen=True):
    """One side: a title, perhaps a large number, rows, sentences and a refusal."""

    title: str
    rows: tuple[SideRow, ...] = ()
    number: Money | None = None
    number_ground: str = "text"
    plus: str = ""
    mark: str = ""
    mark_ink: str = "text"
    text: str = ""
    notice: str = ""


class Side(Canvas):
    """Draws one side. Clicks are about what its rows say."""

    values: SideValues | None = None

    def show(self, values: SideValues) -> None:
        """Other values."""
        self.values = values
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """From the title to the refusal."""
        values = self.values
        if values is None:
            return
        roomy = self.size.height >= 22
        if roomy:
            yield self.pen()
        title = self.pen().put(f" {values.title}", bold=True)
        yield title.right(f"{values.mark} ", values.mark_ink, bold=True)
        if roomy:
            yield self.pen()
        if values.number is not None:
            yield from self._number(values)
            yield self.pen()
        yield from self._blocks(values)
        if values.text:
            yield self.pen()
            for line in self._said(values):
                yield self.pen().put(f" {line}", "muted")
        if values.notice:
            yield from self._refusal(values.notice)

    def _refusal(self, notice: str) -> Iterator[Pen]:
        """At the bottom, whole: who and why matters."""
        lines = wrap(f"■ {notice}", self.size.width - 2)
        for _blank in range(self.size.height - self.drawn - len(lines)):
            yield self.pen()
        for line in lines:
            yield self.pen("error").put(f" {line}", "errortext", bold=True)

    def _number(self, values: SideValues) -> list[Pen]:
        pens = [self.pen() for _row in range(digits.ROWS)]
        assert values.number is not None
        text = values.number.text(current().language, plus=values.plus)
        digits.draw(pens, text, values.number_ground, end=self.size.width - 1, room=self.size.width - 2)
        return pens

    def _said(self, values: SideValues) -> list[str]:
        """The sentences in lines."""
        return [line for part in values.text.split("\n") for line in wrap(part, self.size.width - 2)]

    def _blocks(self, values: SideValues) -> Iterator[Pen]:
        """The rows, or as many as there is room for above the sentences."""
        drawing, blocks = density(self), _blocks(values.rows)
        said = len(self._said(values)) + 1 if values.text else 0
        in_sight = drawing.in_sight(blocks, self.size.height - self.drawn - said)
        self.longer = len(in_sight) < len(blocks)
        for block in in_sight:
            yield from drawing.draw(block)


def _blocks(rows: Sequence[SideRow]) -> list[Pairs]:
    """What can be tapped with the row right below it, if that only says something; every other row by itself."""
    heads = next((row.steps for row in rows if row.steps and not row.what), Steps("", ""))
    blocks: list[Pairs] = []
    for row in rows:
        before = blocks[-1] if blocks else Pairs(SideRow())
        whole = not before.what or before.first.steps or any(below.label for below in before.below)
        if whole or row.what or row.rule:
            blocks.append(Pairs(row, heads=heads))
        else:
            blocks[-1] = replace(before, below=(*before.below, row))
    return blocks
