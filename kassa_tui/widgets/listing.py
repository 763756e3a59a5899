"""Lists with columns that stay straight: only the rows in sight are drawn, names are cut, figures line up."""

from collections.abc import Iterator
from dataclasses import dataclass

from kassa_tui.text import Align
from kassa_tui.widgets.draw import Canvas, Pen, Target


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `columns` cells wide, 0 for the one that takes the rest."""

    title: str
    columns: int = 0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row: a cell for each column; `ink` marks what needs attention."""

    cells: tuple[str, ...]
    ink: str = "text"


@dataclass(frozen=True, slots=True)
class ListValues:
    """A list: `at` is the row with the cursor, None for a list that only shows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[ListRow, ...]
    at: int | None = 0
    about: str = ""
    empty: str = ""
    notice: str = ""


class Listing(Canvas):
    """Draws a list. Clicks say `row N`."""

    values: ListValues | None = None

    def show(self, values: ListValues) -> None:
        """Other rows, or another cursor."""
        self.values = values
        self.redraw()

    @property
    def page(self) -> int:
        """Rows in sight."""
        return max(self.size.height - 3, 1)

    def rows(self) -> Iterator[Pen]:
        """Title, heading, rows, and a refusal at the bottom."""
        values = self.values
        if values is None:
            return
        yield self.pen().put(f" {values.title}", bold=True).right(f"{values.about} ", "muted")
        yield self._cells(tuple(column.title for column in values.columns), "muted", None)
        room = self.size.height - 2 - (1 if values.notice else 0)
        if values.rows:
            top = self._top(values, room)
            for number in range(top, min(top + room, len(values.rows))):
                self.targets.append(Target(0, self.drawn, self.size.width, 1, f"row {number}"))
                row = values.rows[number]
                yield self._cells(row.cells, row.ink, number == values.at)
        elif values.empty:
            yield self.pen()
            yield self.pen().put(f" {values.empty}", "muted")
        if values.notice:
            for _blank in range(self.size.height - self.drawn - 1):
                yield self.pen()
            yield self.pen("error").put(f" ■ {values.notice}", "errortext", bold=True)

    @staticmethod
    def _top(values: ListValues, room: int) -> int:
        at = values.at or 0
        return max(0, min(at - room // 2, len(values.rows) - room))

    def _cells(self, cells: tuple[str, ...], ink: str, chosen: bool | None) -> Pen:
        assert self.values is not None
        ground = "cursor" if chosen else None
        used = "cursortext" if chosen else ink
        columns = self.values.columns
        fixed = sum(column.columns for column in columns) + len(columns) - 1
        rest = max(self.size.width - fixed - 4, 4)
        pen = self.pen().skip(1).put("▶ " if chosen else "  ", used, ground=ground)
        for number, (cell, column) in enumerate(zip(cells, columns, strict=True)):
            last = number == len(columns) - 1
            wide = column.columns or rest
            pen.put(cell, used, columns=wide, align=column.align, ground=ground, bold=bool(chosen))
            pen.put("" if last else " ", used, ground=ground)
        return pen


class PaperView(Canvas):
    """A piece of paper as it was kept, scrolled by rows."""

    ground = "surface"
    text: str = ""
    top: int = 0

    def show(self, text: str) -> None:
        """Another paper, from its top."""
        self.text, self.top = text, 0
        self.redraw()

    def scroll(self, by: int) -> None:
        """Rows further down or up."""
        last = max(len(self.text.splitlines()) - self.size.height + 1, 0)
        self.top = max(0, min(self.top + by, last))
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """The rows in sight, in the middle of the pane."""
        lines = self.text.splitlines()
        left = max((self.size.width - max(map(len, lines), default=0)) // 2, 1)
        for line in lines[self.top : self.top + self.size.height]:
            yield self.pen().put(line, at=left)
