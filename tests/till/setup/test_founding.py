"""The first start: answers are checked, everything is there or nothing, the demo shop is one of them."""

from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.till.goods import catalog, codes
from kassa_tui.till.ledger import desk
from kassa_tui.till.ledger.permissions import ACTIONS
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import verify
from kassa_tui.till.setup import demo, founding
from kassa_tui.till.setup.founding import Founding, FoundingError, Worker
from tests.conftest import ShopUnderTest


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "shop"),
        ("shop = 'A'", "owner"),
        ("shop = 'A'\nowner = 'B'\ncountry = 'FR'", "country"),
        ("shop = 'A'\nowner = 'B'\nregister = 'k1'", "register"),
        ("shop = 'A'\nowner = 'B'\ntolerance = -1", "tolerance"),
        ("shop = 'A'\nowner = 'B'\nshopp = 1", "shopp"),
        ("shop = 'A'\nowner = 'B'\n[printer]\nkind = 'laser'", "kind"),
        ("shop = ", "Invalid"),
    ],
)
def test_answers_that_cannot_be_are_named(text: str, word: str) -> None:
    with pytest.raises(FoundingError, match=word):
        founding.check(founding.read_form(text))


@pytest.mark.parametrize(
    "form",
    [
        Founding(" ", "B"),
        Founding("A", "\x1b"),
        Founding("A", "B", people=(Worker("b"),)),
        Founding("A", "B", people=(Worker(" "),)),
    ],
)
def test_empty_and_double_names_are_refused(form: Founding) -> None:
    with pytest.raises(FoundingError):
        founding.check(form)


@pytest.mark.parametrize(
    ("country", "currency", "step", "high"), [("NL", "EUR", 5, 2100), ("DK", "DKK", 50, 2500), ("GB", "GBP", 1, 2000)]
)
def test_the_country_decides_currency_rounding_and_vat(
    tmp_path: Path, country: str, currency: str, step: int, high: int
) -> None:
    form = founding.read_form(
        f"shop = 'A'\nowner = 'B'\ncountry = '{country}'\naddress = ['Street 1', ' ']\nvat_number = 'X'"
    )
    founding.found(tmp_path / "a.db", form)
    shop = read_shop()
    assert (shop.currency, shop.cash_step, shop.address) == (currency, step, ("Street 1",))
    assert rows(
        "SELECT max(rate) FROM tax_rate WHERE code = 'high' AND valid_from <= '2026-11-22' AND valid_from > '2010'"
    ) in ([(high,)], [(None,)])
    assert verify.verify().proven


def test_rounding_is_the_shops_choice(tmp_path: Path) -> None:
    founding.found(tmp_path / "a.db", Founding("A", "B", round_cash=False))
    assert (read_shop().cash_step, read_shop().coin) == (1, 1)


def test_every_action_has_its_permissions(shop: ShopUnderTest) -> None:
    for action in ACTIONS.values():
        assert desk.allowed(shop.desk.person, action)
        assert desk.allowed(shop.as_("Manager").person, action) is action.manager
        assert desk.allowed(shop.as_("Cashier").person, action) is action.cashier
    with pytest.raises(desk.UnknownPersonError):
        desk.named("Nobody")


@pytest.mark.parametrize("language", ["nl", "da", "en"])
def test_the_demo_shop(tmp_path: Path, language: str) -> None:
    demo.fill(founding.found(tmp_path / "demo.db", demo.answers(language)))
    assert rows("SELECT count(*) FROM product WHERE active") == [(500,)]
    pages = catalog.quick_keys(read_shop().currency)
    assert [len([key for key in keys if key]) for _name, keys in pages] == [12, 12, 12, 12]
    article = catalog.by_barcode(demo.barcode(44), read_shop().currency)
    assert article is not None
    assert not codes.misread(demo.barcode(44))
    assert read_shop().demo
    assert rows("SELECT count(*) FROM product WHERE packaging_id IS NOT NULL")[0][0] > 20
    assert verify.verify().proven
