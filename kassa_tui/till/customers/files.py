"""Customers from and to a CSV file: all rows, or none; what comes out goes in again as it was.

The first line names the columns as the table does. A row whose number is known, or else its debtor's number, changes
that customer, and of it only what the row names and holds; `-` empties a field.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.errors import KassaError
from kassa_tui.i18n import LANGUAGES, N_
from kassa_tui.money import Money, parse
from kassa_tui.text import is_digits
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.customers import LISTED, Customer, value_of
from kassa_tui.till.customers.form import LONGEST_NUMBER, CustomerError, CustomerForm, Details, cleaned
from kassa_tui.till.goods import csv_files
from kassa_tui.till.goods.blank_cells import told
from kassa_tui.till.goods.csv_files import EMPTY, BadRow, BadRowsError, CsvRow, by_meaning
from kassa_tui.till.goods.imports import columns
from kassa_tui.till.goods.imports.columns import Column
from kassa_tui.till.goods.imports.meanings import key_of
from kassa_tui.till.goods.text_files import ImportFileError
from kassa_tui.till.goods.written_codes import plain, short_code
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import Shop, read_shop

COLUMNS = ("number", "kind", "name", *(name for name in Details.__struct_fields__ if name not in ("kind", "name")))
"""The columns of a file, in the order of an export."""


class CustomersRead(Struct, frozen=True):
    """What a file would do: forms ready to be saved, which fields change, and how many rows change nothing."""

    forms: tuple[CustomerForm, ...]
    fields: Mapping[str, int] = {}
    unchanged: int = 0
    left_out: tuple[str, ...] = ()

    @property
    def changed(self) -> int:
        """How many are known already."""
        return sum(form.id is not None for form in self.forms)

    @property
    def added(self) -> int:
        """How many are new."""
        return len(self.forms) - self.changed


_NAMES = {key_of(name): name for name in COLUMNS}

_NEVER_EMPTY = ("number", "kind", "name")

_CODES = ("number", "debtor", "phone", "vat_number", "company_number", "postcode", "delivery_postcode")
"""What a spreadsheet takes for numbers."""


def _columns(table: Sequence[CsvRow], ignore: Collection[str]) -> tuple[Column, ...]:
    return columns.understood(columns.headings(table), lambda name: _NAMES.get(key_of(name), ""), ignore)


def _places(understood: Sequence[Column]) -> dict[str, int]:
    """Where each column stands. Raises ImportFileError."""
    places = columns.positions(understood, COLUMNS)
    if not {"name", "number", "debtor"} & places.keys():
        raise ImportFileError(N_('The first line needs a column "{name}".'), name="name")
    return places


def _digits(text: str, longest: int, name: str, least: int = 0) -> int:
    if not (is_digits(text) and len(text) <= longest and int(text) >= least):
        raise CustomerError(N_('"{text}" is not a number: column {name}.'), text=text[:20], name=name)
    return int(text)


def _limit(text: str, shop: Shop) -> int:
    """`250.00` as it is exported, or as people here write it."""
    places = shop.unit.exponent
    plain = re.fullmatch(rf"([0-9]{{1,9}})\.([0-9]{{{places}}})", text, re.ASCII) if places else None
    if plain:
        return int(plain[1] + plain[2])
    return parse(csv_files.unbroken(text), shop.unit, LANGUAGES[shop.language]).minor


def _unspoilt(name: str, text: str) -> str:
    """A number of somebody's as it was before a spreadsheet had it. Raises CodeError."""
    if name not in _CODES or not text:
        return text
    # A phone number begins with a plus, and is written with marks in it.
    plus = "+" if name == "phone" and text.startswith("+") else ""
    return short_code(text) if name == "debtor" else plus + plain(text.removeprefix(plus))


def _value(name: str, written: str, shop: Shop) -> Any:
    text = _unspoilt(name, written)
    if name == "number":
        return _digits(text, LONGEST_NUMBER, name, least=1)
    if name == "term":
        return _digits(text, 3, name)
    return _limit(text, shop) if name == "credit_limit" else text


_BLANK = CustomerForm(name="")


def _told(held: Mapping[str, str], values: Mapping[str, Any], before: CustomerForm) -> None:
    """Nothing is new that says nothing. Raises BlankError.

    What stood there before comes in again as it went out; people may be called Null.
    """
    for name in values.keys() - {"name", "contact", *_CODES}:
        if held[name] != EMPTY and values[name] != getattr(before, name):
            told(held[name])


def _named(held: Mapping[str, str], shop: Shop) -> dict[str, Any]:
    """What a row names and holds; `-` empties a field. Raises CustomerError, CodeError, AmountError."""
    for name in _NEVER_EMPTY:
        if held.get(name) == EMPTY:
            raise CustomerError(N_('"{name}" cannot be emptied.'), name=name)
    return {
        name: getattr(_BLANK, name) if text == EMPTY else _value(name, csv_files.restored(text), shop)
        for name, text in held.items()
        if text
    }


class _File:
    """The rows of one file, checked against the customers that are known and against each other."""

    def __init__(self, places: Mapping[str, int], width: int) -> None:
        self._places, self._width = places, width
        self._shop = read_shop()
        known = [value_of(found) for found in rows(f"SELECT {LISTED} FROM customer c")]
        self._by_number = {customer.number: customer for customer in known}
        self._by_debtor = {customer.debtor: customer for customer in known if customer.debtor}
        self._lines: dict[str, int] = {}
        self.forms: list[CustomerForm] = []
        self.fields: Counter[str] = Counter()
        self.unchanged = 0
        self.bad: list[BadRow] = []

    def take(self, row: CsvRow) -> None:
        """Check a row; a bad one is noted."""
        try:
            self._take(row)
        except KassaError as error:
            self.bad.append(BadRow(row.line, error))

    def _take(self, row: CsvRow) -> None:
        held = by_meaning(row, self._places, self._width)
        values = _named(held, self._shop)
        old = self._known(values)
        if old is not None:
            values["number"] = old.number
        before = old.form() if old else _BLANK
        _told(held, values, before)
        form = cleaned(replace(before, **values), self._shop.country)
        self._once(row.line, form)
        fields = [name for name in COLUMNS if old and getattr(before, name) != getattr(form, name)]
        if old is not None and not fields:
            self.unchanged += 1
            return
        self.fields.update(fields)
        self.forms.append(form)

    def _known(self, values: Mapping[str, Any]) -> Customer | None:
        """The customer that a row is about. Raises CustomerError for one that is no more."""
        old = self._by_number.get(values.get("number") or 0)
        if old is None and values.get("number") is None:
            old = self._by_debtor.get(values.get("debtor") or "")
        if old is not None and not old.active:
            raise CustomerError(N_("Customer {number} was merged or erased."), number=old.number)
        return old

    def _once(self, line: int, form: CustomerForm) -> None:
        """No customer twice, and no debtor's number of another's."""
        other = self._by_debtor.get(form.debtor)
        if other is not None and other.id != form.id:
            raise customers.NumberTakenError(number=form.debtor, name=other.name)
        keys = (f"number {form.number}" if form.number else "", f"debtor {form.debtor}" if form.debtor else "")
        for key in filter(None, keys):
            if key in self._lines:
                raise CustomerError(N_("{code} stands in line {line} as well."), code=key, line=self._lines[key])
            self._lines[key] = line


def read(content: bytes, ignore: Collection[str] = ()) -> CustomersRead:
    """What a file says, ready to be saved. `ignore` are headings that are left out.

    Raises ImportFileError, BadRowsError with every row that is wrong.
    """
    table = csv_files.read(content)
    understood = _columns(table, ignore)
    file = _File(_places(understood), len(understood))
    for row in table[1:]:
        file.take(row)
    if file.bad:
        raise BadRowsError(file.bad)
    # Numbers that the file brings go first, so that no new one takes them.
    forms = tuple(sorted(file.forms, key=lambda form: form.number is None))
    return CustomersRead(forms, dict(file.fields), file.unchanged, tuple(columns.left_out(understood)))


def load(
    desk: Desk, content: bytes, source: str = "", *, dry: bool = False, ignore: Collection[str] = ()
) -> CustomersRead:
    """Save a file's customers in one transaction; a `dry` run only says what would be done.

    Raises ImportFileError, BadRowsError.
    """
    parsed = read(content, ignore)
    if not dry:
        customers.save_all(desk, parsed.forms, source)
    return parsed


def export() -> str:
    """All customers that are neither merged nor erased, by number; amounts as `250.00`."""
    shop = read_shop()
    sql = f"SELECT {LISTED} FROM customer c WHERE c.state = 'active' ORDER BY c.number"
    known = [value_of(found) for found in rows(sql)]
    return csv_files.write(COLUMNS, ([_cell(each, name, shop) for name in COLUMNS] for each in known))


def _cell(customer: Customer, name: str, shop: Shop) -> str:
    field = getattr(customer, name)
    if name == "credit_limit" and field is not None:
        return Money(field, shop.currency).decimal()
    return "" if field is None else str(field)
