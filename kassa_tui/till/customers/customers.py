"""Customers: kept, found as one types, merged. The journal holds a hash of each, never the person.

What is hashed is the row with a salt of its own: when both are erased, the chain stays as it is and tells
nothing about anybody (GDPR, article 17).
"""

import secrets
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from kassa_tui.database import row, rows
from kassa_tui.i18n import N_
from kassa_tui.models import Customer as CustomerRow
from kassa_tui.text import clean, is_digits
from kassa_tui.till.customers.form import LONGEST_NUMBER, CustomerError, Details, cleaned, columns_of
from kassa_tui.till.customers.form import CustomerForm as CustomerForm
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.errors import ChangedMeanwhileError, TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import EDIT_CUSTOMERS, LIMIT_ACCOUNT, MERGE_CUSTOMERS
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop

HASHED = tuple(name for name in CustomerRow._meta.columns if name not in ("id", "entry", "salt"))
"""The columns that a customer's hash is over, in the order of their names."""


class UnknownCustomerError(TillError):
    """A number or name that no customer has."""

    template = N_("There is no customer {text}.")


class SeveralCustomersError(TillError):
    """A name that more than one customer has."""

    template = N_("Several customers are named {text}: use a number. {numbers}")


class NumberTakenError(CustomerError):
    """A number of another customer's."""

    template = N_("{number} belongs to {name}.")


class EditedMeanwhileError(ChangedMeanwhileError):
    """Somebody else saved the customer first."""

    template = N_("{person} changed {name} meanwhile. What you typed is still here; look at it again.")


class MergeError(TillError):
    """Two that cannot be merged."""

    template = N_("These two customers cannot be merged.")


class Customer(Details, frozen=True, kw_only=True):
    """A customer as it is kept."""

    id: int
    number: int
    version: int
    state: str = "active"

    @property
    def active(self) -> bool:
        """Whether it is still somebody to deal with."""
        return self.state == "active"

    @property
    def on_account(self) -> bool:
        """Whether something can be bought on account: there is a debtor's number, and a limit."""
        return bool(self.debtor) and self.credit_limit is not None

    @property
    def delivered(self) -> tuple[str, str]:
        """Street, and town with its postcode, where something is delivered; empty as far as they are not known."""
        delivered = (self.delivery_street, self.delivery_postcode, self.delivery_city)
        street, postcode, city = delivered if any(delivered) else (self.street, self.postcode, self.city)
        return street, f"{postcode} {city}".strip()

    def form(self) -> CustomerForm:
        """To be changed."""
        known = {name: getattr(self, name) for name in Details.__struct_fields__}
        return CustomerForm(**known, id=self.id, version=self.version, number=self.number)


# --- Reading -------------------------------------------------------------------------------------

FIELDS = ("id", "number", "version", "state", *Details.__struct_fields__)
LISTED = ", ".join(f"c.{name}" for name in FIELDS)


def value_of(found: tuple[Any, ...]) -> Customer:
    """A customer from a row of `LISTED`."""
    values = dict(zip(FIELDS, found, strict=True))
    return Customer(**{**values, "debtor": values["debtor"] or ""})


def resolve(customer_id: int) -> int:
    """The id under which a customer goes on: its own, or that of the one it was merged into."""
    found = row("SELECT coalesce(merged_into, id) FROM customer WHERE id = ?", customer_id)
    return int(found[0]) if found else customer_id


def family(customer_id: int) -> tuple[int, ...]:
    """All ids that belong to one customer: its own first, then those that were merged into it."""
    kept = resolve(customer_id)
    return (kept, *(gone for (gone,) in rows("SELECT id FROM customer WHERE merged_into = ? ORDER BY id", kept)))


def by_id(customer_id: int) -> Customer:
    """The customer of a stored id, or the one it was merged into. Raises UnknownCustomerError."""
    stored = row(f"SELECT {LISTED} FROM customer c WHERE c.id = ?", resolve(customer_id))
    if stored is None:
        raise UnknownCustomerError(text=customer_id)
    return value_of(stored)


def name_of(customer_id: int | None) -> str:
    """The name of a basket's customer; empty for none, or one that is not kept any more."""
    if customer_id is None:
        return ""
    try:
        return by_id(customer_id).name
    except UnknownCustomerError:
        return ""


def language_of(customer_id: int | None, otherwise: str) -> str:
    """The language of papers for a customer: their own, or the other one where they have none or nobody is named."""
    return (by_id(customer_id).language if customer_id is not None else "") or otherwise


def by_number(number: int) -> Customer:
    """The customer of a number. Raises UnknownCustomerError."""
    stored = row("SELECT id FROM customer WHERE number = ?", number)
    if stored is None:
        raise UnknownCustomerError(text=number)
    return by_id(stored[0])


def named(text: str) -> Customer:
    """The customer of a number or a whole name, however it is spelt.

    Raises UnknownCustomerError, SeveralCustomersError.
    """
    wanted = clean(text)
    if is_digits(wanted) and len(wanted) <= LONGEST_NUMBER:
        return by_number(int(wanted))
    sql = f"SELECT {LISTED} FROM customer c WHERE c.state = 'active' AND {{}} LIMIT 6"
    exactly, spelt = sql.format("c.name = ? COLLATE NOCASE"), sql.format("spelt_alike(?, c.name)")
    matches = rows(exactly, wanted) or rows(spelt, wanted)
    if not matches:
        raise UnknownCustomerError(text=wanted[:40])
    if len(matches) > 1:
        numbers = ", ".join(str(match[1]) for match in matches[:5])
        raise SeveralCustomersError(text=wanted[:40], numbers=numbers + (", …" if len(matches) > 5 else ""))
    return value_of(matches[0])


# --- Writing -------------------------------------------------------------------------------------


def hash_of(salt: str, values: Iterable[Any]) -> str:
    """What the journal keeps of a customer: SHA-256 over the salt and the columns of `HASHED`."""
    columns = dict(zip(HASHED, values, strict=True))
    return sha256(journal.canonical([salt, columns]).encode()).hexdigest()


def tell(entry: Entry, customer_id: int) -> None:
    """Let an entry tell of a customer as it stands now, by its hash."""
    listed = ", ".join(HASHED)
    salt, *values = row(f"SELECT salt, {listed} FROM customer WHERE id = ?", customer_id) or ()
    known = dict(zip(HASHED, values, strict=True))
    told = {"id": customer_id, "uid": known["uid"], "number": known["number"], "hash": hash_of(salt, values)}
    entry.facts.setdefault("customer", []).append(told)


def next_number() -> int:
    """The number of the next new customer."""
    found = row("SELECT max(number) FROM customer")
    return ((found[0] if found else None) or 0) + 1


def _check_free(form: CustomerForm) -> None:
    """Refuse a number or a debtor's number of somebody else. Raises NumberTakenError."""
    for column, number in (("number", form.number), ("debtor", form.debtor or None)):
        owner = row(f"SELECT id, name FROM customer WHERE {column} = ?", number) if number is not None else None
        if owner and owner[0] != form.id:
            raise NumberTakenError(number=number, name=owner[1] or "–")


def store(entry: Entry, form: CustomerForm) -> int:
    """Write a cleaned customer as part of an entry; its id. Raises NumberTakenError."""
    _check_free(form)
    columns = {**columns_of(form), "entry": entry.number}
    if form.id is None:
        number = form.number or next_number()
        uid, salt = journal.new_uid(entry.at), secrets.token_hex(16)
        customer_id = int(CustomerRow.insert(uid=uid, salt=salt, number=number, **columns).execute())
    else:
        customer_id = form.id
        changed = CustomerRow.update(version=form.version + 1, **columns)
        changed.where(CustomerRow.id == customer_id).execute()
    tell(entry, customer_id)
    return customer_id


def _editor(customer: Customer) -> str:
    """Who saved it last."""
    editor = row(
        "SELECT p.name FROM journal j JOIN person p ON p.id = j.person_id JOIN json_each(j.facts, '$.customer') told "
        "WHERE j.kind GLOB 'customer*' AND json_extract(told.value, '$.id') = ? ORDER BY j.id DESC LIMIT 1",
        customer.id,
    )
    return str(editor[0]) if editor else "–"


def check(desk: Desk, form: CustomerForm) -> None:
    """Refuse what was read before another saved it, and a higher limit than before without the permission.

    Raises EditedMeanwhileError, UnknownCustomerError, NotAllowedError.
    """
    before = _before(form)
    limit = before.credit_limit if before else None
    if form.credit_limit is not None and (limit is None or form.credit_limit > limit):
        require(desk, LIMIT_ACCOUNT)


def _before(form: CustomerForm) -> Customer | None:
    if form.id is None:
        return None
    stored = row(f"SELECT {LISTED} FROM customer c WHERE c.id = ?", form.id)
    if stored is None or value_of(stored).state == "erased":
        raise UnknownCustomerError(text=form.name)
    before = value_of(stored)
    if before.version != form.version or not before.active:
        raise EditedMeanwhileError(person=_editor(before), name=before.name)
    return before


@recorder(EDIT_CUSTOMERS)
def save(desk: Desk, form: CustomerForm) -> int:
    """Add or change a customer; its id. Raises CustomerError, EditedMeanwhileError."""
    checked = cleaned(form, read_shop().country)
    check(desk, checked)
    with journal.entry(desk, "customer.saved") as entry:
        return store(entry, checked)


@recorder(EDIT_CUSTOMERS)
def save_all(desk: Desk, forms: Iterable[CustomerForm], source: str = "") -> int:
    """Add or change many in one transaction, journalled by the hundred; how many. Forms are cleaned already."""
    pending = list(forms)
    for start in range(0, len(pending), 100):
        with journal.entry(desk, "customers.imported") as entry:
            entry.add("source", clean(source))
            for form in pending[start : start + 100]:
                check(desk, form)
                store(entry, form)
    return len(pending)


def _set(entry: Entry, customer_id: int, **columns: object) -> None:
    changed = CustomerRow.update(entry=entry.number, version=CustomerRow.version + 1, **columns)
    changed.where(CustomerRow.id == customer_id).execute()


@recorder(MERGE_CUSTOMERS)
def merge(desk: Desk, keep_id: int, gone_id: int) -> int:
    """Let one customer go on as another: receipts, orders and balances count together; the id that is kept.

    A debtor's number and limit go along where the kept one has none. Raises MergeError.
    """
    keep, gone = by_id(keep_id), by_id(gone_id)
    if keep.id == gone.id or not (keep.active and gone.active):
        raise MergeError
    with journal.entry(desk, "customer.merged") as entry:
        entry.facts.update(keep=keep.id, gone=gone.id)
        merged = family(gone.id)
        for customer_id in merged:
            _set(entry, customer_id, state="merged", merged_into=keep.id, debtor=None)
        if gone.debtor and not keep.debtor:
            limit = gone.credit_limit if keep.credit_limit is None else keep.credit_limit
            _set(entry, keep.id, debtor=gone.debtor, credit_limit=limit)
        for customer_id in (keep.id, *merged):
            tell(entry, customer_id)
    return keep.id
