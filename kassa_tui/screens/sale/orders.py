"""From the sale to an order: this basket becomes one, or the queue is shown."""

from typing import TYPE_CHECKING, assert_never

from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.orders import along, edit, orders
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.sale.order_effects import TrainingOrderError

if TYPE_CHECKING:
    from kassa_tui.screens.orders.making import Made
    from kassa_tui.screens.sale.core import SaleCore


def make_order(sale: "SaleCore") -> None:
    """Make an order of the basket. Raises PartPaidError, TrainingOrderError, OrderErrors."""
    sale.selling.check_orderable()
    edit.check_basket(sale.counter.desk, sale.basket)
    sale.wait_for(_make_order(sale))


async def _make_order(sale: "SaleCore") -> None:
    """The basket is gone once the order is placed; a payment that is given up leaves the order unpaid."""
    from kassa_tui.screens.orders.make import MakeOrderScreen
    from kassa_tui.screens.orders.making import Abandoned, Made

    form = OrderForm(sale.basket, customer_id=sale.basket.customer)
    answer = await sale.app.ask(MakeOrderScreen(sale.counter, form, from_sale=True))
    match answer:
        case Abandoned():
            sale.do(sale.abandon)
        case Made():
            await _made(sale, answer)
        case None:
            pass
        case _:
            assert_never(answer)
    sale.update_frame()


async def _made(sale: "SaleCore", made: "Made") -> None:
    """The order is there, whatever becomes of its payment."""
    from kassa_tui.screens.orders import placing

    sale.fresh()
    try:
        recorded, said = await placing.finish(sale, made)
    except TillError as refused:
        sale.complain(placing.unpaid(sale, made, refused))
    else:
        sale.fresh(recorded)
        sale.app.succeeded(said)


def take_along(sale: "SaleCore", order_id: int) -> None:
    """What is due on an order is paid along with the sale. Raises PartPaidError, TrainingOrderError, OrderErrors."""
    counter = sale.counter
    sale.selling.check_orderable()
    order = orders.by_id(order_id, counter.shop, counter.desk.clock())
    sale.put(along.with_rest(counter.shop, sale.basket, order))
    sale.update_frame()


def show_queue(sale: "SaleCore") -> None:
    """The place Orders."""
    sale.app.go_to("orders")


# --- Money that was taken before the program ended ------------------------------------------------


def go_on(sale: "SaleCore") -> None:
    """The payment that was interrupted. Raises TrainingOrderError."""
    if sale.counter.training:
        raise TrainingOrderError
    sale.wait_for(_go_on(sale))


async def _go_on(sale: "SaleCore") -> None:
    from kassa_tui.screens.payment import in_hand

    recorded = await in_hand.go_on(sale, sale.in_hand[0])
    sale.fresh(recorded)
    sale.update_frame()
