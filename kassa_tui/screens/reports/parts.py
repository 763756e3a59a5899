"""The sums of a report on the screen, with a chart."""

from collections.abc import Iterator

from kassa_tui.exports.report_sheet import MISSING, Sheet
from kassa_tui.i18n import _, current
from kassa_tui.screens.reports.chart import columns, height, progress
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.widgets.drawing.canvas import Canvas, Pen

CHART_ROWS = ((40, 13), (30, 8), (0, 5))
"""Rows of the chart in a window that is so high at least."""

PROGRESS = 30
"""Columns of the bar that says how far a report is."""


class Summary(Canvas):
    """The sums and the chart below them; while they are added up, how far that is."""

    DEFAULT_CSS = "Summary { height: auto; }"
    sheet: Sheet | None = None
    chosen: int | None = None
    done: tuple[int, int] | None = None

    def show(self, sheet: Sheet | None, chosen: int | None = None, done: tuple[int, int] | None = None) -> None:
        """Another report, row or progress; the height is that of what there is."""
        self.sheet, self.chosen, self.done = sheet, chosen, done
        chart = height(sheet.points, self._high) + 2 if sheet is not None and self._charted else 0
        self.styles.height = 2 + chart
        self.repaint()

    @property
    def _charted(self) -> bool:
        # In a low window fingers need the rows for the list.
        low = self.fingers and self.screen.size.height < CHART_ROWS[1][0]
        return self.sheet is not None and len(self.sheet.points) > 1 and not low

    @property
    def _high(self) -> int:
        """Rows of the chart: more in a higher window."""
        return next(rows for least, rows in CHART_ROWS if self.screen.size.height >= least)

    def rows(self) -> Iterator[Pen]:
        """Sums in a row, then the chart."""
        if self.done is not None:
            yield self._progress(*self.done)
        if self.sheet is None:
            return
        if self.done is None:
            yield self.pen() if self.sheet.complete else self.pen().put(f" ▲ {_(MISSING)}", "warn")
        pen = self.pen().skip(1)
        for title, amount in self.sheet.totals():
            pen.put(f"{title} ", "muted").put(f"{amount}   ", bold=True)
        yield pen
        if self._charted:
            yield from self._chart(self.sheet)

    def _progress(self, done: int, pieces: int) -> Pen:
        """How far it is: parts of the period that are read, of all of them."""
        pen = self.pen().skip(1).put(progress(done, pieces, PROGRESS), "key")
        return pen.put(f"  {done * 100 // pieces if pieces else 100} %", "muted")

    def _chart(self, sheet: Sheet) -> Iterator[Pen]:
        shop, language = read_shop(), current().language

        def scale(minor: int) -> str:
            return shop.money(minor).text(language)

        drawn = columns(sheet.points, scale, self.size.width - 2, self._high, self.chosen)
        yield from (self.pen() for _above in range(self.chosen is None))
        for line in drawn:
            yield self.pen().put(f" {line}", "text")
