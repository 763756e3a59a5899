"""What the screens of the open session and of a closed one share: facts left, cash right."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kassa_tui.i18n import _
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.drawer import drawer_now, session_details
from kassa_tui.till.drawer.session_details import SessionDetails
from kassa_tui.till.drawer.withdrawals import OpenWithdrawal
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.session_view import SessionCash, SessionFacts, SessionValues


class SessionScreen(KassaScreen[None]):
    """What the open session's and a closed session's screens share."""

    PLACE = "register"
    DEFAULT_CSS = """
    SessionScreen Horizontal { height: 1fr; }
    SessionScreen SessionCash { width: 1fr; background: $k-on-surface; }
    SessionScreen SessionFacts { width: 40; }
    SessionScreen.-w100 SessionFacts { width: 46; }
    """

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.details: SessionDetails | None = None
        self.at: int | None = None

    def body(self) -> ComposeResult:
        """Facts left, cash right."""
        with Horizontal():
            yield SessionFacts()
            yield SessionCash()

    def out(self) -> dict[int, OpenWithdrawal]:
        """The withdrawals that are still out, those of sessions before among them."""
        if self.details is None or self.details.close is not None:
            return {}
        return {each.id: each for each in self.details.still_out}

    def draw_session(self) -> None:
        """Both sides."""
        if self.details is None:
            return
        shop = self.counter.shop
        known = self.details.close is not None or not self.details.opened.tracked
        cash = known or session_details.sees_expected(self.counter.desk, shop.blind_count)
        opened = self.details.close is None
        now = drawer_now.of_session(shop, self.details.opened.id) if opened else None
        today = drawer_now.of_today(shop, self.counter.desk) if opened else None
        values = SessionValues(
            details=self.details,
            zone=shop.zone,
            day=shop.day_shown(self.counter.desk),
            cash=cash,
            out=frozenset(self.out()),
            at=self.at,
            now=now,
            today=today,
        )
        self.query_one(SessionFacts).show(values)
        self.query_one(SessionCash).show(values)

    def written(self) -> list[tuple[str, str]]:
        """Titles and texts of the selected event's note, or else of the notes of the session."""
        if self.details is None:
            return []
        events, close = self.details.events, self.details.close
        if self.at is not None and self.at < len(events) and events[self.at].note:
            return [(_("Note"), events[self.at].note)]
        begin, end = self.details.opened.note, close.note if close is not None else ""
        return [(word, note) for word, note in ((_("Note at the start"), begin), (_("Note at the close"), end)) if note]

    def note_keys(self) -> Iterable[Key]:
        """A long note is opened whole."""
        if self.written():
            yield key("enter", _("Note"), self._read_note, weight=3)

    async def _read_note(self) -> None:
        from kassa_tui.screens.frame.ask import Whole
        from kassa_tui.screens.frame.menu import Item, MenuQuestion

        notes = [Item(title, (title, text)) for title, text in self.written()]
        chosen = notes[0].value if len(notes) == 1 else await self.app.ask(MenuQuestion(_("Notes"), notes))
        if chosen is not None:
            await self.app.ask(Whole(*chosen))

    def step(self, by: int) -> None:
        """Select another event; above the first one none."""
        count = len(self.details.events) if self.details else 0
        if count:
            after = 0 if self.at is None else self.at + by
            self.at = None if after < 0 else min(after, count - 1)
            self.draw_session()

    @on(Canvas.Hit, "SessionCash")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        match event.what:
            case targets.Row(number):
                self.at = number
                self.draw_session()
                self.keys_changed()
