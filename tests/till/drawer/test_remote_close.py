"""Closing from the office: assumed unless changed, confirmed, logged; the counter sells on."""

import pytest
from msgspec.structs import replace

from kassa_tui.cli.views import details_text, history_text
from kassa_tui.database import rows
from kassa_tui.till.drawer import asked_papers, closing, movements, remote_close, session_details, sessions
from kassa_tui.till.drawer.closing import CameInError, ClosedAlreadyError, LeftError
from kassa_tui.till.drawer.remote_close import DifferenceError, NotConfirmedError, RemoteForm
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.papers import kept_papers
from kassa_tui.till.proof.verify import verify
from tests.conftest import ShopUnderTest
from tests.shared import history


def office(shop: ShopUnderTest) -> Desk:
    """The owner, far away."""
    return replace(shop.desk, channel="remote")


def form(
    shop: ShopUnderTest, counted: str | None = None, left: str | None = "0.00", *, difference: bool = False
) -> RemoteForm:
    """The page for the open session."""
    seen = remote_close.view("K1")
    kept = None if counted is None else shop.money(counted)
    stays = None if left is None else shop.money(left)
    return RemoteForm(seen.session_id, kept, stays, difference, seen=seen.seen)


def test_what_nobody_counted_is_kept_as_assumed(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    shop.sell(shop.article("Bread", "2.95"), cash="5.00")
    closed = remote_close.close(office(shop), form(shop, left="50.00"))
    assert (closed.counted, closed.basis) == (None, "assumed")
    assert (closed.left, closed.taken) == (shop.money("50.00"), shop.money("102.95"))
    details = session_details.details(session_details.by_number("K1", 1))
    assert details.close is not None
    assert (details.close.basis, details.close.channel, details.close.difference) == ("assumed", "remote", None)
    assert details.discrepancy.closing is None
    assert rows("SELECT count(*) FROM session_count WHERE kind = 'closing'") == [(0,)]
    told = rows("SELECT json_extract(facts, '$.remote.left') FROM journal WHERE kind = 'session.closed'")
    assert told == [(5000,)]
    assert verify().proven


def test_what_stays_must_be_said_and_a_difference_confirmed(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    with pytest.raises(NotConfirmedError):
        remote_close.close(office(shop), form(shop, left=None))
    with pytest.raises(DifferenceError):
        remote_close.close(office(shop), form(shop, "140.00"))
    with pytest.raises(LeftError):
        remote_close.close(office(shop), form(shop, "140.00", "140.01", difference=True))
    closed = remote_close.close(office(shop), form(shop, "140.00", "140.00", difference=True))
    assert closed.difference == shop.money("-10.00")
    assert session_details.details(session_details.by_number("K1", 1)).discrepancy.closing == shop.money("-10.00")
    assert verify().proven


def test_less_than_nothing_expected_blocks_nothing(shop: ShopUnderTest) -> None:
    """5.00 more went out than the till believed was there: nobody counts, so 0.00 is assumed and nothing differs."""
    shop.open("10.00")
    movements.move(shop.desk, shop.money("15.00"), "skim", out=True, sure=True)
    assert remote_close.view("K1").assumed == shop.money("0.00")
    with pytest.raises(DifferenceError):
        remote_close.close(office(shop), form(shop, "0.00"))
    closed = remote_close.close(office(shop), form(shop, left="0.00"))
    assert (closed.expected, closed.left, closed.taken) == tuple(map(shop.money, ("-5.00", "0.00", "0.00")))
    assert (closed.counted, closed.basis, closed.difference, closed.needs_approval) == (None, "assumed", None, False)
    assert verify().proven


@pytest.mark.english
def test_closed_remotely_by_whom_stands_everywhere(shop: ShopUnderTest) -> None:
    """Session 1 was closed from the office, session 2 at the counter."""
    shop.open("10.00")
    closed = remote_close.close(office(shop), form(shop, left="10.00"))
    shop.open("10.00")
    here = shop.close("10.00", "10.00")
    for paper in (closed.z_paper, closed.cash_paper, asked_papers.payments_paper(shop.desk, 1).id):
        assert paper is not None
        assert "Closed remotely by" in kept_papers.read(paper).document.as_text(42)
    assert "Closed remotely by" not in kept_papers.read(here.z_paper).document.as_text(42)
    rows_seen = history(shop.desk)
    assert [(row.number, row.closed_by, row.remotely) for row in rows_seen] == [(2, "Owner", False), (1, "Owner", True)]
    assert history_text(rows_seen).splitlines()[2:] == [
        history_text(rows_seen[1:]).splitlines()[1],
        f"{'':>10}Closed remotely by Owner",
    ]
    assert "Closed remotely by" in details_text(session_details.numbered("K1", 1))
    assert "Closed remotely by" not in details_text(session_details.numbered("K1", 2))


def test_a_sale_in_progress_completes_into_a_new_session(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    basket = shop.basket(shop.article("Bread", "2.95"))
    remote_close.close(office(shop), form(shop, left="100.00"))
    sold = shop.pay(basket, cash="5.00")
    assert (sold.session_number, sold.opened) == (2, True)
    current = sessions.current("K1")
    assert current is not None
    assert (current.opening_amount, current.opening_basis) == (shop.money("100.00"), "assumed")
    assert verify().proven


def test_what_came_in_since_is_said_and_the_second_is_told_who_was_first(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    before = form(shop)
    shop.sell(shop.article("Bread", "2.95"), cash="5.00")
    with pytest.raises(CameInError):
        remote_close.close(office(shop), before)
    again = form(shop)
    remote_close.close(office(shop), again)
    with pytest.raises(ClosedAlreadyError) as refused:
        remote_close.close(office(shop), again)
    assert "Owner" in refused.value.say()
    row = rows("SELECT id FROM session")[0][0]
    with pytest.raises(ClosedAlreadyError):
        closing.close(shop.desk, closing.CloseForm(row, counted=shop.money("1.00"), left=shop.money("0.00")))


def test_cashiers_do_not(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    with pytest.raises(NotAllowedError):
        remote_close.close(replace(shop.as_("Cashier"), channel="remote"), form(shop))
    assert sessions.current("K1") is not None
