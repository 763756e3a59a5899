"""Payment methods in the office: the list in the shop's order, and the form of one."""

from msgspec.structs import replace

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.forms import FormScreen, choices, yes_no
from kassa_tui.screens.settings.checked import Checked
from kassa_tui.screens.settings.ordered import OrderedScreen
from kassa_tui.till.basket.kinds import KINDS
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.setup import method_edit, shop_edit
from kassa_tui.till.setup.method_edit import LONGEST_NAME, MethodForm
from kassa_tui.till.setup.shop_edit import ShopChange
from kassa_tui.widgets.form import Field, FormValues
from kassa_tui.widgets.listing import Column, ListRow, ListValues

CAN = (
    ("opens_drawer", N_("opens drawer")),
    ("counted_at_close", N_("counted")),
    ("needs_reference", N_("reference")),
    ("in_office", N_("office")),
)
"""What a method can do, in a word each."""


class MethodsScreen(OrderedScreen[MethodForm]):
    """All methods, those in use first."""

    PLACE = "office"
    HELP = N_(
        "F12 changes a payment method, F6 makes a new one, F7 and F8 move it.\n"
        "None is deleted: what was paid with it stays. It is taken out of use."
    )

    def read(self) -> None:
        """As they are now."""
        self.listed = method_edit.listed()

    def values(self) -> ListValues:
        """Key, name, kind, what it can do."""
        columns = (Column(_("Key"), 5), Column(_("Name"), 18), Column(_("Kind"), 18), Column(_("What it does")))
        rows = []
        for method in self.listed:
            can = ", ".join(_(word) for name, word in CAN if getattr(method, name))
            cells = (method.letter, _(method.name), _(method.kind_row.name), can if method.active else _("not in use"))
            rows.append(ListRow(cells, "text" if method.active else "muted"))
        return ListValues(
            title=_("Payment methods"),
            columns=columns,
            rows=tuple(rows),
            at=self.at,
            about="",
            empty="",
            notice=self.notice,
        )

    def edit(self, row: MethodForm | None) -> None:
        """The form of a method."""
        self.app.push_screen(MethodScreen(self.counter, row))

    async def place(self, row: MethodForm, by: int) -> None:
        """Another place in the order of what is offered."""
        codes = [each.code or "" for each in self.listed if each.active]
        at = codes.index(row.code or "")
        codes[at], codes[at + by] = codes[at + by], codes[at]
        shop = self.counter.shop
        change = ShopChange(shop, replace(shop, methods=tuple(codes)))
        await self.recorded(self.counter.record(shop_edit.change, change))


class MethodScreen(Checked[str], FormScreen[str]):
    """Gives back the code of the saved method, or None."""

    PLACE = "office"
    HELP = N_("The key is a letter on the payment screen. What was paid with a method stays with it.")

    def __init__(self, counter: Counter, method: MethodForm | None) -> None:
        self._before = method or MethodForm("", "", counted_at_close=True)
        super().__init__(counter)

    def worded(self) -> FormValues:
        """What this kind can be asked."""
        before = self._before
        fixed = before.code is not None and (not before.kind_row.several or method_edit.used(before.code))
        kinds = [(kind.code, kind.name) for kind in KINDS if kind.code == before.kind or (not fixed and kind.several)]
        fields = [
            Field("name", _("Name"), value=_(before.name) if before.name else "", longest=LONGEST_NAME),
            Field("letter", _("Key"), value=before.letter, hint=_("One letter, on the payment screen."), longest=1),
            choices(
                "kind", _("Kind"), before.kind, kinds, _("Stays once something was paid with it.") if fixed else ""
            ),
            yes_no("active", _("In use"), before.active),
            yes_no("opens_drawer", _("Opens the drawer"), before.opens_drawer),
            yes_no(
                "counted_at_close",
                _("Counted at the close"),
                before.counted_at_close,
                _("The close asks for its total, such as the terminal's."),
            ),
            yes_no(
                "needs_reference", _("Asks for a reference"), before.needs_reference, _("Such as the slip's number.")
            ),
            yes_no("refundable", _("Pays back"), before.refundable, _("Whether a refund may go back by it.")),
        ]
        if not before.kind_row.at_counter or not fixed:
            hint = _("Away from the counter. Cards and cash are not.")
            fields.append(yes_no("in_office", _("In the office"), before.in_office, hint))
        title = _("Change payment method") if before.code else _("New payment method")
        about = _("Gives change.") if before.kind_row.gives_change else ""
        return FormValues(title, tuple(fields), about=about)

    def _typed_form(self) -> MethodForm:
        form, before = self.form, self._before
        flags = {
            field.name: field.value == "yes" for field in form.fields if field.name not in ("name", "letter", "kind")
        }
        typed = form["name"].strip()
        name = before.name if before.name and typed == _(before.name) else typed
        return replace(before, name=name, letter=form["letter"], kind=form["kind"], **flags)

    def check(self, name: str, form: FormValues) -> None:
        """The name and the key, against the others. Raises MethodError."""
        others = [each for each in method_edit.listed() if each.code != self._before.code]
        if name == "name":
            method_edit.check_name(form[name], others)
        elif name == "letter":
            method_edit.check_letter(form[name], others if form["active"] == "yes" else [])

    def save(self) -> object:
        """Keep it. Raises MethodError, ChangedRowError."""
        return self._save(self._typed_form()) if self.all_right() else None

    async def _save(self, typed: MethodForm) -> None:
        self.saved(await self.recorded(self.counter.record(method_edit.save, typed)), typed.name)
