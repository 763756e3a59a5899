"""Notes hold 500 characters to the last; what is longer is refused, and no part of it is dropped."""

import pytest

from kassa_tui.database import rows
from kassa_tui.till.drawer import closing, movements, sessions
from kassa_tui.till.drawer.closing import CloseForm
from kassa_tui.till.ledger.notes import LONGEST, LongNoteError
from tests.conftest import ShopUnderTest

WHOLE = "n" * (LONGEST - 3) + "end"


def test_every_note_of_a_session_is_kept_whole_or_refused(shop: ShopUnderTest) -> None:
    cashier = shop.as_("Cashier")
    acts = (
        lambda note: sessions.start(shop.desk, shop.money("100.00"), note),
        lambda note: movements.move(shop.desk, shop.money("5.00"), "bank", note, out=True),
        lambda note: movements.open_without_sale(shop.desk, note),
        lambda note: closing.close(cashier, CloseForm(1, counted=shop.money("20.00"), left=shop.money("0"), note=note)),
        lambda note: closing.approve(shop.desk, 1, note),
    )
    for act in acts:
        before = rows("SELECT count(*) FROM journal")
        with pytest.raises(LongNoteError, match="at most 500 characters, this one has 501"):
            act(f"{WHOLE}!")
        assert rows("SELECT count(*) FROM journal") == before
        act(f" {WHOLE} ")
    for where in ("session", "drawer_event WHERE kind = 'removed'", "z_report", "approval"):
        assert rows(f"SELECT note FROM {where}") == [(WHOLE,)], where
    opened = rows("SELECT json_extract(facts, '$.reason') FROM journal WHERE kind = 'drawer.opened'")
    assert opened == [(WHOLE,)]
