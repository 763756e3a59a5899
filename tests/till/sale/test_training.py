"""Practice: a number of the series and marked paper, and nothing else of it counts."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.basket.sale_checks import TrainingReceiptError
from kassa_tui.till.drawer import asked_papers, closing, drawer_now, movements
from kassa_tui.till.drawer.sessions import NoSessionError
from kassa_tui.till.ledger import totals
from kassa_tui.till.proof import verify
from kassa_tui.till.sale import receipts, sales
from kassa_tui.till.sale.sales import Recorded, TrainingError
from tests.conftest import ShopUnderTest
from tests.till.basket.test_refunds import back
from tests.till.proof.test_verify import shell


def practise(shop: ShopUnderTest, *lines: Article, cash: str = "") -> Recorded:
    return shop.pay(replace(shop.basket(*lines), training=True), cash=cash)


def test_practice_is_in_no_total_no_ledger_and_opens_no_drawer(shop: ShopUnderTest) -> None:
    bread, lamp = shop.article("Bread", "2.95"), shop.article("Lamp", "75.00")
    opened = shop.open("150.00")
    shop.sell(bread, cash="5.00")
    before = totals.read(opened.id).of("cash")
    kicks = rows("SELECT count(*) FROM print_job WHERE kind = 'kick'")
    assert practise(shop, lamp, bread, cash="100.00").number == "K1-000002"
    practise(shop, lamp)
    assert totals.read(opened.id).of("cash") == before
    assert rows("SELECT count(*) FROM print_job WHERE kind = 'kick'") == kicks
    assert drawer_now.of_session(shop.shop, opened.id) == drawer_now.Figures(1, 1, shop.money("2.95"))
    assert closing.expected_cash(opened.id) == 15295
    assert shop.sell(bread).number == "K1-000004"
    assert rows("SELECT number, training FROM receipt ORDER BY number") == [(1, 0), (2, 1), (3, 1), (4, 0)]
    assert verify.verify().proven


def test_its_paper_says_so_and_the_z_report_counts_it_apart(shop: ShopUnderTest) -> None:
    bread = shop.article("Bread", "2.95")
    shop.open("150.00")
    paper = receipts.paper(practise(shop, bread).receipt_id).document.as_text(42)
    assert shop.sell(bread).number == "K1-000002"
    closed = shop.close()
    z = asked_papers.z_paper("K1", closed.z_number).document.as_text(42)
    assert "OEFENMODUS - GEEN KASSABON" in paper
    assert "Waarvan oefening" in z
    assert rows("SELECT receipts, sales, net FROM z_report") == [(2, 295, 295)]
    assert verify.verify().proven


def test_practice_opens_no_session(shop: ShopUnderTest) -> None:
    bread = shop.article("Bread", "2.95")
    with pytest.raises(NoSessionError):
        practise(shop, bread)
    assert rows("SELECT count(*) FROM session") == [(0,)]
    assert rows("SELECT count(*) FROM receipt") == [(0,)]


def test_nothing_crosses_between_practice_and_what_is_real(shop: ShopUnderTest) -> None:
    """No refund of practice, and no refund in practice of what was sold."""
    bread = shop.article("Bread", "2.95")
    shop.open("150.00")
    real, played = shop.sell(bread), practise(shop, bread)
    with pytest.raises(TrainingError, match="returned in training"):
        sales.record(shop.desk, replace(back(shop, real.number, 1), training=True), ())
    with pytest.raises(TrainingReceiptError, match="was training"):
        sales.record(shop.desk, back(shop, played.number, 1), ())
    assert rows("SELECT count(*) FROM receipt") == [(2,)]
    assert verify.verify().proven


def test_practice_beside_a_count_is_no_sale_that_came_in(shop: ShopUnderTest) -> None:
    opened = shop.open("150.00")
    before = closing.seen(opened.id)
    practise(shop, shop.article("Bread", "2.95"))
    assert closing.seen(opened.id) == before


def test_the_drawer_stays_as_it_is_for_who_takes_cash_out(shop: ShopUnderTest) -> None:
    opened = shop.open("150.00")
    practise(shop, shop.article("Lamp", "75.00"), cash="100.00")
    movements.move(shop.desk, shop.money("20.00"), "skim", out=True)
    assert drawer_now.in_drawer(shop.shop, opened.id) == shop.money("130.00")


def test_a_practice_receipt_that_is_made_real_is_found(shop: ShopUnderTest) -> None:
    """The flag is told to the journal like every figure."""
    shop.open("150.00")
    practise(shop, shop.article("Lamp", "75.00"))
    assert not shell(shop, "UPDATE receipt SET training = 0").proven
