"""The settings of each group as fields: how one is shown, and what of the shop is typed in it."""

import re
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from kassa_tui.i18n import LANGUAGES, N_, _, current
from kassa_tui.money import parse
from kassa_tui.screens.frame.forms import choices, yes_no
from kassa_tui.till.basket import methods
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.countries import COUNTRIES
from kassa_tui.till.setup.shop_edit import ShopError
from kassa_tui.widgets.form import Field, FormValues

Values = dict[str, Any]

BETWEEN_SESSIONS = N_("Changes only between sessions.")

ADDRESS_LINES, FOOTER_LINES = 4, 6
"""How many lines of text there is room for on a form."""

_CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")


class ClockError(ShopError):
    """A text that is no time of day."""

    template = N_('"{text}" is no time. Type 04:00.')


class Setting(Struct, frozen=True):
    """One field: how it looks for a shop, and what of the shop the form says then (raises KassaErrors)."""

    name: str
    field: Callable[[Shop], Field]
    read: Callable[[FormValues, Shop], Values]


def _text(name: str, label: str, hint: str = "", longest: int = shop_edit.LONGEST) -> Setting:
    """A line of text."""
    return Setting(
        name,
        lambda shop: Field(name, _(label), value=getattr(shop, name), hint=_(hint) if hint else "", longest=longest),
        lambda form, _shop: {name: form[name]},
    )


def _lines(name: str, label: str, count: int, hint: str) -> list[Setting]:
    """Some lines of text, a field each; blank ones are left out when they are kept."""

    def one(number: int) -> Setting:
        def field(shop: Shop) -> Field:
            lines = getattr(shop, name)
            said = f"{_(label)} {number + 1}"
            return Field(f"{name}_{number}", said, value=lines[number] if number < len(lines) else "", hint=_(hint))

        return Setting(f"{name}_{number}", field, read)

    def read(form: FormValues, shop: Shop) -> Values:
        return {name: (*(form[f"{name}_{number}"] for number in range(count)), *getattr(shop, name)[count:])}

    return [one(number) for number in range(count)]


def _amount(name: str, label: str, hint: str) -> Setting:
    """An amount in the shop's currency."""

    def field(shop: Shop) -> Field:
        value = shop.money(getattr(shop, name)).text(current().language)
        return Field(name, f"{_(label)} {shop.unit.symbol}", "amount", value, hint=_(hint), longest=12)

    return Setting(name, field, lambda form, shop: {name: parse(form[name], shop.unit, current().language).minor})


def _switch(name: str, label: str, hint: str = "") -> Setting:
    """Yes or no."""
    return Setting(
        name,
        lambda shop: yes_no(name, _(label), getattr(shop, name), _(hint) if hint else ""),
        lambda form, _shop: {name: form[name] == "yes"},
    )


def _language(name: str, label: str, read: Callable[[Shop], str]) -> Setting:
    """Every language by its own name."""
    options = tuple((code, LANGUAGES[code].name) for code in LANGUAGES)
    return Setting(
        name,
        lambda shop: Field(name, _(label), "choice", read(shop), options),
        lambda form, _shop: {name: form[name]},
    )


def _choice(name: str, label: str, options: tuple[tuple[str, str], ...], hint: str) -> Setting:
    """One of a few words."""
    return Setting(
        name,
        lambda shop: choices(name, _(label), getattr(shop, name), options, _(hint)),
        lambda form, _shop: {name: form[name]},
    )


def _company() -> Setting:
    """The number in the register of companies, by its name in the country."""
    name = "company_number"
    return Setting(
        name,
        lambda shop: Field(name, shop.company_label or _("Company number"), value=shop.company_number, longest=30),
        lambda form, _shop: {name: form[name]},
    )


def _rounding() -> Setting:
    """Whether cash is rounded, where a country does."""

    def read(form: FormValues, shop: Shop) -> Values:
        country = COUNTRIES[shop.country]
        rounds = form["rounding"] == "yes"
        return {"cash_step": country.cash_step if rounds else 1, "coin": country.coin if rounds else 1}

    return Setting("rounding", lambda shop: yes_no("rounding", _("Round cash"), shop.cash_step > 1, ""), read)


def _roll_over() -> Setting:
    """When the business day ends, as a time of day."""

    def read(form: FormValues, _shop: Shop) -> Values:
        clock = _CLOCK.fullmatch(form["roll_over"].strip())
        if clock is None:
            raise ClockError(text=form["roll_over"].strip()[:12])
        return {"roll_over": int(clock[1]) * 60 + int(clock[2] or 0)}

    def field(shop: Shop) -> Field:
        value = f"{shop.roll_over // 60:02d}:{shop.roll_over % 60:02d}"
        hint = _("What is sold after midnight until then belongs to the day before. Changes only between sessions.")
        return Field("roll_over", _("A day ends at"), value=value, hint=hint, longest=5)

    return Setting("roll_over", field, read)


def _first_method() -> Setting:
    """Which payment method is chosen at first."""

    def field(shop: Shop) -> Field:
        offered = methods.offered()
        first = [
            (each.code, each.name) for each in methods.methods() if each in offered or each.code == shop.first_method
        ]
        return choices("first_method", _("Offered first"), shop.first_method, first)

    return Setting("first_method", field, lambda form, _shop: {"first_method": form["first_method"]})


def _lock_minutes() -> Setting:
    hint = N_("Minutes without a key before it locks.")
    return Setting(
        "lock_minutes",
        lambda shop: Field("lock_minutes", _("Locks after"), "digits", str(shop.lock_minutes), hint=_(hint), longest=3),
        lambda form, _shop: {"lock_minutes": int(form["lock_minutes"] or 0)},
    )


def _store_codes() -> Setting:
    hint = N_("I item, P price, W grams, C check digit: 21IIIIIPPPPPC")
    return Setting(
        "store_codes",
        lambda shop: Field(
            "store_codes", _("Codes of the scale"), value=" ".join(shop.store_codes), hint=_(hint), longest=200
        ),
        lambda form, _shop: {"store_codes": tuple(form["store_codes"].upper().split())},
    )


def shop_fields(_shop: Shop) -> list[Setting]:
    """What stands above a receipt."""
    return [
        _text("name", N_("Name of the shop")),
        *_lines(
            "address", N_("Address line"), ADDRESS_LINES, N_("Street, postcode and town, telephone: below the name.")
        ),
        _text("vat_number", N_("VAT number"), longest=30),
        _company(),
    ]


def receipt_fields(_shop: Shop) -> list[Setting]:
    """What stands below a receipt, and when it prints."""
    return [
        *_lines("footer", N_("Last line"), FOOTER_LINES, N_("Below each receipt: opening hours, thanks, exchanges.")),
        _switch("print_receipts", N_("Print receipts"), N_("Otherwise they print on request.")),
    ]


def cash_fields(shop: Shop) -> list[Setting]:
    """The drawer and its count."""
    return [
        _switch("track_cash", N_("Follow the cash"), BETWEEN_SESSIONS),
        _switch("blind_count", N_("Count blind"), N_("What should be there shows after the count.")),
        _amount("float_amount", N_("Float"), N_("What usually stays in the drawer at the close.")),
        _amount(
            "drawer_limit", N_("At most in drawer"), N_("Above it the register asks to take cash out. 0 is no limit.")
        ),
        _amount("tolerance", N_("Tolerance"), N_("Above this difference a manager looks at the close.")),
        *([_rounding()] if COUNTRIES[shop.country].rounds else []),
        _roll_over(),
        _switch("print_at_close", N_("Print at the close")),
    ]


def sale_fields(_shop: Shop) -> list[Setting]:
    """Selling and orders."""
    when = (("deposit", N_("when it is paid")), ("hand_over", N_("at the hand-over")))
    return [
        _first_method(),
        _amount("packaging_limit", N_("Empties up to"), N_("What a cashier may give back for deposits at once.")),
        _choice(
            "deposit_tax",
            N_("VAT on a deposit"),
            when,
            N_("When VAT on a deposit for an order counts: ask the bookkeeper."),
        ),
        _switch(
            "kept_deposit_tax",
            N_("Kept deposit with VAT"),
            N_("Whether a deposit that the shop keeps bears VAT: ask the bookkeeper."),
        ),
        _store_codes(),
    ]


def language_fields(_shop: Shop) -> list[Setting]:
    """What is spoken, by default and on paper."""
    return [
        _language("language", N_("On the screen"), lambda shop: shop.language),
        _language("receipt_language", N_("Receipts in"), lambda shop: shop.receipts_in),
        _language("report_language", N_("Reports in"), lambda shop: shop.reports_in),
    ]


def lock_fields(_shop: Shop) -> list[Setting]:
    """Who is there."""
    hint = N_("By PIN or badge; otherwise a name is chosen. PINs are set under People.")
    return [_choice("lock", N_("Lock"), (("off", N_("no")), ("auto", N_("yes"))), hint), _lock_minutes()]
