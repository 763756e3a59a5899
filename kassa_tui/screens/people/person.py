"""A person: name, role, language, whether somebody works here still, and a PIN that is typed twice and never shown."""

from kassa_tui.i18n import LANGUAGES, N_, _
from kassa_tui.screens.frame.forms import FormScreen, choices, yes_no
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.desk import by_id
from kassa_tui.till.ledger.permissions import CASHIER, ROLES
from kassa_tui.till.people import people, pins
from kassa_tui.till.people.people import LONGEST_NAME, PersonForm
from kassa_tui.widgets.form import Field, FormValues

KEPT = (("keep", N_("as it is")), ("none", N_("none")))


class PersonScreen(FormScreen[int]):
    """Gives back the id of the saved person, or None."""

    PLACE = "office"
    HELP = N_(
        "A PIN has four digits, or six for whoever may approve something for others. An empty one stays as it is.\n"
        "Whoever leaves is not deleted: the name stays in what was recorded."
    )

    def __init__(self, counter: Counter, person_id: int | None = None) -> None:
        self._before = people.read(person_id) if person_id else PersonForm("", CASHIER)
        self._digits = pins.digits_of(by_id(person_id)) if person_id else 0
        super().__init__(counter)

    def worded(self) -> FormValues:
        """All fields as they are; no PIN is ever filled in."""
        before = self._before
        languages = (("", _("the shop's")), *((code, each.name) for code, each in LANGUAGES.items()))
        hint = _("Digits only: {short}, or {long} for whoever may approve.").format(short=pins.SHORT, long=pins.LONG)
        fields = [
            Field("name", _("Name"), value=before.name, longest=LONGEST_NAME),
            choices("role", _("Role"), before.role, ROLES.items()),
            Field("language", _("Language"), "choice", before.language or "", languages),
            yes_no("active", _("Works here"), before.active),
        ]
        if self._digits:
            fields.append(choices("kept", _("PIN"), "keep", KEPT))
        fields += [
            Field("pin", _("New PIN"), "digits", hint=hint, longest=pins.LONGEST, secret=True),
            Field("again", _("The same again"), "digits", longest=pins.LONGEST, secret=True),
        ]
        return FormValues(_("Change person") if before.id else _("New person"), tuple(fields))

    def _pin(self) -> str | None:
        """The PIN as it should be; None leaves it as it is. Raises PinError."""
        form = self.form
        if form["pin"] != form["again"]:
            self.form = form.put("pin", "").put("again", "").named("pin")
            raise pins.PinError(N_("The two PINs are not the same. Type both again."))
        taken_away = self._digits and form["kept"] == "none"
        return form["pin"] or ("" if taken_away else None)

    def save(self) -> object:
        """Keep it. Raises PinError, StaffError."""
        before, form = self._before, self.form
        active = form["active"] == "yes"
        typed = PersonForm(form["name"], form["role"], form["language"] or None, active, before.id, before.version)
        return self._save(typed, self._pin())

    async def _save(self, typed: PersonForm, pin: str | None) -> None:
        self.saved(await self.recorded(self.counter.record(people.save, typed, pin)), typed.name)
