"""One report: sums, a chart, and the table, sorted by a heading; on paper and to a file."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from textual import on
from textual.app import ComposeResult

from kassa_tui.database import at_one_moment
from kassa_tui.exports.report_sheet import Field, Sheet, about, paper_of
from kassa_tui.i18n import N_, _
from kassa_tui.money import Money
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.screens.frame.paper import PaperScreen
from kassa_tui.screens.frame.period import ask_filter
from kassa_tui.screens.reports.chart import bar
from kassa_tui.screens.reports.export import export
from kassa_tui.screens.reports.parts import Summary
from kassa_tui.screens.reports.reading import Reading, StoppedError
from kassa_tui.text import width
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.recording import checked
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports import papers
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.report import Subject
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues, Sorted

BAR = 14
"""Columns of a bar beside a row, where there is room for it."""

NAME = 12
"""Columns that a bar leaves to the first field at least."""

T = TypeVar("T")


class ReportScreen(KassaScreen[None]):
    """A report of a period."""

    PLACE = "office"
    HELP = N_(
        "F2 chooses other days or a place, F4 or a click on a heading sorts, ← and → walk the chart, F7 prints, F12 "
        "writes a file or mails it. Esc stops a long one."
    )

    def __init__(self, counter: Counter, subject: Subject, chosen: Filter) -> None:
        super().__init__(counter)
        self._subject, self._chosen = subject, chosen
        self._reading: Reading | None = None
        self._done = (0, 1)
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
        self.sheet = None
        self.wait_for(self._answer())

    async def _answer(self) -> None:
        counter, chosen = self.counter, self._chosen
        try:
            sheet = await self._work(lambda: checked(counter.desk, partial(_built, self._subject, chosen)))
        except StoppedError:
            return
        self.sheet, self._at = sheet, 0
        self.draw()

    async def _work(self, question: Callable[[], T]) -> T:
        """The answer of something long: how far it is can be seen, Esc stops it. Raises StoppedError."""
        reading = self._reading = Reading(self._told)
        self._done = (0, 1)
        self.draw()
        self.keys_changed()
        try:
            return await reading.answer(question)
        finally:
            self._reading = None
            self.draw()

    def _told(self, done: int, pieces: int) -> None:
        """So many parts are read."""
        if self._reading is not None and self.is_mounted:
            self._done = (done, pieces)
            self._summary()

    def on_resize(self) -> None:
        """Another window has room for another chart."""
        if self.drawable:
            self.draw()

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """Back or stop, the days, the order, paper and file."""
        yield key("escape", _("Stop") if self._reading else _("Back"), self._back, weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        page, more = self.query_one(Sorted).page, self.longer()
        for name, by in (("up", -1), ("down", 1)):
            yield key(name, "", partial(self._step, by))
        yield key("pageup", self.tile(_("Up"), more), partial(self._step, -page), label="PgUp")
        yield key("pagedown", self.tile(_("Down"), more), partial(self._step, page), label="PgDn")
        if self.sheet is not None and self._reading is None:
            for name, by in (("left", -1), ("right", 1)):
                yield key(name, "", partial(self._along, by))
            yield key("f2", _("Period"), self._period, weight=8)
            yield key("f4", _("Sort"), self._sort_next, weight=6)
            yield key("f7", _("Print"), self._print, weight=6)
            if self.sheet.sessions:
                yield key("enter", _("Details"), self._details, weight=5)
            yield key("f12", _("Export"), self._export, go=True)

    def _back(self) -> None:
        """Stop what is long; without figures there is nothing to stay for."""
        if self._reading is not None:
            self._reading.stop()
        if self._reading is None or self.sheet is None:
            self.dismiss(None)

    async def _period(self) -> None:
        chosen = await ask_filter(self, self._chosen)
        if chosen is not None:
            self._chosen = chosen
            self._read()

    def _step(self, by: int) -> None:
        self._at, self._notice = self._at + by, ""
        self.draw()

    def _along(self, by: int) -> None:
        """The next one in the chart, wherever it stands in the list."""
        order = self._order()
        row = max(0, min(order[self._at] + by, len(order) - 1)) if order else 0
        self._step(order.index(row) - self._at if order else 0)

    def _sort_next(self) -> None:
        """The same column the other way round, then the next one."""
        assert self.sheet is not None
        self._sort(next_sorted(self._by, self._down, len(self.sheet.fields)))

    def _sort(self, by: int) -> None:
        """By a column; the same once more turns it round."""
        self._down = not self._down if by == self._by else False
        self._by, self._at = by, 0
        self.draw()

    def _details(self) -> None:
        from kassa_tui.screens.session.history import DetailsScreen

        assert self.sheet is not None
        register, number = self.sheet.sessions[self._order()[self._at]]
        self.app.push_screen(DetailsScreen(self.counter, number, register))

    async def _print(self) -> None:
        assert self.sheet is not None
        paper = paper_of(self.sheet, self._chosen, self._order())
        kept = await self.recorded(self.counter.record(papers.keep, paper))
        self.app.push_screen(PaperScreen(self.counter, kept))

    async def _export(self) -> None:
        assert self.sheet is not None
        try:
            said = await export(self, self.sheet.report, self._chosen, self._work)
        except StoppedError:
            said = (_("Stopped. Nothing was written."),)
        for text in said:
            self.app.tell(text)

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
        bars = [bar(sheet.bar(number), most, BAR)] if self._barred(sheet) else []
        return (*sheet.cells[number], *bars)

    def _barred(self, sheet: Sheet) -> bool:
        """Whether there is room for a bar beside each row."""
        used = sum(max(field.columns, width(_(field.column.title))) + 1 for field in sheet.fields if field.columns)
        return sheet.bars is not None and self.app.size.width >= used + NAME + BAR + 5

    def _list(self, sheet: Sheet) -> ListValues:
        order = self._order()
        self._at = max(0, min(self._at, len(order) - 1))
        arrow = "↓" if self._down else "↑"
        fields = []
        for number, field in enumerate(sheet.fields):
            title = f"{_heading(field)} {arrow}" if number == self._by else _heading(field)
            wide = max(field.columns, width(title)) if field.columns else 0
            fields.append(Column(title, wide, "right" if field.right else "left"))
        most = max(map(sheet.bar, order), default=0)
        if self._barred(sheet):
            fields.append(Column("", BAR))
        rows = tuple(ListRow(self._cells(sheet, number, most)) for number in order)
        return ListValues(
            title=_(self._subject.title),
            columns=tuple(fields),
            rows=rows,
            at=self._at,
            about=about(self._chosen),
            empty=_("Nothing in this period. F2 chooses another."),
            notice=self._notice,
        )

    def draw(self) -> None:
        """Everything from its values."""
        self._summary()
        if self.sheet is None:
            values = ListValues(
                title=_(self._subject.title),
                columns=(),
                rows=(),
                at=0,
                about=about(self._chosen),
                empty=_("Adding up. Esc stops."),
                notice=self._notice,
            )
            self.query_one(Sorted).show(values)
        else:
            self.query_one(Sorted).show(self._list(self.sheet))

    def _summary(self) -> None:
        """The sums, the place in the chart, and how far a long one is."""
        order = self._order() if self.sheet is not None else []
        chosen = order[max(0, min(self._at, len(order) - 1))] if order else None
        self.query_one(Summary).show(self.sheet, chosen, self._done if self._reading is not None else None)

    def say(self, text: str, hint: str = "") -> None:
        """In the last row."""
        self._notice = text
        self.draw()

    @on(Canvas.Hit, "Sorted")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        if not self.free or self.sheet is None:
            return
        match event.what:
            case targets.Heading(number) if number < len(self.sheet.fields):
                self._sort(number)
            case targets.Row(number):
                self._step(number - self._at)
        self.keys_changed()


def next_sorted(by: int | None, down: bool, columns: int) -> int:
    """The column that the next press sorts: the same one once more, which turns it round, then the one beside it."""
    if by is None:
        return 0
    return (by + 1) % columns if down else by


def _heading(field: Field) -> str:
    """The column's title, or its short one where it is wider than what stands below."""
    column = field.column
    return _(column.brief) if column.brief and 0 < field.columns < width(_(column.title)) else _(column.title)


def _built(subject: Subject, chosen: Filter, desk: Desk) -> Sheet:
    """The report for a desk with whatever was agreed to, of one moment. Raises NotAllowedError."""
    with at_one_moment():
        return Sheet(subject.build(desk, chosen), read_shop().day_shown(desk))
