"""What a list of products would do, row by row: an article changes only in what its row names and holds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.till.basket.tax import Rate
from kassa_tui.till.goods import products
from kassa_tui.till.goods.codes import same_codes
from kassa_tui.till.goods.csv_files import EMPTY, BadRow, CsvRow, by_meaning
from kassa_tui.till.goods.imports import cells
from kassa_tui.till.goods.imports.cells import Fields, Known
from kassa_tui.till.goods.imports.columns import Column
from kassa_tui.till.goods.products import ProductError, ProductForm
from kassa_tui.till.goods.tax_words import only_rate
from kassa_tui.till.goods.written_codes import Barcodes, barcodes

_OWN = ("id", "version", "key")
"""What no file says of a product."""


class Change(Struct, frozen=True):
    """A row of the file as it would be saved; `fields` are those that differ, in a new article none."""

    line: int
    form: ProductForm
    fields: tuple[str, ...] = ()

    @property
    def new(self) -> bool:
        """Whether the shop does not have it yet."""
        return self.form.id is None

    @property
    def saved(self) -> bool:
        """Whether there is something to be saved."""
        return self.new or bool(self.fields)


class Mended(Struct, frozen=True):
    """A barcode that got back the zero in front that it had lost."""

    line: int
    code: str


class Plan(Struct, frozen=True):
    """All that a file would do. `by_default` is the rate of the new articles in `defaulted` lines, which name none."""

    columns: tuple[Column, ...]
    changes: tuple[Change, ...] = ()
    bad: tuple[BadRow, ...] = ()
    mended: tuple[Mended, ...] = ()
    by_default: Rate | None = None
    defaulted: tuple[int, ...] = ()

    @property
    def added(self) -> int:
        """How many are new."""
        return sum(change.new for change in self.changes)

    @property
    def changed(self) -> int:
        """How many that the shop has become different."""
        return sum(change.saved for change in self.changes) - self.added

    @property
    def unchanged(self) -> int:
        """How many are so already."""
        return len(self.changes) - self.added - self.changed

    @property
    def fields(self) -> dict[str, int]:
        """How many articles change in each field."""
        return dict(Counter(field for change in self.changes for field in change.fields))

    @property
    def forms(self) -> list[ProductForm]:
        """What there is to be saved."""
        return [change.form for change in self.changes if change.saved]


class Planner:
    """The rows of one file, checked against the catalogue and each other."""

    def __init__(self, known: Known, columns: tuple[Column, ...], places: Mapping[str, int]) -> None:
        self._known, self._columns, self._places = known, columns, places
        self._default = only_rate(known.rates)
        self._lines: dict[str, int] = {}
        self._changes: list[Change] = []
        self._bad: list[BadRow] = []
        self._mended: list[Mended] = []
        self._defaulted: list[int] = []
        self._fresh: dict[int, tuple[str, ...]] = {}

    def plan(self, rows: Iterable[CsvRow]) -> Plan:
        """Every row; bad ones are noted."""
        for row in rows:
            try:
                self._changes.append(self._change(row))
            except KassaError as error:
                self._bad.append(BadRow(row.line, error))
        self._check_fresh()
        return Plan(
            columns=self._columns,
            changes=tuple(self._changes),
            bad=tuple(sorted(self._bad, key=lambda bad: bad.line)),
            mended=tuple(self._mended),
            by_default=self._default if self._defaulted else None,
            defaulted=tuple(self._defaulted),
        )

    def _change(self, row: CsvRow) -> Change:
        held = by_meaning(row, self._places, len(self._columns))
        named = cells.fields(held, self._known)
        codes = self._barcodes(held, row.line)
        old = self._old(codes, named)
        form = products.cleaned(self._form(old, named, codes))
        self._fresh[row.line] = products.new_codes(form, old)
        self._once(row.line, form, codes, named)
        products.check_links(form)
        if old is None and "tax_code" not in named:
            self._defaulted.append(row.line)
        return Change(row.line, form, _differing(old, form) if old else ())

    def _check_fresh(self) -> None:
        """Codes that rows bring along are nobody else's: all are looked up together."""
        owners = products.code_owners(code for codes in self._fresh.values() for code in codes)
        planned, self._changes = self._changes, []
        for change in planned:
            try:
                products.check_owners(change.form, self._fresh[change.line], owners)
            except KassaError as error:
                self._bad.append(BadRow(change.line, error))
            else:
                self._changes.append(change)

    def _barcodes(self, held: Mapping[str, str], line: int) -> Barcodes:
        texts = [held[name] for name in ("barcode", "upc") if held.get(name, EMPTY) != EMPTY]
        read = [barcodes(text) if text not in self._known.by_barcode else Barcodes((text,)) for text in texts if text]
        mended = tuple(code for each in read for code in each.mended)
        self._mended += [Mended(line, code) for code in mended]
        return Barcodes(tuple(dict.fromkeys(code for each in read for code in each.codes)), mended)

    def _old(self, codes: Barcodes, named: Fields) -> ProductForm | None:
        """The product that a row is about; None for a new one. Raises ProductError for several."""
        # A code may be kept since before as the spreadsheet had spoilt it.
        spoilt = [code[1:] for code in codes.mended]
        alike = [form for code in (*codes.codes, *spoilt) for form in same_codes(code)]
        ids = {self._known.by_barcode[code] for code in alike if code in self._known.by_barcode}
        if named.get("code") in self._known.by_code:
            ids.add(self._known.by_code[named["code"]])
        if len(ids) > 1:
            raise ProductError(N_("Its codes belong to different products."))
        return products.stored(ids.pop()) if ids else None

    def _form(self, old: ProductForm | None, named: Fields, codes: Barcodes) -> ProductForm:
        base = old or self._new(named)
        own = named.get("barcodes", base.barcodes)
        alike = {form for code in own for form in same_codes(code)}
        more = tuple(code for code in codes.codes if code not in alike)
        return replace(base, **(named | {"barcodes": (*own, *more)}))

    def _new(self, named: Fields) -> ProductForm:
        """A new article before its cells. Raises ProductError where its price or its VAT is said nowhere."""
        if "price" not in self._places:
            raise ProductError(N_('A new product needs a price: there is no column "price".'))
        if "tax_code" not in named and self._default is None:
            rates = ", ".join(sorted(code for code, rate in self._known.rates.items() if not rate.outside))
            raise ProductError(N_("A new product needs its VAT: write {codes} or a percentage."), codes=rates)
        return ProductForm("", None, self._default.code if self._default else "")

    def _once(self, line: int, form: ProductForm, codes: Barcodes, named: Fields) -> None:
        """No article and no code twice in one file. Raises ProductError."""
        keys = [*(alike for code in codes.codes for alike in same_codes(code))]
        keys += [f"code {named['code']}"] if named.get("code") else []
        keys += [f"variant {form.style}|{form.axis_1}|{form.axis_2}"] if form.style else []
        names = {key: key for key in keys} | {f"in any case {code.lower()}": code for code in self._fresh[line]}
        names |= {f"product {form.id}": form.name} if form.id is not None else {}
        for key, name in names.items():
            if key in self._lines:
                raise ProductError(N_("{code} stands in line {line} as well."), code=name, line=self._lines[key])
        self._lines |= dict.fromkeys(names, line)


def _differing(old: ProductForm, form: ProductForm) -> tuple[str, ...]:
    """The fields that a row changes; the order of barcodes says nothing."""
    names: Sequence[str] = [name for name in ProductForm.__struct_fields__ if name not in _OWN]
    pairs = {name: (getattr(old, name), getattr(form, name)) for name in names}
    pairs["barcodes"] = (tuple(sorted(old.barcodes)), tuple(sorted(form.barcodes)))
    return tuple(name for name, (before, after) in pairs.items() if before != after)
