"""Papers of an earlier run: told once, and never printed unasked."""

import queue

from kassa_tui.database import bound, rows
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.till.counter.spooler import PrinterNews, Spooler, left_text
from kassa_tui.till.drawer import movements
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.papers import jobs
from tests.conftest import ShopUnderTest

SECONDS = 10


def first_news(shop: ShopUnderTest, printer: SimulatedPrinter) -> PrinterNews:
    """What a till that starts is told first."""
    bound().close()
    told, ledger = queue.Queue[PrinterNews](), Ledger()
    spooler = Spooler(printer, ledger, shop.desk.register, told.put)
    spooler.start()
    news = told.get(timeout=SECONDS)
    spooler.stop()
    ledger.close()
    return news


def test_papers_of_an_earlier_run_are_told_and_not_printed(shop: ShopUnderTest) -> None:
    """One that was being sent and one that waited; a kick is not repeated, and nobody misses it."""
    for _paper in range(2):
        jobs.test_receipt(shop.desk)
    movements.open_without_sale(shop.desk)
    assert jobs.next_job(shop.desk.register) is not None
    printer = SimulatedPrinter()
    news = first_news(shop, printer)
    assert news.left == 2
    assert left_text(news) == "Before the restart 2 papers were perhaps not printed: see Receipts"
    assert (printer.papers, printer.kicks) == ([], 0)
    assert rows("SELECT state, error FROM print_job ORDER BY id") == [
        ("unknown", ""),
        ("failed", "restart"),
        ("failed", "restart"),
    ]
    assert first_news(shop, printer).left == 0
