"""The left side of the sale: the quick keys, and while it is paid the ways to pay in the same cells."""

from collections.abc import Iterator

from kassa_tui.widgets.drawing.canvas import Pen
from kassa_tui.widgets.method_list import Methods, MethodValues
from kassa_tui.widgets.quick_keys import QuickKeys


class LeftSide(QuickKeys, Methods):
    """Quick keys or ways to pay. Clicks are about what either of them has."""

    paying: MethodValues | None = None

    def pay(self, values: MethodValues | None) -> None:
        """The ways to pay; with None the quick keys again."""
        if values != self.paying:
            self.paying = values
            self.redraw()

    def rows(self) -> Iterator[Pen]:
        """One of them."""
        yield from super().rows() if self.paying is None else self.method_rows(self.paying)
