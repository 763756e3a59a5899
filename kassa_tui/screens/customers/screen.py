"""Customers: found as one types, opened, or chosen for a sale or an order; old invoices are paid from here."""

from collections.abc import Iterable

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.typed_search import TypedSearch
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.customers import customers, search
from kassa_tui.till.customers.customers import Customer
from kassa_tui.till.customers.search import CustomerHits
from kassa_tui.till.ledger.permissions import EDIT_CUSTOMERS
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


class CustomersScreen(TypedSearch[int | Basket]):
    """Gives back a basket that pays old invoices, or None; to `choose` from, the customer's id."""

    PLACE = "office"
    HELP = N_(
        "Type the beginnings of a name, place, e-mail or phone number, or a customer's number.\n"
        "F3 shows the customer with receipts and open invoices, F4 changes, F6 makes a new one."
    )

    def __init__(self, counter: Counter, *, choose: bool = False, text: str = "") -> None:
        super().__init__(counter, text)
        self.choosing = choose
        self.hits = CustomerHits(())

    # --- Finding ---

    def look_up(self) -> None:
        """What is found now."""
        self.hits = search.find(self.text, self.counter.shop.country)

    def count(self) -> int:
        """One row a customer."""
        return len(self.hits.customers)

    def values(self) -> ListValues:
        """Number, name, place and phone."""
        rows = tuple(ListRow((str(each.number), _name(each), each.city, each.phone)) for each in self.hits.customers)
        columns = (Column(_("No."), 6, "right"), Column(_("Customer")), Column(_("Town"), 18), Column(_("Phone"), 14))
        empty = _('Nothing found for "{text}". F6 makes a new customer.').format(text=self.text)
        return ListValues(
            title=f"{_('Find customer')}   {self.text}█",
            columns=columns,
            rows=rows,
            at=self.at,
            about=self._about(),
            empty=empty if self.text else _("There are no customers yet. F6 makes the first."),
            notice=self.notice,
        )

    def _about(self) -> str:
        if not self.text:
            return _("the newest")
        count = _("more than {count}: type on") if self.hits.more else _("{count} found")
        return count.format(count=self.count())

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """Show, change, new; choosing is what the list was opened for."""
        yield from super().now()
        may = self.counter.may(EDIT_CUSTOMERS)
        if self.hits.customers:
            if self.choosing:
                yield key("f3", _("Show"), self._show, weight=6)
            if may:
                yield key("f4", _("Change"), lambda: self._edit(self._selected().id), weight=7)
        if may:
            yield key("f6", _("New"), lambda: self._edit(None), weight=8)
        if self.hits.customers:
            yield key("f12", _("Choose") if self.choosing else _("Open"), self.choose, go=True, books=self.choosing)
        else:
            yield key("f12", "", self.choose)

    def _selected(self) -> Customer:
        return self.hits.customers[self.at]

    def choose(self) -> None:
        """The selected one; what was typed a moment ago is searched for first."""
        self.settle()
        if not self.hits.customers:
            self.app.error_sound()
        elif self.choosing:
            self.dismiss(self._selected().id)
        else:
            self._show()

    def _show(self) -> None:
        """The customer with receipts and open invoices; a basket that pays some goes on from here."""
        from kassa_tui.screens.customers.account import CustomerAccountScreen

        def done(basket: Basket | None) -> None:
            if basket is not None:
                self.dismiss(basket)

        self.app.push_screen(CustomerAccountScreen(self.counter, self._selected().id), done)

    def _edit(self, customer_id: int | None) -> None:
        """A form; a new customer is chosen at once when that is what the list is for."""
        from kassa_tui.screens.customers.customer import CustomerScreen

        def saved(saved_id: int | None) -> None:
            if saved_id is None:
                return
            if self.choosing and customer_id is None:
                self.dismiss(saved_id)
                return
            self.text = str(customers.by_id(saved_id).number) if customer_id is None else self.text
            self.find_now()

        name = self.text if customer_id is None and not self.text.isdigit() else ""
        self.app.push_screen(CustomerScreen(self.counter, customer_id, name=name), saved)


def _name(customer: Customer) -> str:
    return f"{customer.name} · {customer.contact}" if customer.contact else customer.name
