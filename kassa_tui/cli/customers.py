"""`kassa customers`: import, export, merge, erase, and all that is held of one."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from kassa_tui.cli.common import DONE, Commands, acting_options, common_options, desk, opened, show
from kassa_tui.cli.csv_input import ignore_option, refuse_rows
from kassa_tui.exports import files as out_files
from kassa_tui.i18n import _
from kassa_tui.till.customers import customers, erasing, files, personal_data
from kassa_tui.till.customers.form import label
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.text_files import read_file


def _import(args: Namespace) -> int:
    acting = desk(args)
    try:
        content = read_file(args.file)
        loaded = files.load(acting, content, args.file.name, dry=args.dry_run, ignore=args.ignore)
    except BadRowsError as refused:
        return refuse_rows(args, refused, {"added": 0, "changed": 0, "saved": False})
    text = _("{added} customers added, {changed} changed.")
    if args.dry_run:
        text = _("{added} customers would be added, {changed} changed. Nothing was saved.")
    lines = [text.format(added=loaded.added, changed=loaded.changed)]
    lines += [f"  {label(name)}: {count}" for name, count in loaded.fields.items()]
    lines.append(_("Unchanged: {count}").format(count=loaded.unchanged))
    if loaded.left_out:
        lines.append(_("Left out: {names}").format(names=", ".join(loaded.left_out)))
    counts = {"added": loaded.added, "changed": loaded.changed, "unchanged": loaded.unchanged, "fields": loaded.fields}
    show(args, {**counts, "left_out": loaded.left_out, "saved": not args.dry_run, "bad": []}, "\n".join(lines))
    return DONE


def _export(args: Namespace) -> int:
    opened(args)
    text = files.export()
    count = text.count("\r\n") - 1
    if args.file is None and not args.json:
        sys.stdout.buffer.write(text.encode())
        return DONE
    if args.file is not None:
        out_files.save(args.file, lambda out: out.write(text.encode()), force=True)
    data = {"customers": count, "csv": text if args.file is None else None}
    show(args, data, _("Customers written: {count}.").format(count=count))
    return DONE


def _merge(args: Namespace) -> int:
    acting = desk(args)
    keep, gone = customers.named(args.keep), customers.named(args.gone)
    customers.merge(acting, keep.id, gone.id)
    text = _("Customer {gone} goes on as customer {keep}.").format(gone=gone.number, keep=keep.number)
    show(args, {"keep": keep.number, "gone": gone.number}, text)
    return DONE


def _erase(args: Namespace) -> int:
    acting = desk(args)
    customer = customers.named(args.customer)
    erasing.erase(acting, customer.id, args.reason)
    text = _("Customer {number} was erased. Copies of before still hold the data.").format(number=customer.number)
    show(args, {"erased": customer.number}, f"{text} {_(erasing.STAYS)}")
    return DONE


def _show(args: Namespace) -> int:
    opened(args)
    everything = personal_data.everything_about(customers.named(args.customer).id)
    known = ((name, value) for card in everything["customer"] for name, value in card.items())
    lines = [f"{name:<18} {value}" for name, value in known if value not in ("", None)]
    lines += [f"{_('On account'):<18} {everything['balance']}", f"{_('Credit'):<18} {everything['credit']}"]
    for receipt in everything["receipts"]:
        lines.append(f"{receipt['number']:<18} {receipt['total']:>10}  {receipt['at'][:10]}  {receipt['kind']}")
    for invoice in everything["open_invoices"]:
        lines.append(f"{_('Invoice {number}').format(**invoice):<18} {invoice['left']:>10}  {invoice['at'][:10]}")
    show(args, everything, "\n".join(lines))
    return DONE


def add_to(commands: Commands) -> None:
    """Add the group to the command line."""
    group: ArgumentParser = commands.add_parser("customers", help="who buys here")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    load = actions.add_parser("import", help="customers from a CSV file: all rows, or none")
    load.add_argument("file", type=Path, metavar="FILE.csv", help="UTF-8; comma, semicolon or tab")
    load.add_argument("--dry-run", action="store_true", help="only say what would be done")
    ignore_option(load)
    load.set_defaults(run=_import)
    out = actions.add_parser("export", help="all customers as CSV")
    out.add_argument("file", type=Path, nargs="?", metavar="FILE.csv", help="where to (default: the standard output)")
    out.set_defaults(run=_export)
    merge = actions.add_parser("merge", help="one customer goes on as another")
    merge.add_argument("keep", metavar="KEEP", help="number or whole name of the one that stays")
    merge.add_argument("gone", metavar="GONE", help="number or whole name of the one that goes")
    merge.set_defaults(run=_merge)
    erase = actions.add_parser("erase", help="forget a person; receipts, amounts and the texts of lines stay")
    erase.add_argument("customer", metavar="N", help="number or whole name")
    erase.add_argument("--reason", required=True, help="why; stands in the journal, so name nobody in it")
    erase.set_defaults(run=_erase)
    whole = actions.add_parser("show", help="all that the shop holds of a person")
    whole.add_argument("customer", metavar="N", help="number or whole name")
    whole.set_defaults(run=_show)
    for acting in (load, merge, erase):
        acting_options(acting)
    for action in actions.choices.values():
        common_options(action)
