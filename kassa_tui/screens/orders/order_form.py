"""An order as two pages of fields, and what was typed into them as an order again."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.forms import choices
from kassa_tui.text import is_digits
from kassa_tui.till.customers import customers
from kassa_tui.till.ledger import desk, notes
from kassa_tui.till.orders.dates import day_text, days_on, find_day, read_day, read_time, tidy_time
from kassa_tui.till.orders.edit import LONGEST
from kassa_tui.till.orders.forms import addressed
from kassa_tui.till.orders.values import DELIVERIES, KINDS, FutureDateError, NoCustomerError, OrderForm, PastDateError
from kassa_tui.till.reports.days import read_day as reports_day
from kassa_tui.till.reports.filter import locations
from kassa_tui.widgets.form import Field, FormValues

EXTRAS = 3
"""Fields of the shop's own on an order."""

MOST_DIGITS = 3
"""Of a number of days."""

TAX = (("yes", N_("including VAT")), ("no", N_("excluding VAT")))


def customer_field(customer_id: int | None) -> Field:
    """The customer as the one choice there is; F3 changes it."""
    name = customers.by_id(customer_id).name if customer_id is not None else _("F3: choose one, or a new one")
    return Field("customer", _("Customer"), "choice", "this", (("this", name),))


def first_page(form: OrderForm) -> FormValues:
    """How, for whom, and when."""
    wanted = day_text(form.wanted) if form.wanted else ""
    fields = (
        choices("delivery", _("How"), form.delivery, DELIVERIES.items()),
        customer_field(form.customer_id),
        *(_address_fields(form.street, form.town) if form.delivery == "delivery" else ()),
        Field("wanted", _("Day"), value=wanted, hint=_("28-11, 28, +3, a weekday; + − a day"), longest=20),
        Field("time", _("Time"), value=form.wanted_time, longest=LONGEST["wanted_time"]),
        Field("subject", _("Subject"), value=form.subject, longest=LONGEST["subject"]),
    )
    return FormValues(_("Delivery and customer"), fields)


def _address_fields(street: str, town: str) -> tuple[Field, Field]:
    """Where it is delivered: of this order alone."""
    hint = _("For this order only.")
    return (
        Field("street", _("Delivery street"), value=street, hint=hint, longest=LONGEST["street"]),
        Field("town", _("Postcode and town"), value=town, hint=hint, longest=LONGEST["town"]),
    )


def has_address(page: FormValues) -> bool:
    """Whether there are rows for the address."""
    return any(each.name == "street" for each in page.fields)


def with_rows(page: FormValues, form: OrderForm) -> FormValues:
    """The first page with rows for the address where the order is delivered, and with none where it is not."""
    wanted = first_page(addressed(form)).filled(page)
    return replace(wanted.named(page.current.name), errors=page.errors)


def for_customer(page: FormValues, form: OrderForm) -> FormValues:
    """The first page with the order's customer and address; what is typed elsewhere stays."""
    fresh = {each.name: each for each in first_page(form).fields if each.name in ("customer", "street", "town")}
    fields = tuple(fresh.get(each.name, each) for each in page.fields)
    errors = {name: text for name, text in page.errors.items() if name != "customer"}
    return replace(page, fields=fields, errors=errors)


def second_page(form: OrderForm, today: date) -> FormValues:
    """Extra data."""
    people = tuple((str(person.id), person.name) for person in desk.people())
    extra = [*form.extra.items(), *[("", "")] * EXTRAS][: max(EXTRAS, len(form.extra))]
    fields = [
        choices("kind", _("Kind"), form.kind, KINDS.items()),
        Field("person", _("Employee"), "choice", str(form.person_id or ""), people),
        Field("dated", _("Order date"), value=day_text(form.dated or today), hint=_("22-11, 22-11-2026"), longest=20),
        *_branch_field(form),
        choices("tax", _("Prices"), "yes" if form.includes_tax else "no", TAX),
        Field("note", _("Note"), value=form.note, longest=notes.LONGEST),
    ]
    for n, (name, value) in enumerate(extra, 1):
        fields.append(Field(f"name{n}", _("Own field {n}").format(n=n), value=name, longest=40))
        fields.append(Field(f"value{n}", _("Its value"), value=value, longest=200))
    return FormValues(_("Extra data"), tuple(fields))


def _branch_field(form: OrderForm) -> tuple[Field, ...]:
    """Which branch it belongs to, where there are several."""
    places = locations()
    return (Field("branch", _("Branch"), "choice", form.branch, tuple(places.items())),) if len(places) > 1 else ()


def _dated(page: FormValues, today: date) -> date | None:
    """The day that the order bears; None where none is typed. Raises ReportDayError, FutureDateError."""
    if not page["dated"].strip():
        return None
    day = reports_day(page["dated"], today)
    if day > today:
        raise FutureDateError(day=current().full_date(day))
    return day


def _extra(page: FormValues) -> dict[str, str]:
    numbers = [each.name.removeprefix("name") for each in page.fields if each.name.startswith("name")]
    return {page[f"name{n}"].strip(): page[f"value{n}"] for n in numbers if page[f"name{n}"].strip()}


def typed(form: OrderForm, first: FormValues, second: FormValues, today: date) -> OrderForm:
    """The order with what was typed; a day that cannot be read is none (see `problems`)."""
    with suppress(KassaError):
        form = replace(form, dated=_dated(second, today) or form.dated)
    return replace(
        form,
        delivery=first["delivery"],
        **({name: first[name] for name in ("street", "town")} if has_address(first) else {}),
        wanted=find_day(first["wanted"], today, current()),
        wanted_time=tidy_time(first["time"]),
        subject=first["subject"],
        kind=second["kind"],
        branch=next((each.value for each in second.fields if each.name == "branch"), form.branch),
        person_id=int(second["person"]) if second["person"] else None,
        includes_tax=second["tax"] == "yes",
        note=second["note"],
        extra=_extra(second),
    )


def problems(form: OrderForm, page: FormValues, today: date, before: date | None) -> Mapping[str, str]:
    """What is missing or wrong on the first page, by field; `before` is the day that an order had already."""
    refusals: dict[str, str] = {}
    if form.customer_id is None and form.confirm:
        refusals["customer"] = NoCustomerError().say()
    try:
        day = read_day(page["wanted"], today, current()) if page["wanted"].strip() else None
        if day is not None and day < today and day != before:
            raise PastDateError(day=current().full_date(day))
    except KassaError as error:
        refusals["wanted"] = error.say()
    try:
        read_time(page["time"])
    except KassaError as error:
        refusals["time"] = error.say()
    return refusals


def problems_beside(page: FormValues, today: date) -> Mapping[str, str]:
    """What is wrong on the second page, by field."""
    try:
        _dated(page, today)
    except KassaError as error:
        return {"dated": error.say()}
    return {}


class CountingOn(Struct, frozen=True):
    """A + in a day that stood there, and the digits typed after it: so many days on from `since`."""

    since: date
    digits: str = ""

    @property
    def day(self) -> date:
        """The day meant so far; a + alone is one day."""
        return days_on(self.since, int(self.digits or "1"))


def counted_on(page: FormValues, today: date) -> CountingOn | None:
    """What a + in the wanted day begins to count from; None where no day stands there yet."""
    day = find_day(page["wanted"], today, current())
    return CountingOn(day) if day else None


def digit_more(counting: CountingOn, character: str) -> CountingOn | None:
    """With one digit more; None for what is no digit, or a fourth one."""
    more = is_digits(character) and len(counting.digits) < MOST_DIGITS
    return replace(counting, digits=counting.digits + character) if more else None


def moved(page: FormValues, by: int, today: date) -> FormValues:
    """With the wanted day so many days later, never before today; from an empty field from today on."""
    day = find_day(page["wanted"], today, current())
    return page.put("wanted", day_text(max(days_on(day, by), today) if day else today))
