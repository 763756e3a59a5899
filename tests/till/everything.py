"""A shop where every kind of fact was recorded at least once."""

from msgspec.structs import replace

from kassa_tui.database import open_database
from kassa_tui.models import Payment
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Article, Line
from kassa_tui.till.customers import account, customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.drawer import asked_papers, closing, movements, succession
from kassa_tui.till.drawer.succession import Known
from kassa_tui.till.goods import products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.sale import corrections, order_acts, sales
from tests.conftest import ShopUnderTest, whole_file
from tests.till.basket.test_refunds import back, pay_back


def version(shop: ShopUnderTest, order_id: int) -> int:
    """How often the order was changed."""
    return orders.by_id(order_id, shop.shop, shop.clock.now).version


def _order(shop: ShopUnderTest, customer: int) -> None:
    """Placed, paid in part, handed over in part, the rest cancelled."""
    basket = Basket("new", shop.shop.currency).put(Line(0, "Cake", 2 * ONE, shop.money("50.00"), "low"))
    order_id = edit.save(shop.desk, OrderForm(basket, customer_id=customer))
    order_acts.pay(shop.desk, order_id, version(shop, order_id), shop.money("60.00"), "cash")
    line = orders.by_id(order_id, shop.shop, shop.clock.now).lines[0].id
    order_acts.hand_over(shop.desk, order_id, version(shop, order_id), {line: ONE})
    order_acts.cancel(shop.desk, order_id, version(shop, order_id), "refund", "sold out")


def _on_account(shop: ShopUnderTest, customer: int) -> None:
    """Bought on account, paid later."""
    basket = replace(shop.basket(shop.article("Pan", "20.00")), customer=customer)
    sales.record(shop.desk, basket, shop.bill(basket).pay("account", basket.total).payments)
    owed = Payment.get(Payment.method == "account")
    shop.pay(account.invoice_basket(customer, {owed.id: shop.money("20.00")}, shop.clock.now), cash="20.00")


_LIVED: dict[tuple[bytes, int], tuple[bytes, int, dict[str, Article]]] = {}
"""Shops after the day, with the time it is and their articles, by what they were before: a copy is ready at once."""


def day_of_everything(shop: ShopUnderTest) -> None:
    """Two sessions with a bit of everything, the second above the tolerance and approved."""
    before = (whole_file(shop.path), shop.clock.now)
    if before not in _LIVED:
        open_database(shop.path)
        _live(shop)
        _LIVED[before] = (whole_file(shop.path), shop.clock.now, dict(shop.articles))
    file, shop.clock.now, articles = _LIVED[before]
    shop.path.write_bytes(file)
    shop.articles |= articles
    open_database(shop.path)


def _live(shop: ShopUnderTest) -> None:
    shop.open("100.00")
    shop.close("100.00", "100.00")
    shop.open("150.00")
    deposit = products.save(shop.desk, ProductForm("Deposit", 15, "outside", kind="packaging", discountable=False))
    cola = shop.article("Cola", "1.65", "low", packaging_id=deposit, barcodes=("8712345678906",), group="Drinks")
    basket = (
        shop.basket(cola, shop.article("Pan", "20.00")).set_discount(1, percent=1000).discounted(off=shop.money("1.00"))
    )
    bill = shop.bill(basket).pay_cash("cash", shop.money("10.00"))
    sold = sales.record(shop.desk, basket, bill.pay("card", bill.rest).payments)
    wrong = shop.sell(cola, cash="5.00")
    pay_back(shop, back(shop, sold.number, 1))
    shop.pay(shop.basket().add_voucher("Gift voucher", shop.money("10.00"), "card 1"))
    bread = shop.basket(shop.article("Pan", "20.00"))
    bill = shop.bill(bread).pay("voucher", shop.money("4.00"), "CARD 1")
    sales.record(shop.desk, bread, bill.pay("card", bill.rest).payments)
    corrections.correct(shop.desk, wrong.receipt_id, "cash", "card", "wrong key")
    form = CustomerForm(name="De Vries", kind="company", debtor="100", credit_limit=10000)
    customer = customers.save(shop.desk, form)
    _order(shop, customer)
    _on_account(shop, customer)
    moved = movements.move(shop.desk, shop.money("20.00"), "temporary", out=True)
    movements.give_back(shop.desk, moved.id, shop.money("20.00"))
    asked_papers.x_report(shop.desk)
    shop.close("20.00", "10.00", shop.as_("Cashier"))
    closing.approve(shop.desk, 2)
    # The office's register is known to have sold elsewhere; a day's other numbers stay what they are.
    succession.succeed(shop.desk, [Known("B1", 3, "e" * 64, 1)])
    succession.answer(shop.desk, "lost", "a broken disk")
