"""Drivers on mocked devices; each case is run in a process of its own under `umockdev-wrapper` by test_umockdev."""

import errno
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kassa_tui.hw.escpos_printer import open_printer
from kassa_tui.hw.ports import (
    NO_SCANNER,
    SCANNER_LOST,
    SCANNER_OK,
    DeviceState,
    DoubtError,
    Heard,
    KeyboardsSeen,
    PrinterStatus,
    UnsentError,
)
from kassa_tui.settings import PrinterSettings
from tests.hw import umock
from tests.hw.fake_usb import Setting, UsbPrinter
from tests.hw.paper_reader import read_paper
from tests.hw.scanner.test_scancodes import ARROW_UP, BRACE, CONTROL, ENTER, pressed, strokes
from tests.hw.test_usb import LONG, PAPER
from tests.hw.umock import USB_PATH, Bed, UsbFs

Strokes = list[tuple[int, int, int]]

LONG_CODE = "]d2" + "0123456789abcdefABCDEF" * 20
KEPT = 64
GROUP: Strokes = [(1, CONTROL, 1), *pressed(BRACE), (1, CONTROL, 0)]


class Counter:
    """What the scanner tells, beside a mocked /dev/input."""

    def __init__(self, bed: Bed, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import evdev

        from kassa_tui.hw.scanner.evdev_scanner import EvdevScanner

        self.bed, self.folder = bed, folder
        self.codes: queue.Queue[str] = queue.Queue()
        self.states: queue.Queue[DeviceState] = queue.Queue()
        self.scanner = EvdevScanner()
        self.read, self.taken, self.sent = threading.Condition(), 0, 0
        really = evdev.InputDevice.read

        def read(device: "evdev.InputDevice[str]") -> Iterator[object]:
            """The library's own, counted."""
            for event in really(device):
                yield event
                with self.read:
                    self.taken += 1
                    self.read.notify()

        monkeypatch.setattr(evdev.InputDevice, "read", read)

    def plug(self, number: int) -> None:
        """The scanner under that event number."""
        self.bed.add(umock.scanner(number))
        node = f"/dev/input/event{number}"
        self.bed.load_ioctl(node, umock.scanner_answers(number), self.folder)
        link = self.bed.root / "dev" / "kassa" / "scanner"
        link.parent.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(f"../input/event{number}")

    def type(self, number: int, keys: Strokes) -> None:
        """Keys that the scanner sends, in a thread of their own: as many at a time as the kernel keeps for a reader."""

        def send() -> None:
            for start in range(0, len(keys), KEPT):
                with self.read:
                    self.read.wait_for(lambda: self.taken == self.sent, 20)
                self.sent += len(keys[start : start + KEPT])
                self.bed.type(f"/dev/input/event{number}", keys[start : start + KEPT])

        threading.Thread(target=send, daemon=True).start()

    def scan(self, number: int, text: str) -> str:
        """Scan a text; the code that comes."""
        self.type(number, strokes(text) + pressed(ENTER))
        return self.code()

    def unplug(self, number: int) -> None:
        self.bed.remove(f"/devices/pci0000:00/usb1/1-2/1-2:1.0/input/input{number}/event{number}")
        (self.bed.root / "dev" / "kassa" / "scanner").unlink()

    def start(self) -> None:
        self.scanner.start(self.codes.put, self.states.put)

    def code(self) -> str:
        return self.codes.get(timeout=20)

    def state(self) -> DeviceState:
        return self.states.get(timeout=20)


@pytest.fixture
def bed() -> Bed:
    return Bed()


@pytest.fixture
def counter(bed: Bed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    counter = Counter(bed, tmp_path, monkeypatch)
    yield counter
    counter.scanner.stop()


def busy(seconds: float) -> None:
    """The screen's thread computes and lets nobody in for longer than it must."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        sum(range(5000))


def test_a_scan_with_shift_and_group_separators(counter: Counter) -> None:
    counter.plug(7)
    counter.start()
    assert counter.state() == SCANNER_OK
    counter.type(7, strokes("]d20108712345678906") + strokes("10A") + GROUP + strokes("21b/C") + pressed(ENTER))
    assert counter.code() == "]d2010871234567890610A\x1d21b/C"


def test_bursts_while_the_screen_is_busy(counter: Counter) -> None:
    """Longer than the 64 events that the kernel keeps: read whole, or refused whole; the next one is right again."""
    keys = strokes(LONG_CODE) + pressed(ENTER) + strokes("ab12" * 750) + pressed(ENTER)
    keys += strokes("8712345678906") + pressed(ENTER)
    counter.plug(7)
    counter.start()
    assert counter.state() == SCANNER_OK
    counter.type(7, keys)
    busy(0.5)
    assert [counter.code() for _each in range(3)] == [LONG_CODE, "", "8712345678906"]


def test_events_that_the_kernel_dropped_refuse_the_code(counter: Counter) -> None:
    counter.plug(7)
    counter.start()
    assert counter.state() == SCANNER_OK
    counter.type(7, [*strokes("8712"), (0, 3, 0), *strokes("99"), *pressed(ENTER), *strokes("99"), *pressed(ENTER)])
    assert [counter.code(), counter.code()] == ["", "99"]


def test_half_a_code_is_refused(counter: Counter) -> None:
    counter.plug(7)
    counter.start()
    assert counter.state() == SCANNER_OK
    counter.type(7, strokes("8712"))
    assert counter.code() == ""
    assert counter.scan(7, "99") == "99"


def test_a_replugged_scanner_is_found_under_another_number(counter: Counter) -> None:
    counter.plug(7)
    counter.start()
    assert (counter.state(), counter.scan(7, "8712345678906")) == (SCANNER_OK, "8712345678906")
    counter.unplug(7)
    assert counter.state() == SCANNER_LOST
    counter.plug(8)
    assert (counter.state(), counter.scan(8, "K1-000123")) == (SCANNER_OK, "K1-000123")


def test_a_scanner_that_is_plugged_in_late(counter: Counter) -> None:
    counter.start()
    assert counter.state() == SCANNER_LOST
    counter.plug(3)
    assert (counter.state(), counter.scan(3, "96385074")) == (SCANNER_OK, "96385074")


# --- Which device is the scanner ------------------------------------------------------------------


def test_the_search_hears_two_devices_and_takes_neither(bed: Bed, tmp_path: Path) -> None:
    """Both are read at once and told apart; the till's own driver can grab one as soon as the search is over."""
    from kassa_tui.hw.scanner.evdev_scanner import EvdevScanner
    from kassa_tui.hw.scanner.scanner_search import EvdevSearch

    for number in (3, 7):
        bed.add(umock.scanner(number))
        bed.load_ioctl(f"/dev/input/event{number}", umock.scanner_answers(number), tmp_path)
    heard: queue.Queue[Heard] = queue.Queue()
    search = EvdevSearch()
    assert [each.node for each in search.start(heard.put)] == ["/dev/input/event3", "/dev/input/event7"]
    bed.type("/dev/input/event7", strokes("2580") + pressed(ENTER))
    first = heard.get(timeout=20)
    assert (first.candidate.node, first.code, first.ending, first.fast) == ("/dev/input/event7", "2580", "enter", True)
    bed.type("/dev/input/event3", strokes("96385074") + pressed(15))
    second = heard.get(timeout=20)
    assert (second.candidate.node, second.code, second.ending) == ("/dev/input/event3", "96385074", "tab")
    bed.type("/dev/input/event7", strokes("8712"))
    assert heard.get(timeout=20).ending == ""
    search.stop()
    states: queue.Queue[DeviceState] = queue.Queue()
    scanner = EvdevScanner("/dev/input/event7")
    scanner.start(lambda code: None, states.put)
    assert states.get(timeout=20) == SCANNER_OK
    scanner.stop()


# --- Everything that types ------------------------------------------------------------------------


class Typing:
    """All that types on a mocked machine, and what watches it; its events bear no time, so that they come at once."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        self.bed, self.folder = bed, folder
        self.begin()

    def begin(self) -> None:
        """As after a start."""
        from kassa_tui.hw.scanner.keyboards import Keyboards

        self.codes: queue.Queue[str] = queue.Queue()
        self.states: queue.Queue[DeviceState] = queue.Queue()
        self.watching = Keyboards(self.folder / "keyboards-K1.json", Path("/dev/input"))
        self.news: queue.Queue[KeyboardsSeen] = queue.Queue()
        self.watching.watch(self.news.put)
        self.watching.start(self.codes.put, self.states.put)

    def plug(self, number: int, port: str) -> None:
        self.bed.add(umock.scanner(number))
        answers = umock.scanner_answers(number, f"{port}/input0", port)
        self.bed.load_ioctl(f"/dev/input/event{number}", answers, self.folder)

    def pull(self, number: int) -> None:
        self.bed.remove(f"/devices/pci0000:00/usb1/1-2/1-2:1.0/input/input{number}/event{number}")

    def scan(self, number: int, text: str) -> None:
        self.bed.type(f"/dev/input/event{number}", strokes(text) + pressed(ENTER))

    def until(self, wanted: DeviceState) -> None:
        while self.states.get(timeout=20) != wanted:
            pass

    def until_roles(self, **roles: str) -> None:
        """Devices by their ports, and what they are; scanners are grabbed."""
        while True:
            seen = self.news.get(timeout=20).keyboards
            if {each.name: each.role for each in seen} == roles and all(
                each.grabbed == (each.role == "scanner") for each in seen
            ):
                return


@pytest.fixture
def typing(bed: Bed, tmp_path: Path) -> Iterator[Typing]:
    (bed.root / "dev" / "input").mkdir(parents=True, exist_ok=True)
    typing = Typing(bed, tmp_path)
    yield typing
    typing.watching.stop()


def test_a_new_scanner_is_found_grabbed_and_known_again(typing: Typing) -> None:
    typing.until(NO_SCANNER)
    typing.plug(3, "left")
    typing.plug(4, "right")
    typing.until_roles(left="", right="")
    typing.scan(3, "96385074")
    typing.until(SCANNER_OK)
    typing.scan(3, "8712345678906")
    assert typing.codes.get(timeout=20) == "8712345678906"
    typing.pull(3)
    typing.until(SCANNER_LOST)
    typing.plug(7, "left")
    typing.until(SCANNER_OK)
    typing.scan(7, "K1-000123")
    assert typing.codes.get(timeout=20) == "K1-000123"
    (kept,) = [each for each in typing.watching.seen().keyboards if each.role]
    typing.watching.say(kept.identity, "scanner")
    typing.watching.stop()
    typing.begin()
    assert typing.watching.seen().keyboards[-1].grabbed
    typing.scan(7, "99")
    assert typing.codes.get(timeout=20) == "99"


def test_two_scanners_and_a_keyboard_with_a_reader(typing: Typing) -> None:
    for number, port in ((3, "left"), (4, "right"), (5, "keyboard")):
        typing.plug(number, port)
    typing.until_roles(left="", right="", keyboard="")
    typing.bed.type("/dev/input/event5", pressed(ARROW_UP))
    typing.until_roles(left="", right="", keyboard="keyboard")
    typing.scan(5, "8712345678906")
    typing.scan(3, "8712345678906")
    typing.scan(4, "96385074")
    typing.until_roles(left="scanner", right="scanner", keyboard="both")
    typing.scan(4, "222")
    assert typing.codes.get(timeout=20) == "222"
    typing.scan(3, "333")
    assert typing.codes.get(timeout=20) == "333"
    typing.bed.type("/dev/input/event3", [*strokes("8712"), (0, 3, 0), *strokes("99"), *pressed(ENTER)])
    assert typing.codes.get(timeout=20) == ""


# --- The printer, through the real libusb ---------------------------------------------------------


def plug(bed: Bed, printer: UsbPrinter) -> None:
    """Under the address it has now."""
    bed.add(umock.usb_printer(printer))
    bed.answer(f"/dev/bus/usb/001/{printer.address:03d}", UsbFs(printer))
    bed.happened(USB_PATH, "add")


def settings(**more: object) -> PrinterSettings:
    return PrinterSettings(kind="usb", timeout=0.3, **more)  # type: ignore[arg-type]


def test_a_usb_printer_prints_and_answers(bed: Bed) -> None:
    plugged = UsbPrinter(settings=(Setting(out=0x03, back=0x84),), answers={1: 0x16, 2: 0x12, 4: 0x1E})
    plug(bed, plugged)
    printer = open_printer(settings(drawer_open="high", vendor="04b8", product="0202"))
    assert printer.status() == PrinterStatus(True, "low", False, True)
    printer.print(LONG)
    printer.kick()
    out = read_paper(plugged.received)
    assert out.text.splitlines()[:2000] == [f"line {number}" for number in range(2000)]
    assert len(out.kicks) == 1
    assert not plugged.driver
    printer.close()
    assert plugged.driver


@pytest.mark.parametrize("then", [None, errno.ENODEV, errno.ESHUTDOWN, errno.EPIPE, errno.EPROTO])
def test_a_usb_printer_that_ends_in_the_middle_is_in_doubt(bed: Bed, then: int | None) -> None:
    """Stuck, unplugged, stalled, a bad cable: the library does not say how much of a piece was taken."""
    plugged = UsbPrinter(takes=1000, then=then)
    plug(bed, plugged)
    with pytest.raises(DoubtError, match="in the middle"):
        open_printer(settings()).print(LONG)
    assert len(plugged.received) == 1000


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"busy": True}, "another program"),
        ({"takes": 0, "answers": {}}, "takes nothing"),
        ({"plugged": False}, "not con"),
    ],
)
def test_a_usb_printer_that_takes_nothing_is_unsent(bed: Bed, fault: dict[str, object], said: str) -> None:
    plugged = UsbPrinter(**fault)  # type: ignore[arg-type]
    plug(bed, plugged)
    with pytest.raises(UnsentError, match=said):
        open_printer(settings()).print(PAPER)
    assert plugged.received == b""


def test_a_usb_printer_after_a_power_cycle(bed: Bed) -> None:
    """It is gone from the bus and comes back under another address."""
    plugged = UsbPrinter()
    plug(bed, plugged)
    printer = open_printer(settings())
    printer.print(PAPER)
    plugged.plugged = False
    bed.remove(USB_PATH)
    with pytest.raises(UnsentError, match="not connected"):
        printer.print(PAPER)
    plugged.plugged, plugged.received = True, b""
    plugged.cycle()
    plug(bed, plugged)
    until = time.monotonic() + 20
    while not printer.status().online:
        assert time.monotonic() < until
    printer.print(PAPER)
    assert read_paper(plugged.received).text.startswith("Bread\n")
