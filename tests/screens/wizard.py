"""The steps of the close wizard, for the tests of it."""

from pathlib import Path

from kassa_tui.database import rows
from kassa_tui.screens.session.closing.screen import CloseScreen
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import to_register
from tests.screens.conftest import Register

FITS = {10000: 1, 5000: 2, 2000: 1, 500: 1}
"""225.00: what should be there."""


def a_day(path: Path) -> ShopUnderTest:
    """150.00 counted at the start; sold: 75.00 for cash (100.00 given), 4.20 by card. 225.00 should be there."""
    shop = english_shop(path)
    lamp, bread = shop.article("Lamp", "75.00"), shop.article("Bread", "4.20", "low", barcodes=("BREAD",))
    shop.open("150.00")
    shop.sell(lamp, cash="100.00")
    shop.sell(bread)
    return shop


def wizard(till: Register) -> CloseScreen:
    assert isinstance(till.app.screen, CloseScreen)
    return till.app.screen


async def to_count(till: Register) -> None:
    await to_register(till)
    await till.press("f12", sees="▶1 Count")


async def count(till: Register, pieces: dict[int, int]) -> None:
    """Type the pieces row by row; what is not among them stays as it is."""
    for field in wizard(till).form.fields:
        if wizard(till).form.current.name != field.name:
            await till.press("down")
        minor = int(field.name.partition(":")[2] or -1)
        if minor in pieces:
            await till.press("delete")
            await till.type(str(pieces[minor]))
    for _field in wizard(till).form.fields:
        await till.press("up")


async def to_overview(till: Register, pieces: dict[int, int]) -> None:
    await to_count(till)
    await count(till, pieces)
    await till.press("f12", sees="Count them as 0?")
    await till.press("f12", sees="▶2 Overview")


async def sum_to_overview(till: Register, amount: str) -> None:
    """By one sum."""
    await to_count(till)
    await till.press("f4", sees="Cash in the drawer")
    await till.type(amount)
    await till.press("f12", sees="▶2 Overview")


async def to_leave(till: Register, pieces: dict[int, int]) -> None:
    await to_overview(till, pieces)
    await till.press("f12", sees="▶3 In drawer")


def z_report() -> tuple[object, ...]:
    """Expected, counted and how, left, taken of the only close."""
    found = rows('SELECT expected, counted, counted_basis, "left", taken FROM z_report')
    assert len(found) == 1
    return tuple(found[0])


def counts() -> list[tuple[str, int, int]]:
    return rows("SELECT method, expected, counted FROM session_count WHERE kind = 'closing' ORDER BY id")
