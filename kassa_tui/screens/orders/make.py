"""Making an order of a basket or of nothing, and changing one: two pages of fields and one of lines.

A scan adds a line on every page; the basket so far stands at the right. Nothing is written before F6 or F12.
"""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kassa_tui.i18n import N_, _
from kassa_tui.money import Money
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.screens.frame.forms import FormKeys, pad_of
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.lines.entry import Entry
from kassa_tui.screens.orders import flows, make_lines, make_view, order_form, words
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, Named
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.values import ChangedOrderError, EmptyOrderError, Order, OrderForm
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.draw import Canvas
from kassa_tui.widgets.form import FormValues, FormView
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Listing
from kassa_tui.widgets.pad import Kind, Pad
from kassa_tui.widgets.side import Side

LINES = 2
"""The page of the lines, after the two of fields."""


class Made(Struct, frozen=True):
    """A placed order, and how much of it is to be paid now: None for later."""

    order_id: int
    pay: Money | None = None


class Abandoned(Struct, frozen=True):
    """The whole order is cancelled, the basket with it."""


class MakeOrderScreen(FormKeys, KassaScreen[Made | Abandoned]):
    """Gives back what was Made, Abandoned for a basket that is thrown away, or None."""

    PLACE = "orders"
    OWN_PAD = True
    DEFAULT_CSS = """
    MakeOrderScreen Horizontal { height: 1fr; }
    MakeOrderScreen Side { width: 32; background: $k-on-surface; }
    MakeOrderScreen.-w100 Side { width: 42; }
    MakeOrderScreen.-w120 Side { width: 52; }
    """
    HELP = N_(
        "F3 chooses the customer or makes a new one. PgDn turns to the extra data and the lines.\n"
        "F12 places the order and takes a payment, F6 places it to be paid later."
    )
    SCAN = N_("A scan adds the article to the order.")

    def __init__(
        self, counter: Counter, form: OrderForm, before: Order | None = None, *, from_sale: bool = False
    ) -> None:
        super().__init__(counter)
        if form.person_id is None:
            form = replace(form, person_id=counter.person.id)
        form = order_form.addressed(form)
        self.order, self.before, self.from_sale = form, before, from_sale
        self._first = form
        self.pages = self._worded()
        self.page, self.form = 0, self.pages[0]
        self.entry = Entry()
        self.notice = ""

    @property
    def concept(self) -> bool:
        """Whether it is not placed yet."""
        return self.before is None or self.before.row.status == "concept"

    @property
    def today(self) -> date:
        """The business day."""
        return self.counter.shop.today(self.counter.desk)

    def _worded(self) -> list[FormValues]:
        return [order_form.first_page(self.order), order_form.second_page(self.order)]

    def body(self) -> ComposeResult:
        """Fields or lines left, the order so far right."""
        with Horizontal():
            with Vertical():
                yield FormView()
                yield Listing()
                yield Pad()
            yield Side()

    def on_mount(self) -> None:
        """The first page; a new order without a basket begins the same way."""
        super().on_mount()
        self.draw()

    def relabel(self) -> None:
        """The same answers under other words."""
        self.order = self.typed_order()
        self.pages = [new.filled(old) for new, old in zip(self._worded(), self.pages, strict=True)]
        self.form = self.pages[min(self.page, 1)]
        super().relabel()

    # --- Values ---

    def _keep_page(self) -> None:
        if self.page < LINES:
            self.pages[self.page] = self.form

    def typed_order(self) -> OrderForm:
        """The order with what was typed on all pages."""
        self._keep_page()
        first, second = self.pages
        return replace(order_form.typed(self.order, first, second, self.today), confirm=True)

    def turn(self, by: int) -> None:
        """Another page."""
        self._keep_page()
        self.page = (self.page + by) % (LINES + 1)
        if self.page < LINES:
            self.form = self.pages[self.page]
        self.notice = ""
        self.draw()

    def changed(self) -> None:
        """What was refused has been read; delivery has rows of its own for the address."""
        self.notice = ""
        delivered = self.page == 0 and self.form["delivery"] == "delivery"
        if self.page == 0 and delivered != order_form.has_address(self.form):
            self.order = self.typed_order()
            self.form = self.pages[0] = order_form.with_rows(self.form, self.order)

    # --- Showing ---

    def draw(self) -> None:
        """The page and the order so far."""
        if not self.query(Side):
            return
        fields = self.page < LINES
        self.query_one(FormView).display = fields
        self.query_one(Listing).display = not fields
        order = self.typed_order()
        if fields:
            self.query_one(FormView).show(make_view.page(self, order))
        else:
            self.query_one(Listing).show(make_lines.values(self))
        self.query_one(Side).show(make_view.side(self, order))

    def pad(self) -> Kind:
        """By the current field; on the lines a code."""
        return pad_of(self.form.current) if self.page < LINES else "digits" if self.app.touch else ""

    def complain(self, text: str, hint: str = "") -> None:
        """Below the order."""
        self.app.error_sound()
        self.notice = text
        self.draw()

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """What works on the page."""
        yield key("escape", _("Back"), self.leave, weight=9)
        # Fewer and wider tiles for fingers: their words are long.
        touch = self.app.touch
        yield key("f1", "" if touch else _("Help"), self.app.show_help, weight=2)
        yield key("pagedown", make_view.next_page(self), lambda: self.turn(1), weight=8, label="PgDn")
        yield key("pageup", "", lambda: self.turn(-1))
        if self.page == LINES:
            yield from make_lines.keys(self)
        else:
            yield key("f3", "" if touch and self.page else _("Customer"), self.choose_customer, weight=7)
            yield from self._day_keys()
            yield from self.form_keys()
            yield key("enter", "", self._next)
        yield from self._placing_keys()

    def _day_keys(self) -> Iterable[Key]:
        if self.form.current.name == "wanted":
            touch = self.app.touch
            yield key("plus", _("A day later") if touch else "", lambda: self._move_day(1), weight=6, label="+")
            if not (self._typing and self.form.current.value):
                # While a day is typed the sign belongs to it: 28-11.
                yield key("minus", _("A day earlier") if touch else "", lambda: self._move_day(-1), weight=6, label="−")

    def _placing_keys(self) -> Iterable[Key]:
        if not self.concept:
            yield key("f12", _("Save the order"), self.save, go=True)
            return
        concept = "" if self.app.touch and self.page != 1 else _("Keep as concept")
        yield key("f5", concept, self._keep_concept, weight=3)
        yield key("f6", _("Pay later"), self.save, weight=8)
        yield key("f12", _("Pay and place"), self._pay_and_place, go=True)

    def _move_day(self, by: int) -> None:
        """A day later or earlier; a plus in the empty field may be the beginning of +3."""
        if by > 0 and not self.form.current.value:
            self.put_form(self.form.put("wanted", "+"))
            self._typing = True
            return
        self._typing = False
        self.put_form(order_form.moved(self.form, by, self.today))

    def _next(self) -> None:
        """The next field; the customer is chosen, the last field leads to the next page."""
        if self.form.current.name == "customer" and self.order.customer_id is None:
            self.choose_customer()
        elif self.form.at == len(self.form.fields) - 1:
            self.turn(1)
        else:
            self.put_form(self.form.to(self.form.at + 1))

    def typed(self, event: events.Key) -> None:
        """Into the current field, or the code of an article."""
        if self.form.current.name == "wanted" and self.page == 0 and not self._typing:
            self.form = self.form.wiped()
        if self.page == LINES:
            make_lines.typed(self, event)
        elif not self.type_into(event) and event.is_printable:
            self.app.error_sound()

    def on_paste(self, event: events.Paste) -> None:
        """As if typed."""
        if self.page < LINES:
            self.put_form(self.form.pasted(event.text))

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
        self.order = order_form.moved_to(self.typed_order(), customer_id)
        self.pages[0] = order_form.for_customer(self.pages[0], self.order)
        if self.page == 0:
            self.form = self.pages[0]
        self.notice = ""
        self.draw()

    def put_basket(self, basket: Basket) -> None:
        """Other lines."""
        self.order = replace(self.order, basket=basket)
        self.entry, self.notice = Entry(), ""
        self.draw()

    def meant(self, scanned: Meaning) -> object:
        """An article is one line more."""
        match scanned:
            case ArticleCode() | LabelCode():
                self.wait_for(self.add(self, scanned))
            case ReceiptCode() | VoucherCode() | Misread() | Unknown():
                self.complain(_("Unknown code {code} · nothing added").format(code=scanned.scan.text))
            case BadgeCode() | OrderCode():
                return super().meant(scanned)
            case never:
                assert_never(never)
        return None

    async def add(self, screen: Framed, chosen: Named, times: int | None = None) -> bool:
        """One line more, so many times, asked for on the screen on top; whether it was added."""
        from kassa_tui.screens.orders.lines import with_article

        basket = await with_article(screen, self.order.basket, chosen, times)
        if basket is not None:
            self.put_basket(basket)
        return basket is not None

    # --- Placing ---

    def _checked(self) -> OrderForm:
        """The order, or what is missing is marked. Raises EmptyOrderError."""
        order = self.typed_order()
        before = self.before.row.wanted if self.before else None
        wrong = order_form.problems(order, self.pages[0], self.today, before)
        if wrong:
            self.pages[0] = self.pages[0].wrong(wrong)
            self.page, self.form = 0, self.pages[0]
            raise make_view.MissingError
        if not order.basket.lines:
            self.page = LINES
            raise EmptyOrderError
        return order

    async def save(self) -> None:
        """Place it, or save the change. Raises OrderErrors."""
        await self._place(None)

    async def _pay_and_place(self) -> None:
        """How much is paid now, then place it. Raises OrderErrors."""
        from kassa_tui.screens.orders.deposit import DepositQuestion

        flows.check_real(self.counter)
        order = self._checked()
        total = make_view.total(self.counter, order)
        if not total:
            await self._place(None)
            return
        question = DepositQuestion(_("Pay and place"), total, self.counter.shop)
        amount = await self.app.ask(question)
        if amount is not None:
            await self._place(amount)

    async def _place(self, pay: Money | None) -> None:
        if self.counter.training:
            flows.check_real(self.counter)
        order = self._checked()
        try:
            order_id = await self._save(order)
        except ChangedOrderError as error:
            await self._changed_meanwhile(order, error)
        else:
            self.dismiss(Made(order_id, pay))

    async def _save(self, order: OrderForm) -> int:
        return await self.recorded(self.counter.record(edit.save, order, from_sale=self.from_sale))

    async def _keep_concept(self) -> None:
        """Noted, not placed: nothing is missing for that but lines. Raises OrderErrors."""
        order = replace(self.typed_order(), confirm=False)
        if not order.basket.lines:
            self.page = LINES
            raise EmptyOrderError
        self.dismiss(Made(await self._save(order)))

    async def _changed_meanwhile(self, mine: OrderForm, error: ChangedOrderError) -> None:
        """Who changed what; what was typed stays, on top of the new state once that has been looked at."""
        from kassa_tui.screens.frame.ask import yes

        assert self.before is not None
        lines = [error.say()]
        title = _("Changed meanwhile")
        if not await yes(self.app, title, lines, do=_("Take it over and look"), dont=_("Stay here")):
            self.complain(error.say())
            return
        theirs = flows.read(self.counter, self.before.id)
        fresh = orders.form_of(theirs)
        self.order = order_form.rebased(mine, self._first, fresh)
        self.before, self._first = theirs, fresh
        self.pages, self.page = self._worded(), 0
        self.form = self.pages[0]
        self.complain(_("Look at it again, then save: {order}").format(order=words.about(theirs.row)))

    # --- Leaving ---

    def _untouched(self) -> bool:
        return order_form.as_kept(self.typed_order()) == order_form.as_kept(replace(self._first, confirm=True))

    def leave(self) -> object:
        """Back to the receipt, or throw the whole order away; a form that was not touched just closes."""
        if self.from_sale:
            return self._ask_basket()
        if self._untouched():
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
        if await yes(self.app, _("Leave without saving?"), lines, do=_("Leave"), dont=_("Stay")):
            self.dismiss(None)

    # --- Taps ---

    @on(Canvas.Hit, "FormView")
    def _field_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        if event.name.partition(" ")[2].split(" ")[0] == "customer":
            self.do(self.choose_customer)
        else:
            self.click_into(event.name)
        self.keys_changed()

    @on(Canvas.Hit, "Listing")
    def _line_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        make_lines.clicked(self, int(event.name.partition(" ")[2]))
        self.keys_changed()
