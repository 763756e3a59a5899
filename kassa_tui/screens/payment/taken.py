"""Money that was taken before the program ended: the disk says so, and perhaps does not know what was done since."""

from collections.abc import Iterable

from kassa_tui.i18n import _, current
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.host import Host
from kassa_tui.till.basket import methods
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.counter import aside
from kassa_tui.widgets.dialog import DialogValues
from kassa_tui.widgets.frame import Key


class TakenQuestion(BoxQuestion[bool]):
    """Answers whether the customer has it again; None when nobody said so."""

    def __init__(self, taken: InHand) -> None:
        super().__init__(guarded=True)
        self._taken = taken

    def values(self) -> DialogValues:
        """What was taken, by what."""
        language, known = current().language, methods.every()
        title = _("Was {amount} given back?").format(amount=self._taken.amount.text(language))
        taken = _("{amount} by {method} was taken before the program ended.")
        lines = [
            taken.format(amount=payment.amount.text(language), method=_(known[payment.method].name))
            for payment in self._taken.payments
        ]
        return DialogValues(title, tuple(lines), error=self._error, buttons=self.buttons())

    def now(self) -> Iterable[Key]:
        """Going on is what is usual; that it was given back is said with a key of its own."""
        yield key("escape", _("Not now"), lambda: self.dismiss(None))
        yield key("f4", _("Given back"), self._given_back, books=True)
        yield key("f12", _("Still paid"), lambda: self.dismiss(False), go=True, books=True)

    def _given_back(self) -> None:
        if not self.too_soon():
            self.dismiss(True)


async def ask_after(app: Host, before: Iterable[InHand]) -> bool:
    """Ask what became of each, and journal what was given back; whether a payment is to be gone on with."""
    go_on = False
    for taken in before:
        answer = await app.ask(TakenQuestion(taken))
        go_on = go_on or answer is False
        if answer:
            await aside.give_back(app.counter, taken)
    return go_on
