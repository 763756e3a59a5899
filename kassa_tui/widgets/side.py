"""One side of a screen in two halves: a title, perhaps a large number, rows, sentences and a refusal."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kassa_tui.i18n import current
from kassa_tui.money import Money
from kassa_tui.text import width, wrap
from kassa_tui.widgets import digits
from kassa_tui.widgets.draw import FINGER_COLUMNS, FINGER_ROWS, Canvas, Pen, Target, Tile
from kassa_tui.widgets.targets import What

STEP_COLUMNS = 17
"""How wide the two counts of a row with steps are, with − and + and a blank at the end."""


class Steps(Struct, frozen=True):
    """Two counts, and what a click on − and + between them is about; heads have neither."""

    here: str
    there: str
    less: What | None = None
    more: What | None = None


class SideRow(Struct, frozen=True):
    """A label and a value; an empty label is a blank row. `rule` draws a line above.

    `what` is what a click on it is about; `steps` are two counts instead of the value.
    """

    label: str = ""
    value: str = ""
    ink: str = "text"
    bold: bool = False
    rule: bool = False
    what: What | None = None
    chosen: bool = False
    steps: Steps | None = None


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
        if self.fingers and any(row.what for row in values.rows):
            yield from self._for_fingers(values)
        else:
            for row in values.rows:
                yield from self._row(row)
        if values.text:
            yield self.pen()
            for line in _wrapped(values.text, self.size.width - 2):
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

    def _row(self, row: SideRow) -> Iterator[Pen]:
        if row.rule:
            yield self.pen().put(" " + "─" * (self.size.width - 2), "line")
        if row.steps is not None:
            yield self._stepped(row, row.steps)
            return
        if row.what and not self.fingers:
            self.targets.append(Target(0, self.drawn, self.size.width, 1, row.what))
        if row.chosen:
            pen = self.pen().skip(1).put(f"▶ {row.label}", "cursortext", ground="cursor", bold=True)
            columns = self.size.width - 1 - pen.at
            yield pen.put(row.value, "cursortext", ground="cursor", columns=columns, align="right", bold=True)
            return
        ink = "text" if row.bold or row.what else "muted"
        label = f"{'   ' if row.what else ' '}{row.label}"
        room = self.size.width - width(row.value) - 2
        pen = self.pen().put(label, ink, columns=min(width(label), room), bold=row.bold)
        yield pen.right(f"{row.value} ", row.ink, bold=row.bold)

    def _stepped(self, row: SideRow, steps: Steps) -> Pen:
        """A label, − a count +, and the other count."""
        ground, ink = ("cursor", "cursortext") if row.chosen else (None, "text" if row.what else "muted")
        at = self.size.width - STEP_COLUMNS
        pen = self.pen().skip(1).put("▶ " if row.chosen else "  ", ink, ground=ground)
        pen.put(row.label, ink, columns=at - pen.at, ground=ground, bold=row.chosen)
        if steps.less is None or steps.more is None:
            return pen.put(steps.here, ink, columns=10, align="center").put(steps.there, ink, columns=6, align="right")
        self.targets.append(Target(at, self.drawn, 3, 1, steps.less))
        self.targets.append(Target(at + 7, self.drawn, 3, 1, steps.more))
        if row.what:
            self.targets.append(Target(0, self.drawn, self.size.width, 1, row.what))
        sign = ink if row.chosen else "key"
        pen.put(" − ", sign, ground=ground, bold=True).put(
            steps.here, ink, columns=3, align="right", ground=ground, bold=True
        )
        pen.put("  + ", sign, ground=ground, bold=True)
        return pen.put(steps.there, ink, columns=6, align="right", ground=ground)

    def _for_fingers(self, values: SideValues) -> Iterator[Pen]:
        """What has a name in a block that a finger finds, with the row that belongs to it; all, or round the chosen."""
        blocks = _blocks(values.rows)
        named = [block for block in blocks if block[0].what]
        said = len(_wrapped(values.text, self.size.width - 2)) + 1 if values.text else 0
        others = sum(len(block) for block in blocks if not block[0].what)
        room = max((self.size.height - self.drawn - others - said) // FINGER_ROWS, 0)
        at = next((number for number, block in enumerate(named) if block[0].chosen), 0)
        top = max(0, min(at - room // 2, len(named) - room))
        shown = named[top : top + room]
        self.longer = len(shown) < len(named)
        heads = next((row.steps for row in values.rows if row.steps and not row.what), Steps("", ""))
        for block in blocks:
            row = block[0]
            if not row.what:
                for each in block:
                    yield from self._row(each)
            elif block in shown and row.steps:
                yield from self._step_tiles(row, row.what, row.steps, heads)
            elif block in shown:
                self.targets.append(Target(0, self.drawn, self.size.width, FINGER_ROWS, row.what))
                lines = [pen for each in block for pen in self._row(each)]
                yield from self.raised(lines, FINGER_ROWS, "cursor" if row.chosen else None)

    def _step_tiles(self, row: SideRow, what: What, steps: Steps, heads: Steps) -> Iterator[Pen]:
        """What it is, how many stay and go, and beside it − and + as tiles."""
        ground, ink = ("cursor", "cursortext") if row.chosen else ("surface", "text")
        at = self.size.width - 2 * (FINGER_COLUMNS + 1)
        lines = (row.label, f"{heads.here} {steps.here}", f"{heads.there} {steps.there}")
        tiles = [Tile(what, 0, at - 1, lines, ground, ink)]
        for sign, step in (("−", steps.less), ("+", steps.more)):
            if step:
                tiles.append(Tile(step, at, FINGER_COLUMNS, (sign,), align="center"))
                at += FINGER_COLUMNS + 1
        yield from self.tiles(tiles)


def _blocks(rows: Sequence[SideRow]) -> list[list[SideRow]]:
    """What has a name with the row right below it, if that has none; every other row by itself, blank ones between
    blocks and the heads of the steps left out.
    """
    blocks: list[list[SideRow]] = []
    for row in rows:
        before = blocks[-1][0] if blocks else SideRow()
        if before.what and not before.steps and not row.what and not row.rule and len(blocks[-1]) == 1:
            blocks[-1] += [row] if row.label else []
        elif row.what or not row.steps:
            blocks.append([row])
    return blocks


def _wrapped(text: str, room: int) -> Sequence[str]:
    return [line for paragraph in text.split("\n") for line in wrap(paragraph, room)]
