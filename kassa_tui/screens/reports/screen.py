"""The list of reports, and the period that they are about."""

from collections.abc import Iterable

from kassa_tui.exports.report_sheet import about
from kassa_tui.i18n import N_, _, n_
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.frame.period import ask_filter
from kassa_tui.screens.reports.letters import LettersScreen
from kassa_tui.screens.reports.view import ReportScreen
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.recording import checked
from kassa_tui.till.mail import letters
from kassa_tui.till.reports.every_report import REPORTS
from kassa_tui.till.reports.filter import Filter, may_see_sales, period
from kassa_tui.till.reports.report import Subject
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


class ReportsScreen(ListScreen[None]):
    """Choose a report; F2 says for which days."""

    PLACE = "office"
    HELP = N_(
        "F2 chooses the days and the place, Enter shows a report. Reports add what was stored; training is in none."
    )

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.chosen = Filter(*period("month", counter.shop.today(counter.desk)))

    def count(self) -> int:
        """How many reports, and the letters."""
        return len(REPORTS) + 1

    def _may(self, subject: Subject) -> bool:
        """Whether it opens without asking anybody; sessions need both permissions to view them."""
        try:
            checked(self.counter.desk, subject.require)
        except NotAllowedError:
            return False
        return True

    def values(self) -> ListValues:
        """Name and a few words."""
        rows = []
        for each in REPORTS:
            may = self._may(each)
            rows.append(ListRow((_(each.title), _(each.about) if may else _("manager")), "text" if may else "muted"))
        rows.append(self._letters())
        columns = (Column("", 26), Column(""))
        return ListValues(
            title=_("Reports"),
            columns=columns,
            rows=tuple(rows),
            at=self.at,
            about=about(self.chosen),
            empty="",
            notice=self.notice,
        )

    def _letters(self) -> ListRow:
        """The row of the letters: how many were not sent."""
        failed = len(letters.letters("failed"))
        if failed:
            said = n_("■ {n} letter was not sent", "■ {n} letters were not sent", failed).format(n=failed)
            return ListRow((_("Letters"), said), "error")
        return ListRow((_("Letters"), _("what went out by mail, and what did not")))

    def now(self) -> Iterable[Key]:
        """The days, and one report."""
        yield from super().now()
        yield key("f2", _("Period"), self._period, weight=8)
        yield key("f12 enter", _("Show"), self.choose, go=True)

    async def _period(self) -> None:
        chosen = await ask_filter(self, self.chosen)
        if chosen is not None:
            self.chosen = chosen
            self.draw()

    def choose(self) -> None:
        """The selected one, once somebody agrees who may see it. Raises NotAllowedError."""
        if self.at == len(REPORTS):
            checked(self.counter.desk, may_see_sales)
            self.app.push_screen(LettersScreen(self.counter))
            return
        subject = REPORTS[self.at]
        checked(self.counter.desk, subject.require)
        self.app.push_screen(ReportScreen(self.counter, subject, self.chosen))
