"""Customers from and to a CSV file: all rows, or none; what comes out goes in again as it was.

The first line names the columns as the table does. A row whose number is known, or else its debtor's number, changes
that customer; what a file does not know of stays as it was.
"""

import re
from collections.abc import Mapping
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
from kassa_tui.till.goods.csv_files import BadRow, BadRowsError, CsvRow, ImportFileError
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import Shop, read_shop

COLUMNS = ("number", "kind", "name", *(name for name in Details.__struct_fields__ if name not in ("kind", "name")))
"""The columns of a file, in the order of an export."""


class CustomersRead(Struct, frozen=True):
    """What a file would do: forms ready to be saved, and how many of them are new."""

    forms: tuple[CustomerForm, ...]

    @property
    def changed(self) -> int:
        """How many are known already."""
        return sum(form.id is not None for form in self.forms)

    @property
    def added(self) -> int:
        """How many are new."""
        return len(self.forms) - self.changed


def _heading(cells: list[str]) -> list[str]:
    names = [cell.strip().casefold() for cell in cells]
    for name in names:
        if name not in COLUMNS:
            listed = ", ".join(COLUMNS)
            raise ImportFileError(N_('There is no column "{name}". There are: {names}'), name=name[:40], names=listed)
        if names.count(name) > 1:
            raise ImportFileError(N_('The column "{name}" stands there twice.'), name=name)
    if not {"name", "number", "debtor"} & set(names):
        raise ImportFileError(N_('The first line needs a column "{name}".'), name="name")
    return names


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
    return parse(text, shop.unit, LANGUAGES[shop.language]).minor


def _value(name: str, text: str, shop: Shop) -> Any:
    if name == "number":
        return _digits(text, LONGEST_NUMBER, name, least=1) if text else None
    if name == "term":
        return _digits(text, 3, name) if text else 14
    if name == "credit_limit":
        return _limit(text, shop) if text else None
    if name == "kind":
        return text or "person"
    return text


class _File:
    """The rows of one file, checked against the customers that are known and against each other."""

    def __init__(self, heading: list[str]) -> None:
        self._heading = heading
        self._shop = read_shop()
        known = [value_of(found) for found in rows(f"SELECT {LISTED} FROM customer c")]
        self._by_number = {customer.number: customer for customer in known}
        self._by_debtor = {customer.debtor: customer for customer in known if customer.debtor}
        self._lines: dict[str, int] = {}
        self.forms: list[CustomerForm] = []
        self.bad: list[BadRow] = []

    def take(self, row: CsvRow) -> None:
        """Check a row; a bad one is noted."""
        try:
            self.forms.append(self._form(row))
        except KassaError as error:
            self.bad.append(BadRow(row.line, error))

    def _form(self, row: CsvRow) -> CustomerForm:
        if len(row.cells) != len(self._heading):
            raise CustomerError(
                N_("There are {found} cells where the first line has {wanted}."),
                found=len(row.cells),
                wanted=len(self._heading),
            )
        cells = dict(zip(self._heading, (csv_files.restored(cell.strip()) for cell in row.cells), strict=True))
        values = {name: _value(name, text, self._shop) for name, text in cells.items()}
        old = self._known(values)
        if old is not None:
            values["number"] = old.number
        form = cleaned(replace(old.form() if old else CustomerForm(name=""), **values), self._shop.country)
        self._once(row.line, form)
        return form

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


def read(data: bytes) -> CustomersRead:
    """What a file says, ready to be saved. Raises ImportFileError, BadRowsError with every row that is wrong."""
    heading, *table = csv_files.read(data, strict=True)
    file = _File(_heading(heading.cells))
    for row in table:
        file.take(row)
    if file.bad:
        raise BadRowsError(file.bad)
    # Numbers that the file brings go first, so that no new one takes them.
    return CustomersRead(tuple(sorted(file.forms, key=lambda form: form.number is None)))


def load(desk: Desk, content: bytes, source: str = "", *, dry: bool = False) -> CustomersRead:
    """Save a file's customers in one transaction; a `dry` run only says what would be done.

    Raises ImportFileError, BadRowsError.
    """
    parsed = read(content)
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
