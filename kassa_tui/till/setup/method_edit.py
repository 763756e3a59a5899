"""Changing the payment methods: added, changed and taken out of use, never deleted; journalled and proved."""

import re
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import row, rows
from kassa_tui.i18n import N_, _
from kassa_tui.models import PaymentMethod
from kassa_tui.text import clean
from kassa_tui.till.basket import kinds
from kassa_tui.till.basket.kinds import Kind
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import EDIT_SHOP
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.row_changes import ChangedRowError, by_whom, is_taken, new_code
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.setup.shop_edit import put_setting

LONGEST_NAME = 24

COLUMNS = (
    *("name", "kind", "letter", "gives_change", "opens_drawer", "counted_at_close", "needs_reference"),
    *("in_office", "refundable", "active"),
)


class MethodError(TillError):
    """A payment method that cannot be as it is."""


class MethodForm(Struct, frozen=True):
    """A payment method as it is typed. `code` None makes a new one, `version` is what was read.

    Whether it gives change follows from the kind: cash does, nothing else.
    """

    name: str
    letter: str
    kind: str = "card"
    opens_drawer: bool = False
    counted_at_close: bool = False
    needs_reference: bool = False
    refundable: bool = True
    in_office: bool = False
    active: bool = True
    code: str | None = None
    version: int = 0

    @property
    def kind_row(self) -> Kind:
        """What its kind can. Raises UnknownKindError."""
        return kinds.of(self.kind)


def _form(stored: PaymentMethod, chosen: tuple[str, ...]) -> MethodForm:
    offered = not chosen or stored.code in chosen or kinds.of(stored.kind).for_some
    return MethodForm(
        name=stored.name,
        letter=stored.letter,
        kind=stored.kind,
        opens_drawer=bool(stored.opens_drawer),
        counted_at_close=bool(stored.counted_at_close),
        needs_reference=bool(stored.needs_reference),
        refundable=bool(stored.refundable),
        in_office=bool(stored.in_office),
        active=bool(stored.active) and offered,
        code=stored.code,
        version=stored.entry,
    )


def listed() -> list[MethodForm]:
    """All methods, those in use first, in the shop's order. One that the shop does not offer is not in use."""
    chosen = read_shop().methods
    places = {code: number for number, code in enumerate(chosen)}
    found = [_form(each, chosen) for each in PaymentMethod.select().order_by(PaymentMethod.position)]
    return sorted(found, key=lambda each: (not each.active, places.get(each.code or "", len(places))))


def used(code: str) -> bool:
    """Whether something was paid with it, ever."""
    return row("SELECT 1 FROM payment WHERE method = ? LIMIT 1", code) is not None


def _in_hand(code: str) -> bool:
    """Whether money was taken with it for a sale or an order that is not finished."""
    taken = row(
        "SELECT 1 FROM draft d, json_each(d.value, '$.payments') p "
        "WHERE d.slot LIKE 'payments%' AND json_extract(p.value, '$.method') = ?",
        code,
    )
    return taken is not None


def check_name(name: str, others: list[MethodForm]) -> str:
    """The name cleaned, which is no other method's. Raises MethodError."""
    cleaned = clean(name, LONGEST_NAME)
    if not cleaned:
        raise MethodError(N_("A payment method needs a name."))
    if is_taken(cleaned, (each.name for each in others)):
        raise MethodError(N_("There is a payment method named {name} already."), name=cleaned)
    return cleaned


def check_letter(letter: str, others: list[MethodForm]) -> str:
    """The key as a capital, which is that of no other method in use. Raises MethodError."""
    key = letter.strip().upper()
    if not re.fullmatch("[A-Z]", key):
        raise MethodError(N_("Its key is one letter from A to Z."))
    for other in others:
        if other.active and key == other.letter:
            raise MethodError(N_("{letter} is the key of {name}: choose another."), letter=key, name=_(other.name))
    return key


def check(form: MethodForm, others: list[MethodForm]) -> MethodForm:
    """The form cleaned, against all other methods. Raises MethodError, UnknownKindError."""
    kind = form.kind_row
    name, letter = check_name(form.name, others), check_letter(form.letter, others if form.active else [])
    if form.in_office and kind.at_counter:
        raise MethodError(N_("Cash and cards need the counter: they are not taken in the office."))
    if not any(each.active and each.kind_row.suffices for each in (form, *others)):
        raise MethodError(N_("Cash or card must stay."))
    return replace(form, name=name, letter=letter)


def check_change(form: MethodForm, before: MethodForm | None) -> None:
    """What was paid with stays what it is; cash, vouchers and accounts are there once. Raises MethodError.

    Money that was taken for something unfinished keeps its method in use.
    """
    if before is not None and before.active and not form.active and _in_hand(before.code or ""):
        raise MethodError(
            N_("Money was taken with {name} for a sale that is not finished: finish it first."), name=_(before.name)
        )
    if before is None:
        if not form.kind_row.several:
            raise MethodError(N_("There is one of this kind already: a new method is a card or a transfer."))
        return
    if form.kind == before.kind:
        return
    if not (form.kind_row.several and before.kind_row.several) or used(before.code or ""):
        raise MethodError(N_("{name} keeps its kind: something was paid with it."), name=_(before.name))


def columns_of(form: MethodForm) -> dict[str, Any]:
    """The columns of a checked form."""
    values = {name: getattr(form, name) for name in COLUMNS if name != "gives_change"}
    values["gives_change"] = form.kind_row.gives_change
    return {name: int(value) if isinstance(value, bool) else value for name, value in values.items()}


def store(entry: Entry, code: str, columns: dict[str, Any]) -> None:
    """Write a checked method as part of an entry; a new one comes last."""
    stored = PaymentMethod.get_or_none(PaymentMethod.code == code)
    fixed: dict[str, Any] = {"individual": 0, "position": PaymentMethod.select().count()}
    if stored is None:
        values = {**fixed, **columns}
        PaymentMethod.insert(code=code, entry=entry.number, **values).execute()
    else:
        values = {name: getattr(stored, name) for name in fixed} | columns
        PaymentMethod.update(entry=entry.number, **values).where(PaymentMethod.code == code).execute()
    entry.state("payment_method", {"code": code, **values})


def _offer(entry: Entry, code: str, *, active: bool) -> None:
    """The shop's own choice of methods follows, where it has made one."""
    chosen = read_shop().methods
    if active and chosen and code not in chosen:
        put_setting(entry, "methods", [*chosen, code])
    elif not active and code in chosen:
        put_setting(entry, "methods", [each for each in chosen if each != code])


@recorder(EDIT_SHOP)
def save(desk: Desk, form: MethodForm) -> str:
    """Add or change a payment method; its code. Raises MethodError, ChangedRowError with who was first."""
    known = listed()
    before = next((other for other in known if other.code == form.code), None)
    if form.code is not None and (before is None or before.version != form.version):
        name = _(before.name) if before else clean(form.name, LONGEST_NAME)
        raise ChangedRowError(name=name, **by_whom("payment_method", "code", form.code))
    checked = check(form, [other for other in known if other is not before])
    check_change(checked, before)
    codes = [code for (code,) in rows("SELECT code FROM payment_method")]
    code = form.code or new_code(checked.name, codes)
    with journal.entry(desk, "method.saved") as entry:
        store(entry, code, columns_of(checked))
        _offer(entry, code, active=checked.active)
    return code
