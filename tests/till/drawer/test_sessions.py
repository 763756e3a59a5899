"""Sessions: by hand or by themselves, one at a time, counted or not, closed whatever the difference."""

from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.till.drawer import asked_papers, closing, movements, remote_close, session_details, sessions, withdrawals
from kassa_tui.till.drawer.closing import CameInError, ClosedAlreadyError, CloseForm, LeftError, NotAwaitingError
from kassa_tui.till.drawer.counting import CountError
from kassa_tui.till.drawer.movements import MoreThanThereError, NoteNeededError, UnknownReasonError
from kassa_tui.till.drawer.sessions import AlreadyOpenError, NoSessionError, NotAssumedError, UntrackedError
from kassa_tui.till.drawer.withdrawals import NothingMovedError
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.papers import kept_papers
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest, found_shop
from tests.shared import history


def details(shop: ShopUnderTest, number: int) -> session_details.SessionDetails:
    return session_details.details(session_details.by_number("K1", number))


def test_the_first_session_ever_opens_with_nothing(shop: ShopUnderTest) -> None:
    recorded = shop.sell(shop.article("Bread", "2.95"), cash="3.00")
    assert recorded.opened
    opened = sessions.current("K1")
    assert opened is not None
    assert (opened.opening, opened.opening_basis, opened.opening_amount) == ("auto", "none", shop.money("0.00"))


def test_a_sale_opens_with_what_the_last_close_left(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    shop.sell(shop.article("Bread", "2.95"), cash="3.00")
    shop.close("152.00", "100.00")
    assert shop.sell(shop.article("Bread", "2.95")).opened
    opened = sessions.current("K1")
    assert opened is not None
    assert (opened.opening_basis, opened.opening_amount) == ("assumed", shop.money("100.00"))
    assert details(shop, 2).discrepancy.opening is None


def test_the_opening_discrepancy_is_counted_against_the_last_close(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    shop.close("150.00", "150.00")
    shop.open("148.00")
    shop.close("151.00", "0.00")
    found = details(shop, 2).discrepancy
    assert (found.opening, found.closing, found.known) == tuple(map(shop.money, ("-2.00", "3.00", "1.00")))
    assert found.whole


def test_a_second_opener_reads_who_was_first(shop: ShopUnderTest) -> None:
    shop.open()
    with pytest.raises(AlreadyOpenError, match=r"Owner opened it at 14:32"):
        sessions.start(shop.as_("Cashier"), shop.money("1.00"))


def test_expected_is_one_sum_by_session(shop: ShopUnderTest) -> None:
    shop.open("100.00")
    shop.sell(shop.article("Lamp", "75.00"), cash="100.00")
    movements.move(shop.desk, shop.money("50.00"), "change", out=False)
    movements.move(shop.desk, shop.money("80.00"), "skim", out=True)
    closed = shop.close("144.00", "44.00")
    assert closed.expected == shop.money("145.00")
    assert closed.difference == shop.money("-1.00")
    assert closed.taken == shop.money("100.00")
    after = closing.expected_cash(closed.session_id)
    assert after == 14500
    shop.sell(shop.article("Lamp", "75.00"), cash="75.00")
    assert shop.close().expected == shop.money("119.00")


def test_cash_moves_only_in_an_open_session_with_a_reason(shop: ShopUnderTest) -> None:
    with pytest.raises(NoSessionError):
        movements.move(shop.desk, shop.money("5.00"), "change", out=False)
    shop.open()
    with pytest.raises(NothingMovedError):
        movements.move(shop.desk, shop.money("0.00"), "change", out=False)
    with pytest.raises(UnknownReasonError):
        movements.move(shop.desk, shop.money("5.00"), "skim", out=False)
    with pytest.raises(NoteNeededError):
        movements.move(shop.desk, shop.money("5.00"), "expense", " \x1b ", out=True)
    moved = movements.move(shop.desk, shop.money("500.00"), "expense", "window [/]", out=True, sure=True)
    assert moved.amount == shop.money("-500.00")
    slip = kept_papers.read(moved.paper_id).document.as_text(42)
    assert "window [/]" in slip
    assert "−500,00" in slip


def test_more_than_the_till_believes_is_there_must_be_meant(shop: ShopUnderTest) -> None:
    """225.00 in the drawer and 225.01 goes out: whoever counts blind is not told what should be there."""
    shop.open("225.00")
    with pytest.raises(MoreThanThereError, match=r"believes that 225.00 is in the drawer"):
        movements.move(shop.desk, shop.money("225.01"), "skim", out=True)
    with pytest.raises(MoreThanThereError) as blind:
        movements.move(shop.as_("Cashier"), shop.money("225.01"), "skim", out=True)
    assert "225" not in blind.value.say()
    assert closing.expected_cash(1) == 22500
    movements.move(shop.as_("Cashier"), shop.money("225.01"), "skim", out=True, sure=True)
    assert closing.expected_cash(1) == -1
    movements.move(shop.desk, shop.money("0.01"), "change", out=False)


def test_a_temporary_withdrawal_stays_open_until_it_is_back(shop: ShopUnderTest) -> None:
    opened = shop.open()
    moved = movements.move(shop.desk, shop.money("20.00"), "temporary", "rolls", out=True)
    out = withdrawals.still_out(opened.id, "EUR")
    assert [(each.id, each.rest, each.note) for each in out] == [(moved.id, shop.money("20.00"), "rolls")]
    movements.give_back(shop.desk, moved.id, shop.money("15.00"))
    assert withdrawals.still_out(opened.id, "EUR")[0].rest == shop.money("5.00")
    with pytest.raises(NothingMovedError):
        movements.give_back(shop.desk, moved.id, shop.money("5.01"))
    movements.give_back(shop.desk, moved.id, shop.money("5.00"))
    assert withdrawals.still_out(opened.id, "EUR") == []
    assert closing.expected_cash(opened.id) == 15000


def test_a_difference_never_blocks_and_above_the_tolerance_it_waits(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    closed = shop.close("140.00", "140.00", shop.as_("Cashier"))
    assert closed.needs_approval
    assert closing.awaiting("K1") == [1]
    with pytest.raises(NotAllowedError):
        closing.approve(shop.as_("Cashier"), 1)
    closing.approve(shop.as_("Manager"), 1, "seen")
    assert closing.awaiting("K1") == []
    with pytest.raises(NotAwaitingError):
        closing.approve(shop.as_("Manager"), 1)
    assert verify.verify().proven


def test_who_may_approve_approves_by_closing(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    assert not shop.close("100.00", desk=shop.as_("Manager")).needs_approval


def test_within_the_tolerance_nobody_is_asked(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    assert not shop.close("145.00", desk=shop.as_("Cashier")).needs_approval


@pytest.mark.parametrize("left", ["-0.01", "150.01"])
def test_no_more_stays_than_was_counted(shop: ShopUnderTest, left: str) -> None:
    shop.open("150.00")
    with pytest.raises(LeftError):
        shop.close("150.00", left)
    assert sessions.current("K1") is not None


def test_a_skipped_count_is_not_a_count_of_zero(shop: ShopUnderTest) -> None:
    opened = shop.open("150.00")
    with pytest.raises(NotAllowedError):
        closing.close(shop.as_("Cashier"), CloseForm(opened.id))
    closed = closing.close(shop.desk, CloseForm(opened.id, taken=shop.money("50.00")))
    assert (closed.counted, closed.difference, closed.left) == (None, None, shop.money("100.00"))
    assert "niet geteld" in kept_papers.read(closed.z_paper).document.as_text(42)
    row = history(shop.desk)[0]
    assert row.basis == "none"
    assert not row.discrepancy.whole


def test_what_came_in_since_the_count_is_said(shop: ShopUnderTest) -> None:
    opened = shop.open("150.00")
    before = closing.seen(opened.id)
    shop.sell(shop.article("Bread", "4.20"), cash="4.20", desk=shop.as_("Cashier"))
    form = CloseForm(opened.id, counted=shop.money("150.00"), left=shop.money("0.00"), seen=before)
    with pytest.raises(CameInError) as refused:
        closing.close(shop.desk, form)
    sentence = refused.value.say()
    assert "4.20" in sentence
    assert "Cashier" in sentence
    assert sessions.current("K1") is not None


def test_a_card_sale_since_the_count_is_said_too(shop: ShopUnderTest) -> None:
    opened = shop.open("150.00")
    before = closing.seen(opened.id)
    shop.sell(shop.article("Bread", "4.20"))
    with pytest.raises(CameInError):
        closing.close(
            shop.desk, CloseForm(opened.id, counted=shop.money("150.00"), left=shop.money("0.00"), seen=before)
        )


def test_the_second_to_close_reads_who_was_first_and_the_count_is_kept(shop: ShopUnderTest) -> None:
    opened = shop.open("150.00")
    form = CloseForm(opened.id, counted=shop.money("149.00"), left=shop.money("0.00"))
    closing.close(shop.as_("Cashier"), form)
    with pytest.raises(ClosedAlreadyError, match="Cashier at 14:32"):
        closing.close(shop.desk, form)
    facts = rows("SELECT facts FROM journal WHERE kind = 'count.refused'")
    assert '"counted":14900' in facts[0][0]


def test_an_empty_session_closes_and_keeps_the_float(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    shop.close("150.00", "150.00")
    assert sessions.left_before("K1") == 15000


def test_each_close_is_a_numbered_z_with_perpetual_totals(shop: ShopUnderTest) -> None:
    bread = shop.article("Bread", "2.00")
    shop.sell(bread)
    shop.close()
    shop.sell(bread)
    free = shop.basket().add(bread, -1000)
    shop.pay(free)
    closed = shop.close()
    assert closed.z_number == 2
    z = rows("SELECT number, receipts, first_receipt, last_receipt, sales, returns, net FROM z_report ORDER BY number")
    assert z == [(1, 1, 1, 1, 200, 0, 200), (2, 2, 2, 3, 400, -200, 200)]
    text = asked_papers.z_paper("K1", 2).document.as_text(42)
    for piece in ("Z-nummer", "K1-000002", "K1-000003", "Sinds de eerste dag", "Journaal"):
        assert piece in text


def test_x_is_logged_and_resets_nothing(shop: ShopUnderTest) -> None:
    shop.open()
    shop.sell(shop.article("Bread", "2.95"), cash="3.00")
    before = rows("SELECT * FROM session_total")
    text = asked_papers.x_report(shop.desk).document.as_text(42)
    assert "Verwacht" in text
    assert rows("SELECT * FROM session_total") == before
    assert rows("SELECT count(*) FROM journal WHERE kind = 'report.x'") == [(1,)]


def test_a_blind_x_does_not_give_the_cash_away(shop: ShopUnderTest) -> None:
    shop.open()
    shop.sell(shop.article("Bread", "2.95"), cash="3.00")
    text = asked_papers.x_report(shop.as_("Cashier")).document.as_text(42)
    assert "Verwacht" not in text
    assert "Contant ontvangen" not in text
    assert "3,00" not in text


def test_payments_by_type_of_a_closed_session_are_kept_once(shop: ShopUnderTest) -> None:
    shop.open()
    shop.sell(shop.article("Bread", "2.95"))
    shop.close()
    first = asked_papers.payments_paper(shop.desk, 1)
    assert asked_papers.payments_paper(shop.desk, 1) == first
    assert "Pin" in first.document.as_text(42)


def test_terminal_totals_are_counted_beside_the_cash(shop: ShopUnderTest) -> None:
    opened = shop.open("0.00")
    shop.sell(shop.article("Bread", "2.95"))
    form = CloseForm(
        opened.id, counted=shop.money("0.00"), left=shop.money("0.00"), terminals={"card": shop.money("2.90")}
    )
    closing.close(shop.desk, form)
    card = details(shop, 1).tenders[0]
    assert (card.amount, card.counted) == (shop.money("2.95"), shop.money("2.90"))


def test_an_assumed_opening_can_be_counted_once(shop: ShopUnderTest) -> None:
    shop.open("100.00")
    shop.close("100.00", "100.00")
    shop.sell(shop.article("Bread", "5.00"), cash="5.00")
    sessions.count_opening(shop.desk, shop.money("98.00"))
    with pytest.raises(NotAssumedError):
        sessions.count_opening(shop.desk, shop.money("98.00"))
    assert closing.expected_cash(2) == 10300
    shop.close("103.00")
    found = details(shop, 2).discrepancy
    assert (found.opening, found.closing, found.whole) == (shop.money("-2.00"), shop.money("0.00"), True)
    assert verify.verify().proven


def test_without_tracking_sessions_end_with_the_day(tmp_path: object) -> None:
    shop = found_shop(tmp_path / "untracked.db", track_cash=False)  # type: ignore[operator]
    bread = shop.article("Bread", "2.95")
    shop.sell(bread, cash="3.00")
    shop.clock.later(days=1)
    assert shop.sell(bread).opened
    assert rows("SELECT count(*) FROM drawer_event") == [(0,)]
    assert rows("SELECT number, expected, counted, counted_basis FROM z_report") == [(1, None, None, "none")]
    assert [row.business_day for row in map(sessions.value, [sessions.required("K1")])] == ["2026-11-23"]
    with pytest.raises(UntrackedError):
        movements.move(shop.desk, shop.money("5.00"), "change", out=False)
    assert verify.verify().proven


def test_without_tracking_a_count_is_refused_aloud(tmp_path: Path) -> None:
    """Nothing that was counted is dropped in silence: not at the start, not afterwards, not at the close."""
    shop = found_shop(tmp_path / "untracked.db", track_cash=False)
    with pytest.raises(UntrackedError):
        shop.open("10.00")
    assert sessions.current("K1") is None
    shop.sell(shop.article("Bread", "2.95"), cash="3.00")
    with pytest.raises(UntrackedError):
        sessions.count_opening(shop.desk, shop.money("10.00"))
    for form in (CloseForm(1, counted=shop.money("0.00")), CloseForm(1, taken=shop.money("2.95"))):
        with pytest.raises(UntrackedError):
            closing.close(shop.desk, form)
    with pytest.raises(UntrackedError):
        remote_close.close(shop.desk, remote_close.RemoteForm(1, shop.money("2.95"), shop.money("0.00")))
    with pytest.raises(UntrackedError):
        movements.move(shop.desk, shop.money("1.00"), "change", out=False)
    assert closing.close(shop.desk, CloseForm(1, terminals={"card": shop.money("0.00")})).counted is None
    assert verify.verify().proven


def test_the_pieces_of_a_count_are_kept_and_must_make_the_sum(shop: ShopUnderTest) -> None:
    with pytest.raises(CountError, match=r"make 150\.00, not 151\.00"):
        sessions.start(shop.desk, shop.money("151.00"), pieces={5000: 3})
    assert sessions.current("K1") is None
    opened = sessions.start(shop.desk, shop.money("150.00"), pieces={5000: 2, 1000: 5, 5: 0})
    form = CloseForm(opened.id, counted=shop.money("150.00"), left=shop.money("150.00"), pieces={5000: 3})
    closed = closing.close(shop.desk, form)
    kept = rows("SELECT kind, detail FROM session_count ORDER BY id")
    assert kept == [("opening", '{"1000":5,"5000":2}'), ("closing", '{"5000":3}')]
    assert closed.cash_paper is not None
    assert "3 × 50,00" in kept_papers.read(closed.cash_paper).document.as_text(42)
    assert verify.verify().proven


def test_a_session_stays_open_over_midnight(shop: ShopUnderTest) -> None:
    shop.open()
    shop.clock.later(days=3)
    assert not shop.sell(shop.article("Bread", "2.95")).opened


def test_the_history_lists_the_newest_first(shop: ShopUnderTest) -> None:
    for _day in range(3):
        shop.open("10.00")
        shop.close("10.00", "10.00")
        shop.clock.later(days=1)
    assert [row.number for row in history(shop.desk)] == [3, 2, 1]
    with pytest.raises(session_details.NoSuchSessionError):
        session_details.by_number("K1", 9)
