"""What somebody at the counter waits for: the running program beside the smallest ones, key by key in turns."""

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench import shops
from tests.bench.report import Finding
from tests.bench.terminal import Terminal, environment, python
from tests.hw.fake_printer import FakePrinter

HERE = Path(__file__).parent
FLOOR_START = python(str(HERE / "floor_start.py"))
FLOOR_LINE = python(str(HERE / "floor_line.py"))

F12 = "\x1b[24~"
BACKSPACE = "\x7f"
RIGHT = "\x1b[C"
FIRST_PICTURE = "To pay"
AFTER_SALE = "Next customer: just scan"
CUT = b"\x1dV"
"""Begins the command that cuts a paper off."""

WARM = 30
"""Sales after which every part of the program has been used."""

GUARD = 0.35
"""Seconds that the payment screen takes no F12 after it opened, and a little more."""

GAP = 0.03
"""Seconds between two measured steps: two pictures within one frame would wait for each other."""


def smallest(command: Sequence[str], home: Path) -> Terminal:
    """One of the smallest programs, before its first picture."""
    return Terminal(command, environment(home))


@dataclass
class Till:
    """The register on a shop of its own, with somebody at it."""

    terminal: Terminal
    shop: Path
    codes: Sequence[str]
    lines: int = 0
    scans: int = 0

    def _next(self) -> tuple[str, Callable[[str], bool]]:
        """Another code than the last one, and how its line is seen."""
        code = self.codes[self.scans % len(self.codes)]
        self.scans += 1
        self.lines += 1
        counted = re.compile(rf" {self.lines} lines?\b")
        return code, lambda text: counted.search(text) is not None

    def scan_by_keys(self) -> float:
        """A scanner that types: milliseconds from its Enter to the painted line."""
        code, seen = self._next()
        return self.terminal.press(f"{code}\r", seen)

    def scan_by_device(self) -> float:
        """A scanner that is read by a thread: milliseconds from the end of the code to the painted line."""
        code, seen = self._next()
        pipe = os.open(self.shop.with_name("scanner"), os.O_WRONLY)
        since = time.perf_counter()
        os.write(pipe, f"{code}\n".encode())
        os.close(pipe)
        return self.terminal.until(seen, since)

    def type_digit(self) -> float:
        """A digit typed by hand: milliseconds until it stands in the prompt. It is taken off again."""
        shown = self.terminal.press("7", "7█")
        self.terminal.press(BACKSPACE, lambda text: "█" not in text)
        return shown

    def open_payment(self) -> float:
        """Go on to payment: milliseconds until its green key is there; below it the sum stands where it stood."""
        return self.terminal.press(F12, "F12 Card")

    def sell(self) -> None:
        """Take the money for what was scanned."""
        self.open_payment()
        self.pay()

    def pay(self) -> float:
        """Cash with change, out of an opened payment: milliseconds from F12 to the change on the screen."""
        opened = time.perf_counter()
        self.terminal.press("c", "F12 Cash")
        for _offer in range(2):
            self.terminal.rest(GAP)
            self.terminal.press(RIGHT, _other(self.terminal.text))
        self.terminal.rest(opened + GUARD - time.perf_counter())
        self.lines = 0
        return self.terminal.press(F12, AFTER_SALE)


@contextmanager
def till(shop: Path, codes: Sequence[str], *, demo: bool = True) -> Iterator[Till]:
    """The register, started and signed in; `shop` is its own. A shop that is no demo uses the devices of its settings."""
    words = ("demo",) if demo else ()
    command = python("-m", "kassa_tui", *words, "--db", str(shop), "--language", shops.LANGUAGE)
    with Terminal(command, environment(shop.parent)) as terminal:
        terminal.until("Who is at the counter?", terminal.started)
        terminal.rest(0.5)
        terminal.press("1", lambda text: "Who is at the counter?" not in text)
        terminal.rest(0.5)
        yield Till(terminal, shop, codes)


def _own(shop: Path, folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return shops.copy(shop, folder / name / "shop.db")


# --- Start ----------------------------------------------------------------------------------------


def start(shop: Path, folder: Path, runs: int) -> Finding:
    """From the command to the first picture."""
    own = _own(shop, folder, "start")
    command = python("-m", "kassa_tui", "demo", "--db", str(own), "--language", shops.LANGUAGE)
    ours: list[float] = []
    floor: list[float] = []
    for run in range(runs + 1):
        for taken, words, seen in ((floor, FLOOR_START, "READY"), (ours, command, FIRST_PICTURE)):
            with Terminal(words, environment(own.parent)) as terminal:
                shown = terminal.until(seen, terminal.started)
                # The first run of each only warms the caches up.
                if run:
                    taken.append(shown)
                terminal.rest(0.2)
    return Finding("start to the first picture / smallest app", "ms", ours, floor, 1.6)


# --- Scans and payments ---------------------------------------------------------------------------


@dataclass
class Steps:
    """What each step took, in milliseconds."""

    key: list[float] = field(default_factory=list)
    scan: list[float] = field(default_factory=list)
    device: list[float] = field(default_factory=list)
    pay: list[float] = field(default_factory=list)
    digit: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    bytes: list[float] = field(default_factory=list)
    """KiB to the terminal of a payment, from its first key to the change."""

    processor: list[float] = field(default_factory=list)
    """Of a whole sale, until a second of silence."""


def sales(shop: Path, codes: Sequence[str], folder: Path, count: int) -> Iterator[Finding]:
    """Whole sales of four lines; between the scans the floor gets a key."""
    steps = Steps()
    with ExitStack() as stack:
        floor = stack.enter_context(smallest(FLOOR_LINE, folder))
        floor.until("READY", floor.started)
        ours = stack.enter_context(till(_own(shop, folder, "sales"), codes))
        keys = 0
        for _sale in range(count):
            for scan, taken in ((ours.scan_by_keys, steps.scan), (ours.scan_by_device, steps.device)) * 2:
                taken.append(scan())
                keys += 1
                floor.rest(GAP)
                steps.key.append(floor.press("a", f"line {keys:5}"))
                ours.terminal.rest(GAP)
            steps.digit.append(ours.type_digit())
            ours.terminal.rest(GAP)
            received = ours.terminal.received
            steps.opened.append(ours.open_payment())
            steps.pay.append(ours.pay())
            steps.bytes.append((ours.terminal.received - received) / 1024)
            ours.terminal.rest(GAP)
        steps.processor.extend(_whole_sale(ours) for _sale in range(count // 4))
    yield Finding("scan, typed by the scanner / a line by the Line API", "ms", steps.scan, steps.key, 4)
    yield Finding("scan, read from the device / a line by the Line API", "ms", steps.device, steps.key, 4)
    least = median(steps.key)
    opened = [each - least for each in steps.opened]
    yield Finding("payment opened: sum and green key, beyond a floor key", "ms", opened, goal=8)
    yield Finding("bytes to the terminal of a payment", "KiB", steps.bytes, goal=20)
    yield Finding("processor of a sale of five, until a second of silence", "ms", steps.processor, goal=55)
    yield Finding("F12 to the change / typed scan", "ms", steps.pay, steps.scan, 2)
    yield Finding("digit typed by hand", "ms", steps.digit, note="held 30 ms: it may begin a scan")


def _whole_sale(ours: Till) -> float:
    """Milliseconds of all threads for five scans and a payment by cash, and what comes after it."""
    ours.terminal.rest(1.0)
    before = ours.terminal.cpu()
    for _line in range(5):
        ours.scan_by_device()
        ours.terminal.rest(GAP)
    ours.sell()
    ours.terminal.rest(1.0)
    return ours.terminal.cpu() - before


KEYS = (
    ("F9", "\x1b[20~", "1  Sale", "\x1b", "pieces"),
    ("F1", "\x1bOP", "F12 goes on to payment", "\x1b", "pieces"),
    ("F2", "\x1bOQ", "Find article", "\x1b", "pieces"),
    ("F4", "\x1bOS", "A discount is typed", "\x1b", "pieces"),
    ("F5", "\x1b[15~", "Park this receipt", "\x1b", "pieces"),
    ("F12", F12, "Payment method", "\x1b", "pieces"),
    ("up", "\x1b[A", "", "\x1b[B", ""),
    ("PgDn", "\x1b[6~", "", "\x1b[5~", ""),
)
"""Keys of the sale: the key, what it shows, and the key back with what that shows; empty is any change."""

FRAME = 1000 / 60
"""Milliseconds."""


def answers(shop: Path, codes: Sequence[str], folder: Path, rounds: int) -> Finding:
    """From a key to its picture beyond what the floor needs for one; the slowest key of all.

    Letters and digits are left out: they are held for 30 ms, because a scan may begin with them.
    """
    floor_taken: list[float] = []
    taken: dict[str, list[float]] = {name: [] for name, *_rest in KEYS}
    with ExitStack() as stack:
        floor = stack.enter_context(smallest(FLOOR_LINE, folder))
        floor.until("READY", floor.started)
        ours = stack.enter_context(till(_own(shop, folder, "keys"), codes))
        for _line in range(3):
            ours.scan_by_keys()
        for number in range(rounds):
            floor_taken.append(floor.press("a", f"line {number + 1:5}"))
            for name, keys, shown, back, gone in KEYS:
                taken[name].append(ours.terminal.press(keys, shown or _other(ours.terminal.text)))
                ours.terminal.rest(GUARD if name == "F12" else GAP)
                ours.terminal.press(back, _without(shown, gone) if shown else _other(ours.terminal.text))
                ours.terminal.rest(GAP)
    least = median(floor_taken)
    slowest = max(taken, key=lambda name: median(taken[name]))
    beyond = [each - least for each in taken[slowest]]
    return Finding(
        f"the slowest of {len(KEYS)} keys, beyond a floor key", "ms", beyond, goal=round(FRAME, 1), note=slowest
    )


def _other(before: str) -> Callable[[str], bool]:
    return lambda text: text != before


def _without(shown: str, gone: str) -> Callable[[str], bool]:
    return lambda text: shown not in text and gone in text


def long_receipt(shop: Path, codes: Sequence[str], folder: Path, lines: int = 200) -> Finding:
    """A receipt of so many lines: its last five beside its first ones."""
    with till(_own(shop, folder, "long"), codes) as ours:
        taken = []
        for _line in range(lines + 2):
            taken.append(ours.scan_by_keys())
            ours.terminal.rest(GAP)
    return Finding(f"line {lines} of a receipt / line 5", "ms", taken[lines - 3 :], taken[2:7], 2)


def many_products(few: Path, many: Path, codes: Sequence[str], folder: Path, scans: int) -> Finding:
    """Scans in two shops in turns, ten to a receipt."""
    taken: tuple[list[float], list[float]] = ([], [])
    with till(_own(few, folder, "few"), codes) as small, till(_own(many, folder, "many"), codes) as large:
        for scan in range(scans):
            for ours, times in ((small, taken[0]), (large, taken[1])):
                times.append(ours.scan_by_keys())
                ours.terminal.rest(GAP)
            if scan % 10 == 9:
                small.sell()
                large.sell()
    return Finding(f"typed scan, {shops.MANY:,} products / {shops.FEW}", "ms", taken[1], taken[0], 1.2)


# --- At rest, and after a day's work --------------------------------------------------------------


def idle(shop: Path, codes: Sequence[str], folder: Path, seconds: float) -> Finding:
    """Processor time while nobody does anything."""
    with smallest(FLOOR_START, folder) as floor, till(_own(shop, folder, "idle"), codes) as ours:
        floor.rest(1.0)
        ours.terminal.rest(2.0)
        taken = []
        for program in (floor, ours.terminal):
            before = program.cpu()
            program.rest(seconds)
            taken.append((program.cpu() - before) / seconds)
    return Finding("processor time at rest / smallest app", "ms/s", taken[1:], taken[:1], 3)


def memory(shop: Path, codes: Sequence[str], folder: Path, count: int) -> Iterator[Finding]:
    """Resident memory with simulated devices: when it has warmed up, and after so many sales."""
    with smallest(FLOOR_START, folder) as floor, till(_own(shop, folder, "memory"), codes) as ours:
        floor.until("READY", floor.started)
        warm, least = _after_sales(ours, WARM), floor.memory()
        used = _after_sales(ours, count - WARM)
    yield Finding(f"memory after {WARM} sales / smallest app", "MiB", [warm], [least], 1.6)
    yield Finding(f"memory after {count:,} sales", "MiB", [used], goal=64)


def memory_printing(folder: Path, count: int) -> Finding:
    """Resident memory after so many sales, each of them printed over a network connection."""
    (folder / "printing").mkdir()
    shop = shops.new_shop(folder / "printing" / "shop.db", simulated=False)
    codes = shops.codes_of(shop)
    with FakePrinter() as printer:
        devices = f'[printer]\nkind = "tcp"\nhost = "127.0.0.1"\nport = {printer.port}\n'
        shop.with_suffix(".toml").write_text(devices + '[scanner]\nkind = "simulated"\n')
        with till(shop, codes, demo=False) as ours:
            used = _after_sales(ours, count)
        printed = printer.received.count(CUT)
    note = f"{printed:,} papers"
    return Finding(f"memory after {count:,} printed sales", "MiB", [used], goal=80, note=note)


def _after_sales(ours: Till, count: int) -> float:
    for _sale in range(count):
        ours.scan_by_keys()
        ours.sell()
    return ours.terminal.memory()
