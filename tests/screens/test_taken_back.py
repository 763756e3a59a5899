"""A label is taken back out of a text sign by sign: what a person had typed there stays, to the last sign.

The walk past the first answers pastes as well, as `test_any_burst.py` does everywhere else.
"""

from collections.abc import Iterable
from pathlib import Path

from textual import events
from textual.app import App
from textual.pilot import Pilot

from kassa_tui.screens.frame.base import Keys
from kassa_tui.screens.frame.program import Program
from kassa_tui.screens.frame.typed_search import TypedSearch
from kassa_tui.screens.goods.products import ProductsScreen
from kassa_tui.widgets.runs import BOUND
from tests.screens import gallery
from tests.screens.keyboard import NAMES, Keyboard
from tests.screens.pasted import pasted, some_texts
from tests.screens.test_any_burst import MOVES, USES, Label

BACK = ("backspace",) * 5
LABELS: dict[str, tuple[str, ...]] = {
    "signs": tuple("AB/12.$ x-9"),
    "deletes": ("Q", *BACK, "Z"),
    "deletes at the end": ("K", "1", *BACK),
    "editing keys": ("z", "z", "delete", "home", "z", "left", "up", "z"),
    "function keys": ("5", "f12", "1", "f4", "2", "f12"),
    "signs that are keys": tuple("+-*/"),
    "letters of other tongues": tuple(" ÆØé'ß"),
    "more than there is room": tuple("9" * 80),
}
TYPED = ("ab", "abcdefghij" * 8)
"""A few letters, and more than there is room for: of the labels, the second tries those that `FULL` names."""
FULL = ("signs", "editing keys", "more than there is room")


def events_of(keys: Iterable[str]) -> tuple[events.Key, ...]:
    return tuple(events.Key(NAMES.get(name, name), name if len(name) == 1 else None) for name in keys)


async def test_a_label_takes_nothing_of_what_a_person_typed(tmp_path: Path) -> None:
    async with gallery.demo_register(tmp_path, "en") as till:
        wrong: list[str] = []
        texts: set[str] = set()

        async def visit(name: str, app: App[int]) -> None:
            screen = till.app.screen
            if not isinstance(screen, Keys) or screen.takes() != "text" or name in MOVES | USES:
                return
            assert not isinstance(screen, ProductsScreen), name
            texts.add(name)
            wrong.extend(await _tried(till, till.app, screen, name))

        await gallery.tour(till, visit)
        assert len(texts) > 15
        assert not wrong, "\n".join(wrong)


async def test_a_label_takes_nothing_of_the_first_answers() -> None:
    wrong: list[str] = []
    pilots: list[Pilot[int]] = []
    texts: set[str] = set()

    async def visit(name: str, app: App[int]) -> None:
        screen = app.screen
        assert isinstance(app, Program)
        if not isinstance(screen, Keys):
            return
        if screen.takes() == "text":
            texts.add(name)
            wrong.extend(await _tried(Keyboard(app, pilots[0]), app, screen, name))
        for text in some_texts(name, 3):
            wrong.extend(await pasted(Keyboard(app, pilots[0]), app, screen, name, text))

    await gallery.setup_tour("en", visit, pilots.append)
    assert {"setup-2-shop", "setup-3-people"} <= texts
    assert not wrong, "\n".join(wrong)


async def _tried(till: Keyboard, app: Program, screen: Keys, name: str) -> list[str]:
    """What labels change behind what a person typed, little or much."""
    few, much = TYPED
    wrong = await _tried_behind(till, app, screen, name, few, tuple(LABELS))
    return wrong + (await _tried_behind(till, app, screen, name, much, FULL) if _on_top(app, screen) else [])


async def _tried_behind(
    till: Keyboard, app: Program, screen: Keys, name: str, typed: str, labels: Iterable[str]
) -> list[str]:
    """What these labels change behind a typed text, which is gone afterwards."""
    persons = events_of(typed)
    await app._pass(persons)
    await _settled(till)
    app.runs.bound = BOUND
    wrong = await _changed(till, app, screen, name, labels) if screen.takes() == "text" else []
    app.runs.bound = 0
    while not _on_top(app, screen) and len(app.screen_stack) > 1:
        app.pop_screen()
        await till.idle()
    if _on_top(app, screen):
        screen.take_back(persons)
        await _settled(till)
    return wrong


def _on_top(app: Program, screen: object) -> bool:
    return app.screen is screen


async def _settled(till: Keyboard) -> None:
    """What is searched for in a moment has been looked up."""
    await till.idle()
    if isinstance(till.app.screen, TypedSearch):
        till.app.screen.settle()
        await till.idle()


async def _changed(till: Keyboard, app: Program, screen: Keys, name: str, labels: Iterable[str]) -> list[str]:
    """What labels leave in a text, after their messages."""
    picture, label, wrong = till.text, Label(app, name), list[str]()
    for what in labels:
        await label.plays(events_of((*LABELS[what], "enter")), 0.05, 0.09)
        await _settled(till)
        if screen._refused:
            await app._pass(events_of(("escape",)))
            await _settled(till)
        if not _on_top(app, screen):
            return [*wrong, f"{name}, {what}: leads to {type(app.screen).__name__}"]
        pairs = zip(picture.split("\n"), till.text.split("\n"), strict=False)
        wrong += [f"{name}, {what}: {was.strip()!r} -> {left.strip()!r}" for was, left in pairs if was != left]
        picture = till.text
    return wrong
