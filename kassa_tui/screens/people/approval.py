"""A second person agrees, at the counter: what was refused, who may do it, and the PIN or badge that proves it.

Or lets somebody type a PIN again after ten wrong ones.
"""

import shlex
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.people.pin_keys import PinKeys, dots
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.desk import Consent, Desk, Person
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.people import approval, lockout, pins
from kassa_tui.widgets.dialog import DialogValues, FieldRow
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind

SHOWN = 6
"""People in sight at once."""


T = TypeVar("T")


class SecondPersonQuestion(PinKeys, BoxQuestion[T], Generic[T]):
    """Gives back what a second person made of it, or None when nobody did."""

    SCAN = N_("Only a badge counts here.")
    YES = N_("Approve")

    def __init__(self, counter: Counter, people: list[Person]) -> None:
        # The key that led here may repeat, and where no PIN is asked it would agree.
        super().__init__(guarded=True)
        self.counter, self._people = counter, people
        self._asks = pins.used()
        self._at = 0

    def about(self) -> Iterable[str]:
        """What is asked, in sentences."""
        raise NotImplementedError

    def by_pin(self, person: Person, pin: str) -> Callable[[Desk], T]:
        """What the person's PIN proves, by which the ledger's thread does it."""
        raise NotImplementedError

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
        lines = (*self.about(), self._hint())
        return DialogValues(_("Manager needed"), lines, fields, self._error or self._waits(), self.buttons())

    def _waits(self) -> str:
        """Why the PIN of the chosen one is not taken now."""
        why = lockout.refusal(self.counter.desk, self._people[self._at]) if self._people and self._asks else None
        return why.say() if why else ""

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
            yield key("f12", _(self.YES), self._approve, go=True, books=True)

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
        return self.agreed(self.by_pin(self._people[self._at], self.pin))

    async def agreed(self, work: Callable[[Desk], T]) -> None:
        """It is done, or refused in the box."""
        self.dismiss(await self.proved(work))


class ApprovalQuestion(SecondPersonQuestion[Consent]):
    """Gives back the consent, or None when nobody gave it."""

    def __init__(self, counter: Counter, refusal: NotAllowedError) -> None:
        super().__init__(counter, approval.approvers(counter.desk, refusal))
        self._refusal = refusal

    def about(self) -> Iterable[str]:
        """What was refused."""
        yield self._refusal.say()

    def by_pin(self, person: Person, pin: str) -> Callable[[Desk], Consent]:
        """A consent."""
        return lambda desk: approval.by_person(desk, self._refusal, person, pin)

    def by_badge(self, code: str) -> Awaitable[None]:
        """A badge agrees at once."""
        return self.agreed(lambda desk: approval.by_badge(desk, self._refusal, code))


class EndWaitQuestion(SecondPersonQuestion[Person]):
    """Gives back who let the waiting person, or anybody at the register, type a PIN again; None when nobody did."""

    YES = N_("Let type again")

    def __init__(self, counter: Counter, waiting: Person | None) -> None:
        super().__init__(counter, approval.enders())
        self._waiting = waiting

    def about(self) -> Iterable[str]:
        """Why somebody waits, and what to do where nobody can be asked."""
        if self._waiting is None:
            yield _("Ten wrong PINs here. A manager lets everybody type one again.")
        else:
            yield _("Ten wrong PINs for {name}. A manager lets {name} type one again.").format(name=self._waiting.name)
        command = ["kassa", "staff", "unlock", *([self._waiting.name] if self._waiting else ())]
        yield _("On the machine: {command}").format(command=shlex.join(command))

    def by_pin(self, person: Person, pin: str) -> Callable[[Desk], Person]:
        """Who ends the wait."""
        return lambda desk: approval.ended_by_person(desk, self._waiting, person, pin)

    def by_badge(self, code: str) -> Awaitable[None]:
        """A badge ends it at once."""
        return self.agreed(lambda desk: approval.ended_by_badge(desk, self._waiting, code))
