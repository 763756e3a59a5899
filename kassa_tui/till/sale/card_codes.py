"""Which codes a gift voucher may be sold under: a card's own, never one that says something else when it is scanned."""

from typing import assert_never

from kassa_tui.i18n import N_
from kassa_tui.till.goods import catalog
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.sale import scanning, vouchers
from kassa_tui.till.sale.scanning import BadgeCode, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode


class NotACardError(TillError):
    """The code of something else, which would be sold as a voucher's."""

    template = N_("{code} is the code of an article or a receipt, not of a card.")


class BadgeAsCardError(NotACardError):
    """Somebody's badge, whose code would stand on paper; it is not said again."""

    template = N_("That is a badge, not a card.")


def check_card(code: str, shop: Shop) -> None:
    """Refuse a code that an article, in use or not, a receipt or an order has, a badge, or a card that was sold before.

    An empty one is a voucher's that is printed. Raises NotACardError, BadgeAsCardError, VoucherTakenError.
    """
    if not code:
        return
    # A card's code is kept in capitals, and an article's as it is.
    for written in dict.fromkeys((code, vouchers.read_code(code))):
        match scanning.typed(written, shop):
            case ArticleCode() | LabelCode() | StyleCode() | OrderCode() | ReceiptCode():
                raise NotACardError(code=code)
            case BadgeCode() | Misread(spoilt="badge") | Unknown(spoilt="badge"):
                raise BadgeAsCardError
            case VoucherCode() | Misread() | Unknown():
                if catalog.by_barcode(written, shop.currency, retired=True):
                    raise NotACardError(code=code)
            case never:
                assert_never(never)
    vouchers.check_new(code)
