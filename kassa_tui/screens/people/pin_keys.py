"""Typing a PIN, which nobody sees: the part that all its questions share."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar, assert_never

from textual import events

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import Keys, key
from kassa_tui.screens.frame.host import Host
from kassa_tui.screens.frame.signs import NOT_PASTED
from kassa_tui.text import is_digits
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.ledger.desk import Desk, Person
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.people import lockout, pins
from kassa_tui.till.sale import scanning
from kassa_tui.till.sale.scanning import BadgeCode, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
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
        case ArticleCode() | LabelCode() | StyleCode() | OrderCode() | ReceiptCode():
            return None
        case VoucherCode() | Misread() | Unknown():
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
            self.refuse()

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

    def wait_ends(self, waiting: Person | None) -> Iterable[Key]:
        """What calls somebody who lets a person, or anybody at the register, type a PIN again, if that is needed."""
        if lockout.stopped(self.counter.desk, waiting):
            yield key("f6", _("Call a manager"), lambda: self._call(waiting))

    async def _call(self, waiting: Person | None) -> None:
        if isinstance(self.app, Host) and await self.app.wait_ended(waiting):
            self.forgiven()

    def forgiven(self) -> None:
        """A PIN may be typed again."""
        raise NotImplementedError
