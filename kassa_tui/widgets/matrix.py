"""The variants of an article as a grid: one thing it differs in downwards, the other across."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from kassa_tui.i18n import _, current
from kassa_tui.text import width
from kassa_tui.till.goods.catalog import Matrix
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas, Pen, Target

CELL = 8
"""Cells of the terminal that a place of the grid takes: a finger's width."""


class MatrixValues(Struct, frozen=True):
    """What the grid shows: how many of each are typed (as text), and where the cursor is (row and column)."""

    title: str
    matrix: Matrix
    typed: Mapping[tuple[str, str], str]
    at: tuple[int, int]
    sum: str
    notice: str = ""
    high: int = 1


class MatrixGrid(Canvas):
    """Draws the grid, with as many columns as there is room for. Clicks are about a `Cell`."""

    values: MatrixValues | None = None

    def show(self, values: MatrixValues) -> None:
        """Another state."""
        self.values = values
        self.redraw()

    def window(self, columns: int) -> range:
        """The columns in sight: the cursor's is among them."""
        if self.values is None:
            return range(0)
        room = max(1, (self.size.width - self._labels() - 2) // CELL)
        first = max(0, min(self.values.at[1] - room + 1, columns - room))
        return range(first, min(columns, first + room))

    def _labels(self) -> int:
        assert self.values is not None
        return min(max((width(name) for name in self.values.matrix.rows), default=0) + 4, self.size.width // 3)

    def rows(self) -> Iterator[Pen]:
        """Title, the heads of the columns, a row for each of the first axis, the sum."""
        values = self.values
        if values is None:
            return
        matrix, labels = values.matrix, self._labels()
        columns = self.window(len(matrix.columns))
        yield self.pen()
        yield self.pen().put(f" {values.title}", bold=True).right(f"{values.sum} ", bold=True)
        yield self.pen()
        head = self.pen().put("", columns=labels)
        for column in columns:
            head.put(matrix.columns[column], "muted", columns=CELL, align="center")
        yield head
        room = max(1, (self.size.height - 7) // values.high)
        self.longer = room < len(matrix.rows) or len(columns) < len(matrix.columns)
        top = max(0, min(values.at[0] - room + 1, len(matrix.rows) - room))
        for number in range(top, min(len(matrix.rows), top + room)):
            yield from self._row(values, number, columns, labels)
        yield self.pen()
        yield self.pen().put(
            f" {values.notice or _('- = not in the collection')}", "error" if values.notice else "muted"
        )

    def _row(self, values: MatrixValues, number: int, columns: range, labels: int) -> Iterator[Pen]:
        blank = (values.high - 1) // 2
        begin = self.drawn
        for _above in range(blank):
            yield self.pen()
        name = values.matrix.rows[number]
        pen = self.pen().put(f" {name}", columns=labels, bold=number == values.at[0])
        for column in columns:
            at = (number, column) == values.at
            key = (name, values.matrix.columns[column])
            there = key in values.matrix.cells
            text = values.typed.get(key, "") or ("·" if there else "-")
            lead = "▶" if at else " "
            ink = "cursortext" if at else "text" if values.typed.get(key) else "muted"
            pen.put(
                f"{lead}{text}".center(CELL), ink, ground="cursor" if at else None, bold=bool(values.typed.get(key))
            )
            if there:
                self.targets.append(
                    Target(
                        labels + (column - columns.start) * CELL, begin, CELL, values.high, targets.Cell(number, column)
                    )
                )
        yield pen
        for _below in range(values.high - 1 - blank):
            yield self.pen()


def price_text(matrix: Matrix, at: tuple[int, int]) -> str:
    """What the variant under the cursor costs."""
    article = matrix.cells.get((matrix.rows[at[0]], matrix.columns[at[1]]))
    if article is None:
        return ""
    amount = _("asked") if article.price is None else article.price.text(current().language)
    return f"{article.name} · {amount}"
