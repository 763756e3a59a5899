"""Lists with columns that stay straight: only the rows in sight are drawn, names are cut, figures line up."""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.text import Align, width, wrap
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas, Pen, Target


class Column(Struct, frozen=True):
    """A column: `columns` cells wide, 0 for the one that takes the rest."""

    title: str
    columns: int = 0
    align: Align = "left"


class ListRow(Struct, frozen=True):
    """A row: a cell for each column; `ink` marks what needs attention."""

    cells: tuple[str, ...]
    ink: str = "text"


class ListValues(Struct, frozen=True):
    """A list: `at` is the row with the cursor, None for a list that only shows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[ListRow, ...]
    at: int | None = 0
    about: str = ""
    empty: str = ""
    notice: str = ""


class Listing(Canvas):
    """Draws a list. Clicks are about a `Row`."""

    values: ListValues | None = None

    def show(self, values: ListValues) -> None:
        """Other rows, or another cursor."""
        self.values = values
        self.redraw()

    @property
    def page(self) -> int:
        """Rows in sight."""
        if self.fingers:
            return self._fitting(self.size.height - (4 if self._roomy else 2))
        return max(self.size.height - (5 if self._roomy else 3), 1)

    def _fitting(self, room: int) -> int:
        """How many rows of the list there is room for."""
        return max(room // self.tall, 1)

    @property
    def _roomy(self) -> bool:
        return self.size.height >= 26

    def rows(self) -> Iterator[Pen]:
        """Title, heading, rows, and a refusal at the bottom."""
        values = self.values
        if values is None:
            return
        if self._roomy:
            yield self.pen()
        yield self.pen().put(f" {values.title}", bold=True).right(f"{values.about} ", "muted")
        if self._roomy:
            yield self.pen()
        wide = self._widths(values)
        if self.size.height - self.drawn > self.tall:
            yield self._cells(tuple(column.title for column in values.columns), "muted", None, wide)
        refusal = wrap(f"■ {values.notice}", self.size.width - 2) if values.notice else []
        room = self.size.height - self.drawn - len(refusal)
        if values.rows:
            fitting = self._fitting(room)
            self.longer = fitting < len(values.rows)
            top = self._top(values, fitting)
            for number in range(top, min(top + fitting, len(values.rows))):
                self.targets.append(Target(0, self.drawn, self.size.width, self.tall, targets.Row(number)))
                row, chosen = values.rows[number], number == values.at
                lines = [self._cells(cells, row.ink, chosen, wide) for cells in self._wrapped(row.cells, wide)]
                yield from self.raised(lines, self.tall, "cursor" if chosen else None)
        elif values.empty:
            yield self.pen()
            yield self.pen().put(f" {values.empty}", "muted")
        for _blank in range(self.size.height - self.drawn - len(refusal) if refusal else 0):
            yield self.pen()
        for line in refusal:
            yield self.pen("error").put(f" {line}", "errortext", bold=True)

    def _wrapped(self, cells: tuple[str, ...], wide: list[int]) -> list[tuple[str, ...]]:
        """The cells of a row, which for fingers is high enough to write in more lines what is too long for one."""
        parts = [wrap(cell, columns) if self.fingers else [cell] for cell, columns in zip(cells, wide, strict=True)]
        lines = min(max(map(len, parts)), self.tall)
        last = [" ".join(part[lines - 1 :]) for part in parts]
        above = [tuple(part[line] if line < len(part) else "" for part in parts) for line in range(lines - 1)]
        return [*above, tuple(last)]

    def _widths(self, values: ListValues) -> list[int]:
        """The cells of each column: figures are never cut, the column that takes the rest gives way."""
        wide = [
            max([column.columns, *(width(row.cells[i]) for row in values.rows)])
            if column.align == "right"
            else column.columns
            for i, column in enumerate(values.columns)
        ]
        rest = max(self.size.width - sum(wide) - len(wide) - 3, 4)
        return [columns or rest for columns in wide]

    @staticmethod
    def _top(values: ListValues, room: int) -> int:
        at = values.at or 0
        return max(0, min(at - room // 2, len(values.rows) - room))

    def _cells(self, cells: tuple[str, ...], ink: str, chosen: bool | None, widths: list[int]) -> Pen:
        assert self.values is not None
        ground = "cursor" if chosen else None
        used = "cursortext" if chosen else ink
        columns = self.values.columns
        pen = self.pen().skip(1).put("▶ " if chosen else "  ", used, ground=ground)
        for number, (cell, column, wide) in enumerate(zip(cells, columns, widths, strict=True)):
            last = number == len(columns) - 1
            pen.put(cell, used, columns=wide, align=column.align, ground=ground, bold=bool(chosen))
            pen.put("" if last else " ", used, ground=ground)
        return pen.put("", columns=self.size.width - 1 - pen.at, ground=ground)


class Sorted(Listing):
    """A list whose headings can be clicked."""

    def rows(self) -> Iterator[Pen]:
        """The list, with its headings as targets."""
        yield from super().rows()
        if self.values is not None:
            at = 3
            for number, wide in enumerate(self._widths(self.values)):
                self.targets.append(Target(at, 3 if self._roomy else 1, wide, 1, targets.Heading(number)))
                at += wide + 1


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
        left = max((self.size.width - max(map(width, lines), default=0)) // 2, 1)
        self.longer = len(lines) > self.size.height
        for line in lines[self.top : self.top + self.size.height]:
            yield self.pen().put(line, at=left)
