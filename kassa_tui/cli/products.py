"""`kassa products`: import and search."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from kassa_tui.cli.common import DONE, Commands, acting_options, common_options, desk, opened, show
from kassa_tui.cli.csv_input import ignore_option, refuse_rows
from kassa_tui.cli.views import decimal, written
from kassa_tui.i18n import _
from kassa_tui.text import clean
from kassa_tui.till.goods import catalog, product_import
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.imports.columns import left_out
from kassa_tui.till.goods.imports.plan import Plan
from kassa_tui.till.goods.text_files import read_file
from kassa_tui.till.ledger.shop import read_shop


def _outcome(made: Plan, *, saved: bool) -> dict[str, object]:
    """What an import did or would do, for JSON."""
    return {
        "added": made.added,
        "changed": made.changed,
        "unchanged": made.unchanged,
        "fields": made.fields,
        "left_out": left_out(made.columns),
        "default_vat": made.by_default.code if made.by_default else None,
        "mended": [{"line": mended.line, "code": mended.code} for mended in made.mended],
        "saved": saved,
        "bad": [],
    }


def _try(args: Namespace, made: Plan) -> int:
    """Only say what would be done; bad rows refuse it as they would refuse the import."""
    if not args.json:
        show(
            args,
            None,
            "\n".join([_("Only tried, nothing is changed. It would change:"), *product_import.summary(made)]),
        )
    elif not made.bad:
        show(args, _outcome(made, saved=False), "")
    if made.bad:
        return refuse_rows(args, BadRowsError(list(made.bad)), _outcome(made, saved=False))
    return DONE


def _import(args: Namespace) -> int:
    acting = desk(args)
    content = read_file(args.file)
    if args.dry_run:
        return _try(args, product_import.plan(acting, content, args.ignore))
    try:
        made = product_import.load(acting, content, args.file.name, ignore=args.ignore)
    except BadRowsError as refused:
        return refuse_rows(args, refused, {"added": 0, "changed": 0, "saved": False})
    text = _("{added} products added, {changed} changed.").format(added=made.added, changed=made.changed)
    show(args, _outcome(made, saved=True), "\n".join([text, *product_import.summary(made)]))
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
    load.add_argument("--dry-run", action="store_true", help="only say what would be done")
    ignore_option(load)
    load.set_defaults(run=_import)
    acting_options(load)
    search = actions.add_parser("search", help="by the beginnings of words, or by code")
    search.add_argument("text", help="what to look for")
    search.set_defaults(run=_search, reads=True)
    for action in actions.choices.values():
        common_options(action)
