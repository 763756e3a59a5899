"""`kassa products`: import and search."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from kassa_tui.cli.common import DONE, Commands, acting_options, common_options, desk, opened, show
from kassa_tui.cli.csv_input import read_file, refuse_rows
from kassa_tui.cli.views import decimal, written
from kassa_tui.i18n import _
from kassa_tui.text import clean
from kassa_tui.till.goods import catalog, product_import
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.ledger.shop import read_shop


def _import(args: Namespace) -> int:
    acting = desk(args)
    try:
        done = product_import.load(acting, read_file(args.file), args.file.name)
    except BadRowsError as refused:
        return refuse_rows(args, refused, {"added": 0, "changed": 0})
    text = _("{added} products added, {changed} changed.").format(added=done.added, changed=done.changed)
    show(args, {"added": done.added, "changed": done.changed, "bad": []}, text)
    return DONE


def _search(args: Namespace) -> int:
    opened(args)
    hits = catalog.search(clean(args.text), read_shop().currency)
    rows = [
        {"id": a.id, "code": a.code, "name": a.name, "price": decimal(a.price), "vat": a.tax_code, "unit": a.unit}
        for a in hits.articles
    ]
    lines = [f"{a.code or '':>8}  {a.name:<48} {written(a.price) if a.price else '':>10}" for a in hits.articles]
    show(args, rows, "\n".join(lines) or _("Nothing found."))
    return DONE


def add_to(commands: Commands) -> None:
    """Add the group to the command line."""
    group: ArgumentParser = commands.add_parser("products", help="the catalogue")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    load = actions.add_parser("import", help="products from a CSV file: all rows, or none")
    load.add_argument("file", type=Path, metavar="FILE.csv", help="UTF-8 or Windows-1252; comma, semicolon or tab")
    load.set_defaults(run=_import)
    acting_options(load)
    search = actions.add_parser("search", help="by the beginnings of words, or by code")
    search.add_argument("text", help="what to look for")
    search.set_defaults(run=_search)
    for action in actions.choices.values():
        common_options(action)
