"""`kassa customers`: import, export, merge, erase, and all that is held of one."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from kassa_tui.cli.common import DONE, Commands, acting_options, common_options, desk, opened, show
from kassa_tui.cli.csv_input import ignore_option, refuse_rows
from kassa_tui.exports import files as out_files
from kassa_tui.i18n import N_, _, current
from kassa_tui.money import Money
from kassa_tui.till.customers import customers, erasing, files, personal_data
from kassa_tui.till.customers.form import KIND_WORDS, LABELS, label
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.text_files import read_file
from kassa_tui.till.ledger import receipt_kinds
from kassa_tui.till.ledger.shop import read_shop


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
        out_files.save(args.file, lambda out: out.write(text.encode()), force=args.force)
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
    stays = erasing.erase(acting, customer.id, args.reason)
    text = _("Customer {number} was erased. Copies of before still hold the data.").format(number=customer.number)
    until = stays.until.isoformat() if stays.until else None
    data = {"erased": customer.number, "invoices_kept": stays.count, "kept_until": until}
    show(args, data, f"{text} {_(erasing.STAYS)} {erasing.said(stays)}".strip())
    return DONE


_BALANCES = {"balance": N_("On account"), "credit": N_("Credit")}


def _amount(written: str) -> str:
    """What JSON says of an amount, in the language of whoever reads it."""
    return Money.of_decimal(written, read_shop().currency).text(current().language)


def _said(name: str, stored: object) -> str:
    """What a card says in a column, in words and amounts."""
    if name == "credit_limit":
        return _amount(str(stored))
    return _(KIND_WORDS.get(str(stored), str(stored))) if name == "kind" else str(stored)


def _show(args: Namespace) -> int:
    opened(args)
    everything = personal_data.everything_about(customers.named(args.customer).id)
    known = ((name, value) for card in everything["customer"] for name, value in card.items())
    lines = [
        f"{_(LABELS.get(name, name)):<18} {_said(name, value)}" for name, value in known if value not in ("", None)
    ]
    lines += [f"{_(word):<18} {_amount(everything[name])}" for name, word in _BALANCES.items()]
    for receipt in everything["receipts"]:
        kind, total = _(receipt_kinds.WORDS[receipt["kind"]]), _amount(receipt["total"])
        lines.append(f"{receipt['number']:<18} {total:>10}  {receipt['at'][:10]}  {kind}")
    for invoice in everything["open_invoices"]:
        left = _amount(invoice["left"])
        lines.append(f"{_('Invoice {number}').format(**invoice):<18} {left:>10}  {invoice['at'][:10]}")
    for paper in everything["invoices"]:
        lines.append(_("{paper} is kept until {day}.").format(paper=paper["title"], day=paper["kept_until"]))
    for letter in everything["mail"]:
        if letter["state"] == "queued":
            said = _("E-mail that waits").ljust(18)
            lines.append(f"{said} {letter['address']}  {letter['at'][:10]}  {letter['attachment']}")
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
    out.add_argument("file", type=Path, nargs="?", metavar="FILE.csv", help="a new file (default: standard output)")
    out.add_argument("--force", action="store_true", help="replace the file if it is there")
    out.set_defaults(run=_export, reads=True)
    merge = actions.add_parser("merge", help="one customer goes on as another")
    merge.add_argument("keep", metavar="KEEP", help="number or whole name of the one that stays")
    merge.add_argument("gone", metavar="GONE", help="number or whole name of the one that goes")
    merge.set_defaults(run=_merge)
    erase = actions.add_parser(
        "erase", help="forget a person; receipts and amounts stay, invoices as long as the law wants"
    )
    erase.add_argument("customer", metavar="N", help="number or whole name")
    erase.add_argument("--reason", required=True, help="why; stands in the journal, so name nobody in it")
    erase.set_defaults(run=_erase)
    whole = actions.add_parser("show", help="all that the shop holds of a person")
    whole.add_argument("customer", metavar="N", help="number or whole name")
    whole.set_defaults(run=_show, reads=True)
    for acting in (load, merge, erase):
        acting_options(acting)
    for action in actions.choices.values():
        common_options(action)
