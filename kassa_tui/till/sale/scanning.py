"""What a code means in this shop, decided once: screens match the meaning and decide nothing about a code themselves.

A code that could be two things is the first of these: a badge, a gift voucher where one is to pay, an article, an
order's slip, a receipt, a gift voucher, an article by its short code, one that has variants, misread, unknown. Only in
the catalogue, where articles that are not for sale now are found too, such an article comes after an order's slip; and
neither a card of another maker that was sold as a gift voucher nor an article that has variants is anything there.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from kassa_tui.till.goods import codes
from kassa_tui.till.goods.article_codes import (
    ArticleCode,
    LabelCode,
    Named,
    StyleCode,
    named,
    named_by_hand,
    style_named,
)
from kassa_tui.till.goods.codes import Scan
from kassa_tui.till.goods.store_codes import Layout, layouts
from kassa_tui.till.ledger import receipt_numbers
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders.values import read_order_code
from kassa_tui.till.people import badges
from kassa_tui.till.sale import vouchers
from kassa_tui.till.sale.vouchers import VoucherState

Purpose = Literal["sale", "payment", "catalogue"]
"""What a code is scanned for: to sell or look at it, to pay with it, or to find an article that may not be for sale."""

HIDDEN = "P-…"
"""What is said of a badge's code, also of one that was read wrong: whoever sees it could print the badge."""

Secret = Literal["", "badge", "voucher"]
"""What is worth something to whoever knows its code."""


class BadgeCode(Struct, frozen=True):
    """Somebody's badge, read right; `code` alone is what proves it. Whose it is, is not looked up."""

    scan: Scan
    code: str


class OrderCode(Struct, frozen=True):
    """The slip of an order, by its number; whether there is one, is not looked up."""

    scan: Scan
    number: int


class ReceiptCode(Struct, frozen=True):
    """A receipt, by the number that is printed on it; whether there is one, is not looked up."""

    scan: Scan
    number: str


class VoucherCode(Struct, frozen=True):
    """A gift voucher, by its code; `state` is None for one that is written as ours and was never sold here."""

    scan: Scan
    code: str
    state: VoucherState | None = None


class Misread(Struct, frozen=True):
    """A code that was read wrong, such as one with a wrong check digit; `spoilt` as of an unknown one."""

    scan: Scan
    spoilt: Secret = ""


class Unknown(Struct, frozen=True):
    """Nothing that the shop knows; `spoilt` says what it is like but for its check sign."""

    scan: Scan
    spoilt: Secret = ""


Meaning = BadgeCode | ArticleCode | LabelCode | StyleCode | OrderCode | ReceiptCode | VoucherCode | Misread | Unknown
"""All that a code can be; whoever matches it ends in assert_never, so that another one is forgotten nowhere."""


def meaning(text: str, shop: Shop, purpose: Purpose = "sale") -> Meaning:
    """What a scanned text is, with what is known of it. Never raises for any text."""

    def article(scan: Scan, slip: bool) -> Named | None:
        return named(scan, shop, retired=purpose == "catalogue" and not slip)

    catalogue = purpose == "catalogue"
    card, style = (_no_card, _no_card) if catalogue else (vouchers.known, style_named)
    known = _Known(article, card, lambda body: named_by_hand(body, shop), style, purpose == "payment")
    return _first(text, layouts(shop.store_codes), known)


def typed(text: str, shop: Shop) -> Meaning:
    """What somebody typed: a receipt's number, an article's short code, or the digits below a barcode."""
    number = receipt_numbers.read_code(text)
    if number is not None:
        return ReceiptCode(Scan(text, receipt=number), number)
    return named_by_hand(text, shop) or meaning(text, shop)


def form(text: str, layouts: Mapping[str, Layout]) -> Meaning:
    """What a scanned text is by its form alone: no table is read, so that every article and card is unknown."""
    return _first(text, layouts, _Known(lambda _scan, _slip: None, _no_card, _no_card, _no_card))


def _no_card(_code: object) -> None:
    """Where cards, short codes and articles with variants are looked for in no table."""


class _Known(Struct, frozen=True):
    """Where the article of a scan (which may be a slip's), a card, a short code and variants are looked for."""

    article: Callable[[Scan, bool], Named | None]
    card: Callable[[str], VoucherState | None]
    short: Callable[[str], ArticleCode | None]
    style: Callable[[Scan], StyleCode | None]
    paying: bool = False


def _first(text: str, layouts: Mapping[str, Layout], known: _Known) -> Meaning:
    scan, body = codes.read(text, layouts), codes.symbology(text)[1]
    return next(code for code in _in_order(scan, body, known) if code is not None)


def _in_order(scan: Scan, body: str, known: _Known) -> Iterator[Meaning | None]:
    """What it can be, the first first, each looked for when it is asked for; `body` is without the scanner's prefix."""
    order = read_order_code(body)
    yield BadgeCode(Scan(HIDDEN), body) if badges.is_badge(body) else None
    yield _voucher(scan, known) if known.paying else None
    yield known.article(scan, order is not None)
    yield OrderCode(scan, order) if order is not None else None
    yield ReceiptCode(scan, scan.receipt) if scan.receipt is not None else None
    yield _voucher(scan, known)
    yield None if scan.misread else known.short(body) or known.style(scan)
    spoilt = _spoilt(body)
    said = Scan(HIDDEN, misread=scan.misread) if spoilt == "badge" else scan
    yield Misread(said, spoilt) if scan.misread else Unknown(said, spoilt)


def _voucher(scan: Scan, known: _Known) -> VoucherCode | None:
    """One that is written as ours, or a card that was sold as one."""
    code = vouchers.read_code(scan.text)
    state = known.card(code)
    return VoucherCode(scan, code, state) if state or vouchers.is_ours(code) else None


def _spoilt(body: str) -> Secret:
    if badges.is_spoilt(body):
        return "badge"
    return "voucher" if vouchers.is_spoilt(body) else ""
