"""One order: what is ordered, packed and handed over, and beside it who, when, what was paid, and its history."""

from collections.abc import Iterable
from typing import Literal

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kassa_tui.i18n import N_, _, current, p_
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.screens.orders import flows, words
from kassa_tui.screens.payment import in_hand
from kassa_tui.screens.payment.paid import paid
from kassa_tui.till.basket import drafts
from kassa_tui.till.basket.lines import quantity_text
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.permissions import CANCEL_ORDER, EDIT_ORDER, SELL
from kassa_tui.till.mail import letters
from kassa_tui.till.orders import day_rates, orders, shown
from kassa_tui.till.orders.values import OrderLineView
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, Listing, ListRow, ListValues
from kassa_tui.widgets.side import Side, SideRow, SideValues

SIDE = (58, 44, 32)
"""Columns of the right side at 120, 100 and 80 columns, as in the CSS."""

FRAME = 8
"""Rows round the facts: the screen's own, the title, and the head of the history."""

Begin = Literal["", "hand_over"]


class OrderScreen(KassaScreen[None]):
    """Shows an order; after a payment the change stands where the order's facts were, until the next key."""

    PLACE = "orders"
    DEFAULT_CSS = """
    OrderScreen Horizontal { height: 1fr; }
    OrderScreen Side { width: 32; background: $k-on-surface; }
    OrderScreen.-w100 Side { width: 44; }
    OrderScreen.-w120 Side { width: 58; }
    """
    HELP = N_(
        "F12 takes the next step: a deposit, the rest, or the goods. Enter goes to the hand-over, also of a part.\n"
        "F4 changes the order, F6 puts what is due on the receipt in progress, F7 prints its slip, Del cancels it.\n"
        "PgDn shows more of its history."
    )
    SCAN = N_("An order's slip opens that order.")

    def __init__(self, counter: Counter, order_id: int, last: Recorded | None = None, begin: Begin = "") -> None:
        super().__init__(counter)
        self.order = flows.read(counter, order_id)
        self.kept = in_hand.of_order(counter, order_id)
        self.last = last
        self.at = 0
        self.top, self.hidden = 0, 0
        self.notice = ""
        self._begin = begin

    def body(self) -> ComposeResult:
        """Lines left, facts right."""
        with Horizontal():
            yield Listing()
            yield Side()

    def on_mount(self) -> None:
        """As it is; the queue may have asked for the goods at once."""
        super().on_mount()
        if self._begin:
            self.call_after_refresh(lambda: self.do(self._hand_over))

    def update_frame(self) -> None:
        """The frame, and the order with it: another process may have changed it."""
        if self.drawable:
            self.order = flows.read(self.counter, self.order.id)
            self.kept = in_hand.of_order(self.counter, self.order.id)
            self.draw()
        super().update_frame()

    # --- Showing ---

    def draw(self) -> None:
        """Both sides from the values."""
        if not self.query(Side):
            return
        listing = self.query_one(Listing)
        self.at = max(0, min(self.at, len(self.order.shown) - 1))
        listing.show(self._lines(wide=self.size.width >= 100))
        self.query_one(Side).show(self._paid(self.last) if self.last else self._facts())

    def _lines(self, *, wide: bool) -> ListValues:
        columns = [
            Column(p_("order", "Ordered"), 8, "right"),
            Column(_("Article")),
            Column(p_("order", "Packed"), 7, "right"),
            Column(p_("order", "Out"), 6, "right"),
        ]
        if wide:
            columns.append(Column(_("Amount"), 9, "right"))
        rows = tuple(self._line(line, wide=wide) for line in self.order.shown)
        empty = _("There is nothing in the order yet.")
        return ListValues(
            title=_("Lines"),
            columns=tuple(columns),
            rows=rows,
            at=self.at,
            about="",
            empty=empty,
            notice=self.notice,
        )

    def _line(self, line: OrderLineView, *, wide: bool) -> ListRow:
        language = current().language
        counts = (line.quantity - line.cancelled, line.packed, line.handed.quantity)
        figures = tuple(quantity_text(each, language.decimal) if each else "·" for each in counts)
        amount = (shown.of_order(self.order, line).total.text(language),) if wide else ()
        return ListRow((figures[0], line.text, *figures[1:], *amount), "muted" if line.left <= 0 else "text")

    def on_resize(self) -> None:
        """More of the history, or less."""
        super().on_resize()
        self.draw()

    def _facts(self) -> SideValues:
        row, order = self.order.row, self.order
        mark, ink = words.status(row)
        columns = words.side_columns(self.size.width, SIDE)
        rows = [*words.people(order, columns, self.counter)]
        rows += [SideRow(name, value) for name, value in order.extra.items()]
        if not order.includes_tax:
            rows.append(SideRow(_("Prices without VAT")))
        rows += [
            SideRow(),
            *words.net_sums(order),
            *words.sums(row),
            *words.rates(order, columns),
            *words.in_hand(self.kept),
        ]
        rows += [*words.letter(letters.trouble(order.id), columns), SideRow()]
        history = [*words.history(order, self.counter)]
        room = max(self.app.size.height - FRAME - len(rows), 2)
        self.hidden = max(len(history) - room, 0)
        self.top = max(0, min(self.top, self.hidden))
        shown = history[self.top : self.top + room]
        more = "" if len(history) <= room else f"PgDn {self.top + len(shown)}/{len(history)}"
        rows += [SideRow(_("History"), more), *shown]
        return SideValues(words.title(row), tuple(rows), mark=mark, mark_ink=ink)

    def _paid(self, last: Recorded) -> SideValues:
        summary = paid(self.counter, last)
        rows = [SideRow(each.label, each.value, each.ink) for each in summary.rows]
        row = self.order.row
        left = [SideRow(), SideRow(words.title(row), words.status(row)[0], bold=True), *words.sums(row)]
        moment = summary.moment
        symbol = self.counter.shop.unit.symbol
        # A deposit pays its receipt in full, but not the order.
        title = f"{moment.title if moment.ground == 'pay' else _('Paid')}  {symbol}"
        return SideValues(title, (*rows, *left), moment.amount, moment.ground)

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """What works in the order's present state."""
        yield key("escape", _("Back"), self._back, weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        yield from self.arrows(self.step)
        history = self.tile(_("History"), self.hidden > 0)
        yield key("pagedown", history, lambda: self._scroll(3), label="PgDn", weight=3)
        yield key("pageup", history, lambda: self._scroll(-3), label="PgUp", weight=3)
        alive = self.order.row.alive
        if self.counter.may(EDIT_ORDER):
            if alive:
                yield key("f4", _("Change"), self._change, weight=7)
            yield key("f7", _("Print"), self._print, weight=6)
        if alive and self.counter.may(CANCEL_ORDER):
            yield key("delete", _("Cancel order"), self._cancel, weight=4)
        if words.is_begun(self.order, words.side_columns(self.size.width, SIDE)):
            yield key("f5", _("Note"), self._read_note, weight=5)
        if self.kept is not None and self.counter.may(SELL):
            yield key("f12", _("Go on paying"), self._go_on, go=True)
        elif alive and self.counter.may(SELL):
            yield from self._steps()

    def _steps(self) -> Iterable[Key]:
        """The next one is green."""
        row = self.order.row
        if row.status == "concept":
            yield key("f12", _("Complete and place"), self._change, go=True)
            return
        amount = abs(row.due).text(current().language)
        if not row.due:
            yield key("f12 enter", _("Hand over"), self._hand_over, go=True)
            return
        yield key("enter", _("Hand over"), self._hand_over, weight=8)
        if row.due.minor > 0 and not self.counter.remote:
            waits = drafts.unfinished_basket(self.counter.desk.register) is not None
            yield key("f6", _("On the receipt"), self._take_along, weight=8 if waits else 4, books=True)
        if row.due.minor < 0:
            yield key("f12", _("Give back {amount}").format(amount=amount), self._give_back, go=True)
        else:
            word = _("Pay {amount}") if row.paid else _("Pay or deposit")
            yield key("f12", word.format(amount=amount), self._pay, go=True)

    def typed(self, event: events.Key) -> None:
        """Nothing is typed here; the change has been seen."""
        self._seen()
        if event.is_printable:
            self.app.error_sound()

    def _seen(self) -> None:
        if self.last is not None:
            self.last = None
            self.draw()

    def step(self, by: int) -> None:
        """Another line."""
        self.at += by
        self.notice, self.last = "", None
        self.draw()

    def _scroll(self, by: int) -> None:
        self.top += by
        self.last = None
        self.draw()

    def _back(self) -> None:
        """The change has been seen, then back."""
        if self.last is not None:
            self._seen()
        else:
            self.dismiss(None)

    def say(self, text: str, hint: str = "") -> None:
        """In the last row of the lines."""
        self.notice = text
        self.draw()

    # --- Acts ---

    def _show(self, recorded: Recorded | None) -> None:
        self.last, self.notice = recorded, ""
        self.update_frame()

    async def _pay(self) -> None:
        """How much and perhaps how, then the payment."""
        from kassa_tui.screens.orders.deposit import DepositQuestion

        flows.check_real(self.counter)
        row = self.order.row
        title = _("Pay {order}").format(order=words.title(row))
        ways = flows.ways_to_pay(self.counter, customer=row.customer_id is not None)
        notices = day_rates.notices(self.order)
        deposit = await self.app.ask(DepositQuestion(title, row.due, self.counter.shop, ways, notices))
        if deposit is not None:
            self._show(await flows.pay(self, self.order.id, deposit))

    def _take_along(self) -> None:
        """What is due is paid along with what is being sold."""
        flows.check_real(self.counter)
        self.dismiss(None)
        self.app.take_along(self.order.id)

    async def _go_on(self) -> None:
        """The payment that a crash interrupted."""
        self._show(await flows.go_on(self, self.order.id))

    async def _give_back(self) -> None:
        self._show(await flows.give_back(self, self.order.id))

    def _hand_over(self) -> None:
        from kassa_tui.screens.orders.hand_over import HandOverScreen

        flows.check_real(self.counter)

        def done(recorded: Recorded | None) -> None:
            self._show(recorded)

        self.app.push_screen(HandOverScreen(self.counter, self.order.id), done)

    async def _read_note(self) -> None:
        """All of a note that has not enough room beside the lines."""
        from kassa_tui.screens.frame.ask import Whole

        await self.app.ask(Whole(_("Note"), self.order.note))

    def _change(self) -> None:
        from kassa_tui.screens.orders.make import MakeOrderScreen

        form = orders.form_of(self.order)
        self.app.push_screen(MakeOrderScreen(self.counter, form, self.order), lambda _made: self.update_frame())

    async def _print(self) -> None:
        self._seen()
        await flows.print_paper(self, self.order.id)

    async def _cancel(self) -> None:
        done, recorded = await flows.cancel(self, self.order.id)
        if done:
            self._show(recorded)

    @on(Canvas.Hit, "Listing")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        match event.what:
            case targets.Row(number):
                self.step(number - self.at)
        self.keys_changed()
