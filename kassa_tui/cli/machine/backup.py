"""`kassa backup` and `kassa restore`."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from kassa_tui import i18n
from kassa_tui.cli.common import (
    DONE,
    REFUSED,
    Commands,
    acting_options,
    common_options,
    database_path,
    desk,
    first_language,
    settings_of,
    show,
)
from kassa_tui.cli.views import stamp
from kassa_tui.i18n import _, current
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import backups
from kassa_tui.till.proof.verify import NOT_PROVEN, PROVEN, Proof


def _proof_json(proof: Proof) -> dict[str, object]:
    return {
        "proven": proof.proven,
        "entries": proof.entries,
        "receipts": proof.receipts,
        "sessions": proof.sessions,
        "problems": [problem.say() for problem in proof.problems[:50]],
    }


def _proof_text(proof: Proof) -> str:
    if not proof.proven:
        return _(NOT_PROVEN).format(count=len(proof.problems)) + " " + _("kassa verify names them.")
    return _(PROVEN).format(entries=proof.entries, receipts=proof.receipts, sessions=proof.sessions)


def _backup(args: Namespace) -> int:
    made = backups.make(desk(args), args.to)
    removed = [str(file) for file in made.removed]
    facts = {"file": str(made.file), "bytes": made.size, "sha256": made.sha256, "removed": removed}
    lines = [_("Backup: {file}").format(file=made.file), _proof_text(made.proof)]
    if removed:
        lines.append(_("Older backups removed: {count}").format(count=len(removed)))
    show(args, facts | _proof_json(made.proof), "\n".join(lines))
    return DONE if made.proof.proven else REFUSED


def _restore(args: Namespace) -> int:
    i18n.use(first_language())
    path = database_path(args, settings_of(args))
    restored = backups.restore(args.file, path, unproven=args.unproven)
    shop = read_shop()
    i18n.use(shop.language)
    newest = {
        "register": restored.register,
        "number": restored.number,
        "time": stamp(restored.at),
        "kind": restored.kind,
    }
    when = clock.local(restored.at, shop.zone)
    lines = [
        _("Restored: {file}").format(file=path),
        _proof_text(restored.proof),
        _("The newest entry is {register} {number} of {day}, {time}. What came after it is not in there.").format(
            register=restored.register, number=restored.number, day=current().full_date(when), time=f"{when:%H:%M}"
        ),
    ]
    show(args, {"file": str(path), "newest": newest} | _proof_json(restored.proof), "\n".join(lines))
    return DONE


def add_to(commands: Commands) -> None:
    """Add both commands to the command line."""
    copy: ArgumentParser = commands.add_parser("backup", help="a proven copy of the shop; old copies are rotated")
    copy.add_argument("--to", type=Path, metavar="DIR", help='an existing folder (default: "backups" beside the shop)')
    copy.set_defaults(run=_backup)
    common_options(copy)
    acting_options(copy)
    back: ArgumentParser = commands.add_parser("restore", help="make a shop's database from a copy")
    back.add_argument("file", type=Path, metavar="FILE", help="the copy; it is not changed")
    back.add_argument("--db", type=Path, metavar="FILE", default=SUPPRESS, help="the new database; it must not exist")
    back.add_argument("--json", action="store_true", default=SUPPRESS, help="print JSON and nothing else")
    back.add_argument("--unproven", action="store_true", help="also a copy whose figures do not agree")
    back.set_defaults(run=_restore)
