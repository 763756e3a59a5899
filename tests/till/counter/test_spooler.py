"""Papers of an earlier run: told once, and never printed unasked."""

import queue
from functools import partial

import pytest

from kassa_tui.database import bound, rows
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.till.counter.spooler import PrinterNews, Spooler, left_text
from kassa_tui.till.drawer import movements
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.papers import jobs
from kassa_tui.till.papers.jobs import End
from tests.conftest import ShopUnderTest
from tests.failing_disk import Disk, disk

__all__ = ["disk"]

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
        shop.clock.now += 1
    movements.open_without_sale(shop.desk)
    assert len(jobs.next_jobs(shop.desk.register)) == 1
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


def test_the_drawer_and_the_receipt_of_a_sale_are_taken_in_one_transaction(shop: ShopUnderTest) -> None:
    shop.sell(shop.article("Bread", "2.95"), cash="5.00")
    shop.clock.now += 1
    movements.open_without_sale(shop.desk)
    states = "SELECT state FROM print_job ORDER BY id"
    assert rows("SELECT kind, state FROM print_job ORDER BY id") == [
        ("kick", "queued"),
        ("print", "queued"),
        ("kick", "queued"),
    ]
    taken = jobs.next_jobs("K1")
    assert [job.document is None for job in taken] == [True, False]
    assert rows(states) == [("sending",), ("sending",), ("queued",)]
    jobs.finish(shop.clock.now, *(End(job.id, "sent") for job in taken))
    assert rows(states) == [("sent",), ("sent",), ("queued",)]
    assert jobs.next_jobs("K2") == ()


def test_a_fault_in_one_job_does_not_take_the_others_of_its_receipt(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer, ledger, told = SimulatedPrinter(), Ledger(), queue.Queue[PrinterNews]()
    spooler = Spooler(printer, ledger, shop.desk.register, told.put)

    def broken() -> None:
        raise ValueError("a fault of the program")

    monkeypatch.setattr(printer, "kick", broken)
    bread = shop.article("Bread", "2.95")
    # After what the spooler has cleared away of an earlier run.
    ledger.submit(partial(shop.sell, cash="5.00"), bread).result(SECONDS)
    spooler.start()
    news = [told.get(timeout=SECONDS) for _job in range(2)]
    spooler.stop()
    ledger.close()
    assert [each.failed for each in news] == ["a fault of the program", ""]
    assert len(printer.papers) == 1
    assert rows("SELECT kind, state FROM print_job ORDER BY id") == [("kick", "unknown"), ("print", "sent")]


def test_a_disk_that_refuses_when_the_till_starts_is_told_and_nothing_is_printed_before_it_is_asked(
    shop: ShopUnderTest, disk: Disk
) -> None:
    jobs.test_receipt(shop.desk)
    bound().close()
    disk.full()
    told, ledger, printer = queue.Queue[PrinterNews](), Ledger(), SimulatedPrinter()
    spooler = Spooler(printer, ledger, shop.desk.register, told.put)
    spooler.start()
    news = told.get(timeout=SECONDS)
    assert (news.job, news.failed) == (
        *(None, "Printing waits: Saving failed: the disk is full. Nothing was changed."),
    )
    disk.works()
    spooler.wake()
    assert told.get(timeout=SECONDS).left == 1
    spooler.stop()
    ledger.close()
    assert printer.papers == []
