"""What each kind of line does, which total it belongs to, and that a kind which nobody knows is refused by its name."""

import msgspec
import pytest

from kassa_tui.database import bound, rows
from kassa_tui.tables.receipts import LINES, Receipt
from kassa_tui.till.basket import drafts, line_kinds, refunds
from kassa_tui.till.basket.line_kinds import LINE_KINDS, PRODUCT_KINDS, LineKind, UnknownLineKindError, line_total
from tests.conftest import ShopUnderTest

DOES = (
    *("goods", "packaging", "sells_voucher", "pays_order", "pays_invoice", "gives_credit"),
    *("needs_customer", "comes_back"),
)


def does(kind: LineKind) -> set[str]:
    """All that lines of a kind do."""
    return {name for name in DOES if getattr(kind, name)}


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("article", "goods comes_back"),
        ("service", "goods comes_back"),
        ("packaging", "packaging comes_back"),
        ("voucher", "sells_voucher comes_back"),
        ("deposit", "pays_order"),
        ("invoice", "pays_invoice needs_customer"),
        ("credit", "gives_credit needs_customer"),
    ],
)
def test_what_each_kind_does(code: str, what: str) -> None:
    kind = line_kinds.of(code)
    assert (kind.code, does(kind)) == (code, set(what.split()))


def test_the_rows_are_those_that_the_table_allows() -> None:
    assert tuple(kind.code for kind in LINE_KINDS) == LINES
    assert tuple(PRODUCT_KINDS) == LINES[:3]


@pytest.mark.parametrize(
    ("code", "comes_in", "goes_back", "refunded"),
    [
        ("article", ("turnover", "sales"), ("turnover", "returns"), ("turnover", "returns")),
        ("packaging", ("packaging", "out"), ("packaging", "back"), ("packaging", "back")),
        ("deposit", ("deposit", "taken"), ("deposit", "used"), ("deposit", "back")),
        ("invoice", ("invoice", "paid"), ("invoice", "back"), ("invoice", "back")),
        ("credit", ("credit", "given"), ("credit", "back"), ("credit", "back")),
    ],
)
def test_the_total_of_a_line(
    code: str, comes_in: tuple[str, str], goes_back: tuple[str, str], refunded: tuple[str, str]
) -> None:
    assert line_total(code, 1000, "sale") == comes_in
    assert line_total(code, -1000, "sale") == goes_back
    assert line_total(code, -1000, "refund") == refunded


def test_a_draft_keeps_the_kind_as_it_is_stored(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Bread", "2.00")).add_voucher("Gift voucher", shop.money("25.00"))
    text = drafts.write_basket(basket)
    assert [line["kind"] for line in msgspec.json.decode(text)["lines"]] == ["article", "voucher"]
    assert drafts.read_basket(text) == basket


def test_an_unknown_kind_in_a_draft_is_refused_by_its_name(shop: ShopUnderTest) -> None:
    text = drafts.write_basket(shop.basket(shop.article("Bread", "2.00"))).replace('"article"', '"barter"')
    with pytest.raises(UnknownLineKindError, match=r"no such kind of line: barter\."):
        drafts.read_basket(text)
    drafts.save(shop.desk, drafts.BASKET, text)
    assert drafts.unfinished_basket(shop.desk.register) is None
    assert drafts.load(shop.desk.register, drafts.BASKET) == text


def test_an_unknown_kind_of_a_sold_line_is_refused_by_its_name(shop: ShopUnderTest) -> None:
    sold = shop.sell(shop.article("Bread", "2.00"))
    for statement in _planting():
        bound().execute_sql(statement)
    with pytest.raises(UnknownLineKindError, match="barter"):
        refunds.returnable(Receipt.get_by_id(sold.receipt_id))


def _planting() -> list[str]:
    """A line of no kind, past the triggers that keep lines as they are and the check of the table."""
    guards = rows("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'receipt_line'")
    return [
        *(f"DROP TRIGGER {name}" for (name,) in guards),
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE receipt_line SET kind = 'barter'",
    ]
