"""What covers a screen while its window is smaller than anything fits into."""

from collections.abc import Iterator

from kassa_tui.i18n import _
from kassa_tui.text import wrap
from kassa_tui.widgets.drawing.canvas import Canvas, Pen

SMALLEST = (80, 22)
"""Columns and rows of the smallest window that the register works in."""


class TooSmall(Canvas):
    """One sentence over everything; what is below stays as it is. The program's style sheet says when."""

    DEFAULT_CSS = "TooSmall { layer: over; dock: top; display: none; width: 100%; height: 100%; }"

    def rows(self) -> Iterator[Pen]:
        """The sentence in the middle."""
        columns, rows = SMALLEST
        text = _("This window is too small. Make it {columns} × {rows} or larger: nothing is lost.")
        lines = wrap(text.format(columns=columns, rows=rows), max(self.size.width - 2, 1))
        for _blank in range(max((self.size.height - len(lines)) // 2, 0)):
            yield self.pen()
        for line in lines:
            yield self.pen().put(line, "warn", columns=self.size.width, align="center", bold=True)
