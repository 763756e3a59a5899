"""Putting articles on the receipt: what nobody has said yet is asked for first."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kassa_tui.i18n import _, current
from kassa_tui.till.basket import age
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.basket.wanted import Wanted
from kassa_tui.till.goods.article_codes import Named
from kassa_tui.till.goods.codes import Scan
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.permissions import EDIT_PRODUCTS
from kassa_tui.till.sale.scanning import HIDDEN

if TYPE_CHECKING:
    from kassa_tui.screens.sale.core import SaleCore


def add(sale: "SaleCore", article: Article, quantity: int | None = None) -> None:
    """An article, so much (thousandths) as is said or was typed before it. Raises PartPaidError, KassaErrors."""
    put(sale, Wanted(article, quantity))


def take(sale: "SaleCore", code: Named) -> None:
    """A code's article goes on the receipt, so much as the code says. Raises WrongUnitError, PartPaidError."""
    put(sale, sale.selling.named(code))


def not_found(sale: "SaleCore", scan: Scan) -> None:
    """Nothing is added; whoever may makes it a new product."""
    may = sale.counter.may(EDIT_PRODUCTS) and scan.text != HIDDEN
    hint = _("F2 find by name · N new product · Esc away") if may else _("F2 find by name · scan again · Esc away")
    sale.selling.not_found(scan.keep if may else None)
    sale.complain(_("Unknown code {code} · nothing added").format(code=scan.text), hint)


def put(sale: "SaleCore", wanted: Wanted) -> None:
    """Put it on the receipt; ask what is not known. Raises PartPaidError, KassaErrors."""
    if sale.selling.must_look(wanted.article):
        sale.wait_for(_ask_age(sale, wanted))
        return
    wanted = sale.selling.wanted(wanted)
    if wanted.unpriced:
        sale.wait_for(_ask_price(sale, wanted))
    elif wanted.unweighed:
        sale.wait_for(_ask_weight(sale, wanted))
    else:
        sale.put(wanted.into(sale.basket))


async def _ask_age(sale: "SaleCore", wanted: Wanted) -> None:
    """Once for each customer; who is too young, or shows nothing, does not get it."""
    from kassa_tui.screens.frame.ask import yes

    article, counter = wanted.article, sale.counter
    born = age.born_by(article.age, clock.local(counter.desk.clock(), counter.shop.zone).date())
    lines = [article.name, _("Born on {day} or before?").format(day=current().full_date(born))]
    title = _("Age check: {age}").format(age=article.age)
    # A key that bounces, or was pressed for the receipt, does not answer.
    passed = await yes(sale.app, title, lines, do=_("Old enough"), dont=_("Do not sell"), guarded=True)
    counter.note(age.checked, sale.basket, article, passed=passed)
    if passed:
        sale.selling.old_enough(article)
        put(sale, wanted)
    else:
        sale.selling.forget_entry()
        sale.complain(_("{name} was not sold: age check").format(name=article.name))


async def _ask_price(sale: "SaleCore", wanted: Wanted) -> None:
    from kassa_tui.screens.frame.ask import ask_amount

    price = await ask_amount(sale.app, wanted.article.name, _("Price"))
    if price is not None:
        sale.put(replace(wanted, price=price).into(sale.basket))


async def _ask_weight(sale: "SaleCore", wanted: Wanted) -> None:
    from kassa_tui.screens.frame.ask import ask_quantity

    quantity = await ask_quantity(sale.app, wanted.article.name, wanted.article.unit)
    if quantity is not None:
        sale.put(replace(wanted, quantity=quantity).into(sale.basket))
