"""What characters do on a screen, typed or pasted."""

from textual import events

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.acts import Acts
from kassa_tui.text import AMOUNT_SIGNS, clean
from kassa_tui.widgets.pad import Kind
from kassa_tui.widgets.runs import Takes

NOT_PASTED = N_("That cannot be pasted here.")
BESIDE_AMOUNTS = " €£$"
"""What may stand beside a copied amount."""


def by_pad(kind: Kind) -> Takes:
    """What characters do where fingers have such a pad."""
    return "text" if kind in ("letters", "capitals") else "amount" if kind else "acts"


class Signs(Acts):
    """Mixed into what has keys: a screen says what it takes."""

    def typed(self, event: events.Key) -> None:
        """A key that is none of `now`: a character, mostly."""

    def pad(self) -> Kind:
        """What fingers need to type here now: nothing, digits, counts or letters."""
        return ""

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted; Textual calls this for the class that has it, and no screen has one of its own."""
        event.stop()
        line = clean(event.text.strip().partition("\n")[0])
        if not (self.free and line):
            self.app.error_sound()
            return
        self.do(lambda: self.pasted(line))
        self.keys_changed()

    def pasted(self, line: str) -> None:
        """A line as if it was typed, where all its signs are text or an amount here; or nothing of it, aloud."""
        amount = line.strip(BESIDE_AMOUNTS)
        match self.takes():
            case "text":
                self._type_all(line)
            case "amount" | "entry" if amount and all(sign in AMOUNT_SIGNS for sign in amount):
                self._type_all(amount)
            case _:
                self.complain(_(NOT_PASTED))

    def _type_all(self, line: str) -> None:
        for sign in line:
            self.typed(events.Key(sign, sign))

    def takes(self) -> Takes:
        """What characters do here, typed or pasted; by what fingers type with unless a screen says otherwise."""
        return by_pad(self.pad())
