"""The place Register: the open session with its cash, or the way to start one; past sessions beside it."""

from collections.abc import Callable, Iterable
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal

from kassa_tui.i18n import N_, _, current
from kassa_tui.money import parse
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.session.session_screen import SessionScreen
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.drawer import asked_papers, closing, movements, session_details, sessions
from kassa_tui.till.drawer.counting import COUNTED
from kassa_tui.till.drawer.session_details import SessionDetails
from kassa_tui.till.ledger import notes
from kassa_tui.till.ledger.permissions import CLOSE_REMOTELY, SEE_HISTORY
from kassa_tui.widgets.drawing.canvas import Canvas, Pen
from kassa_tui.widgets.frame import Key


class NoSession(Canvas):
    """What to do when nothing is open."""

    text = ""

    def show(self, text: str) -> None:
        """Another sentence."""
        self.text = text
        self.redraw()

    def rows(self) -> Iterable[Pen]:
        """A few sentences in the middle."""
        for _blank in range(max(self.size.height // 3, 1)):
            yield self.pen()
        yield self.pen().put(_("No session is open."), columns=self.size.width, align="center", bold=True)
        yield self.pen()
        for line in self.text.split("\n"):
            yield self.pen().put(line, "muted", columns=self.size.width, align="center")


class RegisterScreen(SessionScreen):
    """The root of the place."""

    HELP = N_("The open session. F8 adds or takes out cash, F7 makes an X report, F12 counts and closes.")

    def body(self) -> ComposeResult:
        """The session, or that there is none."""
        yield NoSession()
        yield from super().body()

    def update_frame(self) -> None:
        """The frame, and the session's figures with it."""
        super().update_frame()
        if self.drawable:
            self.read()

    def read(self) -> None:
        """Read the open session again."""
        self.details = session_details.current(self.counter.desk.register)
        self.query_one(NoSession).display = self.details is None
        self.query_one(Horizontal).display = self.details is not None
        if self.details is None:
            self.query_one(NoSession).show(self._how_to_start())
        self.draw_session()
        self.keys_changed()

    def _how_to_start(self) -> str:
        if self.counter.remote:
            return _("The counter starts the next one.")
        if not self.counter.shop.track_cash:
            by_day = _("Cash is not tracked in this shop: each business day has a session of its own.")
            return f"{by_day}\n{_('Office, Settings changes that.')}"
        left = sessions.left_before(self.counter.desk.register) or 0
        amount = self.counter.shop.money(left).text(current().language)
        otherwise = _("Otherwise the first sale opens it by itself with {amount}, not counted.")
        return f"{_('F12 starts one with a counted amount.')}\n{otherwise.format(amount=amount)}"

    def now(self) -> Iterable[Key]:
        """What works, open or not."""
        help_key, menu, person = self.common_keys()
        yield help_key
        if self.counter.may(SEE_HISTORY):
            yield key("f2", _("History"), self._history, weight=8)
        if self.details is not None:
            yield from self._open_keys()
        yield menu
        yield person
        yield key("escape", "", self.app.seen)
        if self.counter.remote:
            yield from self._remote_keys()
        elif self.details is None and self.counter.shop.track_cash:
            yield key("f12", _("Start session"), self._start, go=True)
        elif self.details is not None:
            yield key("f12", _("Close session"), self._close, go=True)

    def _remote_keys(self) -> Iterable[Key]:
        if self.details is not None and self.counter.may(CLOSE_REMOTELY):
            yield key("f12", _("Close from the office"), self._close_remotely, go=True)

    def _close_remotely(self) -> None:
        from kassa_tui.screens.session.remote_close import RemoteCloseScreen

        self.app.push_screen(RemoteCloseScreen(self.counter), lambda _number: self.update_frame())

    def _open_keys(self) -> Iterable[Key]:
        yield from self.arrows(self.step)
        yield from self.note_keys()
        if self.counter.remote:
            yield key("f7", _("X report"), self._x_report, weight=6, books=True)
            return
        assert self.details is not None
        opened = self.details.opened
        if opened.tracked and self.details.opening_basis != COUNTED:
            yield key("f4", _("Count opening"), self._count_opening, weight=6)
        listed = self.details.events
        chosen = listed[self.at] if self.at is not None and self.at < len(listed) else None
        if chosen is not None and chosen.id in self.out():
            yield key("f5", _("Money is back"), lambda: self._give_back(chosen.id), weight=9, books=True)
        yield key("f7", _("X report"), self._x_report, weight=6, books=True)
        yield key("f8", _("Drawer"), self._drawer, weight=7)

    def menu_items(self) -> list[tuple[str, Callable[[], object]]]:
        """Approving sessions that closed above the tolerance."""
        word = _("Approve session {number}")
        waiting = closing.awaiting(self.counter.desk.register)
        return [(word.format(number=number), partial(self._approve, number)) for number in waiting]

    async def _approve(self, number: int) -> None:
        from kassa_tui.screens.frame.ask import ask_text

        title = _("Approve session {number}").format(number=number)
        note = await ask_text(self.app, title, _("Note"), do=_("Approve"), longest=notes.LONGEST)
        if note is not None:
            await self.recorded(self.counter.record(closing.approve, number, note))
            self.update_frame()

    async def _count_opening(self) -> None:
        from kassa_tui.screens.frame.ask import ask_amount

        amount = await ask_amount(self.app, _("What was in the drawer at the start?"), _("Counted"))
        if amount is not None:
            await self.recorded(self.counter.record(sessions.count_opening, amount))
            self.update_frame()

    async def _give_back(self, event_id: int) -> None:
        from kassa_tui.screens.frame.ask import AskEntry

        withdrawal = self.out()[event_id]
        unit, language = self.counter.shop.unit, current().language
        question = AskEntry(
            _("How much is back?"),
            unit.symbol,
            lambda text: withdrawal.part(parse(text, unit, language)),
            characters=AMOUNT_SIGNS,
            entered=withdrawal.rest.text(language),
        )
        amount = await self.app.ask(question)
        if amount is not None:
            await self.recorded(self.counter.record(movements.give_back, event_id, amount))
            self.update_frame()

    async def _drawer(self) -> None:
        from kassa_tui.screens.session.drawer import ask_drawer

        await ask_drawer(self)
        self.update_frame()

    async def _x_report(self) -> None:
        from kassa_tui.screens.frame.paper import PaperScreen

        paper = await self.recorded(self.counter.record(asked_papers.x_report))
        self.app.push_screen(PaperScreen(self.counter, paper))

    def _history(self) -> None:
        from kassa_tui.screens.session.history import HistoryScreen

        self.app.push_screen(HistoryScreen(self.counter))

    def _start(self) -> None:
        from kassa_tui.screens.session.start import StartScreen

        self.app.push_screen(StartScreen(self.counter))

    def _close(self) -> object:
        from kassa_tui.screens.session.closing.screen import CloseScreen

        assert self.details is not None
        if not self.details.opened.tracked:
            return self._close_untracked(self.details)
        self.app.push_screen(CloseScreen(self.counter, self.details.opened.id))
        return None

    async def _close_untracked(self, details: SessionDetails) -> None:
        """Nothing to count where cash is not tracked; the day's session may end early."""
        from kassa_tui.screens.frame.ask import yes

        title = _("Close session {number}").format(number=details.opened.number)
        lines = [_("Cash is not tracked in this shop."), _("The Z report is made at once.")]
        if await yes(self.app, title, lines, do=_("Close session"), dont=_("Back")):
            form = closing.CloseForm(details.opened.id, seen=closing.seen(details.opened.id))
            await self.recorded(self.counter.record(closing.close, form))
            self.update_frame()
