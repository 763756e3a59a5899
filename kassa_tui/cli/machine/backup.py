"""`kassa backup` and `kassa restore`."""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

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
    refuse,
    settings_of,
    show,
)
from kassa_tui.cli.views import stamp
from kassa_tui.i18n import _, current
from kassa_tui.text import visible
from kassa_tui.till.anchor.ends import Gap
from kassa_tui.till.ledger import clock, counters
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import backups, newest_copy, restoring, second_place, standing
from kassa_tui.till.proof.backups import Backup
from kassa_tui.till.proof.newest_copy import Copy
from kassa_tui.till.proof.problems import Proof
from kassa_tui.till.proof.restoring import LacksError, Restored, Wanted
from kassa_tui.till.proof.second_place import MissedError


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
        return f"{proof.verdict()} {_('kassa verify names them.')}"
    return proof.verdict()


def _made_json(made: Backup) -> dict[str, object]:
    removed = [str(file) for file in made.removed]
    facts = {"file": str(made.file), "bytes": made.size, "sha256": made.sha256, "removed": removed}
    return facts | _proof_json(made.proof)


def _made_text(made: Backup) -> list[str]:
    lines = [_("Backup: {file}").format(file=made.file), _proof_text(made.proof)]
    if made.removed:
        lines.append(_("Older backups removed: {count}").format(count=len(made.removed)))
    return lines


def _backup(args: Namespace) -> int:
    """The copy that was asked for; without a folder also the second one, where the settings name a disk for it."""
    acting, label = desk(args), settings_of(args).backup.label if args.to is None else ""
    second, missed = _second(acting, label) if label else (None, None)
    made = backups.make(acting, args.to)
    copies = [made] if second is None else [made, second]
    facts = {
        "second": _made_json(second) if second is not None else None,
        "missed": missed.say() if missed is not None else "",
    }
    show(args, _made_json(made) | facts, "\n".join(line for copy in copies for line in _made_text(copy)))
    if missed is not None:
        return refuse(missed)
    return DONE if all(copy.proof.proven for copy in copies) else REFUSED


def _second(acting: Desk, label: str) -> tuple[Backup | None, MissedError | None]:
    """The copy on the disk with this label, or why it was missed; it is made also where the first one fails."""
    try:
        return second_place.make(acting, label), None
    except MissedError as missed:
        return None, missed


def _restore(args: Namespace) -> int:
    """The copy that is named, or the newest proven one; what is damaged in its place is put aside."""
    i18n.use(first_language())
    settings = settings_of(args)
    path, stick = database_path(args, settings), settings.backup.label
    second = second_place.folder_of(stick) if stick else None
    wrong = standing.wrong(path, second)
    wanted = Wanted(unproven=args.unproven, lacking=args.lacking, second=second, aside=bool(wrong))
    if args.file is not None:
        return _put_back(args, args.file, path, wanted)
    if wrong:
        standing.remember(path)
    copy = newest_copy.newest(path, second)
    _say(wrong, *_described(copy))
    if _asks(args):
        if not _agreed():
            return REFUSED
        wanted = replace(wanted, lacking=True)
    return _put_back(args, copy.file, path, wanted)


def _asks(args: Namespace) -> bool:
    """Whether somebody is there to be asked: a script never is."""
    return not args.json and sys.stdin.isatty()


def _described(copy: Copy) -> list[str]:
    """Which copy it is, and what it lacks of what is known."""
    when = clock.local(copy.at, copy.zone)
    until = _("The newest proven backup is {file}, of {day}, {time}.").format(
        file=copy.file, day=current().full_date(when), time=f"{when:%H:%M}"
    )
    receipt = _("Its last receipt is {number}.").format(number=copy.receipt) if copy.receipt else ""
    return [*copy.passed, until, receipt, copy.lacking() or _("It lacks nothing that is known.")]


def _put_back(args: Namespace, source: Path, path: Path, wanted: Wanted) -> int:
    try:
        restored = restoring.restore(source, path, wanted)
    except LacksError as lacks:
        if not _asks(args):
            _say(_("With --lacking it is put back all the same."))
            raise
        _say(lacks.say())
        if not _agreed():
            raise
        restored = restoring.restore(source, path, replace(wanted, lacking=True))
    shop = read_shop()
    i18n.use(shop.language)
    _show_restored(args, source, path, restored, shop.zone)
    return DONE


def _show_restored(args: Namespace, source: Path, path: Path, restored: Restored, zone: str) -> None:
    """What is there now, what it lacks, and where the damaged one went."""
    newest = {
        "register": restored.register,
        "number": restored.number,
        "time": stamp(restored.at),
        "kind": restored.kind,
    }
    when = clock.local(restored.at, zone)
    lines = [
        _("Restored: {file}").format(file=path),
        _proof_text(restored.proof),
        _("The newest entry is {register} {number} of {day}, {time}. What came after it is not in there.").format(
            register=restored.register, number=restored.number, day=current().full_date(when), time=f"{when:%H:%M}"
        ),
    ]
    if restored.lacks:
        lines.append(_goes_on(restored.lacks))
    if restored.aside is not None:
        lines.append(_("The damaged file was put aside as {file}; keep it.").format(file=restored.aside))
    facts = {
        "file": str(path),
        "copy": str(source),
        "aside": str(restored.aside) if restored.aside is not None else None,
        "newest": newest,
        "lacks": [gap.say() for gap in restored.lacks],
    }
    show(args, facts | _proof_json(restored.proof), "\n".join(lines))


def _say(*sentences: str) -> None:
    """Beside the answer."""
    for sentence in filter(None, sentences):
        print(visible(sentence), file=sys.stderr)


def _agreed() -> bool:
    """Whether somebody at the terminal says that it is meant; asked once."""
    print(visible(_("Is it meant to be put back all the same? yes/no")), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in (_("yes"), "yes")


def _goes_on(lacks: Sequence[Gap]) -> str:
    """What becomes of the counters: no number is given twice."""
    said = _("On purpose without: {missing}. {register} goes on as {code}.")
    missing = "; ".join(gap.say() for gap in lacks)
    register = lacks[0].known.counter or lacks[0].register
    return said.format(missing=missing, register=register, code=counters.current(register))


def add_to(commands: Commands) -> None:
    """Add both commands to the command line."""
    copy: ArgumentParser = commands.add_parser("backup", help="a proven copy of the shop; old copies are rotated")
    copy.add_argument("--to", type=Path, metavar="DIR", help='an existing folder (default: "backups" beside the shop)')
    copy.set_defaults(run=_backup)
    common_options(copy)
    acting_options(copy)
    back: ArgumentParser = commands.add_parser("restore", help="make a shop's database from a copy")
    named = "the copy, which is not changed (default: the newest proven one)"
    back.add_argument("file", type=Path, metavar="FILE", nargs="?", help=named)
    back.add_argument(
        "--db", type=Path, metavar="FILE", default=SUPPRESS, help="the new database; a damaged one is put aside"
    )
    back.add_argument("--json", action="store_true", default=SUPPRESS, help="print JSON and nothing else")
    back.add_argument("--unproven", action="store_true", help="also a copy whose figures do not agree")
    back.add_argument("--lacking", action="store_true", help="also a copy that ends before what is known to be newest")
    back.set_defaults(run=_restore)
