"""What is typed and pasted where text or an amount may stand, and what can be taken back of it."""

from collections.abc import Iterable
from weakref import WeakSet

from textual import events

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.acts import Acts
from kassa_tui.screens.frame.program import TakeBack
from kassa_tui.text import AMOUNT_SIGNS, clean
from kassa_tui.widgets.pad import Kind
from kassa_tui.widgets.runs import Takes

NOT_PASTED = N_("That cannot be pasted here.")
BESIDE_AMOUNTS = " €£$"
"""What may stand beside a copied amount."""

LONGEST_PASTED = 2000
"""Characters that are looked at; a field says by itself how many of them it has room for."""


def by_pad(kind: Kind) -> Takes:
    """What characters do where fingers have such a pad."""
    return "text" if kind in ("letters", "capitals") else "amount" if kind else "acts"


class Signs(Acts):
    """Mixed into what has keys: a screen says what it takes."""

    _refuses = False
    _written: WeakSet[events.Key]
    """Keys whose signs stand in a text."""

    def typed(self, event: events.Key) -> None:
        """A key that does nothing by its name: a character, mostly. One that does not belong here is refused."""

    def press(self, event: events.Key) -> None:
        """A key."""
        raise NotImplementedError

    def refuse(self) -> None:
        """A sign that was typed does not belong here, or has no room."""
        self._refuses = True
        self.app.error_sound()

    def type(self, event: events.Key) -> bool:
        """A key for `typed`, and whether it was taken."""
        self._refuses = False
        self.typed(event)
        if not self._refuses:
            self._keys_written().add(event)
        return not self._refuses

    def _keys_written(self) -> WeakSet[events.Key]:
        # Questions and screens begin in ways of their own, not all of which come by here.
        if "_written" not in self.__dict__:
            self._written = WeakSet()
        return self._written

    def on_take_back(self, event: TakeBack) -> None:
        """What was typed by these keys goes; what was refused never stood here, and what a person typed stays."""
        event.stop()
        if self.drawable:
            self.take_back(event.keys)

    def take_back(self, keys: Iterable[events.Key]) -> None:
        """As many signs less as these keys have written."""
        for each in keys:
            if each in self._keys_written():
                self._keys_written().discard(each)
                self.press(events.Key("backspace", None))

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted; Textual calls this for the class that has it, and no screen has one of its own."""
        event.stop()
        line = clean(next(iter(event.text.strip().splitlines()), ""), LONGEST_PASTED)
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
        keys = [events.Key(sign, sign) for sign in line]
        if not all(map(self.type, keys)):
            self.take_back(keys)
            # The sign that was refused has made the sound.
            self.say(_(NOT_PASTED))

    def takes(self) -> Takes:
        """What characters do here, typed or pasted; by what fingers type with unless a screen says otherwise."""
        return by_pad(self.pad())

    def pad(self) -> Kind:
        """What fingers need to type here now: nothing, digits, counts or letters."""
        return ""

    @property
    def drawable(self) -> bool:
        """Whether there is something to draw on: not before the screen is made, nor while it or the program ends."""
        raise NotImplementedError
