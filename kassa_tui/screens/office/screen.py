"""The place Office: what is not selling. Grows with what the owner can do."""

from collections.abc import Iterable

from kassa_tui.endings import AGAIN
from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.ask import yes
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.office.missing import MissingAnswer
from kassa_tui.screens.office.tasks import TASKS, Task, begin
from kassa_tui.till.drawer import succession
from kassa_tui.till.drawer.succession import Question
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

    @property
    def _waiting(self) -> bool:
        """Whether something waits for the owner: it stands above the tasks until it is answered."""
        return bool(self.counter.devices.missing) or succession.is_asked()

    def _cells(self, task: Task) -> ListRow:
        """Name and a few words, or who is needed."""
        lacking = task.lacking(self.counter)
        return ListRow((_(task.word), lacking or _(task.about)), "muted" if lacking else "text")

    def count(self) -> int:
        """How many rows."""
        return len(TASKS) + self._waiting

    def values(self) -> ListValues:
        """Name and a few words."""
        columns = (Column("", 20), Column(""))
        asked = (ListRow((_("Missing receipts"), _("what became of them?")), "warn"),) if self._waiting else ()
        return ListValues(
            title=_("Office"),
            columns=columns,
            rows=(*asked, *map(self._cells, TASKS)),
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
        if self._waiting and not self.at:
            return self._ask()
        return begin(self.app, TASKS[self.at - self._waiting])

    async def _ask(self) -> None:
        """What a stick knows is asked of whoever sells; what became of it, of the owner afterwards."""
        missing, asked = self.counter.devices.missing, succession.open_question()
        if missing:
            await self._start_again(missing)
        elif asked is not None:
            await self._answer(asked)

    async def _start_again(self, missing: str) -> None:
        """How to go on is asked where the register begins: nothing of it has to change its code while it runs."""
        lines = (
            f"{missing}.",
            _("Nothing is recorded until that is answered. The register starts again, and asks how to go on."),
            self.app.kept_at_the_end,
        )
        if await yes(self.app, _("Something is missing"), lines, do=_("Start again"), dont=_("Later"), guarded=True):
            self.app.exit(AGAIN)

    async def _answer(self, asked: Question) -> None:
        """Raises NotAllowedError for whoever is no owner, and finds none to agree."""
        became = await self.app.ask(MissingAnswer(asked, self.counter.shop))
        if became is not None:
            await self.recorded(self.counter.record(succession.answer, became))
            self.app.succeeded(_("Answered: {answer}").format(answer=_(succession.ANSWERS[became])))
            self.resumed()
