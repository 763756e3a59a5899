"""Who may what on the screen: a refusal is a sentence and a journal entry, and changes nothing else."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kassa_tui.database import delete, rows, writing
from kassa_tui.models import Permission
from kassa_tui.screens.sale.screen import SaleScreen
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import elsewhere, facts, rings, to_register
from tests.screens.conftest import Opener, Register
from tests.shared import journalled

Act = Callable[[Register], Awaitable[None]]

SUMS = "SELECT (SELECT count(*) FROM receipt), (SELECT count(*) FROM drawer_event), (SELECT count(*) FROM z_report)"


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    """A session that opened by itself with one sale."""
    shop = english_shop(tmp_path)
    shop.article("Bread", "4.20", "low", barcodes=("BREAD",))
    deposit = shop.article("Crate deposit", "13.00", "outside", kind="packaging", key="1A")
    shop.article("Crate of beer", "16.00", barcodes=("CRATE",), packaging_id=deposit.id)
    shop.open("10.00")
    shop.close("10.00", "10.00")
    shop.sell(shop.article("Bread", "4.20", "low"), cash="4.20")
    return shop


def taken_from(action: str) -> None:
    """The cashiers may not do it any more."""
    with writing():
        delete(Permission).where(Permission.role == "cashier", Permission.action == action).execute()


async def add_cash(till: Register) -> None:
    await to_register(till)
    await till.press("f8", "minus", sees="▶Amount")
    await till.press("up", "right", "down")
    await till.type("5")
    await till.press("f12")


async def remove_cash(till: Register) -> None:
    await till.press("f8", "minus", sees="▶Amount")
    await till.type("5")
    await till.press("f12")


async def just_open(till: Register) -> None:
    await till.press("f8", "minus", sees="▶Amount")
    await till.press("up", "left", "f12")


async def x_report(till: Register) -> None:
    await to_register(till)
    await till.press("f7")


async def count_afterwards(till: Register) -> None:
    await to_register(till)
    await till.press("f4", sees="What was in the drawer at the start?")
    await till.type("9")
    await till.press("f12")


async def close(till: Register) -> None:
    await to_register(till)
    await till.press("f12", sees="▶1 Count")
    await till.press("f4", sees="Cash in the drawer")
    await till.type("14.20")
    await till.press("f12", sees="● it fits")
    await till.press("f12", "f12", sees="▶4 Take out")
    await till.press("f12")


async def reprint(till: Register) -> None:
    await till.press("f7", sees="K1-000001")
    await till.press("f7")


async def sell(till: Register) -> None:
    await till.scan("BREAD")
    await till.press("f12", sees="Payment method")
    await till.press("c", "f12")


CASES: dict[str, tuple[Act, str]] = {
    "cash.add": (add_cash, "add cash to the drawer"),
    "cash.remove": (remove_cash, "take cash out of the drawer"),
    "drawer.open": (just_open, "open the drawer without a sale"),
    "report.x": (x_report, "print an X report"),
    "session.recount": (count_afterwards, "count the opening amount afterwards"),
    "session.close": (close, "close a session"),
    "receipt.reprint": (reprint, "print a copy"),
    "sale": (sell, "sell"),
}


@pytest.mark.parametrize("action", CASES)
async def test_what_was_taken_away_is_refused_with_a_sentence(shop: ShopUnderTest, opened: Opener, action: str) -> None:
    act, what = CASES[action]
    taken_from(action)
    before = rows(SUMS)
    async with opened(shop, person="Cashier") as till:
        heard = rings(till)
        await act(till)
        await till.sees("Cashier may not do this:")
        said = " ".join(till.text.split())
        assert all(word in said for word in (*what.split(), "Somebody", "with", "the", "permission", "can."))
        assert heard
        assert (till.printer.papers, till.printer.kicks) == ([], 0)
    assert facts("permission.refused") == f'{{"action":"{action}","name":"Cashier"}}'
    assert rows(SUMS) == before


@pytest.mark.parametrize("action", CASES)
async def test_a_manager_still_may(shop: ShopUnderTest, opened: Opener, action: str) -> None:
    taken_from(action)
    async with opened(shop, person="Manager") as till:
        before = journal_length()
        await CASES[action][0](till)
        await till.wait(lambda: journal_length() > before, "an entry")
        assert "may not do this" not in till.text
    assert journalled("permission.refused") == 0


def journal_length() -> int:
    return int(rows("SELECT count(*) FROM journal WHERE kind <> 'person.signed_in'")[0][0])


async def test_a_refused_movement_keeps_what_was_typed_for_somebody_who_may(
    shop: ShopUnderTest, opened: Opener
) -> None:
    taken_from("cash.remove")
    async with opened(shop, person="Cashier") as till:
        await remove_cash(till)
        await till.sees("Manager needed")
        await till.press("escape", sees="5█")
        await till.sees("Cashier may not do this:")
        await till.press("escape")
        assert isinstance(till.app.screen, SaleScreen)
        await till.press("f10", sees="Who is at the counter?")
        await till.type("2", sees="Manager")
        await remove_cash(till)
        await till.wait(lambda: till.printer.kicks == 1, "the kick")


async def test_starting_is_refused_and_what_was_counted_stays(shop: ShopUnderTest, opened: Opener) -> None:
    shop.close("14.20", "10.00")
    taken_from("session.open")
    async with opened(shop, person="Cashier") as till:
        assert "Start session" not in till.text
        await to_register(till, sees="No session is open.")
        await till.press("f12", sees="Left in the drawer last time")
        await till.type("10")
        await till.press("f12", sees="Manager needed")
        await till.press("escape", sees="Cashier may not do this:")
        assert till.app.screen.form["amount"] == "10"  # type: ignore[attr-defined]
        await till.press("escape", "f12", sees="No session is open.")
        await to_sale_and_sell(till)
    assert facts("permission.refused") == '{"action":"session.open","name":"Cashier"}'
    assert rows("SELECT opening FROM session WHERE number = 3") == [("auto",)]


async def to_sale_and_sell(till: Register) -> None:
    """The first sale still opens a session by itself."""
    await till.press("f9", sees="Menu")
    await till.press("1")
    await sell(till)
    await till.sees("Receipt K1-000002")


async def test_what_is_not_offered_is_not_there(shop: ShopUnderTest, opened: Opener) -> None:
    """Keys for what somebody may not do are left out where nothing would be lost by it."""
    taken_from("session.history")
    taken_from("refund.receipt")
    async with opened(shop, person="Cashier") as till:
        await till.press("f7", sees="K1-000001")
        assert "Take back" not in till.text
        await till.press("f12", "escape")
        assert isinstance(till.app.screen, SaleScreen)
        await to_register(till)
        assert "F2 History" not in till.text
        await till.press("f2", sees="Cash activity")
        await till.press("f9", "3", sees="Devices")
        await till.press("home", "down", "enter", sees="Manager needed")
        await till.press("escape", sees="Cashier may not do this: see past sessions. Somebody with the permission can.")
    async with opened(shop, person="Manager") as till:
        await till.press("f7", sees="Del Take back")
        await till.press("escape")
        await to_register(till)
        await till.press("f2", sees="Session history")


@pytest.mark.parametrize(
    ("downs", "typed", "what"),
    [
        (1, "3.00", "change a price"),
        (2, "10.01%", "give a discount"),
        (2, "0.43", "give a discount"),
        (4, "11%", "give a discount"),
    ],
)
async def test_a_line_beyond_what_a_cashier_may(
    shop: ShopUnderTest, opened: Opener, downs: int, typed: str, what: str
) -> None:
    async with opened(shop, person="Cashier") as till:
        await till.scan("BREAD")
        await till.press("f4", sees="Quantity")
        await till.press(*["down"] * downs)
        await till.type(typed)
        await till.press("f12", sees="Cashier may not do this")
        said = " ".join(till.text.replace("│", " ").split())
        assert all(word in said for word in what.split())
        await till.press("escape", "escape", sees="F12 Pay")
        await till.wait(lambda: journalled("permission.refused") == 1, "the refusal")
        assert till.app.screen.basket.total.decimal() == "4.20"  # type: ignore[attr-defined]
    async with opened(shop, person="Manager") as till:
        await till.press("f4", sees="Quantity")
        await till.press(*["down"] * downs)
        await till.type(typed)
        await till.press("f12", sees="F12 Pay")
        assert till.app.screen.basket.total.decimal() != "4.20"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("times", "allowed"), [("1", True), ("2", False)])
async def test_empties_up_to_a_limit(shop: ShopUnderTest, opened: Opener, times: str, allowed: bool) -> None:
    """25.00 for empties without a permission."""
    async with opened(shop, person="Cashier") as till:
        await till.type(f"{times}*")
        await till.press("a", sees="Give back")
        await till.press("f12", sees="Money back")
        await till.press("c", "f12", sees="Receipt K1-000002" if allowed else "Cashier may not do this: give back")
        if not allowed:
            await till.press("escape", "escape", sees="1 line")
            assert till.printer.kicks == 0
            await till.press("f10", sees="Who is at the counter?")
            await till.type("2", sees="Manager")
            await till.press("f12", "c", "f12", sees="Receipt K1-000002")
    assert journalled("permission.refused") == int(not allowed)


async def test_a_sale_rung_up_by_a_manager_is_not_paid_by_a_cashier_without_a_look(
    shop: ShopUnderTest, opened: Opener
) -> None:
    """The rules are asked again when the money is taken: who pays it out answers for it."""
    async with opened(shop, person="Manager") as till:
        await till.scan("BREAD")
        await till.press("f4", "down", sees="Quantity")
        await till.type("3.00")
        await till.press("f12", sees="F12 Pay")
        await till.press("f10", sees="Who is at the counter?")
        await till.type("1", sees="Cashier")
        await till.press("f12", "c", "f12", sees="Cashier may not do this: change a price.")
        await till.press("escape", "escape", sees="1 line")
    assert rows("SELECT count(*) FROM receipt") == [(1,)]
    assert journalled("permission.refused") == 1


async def test_an_unknown_code_makes_no_product_for_a_cashier(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await till.scan("NEW-1", sees="F2 find by name")
        await till.press("n", sees="Find article   n")
    async with opened(shop, person="Manager") as till:
        await till.scan("NEW-1", sees="N new product")
        await till.press("n", sees="New product")


async def test_a_permission_given_back_works_at_once(shop: ShopUnderTest, opened: Opener) -> None:
    taken_from("report.x")
    async with opened(shop, person="Cashier") as till:
        await x_report(till)
        await till.sees("Cashier may not do this: print an X report.")
        assert (journalled("permission.refused"), journalled("report.x")) == (1, 0)
        await elsewhere(till, _give_x)
        await till.press("escape", "f7", sees="Payments by type")
        assert (journalled("permission.refused"), journalled("report.x")) == (1, 1)


def _give_x() -> None:
    with writing():
        Permission.insert(role="cashier", action="report.x", limit=None).execute()
