"""Something pasted on whatever screen is on top: it stands where signs may stand, or is refused aloud."""

import random

import pytest
from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen

from kassa_tui.screens.frame.base import Keys
from kassa_tui.screens.frame.program import Program
from kassa_tui.screens.frame.signs import BESIDE_AMOUNTS
from kassa_tui.screens.frame.typed_search import TypedSearch
from kassa_tui.text import AMOUNT_SIGNS, clean
from kassa_tui.widgets.runs import Takes
from tests.screens.keyboard import Keyboard

TEXTS = (
    "Æble & co", "25,00", "€ 25,00", "q", "7", "*", "12\x1b[24~3", "\x1b[24~", "\x1b\x1b[A\rq", "25\nq\n\x1b[24~", "q\r\n25\r\n",
    "7\t\x1d8", "\x03\x10", "\n\n", "J" * 300, "y\ny\ny\n",
)  # fmt: skip
BEGINS, SEEN = 3, 30
"""Signs that have room everywhere where a text has, and signs that are in sight where a long one stands."""

NOWHERE = "That cannot be pasted here."


def some_texts(seed: str, most: int) -> list[str]:
    """So many texts, others for each screen."""
    return random.Random(seed).sample(TEXTS, k=min(most, len(TEXTS)))


async def pasted(till: Keyboard, app: Program, screen: Keys, name: str, text: str) -> list[str]:
    """What a paste did that it should not have done. What it wrote is gone afterwards."""
    takes, picture, before, line = screen.takes(), till.text, _state(screen), first_line(text)
    sounds = await _paste(till, app, text)
    wrong = _wrong(till.text, picture, line or text, takes, sounds)
    if app.screen is not screen:  # type: ignore[comparison-overlap]
        return [f"{name}, {text!r}: leads to {type(app.screen).__name__}"]
    # Searches and fields of a form take what has room, and say aloud that it is not all.
    in_part = bool(line) and line[:BEGINS] in till.text and (takes == "text" or len(line) > SEEN)
    if sounds:
        screen._refused = NOWHERE
        await app._pass([events.Key("escape", None)])
        await till.idle()
        lines = zip(picture.split("\n"), till.text.split("\n"), strict=False)
        wrong += [f"{was.strip()!r} -> {left.strip()!r}" for was, left in lines if was != left and not in_part]
    await _restore(till, screen, before)
    return [f"{name}, {text[:20]!r} where {takes} is taken: {each}" for each in wrong]


async def _paste(till: Keyboard, app: Program, text: str) -> int:
    """How many error sounds a paste makes."""
    sounds: list[None] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "error_sound", lambda: sounds.append(None))
        app.post_message(events.Paste(text))
        await till.idle()
    return len(sounds)


def first_line(text: str) -> str:
    """What of a text can be pasted."""
    return clean(next(iter(text.strip().splitlines()), ""))


def _wrong(now: str, picture: str, line: str, takes: Takes, sounds: int) -> list[str]:
    """What is taken is in sight, as far as there is room for it, and only where it may stand; the rest is heard."""
    amount = line.strip(BESIDE_AMOUNTS)
    stands = amount if takes != "text" and amount and set(amount) <= set(AMOUNT_SIGNS) else line
    if sounds > 1:
        return [f"is refused {sounds} times"]
    # A list of orders begins to look for what is pasted, while letters only begin nothing there.
    if not sounds and (stands[:SEEN] not in now or now == picture):
        return ["is neither in sight nor refused"]
    return []


State = list[tuple[object, dict[str, object]]]


def _state(screen: Keys) -> State:
    """What a screen holds, and what its state classes do: values, of which there are new ones after each act."""
    state: State = [(screen, _held(screen))]
    for _holder, own in state:
        state += [(each, _held(each)) for each in own.values() if _is_state(each) and not _is_in(state, each)]
    return state


def _is_state(value: object) -> bool:
    """Whether it is of a class that holds a screen's values."""
    ours = type(value).__module__.startswith("kassa_tui.screens")
    return ours and hasattr(value, "__dict__") and not isinstance(value, App | DOMNode)


def _is_in(state: State, value: object) -> bool:
    return any(holder is value for holder, _own in state)


def _held(holder: object) -> dict[str, object]:
    textual = vars(Screen())
    return {
        name: dict(value) if isinstance(value, dict) else value
        for name, value in vars(holder).items()
        if name not in textual
    }


async def _restore(till: Keyboard, screen: Keys, before: State) -> None:
    for holder, values in before:
        for name, value in values.items():
            if vars(holder).get(name) is not value and vars(holder).get(name) != value:
                setattr(holder, name, value)
    if isinstance(screen, TypedSearch):
        screen.settle()
    draw = getattr(screen, "draw", None)
    if draw is not None:
        draw()
    screen.keys_changed()
    await till.idle()
