"""Payment: the methods at the left, the sum and what goes back at the right."""

from collections.abc import Iterator
from dataclasses import dataclass

from kassa_tui.i18n import _, current, p_
from kassa_tui.money import Money
from kassa_tui.text import width
from kassa_tui.widgets import digits
from kassa_tui.widgets.draw import Canvas, Pen, Target


@dataclass(frozen=True, slots=True)
class Option:
    """A method to choose: its letter, name and a few words; grey with the reason when it cannot be used."""

    letter: str
    name: str
    hint: str
    chosen: bool = False
    barred: bool = False


@dataclass(frozen=True, slots=True)
class PaymentValues:
    """What both sides show. `rows` are label, value and ink; `back` is what goes to the customer."""

    title: str
    symbol: str
    due: Money
    about: str
    options: tuple[Option, ...]
    offers: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]
    back: Money | None
    notice: str = ""


class MethodList(Canvas):
    """The methods as tiles, and the amounts people hand over. Clicks say `method N` and `offer N`."""

    values: PaymentValues | None = None

    def show(self, values: PaymentValues) -> None:
        """Another choice."""
        self.values = values
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """Tiles of three rows, a row between."""
        values = self.values
        if values is None:
            return
        roomy = self.size.height >= 26
        if roomy:
            yield self.pen()
        yield self.pen().put(f" {_('Payment method')}", "muted").put("   ↑↓", "key")
        yield self.pen()
        for number, option in enumerate(values.options):
            self.targets.append(Target(1, self.drawn, self.size.width - 2, 3, f"method {number}"))
            yield from self._tile(option)
            yield self.pen()
        if values.offers:
            yield self.pen().put(f" {_('Quick cash')}", "muted").put(f"   {_('or type the amount')}", "muted")
            yield from self._offers(values.offers)

    def _tile(self, option: Option) -> Iterator[Pen]:
        ground, ink = ("cursor", "cursortext") if option.chosen else ("tile", "text")
        faint = "cursortext" if option.chosen else "muted"
        wide = self.size.width - 2
        for row in range(3):
            pen = self.pen().skip(1)
            if row != 1:
                pen.put("", ground=ground, columns=wide)
            else:
                pen.put("▶ " if option.chosen else "  ", ink, ground=ground)
                pen.put(option.letter, ink if option.chosen else "key", ground=ground, bold=True)
                name_columns = wide - 8 - width(option.hint)
                pen.put(
                    f"  {option.name}", faint if option.barred else ink, columns=name_columns, ground=ground, bold=True
                )
                pen.put(option.hint, faint, columns=wide - pen.at, align="right", ground=ground)
                pen.put(" ", ground=ground)
            yield pen

    def _offers(self, offers: tuple[str, ...]) -> Iterator[Pen]:
        """As many as have room, each as wide as the widest needs."""
        room = self.size.width - 1
        wide = max((room - len(offers)) // max(len(offers), 4), *(width(offer) for offer in offers))
        offers = offers[: max(room // (wide + 1), 1)]
        for number in range(len(offers)):
            self.targets.append(Target(1 + number * (wide + 1), self.drawn, wide, 3, f"offer {number}"))
        for row in range(3):
            pen = self.pen()
            for number, offer in enumerate(offers):
                text = offer if row == 1 else ""
                pen.put(text, at=1 + number * (wide + 1), columns=wide, align="center", ground="tile", bold=True)
            yield pen


class PaymentPane(Canvas):
    """The sum, the parts, what was received and what goes back."""

    ground = "surface"
    values: PaymentValues | None = None

    def show(self, values: PaymentValues) -> None:
        """Another amount."""
        self.values = values
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """The sum on top, change at the bottom, a refusal in the last row."""
        values = self.values
        if values is None:
            return
        roomy = self.size.height >= 26
        if roomy:
            yield self.pen()
        yield self._label(values.title, values.symbol, values.about)
        if roomy:
            yield self.pen()
        yield from self._number(values.due, "text")
        yield self.pen()
        for label, value, ink in values.rows:
            faint = "muted" if ink == "text" else ink
            yield self.pen().put(f" {label}", faint).right(f"{value} ", ink, bold=True)
        below = (digits.ROWS + 2 if values.back is not None else 0) + (2 if values.notice else 1)
        for _blank in range(self.size.height - self.drawn - below):
            yield self.pen()
        if values.back is not None:
            yield self._label(p_("money", "Change"), values.symbol, "")
            if roomy:
                yield self.pen()
            yield from self._number(values.back, "pay")
        if values.notice:
            for _blank in range(self.size.height - self.drawn - 1):
                yield self.pen()
            yield self.pen("error").put(f" ■ {values.notice}", "errortext", bold=True)

    def _label(self, title: str, symbol: str, about: str) -> Pen:
        return self.pen().put(f" {title}", bold=True).put(f"  {symbol}", "muted").right(f"{about} ", "muted")

    def _number(self, amount: Money, ground: str) -> list[Pen]:
        text = amount.text(current().language)
        pens = [self.pen() for _row in range(digits.ROWS)]
        room = self.size.width - 2
        digits.draw(
            pens, text, ground, end=1 + min(digits.columns(text, digits.fitting(text, room) or 1), room), room=room
        )
        return pens
