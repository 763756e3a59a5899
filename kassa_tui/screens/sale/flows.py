"""Where the sale screen leads: payment, search, parking, changing a line, receipts, products, the drawer.

Each imports its screen when it is needed, so that the first picture need not wait for all of them.
"""

from typing import TYPE_CHECKING, assert_never

from kassa_tui.i18n import _, current
from kassa_tui.screens.lines.variants import Variants
from kassa_tui.screens.sale import adding
from kassa_tui.till.basket import line_removal
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article, Line
from kassa_tui.till.counter import aside
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, Named
from kassa_tui.till.papers import jobs
from kassa_tui.till.sale import receipts, sales

if TYPE_CHECKING:
    from kassa_tui.screens.sale.core import SaleCore


def pay(sale: "SaleCore") -> None:
    """Payment; it ends with the receipt, or with the basket as it was."""
    if sale.basket.costs_nothing:
        sale.wait_for(_without_payment(sale))
    else:
        sale.pay()


async def _without_payment(sale: "SaleCore") -> None:
    """A receipt that costs nothing needs no tender."""
    recorded = await sale.recorded(sale.counter.record(sales.record, sale.basket, ()))
    sale.fresh(recorded)
    sale.update_frame()


def search(sale: "SaleCore", letter: str = "") -> None:
    """Find an article by what was typed, and a letter more; it goes on the receipt. What is searched is no price."""
    from kassa_tui.screens.lines.search import SearchScreen

    def chosen(choice: Article | Named | Variants | None) -> None:
        match choice:
            case ArticleCode() | LabelCode():
                sale.do(lambda: adding.take(sale, choice))
            case Variants():
                sale.do(lambda: pick_variants(sale, choice))
            case Article():
                sale.do(lambda: adding.add(sale, choice))
            case None:
                pass
            case _:
                assert_never(choice)
        sale.update_frame()

    text = sale.selling.entry.text + letter
    sale.selling.looked_up()
    sale.draw_pane()
    sale.app.push_screen(SearchScreen(sale.counter, text), chosen)


def pick_variants(sale: "SaleCore", variants: Variants) -> None:
    """The grid of an article's variants; those that were picked go on the receipt. Raises PartPaidError."""
    sale.selling.check_unpaid()
    sale.wait_for(_pick_variants(sale, variants))


async def _pick_variants(sale: "SaleCore", variants: Variants) -> None:
    from kassa_tui.screens.lines.matrix import pick

    await adding.add_all(sale, await pick(sale, variants))
    sale.update_frame()


def check_price(sale: "SaleCore") -> None:
    """What something costs; it goes on the receipt only when that is asked for."""
    from kassa_tui.screens.lines.price_check import PriceQuestion

    def answered(found: Named | None) -> None:
        if found is not None:
            sale.do(lambda: adding.take(sale, found))
        sale.update_frame()

    sale.app.push_screen(PriceQuestion(sale.counter), answered)


def sell_voucher(sale: "SaleCore") -> None:
    """A gift voucher for an amount goes on the receipt. Raises PartPaidError, TrainingError."""
    sale.selling.check_real()
    sale.wait_for(_sell_voucher(sale))


async def _sell_voucher(sale: "SaleCore") -> None:
    from kassa_tui.screens.payment.voucher import ask_sale

    basket = await ask_sale(sale.app, sale.basket)
    if basket is not None:
        sale.put(basket)
    sale.update_frame()


def change_line(sale: "SaleCore") -> None:
    """Quantity, price, discount or text of the selected line, or a discount on the whole receipt.

    Raises PartPaidError, FixedLineError.
    """
    from kassa_tui.screens.lines.line import LineQuestion

    line = sale.selling.changeable()
    if line is None:
        return

    def changed(basket: Basket | None) -> None:
        if basket is not None:
            sale.wait_for(_change(sale, basket, line))
        sale.update_frame()

    sale.app.push_screen(LineQuestion(sale.counter, sale.basket, line), changed)


async def _change(sale: "SaleCore", basket: Basket, line: Line) -> None:
    """What cannot be journalled is not changed. Raises PartPaidError, NotAllowedError, StorageErrors."""
    await sale.holding(sale.counter.written(line_removal.line_edited, sale.counter.desk, basket, line))
    sale.put(basket)
    sale.update_frame()


def park(sale: "SaleCore") -> None:
    """Put the basket aside under a name. Raises PartPaidError."""
    sale.selling.check_unpaid()
    sale.wait_for(_park(sale))


async def _park(sale: "SaleCore") -> None:
    from kassa_tui.screens.frame.ask import ask_text

    name = await ask_text(sale.app, _("Park this receipt"), _("Name"), do=_("Park"))
    if name is None:
        return
    total = sale.basket.total.text(current().language)
    await sale.recorded(aside.park(sale.counter, sale.basket, name))
    sale.fresh()
    sale.app.succeeded(_("Parked: {what}").format(what=f"{name} {total}".strip()))
    sale.update_frame()


def show_parked(sale: "SaleCore") -> None:
    """The list of parked receipts."""
    from kassa_tui.screens.sale.parked import ParkedScreen

    def chosen(parked_id: int | None) -> None:
        if parked_id is not None:
            sale.do(lambda: recall(sale, parked_id))
        sale.read()
        sale.draw()

    sale.app.push_screen(ParkedScreen(sale.counter), chosen)


def recall(sale: "SaleCore", parked_id: int) -> None:
    """Take a parked receipt up; the one in progress is parked first. Raises PartPaidError."""
    sale.selling.check_unpaid()
    sale.wait_for(_recall(sale, parked_id))


async def _recall(sale: "SaleCore", parked_id: int) -> None:
    before = sale.basket if sale.basket.lines else None
    if before is not None:
        await sale.recorded(aside.park(sale.counter, before))
        sale.fresh()
    basket = await sale.recorded(aside.recall(sale.counter, parked_id))
    sale.fresh()
    sale.selling.begin(basket)
    if parked_id < 0:
        # One from memory is not on the disk; nothing else would keep it.
        sale.keep()
    sale.counter.practise(basket.training)
    sale.draw()
    if before is not None:
        sale.app.succeeded(_("The receipt before it was parked"))
    sale.update_frame()


def open_receipt(sale: "SaleCore", number: str) -> None:
    """A receipt by its number, or the newest ones; what is returned comes back as lines."""
    from kassa_tui.screens.receipts.screen import ReceiptsScreen

    def returned(basket: Basket | None) -> None:
        if basket is not None:
            sale.do(lambda: sale.put(basket))
        sale.update_frame()

    sale.app.push_screen(ReceiptsScreen(sale.counter, number, sale.basket), returned)


def new_product(sale: "SaleCore", code: str) -> None:
    """A product for a code that was not known; it goes on the receipt."""
    from kassa_tui.screens.goods.product import ProductScreen
    from kassa_tui.till.goods import catalog

    def saved(product_id: int | None) -> None:
        article = catalog.by_id(product_id, sale.counter.shop.currency) if product_id else None
        if article is not None:
            sale.do(lambda: adding.add(sale, article))
        sale.update_frame()

    sale.app.push_screen(ProductScreen(sale.counter, barcode=code), saved)


async def reprint(sale: "SaleCore") -> None:
    """Print the last receipt again, or its invoice, as a copy; with those that were paid together with it."""
    last = sale.selling.last
    for receipt in (*last.beside, last) if last else ():
        paper = receipts.papers(receipt.receipt_id)[0]
        await sale.counter.record(jobs.reprint, paper.id, apart=paper.apart)
    if last:
        sale.app.succeeded(_("A copy of {number} goes to the printer").format(number=last.number))


def mail_last(sale: "SaleCore") -> object:
    """The last receipt, or its invoice, goes by mail. Raises AddressError."""
    from kassa_tui.screens.receipts.mailing import mail

    last = sale.selling.last
    return mail(sale, receipts.papers(last.receipt_id)[0]) if last else None


def show_drawer(sale: "SaleCore") -> None:
    """Cash in, cash out, or just open the drawer."""
    from kassa_tui.screens.session.drawer import ask_drawer

    sale.wait_for(ask_drawer(sale))


def start_session(sale: "SaleCore") -> None:
    """Start a session by hand."""
    from kassa_tui.screens.session.start import StartScreen

    sale.app.push_screen(StartScreen(sale.counter), lambda _done: sale.update_frame())
