"""When an anchor is written: once nothing more comes, after a few sales in a row, and again after trouble."""

import errno

from kassa_tui.till.anchor.keeper import MANY, PATIENCE, AnchorKeeper
from tests.conftest import ShopUnderTest


def _sell(shop: ShopUnderTest) -> None:
    shop.sell(shop.article("Bread", "2.95"))


def test_it_is_written_soon_and_only_when_there_is_something_new(shop: ShopUnderTest) -> None:
    answers: list[bool | OSError | None] = []
    asked = 0

    def keep() -> bool | None:
        nonlocal asked
        asked += 1
        answer = answers.pop(0) if answers else True
        if isinstance(answer, OSError):
            raise answer
        return answer

    keeper = AnchorKeeper(keep)

    def looks(times: int = 1) -> int:
        """How often it was written meanwhile."""
        before = asked
        for _each in range(times):
            keeper.look()
        return asked - before

    assert looks(4) == 1
    # While one customer follows the other it waits, but never for many of them.
    for sold in range(1, MANY + 1):
        _sell(shop)
        assert looks() == (sold == MANY)
    assert looks(3) == 0
    _sell(shop)
    # A disk that is full is tried again, not at once; a stick that is not there is looked for each time.
    answers.extend([OSError(errno.ENOSPC, "full"), None, None])
    assert looks(2) == 1
    assert looks(PATIENCE) == 0
    assert looks(3) == 3
    assert looks(10) == 0
