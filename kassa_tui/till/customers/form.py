"""A customer as it is typed or imported: the texts cleaned, the numbers checked by their country's own rules."""

import re
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import LANGUAGES, N_, _
from kassa_tui.text import clean
from kassa_tui.till.customers.addresses import is_mail_address
from kassa_tui.till.ledger.errors import TillError

KIND_WORDS = {"person": N_("person"), "company": N_("company")}
"""What a customer is."""
LONGEST_NUMBER = 8
"""Digits of a customer's number."""

LABELS = {
    "number": N_("Number"),
    "kind": N_("Kind"),
    "name": N_("Name"),
    "contact": N_("Contact"),
    "street": N_("Street and number"),
    "postcode": N_("Postcode"),
    "city": N_("Town"),
    "country": N_("Country"),
    "delivery_street": N_("Delivery street"),
    "delivery_postcode": N_("Delivery postcode"),
    "delivery_city": N_("Delivery town"),
    "vat_number": N_("VAT number"),
    "company_number": N_("Company number"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "note": N_("Note"),
    "term": N_("Days to pay"),
    "debtor": N_("Debtor number"),
    "credit_limit": N_("Credit limit"),
    "language": N_("Language"),
}
"""What a person calls each column, in the order of a form and of a file."""

LIMITS = {
    "name": 80,
    "contact": 60,
    "street": 80,
    "postcode": 12,
    "city": 60,
    "delivery_street": 80,
    "delivery_postcode": 12,
    "delivery_city": 60,
    "vat_number": 24,
    "company_number": 20,
    "email": 120,
    "phone": 30,
    "note": 500,
    "debtor": 30,
}
"""The most characters of each text."""

_PHONE = re.compile(r"\+?[0-9]{5,20}")
_PHONE_MARKS = re.compile(r"[\s()./\-]")


class CustomerError(TillError):
    """A customer that cannot be kept as it is typed."""


class Details(Struct, frozen=True, kw_only=True):
    """What is known of a customer. `term` in days; `credit_limit` in minor units, None for nobody who owes."""

    name: str
    kind: str = "person"
    contact: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    delivery_street: str = ""
    delivery_postcode: str = ""
    delivery_city: str = ""
    vat_number: str = ""
    company_number: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""
    term: int = 14
    debtor: str = ""
    credit_limit: int | None = None
    language: str = ""


class CustomerForm(Details, frozen=True, kw_only=True):
    """A customer to be saved: `id` None makes a new one, with the next number unless it brings a free one.

    `version` is what was read.
    """

    id: int | None = None
    version: int = 0
    number: int | None = None


def label(name: str) -> str:
    """What a person calls a column, in the language in use."""
    return _(LABELS[name])


def columns_of(form: Details) -> dict[str, Any]:
    """The columns of the table that a form fills."""
    values = {name: getattr(form, name) for name in Details.__struct_fields__}
    return {**values, "debtor": form.debtor or None}


def _text(form: CustomerForm, name: str) -> str:
    limit = LIMITS[name]
    text = clean(getattr(form, name), limit + 1)
    if len(text) > limit:
        raise CustomerError(N_("{field} is longer than {limit} letters."), field=label(name), limit=limit)
    return text


def cleaned(form: CustomerForm, home: str) -> CustomerForm:
    """The form with its texts cleaned and checked, for a shop in the country `home`. Raises CustomerError."""
    tidy = replace(form, **{name: _text(form, name) for name in LIMITS})
    if not tidy.name:
        raise CustomerError(N_("A customer needs a name."))
    if tidy.kind not in KIND_WORDS:
        raise CustomerError(N_("A customer is a person or a company."))
    if not 0 <= tidy.term <= 365:
        raise CustomerError(N_("A term is a number of days up to 365."))
    if tidy.credit_limit is not None and tidy.credit_limit < 0:
        raise CustomerError(N_("A credit limit is not below zero."))
    if tidy.language and tidy.language not in LANGUAGES:
        raise CustomerError(N_('There is no language "{code}" here.'), code=clean(tidy.language, 12))
    country = _country(tidy.country, home)
    return replace(
        tidy,
        country=country,
        vat_number=vat_number(tidy.vat_number, country),
        company_number=company_number(tidy.company_number, country),
        email=_email(tidy.email),
        phone=_phone(tidy.phone),
    )


def _country(text: str, home: str) -> str:
    code = clean(text, 12).upper() or home
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise CustomerError(N_("A country is a code of two letters: NL, DK, GB."))
    return code


def _email(text: str) -> str:
    if text and not is_mail_address(text):
        raise CustomerError(N_("{text} is not an e-mail address."), text=text)
    return text


def _phone(text: str) -> str:
    """Digits with perhaps a plus: however it is written, it is found again."""
    digits = _PHONE_MARKS.sub("", text)
    if digits and not _PHONE.fullmatch(digits):
        raise CustomerError(N_("{text} is not a phone number."), text=text)
    return digits


# --- Numbers of authorities ----------------------------------------------------------------------


def vat_number(text: str, country: str) -> str:
    """A VAT number with its country in front. Raises CustomerError when its check digits are wrong.

    Source: the formats of the VIES service; a number of a country outside it is only tidied.
    """
    # Loaded when there is a number to check: it knows every country of the Union.
    from stdnum.eu import vat
    from stdnum.exceptions import ValidationError
    from stdnum.gb import vat as british

    bare = re.sub(r"[^0-9A-Z]", "", text.upper())
    if not bare:
        return ""
    number = bare if bare[:2].isalpha() else country + bare
    of = number[:2]
    try:
        if of == "GB":
            return f"GB{british.validate(number)}"
        if of.lower() in vat.MEMBER_STATES or of == "EL":
            return str(vat.validate(number))
    except ValidationError:
        raise CustomerError(
            N_("{number} is not a VAT number of {country}: check its digits."), number=number, country=of
        ) from None
    return number


def company_number(text: str, country: str) -> str:
    """A number in the company register. Raises CustomerError.

    Source: a KvK number has 8 digits and no check digit; a CVR number has 8 with one.
    """
    bare = re.sub(r"[^0-9A-Z/]", "", text.upper())
    if not bare:
        return ""
    if country == "NL" and not re.fullmatch(r"[0-9]{8}", bare):
        raise CustomerError(N_("A KvK number has 8 digits."))
    if country == "DK" and not _is_cvr(bare):
        raise CustomerError(N_("{number} is not a CVR number: check its digits."), number=bare)
    return bare


def _is_cvr(number: str) -> bool:
    from stdnum.dk import cvr

    return bool(cvr.is_valid(number))
