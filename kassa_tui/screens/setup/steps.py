"""The questions of the first start, as values: what each step asks, refuses, and what the answers become."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from kassa_tui import i18n
from kassa_tui.i18n import LANGUAGES, N_, _
from kassa_tui.money import Money, currency
from kassa_tui.screens.frame.forms import YES_NO, choices
from kassa_tui.settings import REGISTER
from kassa_tui.text import clean
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.till.setup.countries import COUNTRIES, Country
from kassa_tui.widgets.form import Field

Answers = Mapping[str, str]
Errors = dict[str, str]

PRINTERS = (
    ("none", N_("none")),
    ("usb", N_("USB")),
    ("tcp", N_("network")),
    ("file", N_("device file")),
    ("serial", N_("serial")),
    ("simulated", N_("simulated")),
)
SCANNERS = (
    ("auto", N_("found by itself")),
    ("none", N_("as a keyboard")),
    ("evdev", N_("grabbed")),
    ("simulated", N_("simulated")),
)
DEVICE_FILES = {"file": "/dev/usb/lp0", "serial": "/dev/rfcomm0"}
"""Kinds of printers that are reached by a path, with an example."""

DEFAULT_COUNTRY = {"da": "DK"}


class Step(Struct, frozen=True):
    """One screen of questions. `notes` explain below the fields."""

    name: str
    word: str
    fields: Callable[[Answers], tuple[Field, ...]]
    check: Callable[[Answers], Errors]
    notes: Callable[[Answers], tuple[str, ...]] = lambda answers: ()


def first_answers(language: str) -> dict[str, str]:
    """What stands in the fields before anything is typed."""
    return {
        "language": language,
        "country": DEFAULT_COUNTRY.get(language, "NL"),
        "register": "K1",
        "printer": "none",
        "columns": "48",
        "scanner": "auto",
        "rounding": "yes",
    }


def country_of(answers: Answers) -> Country:
    return COUNTRIES[answers["country"]]


def _choice(answers: Answers, name: str, label: str, options: tuple[tuple[str, str], ...]) -> Field:
    return choices(name, label, answers.get(name, ""), options)


def _text(answers: Answers, name: str, label: str, hint: str = "", longest: int = 60) -> Field:
    return Field(name, label, value=answers.get(name, ""), hint=hint, longest=longest)


# --- Language and country ---


def _place_fields(answers: Answers) -> tuple[Field, ...]:
    languages = tuple((code, language.name) for code, language in LANGUAGES.items())
    fields = [
        _choice(answers, "language", _("Language"), languages),
        _choice(answers, "country", _("Country"), tuple((code, each.name) for code, each in COUNTRIES.items())),
    ]
    if country_of(answers).rounds:
        fields.append(_choice(answers, "rounding", _("Round cash"), YES_NO))
    return tuple(fields)


def _place_notes(answers: Answers) -> tuple[str, ...]:
    country = country_of(answers)
    unit = currency(country.currency)
    today = {rate.code: rate.rate for rate in country.rates if not rate.outside}
    rates = ", ".join(percent_text(rate, i18n.current()) for rate in sorted(set(today.values()), reverse=True))
    notes = [f"{_('Currency')}: {country.currency} ({unit.symbol})", f"{_('VAT')}: {rates}"]
    if country.rounds and answers["rounding"] == "yes":
        step = Money(country.cash_step, country.currency).text(i18n.current().language)
        notes.append(_("Cash is rounded to {step}; cards are not.").format(step=step))
    return (*notes, _("Country and currency cannot be changed later."))


# --- The shop ---


def _shop_fields(answers: Answers) -> tuple[Field, ...]:
    label = country_of(answers).company_label
    return (
        _text(answers, "shop", _("Name of the shop"), _("It stands at the top of each receipt.")),
        _text(answers, "street", _("Street and number")),
        _text(answers, "town", _("Postcode and town")),
        _text(answers, "vat_number", _("VAT number"), _("May stay empty."), 30),
        _text(answers, "company_number", label, _("May stay empty."), 30),
        _text(answers, "footer", _("Last line of a receipt"), _("Such as: thank you, and see you soon.")),
    )


def _check_shop(answers: Answers) -> Errors:
    return {} if clean(answers.get("shop", "")) else {"shop": _("The shop needs a name.")}


# --- The register and who works there ---


def _people_fields(answers: Answers) -> tuple[Field, ...]:
    several = _("Several names are divided by commas. May stay empty.")
    return (
        _text(answers, "owner", _("Name of the owner"), _("May do everything.")),
        _text(answers, "managers", _("Managers"), several, 200),
        _text(answers, "cashiers", _("Cashiers"), several, 200),
        _text(answers, "register", _("Register"), _("It begins each receipt's number: K1-000001."), 6),
    )


def names(answers: Answers, field: str) -> list[str]:
    return [name for name in (clean(each, 60) for each in answers.get(field, "").split(",")) if name]


def _check_people(answers: Answers) -> Errors:
    errors: Errors = {}
    if not clean(answers.get("owner", "")):
        errors["owner"] = _("The shop needs an owner: type a name.")
    seen = {clean(answers.get("owner", "")).casefold()}
    for field in ("managers", "cashiers"):
        for name in names(answers, field):
            if name.casefold() in seen:
                errors[field] = _("Everybody needs a name of their own.")
            seen.add(name.casefold())
    if not REGISTER.fullmatch(answers["register"]):
        errors["register"] = _("A capital letter, then up to five letters or digits: K1.")
    return errors


# --- Printer and scanner ---


def _device_fields(answers: Answers) -> tuple[Field, ...]:
    kind = answers["printer"]
    fields = [_choice(answers, "printer", _("Receipt printer"), PRINTERS)]
    if kind == "tcp":
        fields.append(_text(answers, "host", _("Network address"), "192.168.1.50"))
    if kind in DEVICE_FILES:
        fields.append(_text(answers, "path", _("Device file"), DEVICE_FILES[kind]))
    if kind != "none":
        fields.append(_choice(answers, "columns", _("Signs in a line"), (("48", "48"), ("42", "42"))))
    fields.append(_choice(answers, "scanner", _("Scanner"), SCANNERS))
    if answers["scanner"] == "evdev":
        fields.append(_text(answers, "device", _("Device file"), "/dev/kassa/scanner"))
    return tuple(fields)


def _check_devices(answers: Answers) -> Errors:
    kind, errors = answers["printer"], {}
    if kind == "tcp" and not clean(answers.get("host", "")):
        errors["host"] = _("Type the printer's address, such as 192.168.1.50.")
    if kind in DEVICE_FILES and not answers.get("path", "").startswith("/"):
        errors["path"] = _("Type where the device is, such as {path}.").format(path=DEVICE_FILES[kind])
    if answers["scanner"] == "evdev" and (answers.get("device") or "/")[0] != "/":
        errors["device"] = _("Type where the device is, such as /dev/kassa/scanner.")
    return errors


def _device_notes(answers: Answers) -> tuple[str, ...]:
    notes = {
        "none": _("Receipts are kept and shown, not printed."),
        "simulated": _("For trying out: what would be printed goes into a file."),
    }
    return (
        notes.get(answers["printer"], _("The drawer opens through the printer. A test receipt comes out at the end.")),
        _("The settings file can be changed later."),
    )


STEPS = (
    Step("place", N_("Country"), _place_fields, lambda answers: {}, _place_notes),
    Step("shop", N_("Shop"), _shop_fields, _check_shop),
    Step("people", N_("People"), _people_fields, _check_people),
    Step("devices", N_("Devices"), _device_fields, _check_devices, _device_notes),
)
