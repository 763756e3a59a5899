"""The table to count into: notes at the left, coins at the right, other totals below; a form drawn as a table."""

from collections.abc import Iterator
from itertools import zip_longest

from kassa_tui.i18n import _, current
from kassa_tui.money import Money
from kassa_tui.text import width
from kassa_tui.widgets.draw import Canvas, Pen, Target
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
                    self._piece(pen, field, start, half - 1)
            yield pen
        line = "─" * (half - 2)
        yield self.pen().put(line, "line", at=1).put(line, "line", at=half + 1)
        pen = self.pen()
        for word, fields, start in ((_("Notes"), notes, 0), (_("Coins"), coins, half)):
            made = sum(minor_of(each) * int(each.value or 0) for each in fields)
            pen.put(f" {word}", at=start).right(f"{self._written(made)} ", end=start + half - 1, bold=True)
        yield pen
        yield from self._others(others)

    def _written(self, minor: int) -> str:
        return Money(minor, self.currency).text(current().language)

    def _piece(self, pen: Pen, field: Field, start: int, columns: int) -> None:
        assert self.values is not None
        here = field == self.values.current
        ground, ink = ("cursor", "cursortext") if here else (None, "text")
        label = self._written(minor_of(field))
        if field.name.startswith(NOTE):
            label = label.removesuffix(f"{current().language.decimal}00")
        self.targets.append(Target(start, self.drawn, columns, 1, f"field {field.name}"))
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
        assert self.values is not None
        if fields:
            yield self.pen()
            yield self.pen().put(f" {_('Other payment methods')}", "muted")
        for field in fields:
            here = field == self.values.current
            ground, ink = ("cursor", "cursortext") if here else (None, "text")
            shown = field.value + ("█" if here else "") or field.hint
            self.targets.append(Target(0, self.drawn, self.size.width, 1, f"field {field.name}"))
            pen = self.pen().put("▶" if here else " ", ink, ground=ground)
            room = max(self.size.width - width(shown) - 5, 4)
            pen.put(field.label, ink, columns=room, ground=ground)
            value_ink = ink if field.value or here else "muted"
            yield pen.put(f"{shown} ", value_ink, columns=pen.room - 2, align="right", ground=ground, bold=True)
            error = self.values.errors.get(field.name)
            if error:
                yield self.pen().put(f" ■ {error}", "error")
