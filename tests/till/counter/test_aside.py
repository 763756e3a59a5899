"""With a full disk every way back works: in memory, and on the disk as soon as it takes it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from kassa_tui.database import rows
from kassa_tui.storage.trouble import FullError
from kassa_tui.till.basket import drafts, money_in_hand
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.basket.parking import NotParkedError
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.counter import aside
from kassa_tui.till.counter import counter as counters
from kassa_tui.till.counter.counter import Counter, CounterState
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.proof.verify import verify
from tests.conftest import ShopUnderTest
from tests.failing_disk import Disk, disk

__all__ = ["disk"]

Act = Callable[[Counter], Coroutine[Any, Any, None]]


def _at_counter(shop: ShopUnderTest, act: Act) -> None:
    """What somebody does at a counter until its program ends; all agrees afterwards."""
    ledger = Ledger()
    asyncio.run(act(Counter(CounterState(shop.desk), ledger)))
    ledger.close()
    assert verify().proven


def _kinds(*kinds: str) -> list[str]:
    marks = ", ".join(f"'{kind}'" for kind in kinds)
    return [kind for (kind,) in rows(f"SELECT kind FROM journal WHERE kind IN ({marks}) ORDER BY number")]


def test_money_that_was_taken_and_given_back(shop: ShopUnderTest, disk: Disk) -> None:
    bread = shop.article("Bread", "2.95")
    basket, other = shop.basket(bread, bread), shop.basket(bread)
    card, cash = (Payment(method, shop.money(text), shop.money("0"), shop.money("0")) for method, text in _TENDERS)

    async def act(counter: Counter) -> None:
        await aside.keep_payments(counter, basket, (card,))
        disk.full()
        await aside.keep_payments(counter, other, (cash,))
        await aside.keep_payments(counter, basket, (card, cash))
        assert aside.taken_payments(counter, basket) == (card, cash)
        await aside.give_back(counter, InHand(basket, (card, cash)))
        assert (aside.taken_payments(counter, basket), aside.taken_payments(counter, other)) == ((), (cash,))
        # The disk still says what it said.
        assert money_in_hand.taken_payments("K1", basket) == (card,)
        assert [taken.basket.uid for taken in money_in_hand.in_hand(counter.desk)] == [basket.uid]
        assert aside.in_hand(counter) == []
        assert "full" in counter.ledger.unwritten.sentence
        disk.works()
        counter.ledger.try_again()
        await counter.written(lambda: None)
        assert counter.ledger.unwritten.sentence == ""

    _at_counter(shop, act)
    assert money_in_hand.taken_payments("K1", basket) == ()
    assert money_in_hand.taken_payments("K1", other) == (cash,)
    assert _kinds("payment.given_back") == ["payment.given_back"]


_TENDERS = (("card", "2.00"), ("cash", "1.00"))


def test_baskets_that_are_left(shop: ShopUnderTest, disk: Disk) -> None:
    bread = shop.article("Bread", "2.95")
    mine, thrown, next_one = shop.basket(bread, bread), shop.basket(bread), shop.basket(bread)

    async def act(counter: Counter) -> None:
        disk.full()
        await aside.park(counter, mine, " Mrs B ")
        assert isinstance(await aside.abandon(counter, thrown), FullError)
        listed = aside.parked(counter)
        assert [(row.name, row.lines, row.total.minor) for row in listed] == [("", 1, 295), ("Mrs B", 1, 590)]
        taken_up = await aside.recall(counter, listed[1].id)
        assert (taken_up.uid, taken_up.recalled) == (mine.uid, "Mrs B")
        with pytest.raises(NotParkedError):
            await aside.recall(counter, listed[1].id)
        await aside.park(counter, mine)
        aside.keep_draft(counter, drafts.BASKET, drafts.write_basket(mine))
        aside.keep_draft(counter, drafts.BASKET, drafts.write_basket(next_one))
        disk.works()
        await counter.written(lambda: None)
        assert [row.id > 0 for row in aside.parked(counter)] == [True, True]

    _at_counter(shop, act)
    assert rows("SELECT lines FROM parked ORDER BY id") == [(1,), (1,)]
    # The next customer's basket is not taken for the one that was put aside.
    assert drafts.unfinished_basket("K1") == next_one
    assert _kinds("basket.parked", "basket.abandoned", "basket.recalled") == ["basket.parked"] * 2


def test_a_draft_of_what_is_finished_does_not_come_back(shop: ShopUnderTest, disk: Disk) -> None:
    basket = shop.basket(shop.article("Bread", "2.95"))

    async def act(counter: Counter) -> None:
        disk.full()
        aside.keep_draft(counter, drafts.BASKET, drafts.write_basket(basket))
        aside.sync_drafts(counter)
        aside.finished(counter, drafts.BASKET)
        await counter.written(lambda: None)
        disk.works()

    _at_counter(shop, act)
    assert drafts.unfinished_basket("K1") is None


def test_what_is_parked_already_is_not_parked_twice(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Bread", "2.95"))

    async def act(counter: Counter) -> None:
        await aside.park(counter, basket)
        await aside.park(counter, basket)

    _at_counter(shop, act)
    assert rows("SELECT count(*) FROM parked") == [(1,)]
    assert _kinds("basket.parked") == ["basket.parked"]


def test_a_slow_disk_is_said_until_it_answers(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "SAVING_SECONDS", 0)

    async def slow() -> list[bool]:
        ledger, said, gone_on = Ledger(), list[bool](), asyncio.Event()
        loop = asyncio.get_running_loop()

        def saving(shows: bool) -> None:
            said.append(shows)
            if shows:
                gone_on.set()

        counter = Counter(CounterState(shop.desk), ledger, saving=saving)
        held_up = asyncio.Event()

        def act() -> None:
            asyncio.run_coroutine_threadsafe(held_up.wait(), loop).result()

        work = asyncio.ensure_future(counter.written(act))
        await gone_on.wait()
        held_up.set()
        await work
        ledger.close()
        return said

    assert asyncio.run(slow()) == [True, False]
