"""All that types on a machine that is played: watched, told apart, grabbed, remembered; and who typed just now."""

import errno
import os
import queue
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kassa_tui.hw.ports import (
    NO_ACCESS,
    NO_SCANNER,
    SCANNER_IN_USE,
    SCANNER_LOST,
    SCANNER_OK,
    SCANNER_TYPES,
    DeviceState,
    KeyboardsSeen,
)
from tests.hw import driver
from tests.hw.scanner.test_scancodes import ARROW_UP, ENTER, pressed, strokes

pytest.importorskip("evdev", reason=driver.MISSING)

import evdev
from evdev.device import DeviceInfo

from kassa_tui.hw.scanner import folder, keyboards, watched
from kassa_tui.hw.scanner.keyboards import Keyboards
from kassa_tui.hw.scanner.watched import may_type

SECONDS = 10
EAN, OTHER = "8712345678906", "96385074"
SCANNER, KEYBOARD = "Scanner", "Keyboard"
Events = list[tuple[int, int, int]]


@dataclass
class FakeInput:
    """An input device of a machine: a pipe of input_event structures."""

    path: Path
    name: str
    uniq: str = ""
    keys: tuple[int, ...] = (2, 10, 11, 28)
    grabbed: bool = False
    busy: bool = False
    allowed: bool = True
    ends: tuple[int, int] = field(default_factory=os.pipe)
    at: float = 0.0

    def send(self, events: Events, gap: float = 0.005) -> None:
        """Events, with so many seconds between two presses; the newest has just come."""
        presses = sum(1 for event in events if event[0] == 1 and event[2])
        at = self.at or time.time() - gap * presses
        packed = b""
        for event in events:
            at += gap if event[0] == 1 and event[2] else 0
            packed += struct.pack("llHHi", int(at), round(at % 1 * 1e6), *event)
        os.write(self.ends[1], packed)

    def scan(self, text: str, gap: float = 0.005) -> None:
        self.send(strokes(text) + pressed(ENTER), gap)


@dataclass
class FakeDevice:
    """What the till uses of evdev.InputDevice."""

    node: FakeInput
    path: str
    name: str
    fd: int

    @property
    def info(self) -> DeviceInfo:
        return DeviceInfo(3, 0x05E0, 0x1200, 1)

    @property
    def phys(self) -> str:
        return f"usb-{self.node.name}/input0"

    @property
    def uniq(self) -> str:
        return self.node.uniq

    def capabilities(self) -> dict[int, list[int]]:
        return {1: list(self.node.keys)}

    def active_keys(self) -> list[int]:
        return []

    def grab(self) -> None:
        if self.node.busy:
            raise OSError(errno.EBUSY, "Device or resource busy")
        self.node.grabbed = True

    def ungrab(self) -> None:
        self.node.grabbed = False

    def read(self) -> Iterator[object]:
        data = os.read(self.fd, 24 * 64)
        if not data:
            raise OSError(errno.ENODEV, "No such device")
        for at in range(0, len(data), 24):
            yield evdev.InputEvent(*struct.unpack("llHHi", data[at : at + 24]))

    def close(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
        self.fd, self.node.grabbed = -1, False


class Counter:
    """A machine with devices, and what watches them; news comes out of queues."""

    def __init__(self, root: Path) -> None:
        self.root, self.file = root / "input", root / "keyboards-K1.json"
        self.root.mkdir()
        self.inputs: dict[str, FakeInput] = {}
        self.now = 1000.0
        self.watching: Keyboards | None = None
        self.begin()

    def begin(self) -> None:
        """News of a start."""
        self.codes: queue.Queue[str] = queue.Queue()
        self.states: queue.Queue[DeviceState] = queue.Queue()
        self.news: queue.Queue[KeyboardsSeen] = queue.Queue()

    def open(self, path: str) -> FakeDevice:
        node = self.inputs[path]
        if not node.allowed:
            raise PermissionError(path)
        os.set_blocking(node.ends[0], False)
        return FakeDevice(node, path, node.name, os.dup(node.ends[0]))

    def plug(self, number: int, name: str, **more: object) -> FakeInput:
        node = FakeInput(self.root / f"event{number}", name, **more)  # type: ignore[arg-type]
        self.inputs[str(node.path)] = node
        node.path.touch()
        return node

    def pull(self, node: FakeInput) -> None:
        node.path.unlink()
        os.close(node.ends[1])

    def start(self) -> Keyboards:
        self.begin()
        self.watching = Keyboards(self.file, self.root, lambda: self.now)
        self.watching.watch(self.news.put)
        self.watching.start(self.codes.put, self.states.put)
        return self.watching

    def stop(self) -> None:
        if self.watching is not None:
            self.watching.stop()
            self.watching = None

    def code(self) -> str:
        return self.codes.get(timeout=SECONDS)

    def state(self) -> DeviceState:
        return self.states.get(timeout=SECONDS)

    def until(self, ready: Callable[[], bool]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + SECONDS
        while not ready():
            assert time.monotonic() < end
            time.sleep(0.002)

    def until_role(self, name: str, role: str) -> KeyboardsSeen:
        """News in which a device has a role."""
        while True:
            seen = self.news.get(timeout=SECONDS)
            if any((each.name, each.role) == (name, role) for each in seen.keyboards):
                return seen


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    counter = Counter(tmp_path)
    monkeypatch.setattr(evdev, "InputDevice", counter.open)
    monkeypatch.setattr(keyboards, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(watched, "SYSTEM", tmp_path / "sys")
    monkeypatch.setattr(folder, "USUAL", str(tmp_path / "none"))
    yield counter
    counter.stop()


def known(counter: Counter, name: str, role: str, number: int = 3) -> FakeInput:
    """A device that somebody has said the role of, plugged in; nothing watches yet."""
    node = counter.plug(number, name)
    watching = counter.start()
    (device,) = [each for each in watching.seen().keyboards if each.name == name]
    watching.say(device.identity, role)
    counter.stop()
    return node


def test_a_new_scanner_is_grabbed_after_its_first_scan(counter: Counter) -> None:
    """The first scan goes to everybody, as bytes: only the next one is the till's."""
    node = counter.plug(3, SCANNER)
    counter.start()
    assert (counter.state(), node.grabbed) == (NO_SCANNER, False)
    node.scan(EAN)
    assert counter.state() == SCANNER_OK
    assert node.grabbed
    node.scan(OTHER)
    assert counter.code() == OTHER
    assert counter.codes.empty()


def test_a_new_scanner_is_told_until_somebody_keeps_it(counter: Counter) -> None:
    node = counter.plug(3, SCANNER)
    watching = counter.start()
    node.scan(EAN)
    fresh = counter.until_role(SCANNER, "scanner").fresh
    assert fresh is not None
    assert not counter.file.exists()
    watching.say(fresh.identity, "scanner")
    assert watching.seen().fresh is None
    counter.stop()
    counter.start()
    assert (counter.state(), node.grabbed) == (SCANNER_OK, True)


def test_a_device_that_somebody_calls_a_keyboard_is_let_go_and_stays_one(counter: Counter) -> None:
    node = counter.plug(3, SCANNER)
    watching = counter.start()
    node.scan(EAN)
    fresh = counter.until_role(SCANNER, "scanner").fresh
    assert fresh is not None
    watching.say(fresh.identity, "keyboard")
    counter.until_role(SCANNER, "keyboard")
    assert not node.grabbed
    counter.stop()
    counter.start()
    assert (counter.state(), node.grabbed) == (NO_SCANNER, False)


@pytest.mark.parametrize("key", [1, 14, 88, ARROW_UP])
def test_the_only_keyboard_says_itself_that_it_is_one(counter: Counter, key: int) -> None:
    """A keyboard that types faster than a person, from a memory of its own, is let go by Esc, Backspace, F12, an arrow."""
    macros = counter.plug(3, SCANNER)
    counter.start()
    macros.scan("letters")
    counter.until_role(SCANNER, "scanner")
    counter.until(lambda: macros.grabbed)
    macros.at = time.time() - 0.2
    macros.send(pressed(key))
    counter.until_role(SCANNER, "both")
    assert not macros.grabbed


def test_a_scanner_that_somebody_keeps_is_no_keyboard_whatever_it_sends(counter: Counter) -> None:
    scanner = known(counter, SCANNER, "scanner")
    watching = counter.start()
    counter.until(lambda: scanner.grabbed)
    scanner.at = time.time() - 0.2
    scanner.send(pressed(1))
    scanner.at = 0.0
    scanner.scan(OTHER)
    assert counter.code() == "", "the key spoilt it"
    scanner.scan(EAN)
    assert counter.code() == EAN
    assert scanner.grabbed
    assert watching.seen().keyboards[0].role == "scanner"


def test_a_scanner_that_nobody_answered_for_is_kept_for_this_run(counter: Counter) -> None:
    node = counter.plug(3, SCANNER)
    counter.start()
    assert counter.state() == NO_SCANNER
    node.scan(EAN)
    assert counter.state() == SCANNER_OK
    counter.pull(node)
    assert counter.state() == SCANNER_LOST
    again = counter.plug(5, SCANNER)
    assert counter.state() == SCANNER_OK
    again.scan(OTHER)
    assert counter.code() == OTHER
    counter.stop()
    counter.start()
    assert counter.state() == NO_SCANNER


def test_a_known_scanner_is_grabbed_before_anything_is_drawn(counter: Counter) -> None:
    node = known(counter, SCANNER, "scanner")
    counter.start()
    assert node.grabbed
    node.scan("K1-000123", gap=0.3)
    assert counter.code() == "K1-000123"


def test_two_scanners_and_a_persons_keyboard_at_once(counter: Counter) -> None:
    first, second = known(counter, SCANNER, "scanner", 3), known(counter, "Second", "scanner", 4)
    keyboard = known(counter, KEYBOARD, "keyboard", 5)
    watching = counter.start()
    first.send(strokes(EAN))
    second.send(strokes(OTHER))
    keyboard.send(pressed(2))
    second.send(pressed(ENTER))
    assert counter.code() == OTHER
    first.send(pressed(ENTER))
    assert counter.code() == EAN
    assert (first.grabbed, second.grabbed, keyboard.grabbed) == (True, True, False)
    watching.person_typed()
    counter.now += 0.6
    keyboard.send(pressed(2))
    first.send(strokes("99"))
    assert watching.person_typed()


def test_half_a_code_of_a_scanner_is_told_as_such(counter: Counter) -> None:
    node = known(counter, SCANNER, "scanner")
    counter.start()
    node.send([*strokes("871"), (0, 3, 0), *strokes("99"), *pressed(ENTER)])
    assert counter.code() == ""


def test_a_keyboard_with_a_reader_in_it_is_never_grabbed(counter: Counter) -> None:
    node = counter.plug(3, KEYBOARD)
    watching = counter.start()
    assert counter.state() == NO_SCANNER
    node.send(pressed(ARROW_UP) + pressed(ARROW_UP), gap=0.3)
    counter.until_role(KEYBOARD, "keyboard")
    node.scan(EAN)
    assert counter.state() == SCANNER_TYPES
    assert not node.grabbed
    counter.now += 0.6
    node.send(pressed(2))
    assert not watching.person_typed()


def test_a_scanner_of_another_program_is_said(counter: Counter) -> None:
    node = known(counter, SCANNER, "scanner")
    node.busy = True
    counter.start()
    assert counter.state() == SCANNER_IN_USE
    node.busy = False
    counter.now += 1
    node.send([(0, 0, 0)])
    assert counter.state() == SCANNER_OK


def test_no_access_is_said_and_nobody_is_known(counter: Counter) -> None:
    """What may not be read could be a scanner: then no key is a person's for sure."""
    person = known(counter, KEYBOARD, "keyboard", 4)
    hidden = counter.plug(3, SCANNER, allowed=False)
    watching = counter.start()
    assert counter.state() == NO_ACCESS
    assert [(each.name, each.readable) for each in watching.seen().keyboards] == [(KEYBOARD, True), ("event3", False)]
    counter.now += 0.6
    person.send(pressed(2))
    assert not watching.person_typed()
    hidden.allowed = True
    counter.now += 1
    person.send(pressed(2))
    assert counter.state() == NO_SCANNER


def test_what_has_no_keys_of_a_keyboard_is_left_alone(counter: Counter) -> None:
    counter.plug(3, "Mouse", keys=(272, 273))
    assert counter.start().seen() == KeyboardsSeen()


# --- Who typed just now ---


def test_a_persons_keys_are_theirs_for_a_moment(counter: Counter) -> None:
    person = known(counter, KEYBOARD, "keyboard")
    watching = counter.start()
    counter.now += 0.6
    assert not watching.person_typed()
    person.send(pressed(2))
    assert watching.person_typed()
    counter.now += 0.2
    assert watching.person_typed()
    counter.now += 0.1
    assert not watching.person_typed()


def test_a_device_that_nothing_is_known_of_makes_all_keys_doubtful(counter: Counter) -> None:
    person, unknown = known(counter, KEYBOARD, "keyboard"), counter.plug(4, SCANNER)
    watching = counter.start()
    assert not watching.person_typed()
    counter.now += 0.6
    person.send(pressed(2))
    assert watching.person_typed()
    unknown.send(pressed(2))
    person.send(pressed(3))
    assert not watching.person_typed()
    counter.now += 0.4
    person.send(pressed(4))
    assert not watching.person_typed()
    counter.now += 0.2
    person.send(pressed(5))
    assert watching.person_typed()


def test_presses_that_gave_no_bytes_shift_nothing(counter: Counter) -> None:
    """Dead keys, Compose, and what a compositor keeps: no order is matched, so nothing can slip."""
    person, unknown = known(counter, KEYBOARD, "keyboard"), counter.plug(4, SCANNER)
    watching = counter.start()
    watching.person_typed()
    counter.now += 0.6
    for _dead in range(20):
        person.send(pressed(41))
    unknown.send(pressed(2))
    assert not watching.person_typed()
    counter.now += 0.6
    assert not watching.person_typed()
    person.send(pressed(41) + pressed(30))
    assert watching.person_typed()


def test_events_that_the_kernel_dropped_are_somebodys(counter: Counter) -> None:
    person, unknown = known(counter, KEYBOARD, "keyboard"), counter.plug(4, SCANNER)
    watching = counter.start()
    watching.person_typed()
    counter.now += 0.6
    unknown.send([(0, 3, 0)])
    person.send(pressed(2))
    assert not watching.person_typed()


def test_a_device_that_came_or_went_unnoticed_makes_keys_doubtful(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = known(counter, KEYBOARD, "keyboard")
    watching = counter.start()
    watching.person_typed()
    counter.now += 0.6
    person.send(pressed(2))
    assert watching.person_typed()
    monkeypatch.setattr(folder.InputDevices, "stale", True)
    assert not watching.person_typed()


def test_whoever_ended_knows_nobody(counter: Counter) -> None:
    person = known(counter, KEYBOARD, "keyboard")
    watching = counter.start()
    counter.now += 0.6
    counter.stop()
    person.send(pressed(2))
    assert not watching.person_typed()


# --- What is kept ---


def test_of_a_persons_keyboard_only_its_role_is_kept(counter: Counter) -> None:
    node = counter.plug(3, KEYBOARD)
    counter.start()
    node.send(strokes("geheim") + pressed(ARROW_UP) + pressed(ARROW_UP), gap=0.3)
    counter.until_role(KEYBOARD, "keyboard")
    counter.stop()
    written = counter.file.read_text(encoding="utf-8")
    assert '"role": "keyboard"' in written
    assert "geheim" not in written


@pytest.mark.parametrize("written", [b"", b"{", b'[{"identity": 1}]', b"\xff"])
def test_a_file_that_cannot_be_read_knows_nobody(counter: Counter, written: bytes) -> None:
    counter.file.write_bytes(written)
    counter.plug(3, SCANNER)
    assert counter.start().seen().keyboards[0].role == ""


def test_the_same_device_in_another_port_is_known_by_its_serial_number(counter: Counter) -> None:
    node = counter.plug(3, SCANNER, uniq="S1")
    watching = counter.start()
    watching.say(watching.seen().keyboards[0].identity, "scanner")
    counter.stop()
    counter.pull(node)
    counter.plug(9, "Moved", uniq="S1")
    counter.plug(10, "Other", uniq="S2")
    seen = counter.start().seen().keyboards
    assert {each.name: each.role for each in seen} == {"Moved": "scanner", "Other": ""}


def test_a_closed_device_without_a_keyboards_keys_is_none(tmp_path: Path) -> None:
    """As the kernel tells it to everybody: a mouse, a keyboard, and a device that it says nothing of."""
    for number, words in ((1, "1f0000 0 0 0 0"), (2, "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe")):
        node = tmp_path / f"event{number}" / "device" / "capabilities"
        node.mkdir(parents=True)
        (node / "key").write_text(words + "\n", encoding="ascii")
    assert [may_type(f"/dev/input/event{number}", tmp_path) for number in (1, 2, 3)] == [False, True, True]
