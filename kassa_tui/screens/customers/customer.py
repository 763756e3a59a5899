"""A customer's form: who, where, where to deliver, numbers, and what may be bought on account."""

from collections.abc import Iterable

from kassa_tui.i18n import LANGUAGES, N_, _, current
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.forms import FormScreen, choices
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import KIND_WORDS, LIMITS, CustomerForm, label
from kassa_tui.widgets.form import Field, FormValues
from kassa_tui.widgets.frame import Key

TEXTS = (
    *("name", "contact", "street", "postcode", "city", "country"),
    *("delivery_street", "delivery_postcode", "delivery_city"),
    *("phone", "email", "vat_number", "company_number", "note"),
)


class CustomerScreen(FormScreen[int]):
    """Gives back the id of the saved customer, or None. `name` begins a new one."""

    PLACE = "office"
    HELP = N_(
        "Only the name is needed. A delivery address only where it is another one.\n"
        "Somebody buys on account with a debtor number and a limit."
    )

    def __init__(self, counter: Counter, customer_id: int | None = None, *, name: str = "") -> None:
        new = CustomerForm(name=name, country=counter.shop.country)
        self._before = customers.by_id(customer_id).form() if customer_id else new
        super().__init__(counter)

    def worded(self) -> FormValues:
        """All fields, with what is known of the customer; a new one begins where something is to be typed."""
        before = self._before
        title = _("Change customer") if before.id else _("New customer")
        about = _("No. {number}").format(number=before.number) if before.number else ""
        fields = (
            choices("kind", label("kind"), before.kind, tuple(KIND_WORDS.items())),
            *self._texts(),
            *self._account(),
        )
        form = FormValues(title, fields, about=about)
        return form if before.id else form.named("phone" if before.name else "name")

    def _texts(self) -> Iterable[Field]:
        hints = {
            "country": _("Two letters: NL, DK, GB."),
            "delivery_street": _("Only where it is another address."),
            "vat_number": _("Its check digits are checked."),
        }
        for name in TEXTS:
            longest = 2 if name == "country" else LIMITS[name]
            yield Field(name, label(name), value=getattr(self._before, name), hint=hints.get(name, ""), longest=longest)

    def _account(self) -> Iterable[Field]:
        """What the bookkeeper knows, and what may be owed."""
        before, unit = self._before, self.counter.shop.unit
        limit = "" if before.credit_limit is None else unit.money(before.credit_limit).text(current().language)
        languages = [("", _("as the shop")), *((code, LANGUAGES[code].name) for code in LANGUAGES)]
        yield Field("language", label("language"), "choice", before.language, tuple(languages))
        yield Field("debtor", label("debtor"), value=before.debtor, longest=LIMITS["debtor"])
        yield Field(
            "credit_limit",
            f"{label('credit_limit')} {unit.symbol}",
            "amount",
            limit,
            hint=_("What may be owed at once. Empty: does not buy on account."),
            longest=12,
        )
        yield Field("term", label("term"), "digits", str(before.term), longest=3)

    def now(self) -> Iterable[Key]:
        """As every form."""
        yield from super().now()
        yield key("home", "", lambda: self.put_form(self.form.to(0)))

    def _typed_form(self) -> CustomerForm:
        """What was typed. Raises AmountError."""
        form, before = self.form, self._before
        texts = {name: form[name] for name in (*TEXTS, "kind", "language", "debtor")}
        limit = self.amount("credit_limit").minor if form["credit_limit"].strip() else None
        return CustomerForm(
            **texts,
            credit_limit=limit,
            term=int(form["term"] or 0),
            id=before.id,
            version=before.version,
            number=before.number,
        )

    def save(self) -> object:
        """Keep it. Raises AmountError, CustomerError."""
        return self._save(self._typed_form())

    async def _save(self, typed: CustomerForm) -> None:
        self.saved(await self.recorded(self.counter.record(customers.save, typed)), typed.name)
