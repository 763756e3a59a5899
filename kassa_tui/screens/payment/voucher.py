"""Gift vouchers at the counter: what is asked when one is sold, and which one pays."""

from collections.abc import Callable
from typing import Generic, TypeVar

from kassa_tui.i18n import N_, _, current, words
from kassa_tui.money import Money, parse
from kassa_tui.screens.frame.ask import AskEntry
from kassa_tui.screens.frame.base import WRONG_PLACE
from kassa_tui.screens.frame.host import Host
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.sale import scanning, vouchers
from kassa_tui.till.sale.card_codes import check_card
from kassa_tui.till.sale.vouchers import UnknownVoucherError, VoucherState, VoucherTakenError
from kassa_tui.widgets.dialog import DialogValues, FieldRow
from kassa_tui.widgets.pad import Kind

T = TypeVar("T")

SOLD_AS = N_("Gift voucher")
"""What the line of a sold voucher says, in the language of receipts."""


class WorthNothingError(TillError):
    """A voucher of nothing."""

    template = N_("Type what the gift voucher is worth.")


class VoucherQuestion(AskEntry[T], Generic[T]):
    """A voucher's code, typed or scanned: a scan fills it in and answers nothing."""

    def __init__(self, title: str, line: str, read: Callable[[str], T], shop: Shop, word: str) -> None:
        super().__init__(title, _("Code"), read, word=word)
        self._line, self._shop = line, shop

    def values(self) -> DialogValues:
        """What is asked, and the code so far; above a letter pad there is no room for a row more."""
        field = FieldRow(self._label, self._value, current=True)
        if self.app.touch:
            return DialogValues(self._line, (), (field,), self._error, self.buttons())
        return DialogValues(self._title, (self._line,), (field,), self._error, self.buttons())

    def pad(self) -> Kind:
        """Codes have letters."""
        return "letters"

    def scanned(self, code: str) -> None:
        """The card that was meant, refused at once when it cannot be. Raises TillErrors."""
        card = scanning.meaning(code, self._shop, "payment")
        if card.scan.text == scanning.HIDDEN:
            self.complain(_(WRONG_PLACE))
            return
        self._value, self._error = vouchers.read_code(card.scan.text), ""
        self._read(self._value)


def _worth(text: str, shop: Shop) -> Money:
    """What was typed. Raises AmountError, WorthNothingError."""
    amount = parse(text, shop.unit, current().language) if text else shop.money(0)
    if not amount:
        raise WorthNothingError
    return amount


def _new_card(text: str, shop: Shop, basket: Basket) -> str:
    """A card's code, or an empty one for a voucher that is printed. Raises NotACardError, VoucherTakenError."""
    code = vouchers.read_code(text)
    check_card(code, shop)
    if code and any(line.voucher == code for line in basket.lines):
        raise VoucherTakenError(code=code)
    return code


async def ask_sale(app: Host, basket: Basket) -> Basket | None:
    """Amount, then card or paper; the basket with the voucher, None when it was given up."""
    shop, title = app.counter.shop, _("Sell a gift voucher")
    label = f"{_('Amount')} {shop.unit.symbol}"
    worth = AskEntry(title, label, lambda text: _worth(text, shop), characters=AMOUNT_SIGNS, word=_("Next"))
    amount = await app.ask(worth)
    if amount is None:
        return None
    line = _("Scan the card, or F12 for a voucher that is printed.")
    title = f"{title} · {amount.text(current().language)}"
    card = VoucherQuestion(title, line, lambda text: _new_card(text, shop, basket), shop, _("Put on the receipt"))
    code = await app.ask(card)
    if code is None:
        return None
    return basket.add_voucher(words(shop.receipts_in).text(SOLD_AS), amount, code)


def _paying(text: str) -> VoucherState:
    """The voucher of a code. Raises UnknownVoucherError."""
    code = vouchers.read_code(text)
    if not code:
        raise UnknownVoucherError(N_("Scan or type the code of the gift voucher."))
    return vouchers.find(code)


async def ask_paying(app: Host) -> VoucherState | None:
    """The voucher that a customer pays with, None when it was given up."""
    line = _("Scan the gift voucher, or type its code.")
    question = VoucherQuestion(_("Gift voucher"), line, _paying, app.counter.shop, _("Next"))
    return await app.ask(question)
