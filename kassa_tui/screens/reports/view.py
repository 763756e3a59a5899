"""One report: sums, a chart, and the table, sorted by a heading; on paper and to a file."""

from collections.abc import Iterable, Iterator
from functools import partial

from textual import on
from textual.app import ComposeResult

from kassa_tui.exports.tables import AMOUNT, NUMBER
from kassa_tui.i18n import N_, _, current
from kassa_tui.money import Money
from kassa_tui.screens.base import KassaScreen, key
from kassa_tui.screens.paper import PaperScreen
from kassa_tui.screens.reports.chart import bar, columns
from kassa_tui.screens.reports.export import export
from kassa_tui.screens.reports.period import ask_period, period_text
from kassa_tui.screens.reports.reading import Reading, StoppedError
from kassa_tui.screens.reports.sheets import Report, Sheet
from kassa_tui.text import width
from kassa_tui.till import report_papers
from kassa_tui.till.counter import Counter
from kassa_tui.till.report_filter import Filter
from kassa_tui.till.report_papers import ReportPaper
from kassa_tui.widgets.draw import Canvas, Pen, Target
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, Listing, ListRow, ListValues

MISSING = N_("Something is missing in the sums: ? or an open session.")

BAR = 14
"""Columns of a bar beside a row, where the window is wide enough."""


class Summary(Canvas):
    """The sums, and the chart below them."""

    DEFAULT_CSS = "Summary { height: auto; }"
    sheet: Sheet | None = None

    def show(self, sheet: Sheet | None) -> None:
        """Another report; the height is that of what there is."""
        self.sheet = sheet
        charted = sheet is not None and len(sheet.points) > 1
        self.styles.height = 2 + (self._high + 2 if charted else 0)
        self.repaint()

    @property
    def _high(self) -> int:
        """Rows of the chart: more in a higher window."""
        return 8 if self.screen.size.height >= 30 else 4

    def rows(self) -> Iterator[Pen]:
        """Sums in a row, then the chart."""
        if self.sheet is None:
            return
        yield self.pen() if self.sheet.complete else self.pen().put(f" ▲ {_(MISSING)}", "warn")
        pen = self.pen().skip(1)
        for title, amount in self.sheet.totals():
            pen.put(f"{title} ", "muted").put(f"{amount}   ", bold=True)
        yield pen
        points = self.sheet.points
        if len(points) > 1:
            yield self.pen()
            known = [point.amount for point in points if point.amount is not None] or [0]
            unit = self.sheet.sums[0][1].currency
            scale = [Money(minor, unit).text(current().language) for minor in (max(known), min(known))]
            for line in columns(points, scale, self.size.width - 2, self._high):
                yield self.pen().put(f" {line}", "text")


class Sorted(Listing):
    """A list whose headings can be clicked: `sort N`."""

    def rows(self) -> Iterator[Pen]:
        """The list, with its headings as targets."""
        yield from super().rows()
        if self.values is not None:
            at = 3
            for number, wide in enumerate(self._widths(self.values)):
                self.targets.append(Target(at, 3 if self._roomy else 1, wide, 1, f"sort {number}"))
                at += wide + 1


class ReportScreen(KassaScreen):
    """A report of a period."""

    PLACE = "office"
    HELP = N_(
        "F2 chooses other days, F4 or a click on a heading sorts, F7 prints, F12 writes a file. Esc stops a long one."
    )

    def __init__(self, counter: Counter, report: Report, chosen: Filter) -> None:
        super().__init__(counter)
        self._report, self._chosen = report, chosen
        self._reading: Reading | None = None
        self.sheet: Sheet | None = None
        self._at, self._notice = 0, ""
        self._by: int | None = None
        self._down = False

    def body(self) -> ComposeResult:
        """Summary above, list below."""
        yield Summary()
        yield Sorted()

    def on_mount(self) -> None:
        """The frame at once, the figures when they are there."""
        super().on_mount()
        self.draw()
        self._read()

    def _read(self) -> None:
        self.sheet, self._reading = None, Reading()
        self.draw()
        self.wait_for(self._answer(self._reading))

    async def _answer(self, reading: Reading) -> None:
        try:
            sheet = await reading.answer(lambda: self._report.build(self.counter.desk, self._chosen))
        except StoppedError:
            return
        finally:
            if self._reading is reading:
                self._reading = None
        if not reading.stopped:
            self.sheet, self._at = sheet, 0
            self.draw()

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """Back or stop, the days, the order, paper and file."""
        yield key("escape", _("Stop") if self._reading else _("Back"), self._back, weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        page = self.query_one(Sorted).page
        for name, by in (("up", -1), ("down", 1), ("pageup", -page), ("pagedown", page)):
            yield key(name, "", partial(self._step, by))
        if self.sheet is not None:
            yield key("f2", _("Period"), self._period, weight=8)
            yield key("f4", _("Sort"), self._sort_next, weight=6)
            yield key("f7", _("Print"), self._print, weight=6)
            if self.sheet.sessions:
                yield key("enter", _("Details"), self._details, weight=5)
            yield key("f12", _("Export"), self._export, go=True)

    def _back(self) -> None:
        if self._reading is not None:
            self._reading.stop()
        self.dismiss(None)

    async def _period(self) -> None:
        chosen = await ask_period(self)
        if chosen is not None:
            self._chosen = chosen
            self._read()

    def _step(self, by: int) -> None:
        self._at, self._notice = self._at + by, ""
        self.draw()

    def _sort_next(self) -> None:
        assert self.sheet is not None
        last = -1 if self._by is None else self._by
        self._sort((last + 1) % len(self.sheet.fields))

    def _sort(self, by: int) -> None:
        """By a column; the same once more turns it round."""
        self._down = not self._down if by == self._by else False
        self._by, self._at = by, 0
        self.draw()

    def _details(self) -> None:
        from kassa_tui.screens.history import DetailsScreen

        assert self.sheet is not None
        register, number = self.sheet.sessions[self._order()[self._at]]
        if register == self.counter.desk.register:
            self.app.push_screen(DetailsScreen(self.counter, number))
        else:
            self.complain(_("That session is of another register."))

    async def _print(self) -> None:
        kept = await self.recorded(self.counter.record(report_papers.keep, self._paper()))
        self.app.push_screen(PaperScreen(self.counter, kept))

    async def _export(self) -> None:
        assert self.sheet is not None
        said = await export(self, self._report, self.sheet, self._chosen)
        if said:
            self.app.tell(said)

    # --- What is drawn ---

    def _order(self) -> list[int]:
        """The rows in the order in which they are shown; what is not known stands last."""
        assert self.sheet is not None
        rows, by = self.sheet.rows, self._by
        if by is None:
            return list(range(len(rows)))

        def rank(number: int) -> tuple[object, ...]:
            value = rows[number][by]
            plain = value.minor if isinstance(value, Money) else value
            return (isinstance(plain, str), plain if plain is not None else 0)

        known = [number for number in range(len(rows)) if rows[number][by] is not None]
        ranked = sorted(known, key=rank, reverse=self._down)
        return ranked + [number for number in range(len(rows)) if rows[number][by] is None]

    def _cells(self, sheet: Sheet, number: int, most: int) -> tuple[str, ...]:
        row, cells = sheet.rows[number], sheet.cells(number)
        if sheet.bars and self._wide:
            value = row[[field.name for field in sheet.fields].index(sheet.bars)]
            cells.append(bar(value.minor if isinstance(value, Money) else 0, most, BAR))
        return tuple(cells)

    @property
    def _wide(self) -> bool:
        return self.app.size.width >= 90

    def _list(self, sheet: Sheet) -> ListValues:
        order = self._order()
        self._at = max(0, min(self._at, len(order) - 1))
        arrow = "↓" if self._down else "↑"
        fields = []
        for number, field in enumerate(sheet.fields):
            title = f"{_(field.title)} {arrow}" if number == self._by else _(field.title)
            wide = max(field.columns, width(title)) if field.columns else 0
            fields.append(Column(title, wide, "right" if field.kind in (AMOUNT, NUMBER) else "left"))
        places = [field.name for field in sheet.fields]
        amounts = [row[places.index(sheet.bars)] for row in sheet.rows] if sheet.bars else []
        most = max((each.minor for each in amounts if isinstance(each, Money)), default=0)
        if sheet.bars and self._wide:
            fields.append(Column("", BAR))
        rows = tuple(ListRow(self._cells(sheet, number, most)) for number in order)
        return ListValues(
            _(self._report.word), tuple(fields), rows, self._at, period_text(self._chosen),
            _("Nothing in this period. F2 chooses another."), self._notice,
        )  # fmt: skip

    def draw(self) -> None:
        """Everything from its values."""
        self.query_one(Summary).show(self.sheet)
        if self.sheet is None:
            title, about = _(self._report.word), period_text(self._chosen)
            self.query_one(Sorted).show(ListValues(title, (), (), 0, about, _("Adding up. Esc stops."), self._notice))
        else:
            self.query_one(Sorted).show(self._list(self.sheet))

    def complain(self, text: str, hint: str = "") -> None:
        """In the last row."""
        self.app.error_sound()
        self._notice = text
        self.draw()

    def _paper(self) -> ReportPaper:
        """The first column with the last one, row by row."""
        assert self.sheet is not None
        sheet = self.sheet
        lines = []
        for number in self._order():
            cells = sheet.cells(number)
            lines.append((" ".join(cells[:3]) if sheet.sessions else cells[0], cells[-1]))
        notes = () if sheet.complete else (_(MISSING),)
        title, about = _(self._report.word), period_text(self._chosen)
        return ReportPaper(
            self._report.name, title, about, tuple(lines), tuple(sheet.totals()), notes, self._report.of_sessions
        )

    @on(Canvas.Hit, "Sorted")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        what, _space, number = event.name.partition(" ")
        if not self.free or self.sheet is None:
            return
        if what == "sort" and int(number) < len(self.sheet.fields):
            self._sort(int(number))
        elif what == "row":
            self._step(int(number) - self._at)
        self.keys_changed()
