"""What each kind of payment method can, and that a kind which nobody knows is refused by its name."""

import pytest

from kassa_tui.database import bound, rows
from kassa_tui.tables.catalog import METHOD_KINDS
from kassa_tui.till.basket import kinds, methods
from kassa_tui.till.basket.kinds import KINDS, Kind, UnknownKindError, Way
from tests.conftest import ShopUnderTest

ABLE = (
    *("gives_change", "rounds", "in_drawer", "takes_code", "asks_terminal", "suffices", "several", "at_counter"),
    *("handed_over", "correctable", "for_some", "needs_customer", "needs_order", "makes_invoice", "draws_credit"),
    "arrives",
)


def able(kind: Kind) -> set[str]:
    """All that a kind can."""
    return {name for name in ABLE if getattr(kind, name)}


CAN = (
    ("card", Way.TERMINAL, "asks_terminal suffices several at_counter handed_over correctable"),
    ("cash", Way.CASH, "gives_change rounds in_drawer suffices at_counter handed_over correctable"),
    ("transfer", Way.ARRIVES, "several correctable for_some needs_order arrives"),
    ("voucher", Way.CODE, "takes_code"),
    ("account", Way.AT_ONCE, "for_some needs_customer makes_invoice"),
    ("credit", Way.AT_ONCE, "for_some needs_customer draws_credit"),
)


@pytest.mark.parametrize(("code", "way", "can"), CAN)
def test_what_each_kind_can(code: str, way: Way, can: str) -> None:
    kind = kinds.of(code)
    assert (kind.code, kind.way, able(kind)) == (code, way, set(can.split()))


def test_the_rows_are_those_that_the_table_allows() -> None:
    assert sorted(kind.code for kind in KINDS) == sorted(METHOD_KINDS) == sorted(code for code, _way, _can in CAN)


def test_nothing_else_is_asked_of_a_kind() -> None:
    flags = {name for name in Kind.__struct_fields__ if isinstance(getattr(kinds.of("voucher"), name), bool)}
    flags |= {name for name, attribute in vars(Kind).items() if isinstance(attribute, property)}
    assert flags == set(ABLE)


def test_an_unknown_kind_is_refused_by_its_name(shop: ShopUnderTest) -> None:
    bound().execute_sql("PRAGMA ignore_check_constraints = ON")
    bound().execute_sql("UPDATE payment_method SET kind = 'barter' WHERE code = 'credit'")
    assert rows("SELECT kind FROM payment_method WHERE code = 'credit'") == [("barter",)]
    for read in (methods.every, methods.methods, methods.offered, methods.counted):
        with pytest.raises(UnknownKindError, match=r"no such kind of payment method: barter\."):
            read()
