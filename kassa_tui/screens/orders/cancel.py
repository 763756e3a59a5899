"""The question before an order is cancelled, and what happens to its deposit."""

from collections.abc import Iterable

from msgspec import Struct
from textual import events

from kassa_tui.i18n import _, current, p_
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.orders import words
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger import notes
from kassa_tui.till.orders.values import Order
from kassa_tui.till.sale.order_acts import KEEP, REFUND, WAYS
from kassa_tui.widgets.dialog import Choice, DialogValues, FieldRow
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind


class CancelAnswer(Struct, frozen=True):
    """Yes: which way the deposit goes (empty where nothing was paid), and why."""

    way: str
    reason: str


class CancelQuestion(BoxQuestion[CancelAnswer]):
    """Answers with a CancelAnswer, or None when the order stays."""

    def __init__(self, order: Order, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self._order = order
        self._paid = bool(order.deposit_left)
        self._way = REFUND if self._paid else ""
        self._reason = ""
        self._at = 0

    def values(self) -> DialogValues:
        """Whose order, what was paid, and where that goes."""
        row = self._order.row
        lines = [words.about(row, self._counter)]
        fields: list[FieldRow] = []
        if self._paid:
            amount = self._order.deposit_left.text(current().language)
            lines.append(_("Paid {amount}. What happens with it?").format(amount=amount))
            choices = tuple(Choice(way, _(word), way == self._way) for way, word in WAYS.items())
            fields.append(FieldRow(p_("order", "Deposit"), choices=choices, current=self._at == 0, name="way"))
        current_reason = self._at == len(fields)
        fields.append(FieldRow(_("Reason"), self._reason, current=current_reason, name="reason"))
        title = _("Cancel {order}?").format(order=words.title(row))
        return DialogValues(title, tuple(lines), tuple(fields), self._error, self.buttons())

    @property
    def _on_reason(self) -> bool:
        return not self._paid or self._at == 1

    def now(self) -> Iterable[Key]:
        """Both answers are verbs."""
        yield key("escape", _("No, the order stays"), lambda: self.dismiss(None))
        yield key("f12", _("Yes, cancel it"), self._agree, go=True, books=True, loss=True)
        if self._paid:
            yield key("up shift+tab", "", lambda: self._move(0))
            yield key("down tab", "", lambda: self._move(1))
            yield key("left", "", lambda: self._turn(-1))
            yield key("right", "", lambda: self._turn(1))
        yield key("backspace", "", lambda: self._write(self._reason[:-1]))
        yield key("delete", "", lambda: self._write(""))

    def _move(self, at: int) -> None:
        self._at = at

    def _turn(self, by: int) -> None:
        ways = list(WAYS)
        self._choose(ways[(ways.index(self._way) + by) % len(ways)])

    def _choose(self, way: str) -> None:
        """A deposit that is kept needs its reason."""
        self._way, self._error = way, ""
        self._at = 1 if way == KEEP else self._at

    def _write(self, text: str) -> None:
        if self._on_reason:
            self._reason, self._error = text, ""

    def pad(self) -> Kind:
        """Letters for the reason."""
        return "letters" if self._on_reason else ""

    def typed(self, event: events.Key) -> None:
        """Letters are the reason, wherever the cursor is."""
        if event.character and event.is_printable:
            self._at = 1 if self._paid else 0
            if len(self._reason) < notes.LONGEST:
                self._write(self._reason + event.character)
            else:
                self.refuse()

    def clicked(self, what: targets.Field | targets.Choice) -> None:
        """A way, or the reason."""
        match what:
            case targets.Choice(_, value):
                self._at = 0
                self._choose(value)
            case targets.Field("reason"):
                self._at = 1 if self._paid else 0

    def _agree(self) -> None:
        if self._way == KEEP and not self._reason.strip():
            self._at = 1
            self.complain(_("Write why the deposit is kept."))
        else:
            self.dismiss(CancelAnswer(self._way, self._reason.strip()))
