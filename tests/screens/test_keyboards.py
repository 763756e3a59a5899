"""What types at the counter: a scanner that was found is asked about, a person's keys act at once, the rest is a run."""

import pytest
from textual import events

from kassa_tui.composition import build
from kassa_tui.devices import Drivers
from kassa_tui.hw.ports import NO_SCANNER, SCANNER_OK, Keyboard, KeyboardsSeen, OnScan, OnState
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.screens.machine.devices import DevicesScreen
from tests.conftest import ShopUnderTest
from tests.screens.acts import pays
from tests.screens.conftest import Opener, Register

NEW = Keyboard("1:2:3:0", "Symbol LS2208", "/dev/input/event7", "scanner", grabbed=True)
TYPING = (
    Keyboard("a", "Old keyboard", "/dev/input/event3", "keyboard"),
    Keyboard("b", "POS keyboard", "/dev/input/event4", "both"),
    Keyboard("c", "event5", "/dev/input/event5", readable=False),
    NEW,
)


class PlayedWatcher:
    """Says what it is told to say, and remembers what it was told."""

    def __init__(self) -> None:
        self.roles: list[tuple[str, str]] = []
        self.person = False
        self.asked: list[str] = []

    def watch(self, on_seen: object) -> None:
        self.asked.append("watch")

    def start(self, on_scan: OnScan, on_state: OnState) -> None:
        self.asked.append("start")
        on_state(NO_SCANNER)

    def stop(self) -> None:
        self.asked.append("stop")

    def seen(self) -> KeyboardsSeen:
        return KeyboardsSeen(TYPING)

    def person_typed(self) -> bool:
        return self.person

    def say(self, identity: str, role: str) -> None:
        self.roles.append((identity, role))


@pytest.fixture
def watcher() -> PlayedWatcher:
    return PlayedWatcher()


def drivers(watcher: PlayedWatcher, *, known: bool = False) -> Drivers:
    return Drivers(SimulatedPrinter(), scanner=lambda: watcher, known_scanner=known)


@pytest.mark.parametrize(("key", "role"), [("f12", "scanner"), ("escape", "keyboard")])
async def test_a_scanner_that_was_found_is_kept_or_called_a_keyboard(
    stocked: ShopUnderTest, opened: Opener, watcher: PlayedWatcher, key: str, role: str
) -> None:
    """The key answers the banner and nothing else: nothing is paid, nothing is wiped."""
    async with opened(stocked, drivers=drivers(watcher)) as till:
        await till.scan("8712345678906", sees="Bread")
        till.app.keyboards_news(KeyboardsSeen(TYPING, NEW))
        await till.sees("Scanner found: Symbol LS2208. F12 keeps it, Esc: it is a keyboard")
        assert "Esc seen" not in till.text
        await till.press(key)
        assert watcher.roles == [(NEW.identity, role)]
        assert "Scanner found" not in till.text
        assert "Bread" in till.text
        assert not pays(till)
        till.app.keyboards_news(KeyboardsSeen(TYPING, NEW))
        await till.idle()
        assert "Scanner found" not in till.text


async def test_the_question_stands_before_other_news_and_a_tap_leaves_it_open(
    stocked: ShopUnderTest, opened: Opener, watcher: PlayedWatcher
) -> None:
    async with opened(stocked, drivers=drivers(watcher)) as till:
        till.app.tell("Other news")
        till.app.keyboards_news(KeyboardsSeen(TYPING, NEW))
        await till.sees("Scanner found")
        till.app.seen()
        await till.sees("Other news")
        assert not till.app.asks
        await till.press("escape")
        assert watcher.roles == []


async def test_all_that_types_is_listed_with_what_it_is(
    stocked: ShopUnderTest, opened: Opener, watcher: PlayedWatcher
) -> None:
    async with opened(stocked, drivers=drivers(watcher)) as till:
        till.app.push_screen(DevicesScreen(till.app.counter))
        await till.sees("Old keyboard")
        lines = [line for line in till.text.splitlines() if any(each.name in line for each in TYPING)]
        assert [any(word in line for word in words) for line, words in zip(
            lines,
            (("● keyboard",), ("▲ keyboard",), ("▲ not readable",), ("● scanner",)),
            strict=True,
        )] == [True] * 4  # fmt: skip
        assert "Scan any code: it is found by itself." in till.text
        await till.press("down", "down", "down", "f5")
        await till.sees("find out anew")
        await till.press("3")
        assert watcher.roles == [("a", "")]


async def test_a_scanner_that_types_is_said_in_the_status_row(
    stocked: ShopUnderTest, opened: Opener, watcher: PlayedWatcher
) -> None:
    async with opened(stocked, drivers=drivers(watcher)) as till:
        assert "Scanner" not in till.text
        till.app.runs.bound = 0.1
        await typed(till, "8712345678906\r")
        await till.sees("▲ Scanner types")
        await till.sees("Bread")
        till.app.scanner_news(SCANNER_OK)
        await till.sees("● Scanner")
        await typed(till, "8712345678906\r")
        assert "▲" not in till.text


async def test_two_quick_letters_of_a_person_are_no_scanner(
    stocked: ShopUnderTest, opened: Opener, watcher: PlayedWatcher
) -> None:
    async with opened(stocked, drivers=drivers(watcher)) as till:
        till.app.runs.bound = 0.1
        await typed(till, "QW")
        await till.sees("Unknown code QW")
        assert till.app.counter.devices.scanner == NO_SCANNER


async def typed(till: Register, text: str) -> None:
    """Signs two milliseconds apart, as the terminal gives them."""
    start = events.Key("x", "x").time
    for number, sign in enumerate(text):
        name = {"\r": "enter"}.get(sign, sign)
        event = events.Key(name, sign)
        event.time = start + number * 0.002
        await till.app.on_event(event)
    await till.idle()


@pytest.mark.parametrize("person", [True, False])
async def test_a_persons_keys_act_at_once_however_close_they_come(
    stocked: ShopUnderTest, opened: Opener, watcher: PlayedWatcher, person: bool
) -> None:
    """Two quick letters: keys of a known keyboard, else a code that nobody knows."""
    async with opened(stocked, drivers=drivers(watcher)) as till:
        till.app.runs.bound = 60
        watcher.person = person
        await typed(till, "12")
        assert till.app.runs.waiting is not person
        assert ("12" in till.app.screen.selling.entry.text) is person  # type: ignore[attr-defined]


@pytest.mark.parametrize("known", [True, False])
async def test_a_known_scanner_is_read_before_the_first_picture(
    shop: ShopUnderTest, watcher: PlayedWatcher, known: bool
) -> None:
    with build(shop.desk, drivers(watcher, known=known)) as app:
        asked: list[list[str]] = []
        app.call_first(lambda: asked.append(list(watcher.asked)))
        async with app.run_test() as pilot:
            await pilot.pause()
        assert asked == [["watch", "start"] if known else []]
    assert watcher.asked[-1] == "stop"


async def test_the_keypads_enter_is_f12_where_enter_does_nothing(
    stocked: ShopUnderTest, opened: Opener, watcher: PlayedWatcher
) -> None:
    """It looks up what was typed, then pays; a refused scan's message takes it as it takes F12."""
    async with opened(stocked, drivers=drivers(watcher)) as till:
        await till.type("8712345678906")
        await till.press("keypad_enter", sees="Bread")
        assert not pays(till)
        await till.press("keypad_enter")
        assert pays(till)
        await till.scan("nothing", sees="■")
        await till.press("keypad_enter")
        assert pays(till)
        assert "■" not in till.text
        await till.press("keypad_enter", sees="Did it work?")
