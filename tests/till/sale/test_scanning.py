"""What a code means: every kind of code beside what is nearly the same, and which comes first where it could be two."""

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.database import writing
from kassa_tui.till.goods import products
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.goods.store_codes import layouts
from kassa_tui.till.ledger import journal
from kassa_tui.till.orders.values import order_code
from kassa_tui.till.people import badges
from kassa_tui.till.sale import scanning, vouchers
from kassa_tui.till.sale.scanning import (
    BadgeCode,
    Meaning,
    Misread,
    OrderCode,
    Purpose,
    ReceiptCode,
    Unknown,
    VoucherCode,
)
from tests.conftest import ShopUnderTest
from tests.shared import barcode_of_old, whole

EAN, EAN_8, UPC, CASE = "8712345678906", "96385074", "712345678904", "18712345678903"
GROUP = "\x1d"
BADGE, SLIP, RECEIPT, VOUCHER = "P-0123456789ABP", "O-000012", "K1-000123", "V-7K3QM-2XPX"
OURS = next(VOUCHER + sign for sign in vouchers.LETTERS if vouchers.is_ours(VOUCHER + sign))
CARD, DIGITS = "GIFT-7", "5012345678901"
"""A card with letters, and one with digits that are no article's: the last should be 0."""


WEIGHT, PRICE = whole("270004400412"), whole("210004401250")


def spoilt(code: str) -> str:
    """The code with another last sign."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    """Bread with codes of several lengths, and cheese, number 44 on the scale."""
    shop.article("Bread", "2.95", "low", code="7", barcodes=(EAN, EAN_8, f"0{UPC}", CASE, "KAAS"))
    shop.article("Cheese", "12.95", "low", unit="kg", code="44")
    return shop


def sell_card(shop: ShopUnderTest, code: str) -> None:
    """A card of another maker becomes a voucher of 25."""
    shop.pay(shop.basket().add_voucher("Gift voucher", shop.money("25.00"), code))


def retire(shop: ShopUnderTest, barcode: str) -> None:
    """An article with that barcode that is not for sale any more."""
    made = shop.article(f"Gone {barcode}", "1.00", barcodes=(barcode,))
    form = ProductForm(made.name, 100, "high", barcodes=(barcode,), active=False, id=made.id, version=1)
    products.save(shop.desk, form)


def told(code: Meaning) -> tuple[str, object]:
    """A meaning in short: its kind, and what it names."""
    match code:
        case ArticleCode(article=article):
            return "article", article.name
        case LabelCode(article=article, quantity=quantity, price=price):
            return "label", (article.name, quantity, price.minor if price else None)
        case StyleCode(style=style):
            return "variants", style
        case OrderCode(number=number) | ReceiptCode(number=number):
            return ("order" if isinstance(code, OrderCode) else "receipt"), number
        case BadgeCode(code=text) | VoucherCode(code=text):
            return ("badge" if isinstance(code, BadgeCode) else "voucher"), text.upper()
        case Misread(scan=scan, spoilt=secret) | Unknown(scan=scan, spoilt=secret):
            return ("misread" if isinstance(code, Misread) else "unknown"), secret or scan.keep


KINDS: list[tuple[str, tuple[str, object]]] = [
    *((code, ("article", "Bread")) for code in (EAN, EAN_8, UPC, CASE, f"0{EAN}", f"00{UPC}", "KAAS", f" {EAN}\r\n")),
    *((code, ("article", "Bread")) for code in (f"]E0{EAN}", f"]E00{UPC}", f"]E4{EAN_8}", f"]E3{EAN}05", "]C0KAAS")),
    *((code, ("article", "Bread")) for code in (f"]C1010{EAN}10LOT", f"]d2{GROUP}010{EAN}17261231", f"010{EAN}")),
    *((code, ("article", "Bread")) for code in (f"https://id.gs1.org/01/0{EAN}", f"]Q3010{EAN}", f"]e0010{EAN}")),
    (f"]E0{spoilt(EAN)}", ("misread", spoilt(EAN))),
    *((spoilt(code), ("misread", spoilt(code))) for code in (EAN, EAN_8, UPC, CASE)),
    (f"]C1010{spoilt(EAN)}", ("misread", f"010{spoilt(EAN)}")),
    (f"AB{GROUP}C", ("misread", "AB C")),
    (whole("871234567891"), ("unknown", whole("871234567891"))),
    ("871234567890", ("misread", "871234567890")),
    ("87123456789", ("unknown", "87123456789")),
    ("kaas", ("article", "Bread")),
    (WEIGHT, ("label", ("Cheese", 412, None))),
    (f"]E0{WEIGHT}", ("label", ("Cheese", 412, None))),
    (PRICE, ("label", ("Cheese", None, 1250))),
    (f"]C1010{EAN}3103000250", ("label", ("Bread", 250, None))),
    (f"]d2010{EAN}3922501{GROUP}10A", ("label", ("Bread", None, 501))),
    (f"]d2010{EAN}3932208501", ("article", "Bread")),
    (whole("270004400000"), ("article", "Cheese")),
    (whole("270009900412"), ("unknown", whole("270009900000"))),
    (spoilt(WEIGHT), ("misread", spoilt(WEIGHT))),
    (f"]C0{WEIGHT}", ("unknown", WEIGHT)),
    *((code, ("receipt", RECEIPT)) for code in (RECEIPT, "k1-000123", f"]C0{RECEIPT}", "]Q1k1-000123", "K1-0000123")),
    ("K1-00123", ("unknown", "K1-00123")),
    ("K1-00012a", ("unknown", "K1-00012a")),
    ("K1-1234567890123", ("unknown", "K1-1234567890123")),
    *((code, ("order", 12)) for code in (SLIP, "o-000012", f"]C0{SLIP}", f"]Q1{SLIP}", f" {SLIP}\r", "O-000000012")),
    ("O-00012", ("unknown", "O-00012")),
    ("O-0000000012", ("receipt", "O-000012")),
    ("0-000012", ("receipt", "0-000012")),
    *((code, ("badge", BADGE)) for code in (BADGE, BADGE.lower(), f" {BADGE}\r\n")),
    (f"]C0{BADGE}", ("badge", BADGE)),
    (f"]A0{BADGE.lower()}", ("badge", BADGE)),
    *((code, ("unknown", "badge")) for code in (spoilt(BADGE), BADGE[:-1], f"{BADGE}A", f"]C0{spoilt(BADGE)}")),
    (f"]C1{spoilt(BADGE)}", ("misread", "badge")),
    ("P-123456789012", ("receipt", "P-123456789012")),
    ("P-ABC", ("unknown", "P-ABC")),
    *((code, ("voucher", OURS)) for code in (OURS, OURS.lower(), OURS.replace("-", ""), f"]C0{OURS}")),
    (spoilt(OURS), ("unknown", "voucher")),
    ("V-1234567890", ("receipt", "V-1234567890")),
    (CARD, ("unknown", CARD)),
    *((code, ("misread", "")) for code in ("]E0", "]C1")),
    (GROUP, ("misread", " ")),
    ("]", ("unknown", "]")),
    ("https://example.org/menu", ("unknown", "https://example.org/menu")),
    ("\x1b[2J", ("unknown", "\x1b[2J")),
]


def test_every_kind_of_code_and_what_is_nearly_one(stocked: ShopUnderTest) -> None:
    meant = {code: told(scanning.meaning(code, stocked.shop)) for code, _expected in KINDS}
    assert meant == dict(KINDS)


def test_by_its_form_alone_a_code_is_the_same_but_for_what_is_looked_up(stocked: ShopUnderTest) -> None:
    scales = layouts(stocked.shop.store_codes)
    for code, (kind, named) in KINDS:
        form = told(scanning.form(code, scales))
        if kind in ("article", "label"):
            assert form[0] == "unknown"
        else:
            assert form == (kind, named)


def test_a_voucher_says_what_is_left_on_it(stocked: ShopUnderTest) -> None:
    for card in (CARD, OURS, DIGITS):
        sell_card(stocked, card)
        code = scanning.meaning(f"]C0{card}" if card != DIGITS else card, stocked.shop)
        assert isinstance(code, VoucherCode)
        assert code.state is not None
        assert (code.code, code.state.left.minor) == (card, 2500)


def test_a_voucher_of_ours_that_was_never_sold_has_no_state(stocked: ShopUnderTest) -> None:
    code = scanning.meaning(OURS, stocked.shop)
    assert isinstance(code, VoucherCode)
    assert code.state is None


# --- What comes first -----------------------------------------------------------------------------

Before = Callable[[ShopUnderTest], object]


def sold_as(code: str) -> Before:
    """An article has that barcode."""
    return lambda shop: shop.article(f"Named {code}", "1.00", barcodes=(code,))


def gone(code: str) -> Before:
    """An article that is not for sale has that barcode."""
    return lambda shop: retire(shop, code)


def card(code: str) -> Before:
    """A card of that code was sold, by a program that asked less of codes."""

    def issued(shop: ShopUnderTest) -> None:
        with writing(), journal.entry(shop.desk, "receipt.sale") as entry:
            vouchers.issue(entry, "old", shop.money("25.00"), code)

    return issued


@dataclasses.dataclass(frozen=True)
class Doubt:
    """A code that could be several things, and its kind for each purpose."""

    code: str
    before: tuple[Before, ...]
    sale: str
    payment: str
    catalogue: str


@pytest.mark.parametrize(
    "doubt",
    [
        Doubt(BADGE, (sold_as(BADGE),), "badge", "badge", "badge"),
        Doubt(BADGE, (card(BADGE),), "badge", "badge", "badge"),
        Doubt(SLIP, (sold_as(SLIP),), "article", "article", "article"),
        Doubt(SLIP, (gone(SLIP),), "order", "order", "order"),
        Doubt(RECEIPT, (sold_as(RECEIPT),), "article", "article", "article"),
        Doubt(RECEIPT, (gone(RECEIPT),), "receipt", "receipt", "article"),
        Doubt(RECEIPT, (card(RECEIPT),), "receipt", "voucher", "receipt"),
        Doubt(OURS, (sold_as(OURS),), "article", "voucher", "article"),
        Doubt(OURS, (gone(OURS),), "voucher", "voucher", "article"),
        Doubt(CARD, (sold_as(CARD), card(CARD)), "article", "voucher", "article"),
        Doubt(CARD, (card(CARD),), "voucher", "voucher", "unknown"),
        Doubt(DIGITS, (card(DIGITS),), "voucher", "voucher", "misread"),
        Doubt(DIGITS, (), "misread", "misread", "misread"),
        Doubt(EAN, (gone(EAN),), "unknown", "unknown", "article"),
        Doubt(WEIGHT, (sold_as(WEIGHT),), "article", "article", "article"),
    ],
)
def test_the_first_of_two_things_that_a_code_could_be(shop: ShopUnderTest, doubt: Doubt) -> None:
    for made in doubt.before:
        made(shop)
    purposes: tuple[Purpose, ...] = ("sale", "payment", "catalogue")
    meant = [told(scanning.meaning(doubt.code, shop.shop, purpose))[0] for purpose in purposes]
    assert meant == [doubt.sale, doubt.payment, doubt.catalogue]


def test_what_is_typed_is_a_receipt_a_short_code_or_digits(stocked: ShopUnderTest) -> None:
    typed = {text: told(scanning.typed(text, stocked.shop)) for text in ("44", "45", EAN, WEIGHT, "k1-000123", SLIP)}
    assert typed == {
        "44": ("article", "Cheese"),
        "45": ("unknown", "45"),
        EAN: ("article", "Bread"),
        WEIGHT: ("label", ("Cheese", 412, None)),
        "k1-000123": ("receipt", "K1-000123"),
        SLIP: ("receipt", SLIP),
    }
    assert told(scanning.typed(OURS, stocked.shop)) == ("voucher", OURS)
    assert told(scanning.typed(BADGE, stocked.shop)) == ("badge", BADGE)


def test_an_article_of_which_no_variant_is_said_is_all_that_it_comes_in(shop: ShopUnderTest) -> None:
    for size, active in (("S", True), ("M", True), ("L", False)):
        products.save(
            shop.desk, ProductForm(f"Shirt {size}", 1995, "high", f"7{size}", style="SHIRT", axis_1=size, active=active)
        )
    products.save(shop.desk, ProductForm("Sock", 400, "high", style=EAN, axis_1="red"))
    products.save(shop.desk, ProductForm("Cap", 900, "high", style="CAP", axis_1="red", active=False))
    for purpose in ("sale", "payment"):
        for code in ("SHIRT", "shirt", "]C0SHIRT"):
            assert told(scanning.meaning(code, shop.shop, purpose)) == ("variants", "SHIRT")
    assert told(scanning.meaning(f"0{EAN}", shop.shop)) == ("variants", EAN)
    assert told(scanning.typed("shirt", shop.shop)) == ("variants", "SHIRT")
    assert told(scanning.meaning("7S", shop.shop)) == ("article", "Shirt S")
    assert told(scanning.meaning("CAP", shop.shop)) == ("unknown", "CAP")
    assert told(scanning.meaning("SHIRT", shop.shop, "catalogue")) == ("unknown", "SHIRT")
    shop.article("Another one", "1.00", barcodes=("SHIRT",))
    assert told(scanning.meaning("SHIRT", shop.shop)) == ("article", "Another one")


def test_what_the_shop_prints_is_what_it_reads(shop: ShopUnderTest) -> None:
    badge, voucher = badges.new_code(), vouchers.new_code()
    printed = {order_code(7): ("order", 7), badge: ("badge", badge), voucher: ("voucher", voucher)}
    for prefix in ("", "]C0"):
        assert {code: told(scanning.meaning(prefix + code, shop.shop)) for code in printed} == printed


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("0123456789]ECdQ/:h\x1d-PVOK"), max_size=120))
def test_any_text_at_all_has_a_meaning(text: str) -> None:
    kind, _named = told(scanning.form(text, layouts(("21IIIIIPPPPPC",))))
    assert kind not in ("article", "label")
    for prefix in ("]C0", "]Q1"):
        assert told(scanning.form(prefix + text.strip(" \t\r\n"), {}))[0] not in ("article", "label")


def test_a_short_label_is_the_article_of_that_short_code_unless_a_barcode_is_so(shop: ShopUnderTest) -> None:
    shop.article("Brie", "4.00", code="101")
    shop.article("Gouda", "5.00", code="102")
    barcode_of_old(shop.article("Leek", "1.00"), "102")
    for text, name in (("101", "Brie"), ("]C0101", "Brie"), ("102", "Leek")):
        meant = scanning.meaning(text, shop.shop)
        assert isinstance(meant, ArticleCode), text
        assert meant.article.name == name
    assert isinstance(scanning.meaning("103", shop.shop), Unknown)
