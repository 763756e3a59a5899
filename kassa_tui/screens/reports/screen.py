"""The list of reports, and the period that they are about."""

from collections.abc import Iterable

from kassa_tui.i18n import N_, _
from kassa_tui.screens.base import key
from kassa_tui.screens.lists import ListScreen
from kassa_tui.screens.reports.period import ask_period, period_text
from kassa_tui.screens.reports.sheets import REPORTS, Report
from kassa_tui.screens.reports.view import ReportScreen
from kassa_tui.till import reports, sessions
from kassa_tui.till.counter import Counter
from kassa_tui.till.report_filter import SEE_SALES, SEE_SESSIONS, Filter, period
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


class ReportsScreen(ListScreen):
    """Choose a report; F2 says for which days."""

    PLACE = "office"
    HELP = N_("F2 chooses the days, Enter shows a report. Reports add what was stored; training is in none.")

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.chosen = Filter(*period("month", sessions.today(counter.desk, counter.shop)))

    def count(self) -> int:
        """How many reports."""
        return len(REPORTS)

    def _may(self, report: Report) -> bool:
        """Sessions need both permissions to view them."""
        if report.of_sessions:
            return self.counter.may(reports.HISTORY) and self.counter.may(SEE_SESSIONS)
        return self.counter.may(SEE_SALES)

    def values(self) -> ListValues:
        """Name and a few words."""
        rows = []
        for each in REPORTS:
            may = self._may(each)
            rows.append(ListRow((_(each.word), _(each.about) if may else _("manager")), "text" if may else "muted"))
        columns = (Column("", 26), Column(""))
        return ListValues(_("Reports"), columns, tuple(rows), self.at, period_text(self.chosen), "", self.notice)

    def now(self) -> Iterable[Key]:
        """The days, and one report."""
        yield from super().now()
        yield key("f2", _("Period"), self._period, weight=8)
        yield key("f12 enter", _("Show"), self.choose, go=True)

    async def _period(self) -> None:
        chosen = await ask_period(self)
        if chosen is not None:
            self.chosen = chosen
            self.draw()

    def choose(self) -> None:
        """The selected one."""
        report = REPORTS[self.at]
        if self._may(report):
            self.app.push_screen(ReportScreen(self.counter, report, self.chosen))
        else:
            self.complain(_("A manager may do this. F10 changes the person."))
