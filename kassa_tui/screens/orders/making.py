"""What an order looks like while it is made or changed: two pages of fields, its lines, and what can be saved."""

from collections.abc import Callable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import N_
from kassa_tui.screens.lines.entry import Entry
from kassa_tui.screens.orders import order_form
from kassa_tui.screens.orders.deposit import Deposit
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line
from kassa_tui.till.basket.tax import rates_on
from kassa_tui.till.basket.typed_line import Typing
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.orders import forms, orders
from kassa_tui.till.orders.values import EmptyOrderError, Order, OrderForm
from kassa_tui.widgets.form import FormValues

LINES = 2
"""The page of the lines, after the two of fields."""

PAGES = LINES + 1


class MissingError(TillError):
    """Something is missing or wrong; the fields say what."""

    template = N_("Something is missing: look at the marked fields.")


class Made(Struct, frozen=True):
    """A placed order, and what is to be paid on it now: None for later."""

    order_id: int
    pay: Deposit | None = None


class Abandoned(Struct, frozen=True):
    """The whole order is cancelled, the basket with it."""


class Making:
    """The values of an order in the making; nothing in it is drawn or recorded.

    `order` has the customer and the lines, `pages` what is typed. `before` is the order that is being changed, as it
    was read; `today` tells the business day, `on_bar` the day on the bar, which typed days count from.
    """

    def __init__(
        self, form: OrderForm, before: Order | None, today: Callable[[], date], on_bar: Callable[[], date]
    ) -> None:
        self._today, self._on_bar = today, on_bar
        dated = replace(form, dated=form.dated or today())
        self.order = self._first = forms.addressed(forms.decided(dated))
        self.before = before
        self.page = 0
        self.pages = self._worded()
        self.entry = Entry()

    def _worded(self) -> list[FormValues]:
        return [order_form.first_page(self.order), order_form.second_page(self.order, self.today)]

    # --- Reading ---

    @property
    def today(self) -> date:
        """The business day."""
        return self._today()

    @property
    def on_bar(self) -> date:
        """The day that the bar shows."""
        return self._on_bar()

    @property
    def concept(self) -> bool:
        """Whether it is not placed yet."""
        return self.before is None or self.before.row.status == "concept"

    @property
    def on_lines(self) -> bool:
        """Whether the page of the lines is open."""
        return self.page == LINES

    @property
    def form(self) -> FormValues:
        """The open page of fields; beside the lines the last one."""
        return self.pages[min(self.page, LINES - 1)]

    @form.setter
    def form(self, form: FormValues) -> None:
        self.pages[min(self.page, LINES - 1)] = form

    @property
    def lines(self) -> list[Line]:
        """The lines as they are listed: packaging goes with its article."""
        return [line for line in self.order.basket.lines if line.parent is None]

    def typed(self) -> OrderForm:
        """The order with what was typed on all pages; a day that cannot be read is none."""
        first, second = self.pages
        return replace(order_form.typed(self.order, first, second, self.on_bar), confirm=True)

    @property
    def typing(self) -> Typing:
        """What the amounts mean that are typed for its lines."""
        return Typing(not self.typed().includes_tax, rates_on(self.today))

    @property
    def untouched(self) -> bool:
        """Whether nothing was changed that would be stored."""
        return forms.as_kept(self.typed()) == forms.as_kept(replace(self._first, confirm=True))

    # --- New values ---

    def turn(self, by: int) -> None:
        """Another page, round and round."""
        self.page = (self.page + by) % PAGES

    def reword(self) -> None:
        """The same answers under the words of another language."""
        self.order = self.typed()
        self.pages = [fresh.filled(old) for fresh, old in zip(self._worded(), self.pages, strict=True)]

    def follow_delivery(self) -> None:
        """Rows for an address where the order is delivered, and none where it is picked up."""
        first = self.pages[0]
        if (first["delivery"] == "delivery") != order_form.has_address(first):
            self.order = self.typed()
            self.pages[0] = order_form.with_rows(first, self.order)

    def set_customer(self, customer_id: int) -> None:
        """Whose order it is; it goes to their address unless another one was typed. Raises UnknownCustomerError."""
        self.order = forms.moved_to(self.typed(), customer_id)
        self.pages[0] = order_form.for_customer(self.pages[0], self.order)

    def put(self, basket: Basket) -> None:
        """Other lines, whose typed prices mean what the order says now; what was typed for them is used up."""
        self.order = replace(self.order, basket=forms.decided(replace(self.typed(), basket=basket)).basket)
        self.entry = Entry()

    # --- Saving ---

    def checked(self) -> OrderForm:
        """The order, as it can be placed; what stands in the way is marked, on the page that it opens.

        Raises MissingError, EmptyOrderError.
        """
        order = self.typed()
        day_before = self.before.row.wanted if self.before else None
        wrong = order_form.problems(order, self.pages[0], self.on_bar, day_before)
        if wrong:
            self.page = 0
            self.form = self.form.wrong(wrong)
            raise MissingError
        if beside := order_form.problems_beside(self.pages[1], self.on_bar):
            self.page = 1
            self.form = self.form.wrong(beside)
            raise MissingError
        return self._with_lines(order)

    def noted(self) -> OrderForm:
        """The order as a concept, for which nothing is missing but lines. Raises EmptyOrderError."""
        return self._with_lines(replace(self.typed(), confirm=False))

    def _with_lines(self, order: OrderForm) -> OrderForm:
        if not order.basket.lines:
            self.page = LINES
            raise EmptyOrderError
        return order

    def rebase(self, theirs: Order) -> None:
        """What another saved meanwhile, with what was typed here on top of it."""
        fresh = orders.form_of(theirs)
        self.order = forms.rebased(self.typed(), self._first, fresh)
        self.before, self._first = theirs, fresh
        self.page, self.pages = 0, self._worded()
