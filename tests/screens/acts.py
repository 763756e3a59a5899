"""What several tests of the screens do: keys that come in one breath, and what others do meanwhile."""

from collections.abc import Callable
from typing import TypeVar

from textual import events

from kassa_tui.database import rows
from kassa_tui.screens.payment.checkout import Checkout
from kassa_tui.screens.payment.screen import PaymentScreen
from kassa_tui.screens.sale.screen import SaleScreen
from tests.screens.conftest import Register

T = TypeVar("T")

BREAD = "8712345678906"
"""The code of a loaf."""


async def bounce(till: Register, *keys: str) -> None:
    """Keys that are there before the first of them was looked at, as from a bouncing switch or a slow screen."""
    for key in keys:
        till.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await till.idle()


async def elsewhere(till: Register, act: Callable[[], T]) -> T:
    """Something that is recorded while the screen stays as it is: by another process, or another person."""
    return await till.app.counter.ledger.run(act)


async def menu(till: Register, place: str, *keys: str) -> None:
    """A place by its number, and what is pressed there."""
    await till.press("f9", place, *keys)


async def to_payment(till: Register, *codes: str) -> None:
    """Scan goods, a lamp unless others are named, and go to be paid."""
    await till.scan(*(codes or ("LAMP",)))
    await till.press("f12", sees="Payment method")


async def payment(till: Register) -> None:
    """A loaf that is to be paid."""
    await to_payment(till, BREAD)


def sale(till: Register) -> SaleScreen:
    """The sale, whatever is on top of it."""
    return next(screen for screen in till.app.screen_stack if isinstance(screen, SaleScreen))


def total(till: Register) -> str:
    """What the basket costs."""
    return sale(till).basket.total.decimal()


async def to_register(till: Register, sees: str = "Cash activity") -> None:
    """The place Register, by the menu."""
    await till.press("f9", sees="Menu")
    await till.press("2", sees=sees)


async def printed(till: Register, text: str) -> str:
    """The first printed paper with a text on it, once it is out."""
    await till.wait(lambda: any(text in paper for paper in till.printer.papers), f"a paper with {text!r}")
    return next(paper for paper in till.printer.papers if text in paper)


def facts(kind: str) -> str:
    """The facts of the newest journal entry of a kind."""
    return str(rows("SELECT facts FROM journal WHERE kind = ? ORDER BY number DESC LIMIT 1", kind)[0][0])


def rings(till: Register) -> list[None]:
    """A list that grows by one with every error sound from now on."""
    heard: list[None] = []
    till.app.error_sound = lambda: heard.append(None)  # type: ignore[method-assign]
    return heard


def pays(till: Register) -> bool:
    """Whether a payment is in progress on the screen on top."""
    return getattr(till.app.screen, "checkout", None) is not None


def checkout(till: Register) -> Checkout:
    """The payment in progress on the screen on top."""
    screen = till.app.screen
    assert isinstance(screen, SaleScreen | PaymentScreen)
    assert screen.checkout is not None
    return screen.checkout
