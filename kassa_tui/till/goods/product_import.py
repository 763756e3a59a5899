"""Products from a CSV file: UTF-8 or Windows-1252, with comma, semicolon or tab; all rows, or none.

The first line names the columns, in English, Dutch or Danish. A row whose barcode or code is known changes that
product, and of it only what the row names and holds; the others are new.
"""

from collections.abc import Collection

from kassa_tui.database import rows
from kassa_tui.i18n import N_, _, current
from kassa_tui.till.basket.line_kinds import PACKAGING_SQL
from kassa_tui.till.basket.tax import rates_on
from kassa_tui.till.goods import csv_files, products
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.imports import columns, product_columns
from kassa_tui.till.goods.imports.cells import Known
from kassa_tui.till.goods.imports.columns import Column
from kassa_tui.till.goods.imports.plan import Plan, Planner
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import ChangedMeanwhileError
from kassa_tui.till.ledger.permissions import EDIT_PRODUCTS
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.papers.kept_papers import percent_text

FIELDS = {
    "name": N_("name"),
    "price": N_("price"),
    "tax_code": N_("VAT"),
    "code": N_("code"),
    "label": N_("short name"),
    "kind": N_("kind"),
    "unit": N_("unit"),
    "group": N_("group"),
    "packaging_id": N_("deposit"),
    "discountable": N_("discount allowed"),
    "active": N_("for sale"),
    "barcodes": N_("barcodes"),
    "age": N_("age"),
    "style": N_("article code"),
    "axis_1": N_("first axis"),
    "axis_2": N_("second axis"),
}
"""What people call each field that an import may change."""


class PlanChangedError(ChangedMeanwhileError):
    """The catalogue changed after the summary was shown."""

    template = N_("The products changed meanwhile. Look at the summary again.")


def _known(desk: Desk) -> Known:
    packaging: dict[str, int] = {}
    sql = f"SELECT id, code, name, price FROM product WHERE kind IN ({PACKAGING_SQL})"
    for product_id, code, name, price in rows(sql):
        packaging.update({str(key).casefold(): product_id for key in (code, name, price) if key is not None})
    shop = read_shop()
    return Known(
        dict(rows("SELECT code, product_id FROM barcode")),
        dict(rows("SELECT code, id FROM product WHERE code IS NOT NULL")),
        packaging,
        rates_on(shop.today(desk)),
        shop,
    )


def columns_of(content: bytes, ignore: Collection[str] = ()) -> tuple[Column, ...]:
    """The columns of a file and what they mean, also when it is refused for them. Raises ImportFileError."""
    return product_columns.of(csv_files.read(content), ignore)


def plan(desk: Desk, content: bytes, ignore: Collection[str] = ()) -> Plan:
    """What a file would do, bad rows included. `ignore` are headings that are left out. Raises ImportFileError."""
    table = csv_files.read(content)
    understood = product_columns.of(table, ignore)
    places = product_columns.positions(understood)
    return Planner(_known(desk), understood, places).plan(table[1:])


@recorder(EDIT_PRODUCTS)
def load(
    desk: Desk, content: bytes, source: str = "", *, ignore: Collection[str] = (), agreed: Plan | None = None
) -> Plan:
    """Save the products of a file in one transaction; what it did. `agreed` is the plan that somebody was shown.

    Raises ImportFileError, BadRowsError, PlanChangedError, NotAllowedError.
    """
    made = plan(desk, content, ignore)
    if made.bad:
        raise BadRowsError(list(made.bad))
    if agreed is not None and agreed != made:
        raise PlanChangedError
    products.save_all(desk, made.forms, source)
    return made


def summary(made: Plan) -> list[str]:
    """What a file does or would do, a line for each: new, changed (what, how many), unchanged, refused, left out."""
    fields = ", ".join(f"{_(FIELDS[name])} {count}" for name, count in made.fields.items())
    lines = [
        _("New: {count}").format(count=made.added),
        _("Changed: {count}").format(count=made.changed) + (f" ({fields})" if fields else ""),
        _("Unchanged: {count}").format(count=made.unchanged),
        _("Refused: {count}").format(count=len(made.bad)),
    ]
    if made.by_default is not None:
        text = _("VAT of new products that name none: {name} {percent} ({count})")
        percent = percent_text(made.by_default.rate, current())
        lines.append(text.format(name=_(made.by_default.name), percent=percent, count=len(made.defaulted)))
    if unread := columns.left_out(made.columns):
        lines.append(_("Left out: {names}").format(names=", ".join(unread)))
    text = _("Line {line}: {code} got back the zero in front that its check digit proves.")
    return lines + [text.format(line=each.line, code=each.code) for each in made.mended]
