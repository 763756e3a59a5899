"""The first start of a shop: everything that must be there before the first sale, in one transaction."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kassa_tui import __version__
from kassa_tui.database import create_database, founding, rows, writing
from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.models import Location, PaymentMethod, Permission, PrepaidRule, Reason, Register, Role, Setting, TaxRate
from kassa_tui.models import Person as PersonRow
from kassa_tui.money import LARGEST
from kassa_tui.settings import REGISTER, PrinterSettings, ScannerSettings
from kassa_tui.storage.locks import alone
from kassa_tui.text import clean
from kassa_tui.till.ledger import clock, journal
from kassa_tui.till.ledger.clock import Clock, system_clock
from kassa_tui.till.ledger.desk import Desk, Person
from kassa_tui.till.ledger.permissions import ACTIONS, CASHIER, OWNER, ROLES, Action
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.setup.countries import COUNTRIES, METHODS, REASONS, Country

LOCATION = "L1"
METHOD_FLAGS = ("gives_change", "opens_drawer", "counted_at_close", "in_office")

CountryCode = Literal["NL", "DK", "GB"]
LanguageCode = Literal["", "nl", "da", "en"]
ShortText = Annotated[str, Meta(max_length=60)]
Amount = Annotated[int, Meta(ge=0, le=LARGEST)]


class FoundingError(KassaError):
    """Something in the answers that cannot be."""

    template = N_("{problem}")


class Worker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who works in the shop."""

    name: ShortText
    role: Literal["owner", "manager", "cashier"] = "cashier"


class Founding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answers of the first start; also the file of `kassa init --from`."""

    shop: ShortText
    owner: ShortText
    country: CountryCode = "NL"
    language: LanguageCode = ""
    register: Annotated[str, Meta(pattern=REGISTER.pattern)] = "K1"
    address: tuple[ShortText, ...] = ()
    vat_number: ShortText = ""
    company_number: ShortText = ""
    footer: tuple[ShortText, ...] = ()
    people: tuple[Worker, ...] = ()
    round_cash: bool | None = None
    track_cash: bool = True
    blind_count: bool = True
    print_receipts: bool = True
    print_at_close: bool = True
    tolerance: Amount = 500
    float_amount: Amount = 15000
    printer: PrinterSettings = PrinterSettings()
    scanner: ScannerSettings = ScannerSettings()
    tour: bool = False
    demo: bool = False


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, (clean(text, 60) for text in texts)))


def check(form: Founding) -> Founding:
    """The answers, cleaned. Raises FoundingError with the sentence to show."""
    shop, owner = clean(form.shop, 60), clean(form.owner, 60)
    if not shop:
        raise FoundingError(N_("The shop needs a name."))
    if not owner:
        raise FoundingError(N_("The shop needs an owner: type a name."))
    people = tuple(Worker(clean(each.name, 60), each.role) for each in form.people)
    names = [owner.casefold(), *(each.name.casefold() for each in people)]
    if "" in names or len(set(names)) != len(names):
        raise FoundingError(N_("Everybody needs a name of their own."))
    return msgspec.structs.replace(
        form,
        shop=shop,
        owner=owner,
        people=people,
        vat_number=clean(form.vat_number, 30),
        company_number=clean(form.company_number, 30),
        language=form.language or COUNTRIES[form.country].language,
        address=_lines(form.address),
        footer=_lines(form.footer),
    )


def read_form(text: str) -> Founding:
    """The answers from a TOML file's text. Raises FoundingError that names what is wrong."""
    import tomllib

    try:
        return msgspec.convert(tomllib.loads(text), Founding)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise FoundingError(problem=str(problem)) from problem


def _shop(form: Founding, country: Country) -> Shop:
    rounds = country.rounds if form.round_cash is None else form.round_cash
    return Shop(
        name=form.shop,
        country=country.code,
        currency=country.currency,
        language=form.language,
        zone=country.zone,
        address=form.address,
        vat_number=form.vat_number,
        company_label=country.company_label,
        company_number=form.company_number,
        footer=form.footer,
        cash_step=country.cash_step if rounds else 1,
        coin=country.coin if rounds else 1,
        track_cash=form.track_cash,
        blind_count=form.blind_count,
        tolerance=form.tolerance,
        float_amount=form.float_amount,
        print_receipts=form.print_receipts,
        print_at_close=form.print_at_close,
        store_codes=country.store_codes,
        tour=form.tour,
        demo=form.demo,
    )


def _place(form: Founding, at: int) -> None:
    Location.insert(code=LOCATION, name=form.shop).execute()
    Register.insert(
        code=form.register, location=LOCATION, name=form.register, serial=journal.new_uid(at)[-12:], created_at=at
    ).execute()


def _roles() -> None:
    Role.insert_many([{"code": code, "name": name} for code, name in ROLES.items()]).execute()
    Permission.insert_many(_permissions(ACTIONS.values())).execute()


def limit_at_set_up(action: Action, role: str) -> int | None:
    """Up to how much of its unit a role may do something in a new shop, None for no limit."""
    return action.limit if role == CASHIER else None


def _permissions(wanted: Iterable[Action]) -> list[dict[str, object]]:
    return [
        {"role": role, "action": action.code, "limit": limit_at_set_up(action, role)}
        for role in ROLES
        for action in wanted
        if action.granted(role)
    ]


def grant_new() -> None:
    """Give the actions that a newer program brings to the roles that have them at set-up, once."""
    known = {code for (code,) in rows("SELECT DISTINCT action FROM permission")}
    new = [action for action in ACTIONS.values() if action.code not in known]
    if new:
        with writing():
            Permission.insert_many(_permissions(new)).execute()


def _people(form: Founding, at: int) -> list[dict[str, object]]:
    workers = [Worker(form.owner, "owner"), *form.people]
    rows: list[dict[str, object]] = [
        {
            "id": i,
            "uid": journal.new_uid(at),
            "name": each.name,
            "role": each.role,
            "active": 1,
            "entry": 1,
            "language": None,
        }
        for i, each in enumerate(workers, start=1)
    ]
    PersonRow.insert_many(rows).execute()
    return rows


def _settings(shop: Shop) -> list[dict[str, object]]:
    values = msgspec.to_builtins(shop)
    rows: list[dict[str, object]] = [
        {"key": key, "value": journal.canonical(value), "entry": 1} for key, value in values.items()
    ]
    Setting.insert_many(rows).execute()
    return rows


def _rates(country: Country) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {
            "code": r.code,
            "name": r.name,
            "rate": r.rate,
            "valid_from": r.valid_from,
            "outside": int(r.outside),
            "entry": 1,
        }
        for r in country.rates
    ]
    TaxRate.insert_many(rows).execute()
    return rows


def _prepaid(country: Country) -> list[dict[str, object]]:
    rows = [{"valid_from": rule.valid_from, "keeps_rate": int(rule.keeps_rate)} for rule in country.prepaid]
    PrepaidRule.insert_many([row | {"entry": 1} for row in rows]).execute()
    return rows


def method_rows() -> list[dict[str, object]]:
    """The payment methods at set-up."""
    return [
        {
            **{name: int(getattr(m, name)) for name in METHOD_FLAGS},
            **{name: getattr(m, name) for name in ("code", "name", "kind", "letter")},
            "position": i,
            "needs_reference": 0,
            "refundable": 1,
            "individual": 0,
            "active": 1,
            "entry": 1,
        }
        for i, m in enumerate(METHODS)
    ]


def reason_rows() -> list[dict[str, object]]:
    """The reasons for cash in and out at set-up."""
    return [
        {
            **{name: getattr(r, name) for name in ("code", "name", "direction")},
            "needs_note": int(r.needs_note),
            "temporary": int(r.temporary),
            "account": None,
            "position": i,
            "active": 1,
            "entry": 1,
        }
        for i, r in enumerate(REASONS)
    ]


def _fill(form: Founding, now: Clock) -> Desk:
    at = now()
    country = COUNTRIES[form.country]
    _place(form, at)
    _roles()
    states = {
        "person": _people(form, at),
        "setting": _settings(_shop(form, country)),
        "tax_rate": _rates(country),
        "prepaid_rule": _prepaid(country),
        "payment_method": method_rows(),
        "reason": reason_rows(),
    }
    PaymentMethod.insert_many(states["payment_method"]).execute()
    Reason.insert_many(states["reason"]).execute()
    desk = Desk(form.register, LOCATION, Person(1, form.owner, OWNER), now, "command")
    with journal.entry(desk, "shop.founded") as entry:
        entry.add("program", __version__)
        for table, rows in states.items():
            for row in rows:
                entry.state(table, row)
    return desk


def found(path: Path, form: Founding, now: Clock = system_clock) -> Desk:
    """Make a shop in a new database and leave it open; the owner's desk.

    Raises FoundingError, or a StorageError when something is there already.
    """
    checked = check(form)
    clock.zone(COUNTRIES[checked.country].zone)
    with alone(path), founding(create_database(path)):
        return _fill(checked, now)
