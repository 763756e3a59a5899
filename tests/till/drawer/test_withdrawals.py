"""Temporary withdrawals outlive the close: named on the Z and in the next session, returned whenever they come back."""

import pytest
from msgspec.structs import replace

from kassa_tui.cli.views import details_json, details_text
from kassa_tui.till.drawer import asked_papers, closing, movements, remote_close, session_details, sessions, withdrawals
from kassa_tui.till.drawer.withdrawals import NotOutError, TooMuchBackError
from kassa_tui.till.papers import kept_papers
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.setup import reasons
from kassa_tui.till.setup.reasons import ReasonError
from tests.conftest import ShopUnderTest

pytestmark = pytest.mark.english


def rests(shop: ShopUnderTest) -> list[tuple[int, str]]:
    """Session and rest of what is still out in the open session."""
    row = sessions.required("K1")
    return [(each.session, each.rest.decimal()) for each in withdrawals.still_out(row.id, row.currency)]


@pytest.fixture
def taken(shop: ShopUnderTest) -> int:
    """22 November 2026: 20.00 out of 150.00 for rolls, and the session closed; the withdrawal's number."""
    shop.open("150.00")
    moved = movements.move(shop.desk, shop.money("20.00"), "temporary", "rolls", out=True)
    shop.close("130.00", "130.00")
    return moved.id


def test_the_z_names_what_is_still_out_and_the_next_session_too(shop: ShopUnderTest, taken: int) -> None:
    z = asked_papers.z_paper("K1", 1).document.as_text(42)
    assert "Still out" in z
    assert "rolls · Owner" in z
    shop.clock.later(days=1)
    shop.open("130.00")
    assert rests(shop) == [(1, "20.00")]
    details = session_details.required("K1")
    assert [(event.id, event.amount) for event in details.events][-1] == (taken, shop.money("-20.00"))
    assert taken not in [event.id for event in details.activity]
    assert details_json(details)["still_out"][0]["number"] == taken
    assert f"Still out: number {taken}, Owner" in details_text(details)
    assert remote_close.view("K1").still_out == details.still_out


def test_it_comes_back_in_part_in_one_session_and_the_rest_in_another(shop: ShopUnderTest, taken: int) -> None:
    shop.open("130.00")
    movements.give_back(shop.desk, taken, shop.money("5.00"))
    assert rests(shop) == [(1, "15.00")]
    assert closing.expected_cash(sessions.required("K1").id) == 13500
    shop.close("135.00", "135.00")
    assert [out.rest.decimal() for out in session_details.numbered("K1", 2).still_out] == ["15.00"]
    assert [out.rest.decimal() for out in session_details.numbered("K1", 1).still_out] == ["20.00"]
    shop.open("135.00")
    with pytest.raises(TooMuchBackError):
        movements.give_back(shop.desk, taken, shop.money("15.01"))
    assert movements.give_back(shop.desk, taken).amount == shop.money("15.00")
    assert rests(shop) == []
    with pytest.raises(NotOutError):
        movements.give_back(shop.desk, taken)
    closed = shop.close("150.00", "150.00")
    assert "Still out" not in kept_papers.read(closed.z_paper).document.as_text(42)
    assert closed.difference == shop.money("0.00")
    assert verify().proven


def test_a_withdrawal_is_in_sight_whatever_becomes_of_its_reason(shop: ShopUnderTest, taken: int) -> None:
    form = {each.code: each for each in reasons.listed()}["temporary"]
    with pytest.raises(ReasonError, match="before: make another reason"):
        reasons.save(shop.desk, replace(form, temporary=False))
    reasons.save(shop.desk, replace(form, active=False))
    shop.open("130.00")
    assert rests(shop) == [(1, "20.00")]
    movements.give_back(shop.desk, taken)
    assert rests(shop) == []
