"""Where the sale screen leads: payment, search, parking, changing a line, receipts, products, the drawer.

Each imports its screen when it is needed, so that the first picture need not wait for all of them.
"""

from functools import partial
from typing import TYPE_CHECKING, assert_never

from kassa_tui.i18n import _
from kassa_tui.screens.sale import adding
from kassa_tui.till.basket import line_removal, parking
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, Named
from kassa_tui.till.papers import jobs
from kassa_tui.till.sale import sales
from kassa_tui.till.sale.sales import Recorded

if TYPE_CHECKING:
    from kassa_tui.screens.sale.core import SaleCore


def pay(sale: "SaleCore") -> None:
    """Payment; comes back with the receipt, or with the basket as it was."""
    from kassa_tui.screens.payment.screen import PaymentScreen

    def done(recorded: Recorded | None) -> None:
        if recorded is not None:
            sale.empty(recorded)
        sale.look_at_payments()

    if sale.basket.costs_nothing:
        sale.wait_for(_without_payment(sale))
        return
    sale.app.push_screen(PaymentScreen(sale.counter, sale.basket), done)


async def _without_payment(sale: "SaleCore") -> None:
    """A receipt that costs nothing needs no tender."""
    recorded = await sale.recorded(sale.counter.record(sales.record, sale.basket, ()))
    sale.fresh(recorded)
    sale.update_frame()


def search(sale: "SaleCore", text: str) -> None:
    """Find an article by its name; it goes on the receipt."""
    from kassa_tui.screens.lines.search import SearchScreen, Variants

    def chosen(choice: Article | Named | Variants | None) -> None:
        match choice:
            case ArticleCode() | LabelCode():
                sale.do(lambda: adding.take(sale, choice))
            case Variants():
                sale.do(lambda: pick_variants(sale, choice.article))
            case Article():
                sale.do(lambda: adding.add(sale, choice))
            case None:
                pass
            case _:
                assert_never(choice)
        sale.update_frame()

    sale.app.push_screen(SearchScreen(sale.counter, text), chosen)


def pick_variants(sale: "SaleCore", article: Article) -> bool:
    """The grid of an article's variants, begun at one of them; False when it has none."""
    from kassa_tui.till.goods import catalog

    style = catalog.style_of(article.id)
    matrix = catalog.matrix(style, sale.counter.shop.currency) if style else None
    if matrix is None:
        return False
    sale.selling.check_unpaid()
    from kassa_tui.screens.lines.matrix import MatrixScreen, Picked

    def picked(chosen: Picked | None) -> None:
        for variant, quantity in chosen or ():
            sale.do(partial(adding.add, sale, variant, quantity))
        sale.update_frame()

    sale.app.push_screen(MatrixScreen(sale.counter, matrix, article.id), picked)
    return True


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
            sale.counter.note(line_removal.line_edited, basket, line)
            sale.put(basket)
        sale.update_frame()

    sale.app.push_screen(LineQuestion(sale.counter, sale.basket, line), changed)


def park(sale: "SaleCore") -> None:
    """Put the basket aside under a name. Raises PartPaidError."""
    sale.selling.check_unpaid()
    sale.wait_for(_park(sale))


async def _park(sale: "SaleCore") -> None:
    from kassa_tui.screens.frame.ask import ask_text

    name = await ask_text(sale.app, _("Park this receipt"), _("Name"), do=_("Park"))
    if name is None:
        return
    await sale.recorded(sale.counter.record(parking.park, sale.basket, name))
    sale.fresh()
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
    from kassa_tui.widgets.sale_pane import Notice

    before = sale.basket if sale.basket.lines else None
    if before is not None:
        await sale.recorded(sale.counter.record(parking.park, before, ""))
    basket = await sale.recorded(sale.counter.record(parking.recall, parked_id))
    sale.fresh()
    sale.selling.begin(basket)
    sale.counter.practise(basket.training)
    if before is not None:
        sale.notice = Notice(_("The receipt before it was parked"), "", bad=False)
    sale.draw()
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


def reprint(sale: "SaleCore") -> object:
    """Print the last receipt again, as a copy."""
    last = sale.selling.last
    return sale.counter.record(jobs.reprint, last.paper_id) if last else None


def show_drawer(sale: "SaleCore") -> None:
    """Cash in, cash out, or just open the drawer."""
    from kassa_tui.screens.session.drawer import ask_drawer

    sale.wait_for(ask_drawer(sale))


def start_session(sale: "SaleCore") -> None:
    """Start a session by hand."""
    from kassa_tui.screens.session.start import StartScreen

    sale.app.push_screen(StartScreen(sale.counter), lambda _done: sale.update_frame())
