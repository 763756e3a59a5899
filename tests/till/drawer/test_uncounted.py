"""What nobody counted says so, and whether it was assumed or not counted at all; a late count is a count."""

import pytest
from msgspec.structs import replace

from kassa_tui.cli.views import details_json, details_text, history_text, row_json
from kassa_tui.documents import Pair
from kassa_tui.exports.activity import activity
from kassa_tui.till.drawer import asked_papers, closing, remote_close, session_details, sessions
from kassa_tui.till.drawer.closing import CloseForm
from kassa_tui.till.papers import kept_papers
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.sessions import listed
from kassa_tui.widgets.session_view import difference, written
from tests.conftest import ShopUnderTest
from tests.shared import history

pytestmark = pytest.mark.english


def _pairs(paper_id: int | None) -> dict[str, str]:
    assert paper_id is not None
    document = kept_papers.read(paper_id).document
    return {row.left: row.right for row in document.rows if isinstance(row, Pair)}


def _assumed(shop: ShopUnderTest, amount: str = "10.00") -> closing.Closed:
    """As the issue has it: opened with a count, closed from the office with everything left."""
    shop.open(amount)
    seen = remote_close.view("K1")
    form = remote_close.RemoteForm(seen.session_id, None, shop.money(amount))
    return remote_close.close(replace(shop.desk, channel="remote"), form)


def _skipped(shop: ShopUnderTest) -> closing.Closed:
    opened = shop.open("10.00")
    return closing.close(shop.desk, CloseForm(opened.id, taken=shop.money("4.00")))


@pytest.mark.parametrize(("close", "word", "left"), [(_assumed, "assumed", "10.00"), (_skipped, "not counted", "6.00")])
def test_z_and_cash_summary_of_a_close_without_a_count_bear_no_difference(
    shop: ShopUnderTest, close: object, word: str, left: str
) -> None:
    """29 November 2026: opened with 10.00, closed by nobody's count."""
    closed: closing.Closed = close(shop)  # type: ignore[operator]
    for paper in (closed.cash_paper, closed.z_paper):
        pairs = _pairs(paper)
        assert pairs["Counted"] == word
        assert pairs["Expected"].startswith("10")
        assert "Discrepancy" not in pairs
        assert pairs["Left in drawer"] == left
    assert (closed.counted, closed.difference) == (None, None)
    assert not closed.needs_approval
    assert verify().proven


def test_an_assumed_close_is_null_in_json_blank_in_a_file_and_a_word_for_people(shop: ShopUnderTest) -> None:
    _assumed(shop)
    details = session_details.numbered("K1", 1)
    close = details_json(details)["close"]
    assert (close["count"], close["counted"], close["difference"]) == ("assumed", None, None)
    told = {line[:34].strip(): line[34:].strip() for line in details_text(details).splitlines()}
    assert (told["Counted"], told["Closing discrepancy"], told["Opening discrepancy"]) == (
        "assumed",
        "assumed",
        "first session",
    )
    row = history(shop.desk)[0]
    assert (row_json(row)["closing_count"], row_json(row)["closing_discrepancy"]) == ("assumed", None)
    assert history_text([row]).splitlines()[1].endswith(" assumed")
    line = listed(shop.desk, Filter())[0]
    assert (line.counted, line.closing_count, line.expected) == (None, "assumed", shop.money("10.00"))
    table = activity(Filter())
    at = [column.name for column in table.columns].index("counted")
    assert [each[at] for each in table.rows if each[6] == "closed"] == [None]


def test_assumed_and_not_counted_are_two_words_on_screens() -> None:
    assert (written(None, "assumed"), written(None, "none")) == ("assumed", "not counted")
    assert (difference(None, "assumed")[0], difference(None)[0]) == ("? assumed", "? not counted")


def test_a_late_count_takes_the_place_of_not_counted_everywhere(shop: ShopUnderTest) -> None:
    shop.sell(shop.article("Bread", "2.95"), cash="3.00")
    before = session_details.required("K1")
    assert (before.opening_basis, details_json(before)["opening_count"]) == ("none", "none")
    paper = asked_papers.x_report(shop.desk)
    assert "by itself, not counted" in paper.document.as_text(42)
    sessions.count_opening(shop.desk, shop.money("20.00"))
    after = session_details.required("K1")
    assert (after.opening_basis, after.opening_amount) == ("counted", shop.money("20.00"))
    told = details_json(after)
    assert (told["opening_count"], told["opening_amount"]) == ("counted", "20.00")
    closed = shop.close("22.95")
    assert _pairs(closed.z_paper)["Start"] == "by itself, counted afterwards"
    assert "not counted" not in details_text(session_details.numbered("K1", 1))
    shop.sell(shop.article("Bread", "2.95"), cash="3.00")
    assert "by itself, assumed" in asked_papers.x_report(shop.desk).document.as_text(42)
    assert session_details.required("K1").opening_basis == "assumed"
