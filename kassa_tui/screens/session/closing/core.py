"""The close wizard as it stands on the screen: its values, the form of the count, and what each step shows."""

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import KassaScreen
from kassa_tui.screens.frame.guard import Guard
from kassa_tui.screens.session.closing import views
from kassa_tui.screens.session.closing.state import CASH, Closing, Step
from kassa_tui.screens.session.closing.steps import Steps
from kassa_tui.screens.session.coins import PieceKeys, piece_fields, pieces_of
from kassa_tui.till.basket import drafts
from kassa_tui.till.counter import aside
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.drawer import session_details, sessions
from kassa_tui.till.drawer.closing import Closed
from kassa_tui.widgets.coin_table import CoinTable
from kassa_tui.widgets.form import Field, FormValues, FormView
from kassa_tui.widgets.pad import Pad
from kassa_tui.widgets.side import Side


class CloseCore(PieceKeys, KassaScreen[Closed]):
    """The close wizard without its keys."""

    PLACE = "register"
    OWN_PAD = True
    DEFAULT_CSS = """
    CloseCore Horizontal { height: 1fr; }
    CloseCore FormView, CloseCore CoinTable, CloseCore #left { width: 1fr; }
    CloseCore Vertical { width: 34; background: $k-on-surface; }
    CloseCore.-w100 Vertical { width: 46; }
    """
    HELP = N_(
        "Count what is in the drawer, then compare, choose what stays, and confirm what goes out.\n"
        "Esc goes one step back; nothing is booked before the fourth step is confirmed. A difference never blocks."
    )

    def __init__(self, counter: Counter, session_id: int) -> None:
        super().__init__(counter)
        self._number = sessions.number_of(session_id)
        self.closing = Closing(counter, session_id)
        restored = self.closing.restore(drafts.load(counter.desk.register, drafts.COUNT))
        self.notice = ""
        self.came_back = restored
        self.closed: Closed | None = None
        self.can_count_coins = False
        self._empty_is_none = False
        self._by_digit = False
        self._guard = Guard()
        self.form = self._count_form()

    def _count_form(self) -> FormValues:
        """Notes and coins, or one sum; then the totals of terminals."""
        state = self.closing
        pieces = piece_fields(self.counter, state.texts)
        self.can_count_coins = bool(pieces)
        state.by_coin = state.by_coin and self.can_count_coins
        fields = list(pieces)
        if not state.by_coin:
            fields = [Field(CASH, _("Cash in the drawer"), "amount", state.texts.get(CASH, ""), longest=12)]
        for method in state.asked_terminals():
            label = _("{method} · terminal total").format(method=_(method.name))
            value = state.texts.get(method.code, "")
            fields.append(Field(method.code, label, "amount", value, hint=_("not counted"), longest=12))
        state.pieces = pieces_of(FormValues("", tuple(fields)))
        return FormValues(_("Count the cash in the drawer"), tuple(fields))

    def body(self) -> ComposeResult:
        """Steps on top, then two sides; the first step types into a form."""
        yield Steps()
        with Horizontal():
            yield CoinTable()
            yield FormView()
            yield Side(id="left")
            with Vertical():
                yield Side(id="right")
                yield Pad("surface")

    def on_mount(self) -> None:
        """The first step."""
        super().on_mount()
        self.draw()

    # --- Showing ---

    def draw(self) -> None:
        """The present step."""
        step = self.closing.step
        title = _("Close session {number}").format(number=self._number)
        self.query_one(Steps).show(title, step)
        counting, by_coin = step is Step.COUNT, self.closing.by_coin
        self.query_one(CoinTable).display = counting and by_coin
        self.query_one(FormView).display = counting and not by_coin
        self.query_one("#left", Side).display = not counting
        if counting and by_coin:
            self.query_one(CoinTable).show(self.form, self.counter.shop.currency)
        elif counting:
            self.query_one(FormView).show(self.form)
        left, right = views.sides(self.closing, self.closed, self._sees_expected())
        if left is not None:
            self.query_one("#left", Side).show(left)
        notice = self.notice
        if step is Step.COUNT and self.came_back and not notice:
            right = replace(right, text=_("Your count of before is here again.") + "\n" + right.text)
        self.query_one("#right", Side).show(replace(right, notice=notice))

    def relabel(self) -> None:
        """The same count under other words."""
        if self.closing.step is Step.COUNT:
            self.form = self._count_form().filled(self.form)
        super().relabel()

    def _sees_expected(self) -> bool:
        return session_details.sees_expected(self.counter.desk, self.counter.shop.blind_count)

    def say(self, text: str, hint: str = "") -> None:
        """At the bottom of the right side."""
        self.notice = text
        self.draw()

    def changed(self) -> None:
        """The count is kept at each key."""
        super().changed()
        self.notice = ""
        self.came_back = False
        self.closing.texts |= {each.name: each.value for each in self.form.fields}
        self.closing.pieces = pieces_of(self.form)
        self.closing.skipped = False
        self.closing.forget_shifts()
        aside.keep_draft(self.counter, drafts.COUNT, self.closing.kept())
