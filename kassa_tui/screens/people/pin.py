"""Who comes to the counter: chosen by name, with a PIN or a badge."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from msgspec import Struct

from kassa_tui.i18n import _
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.host import EVERY_SECOND
from kassa_tui.screens.frame.menu import MenuQuestion, person_items
from kassa_tui.screens.people.pin_keys import HINT, PinKeys, badge_of, dots
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.desk import Desk, Person
from kassa_tui.till.people import badges, lockout, pins
from kassa_tui.widgets.dialog import DialogValues, FieldRow
from kassa_tui.widgets.frame import Key


class PinQuestion(PinKeys, BoxQuestion[Person]):
    """Asks somebody who was chosen by name for the PIN or the badge; gives back the person, or None."""

    def __init__(self, counter: Counter, person: Person) -> None:
        super().__init__()
        self.counter, self._person = counter, person

    def values(self) -> DialogValues:
        """The name with dots, and what is waited for."""
        field = FieldRow(self._person.name, dots(self.pin, pins.digits_of(self._person)), current=True)
        why = lockout.refusal(self.counter.desk, self._person)
        error = why.say() if why else self._error
        return DialogValues(_(HINT), fields=(field,), error=error, buttons=self.buttons())

    def on_mount(self) -> None:
        """Look each second at what is left of a wait."""
        super().on_mount()
        self.set_interval(EVERY_SECOND, self.keys_changed)

    def now(self) -> Iterable[Key]:
        """Log in or not."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
        yield from self.wait_ends(self._person)
        yield key("f12", _("Log in"), self._log_in, go=True, books=True)
        yield from self.pin_keys()

    def typed_digit(self, digit: str) -> None:
        """What was refused has been read."""
        super().typed_digit(digit)
        self._error = ""

    def _log_in(self) -> Awaitable[None] | None:
        if not self.pin:
            self.app.error_sound()
            return None
        return self._prove(partial(by_pin, self.pin, self._person))

    def by_badge(self, code: str) -> Awaitable[None]:
        """Anybody's badge says who it is."""
        return self._prove(partial(by_badge, code))

    async def _prove(self, work: Callable[[Desk], Person]) -> None:
        self.dismiss(await self.proved(work))

    def forgiven(self) -> None:
        """What was refused is over."""
        self._error = ""
        self.keys_changed()


def by_pin(pin: str, person: Person | None, desk: Desk) -> Person:
    """Whose PIN it is. Raises WrongPinError, LockedOutError."""
    return pins.prove(desk, pin, person)


def by_badge(code: str, desk: Desk) -> Person:
    """Whose badge it is. Raises NoBadgeError."""
    return badges.prove(desk, code)


class Proved(Struct, frozen=True):
    """Somebody whose badge was read: nothing more is asked."""

    person: Person


class PersonQuestion(MenuQuestion[Person | Proved]):
    """Everybody by name, or those alone who have a PIN; a badge says it without choosing."""

    def __init__(self, counter: Counter, *, with_pin: bool = False) -> None:
        items = [item for item in person_items() if not with_pin or pins.digits_of(item.value)]
        super().__init__(_("Who is at the counter?"), items)
        self._counter = counter

    def scanned(self, code: str) -> object:
        """A badge chooses its person, who has proved it by that."""
        badge = badge_of(code, self._counter.shop)
        return super().scanned(code) if badge is None else self._prove(badge)

    async def _prove(self, code: str) -> None:
        work = self._counter.ledger.run(partial(by_badge, code), self._counter.desk)
        self.dismiss(Proved(await self.recorded(work)))
