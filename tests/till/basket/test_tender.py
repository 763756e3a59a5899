"""Cash rounding and change: the worked examples of RULES.md, and what no coin can pay."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kassa_tui.denominations import fewest, in_use, likely
from kassa_tui.money import Money
from kassa_tui.till.basket.tender import (
    Bill,
    CashRule,
    NoCoinError,
    NothingDueError,
    TooMuchError,
    WrongSignError,
    cash,
)
from tests.shared import eur

NL, DK, EXACT = CashRule(5, 5), CashRule(50, 50), CashRule()


@pytest.mark.parametrize(
    ("rule", "rest", "tendered", "change", "rounding"),
    [
        (NL, 1002, 2002, 1000, 0),
        (NL, 1002, 1002, 0, 0),
        (NL, 1002, 1000, 0, -2),
        (NL, 1003, 1005, 0, 2),
        (NL, 1003, 2000, 995, 2),
        (NL, 3628, 5000, 1370, 2),
        (DK, 1025, 2000, 950, 25),
        (DK, 1024, 2000, 1000, -24),
        (DK, 1075, 1100, 0, 25),
        (DK, 1025, 1025, 0, 0),
        (EXACT, 1003, 2000, 997, 0),
        (NL, 2, 0, 0, -2),
    ],
)
def test_cash_settles_the_rest(rule: CashRule, rest: int, tendered: int, change: int, rounding: int) -> None:
    paid = cash("cash", eur(rest), eur(tendered), rule)
    assert (paid.change, paid.rounding) == (eur(change), eur(rounding))
    assert paid.settled == eur(rest)


@pytest.mark.parametrize(
    ("rule", "rest", "tendered", "lower", "higher"),
    [
        (NL, 1003, 1004, "10,03", "10,05"),
        (NL, 1002, 1001, "10,00", "10,02"),
        (NL, 1003, 1201, "12,00", "12,03"),
        (DK, 1025, 1030, "10,25", "10,50"),
    ],
)
def test_what_no_coin_can_pay_names_the_amounts_that_work(
    rule: CashRule, rest: int, tendered: int, lower: str, higher: str
) -> None:
    from kassa_tui.i18n import words

    with pytest.raises(NoCoinError) as refused:
        cash("cash", eur(rest), eur(tendered), rule)
    sentence = refused.value.say(words("nl"))
    assert lower in sentence
    assert higher in sentence


def test_a_part_in_cash_before_a_card_is_never_rounded() -> None:
    bill = Bill(eur(9999), NL).pay_cash("cash", eur(5001)).pay("card", eur(4998))
    assert bill.done
    assert [p.rounding for p in bill.payments] == [eur(0), eur(0)]


def test_cash_after_a_card_rounds_the_rest_once() -> None:
    bill = Bill(eur(9998), NL).pay("card", eur(5000)).pay_cash("cash", eur(5000))
    assert bill.done
    assert bill.payments[1].rounding == eur(2)


def test_a_card_takes_no_more_than_is_due() -> None:
    with pytest.raises(TooMuchError):
        Bill(eur(1000), NL).pay("card", eur(1001))
    with pytest.raises(TooMuchError):
        Bill(eur(1000), NL).pay("card", eur(-1))
    with pytest.raises(NothingDueError):
        Bill(eur(0), NL).pay("card", eur(0))


def test_money_back_goes_out_and_is_rounded_alike() -> None:
    bill = Bill(eur(-1003), NL)
    assert bill.pay_cash("cash", eur(-1005)).payments[0].rounding == eur(-2)
    assert bill.pay_cash("cash", eur(-1003)).done
    with pytest.raises(WrongSignError):
        bill.pay_cash("cash", eur(1000))
    with pytest.raises(WrongSignError):
        bill.pay_cash("cash", eur(-1100))
    with pytest.raises(NoCoinError):
        bill.pay_cash("cash", eur(-501))


@given(st.integers(1, 100_000), st.integers(0, 200_000), st.sampled_from([NL, DK, EXACT]))
def test_cash_settles_exactly_is_a_part_or_is_refused(rest: int, tendered: int, rule: CashRule) -> None:
    try:
        paid = cash("cash", eur(rest), eur(tendered), rule)
    except NoCoinError as refused:
        for name in ("lower", "higher"):
            amount = refused.values[name]
            assert isinstance(amount, Money)
            assert cash("cash", eur(rest), amount, rule).settled == eur(rest)
        return
    assert paid.amount == paid.settled + paid.rounding
    if paid.settled != eur(rest):
        assert paid.settled == eur(tendered) < eur(rest)
        assert not paid.rounding
        assert not paid.change
    else:
        assert paid.change.minor % rule.coin == 0
        assert abs(paid.rounding.minor) * 2 <= rule.step


def test_offers_are_the_sum_and_what_people_hand_over() -> None:
    today = in_use("EUR", __import__("datetime").date(2026, 11, 22), 5)
    assert likely(3630, today) == [3630, 4000, 5000, 10000]
    assert likely(1000, today)[0] == 1000
    assert fewest(1370, today) == [1000, 200, 100, 50, 20]
    assert fewest(1, today) == []


def test_the_danish_thousand_ended_in_may_2025() -> None:
    from datetime import date

    assert 100000 in [d.minor for d in in_use("DKK", date(2025, 5, 31))]
    assert 100000 not in [d.minor for d in in_use("DKK", date(2025, 6, 1))]


@given(st.integers(1, 500_000), st.sampled_from(["EUR", "DKK", "GBP"]))
def test_change_is_made_of_coins_in_use(minor: int, code: str) -> None:
    from datetime import date

    coin = {"EUR": 5, "DKK": 50, "GBP": 1}[code]
    assume(minor % coin == 0)
    assert sum(fewest(minor, in_use(code, date(2026, 1, 1), coin))) == minor
