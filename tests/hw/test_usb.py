"""A USB printer with the faults of real ones: what came out is never claimed, and what did not is never repeated."""

import errno
from collections.abc import Callable

import pytest
import usb.backend.libusb1

from kassa_tui.documents import Cut, Document, Pair, Text
from kassa_tui.hw.escpos_printer import EscposPrinter, open_printer
from kassa_tui.hw.ports import DoubtError, PrinterStatus, Sensed, UnsentError
from kassa_tui.settings import PrinterSettings
from tests.hw.fake_usb import Setting, UsbBus, UsbPrinter
from tests.hw.paper_reader import read_paper

PAPER = Document("Receipt", (Text("Bread"), Pair("Total €", "2,95", bold=True, big=True), Cut()))
LONG = Document("Long", tuple(Text(f"line {number}") for number in range(2000)))

Bench = Callable[..., EscposPrinter]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A printer of the settings on a bus with what is plugged in."""

    def on(*plugged: UsbPrinter, **settings: object) -> EscposPrinter:
        bus = UsbBus(*plugged)
        monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda: bus)
        return open_printer(PrinterSettings(kind="usb", timeout=0.2, **settings))  # type: ignore[arg-type]

    return on


def lines(plugged: UsbPrinter) -> list[str]:
    return [line for line in read_paper(plugged.received).text.splitlines() if line]


def test_all_of_a_long_paper_is_sent_in_pieces(bench: Bench) -> None:
    plugged = UsbPrinter()
    bench(plugged).print(LONG)
    assert lines(plugged) == [f"line {number}" for number in range(2000)]


def test_the_status_is_asked_through_the_same_cable(bench: Bench) -> None:
    plugged = UsbPrinter(answers={1: 0x16, 2: 0x12, 4: 0x1E}, empty_packets=2)
    assert bench(plugged, drawer_open="high").status() == PrinterStatus(True, "low", False, True)


def test_a_printer_without_a_way_back_is_unknown_and_prints(bench: Bench) -> None:
    plugged = UsbPrinter(settings=(Setting(protocol=1, back=0),))
    printer = bench(plugged)
    assert printer.status() == PrinterStatus()
    printer.print(PAPER)
    assert lines(plugged)[0] == "Bread"


@pytest.mark.parametrize(("out", "back"), [(0x01, 0x82), (0x03, 0x84), (0x02, 0x81)])
def test_endpoints_are_those_of_the_descriptors(bench: Bench, out: int, back: int) -> None:
    plugged = UsbPrinter(settings=(Setting(out=out, back=back),))
    printer = bench(plugged)
    printer.print(PAPER)
    assert lines(plugged)[0] == "Bread"
    assert printer.status().online


def test_the_setting_that_talks_both_ways_is_chosen(bench: Bench) -> None:
    """And none that wants packets of its own (1284.4, IPP over USB)."""
    settings = (Setting(protocol=3), Setting(protocol=1, back=0), Setting(protocol=4), Setting(protocol=2, out=0x05))
    plugged = UsbPrinter(settings=settings)
    bench(plugged).print(PAPER)
    assert "setting 3" in plugged.log
    assert lines(plugged)[0] == "Bread"


def test_what_is_no_printer_is_left_alone(bench: Bench) -> None:
    stick, network_printer = UsbPrinter(settings=(Setting(kind=8),)), UsbPrinter(settings=(Setting(protocol=4),))
    with pytest.raises(UnsentError, match="not connected"):
        bench(stick, network_printer).print(PAPER)
    assert (stick.log, network_printer.log) == ([], [])


def test_numbers_choose_among_printers(bench: Bench) -> None:
    """Also one that says it is of a class of its maker's."""
    first, second = UsbPrinter(), UsbPrinter(vendor=0x0519, product=0x000B, settings=(Setting(kind=0xFF),))
    bench(first, second, vendor="0519", product="000b").print(PAPER)
    assert (first.received, lines(second)[0]) == (b"", "Bread")


def test_the_serial_number_tells_twins_apart(bench: Bench) -> None:
    first, second = UsbPrinter(serial="A1"), UsbPrinter(serial="A2", address=6)
    bench(first, second, serial="A2").print(PAPER)
    assert (first.received, lines(second)[0]) == (b"", "Bread")


def test_a_printer_that_has_no_configuration_yet_gets_one(bench: Bench) -> None:
    plugged = UsbPrinter(configured=False)
    bench(plugged).print(PAPER)
    assert lines(plugged)[0] == "Bread"


def test_the_kernels_driver_is_put_back_and_nothing_is_reset(bench: Bench) -> None:
    """The interface is held between jobs: one claim, one release."""
    plugged = UsbPrinter()
    printer = bench(plugged)
    printer.print(PAPER)
    printer.status()
    assert not plugged.driver
    printer.close()
    assert plugged.driver
    assert plugged.log == ["open", "claim", "release", "close"]
    assert printer.status().online


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"plugged": False}, "not connected"),
        ({"busy": True}, "another program"),
        ({"forbidden": True}, "may not use"),
        ({"takes": 0, "answers": {}}, "takes nothing"),
        ({"takes": 0, "then": errno.EPIPE}, "takes nothing"),
        ({"takes": 0, "then": errno.ENODEV}, "not connected"),
    ],
)
def test_what_surely_did_not_come_out_is_unsent(bench: Bench, fault: dict[str, object], said: str) -> None:
    plugged = UsbPrinter(**fault)  # type: ignore[arg-type]
    printer = bench(plugged)
    jobs: list[Callable[[], None]] = [lambda: printer.print(PAPER), printer.kick]
    for job in jobs:
        with pytest.raises(UnsentError, match=said):
            job()
        assert plugged.received == b""
        assert not printer.status().online or plugged.takes is None
        plugged.takes = fault.get("takes")  # type: ignore[assignment]
        plugged.then = fault.get("then")  # type: ignore[assignment]


def test_a_claim_that_fails_gives_the_printer_back(bench: Bench) -> None:
    plugged = UsbPrinter(busy=True)
    with pytest.raises(UnsentError):
        bench(plugged).print(PAPER)
    assert plugged.driver


@pytest.mark.parametrize("then", [None, errno.ENODEV, errno.EPIPE, errno.EIO])
@pytest.mark.parametrize("takes", [64, 100, 5000])
def test_half_a_receipt_is_in_doubt(bench: Bench, takes: int, then: int | None) -> None:
    """It stops taking, is pulled out, stalls, or the cable is bad: in each case it may have printed some."""
    plugged = UsbPrinter(takes=takes, then=then)
    with pytest.raises(DoubtError, match="in the middle"):
        bench(plugged).print(LONG)
    assert 0 < len(plugged.received) <= takes


def test_a_kick_that_a_bad_cable_swallowed_is_in_doubt(bench: Bench) -> None:
    """An error on the wire does not say whether the one packet arrived."""
    plugged = UsbPrinter(takes=0, then=errno.EIO)
    with pytest.raises(DoubtError):
        bench(plugged).kick()


@pytest.mark.parametrize("then", [None, errno.ENODEV])
def test_the_last_bytes_count_too(bench: Bench, then: int | None) -> None:
    """A printer that cannot be asked afterwards and took all but three bytes has not printed for sure."""
    plugged = UsbPrinter(settings=(Setting(protocol=1, back=0),))
    printer = bench(plugged)
    plugged.takes, plugged.then = len(printer.encoder().document(LONG)) - 3, then
    with pytest.raises(DoubtError):
        printer.print(LONG)


def test_a_question_that_a_bad_cable_swallowed_leaves_the_paper_unsent(bench: Bench) -> None:
    """Only the question may have arrived: the paper can be tried again."""
    plugged = UsbPrinter(takes=0, then=errno.EIO)
    printer = bench(plugged)
    with pytest.raises(UnsentError):
        printer.print(PAPER)
    assert printer.status() == PrinterStatus(online=False)


def test_a_stall_is_cleared_for_the_next_job(bench: Bench) -> None:
    plugged = UsbPrinter(takes=100, then=errno.EPIPE)
    printer = bench(plugged)
    with pytest.raises(DoubtError):
        printer.print(LONG)
    assert "clear 0x1" in plugged.log
    plugged.received = b""
    printer.print(PAPER)
    assert lines(plugged)[0] == "Bread"


def test_a_printer_that_goes_while_it_is_asked_afterwards_is_in_doubt(bench: Bench) -> None:
    plugged = UsbPrinter()
    printer = bench(plugged)
    whole = len(printer.encoder().document(PAPER))
    plugged.takes, plugged.then = whole, errno.ENODEV
    with pytest.raises(DoubtError):
        printer.print(PAPER)
    assert len(plugged.received) == whole


@pytest.mark.parametrize("how", ["cycle", "replug"])
def test_a_power_cycle_between_jobs_costs_nothing(bench: Bench, how: str) -> None:
    """The very next job finds the printer under its new address."""
    plugged = UsbPrinter()
    printer = bench(plugged)
    printer.print(PAPER)
    if how == "replug":
        plugged.plugged = False
        assert printer.status() == PrinterStatus(online=False)
        plugged.plugged = True
    plugged.cycle()
    plugged.received = b""
    printer.print(PAPER)
    assert lines(plugged)[0] == "Bread"
    assert plugged.log.count("claim") == 2


def test_an_unplugged_printer_comes_back(bench: Bench) -> None:
    plugged = UsbPrinter(takes=2000, then=errno.ENODEV)
    printer = bench(plugged)
    with pytest.raises(DoubtError):
        printer.print(LONG)
    plugged.plugged = False
    with pytest.raises(UnsentError, match="not connected"):
        printer.print(PAPER)
    plugged.plugged, plugged.takes, plugged.received = True, None, b""
    plugged.cycle()
    printer.print(PAPER)
    assert lines(plugged)[0] == "Bread"


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda: None)
    with pytest.raises(UnsentError, match="libusb"):
        open_printer(PrinterSettings(kind="usb")).print(PAPER)


@pytest.mark.parametrize(("shut", "level", "wired"), [(0x12, 0x16, "high"), (0x16, 0x12, "low")])
def test_the_drawers_level_is_learned_at_a_kick(bench: Bench, shut: int, level: int, wired: str) -> None:
    plugged = UsbPrinter(answers={1: shut, 2: 0x12, 4: 0x12}, kicked_level=level)
    printer = bench(plugged, drawer_open="learn")
    assert printer.status().drawer_open is None
    printer.kick()
    assert printer.status().drawer_open is True
    plugged.answers[1] = shut
    assert printer.status().drawer_open is False


def test_a_drawer_that_does_not_move_teaches_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kassa_tui.hw.escpos_printer._OPENS_SECONDS", 0.05)
    plugged = UsbPrinter()
    printer = bench(plugged, drawer_open="learn")
    printer.kick()
    assert read_paper(plugged.received).kicks
    assert printer.status().drawer_open is None


@pytest.mark.parametrize(("pin", "number"), [(2, 0), (5, 1)])
def test_a_drawer_is_tried_on_either_pin_and_its_sensor_told(bench: Bench, pin: int, number: int) -> None:
    plugged = UsbPrinter(answers={1: 0x16, 2: 0x12, 4: 0x12}, kicked_level=0x12)
    printer = bench(plugged, drawer_open="learn", drawer_pin=2)
    sensed = printer.try_kick(pin)
    assert (sensed, sensed.open_level) == (Sensed("high", "low"), "low")
    assert [kick[0] for kick in read_paper(plugged.received).kicks] == [number]
    assert printer.status().drawer_open is True


def test_a_drawer_without_a_sensor_tells_nothing_when_it_is_tried(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kassa_tui.hw.escpos_printer._OPENS_SECONDS", 0.05)
    assert bench(UsbPrinter()).try_kick(2).open_level == ""
    assert bench(UsbPrinter(answers={})).try_kick(2) == Sensed()
