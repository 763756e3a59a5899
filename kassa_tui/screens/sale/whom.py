"""F3 at the sale: whom it is for. Old invoices are paid from the same list."""

from typing import TYPE_CHECKING, assert_never

from msgspec.structs import replace

from kassa_tui.i18n import _
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.customers import customers
from kassa_tui.till.sale.sales import Recorded

if TYPE_CHECKING:
    from kassa_tui.screens.sale.core import SaleCore

NOBODY = "nobody"


def choose(sale: "SaleCore") -> None:
    """Choose the customer; for one that is chosen already, another or none. Raises PartPaidError."""
    sale.selling.check_unpaid()
    if sale.basket.customer is None:
        _find(sale)
        return
    from kassa_tui.screens.frame.menu import Item, MenuQuestion

    items = [Item(_("Another customer"), "other"), Item(_("Without a customer"), NOBODY)]

    def answered(chosen: str | None) -> None:
        if chosen == NOBODY:
            _put(sale, None)
        elif chosen:
            _find(sale)

    sale.app.push_screen(MenuQuestion(customers.name_of(sale.basket.customer) or _("Customer"), items), answered)


def _put(sale: "SaleCore", customer_id: int | None) -> None:
    sale.do(lambda: sale.put(replace(sale.basket, customer=customer_id)))
    sale.update_frame()


def _find(sale: "SaleCore") -> None:
    from kassa_tui.screens.customers.screen import CustomersScreen

    def chosen(answer: int | Basket | None) -> None:
        match answer:
            case Basket():
                _pay_invoices(sale, answer)
            case int():
                _put(sale, answer)
            case None:
                pass
            case _:
                assert_never(answer)

    sale.app.push_screen(CustomersScreen(sale.counter, choose=True), chosen)


def _pay_invoices(sale: "SaleCore", invoices: Basket) -> None:
    """The sale that waits stays as it is."""
    from kassa_tui.screens.payment.screen import PaymentScreen

    def paid(recorded: Recorded | None) -> None:
        if recorded is not None:
            sale.selling.last = recorded
        sale.draw()
        sale.update_frame()

    sale.app.push_screen(PaymentScreen(sale.counter, invoices), paid)
