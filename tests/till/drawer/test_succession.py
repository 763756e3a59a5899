"""A counter goes on under another code: nothing has a number twice, nothing at hand is lost, and both chains prove."""

import json
from io import BytesIO

import pytest
from msgspec.structs import replace
from peewee import IntegrityError

from kassa_tui import database
from kassa_tui.database import at_one_moment
from kassa_tui.exports import journal as export
from kassa_tui.i18n import LANGUAGES
from kassa_tui.till.basket import drafts, parking
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter import logbook
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.drawer import asked_papers, closing, movements, session_details, sessions, succession
from kassa_tui.till.drawer.succession import Known, NothingMissingError
from kassa_tui.till.ledger import counters
from kassa_tui.till.ledger.counters import SucceededError
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.orders import edit
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.proof import verify
from kassa_tui.till.reports import events, session_list
from kassa_tui.till.reports.filter import Filter, registers
from kassa_tui.till.sale import order_acts, receipt_search, receipts
from tests.conftest import ShopUnderTest
from tests.till.basket.test_refunds import back, pay_back
from tests.till.everything import day_of_everything, version

LOST = "f" * 64


def known_beyond(register: str = "K1", entries: int = 11, receipts: int = 3) -> Known:
    """More than the database holds of a register."""
    here = succession.held(register)
    return Known(register, here.number + entries, LOST, here.receipt + receipts, here.counter)


@pytest.fixture
def lived(shop: ShopUnderTest) -> ShopUnderTest:
    """A shop with everything in its past, an open session, a parked basket, one in progress, and an open order."""
    day_of_everything(shop)
    shop.open("75.00")
    shop.sell(shop.article("Pan", "20.00"), cash="50.00")
    movements.open_without_sale(shop.desk)
    parking.park(shop.desk, shop.basket(shop.article("Pan", "20.00")), "Jan")
    drafts.save(shop.desk, drafts.BASKET, drafts.write_basket(shop.basket(shop.article("Pan", "20.00"))))
    return shop


@pytest.fixture
def gone_on(lived: ShopUnderTest) -> ShopUnderTest:
    """The same shop once its counter has gone on; the desk is that of the settings, resolved as the program does."""
    assert succession.succeed(lived.desk, [known_beyond()]) == "K1A"
    lived.desk = replace(lived.desk, register=counters.current(lived.desk.register))
    return lived


def test_both_chains_prove_and_the_old_one_is_never_written_again(lived: ShopUnderTest) -> None:
    assert verify.verify().proven
    known = known_beyond()
    assert succession.succeed(lived.desk, [known]) == "K1A"
    assert succession.succeed(lived.desk, [known]) == succession.succeed(lived.desk, []) == "K1A"
    assert verify.verify().problems == []
    pan, new = lived.article("Pan", "20.00"), replace(lived.desk, register="K1A")
    assert lived.sell(pan, cash="50.00", desk=new).number == "K1A-000001"
    with pytest.raises(SucceededError):
        lived.sell(pan, cash="50.00")
    with pytest.raises(IntegrityError, match="goes on under another code"):
        database.bound().execute_sql("INSERT INTO journal SELECT * FROM journal WHERE register = 'K1' LIMIT 1")
    assert verify.verify().problems == []
    assert succession.succeed(new, [known_beyond("K1A", 2, 1)]) == "K1B"
    assert (counters.codes("K1"), counters.codes("K1A")) == (("K1", "K1A", "K1B"),) * 2
    assert verify.verify().problems == []


def test_the_session_that_it_closed_is_no_news_at_the_next_start(lived: ShopUnderTest) -> None:
    succession.succeed(replace(lived.desk, channel="command"), [known_beyond()])
    assert logbook.closed_while_away("K1A") is None


def test_what_is_at_hand_goes_on(gone_on: ShopUnderTest) -> None:
    shop = gone_on
    assert [(each.name, each.total) for each in parking.parked("K1A")] == [("Jan", shop.money("20.00"))]
    sale = drafts.unfinished_basket("K1A")
    assert sale is not None
    assert sale.total == shop.money("20.00")
    now, before = session_details.required("K1A").opened, session_details.numbered("K1A", 3).close
    assert before is not None
    assert (now.number, sessions.left_before("K1A")) == (4, 9500)
    assert (before.basis, before.left) == ("assumed", shop.money("95.00"))
    out = movements.move(shop.desk, shop.money("5.00"), "temporary", out=True)
    assert movements.give_back(shop.desk, out.id, shop.money("5.00")).amount == shop.money("5.00")
    shop.close()
    assert [asked_papers.last_z(code) for code in ("K1", "K1A")] == [4, 4]
    assert asked_papers.z_paper("K1A", 1) == asked_papers.z_paper("K1", 1)
    assert verify.verify().problems == []


def test_receipts_of_before_are_found_and_refunded(gone_on: ShopUnderTest) -> None:
    shop, now = gone_on, gone_on.clock.now
    old = receipts.newest("K1A")[0].number
    assert old.startswith("K1-")
    pay_back(shop, back(shop, old, 1), desk=shop.desk)
    sold = shop.sell(shop.article("Pan", "20.00"), cash="50.00")
    newest = [row.number for row in receipts.newest("K1A")]
    assert newest[:3] == [sold.number, "K1A-000001", old]
    language = LANGUAGES["en"]
    for typed, found in (("1", "K1A-000001"), (old, old), (old[-2:], old)):
        search = receipt_search.read(typed, "K1A", shop.shop, shop.shop.today(shop.desk), language)
        assert [row.number for row in receipt_search.find(search, "K1A", shop.shop, now).receipts] == [found], typed
    search = receipt_search.read("pan", "K1A", shop.shop, shop.shop.today(shop.desk), language)
    texts = [row.number for row in receipt_search.find(search, "K1A", shop.shop, now).receipts]
    assert texts[:2] == [sold.number, "K1A-000001"]
    assert old in texts
    assert verify.verify().problems == []


def test_a_deposit_of_before_goes_back_at_the_counter_that_took_it(lived: ShopUnderTest) -> None:
    shop = lived
    customer = customers.save(shop.desk, CustomerForm(name="Jansen"))
    basket = Basket("ordered", shop.shop.currency).add(shop.article("Pan", "20.00"))
    order_id = edit.save(shop.desk, OrderForm(basket, customer_id=customer))
    order_acts.pay(shop.desk, order_id, version(shop, order_id), shop.money("10.00"), "cash")
    succession.succeed(shop.desk, [known_beyond()])
    shop.desk = replace(shop.desk, register="K1A")
    before = closing.expected_cash(sessions.required("K1A").id)
    refund = order_acts.cancel(shop.desk, order_id, version(shop, order_id), "refund", "sold out")
    assert refund is not None
    assert refund.number == "K1A-000001"
    assert closing.expected_cash(sessions.required("K1A").id) == before - 1000
    assert verify.verify().problems == []


def test_lists_and_exports_take_the_codes_for_one_counter(gone_on: ShopUnderTest) -> None:
    shop = gone_on
    movements.open_without_sale(shop.desk)
    for code in ("K1", "K1A"):
        chosen = Filter(register=code, open_too=True)
        listed = session_list.listed(shop.as_("Manager"), chosen)
        assert [(row.number, row.register) for row in listed] == [(4, "K1A"), (3, "K1"), (2, "K1"), (1, "K1")]
        for asked in (Filter(register=code), Filter(register=code, sessions=(3, 4), open_too=True)):
            assert [event.register for event in events.read(asked) if event.kind == "drawer.opened"] == ["K1", "K1A"]
        out = BytesIO()
        with at_one_moment():
            export.write(shop.clock.now, out, code)
        chains = json.loads(out.getvalue().splitlines()[0])["chains"]
        assert [each["register"] for each in chains] == ["K1", "K1A"]
    assert "K1" in registers()
    assert "K1A" not in registers()
    assert counters.in_words("K1A") == "K1, K1A"


def test_the_owner_answers_once_what_became_of_it(gone_on: ShopUnderTest) -> None:
    shop = gone_on
    asked = succession.open_question()
    assert asked is not None
    assert [(each.register, each.code, each.receipts) for each in asked.missing] == [("K1", "K1A", 3)]
    with pytest.raises(NotAllowedError):
        succession.answer(shop.as_("Manager"), "lost")
    succession.answer(shop.desk, "lost", "the card broke")
    assert succession.open_question() is None
    with pytest.raises(NothingMissingError):
        succession.answer(shop.desk, "lost")
    assert verify.verify().problems == []
