"""A second person agrees, at the counter: what was refused, who may do it, and the PIN or badge that proves it."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.people.pin import PinKeys, dots
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.desk import Consent, Desk, Person
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.people import approval, pins
from kassa_tui.widgets.dialog import DialogValues, FieldRow
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind

SHOWN = 6
"""People in sight at once."""


class ApprovalQuestion(PinKeys, BoxQuestion[Consent]):
    """Gives back the consent, or None when nobody gave it."""

    SCAN = N_("Only a badge counts here.")

    def __init__(self, counter: Counter, refusal: NotAllowedError) -> None:
        # The key that led here may repeat, and where no PIN is asked it would agree.
        super().__init__(guarded=True)
        self.counter, self._refusal = counter, refusal
        self._people = approval.approvers(counter.desk, refusal)
        self._asks = pins.used()
        self._at = 0

    def _hint(self) -> str:
        if not self._asks:
            return _("Choose who agrees.")
        return _("Scan a badge, or choose who and type the PIN.") if self._people else _("Scan a badge.")

    def values(self) -> DialogValues:
        """The refusal, and those who may."""
        # For fingers the box itself shows as many as it has room for.
        most = len(self._people) if self.app.touch else SHOWN
        top = max(0, min(self._at - most // 2, len(self._people) - most))
        fields = tuple(self._row(number) for number in range(top, min(top + most, len(self._people))))
        lines = (self._refusal.say(), self._hint())
        return DialogValues(_("Manager needed"), lines, fields, self._error, self.buttons())

    def _row(self, number: int) -> FieldRow:
        person, current = self._people[number], number == self._at
        typed = dots(self.pin, pins.digits_of(person)) if self._asks and current else ""
        return FieldRow(person.name, typed, current=current, name=str(number))

    def now(self) -> Iterable[Key]:
        """Choose, type, agree or not."""
        yield key("escape", _("Do not do it"), lambda: self.dismiss(None))
        yield from self.arrows(lambda by: self._to(self._at + by))
        yield from self.pin_keys()
        if self._people:
            yield key("f12", _("Approve"), self._approve, go=True, books=True)

    def pad(self) -> Kind:
        """Digits where a PIN is asked."""
        return "digits" if self._asks and self._people else ""

    def _to(self, at: int) -> None:
        self._at = max(0, min(at, len(self._people) - 1))
        self._error = ""
        self.wipe()

    def clicked(self, what: targets.Field | targets.Choice) -> None:
        """Somebody else."""
        match what:
            case targets.Field(name) if name.isdigit():
                self._to(int(name))

    def typed_digit(self, digit: str) -> None:
        """What was refused has been read."""
        if not self.pad():
            self.app.error_sound()
            return
        super().typed_digit(digit)
        self._error = ""

    def _approve(self) -> object:
        if self._asks and not self.pin:
            self.complain(_("Type the PIN, or scan a badge."))
            return None
        if not self._asks and self.too_soon():
            return None
        return self._prove(partial(_by_person, self._refusal, self._people[self._at], self.pin))

    def by_badge(self, code: str) -> Awaitable[None]:
        """A badge agrees at once."""
        return self._prove(partial(_by_badge, self._refusal, code))

    async def _prove(self, work: Callable[[Desk], Consent]) -> None:
        self.dismiss(await self.proved(work))


def _by_person(refusal: NotAllowedError, person: Person, pin: str, desk: Desk) -> Consent:
    return approval.by_person(desk, refusal, person, pin)


def _by_badge(refusal: NotAllowedError, code: str, desk: Desk) -> Consent:
    return approval.by_badge(desk, refusal, code)
