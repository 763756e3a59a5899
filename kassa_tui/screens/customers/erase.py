"""The question before a person is forgotten: what goes, what stays and until when, and why it is done."""

from msgspec.structs import replace

from kassa_tui.i18n import _
from kassa_tui.screens.frame.ask import AskEntry
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.text import clean
from kassa_tui.till.customers import erasing
from kassa_tui.till.customers.customers import Customer
from kassa_tui.till.customers.erasing import GOES, STAYS, EraseError
from kassa_tui.widgets.dialog import DialogValues


def _reason(typed: str) -> str:
    """Why; never nothing. Raises EraseError."""
    reason = clean(typed)
    if not reason:
        raise EraseError(erasing.NO_REASON)
    return reason


class EraseQuestion(AskEntry[str]):
    """Answers with the reason, or None when the customer stays."""

    def __init__(self, customer: Customer, kept: str) -> None:
        self._kept = kept
        title = _("Erase {name}?").format(name=customer.name)
        super().__init__(title, _("Why (name nobody)"), _reason, word=_("Erase for good"), loss=True)

    def values(self) -> DialogValues:
        """What goes and what stays, above the reason."""
        return replace(super().values(), lines=tuple(filter(None, (_(GOES), _(STAYS), self._kept))))


async def erase(screen: Framed, customer: Customer) -> bool:
    """Ask, and forget; whether it was done. Raises EraseError, NotAllowedError."""
    stays = erasing.said(erasing.retained(customer.id, screen.counter.desk.clock()))
    reason = await screen.app.ask(EraseQuestion(customer, stays))
    if reason is None:
        return False
    await screen.recorded(screen.counter.record(erasing.erase, customer.id, reason))
    text = _("Customer {number} was erased. Copies of before still hold the data.").format(number=customer.number)
    screen.app.tell(f"{text} {stays}".strip())
    return True
