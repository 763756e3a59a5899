"""Typing a PIN, which nobody sees: the part that all its questions share, and the question who comes to the counter."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import TypeVar, assert_never

from msgspec import Struct
from textual import events

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import Keys, key
from kassa_tui.screens.frame.menu import MenuQuestion, person_items
from kassa_tui.screens.frame.signs import NOT_PASTED
from kassa_tui.text import is_digits
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode
from kassa_tui.till.ledger.desk import Desk, Person
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.people import badges, pins
from kassa_tui.till.sale import scanning
from kassa_tui.till.sale.scanning import BadgeCode, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.dialog import DialogValues, FieldRow
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind

T = TypeVar("T")

HINT = N_("Scan your badge or type your PIN")


def dots(pin: str, digits: int) -> str:
    """One for each digit that was typed, and the places that are left."""
    return " ".join("●" * len(pin) + "·" * (digits - len(pin)))


def badge_of(code: str, shop: Shop) -> str | None:
    """The badge that a scanned code is; None for what proves nobody."""
    match scanning.meaning(code, shop):
        case BadgeCode(code=badge):
            return badge
        case ArticleCode() | LabelCode() | OrderCode() | ReceiptCode() | VoucherCode() | Misread() | Unknown():
            return None
        case never:
            assert_never(never)


class PinKeys(Keys):
    """Mixed into questions: digits become dots, and what proves a person is asked of the ledger's thread."""

    SCAN = N_("Log in first.")

    counter: Counter
    pin = ""

    def pin_keys(self) -> Iterable[Key]:
        """The ways to mend a PIN: it is wiped as a whole."""
        yield key("backspace delete", "", self.wipe)

    def wipe(self) -> None:
        """Nothing is typed yet."""
        self.pin = ""

    def typed(self, event: events.Key) -> None:
        """Digits only, and never shown."""
        character = event.character or ""
        if is_digits(character) and len(self.pin) < pins.LONGEST:
            self.typed_digit(character)
        elif character:
            self.app.error_sound()

    def pasted(self, line: str) -> None:
        """A PIN is never pasted: the clipboard is no place for it."""
        self.complain(_(NOT_PASTED))

    def typed_digit(self, digit: str) -> None:
        """One digit more."""
        self.pin += digit

    def pad(self) -> Kind:
        """Digits."""
        return "digits"

    def scanned(self, code: str) -> object:
        """A badge proves who it is; anything else is for later."""
        badge = badge_of(code, self.counter.shop)
        return super().scanned(code) if badge is None else self.by_badge(badge)

    def by_badge(self, code: str) -> Awaitable[None]:
        """A badge was scanned."""
        raise NotImplementedError

    async def proved(self, work: Callable[[Desk], T]) -> T:
        """What the ledger's thread says to a PIN or a badge; the PIN is wiped whatever it says. Raises TillErrors."""
        try:
            return await self.recorded(self.counter.ledger.run(work, self.counter.desk))
        finally:
            self.wipe()


class PinQuestion(PinKeys, BoxQuestion[Person]):
    """Asks somebody who was chosen by name for the PIN or the badge; gives back the person, or None."""

    def __init__(self, counter: Counter, person: Person) -> None:
        super().__init__()
        self.counter, self._person = counter, person

    def values(self) -> DialogValues:
        """The name with dots."""
        field = FieldRow(self._person.name, dots(self.pin, pins.digits_of(self._person)), current=True)
        return DialogValues(_(HINT), fields=(field,), error=self._error, buttons=self.buttons())

    def now(self) -> Iterable[Key]:
        """Log in or not."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
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
    """Everybody by name; a badge says it without choosing."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(_("Who is at the counter?"), person_items())
        self._counter = counter

    def scanned(self, code: str) -> object:
        """A badge chooses its person, who has proved it by that."""
        badge = badge_of(code, self._counter.shop)
        return super().scanned(code) if badge is None else self._prove(badge)

    async def _prove(self, code: str) -> None:
        work = self._counter.ledger.run(partial(by_badge, code), self._counter.desk)
        self.dismiss(Proved(await self.recorded(work)))
