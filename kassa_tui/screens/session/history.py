"""Past sessions: the list, and one of them with its papers."""

from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult

from kassa_tui.exports.report_sheet import about
from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.frame.menu import Act, Item, MenuQuestion
from kassa_tui.screens.frame.period import ask_filter
from kassa_tui.screens.session.session_screen import SessionScreen
from kassa_tui.text import width
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.drawer import asked_papers, session_details
from kassa_tui.till.drawer.session_details import SessionRow
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.recording import checked
from kassa_tui.till.papers.kept_papers import Kept
from kassa_tui.till.reports import session_list
from kassa_tui.till.reports.filter import Filter
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues, Sorted
from kassa_tui.widgets.session_view import difference

SORTED = ("start", "end", "discrepancy")
"""What the list is sorted by, in the order of its columns."""

HEADINGS = {2: "start", 3: "end", 6: "discrepancy"}
"""The columns that sort when they are tapped."""


class HistoryScreen(ListScreen[None]):
    """The newest first; Enter shows one."""

    PLACE = "register"
    HELP = N_(
        "Choose a session to see its details, its payments by type and its Z report. F2 chooses the days and the "
        "register, F4 or a tap on a heading sorts by start, end or discrepancy, once more the other way round."
    )

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.chosen = Filter(register=counter.desk.register)
        self.by, self.descending = "start", True
        self.sessions: list[SessionRow] = []

    def body(self) -> ComposeResult:
        """A list whose headings can be tapped."""
        yield Sorted()

    def read(self) -> None:
        """Read the list; what somebody else had agreed to is gone with him."""
        try:
            self.sessions = self._listed(self.chosen)
        except NotAllowedError:
            self.chosen = replace(self.chosen, register=self.counter.desk.register, location="")
            self.sessions = self._listed(self.chosen)

    def _listed(self, chosen: Filter) -> list[SessionRow]:
        by, down = self.by, self.descending
        return checked(self.counter.desk, lambda desk: session_list.listed(desk, chosen, by, descending=down))

    def count(self) -> int:
        """How many there are."""
        return len(self.sessions)

    def _row(self, row: SessionRow) -> ListRow:
        zone, today = self.counter.shop.zone, self.counter.shop.day_shown(self.counter.desk)
        opened = clock.local(row.opened_at, zone)
        closed = clock.local(row.closed_at, zone) if row.closed_at else None
        end = current().moment(closed, today) if closed else _("open")
        text, _ink = difference(row.discrepancy.known, row.basis)
        if row.closed_at is None:
            text = _("still running")
        elif not row.discrepancy.whole and row.discrepancy.known is not None:
            text += " ?"
        status = _("awaits approval") if row.awaiting else _("open") if closed is None else _("closed")
        if row.remotely and not row.awaiting:
            status = f"{_('Closed remotely by')} {row.closed_by}"
        turnover = "" if row.turnover is None else row.turnover.text(current().language)
        return ListRow((str(row.number), row.register, current().moment(opened, today), end, status, turnover, text))

    def values(self) -> ListValues:
        """Number, start, end, status, turnover, discrepancy."""
        discrepancy = self._heading("discrepancy", _("Discrepancy"))
        columns = (
            Column(_("No."), 5, "right"),
            Column(_("At"), 3),
            Column(self._heading("start", _("Start")), 12),
            Column(self._heading("end", _("End")), 12),
            Column(_("Status")),
            Column(_("Turnover"), 10, "right"),
            Column(discrepancy, max(13, width(discrepancy)), "right"),
        )
        rows = tuple(self._row(row) for row in self.sessions)
        own = self.chosen == Filter(register=self.counter.desk.register)
        empty = _("No sessions yet. F12 on the register screen starts the first one.")
        empty = empty if own else _("Nothing in this period. F2 chooses another.")
        return ListValues(
            title=_("Session history"),
            columns=columns,
            rows=rows,
            at=self.at,
            about=f"{about(self.chosen)} · {len(rows)}",
            empty=empty,
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """See one; which, and in which order."""
        yield from super().now()
        yield key("f2", _("Period"), self._period, weight=8)
        yield key("f4", _("Sort"), self._sort_next, weight=6)
        if self.sessions:
            yield key("f12 enter", _("Details"), self.choose, go=True)

    def choose(self) -> None:
        """The selected session."""
        if self.sessions:
            row = self.sessions[self.at]
            self.app.push_screen(DetailsScreen(self.counter, row.number, row.register))

    def _heading(self, by: str, word: str) -> str:
        return f"{word} {'↓' if self.descending else '↑'}" if by == self.by else word

    async def _period(self) -> None:
        """Other days, or another place. Raises NotAllowedError, PeriodError."""
        chosen = await ask_filter(self, self.chosen)
        if chosen is not None:
            self._listed(chosen)
            self.chosen = chosen
            self._again()

    def _sort_next(self) -> None:
        """The same the other way round, then by the next."""
        at = SORTED.index(self.by)
        self._sort(self.by if self.descending else SORTED[(at + 1) % len(SORTED)])

    def _sort(self, by: str) -> None:
        """The same once more turns it round; what is new or large comes first."""
        self.descending = not self.descending if by == self.by else True
        self.by = by
        self._again()

    def _again(self) -> None:
        self.at = 0
        self.read()
        self.draw()

    @on(Canvas.Hit, "Sorted")
    def _heading_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        match event.what:
            case targets.Heading(number) if self.free and number in HEADINGS:
                self._sort(HEADINGS[number])
                self.keys_changed()


class DetailsScreen(SessionScreen):
    """A past session; nothing on it can be changed."""

    HELP = N_("F12 shows the Z report, F7 the other papers; each can be printed from there.")

    def __init__(self, counter: Counter, number: int, register: str = "") -> None:
        """Of the counter's register unless another one is named."""
        super().__init__(counter)
        self._number, self._register = number, register or counter.desk.register

    def on_mount(self) -> None:
        """Read it once."""
        self.details = session_details.numbered(self._register, self._number)
        super().on_mount()
        self.draw_session()

    def now(self) -> Iterable[Key]:
        """Its papers."""
        yield key("escape", _("Back"), lambda: self.dismiss(None), weight=9)
        yield key("f1", _("Help"), self.app.show_help)
        yield from self.arrows(self.step)
        yield from self.note_keys()
        yield key("f7", _("Papers"), self._papers, weight=8)
        if self.details is not None and self.details.close is not None:
            yield key("f12", _("Z report"), self._z, go=True)

    async def _papers(self) -> None:
        """Choose between the cash alone and all payment methods."""
        items: list[Act] = [Item(_("Payments by type"), self._payments)]
        if self.details is not None and self.details.close is not None and self.details.opened.tracked:
            items.append(Item(_("Cash summary"), self._cash))
        slip = asked_papers.bag_paper(self._register, self._number)
        if slip is not None:
            items.append(Item(_("Bag slip"), partial(self._show, slip)))
        chosen = await self.app.ask(MenuQuestion(_("Papers"), items))
        if chosen is not None:
            self.do(chosen)

    def _show(self, paper: Kept) -> None:
        from kassa_tui.screens.frame.paper import PaperScreen

        self.app.push_screen(PaperScreen(self.counter, paper))

    async def _payments(self) -> None:
        self._show(await self.recorded(self.counter.record(asked_papers.payments_paper, self._number, self._register)))

    def _cash(self) -> None:
        self._show(asked_papers.cash_paper(self._register, self._number))

    def _z(self) -> None:
        assert self.details is not None
        assert self.details.close is not None
        self._show(asked_papers.z_paper(self._register, self.details.close.z_number))
