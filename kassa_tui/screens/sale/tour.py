"""The first day at the counter in six cards, beside the real sale screen: each lies where its part is not."""

from collections.abc import Iterable

from msgspec import Struct

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.widgets.dialog import DialogValues
from kassa_tui.widgets.frame import Key


class Card(Struct, frozen=True):
    """A card; `over_keys` lays it over the quick keys, so that the receipt can be seen."""

    title: str
    lines: tuple[str, ...]
    over_keys: bool = True


CARDS = (
    Card(
        N_("Scan or search"),
        (
            N_("Scan an article: it goes on the receipt."),
            N_("No barcode? Press its quick key, type its code and Enter, or F2 and a few letters of its name."),
        ),
        over_keys=False,
    ),
    Card(
        N_("How many"),
        (
            N_("3 * and then the article sells three."),
            N_("+ and − change the line that is marked; ↑ ↓ mark another one."),
        ),
    ),
    Card(
        N_("Take it off"),
        (
            N_("Del takes the marked line off."),
            N_("Esc only clears what you typed; it never loses a receipt."),
        ),
    ),
    Card(
        N_("Pay"),
        (
            N_("F12, the green key at the bottom right, is always the next step: here it goes on to payment."),
            N_("Choose how the customer pays, and F12 again. Nothing is booked before that."),
        ),
    ),
    Card(
        N_("Count at the end"),
        (
            N_("At the end of the day: F9, Register, F12."),
            N_("Count the notes and coins, then compare. A difference never stops you."),
        ),
    ),
    Card(
        N_("F1 helps"),
        (
            N_("F1 says on every screen what can be done there."),
            N_("This tour is there as well: F1 on the sale screen, then T."),
        ),
    ),
)


class TourQuestion(BoxQuestion[bool]):
    """Gives back True when it was ended for good: after the last card, or by Esc."""

    SCAN = N_("Scanning works after the tour: Esc ends it.")
    DEFAULT_CSS = """
    TourQuestion { align: left middle; }
    TourQuestion.-right { align: right middle; }
    TourQuestion > #box { width: 44; }
    TourQuestion.-right > #box { width: 40; }
    TourQuestion.-w100 > #box { width: 48; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._at = 0

    def on_mount(self) -> None:
        """The first card, at its side; what it tells of is not dimmed, as it is below other questions."""
        super().on_mount()
        self.styles.background = "transparent"
        self.set_class(self.app.size.width >= 100, "-w100")
        self._show(0)

    @property
    def card(self) -> Card:
        """The card that is shown."""
        return CARDS[self._at]

    def values(self) -> DialogValues:
        """Where one is, what it says, and how it goes on."""
        card = self.card
        number = _("{number} of {count}").format(number=self._at + 1, count=len(CARDS))
        lines = [line for text in card.lines for line in (_(text), "")][:-1]
        title = f"{_(card.title)} · {number}"
        return DialogValues(title, tuple(lines), error=self._error, buttons=self.buttons())

    def now(self) -> Iterable[Key]:
        """The next card; one back; out of it."""
        last = self._at == len(CARDS) - 1
        yield key("escape", _("Stop"), lambda: self.dismiss(True))
        yield key("left pageup backspace", "", lambda: self._show(max(self._at - 1, 0)))
        word = _("Start selling") if last else _("Next")
        yield key("f12 enter space right pagedown", word, self._next, go=True)

    def _next(self) -> None:
        if self._at == len(CARDS) - 1:
            self.dismiss(True)
        else:
            self._show(self._at + 1)

    def _show(self, at: int) -> None:
        self._at, self._error = at, ""
        self.set_class(not self.card.over_keys, "-right")
        self.keys_changed()
