"""The right side of the counter: the lines of a sale, what is asked or said, and the number of the moment at its foot.

Selling, paying and what goes back are states of one canvas, so that what stays is not painted again, and does not move.
"""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.i18n import _, current, n_
from kassa_tui.money import Money
from kassa_tui.text import width, wrap
from kassa_tui.till.basket.basket import Basket
from kassa_tui.widgets import digits
from kassa_tui.widgets.basket_lines import NARROW, BasketLines
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Pen, Target

TOOL = 9
"""Columns of a button beside the prompt, its gap with it."""

PROMPT = 3
"""Rows between the basket and the number, mostly."""


class Notice(Struct, frozen=True):
    """A message in the prompt: `bad` in the error bar, otherwise calm. `hint` says what can be done."""

    text: str
    hint: str = ""
    bad: bool = True


class Row(Struct, frozen=True):
    """A label and its value; `ink` marks what needs attention."""

    label: str
    value: str
    ink: str = "text"


class Moment(Struct, frozen=True):
    """The number that counts now: what it is, how it came to be, and the ground that it is drawn with."""

    title: str
    amount: Money
    about: str = ""
    ground: str = "text"


class Paid(Struct, frozen=True):
    """The last sale, shown until the next one begins: its `rows`, and the notes and coins that go back."""

    moment: Moment
    coins: tuple[str, ...]
    rows: tuple[Row, ...]


class Paying(Struct, frozen=True):
    """A sale that is being paid: what was paid and typed, and a refusal."""

    moment: Moment
    rows: tuple[Row, ...]
    notice: str = ""


class SaleValues(Struct, frozen=True):
    """What the pane shows. `tools` are buttons beside the prompt: a word, and the key that it stands for.

    `customer` is the name of whom it is for.
    """

    basket: Basket
    symbol: str
    entry: str = ""
    notice: Notice | None = None
    paying: Paying | None = None
    paid: Paid | None = None
    tools: tuple[tuple[str, str], ...] = ()
    customer: str = ""


def sum_label(basket: Basket) -> str:
    """What the large sum is: to pay, to give back, or only training."""
    if basket.training:
        return _("Training amount")
    return _("Money back") if basket.total.minor < 0 else _("To pay")


def pieces(basket: Basket) -> str:
    """How many are on it."""
    return n_("{count} piece", "{count} pieces", basket.pieces).format(count=basket.pieces)


def sum_of(basket: Basket) -> Moment:
    """The sum of a sale in progress; calm while nothing is on it."""
    return Moment(sum_label(basket), basket.total, pieces(basket), "text" if basket.lines else "muted")


class SalePane(BasketLines):
    """Basket, prompt and number. Clicks are about a `Line`, or a `Press` of a tool's key."""

    values: SaleValues | None = None

    def show(self, values: SaleValues) -> None:
        """Another basket, entry or message."""
        self.values, self.still = values, values.paying is not None
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """The basket or the last sale, what is said, and the number."""
        values = self.values
        if values is None:
            return
        room = self.size.height - digits.ROWS - (4 if self.roomy else 1)
        if values.paying is not None:
            yield from self._while_paying(values, values.paying, room)
            return
        said = self._said(values)
        prompt = PROMPT if self.roomy or values.tools else len(said)
        if values.paid is not None:
            yield from self._paid(values.paid, room - prompt)
        else:
            yield from self.basket_rows(values.basket, room - prompt, values.customer)
        yield from self._prompt(values, said, prompt)
        yield from self._number(values.paid.moment if values.paid else sum_of(values.basket), values.symbol)

    # --- Prompt ---
    def _said(self, values: SaleValues) -> list[str]:
        """The sentence, then what can be done about it, in as many rows as they need and there are."""
        notice = values.notice
        room = self.size.width - 4 - (0 if self._hidden(values) else TOOL * len(values.tools))
        if notice is None:
            text = _("Ready to scan") if values.paid is None else _("Next customer: just scan")
            return [text if width(text) <= room else ""]
        return [*wrap(notice.text, room), *(wrap(notice.hint, room) if notice.hint else [])][:PROMPT]

    def _hidden(self, values: SaleValues) -> bool:
        """Whether a refusal takes the place of the buttons; in a narrow pane any message does, and what is typed."""
        if values.notice is not None and values.notice.bad:
            return True
        return self.size.width < NARROW and bool(values.notice or values.entry)

    def _prompt(self, values: SaleValues, said: list[str], rows: int) -> Iterator[Pen]:
        bad = values.notice is not None and values.notice.bad
        ground, ink, sign = ("error", "errortext", "■") if bad else ("panel", "ok", "●")
        above = 1 if rows > len(said) else 0
        tools = () if self._hidden(values) else values.tools
        for number, (_word, name) in enumerate(tools):
            start = self.size.width - TOOL * (len(tools) - number)
            self.targets.append(Target(start, self.drawn, TOOL - 1, rows, targets.Press((name,))))
        for row in range(rows):
            pen, number = self.pen(ground), row - above
            if 0 <= number < len(said):
                lead = sign if number == 0 and said[number] else ""
                pen.put(f" {lead} ".ljust(3), ink, bold=True).put(said[number], ink, bold=number == 0)
            end = self.size.width - TOOL * len(tools)
            if values.entry and number == 0 and not bad:
                pen.right(f"{values.entry}█ ", "text", bold=True, end=end)
            for each, (word, _name) in enumerate(tools):
                text = word if row == rows // 2 else ""
                pen.put(text, at=end + TOOL * each, columns=TOOL - 1, align="center", ground="tile", bold=True)
            yield pen

    # --- The number of the moment ---

    def _number(self, moment: Moment, symbol: str) -> Iterator[Pen]:
        if self.roomy:
            yield self.pen()
        pen = self.pen().put(f" {moment.title}", bold=True).put(f"  {symbol}", "muted")
        yield pen.right(f"{moment.about} ", "muted") if moment.about else pen
        if self.roomy:
            yield self.pen()
        pens = [self.pen() for _row in range(digits.ROWS)]
        text = moment.amount.text(current().language)
        digits.draw(pens, text, moment.ground, end=self.size.width - 1, room=self.size.width - 2)
        yield from pens

    # --- Paying ---

    def _while_paying(self, values: SaleValues, paying: Paying, room: int) -> Iterator[Pen]:
        """The lines stay; what was paid and typed stands between them and the number."""
        error = wrap(f"■ {paying.notice}", self.size.width - 2) if paying.notice else []
        rows = paying.rows[-1:] if error and self.roomy else paying.rows
        band = max(len(rows) + len(error), PROMPT if self.roomy else 0)
        yield from self.basket_rows(values.basket, room - band, values.customer)
        for line in error:
            yield self.pen("error").put(f" {line}", "errortext", bold=True)
        for _blank in range(band - len(rows) - len(error)):
            yield self.pen("panel")
        for row in rows:
            faint = "muted" if row.ink == "text" else row.ink
            yield self.pen("panel").put(f" {row.label}", faint).right(f"{row.value} ", row.ink, bold=True)
        yield from self._number(paying.moment, values.symbol)

    # --- The last sale ---

    def _give(self, coins: tuple[str, ...]) -> Iterator[Pen]:
        """The notes and coins of the change, in as many rows as they need."""
        lead = f" {_('Give')}"
        pen = self.pen().put(lead, "muted")
        for coin in coins:
            if pen.room < width(coin) + 4:
                yield pen
                pen = self.pen().skip(width(lead))
            pen.put(f"   {coin}", bold=True)
        yield pen

    def _paid(self, paid: Paid, room: int) -> Iterator[Pen]:
        """What was paid at the top, what goes back just above the number."""
        rows, give = list(self._paid_rows(paid)), list(self._give(paid.coins)) if paid.coins else []
        yield from rows[: room - len(give)]
        for _blank in range(room - len(rows) - len(give)):
            yield self.pen()
        yield from give

    def _paid_rows(self, paid: Paid) -> Iterator[Pen]:
        if self.roomy:
            yield self.pen()
        pen = self.pen().put(f" {_('Receipt')}", bold=True)
        yield pen.right("● ", "ok", end=self.size.width - len(_("Paid")) - 1).right(f"{_('Paid')} ", "ok", bold=True)
        if self.roomy:
            yield self.pen()
        for row in paid.rows:
            faint, room = "muted" if row.ink == "text" else row.ink, self.size.width - 2
            if width(row.label) + width(row.value) < room:
                yield self.pen().put(f" {row.label}", faint).right(f"{row.value} ", row.ink)
                continue
            for text in (row.label, *wrap(row.value, room)):
                yield self.pen().put(f" {text}", row.ink)
