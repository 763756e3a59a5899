"""What the customer sees, and that nobody waits for the display."""

import queue
import threading

import pytest

from kassa_tui.database import bound
from kassa_tui.hw.escpos_printer import open_printer
from kassa_tui.hw.ports import DISPLAY_COLUMNS, DISPLAY_LOST, DISPLAY_OK, DeviceState, Lines
from kassa_tui.hw.simulated import SimulatedDisplay
from kassa_tui.i18n import words
from kassa_tui.settings import PrinterSettings
from kassa_tui.text import width
from kassa_tui.till.counter import customer_display
from kassa_tui.till.counter.customer_display import BehindPrinter, CustomerDisplay
from kassa_tui.till.counter.spooler import PrinterNews, Spooler
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.papers import jobs
from tests.conftest import ShopUnderTest
from tests.hw.display_reader import read_display
from tests.hw.fake_printer import FakePrinter

SECONDS = 10


def test_the_last_line_and_the_total_in_the_language_of_receipts(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Bread", "2.95"), shop.article("Cheese with a very long name", "14.95"))
    assert customer_display.selling(shop.shop, basket, None) == ("Cheese with a  14,95", "Totaal         17,90")
    assert customer_display.paying(shop.shop, basket, shop.money("17.90")) == ("Te betalen     17,90", "")


def test_the_change_after_a_sale_and_then_the_shop(shop: ShopUnderTest) -> None:
    empty = shop.basket()
    paid = shop.sell(shop.article("Bread", "2.95"), cash="10.00")
    change = words("nl").text("Your change").ljust(15)
    assert customer_display.selling(shop.shop, empty, paid) == ("Totaal          2,95", f"{change} 7,05")
    assert customer_display.selling(shop.shop, empty, None)[0].strip() == shop.shop.name


@pytest.mark.parametrize("name", ["漢字漢字漢字漢字漢字漢字", "Å" * 40, "", "[red]x[/]"])
def test_no_name_pushes_the_price_off(shop: ShopUnderTest, name: str) -> None:
    row = customer_display._row(name, shop.money("1234.50"), words("da"))
    assert width(row) == DISPLAY_COLUMNS
    assert row.endswith(" 1.234,50")


def test_practice_is_not_shown(shop: ShopUnderTest) -> None:
    from msgspec.structs import replace

    basket = replace(shop.basket(shop.article("Bread", "2.95")), training=True)
    assert customer_display.selling(shop.shop, basket, None) == customer_display.idle(shop.shop)
    assert customer_display.paying(shop.shop, basket, basket.total) == customer_display.idle(shop.shop)


class Slow(SimulatedDisplay):
    """Takes a text only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.may = threading.Semaphore(0), threading.Semaphore(0)
        self.ended = threading.Event()

    def show(self, lines: Lines) -> None:
        self.began.release()
        assert self.may.acquire(timeout=SECONDS)
        super().show(lines)

    def close(self) -> None:
        self.ended.set()


def test_a_slow_display_shows_the_newest_and_nobody_waits() -> None:
    display = Slow()
    shower = CustomerDisplay(display, lambda state: None)
    shower.start()
    shower.show(("1", ""))
    assert display.began.acquire(timeout=SECONDS)
    for number in "2345":
        shower.show((number, ""))
    display.may.release(2)
    assert display.began.acquire(timeout=SECONDS)
    display.may.release()
    shower.stop(("shop", ""))
    assert display.ended.wait(SECONDS)
    assert [lines[0].strip() for lines in display.shown] == ["1", "5", "shop"]


def test_a_display_that_fails_is_told_once_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_display, "AGAIN_SECONDS", 0.01)
    display, states = SimulatedDisplay(plugged=False), queue.Queue[DeviceState]()
    shower = CustomerDisplay(display, states.put)
    shower.start()
    shower.show(("total", ""))
    assert states.get(timeout=SECONDS) == DISPLAY_LOST
    display.plugged = True
    assert states.get(timeout=SECONDS) == DISPLAY_OK
    shower.stop(("shop", ""))
    assert [lines[0].strip() for lines in display.shown] == ["total", "shop"]
    assert states.empty()


def test_a_fault_of_the_driver_does_not_end_the_display(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(SimulatedDisplay):
        def show(self, lines: Lines) -> None:
            if lines[0] == "bad":
                raise ValueError(lines)
            super().show(lines)

    display, states = Broken(), queue.Queue[DeviceState]()
    shower = CustomerDisplay(display, states.put)
    shower.start()
    shower.show(("bad", ""))
    assert states.get(timeout=SECONDS) == DISPLAY_LOST
    shower.show(("good", ""))
    assert states.get(timeout=SECONDS) == DISPLAY_OK
    shower.stop(("good", ""))


def test_behind_a_printer_that_is_not_there_it_is_lost() -> None:
    states = queue.Queue[DeviceState]()
    shower = CustomerDisplay(BehindPrinter(None), states.put)
    shower.start()
    shower.show(("total", ""))
    assert states.get(timeout=SECONDS) == DISPLAY_LOST
    shower.stop(("shop", ""))


def test_the_change_goes_before_the_paper_that_waits(shop: ShopUnderTest) -> None:
    """Both stand in the queue when the printer's thread begins, the paper for longer."""
    bound().close()
    told, ledger = queue.Queue[PrinterNews](), Ledger()
    with FakePrinter() as device:
        printer = open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=device.port, timeout=5.0))
        spooler = Spooler(printer, ledger, shop.desk.register, told.put)
        ledger.submit(jobs.test_receipt, shop.desk).result(SECONDS)
        shown = spooler.put(lambda device: device.show(("Total           2.95", "Change          7.05")))
        spooler.start()
        shown.result(SECONDS)
        assert told.get(timeout=SECONDS).failed == ""
        spooler.stop()
    ledger.close()
    before, paper, after = device.received.partition(b"\x1b@")
    assert read_display(before).rows[1] == "Change          7.05"
    assert paper
    assert b"\x1b=\x02" not in after
