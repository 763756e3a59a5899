"""People in the office: who works here, with which role, and what proves who they are."""

from collections.abc import Iterable

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.till.ledger.permissions import ROLES
from kassa_tui.till.people import people
from kassa_tui.till.people.people import Listed
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


def _row(member: Listed) -> ListRow:
    """Name, role, what proves it, and whether the person works here still."""
    pin = _("{count} digits").format(count=member.digits) if member.digits else _("none")
    badge = _("yes") if member.badge else _("none")
    here = _("yes") if member.active else _("no")
    cells = (member.person.name, _(ROLES[member.person.role]), pin, badge, here)
    return ListRow(cells, "text" if member.active else "muted")


class StaffScreen(ListScreen[None]):
    """Everybody; those who left come last."""

    PLACE = "office"
    HELP = N_(
        "F12 changes a person: name, role, language, PIN, and whether somebody works here still.\n"
        "F7 prints a new badge; the one before stops."
    )

    def read(self) -> None:
        """As they are now."""
        self.people = people.listed()

    def count(self) -> int:
        """One row a person."""
        return len(self.people)

    def values(self) -> ListValues:
        """Never a PIN, nor a badge's code."""
        columns = (
            Column(_("Name")),
            Column(_("Role"), 16),
            Column(_("PIN"), 10),
            Column(_("Badge"), 8),
            Column(_("Works here"), 12),
        )
        return ListValues(
            title=_("People"),
            columns=columns,
            rows=tuple(map(_row, self.people)),
            at=self.at,
            about="",
            empty="",
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """New, badge, change."""
        yield from super().now()
        yield key("f6", _("New"), lambda: self._edit(None), weight=8)
        if self.people[self.at].active:
            yield key("f7", _("New badge"), self._ask_badge, weight=6)
        yield key("f12 enter", _("Change"), self.choose, go=True)

    def choose(self) -> None:
        """Change the selected one."""
        self._edit(self.people[self.at].person.id)

    def _edit(self, person_id: int | None) -> None:
        from kassa_tui.screens.people.person import PersonScreen

        self.app.push_screen(PersonScreen(self.counter, person_id))

    async def _ask_badge(self) -> None:
        from kassa_tui.screens.frame.ask import yes

        person = self.people[self.at].person
        lines = [_("It comes out of the printer. The badge before is nobody's from then on.")]
        title = _("New badge for {name}?").format(name=person.name)
        if await yes(self.app, title, lines, do=_("Print"), dont=_("Back")):
            await self.recorded(self.counter.record(people.new_badge, person.id))
            self.resumed()
