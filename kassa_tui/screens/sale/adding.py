"""Putting articles on the receipt: what nobody has said yet is asked for first."""

from collections.abc import Coroutine
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kassa_tui.i18n import _, current
from kassa_tui.screens.lines.variants import Picked
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

Asking = Coroutine[object, object, None]
"""Something that is asked before an article goes on the receipt, and what the answer does."""


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
    question = _put_or_ask(sale, wanted)
    if question is not None:
        sale.wait_for(question)


async def add_all(sale: "SaleCore", picked: Picked) -> None:
    """Several articles, one after the other, each with its own questions. Raises PartPaidError, KassaErrors."""
    for article, quantity in picked:
        if (question := _put_or_ask(sale, Wanted(article, quantity))) is not None:
            await question


def _put_or_ask(sale: "SaleCore", wanted: Wanted) -> Asking | None:
    """Put it on the receipt; or what is to be asked first. Raises PartPaidError, KassaErrors."""
    if sale.selling.must_look(wanted.article):
        return _ask_age(sale, wanted)
    wanted = sale.selling.wanted(wanted)
    if wanted.unpriced:
        return _ask_price(sale, wanted)
    if wanted.unweighed:
        return _ask_weight(sale, wanted)
    sale.put(wanted.into(sale.basket))
    return None


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
        if (question := _put_or_ask(sale, wanted)) is not None:
            await question
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
