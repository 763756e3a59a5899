"""The table to count into: notes at the left, coins at the right, other totals below; a form drawn as a table."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from kassa_tui.i18n import _, current
from kassa_tui.money import Money
from kassa_tui.text import width
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import FINGER_ROWS, Canvas, Pen, Target
from kassa_tui.widgets.form import Field, FormValues

COIN = "coin:"
NOTE = "note:"


def is_piece(field: Field) -> bool:
    """Whether a field counts a note or coin."""
    return field.name.startswith((COIN, NOTE))


def minor_of(field: Field) -> int:
    """The value of the note or coin that a field counts, in minor units."""
    return int(field.name.partition(":")[2])


class CoinTable(Canvas):
    """Draws a form of pieces and totals. Clicks say `field NAME`."""

    values: FormValues | None = None
    currency = ""

    def show(self, values: FormValues, currency: str) -> None:
        """Another state of the count."""
        self.values, self.currency = values, currency
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """Both columns with their sums, then the other fields."""
        values = self.values
        if values is None:
            return
        notes = [each for each in values.fields if each.name.startswith(NOTE)]
        coins = [each for each in values.fields if each.name.startswith(COIN)]
        others = [each for each in values.fields if not is_piece(each)]
        if self.fingers:
            yield from self._for_fingers(list(zip_longest(notes, coins)), others)
            return
        height = max(len(notes), len(coins))
        roomy = self.size.height >= 2 * height + 8 + 2 * len(others)
        half = self.size.width // 2
        if roomy:
            yield self.pen()
        yield self.pen().put(f" {_('Notes')}", "muted").put(f" {_('Coins')}", "muted", at=half)
        for note, coin in zip_longest(notes, coins):
            if roomy:
                yield self.pen()
            pen = self.pen()
            for field, start in ((note, 0), (coin, half)):
                if field is not None:
                    self.targets.append(Target(start, self.drawn, half - 1, 1, targets.Field(field.name)))
                    self._piece(pen, field, start, half - 1)
            yield pen
        line = "─" * (half - 2)
        yield self.pen().put(line, "line", at=1).put(line, "line", at=half + 1)
        yield self._sums(notes, coins, "text")
        yield from self._others(others)

    def _sums(self, notes: Sequence[Field | None], coins: Sequence[Field | None], ink: str) -> Pen:
        """What each column makes."""
        half, pen = self.size.width // 2, self.pen()
        for word, fields, start in ((_("Notes"), notes, 0), (_("Coins"), coins, half)):
            pen.put(f" {word}", ink, at=start).right(f"{self._made(fields)} ", end=start + half - 1, bold=True)
        return pen

    def _for_fingers(self, pairs: list[tuple[Field | None, Field | None]], others: list[Field]) -> Iterator[Pen]:
        """The heads with their sums, then the rows round the current one, each as high as a finger."""
        assert self.values is not None
        yield self._sums([note for note, _coin in pairs], [coin for _note, coin in pairs], "muted")
        rows: list[tuple[Field | None, ...]] = [*pairs, *((other,) for other in others)]
        at = next(number for number, row in enumerate(rows) if self.values.current in row)
        room = max((self.size.height - 1) // FINGER_ROWS, 1)
        self.longer = room < len(rows)
        top = max(0, min(at - room // 2, len(rows) - room))
        for row in rows[top : top + room]:
            yield from self._tiles_of(row)

    def _tiles_of(self, row: tuple[Field | None, ...]) -> Iterator[Pen]:
        """A note and a coin, or a total over the whole width."""
        assert self.values is not None
        wide = self.size.width // len(row)
        named = [(field, n * wide) for n, field in enumerate(row) if field is not None]
        for field, start in named:
            self.targets.append(Target(start, self.drawn, wide - 1, FINGER_ROWS, targets.Field(field.name)))
        if len(row) == 1:
            current = named[0][0] == self.values.current
            yield from self.raised([*self._other(named[0][0])], FINGER_ROWS, "cursor" if current else None)
            return
        for line in range(FINGER_ROWS):
            pen = self.pen()
            for field, start in named:
                if line == FINGER_ROWS // 2:
                    self._piece(pen, field, start, wide - 1)
                else:
                    ground = "cursor" if field == self.values.current else None
                    pen.put("", at=start, columns=wide - 1, ground=ground)
            yield pen

    def _made(self, fields: Sequence[Field | None]) -> str:
        """What the pieces in these fields are worth."""
        return self._written(sum(minor_of(each) * int(each.value or 0) for each in fields if each is not None))

    def _written(self, minor: int) -> str:
        return Money(minor, self.currency).text(current().language)

    def _piece(self, pen: Pen, field: Field, start: int, columns: int) -> None:
        assert self.values is not None
        here = field == self.values.current
        ground, ink = ("cursor", "cursortext") if here else (None, "text")
        label = self._written(minor_of(field))
        if field.name.startswith(NOTE):
            label = label.removesuffix(f"{current().language.decimal}00")
        pen.put("▶" if here else " ", ink, at=start, ground=ground)
        pen.put(label, ink, columns=6, align="right", ground=ground, bold=True)
        pen.put(" ×", "cursortext" if here else "muted", ground=ground)
        count = field.value or ("█" if here else "·")
        pen.put(count, ink if field.value or here else "muted", columns=4, align="right", ground=ground, bold=True)
        made = self._written(minor_of(field) * int(field.value)) if field.value else ""
        room = start + columns - pen.at
        # A blank before the amount first: it must not run together with the number of pieces.
        pen.put(f"{made} " if width(made) + 1 < room else made, ink, columns=room, align="right", ground=ground)

    def _others(self, fields: list[Field]) -> Iterator[Pen]:
        if fields:
            yield self.pen()
            yield self.pen().put(f" {_('Other payment methods')}", "muted")
        for field in fields:
            self.targets.append(Target(0, self.drawn, self.size.width, 1, targets.Field(field.name)))
            yield from self._other(field)

    def _other(self, field: Field) -> Iterator[Pen]:
        """A total that is typed, and what is wrong with it."""
        assert self.values is not None
        here = field == self.values.current
        ground, ink = ("cursor", "cursortext") if here else (None, "text")
        text = field.value + ("█" if here else "") or field.hint
        pen = self.pen().put("▶" if here else " ", ink, ground=ground)
        room = max(self.size.width - width(text) - 5, 4)
        pen.put(field.label, ink, columns=room, ground=ground)
        value_ink = ink if field.value or here else "muted"
        yield pen.put(f"{text} ", value_ink, columns=pen.room - 2, align="right", ground=ground, bold=True)
        error = self.values.errors.get(field.name)
        if error:
            yield self.pen().put(f" ■ {error}", "error")
