"""A customer display on a serial line and behind the printer: the same two rows, and a printer that still prints."""

import os
import pty
import re
import tty
from pathlib import Path

import pytest

from kassa_tui.documents import Cut, Document, Text
from kassa_tui.hw import build
from kassa_tui.hw.customer_display import SerialDisplay
from kassa_tui.hw.escpos_printer import open_printer
from kassa_tui.hw.ports import Lines, UnsentError
from kassa_tui.hw.simulated import SimulatedDisplay
from kassa_tui.settings import DisplaySettings, PrinterSettings, Settings
from tests.hw.display_reader import read_display
from tests.hw.fake_printer import FakePrinter
from tests.hw.paper_reader import read_paper
from tests.hw.test_printers import until_hung_up

SALE: Lines = ("Rødgrød € m. fl. 2,95", "Total           12,95")
PAPER = Document("Receipt", (Text("Blåbær € 2,95"), Cut()))


def test_two_rows_of_twenty_cells_on_a_serial_line(tmp_path: Path) -> None:
    master, fd = pty.openpty()
    tty.setraw(fd)
    slave = os.fdopen(fd, "wb", 0)
    display = SerialDisplay(DisplaySettings(kind="serial", path=os.ttyname(fd)), PrinterSettings())
    display.show(("Kaas – “漢字” and more", "x\x1b@\x0cy"))
    display.show(SALE)
    display.show(("", "Byttepenge 5,00"))
    display.close()
    received = until_hung_up(master, slave)
    os.close(master)
    seen = read_display(received)
    assert seen.rows == (" " * 20, "Byttepenge 5,00     ")
    assert seen.printer == b""
    first, second = (read_display(b"\x1b=\x02" + part) for part in received.split(b"\x1b=\x02")[1:3])
    assert first.rows == ('Kaas - "????" and mo', "x @ y               ")
    assert second.rows == ("Rødgrød € m. fl. 2,9", "Total           12,9")


def test_a_display_that_was_pulled_out_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "display"
    display = SerialDisplay(DisplaySettings(kind="serial", path=str(path)), PrinterSettings())
    with pytest.raises(UnsentError):
        display.show(SALE)
    for _time in range(2):
        master, slave = pty.openpty()
        tty.setraw(slave)
        path.unlink(missing_ok=True)
        path.symlink_to(os.ttyname(slave))
        display.show(SALE)
        assert os.read(master, 4096).startswith(b"\x1b=\x02")
        os.close(master)
        os.close(slave)
    display.close()


def test_behind_the_printer_each_gets_its_own() -> None:
    """Also the paper and the kick that follow a display whose line was cut before it gave the printer back."""
    with FakePrinter() as device:
        printer = open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=device.port, timeout=2.0))
        printer.show(SALE)
        assert device.ended()
        assert read_display(device.received).rows[0] == "Rødgrød € m. fl. 2,9"
        device.received = device.received.removesuffix(b"\x1b=\x01")
        printer.print(PAPER)
        printer.kick()
        assert device.ended()
        assert device.ended()
    seen = read_display(device.received)
    assert seen.rows[1] == "Total           12,9"
    paper = read_paper(seen.printer)
    assert (paper.text.split("\n")[0], paper.cuts, len(paper.kicks)) == ("Blåbær € 2,95", 1, 1)


def test_a_printer_without_a_display_is_sent_nothing_more() -> None:
    with FakePrinter() as device:
        open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=device.port, timeout=2.0)).print(PAPER)
        assert device.ended()
    assert not re.search(rb"\x1b=", device.received)


def test_the_display_of_the_settings(tmp_path: Path) -> None:
    made = build.display(Settings(display=DisplaySettings(kind="simulated")), tmp_path)
    assert isinstance(made, SimulatedDisplay)
    made.show(SALE)
    assert (tmp_path / "display.txt").read_text() == "Rødgrød € m. fl. 2,9\nTotal           12,9\n"
    assert build.display(Settings(), tmp_path) is None
    assert build.display(Settings(display=DisplaySettings(kind="printer")), tmp_path) is None
    assert isinstance(build.display(Settings(display=DisplaySettings(kind="serial")), tmp_path), SerialDisplay)
