"""A disk that does not answer and bytes that are no text are said on the screen; the program goes on."""

from typing import NoReturn

import apsw
import pytest

from kassa_tui.database import bound
from kassa_tui.endings import MEND
from kassa_tui.storage.connections import TillDatabase
from kassa_tui.till.ledger import desk
from kassa_tui.till.ledger.permissions import CASHIER
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener

KEYS = ("f7", "escape", "f2", "a", "escape", "f6", "f9", "4", "escape", "f8", "escape", "f12")
"""A list, a search, two other places, a box and a payment: each reads."""


def _dead(*_args: object, **_more: object) -> NoReturn:
    raise apsw.IOError("disk I/O error")


def _no_text(*_args: object, **_more: object) -> NoReturn:
    raise UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "invalid continuation byte")


@pytest.mark.parametrize(
    ("read", "said"),
    [(_dead, "cannot be read: the disk"), (_no_text, "is damaged: a text in it is not UTF-8")],
)
async def test_nothing_that_cannot_be_read_ends_the_program(
    stocked: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch, read: object, said: str
) -> None:
    async with opened(stocked, size=(160, 30)) as till:
        before = bound().connection()
        with monkeypatch.context() as damaged:
            damaged.setattr(TillDatabase, "execute_sql", read)
            for key in KEYS:
                await till.press(key)
            await till.wait(lambda: any(said in news for news in till.app.news), said)
            assert not any("code" in news for news in till.app.news)
            await till.sees(str(stocked.path))
        # What is read next is read by a new connection: it finds a disk that works again.
        assert bound().connection() is not before
        assert till.app._exception is None


async def test_from_a_damaged_shop_a_manager_comes_to_what_puts_a_backup_back(
    stocked: ShopUnderTest, opened: Opener
) -> None:
    async with opened(stocked) as till:
        await till.press("f9")
        assert "Put a backup back" not in till.text
        await till.press("escape")
        till.app.damage_news("damaged")
        await till.press("f9", sees="Put a backup back")
        await till.press("escape")
        cashier = next(each for each in desk.people() if each.role == CASHIER)
        for person, sees in ((cashier, "change the shop's settings"), (desk.owner(), "Put a backup back?")):
            till.app.counter.sign_in(person)
            till.app.screen.do(till.app._mend)  # type: ignore[attr-defined]
            await till.sees(sees)
            if person is cashier:
                await till.press("escape")
        assert till.app.return_value is None
        await till.press("f12")
        await till.wait(lambda: till.app.return_value == MEND, "the end")
