"""A list whose rows in use stand in an order of the shop's own; those out of use come after them."""

from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from kassa_tui.i18n import _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.widgets.frame import Key


class Placed(Protocol):
    """What the list is of."""

    @property
    def code(self) -> str | None:
        """Its code."""

    @property
    def active(self) -> bool:
        """Whether it is in use."""


P = TypeVar("P", bound=Placed)


class OrderedScreen(ListScreen[None], Generic[P]):
    """Subclasses read `listed`, edit a row or a new one, and record another place of one."""

    listed: Sequence[P] = ()

    def count(self) -> int:
        """A row each."""
        return len(self.listed)

    def now(self) -> Iterable[Key]:
        """Change, new, move."""
        yield from super().now()
        yield key("f6", _("New"), lambda: self.edit(None), weight=8)
        if self.listed[self.at].active:
            yield key("f7", _("Move up"), lambda: self._move(-1), weight=6, books=True)
            yield key("f8", _("Move down"), lambda: self._move(1), weight=6, books=True)
        yield key("f12 enter", _("Change"), self.choose, go=True)

    def choose(self) -> None:
        """Change the selected one."""
        self.edit(self.listed[self.at])

    def edit(self, row: P | None) -> None:
        """The form of a row, or of a new one."""
        raise NotImplementedError

    async def place(self, row: P, by: int) -> None:
        """Record a row one place up (-1) or down (1)."""
        raise NotImplementedError

    async def _move(self, by: int) -> None:
        to = self.at + by
        if not 0 <= to < sum(each.active for each in self.listed):
            self.app.error_sound()
            return
        await self.place(self.listed[self.at], by)
        self.at = to
        self.resumed()
