"""Making an order of a basket or of nothing, and changing one: two pages of fields and one of lines.

A scan adds a line on every page; the basket so far stands at the right. Nothing is written before F6 or F12.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import assert_never

from msgspec.structs import replace
from textual import events, on

from kassa_tui.i18n import _
from kassa_tui.screens.frame.base import Keys, key
from kassa_tui.screens.orders import flows, make_lines, make_view, order_form, words
from kassa_tui.screens.orders.deposit import Deposit, DepositQuestion
from kassa_tui.screens.orders.make_core import MakeOrderCore
from kassa_tui.screens.orders.making import Abandoned, Made, Making
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.orders import edit
from kassa_tui.till.orders.dates import day_text
from kassa_tui.till.orders.figures import order_total
from kassa_tui.till.orders.values import ChangedOrderError, Order, OrderForm
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key

BETWEEN = "-./"
"""What stands between the day and the month."""


def _days(counter: Counter) -> tuple[Callable[[], date], Callable[[], date]]:
    """The business day, and the day that the bar shows."""
    return lambda: counter.shop.today(counter.desk), lambda: counter.shop.day_shown(counter.desk)


class MakeOrderScreen(MakeOrderCore):
    """Gives back what was Made, Abandoned for a basket that is thrown away, or None."""

    def __init__(
        self, counter: Counter, form: OrderForm, before: Order | None = None, *, from_sale: bool = False
    ) -> None:
        if form.person_id is None:
            form = replace(form, person_id=counter.person.id)
        here = replace(form, branch=form.branch or counter.desk.location)
        super().__init__(counter, Making(here, before, *_days(counter)))
        self.from_sale = from_sale

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """What works on the page."""
        yield key("escape", _("Back"), self.leave, weight=9)
        # Fewer and wider tiles for fingers: their words are long.
        touch = self.app.touch
        yield key("f1", "" if touch else _("Help"), self.app.show_help, weight=2)
        yield key("pagedown", make_view.next_page(self.making), lambda: self.turn(1), weight=8, label="PgDn")
        yield key("pageup", "", lambda: self.turn(-1))
        if self.making.on_lines:
            yield from make_lines.keys(self)
        else:
            yield key("f3", "" if touch and self.making.page else _("Customer"), self.choose_customer, weight=7)
            yield from self._day_keys()
            yield from self.form_keys()
            yield key("enter", "", self._next)
        yield from self._placing_keys()

    def _day_keys(self) -> Iterable[Key]:
        if self.on_day:
            touch = self.app.touch
            yield key("plus", _("A day later") if touch else "", lambda: self._move_day(1), weight=6, label="+")
            if not (self._typing and self.form.current.value):
                # While a day is typed the sign belongs to it: 28-11.
                yield key("minus", _("A day earlier") if touch else "", lambda: self._move_day(-1), weight=6, label="−")

    def _placing_keys(self) -> Iterable[Key]:
        if not self.making.concept:
            yield key("f12", _("Save the order"), self.save, go=True, books=True)
            return
        concept = "" if self.app.touch and self.making.page != 1 else _("Keep as concept")
        yield key("f5", concept, self._keep_concept, weight=3, books=True)
        yield key("f6", _("Pay later"), self.save, weight=8, books=True)
        yield key("f12", _("Pay and place"), self._pay_and_place, go=True, books=True)

    def _move_day(self, by: int) -> None:
        """A day later or earlier; a plus in the empty field may be the beginning of +3."""
        if by > 0 and not self.form.current.value:
            self.put_form(self.form.put("wanted", "+"))
            self._typing = True
            return
        if by < 0 and self._date_begun("-"):
            return
        counting = order_form.counted_on(self.form, self.making.on_bar) if by > 0 else None
        self._typing = False
        self.put_form(order_form.moved(self.form, by, self.making.on_bar))
        self.counting = counting

    def _count_on(self, character: str) -> bool:
        """Digits behind a + in a day that stood there: +15 is 15 days on."""
        counting = order_form.digit_more(self.counting, character) if self.counting and self.on_day else None
        if counting is None:
            return self._date_begun(character)
        self.put_form(self.form.put("wanted", day_text(counting.day)))
        self.counting = counting
        return True

    def _date_begun(self, sign: str) -> bool:
        """What stands between day and month says that the digits behind the + were a day: 28-11."""
        digits = self.counting.digits if self.counting and self.on_day else ""
        if not digits or sign not in BETWEEN:
            return False
        self.put_form(self.form.put("wanted", digits + sign))
        self._typing = True
        return True

    def _next(self) -> None:
        """The next field; the customer is chosen, the last field leads to the next page."""
        if self.form.current.name == "customer" and self.making.order.customer_id is None:
            self.choose_customer()
        elif self.form.at == len(self.form.fields) - 1:
            self.turn(1)
        else:
            self.put_form(self.form.to(self.form.at + 1))

    def typed(self, event: events.Key) -> None:
        """Into the current field, or the code of an article."""
        if self._count_on(event.character or ""):
            return
        self._begin_day()
        if self.making.on_lines:
            make_lines.typed(self, event)
        elif not self.type_into(event) and event.is_printable:
            self.refuse()

    def pasted(self, line: str) -> None:
        """Into the current field, or the digits of a code on the page of the lines."""
        if self.making.on_lines:
            Keys.pasted(self, line)
        else:
            self._begin_day()
            super().pasted(line)

    def _begin_day(self) -> None:
        """The first sign of a day takes the proposed one away."""
        if self.on_day and not self._typing:
            self.form = self.form.wiped()

    # --- Customer and lines ---

    def choose_customer(self) -> None:
        """Choose one, or make a new one."""
        from kassa_tui.screens.customers.screen import CustomersScreen

        def chosen(answer: int | Basket | None) -> None:
            match answer:
                case int():
                    self.set_customer(answer)
                case Basket() | None:
                    pass
                case _:
                    assert_never(answer)
            self.update_frame()

        self.app.push_screen(CustomersScreen(self.counter, choose=True), chosen)

    def set_customer(self, customer_id: int) -> None:
        """Whose order it is."""
        self.making.set_customer(customer_id)
        self.notice = ""
        self.draw()

    # --- Placing ---

    async def save(self) -> None:
        """Place it, or save the change. Raises OrderErrors."""
        await self._place(None)

    async def _pay_and_place(self) -> None:
        """How much is paid now, then place it. Raises OrderErrors."""
        flows.check_real(self.counter)
        order = self.making.checked()
        total = order_total(order, self.making.before, self.making.today)
        if not total:
            await self._place(None)
            return
        ways = flows.ways_to_pay(self.counter, customer=order.customer_id is not None)
        deposit = await self.app.ask(DepositQuestion(_("Pay and place"), total, self.counter.shop, ways))
        if deposit is not None:
            await self._place(deposit)

    async def _place(self, pay: Deposit | None) -> None:
        if self.counter.training:
            flows.check_real(self.counter)
        order = self.making.checked()
        try:
            order_id = await self._save(order)
        except ChangedOrderError as error:
            await self._changed_meanwhile(error)
        else:
            self.dismiss(Made(order_id, pay))

    async def _save(self, order: OrderForm) -> int:
        return await self.recorded(self.counter.record(edit.save, order, from_sale=self.from_sale))

    async def _keep_concept(self) -> None:
        """Noted, not placed: nothing is missing for that but lines. Raises OrderErrors."""
        order = self.making.noted()
        self.dismiss(Made(await self._save(order)))

    async def _changed_meanwhile(self, error: ChangedOrderError) -> None:
        """Who changed what; what was typed stays, on top of the new state once that has been looked at."""
        from kassa_tui.screens.frame.ask import yes

        before = self.making.before
        assert before is not None
        lines = [error.say()]
        title = _("Changed meanwhile")
        if not await yes(self.app, title, lines, do=_("Take it over and look"), dont=_("Stay here")):
            self.complain(error.say())
            return
        theirs = flows.read(self.counter, before.id)
        self.making.rebase(theirs)
        self.complain(_("Look at it again, then save: {order}").format(order=words.about(theirs.row, self.counter)))

    # --- Leaving ---

    def leave(self) -> object:
        """Back to the receipt, or throw the whole order away; a form that was not touched just closes.

        What was typed for a line goes first.
        """
        if self.making.on_lines and not self.making.entry.empty:
            self.put_basket(self.making.order.basket)
            return None
        if self.from_sale:
            return self._ask_basket()
        if self.making.untouched:
            self.dismiss(None)
            return None
        return self._ask_leave()

    async def _ask_basket(self) -> None:
        from kassa_tui.screens.frame.menu import Item, MenuQuestion

        items = [Item(_("Back to the receipt"), "back"), Item(_("Cancel the whole order"), "all")]
        answer = await self.app.ask(MenuQuestion(_("Leave this order?"), items))
        if answer:
            self.dismiss(Abandoned() if answer == "all" else None)

    async def _ask_leave(self) -> None:
        from kassa_tui.screens.frame.ask import yes

        lines = [_("What you typed is not saved.")]
        if await yes(self.app, _("Leave without saving?"), lines, do=_("Leave"), dont=_("Stay"), loss=True):
            self.dismiss(None)

    # --- Taps ---

    @on(Canvas.Hit, "FormView")
    def _field_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        match event.what:
            case targets.Field("customer") | targets.Choice("customer"):
                self.do(self.choose_customer)
            case what:
                self.click_into(what)
        self.keys_changed()

    @on(Canvas.Hit, "Listing")
    def _line_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        match event.what:
            case targets.Row(number):
                make_lines.clicked(self, number)
        self.keys_changed()
