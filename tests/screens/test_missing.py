"""A register that starts on less than is known: asked before anything is recorded, and the owner afterwards."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import open_database, rows
from kassa_tui.screens.frame import guard
from kassa_tui.screens.setup.missing import MissingApp
from kassa_tui.till.anchor import anchors
from kassa_tui.till.anchor.ends import End, Gap, Held
from kassa_tui.till.counter import logbook
from kassa_tui.till.drawer import going_on
from kassa_tui.till.ledger import desk as staff
from kassa_tui.widgets.drawing.palette import DARK
from tests.conftest import ShopUnderTest, whole_file
from tests.screens.conftest import Opener
from tests.screens.keyboard import Keyboard

GAP = Gap(End("K1", "", 9, "0" * 64, 874), Held(6, 871))


@pytest.mark.parametrize(("key", "code"), [("f12", 0), ("escape", 1)])
async def test_whoever_starts_the_register_goes_on_or_stops(
    key: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "SECONDS", 0)
    app = MissingApp([GAP], "K1A", theme=DARK)
    async with app.run_test(size=(80, 24)) as pilot:
        keyboard = Keyboard(app, pilot)
        await keyboard.sees("3 receipts are missing after K1-000871.")
        await keyboard.sees("Go on as K1A")
        await pilot.press(key)
        await keyboard.wait(lambda: app.return_value == code, "the answer")


async def test_the_owner_is_asked_until_there_is_an_answer(shop: ShopUnderTest, opened: Opener) -> None:
    _went_on(shop)
    async with opened(shop) as till:
        await till.sees("▲ Receipts are missing")
        till.app.go_to("office")
        await till.sees("Missing receipts")
        await till.press("f12", sees="1 receipt up to K1-000001 is missing.")
        await till.press("escape", sees="Missing receipts")
        await till.press("f12", sees="What became of the missing receipts?")
        await till.press("f12", sees="Answered: They are lost")
        assert "Receipts are missing" not in till.text
    assert rows("SELECT count(*) FROM journal WHERE kind = 'register.answered'") == [(1,)]


async def test_the_owner_reads_who_was_there_when_it_went_on(shop: ShopUnderTest, opened: Opener) -> None:
    # At the start nobody has said who it is: the entry bears the owner's name, whoever pressed the key.
    _went_on(shop)
    cashier = staff.named("Cashier")
    logbook.signed_in(shop.desk.by(cashier))
    logbook.signed_in(shop.desk)
    async with opened(shop) as till:
        till.app.go_to("office")
        await till.sees("Missing receipts")
        await till.press("f12", sees=f"The first at the register after that: {cashier.name}.")


def _went_on(shop: ShopUnderTest) -> None:
    """One receipt is lost, and the register goes on as K1A."""
    shop.open()
    before = whole_file(shop.path)
    open_database(shop.path)
    shop.sell(shop.article("Bread", "2.95"))
    anchors.keep_beside()
    whole_file(shop.path)
    shop.path.write_bytes(before)
    open_database(shop.path)
    known = anchors.look(shop.path).known
    shop.desk = replace(shop.desk, register=going_on.go_on(shop.desk, known))
