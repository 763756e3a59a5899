"""Past sessions: the list, and one of them with its papers."""

from collections.abc import Iterable
from functools import partial

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.frame.menu import Act, Item, MenuQuestion
from kassa_tui.screens.session.session_screen import SessionScreen
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.drawer import session_details
from kassa_tui.till.drawer.session_details import SessionRow
from kassa_tui.till.ledger import clock
from kassa_tui.till.papers.kept_papers import Kept
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues
from kassa_tui.widgets.session_view import difference


class HistoryScreen(ListScreen[None]):
    """The newest first; Enter shows one."""

    PLACE = "register"
    HELP = N_("Choose a session to see its details, its payments by type and its Z report.")

    def read(self) -> None:
        """Read the list."""
        self.sessions: list[SessionRow] = session_details.history(self.counter.desk)

    def count(self) -> int:
        """How many there are."""
        return len(self.sessions)

    def _row(self, row: SessionRow) -> ListRow:
        zone = self.counter.shop.zone
        opened = clock.local(row.opened_at, zone)
        closed = clock.local(row.closed_at, zone) if row.closed_at else None
        end = f"{current().short_date(closed)} {closed:%H:%M}" if closed else _("open")
        text, _ink = difference(row.discrepancy.known, row.basis)
        if row.closed_at is None:
            text = _("still running")
        elif not row.discrepancy.whole and row.discrepancy.known is not None:
            text += " ?"
        status = _("awaits approval") if row.awaiting else _("open") if closed is None else _("closed")
        if row.remotely and not row.awaiting:
            status = f"{_('Closed remotely by')} {row.closed_by}"
        turnover = "" if row.turnover is None else row.turnover.text(current().language)
        return ListRow((str(row.number), f"{current().short_date(opened)} {opened:%H:%M}", end, status, turnover, text))

    def values(self) -> ListValues:
        """Number, start, end, status, turnover, discrepancy."""
        columns = (
            Column(_("No."), 5, "right"),
            Column(_("Start"), 12),
            Column(_("End"), 12),
            Column(_("Status")),
            Column(_("Turnover"), 10, "right"),
            Column(_("Discrepancy"), 17, "right"),
        )
        rows = tuple(self._row(row) for row in self.sessions)
        empty = _("No sessions yet. F12 on the register screen starts the first one.")
        return ListValues(
            title=_("Session history"),
            columns=columns,
            rows=rows,
            at=self.at,
            about=str(len(rows)),
            empty=empty,
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """See one."""
        yield from super().now()
        if self.sessions:
            yield key("f12 enter", _("Details"), self.choose, go=True)

    def choose(self) -> None:
        """The selected session."""
        if self.sessions:
            self.app.push_screen(DetailsScreen(self.counter, self.sessions[self.at].number))


class DetailsScreen(SessionScreen):
    """A past session; nothing on it can be changed."""

    HELP = N_("F12 shows the Z report, F7 the other papers; each can be printed from there.")

    def __init__(self, counter: Counter, number: int) -> None:
        super().__init__(counter)
        self._number = number

    def on_mount(self) -> None:
        """Read it once."""
        self.details = session_details.numbered(self.counter.desk.register, self._number)
        super().on_mount()
        self.draw_session()

    def now(self) -> Iterable[Key]:
        """Its papers."""
        yield key("escape", _("Back"), lambda: self.dismiss(None), weight=9)
        yield key("f1", _("Help"), self.app.show_help)
        yield from self.arrows(self.step)
        yield key("f7", _("Papers"), self._papers, weight=8)
        if self.details is not None and self.details.close is not None:
            yield key("f12", _("Z report"), self._z, go=True)

    async def _papers(self) -> None:
        """Choose between the cash alone and all payment methods."""
        items: list[Act] = [Item(_("Payments by type"), self._payments)]
        if self.details is not None and self.details.close is not None and self.details.opened.tracked:
            items.append(Item(_("Cash summary"), self._cash))
        slip = session_details.bag_paper(self.counter.desk.register, self._number)
        if slip is not None:
            items.append(Item(_("Bag slip"), partial(self._show, slip)))
        chosen = await self.app.ask(MenuQuestion(_("Papers"), items))
        if chosen is not None:
            self.do(chosen)

    def _show(self, paper: Kept) -> None:
        from kassa_tui.screens.frame.paper import PaperScreen

        self.app.push_screen(PaperScreen(self.counter, paper))

    async def _payments(self) -> None:
        self._show(await self.recorded(self.counter.record(session_details.payments_paper, self._number)))

    def _cash(self) -> None:
        self._show(session_details.cash_paper(self.counter.desk.register, self._number))

    def _z(self) -> None:
        assert self.details is not None
        assert self.details.close is not None
        self._show(session_details.z_paper(self.counter.desk.register, self.details.close.z_number))
