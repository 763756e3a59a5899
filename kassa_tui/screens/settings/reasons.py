"""Reasons for cash in and out in the office: the list in the shop's order, and the form of one."""

from msgspec.structs import replace

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.forms import FormScreen, choices, yes_no
from kassa_tui.screens.settings.checked import Checked
from kassa_tui.screens.settings.ordered import OrderedScreen
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.setup import reasons
from kassa_tui.till.setup.reasons import DIRECTIONS, LONGEST_ACCOUNT, LONGEST_NAME, ReasonForm
from kassa_tui.widgets.form import Field, FormValues
from kassa_tui.widgets.listing import Column, ListRow, ListValues


class ReasonsScreen(OrderedScreen[ReasonForm]):
    """All reasons, those in use first."""

    PLACE = "office"
    HELP = N_(
        "F12 changes a reason, F6 makes a new one, F7 and F8 move it.\n"
        "None is deleted: what was recorded with it stays. It is taken out of use."
    )

    def read(self) -> None:
        """As they are now."""
        self.listed = reasons.listed()

    def values(self) -> ListValues:
        """Name, direction, account, and what is special about it."""
        columns = (Column(_("Name")), Column(_("For"), 20), Column(_("Account"), 12), Column("", 18))
        rows = []
        for reason in self.listed:
            words = [_("with a note")] * reason.needs_note + [_("comes back")] * reason.temporary
            last = ", ".join(words) if reason.active else _("not in use")
            cells = (_(reason.name), _(DIRECTIONS[reason.direction]), reason.account, last)
            rows.append(ListRow(cells, "text" if reason.active else "muted"))
        return ListValues(
            title=_("Reasons"),
            columns=columns,
            rows=tuple(rows),
            at=self.at,
            about="",
            empty="",
            notice=self.notice,
        )

    def edit(self, row: ReasonForm | None) -> None:
        """The form of a reason."""
        self.app.push_screen(ReasonScreen(self.counter, row))

    async def place(self, row: ReasonForm, by: int) -> None:
        """Another place in the order of what is offered."""
        await self.recorded(self.counter.record(reasons.move, row.code or "", by))


class ReasonScreen(Checked[str], FormScreen[str]):
    """Gives back the code of the saved reason, or None."""

    PLACE = "office"
    HELP = N_("What comes back stays open until it is booked back. The account is the bookkeeper's.")

    def __init__(self, counter: Counter, reason: ReasonForm | None) -> None:
        self._before = reason or ReasonForm("")
        super().__init__(counter)

    def worded(self) -> FormValues:
        """All of it."""
        before = self._before
        fields = (
            Field("name", _("Name"), value=_(before.name) if before.name else "", longest=LONGEST_NAME),
            choices("direction", _("For"), before.direction, DIRECTIONS.items()),
            yes_no("needs_note", _("Asks for a note"), before.needs_note),
            yes_no("temporary", _("Comes back"), before.temporary, _("Cash that is borrowed from the drawer.")),
            Field(
                "account",
                _("Account"),
                value=before.account,
                hint=_("Where the bookkeeper books it; empty for none."),
                longest=LONGEST_ACCOUNT,
            ),
            yes_no("active", _("In use"), before.active),
        )
        return FormValues(_("Change reason") if before.code else _("New reason"), fields)

    def _typed_form(self) -> ReasonForm:
        form, before = self.form, self._before
        typed = form["name"].strip()
        return replace(
            before,
            name=before.name if before.name and typed == _(before.name) else typed,
            direction=form["direction"],
            needs_note=form["needs_note"] == "yes",
            temporary=form["temporary"] == "yes",
            account=form["account"],
            active=form["active"] == "yes",
        )

    def check(self, name: str, form: FormValues) -> None:
        """The name, against the others. Raises ReasonError."""
        if name == "name":
            others = [each for each in reasons.listed() if each.code != self._before.code]
            reasons.check_name(form[name], others)

    def save(self) -> object:
        """Keep it. Raises ReasonError, ChangedRowError."""
        return self._save(self._typed_form()) if self.all_right() else None

    async def _save(self, typed: ReasonForm) -> None:
        self.saved(await self.recorded(self.counter.record(reasons.save, typed)), typed.name)
