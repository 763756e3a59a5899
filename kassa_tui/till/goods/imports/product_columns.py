"""The columns of a list of products."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from kassa_tui.i18n import N_
from kassa_tui.till.goods.csv_files import CsvRow
from kassa_tui.till.goods.imports import columns
from kassa_tui.till.goods.imports.columns import Column
from kassa_tui.till.goods.imports.foreign import has_no_use
from kassa_tui.till.goods.imports.meanings import KNOWN, MEANINGS, TAX_COLUMN, key_of
from kassa_tui.till.goods.text_files import ImportFileError

RATE = "vat "
"""How the meaning of a column begins that says yes or no to one rate: `vat 21`."""


def _meaning(heading: str) -> str:
    if has_no_use(heading):
        return ""
    key = key_of(heading)
    rate = TAX_COLUMN.fullmatch(key)
    return f"{RATE}{rate[1].replace(' ', '.')}" if rate else MEANINGS.get(key, "")


def _beside(named: Sequence[Column]) -> dict[str, str]:
    """What some columns mean beside others; nothing where the other one says it."""
    meanings = {column.meaning for column in named if column.read}
    handles = any(key_of(column.heading) in ("handle", "url handle") for column in named)
    becomes = {"description": "" if "name" in meanings else "name", "sale_price": ""}
    if handles:
        # What a web shop calls its type is a word of its own, no kind.
        becomes["kind"] = ""
    if "unit" in meanings:
        becomes["weighed"] = ""
    if "style" in meanings and "axis_1" not in meanings:
        becomes["style"] = "code"
    return becomes


def of(table: Sequence[CsvRow], ignore: Collection[str] = ()) -> tuple[Column, ...]:
    """Each column and what it means in this file. Raises ImportFileError."""
    named = columns.understood(columns.headings(table), _meaning, ignore, has_no_use)
    becomes = _beside(named)
    return columns.doubled(
        replace(column, meaning=becomes[column.meaning], useless=not becomes[column.meaning])
        if column.meaning in becomes
        else column
        for column in named
    )


def positions(understood: Sequence[Column]) -> dict[str, int]:
    """Where each meaning stands, when the file can be read. Raises ImportFileError."""
    places = columns.positions(understood, KNOWN)
    by_code = bool({"barcode", "upc", "code"} & places.keys())
    for needed in () if by_code else ("name", "price"):
        if needed not in places:
            raise ImportFileError(N_('The first line needs a column "{name}".'), name=needed)
    return places
