"""The ways to pay: the methods as tiles, and the amounts that people hand over."""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.i18n import _
from kassa_tui.text import width, wrap
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import FINGER_COLUMNS, Canvas, Pen, Target

ROOM_FOR_TWO = 9
"""Rows in which two rows of tiles have their title and a blank one each."""


class Option(Struct, frozen=True):
    """A method to choose: its letter, name and a few words; grey with the reason when it cannot be used."""

    letter: str
    name: str
    hint: str
    chosen: bool = False
    barred: bool = False


class MethodValues(Struct, frozen=True):
    """What can be chosen: the methods, and amounts that people hand over. In a `refund` no amounts are offered."""

    options: tuple[Option, ...]
    offers: tuple[str, ...]
    refund: bool = False
    touch: bool = False


class Methods(Canvas):
    """Draws the ways to pay. Clicks are about a `Method` or an `Offer`."""

    def method_rows(self, values: MethodValues) -> Iterator[Pen]:
        """Tiles of three rows, a row between."""
        roomy = self.size.height >= 26
        if roomy:
            yield self.pen()
        across = self._across(values)
        tight = values.touch and across < len(values.options) and self.size.height < ROOM_FOR_TWO
        if not tight:
            yield self.pen().put(f" {_('Payment method')}", "muted").put("" if values.touch else "   ↑↓", "key")
        if not values.touch:
            yield self.pen()
        for first in range(0, len(values.options), across):
            yield from self._method_tiles(values.options[first : first + across], first, across)
            if not tight:
                yield self.pen()
        if values.offers and not values.touch:
            yield self.pen().put(f" {_('Quick cash')}", "muted").put(f"   {_('or type the amount')}", "muted")
            yield from self._offers(values.offers)

    def _across(self, values: MethodValues) -> int:
        """Tiles beside each other: for fingers as many as are wide enough, else two where one column is too high."""
        count = max(len(values.options), 1)
        if values.touch:
            return min(count, max((self.size.width - 1) // (FINGER_COLUMNS + 1), 1))
        below = 0 if values.refund else 4
        return 1 if 3 + 4 * count + below <= self.size.height else 2

    def _method_tiles(self, options: tuple[Option, ...], first: int, across: int) -> Iterator[Pen]:
        """A row of tiles, beside each other where room is needed below."""
        wide = (self.size.width - 1 - across) // across
        for number in range(len(options)):
            self.targets.append(Target(1 + number * (wide + 1), self.drawn, wide, 3, targets.Method(first + number)))
        small = any(width(option.name) + 6 > wide for option in options)
        for row in range(3):
            pen = self.pen()
            for number, option in enumerate(options):
                pen.skip(1 + number * (wide + 1))
                if small:
                    self._small_row(pen, option, wide, row)
                else:
                    self._method_row(pen, option, wide, named=row == 1)
            yield pen

    @staticmethod
    def _small_row(pen: Pen, option: Option, wide: int, row: int) -> None:
        """One row of a tile that is too narrow for letter and name in one: the letter, and the name below it."""
        ground, ink = ("cursor", "cursortext") if option.chosen else ("tile", "text")
        pen.put("▶" if option.chosen and row == 0 else " ", ink, ground=ground)
        text = (option.letter, *wrap(option.name, wide - 1), "")[row]
        if row == 0:
            ink = ink if option.chosen else "key"
        elif option.barred:
            ink = "muted"
        pen.put(text, ink, columns=wide - 1, ground=ground, bold=True)

    @staticmethod
    def _method_row(pen: Pen, option: Option, wide: int, *, named: bool) -> None:
        """One row of a tile: the middle one has letter, name and a few words."""
        ground, ink = ("cursor", "cursortext") if option.chosen else ("tile", "text")
        faint = "cursortext" if option.chosen else "muted"
        if not named:
            pen.put("", ground=ground, columns=wide)
            return
        end = pen.at + wide
        hint = option.hint if wide > 30 else ""
        pen.put("▶ " if option.chosen else "  ", ink, ground=ground)
        pen.put(option.letter, ink if option.chosen else "key", ground=ground, bold=True)
        name_ink = faint if option.barred else ink
        pen.put(f"  {option.name}", name_ink, columns=end - pen.at - width(hint) - 1, ground=ground, bold=True)
        pen.put(f"{hint} ", faint, columns=end - pen.at, align="right", ground=ground)

    def _offers(self, offers: tuple[str, ...]) -> Iterator[Pen]:
        """As many as have room, each as wide as the widest needs."""
        room = self.size.width - 1
        wide = max((room - len(offers)) // max(len(offers), 4), *(width(offer) for offer in offers))
        offers = offers[: max(room // (wide + 1), 1)]
        for number in range(len(offers)):
            self.targets.append(Target(1 + number * (wide + 1), self.drawn, wide, 3, targets.Offer(number)))
        for row in range(3):
            pen = self.pen()
            for number, offer in enumerate(offers):
                text = offer if row == 1 else ""
                pen.put(text, at=1 + number * (wide + 1), columns=wide, align="center", ground="tile", bold=True)
            yield pen


class MethodList(Methods):
    """The ways to pay, where nothing else stands in their place."""

    values: MethodValues | None = None

    def show(self, values: MethodValues) -> None:
        """Another choice."""
        self.values = values
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """The methods."""
        if self.values is not None:
            yield from self.method_rows(self.values)
