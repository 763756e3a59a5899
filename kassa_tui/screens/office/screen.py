"""The place Office: what is not selling. Grows with what the owner can do."""

from collections.abc import Iterable

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.office.tasks import TASKS, Task, begin
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


class OfficeScreen(ListScreen[None]):
    """The root of the place."""

    PLACE = "office"
    HELP = N_("Choose what to look at or change. What you may not do says who may.")

    def resumed(self) -> None:
        """A task that somebody agreed to ends here."""
        if self.is_current:
            self.counter.task_ended()
        super().resumed()

    def _cells(self, task: Task) -> ListRow:
        """Name and a few words, or who is needed."""
        lacking = task.lacking(self.counter)
        return ListRow((_(task.word), lacking or _(task.about)), "muted" if lacking else "text")

    def count(self) -> int:
        """How many tasks."""
        return len(TASKS)

    def values(self) -> ListValues:
        """Name and a few words."""
        columns = (Column("", 20), Column(""))
        return ListValues(
            title=_("Office"),
            columns=columns,
            rows=tuple(map(self._cells, TASKS)),
            at=self.at,
            about="",
            empty="",
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """Open one; a place has no way back, it has the menu."""
        yield from self.common_keys()
        yield key("escape", "", self.app.seen)
        yield from self.list_keys()
        yield key("f12 enter", _("Open"), self.choose, go=True)

    def choose(self) -> object:
        """The selected one; what the person may not do, somebody else may agree to."""
        return begin(self.app, TASKS[self.at])
