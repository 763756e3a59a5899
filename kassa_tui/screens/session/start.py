"""Starting a session: the counted amount, and what it differs from the last close, before it is confirmed."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kassa_tui.i18n import N_, _, current
from kassa_tui.money import AmountError, Money, parse
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.forms import FormScreen
from kassa_tui.screens.session.coins import CoinScreen, piece_fields
from kassa_tui.text import wrap
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.drawer import sessions
from kassa_tui.till.drawer.counting import NO_PIECES, Pieces, worth
from kassa_tui.till.ledger.notes import LONGEST
from kassa_tui.widgets import digits
from kassa_tui.widgets.drawing.canvas import Canvas, Pen
from kassa_tui.widgets.form import Field, FormValues, FormView
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Pad

SHORT, OVER = N_("short"), N_("over")

ROOMY = 10
"""Rows beside the form from which the number has air around it; above a pad on a small screen there are fewer."""


def signed(amount: Money) -> tuple[str, str]:
    """A difference with its sign and word, and the ink for it."""
    text = amount.text(current().language, plus="+")
    if not amount:
        return f"● {text}", "ok"
    return (f"▼ {text} {_(SHORT)}", "error") if amount.minor < 0 else (f"▲ {text} {_(OVER)}", "warn")


class StartPane(Canvas):
    """The amount large, and the comparison with the last close."""

    ground = "surface"
    amount: Money | None = None
    left: Money | None = None
    symbol = ""

    def show(self, amount: Money | None, left: Money | None, symbol: str) -> None:
        """Another amount."""
        self.amount, self.left, self.symbol = amount, left, symbol
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """From the number to the advice."""
        language = current().language
        gap = 1 if self.size.height >= ROOMY else 0
        yield from (self.pen() for _row in range(gap))
        yield self.pen().put(f" {_('Opening amount')}", bold=True).put(f"  {self.symbol}", "muted")
        yield from (self.pen() for _row in range(gap))
        pens = [self.pen() for _row in range(digits.ROWS)]
        room = self.size.width - 2
        if self.amount is not None:
            digits.draw(pens, self.amount.text(language), "text", end=self.size.width - 1, room=room)
        yield from pens
        yield from (self.pen() for _row in range(gap))
        left = _("not known") if self.left is None else self.left.text(language)
        yield self.pen().put(f" {_('Left in the drawer last time')}", "muted").right(f"{left} ")
        if self.amount is None:
            return
        yield self.pen().put(f" {_('Counted now')}", "muted").right(f"{self.amount.text(language)} ")
        if self.left is None:
            return
        text, ink = signed(self.amount - self.left)
        yield self.pen().put(f" {_('Opening discrepancy')}", bold=True).right(f"{text} ", ink, bold=True)
        yield self.pen()
        if self.amount != self.left:
            advice = _("Is that wrong? Count again. Is it right? Confirm: the session keeps the difference.")
            for line in wrap(advice, room):
                yield self.pen().put(f" {line}", "muted")


class StartScreen(FormScreen[bool]):
    """Counts the drawer and opens the session."""

    PLACE = "register"
    OWN_PAD = True
    DEFAULT_CSS = """
    StartScreen Horizontal { height: 1fr; }
    StartScreen Vertical { width: 44; background: $k-on-surface; }
    StartScreen.-w100 Vertical { width: 52; }
    """
    HELP = N_(
        "Count what is in the drawer now and type it. Without starting, the first sale opens the session by itself."
    )

    def __init__(self, counter: Counter) -> None:
        minor = sessions.left_before(counter.desk.register)
        self._left = None if minor is None else counter.shop.money(minor)
        self._pieces: Pieces = NO_PIECES
        super().__init__(counter)

    def worded(self) -> FormValues:
        """Amount and note, and what happens without them."""
        fields = (
            Field("amount", _("Opening amount"), "amount", longest=12),
            Field("note", _("Note"), longest=LONGEST),
        )
        otherwise = (self._left or self.counter.shop.money(0)).text(current().language)
        notes = (
            _("Count the change money that is in the drawer now and type what it comes to."),
            "",
            _("Otherwise the first sale opens it by itself with {amount}, not counted.").format(amount=otherwise),
        )
        return FormValues(_("Start session"), fields, notes=notes)

    def body(self) -> ComposeResult:
        """The form left, the number right."""
        with Horizontal():
            yield FormView()
            with Vertical():
                yield StartPane()
                yield Pad("surface")

    def _shown(self) -> Money | None:
        with suppress(AmountError):
            return parse(self.form["amount"], self.counter.shop.unit, current().language)
        return None

    def draw(self) -> None:
        """Form and number."""
        super().draw()
        self.query_one(StartPane).show(self._shown(), self._left, self.counter.shop.unit.symbol)

    def go_word(self) -> str:
        """The act."""
        return _("Confirm") if self.form["amount"] else ""

    def now(self) -> Iterable[Key]:
        """The drawer may have to be opened to count."""
        yield from super().now()
        if piece_fields(self.counter, {}):
            yield key("f4", _("Count by coin"), self._by_coin, weight=8)
        yield key("f8", _("Open drawer"), self._open_drawer, books=True)

    async def _by_coin(self) -> None:
        pieces = await self.app.ask(CoinScreen(self.counter, N_("Opening amount"), self._pieces))
        if pieces is not None:
            self._pieces = pieces
            self.put_form(self.form.put("amount", self.counter.shop.money(worth(pieces)).text(current().language)))

    async def _open_drawer(self) -> None:
        from kassa_tui.till.drawer import movements

        await self.counter.record(movements.open_without_sale, "count")

    def save(self) -> object:
        """Start with what was typed. Raises AmountError."""
        amount = self.amount("amount")
        pieces = self._pieces if worth(self._pieces) == amount.minor else NO_PIECES
        return self._start(amount, pieces)

    async def _start(self, amount: Money, pieces: Pieces) -> None:
        await self.recorded(self.counter.record(sessions.start, amount, self.form["note"], pieces))
        self.dismiss(True)
