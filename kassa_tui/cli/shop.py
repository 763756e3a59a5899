"""`kassa init`: the first start of a shop. `kassa shop`: its whole set-up as a file, for a second register."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

import msgspec

from kassa_tui import i18n
from kassa_tui.cli.common import (
    DONE,
    Commands,
    acting_options,
    common_options,
    database_path,
    desk,
    first_language,
    settings_of,
    show,
)
from kassa_tui.exports import files
from kassa_tui.i18n import _
from kassa_tui.settings import Settings, settings_file, write_new
from kassa_tui.storage import bounded
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.setup import demo, founding, importing
from kassa_tui.till.setup import files as setup_files
from kassa_tui.till.setup.founding import Founding, FoundingError


def _answers(args: Namespace) -> Founding:
    if args.demo:
        return demo.answers(args.language or first_language())
    try:
        return founding.read_form(bounded.read_text(args.source))
    except (OSError, UnicodeDecodeError) as error:
        raise FoundingError(problem=str(error)) from error


def found_shop(path: Path, form: Founding, settings_path: Path) -> None:
    """Make the shop, and write the machine's settings unless there are some."""
    _made(path, form, settings_path)


def _made(path: Path, form: Founding, settings_path: Path) -> Desk:
    """The owner's desk in the new shop."""
    made = founding.found(path, form)
    if form.demo:
        demo.fill(made)
    if not settings_path.exists() and not form.demo:
        settings = Settings(
            database=str(path.absolute()),
            register=form.register,
            language=form.language or "",
            printer=form.printer,
            scanner=form.scanner,
        )
        write_new(settings_path, settings)
    return made


def _init(args: Namespace) -> int:
    i18n.use(args.language or first_language())
    settings = settings_of(args)
    path = database_path(args, settings)
    form = founding.check(_answers(args))
    given = setup_files.read_bytes(args.set_up) if args.set_up else None
    if given is not None:
        setup_files.decoded(given)
    made = _made(path, form, settings_file(args.db))
    if given is not None:
        importing.load(made, given, args.set_up.name)
    data = {"database": str(path), "shop": form.shop, "register": form.register, "demo": form.demo}
    show(args, data, _("{shop} is ready: {file}").format(shop=form.shop, file=path))
    return DONE


def _export(args: Namespace) -> int:
    data = setup_files.export(desk(args))
    files.save(args.file, lambda out: out.write(data), force=args.force)
    show(args, {"file": str(args.file), "bytes": len(data)}, _("Written: {file}").format(file=args.file))
    return DONE


def _import(args: Namespace) -> int:
    taken = importing.load(desk(args), setup_files.read_bytes(args.file), args.file.name, dry_run=args.dry_run)
    lines = importing.told(taken) or [_("Nothing differs.")]
    title = _("Only tried, nothing is changed. It would change:") if args.dry_run else _("Changed:")
    show(args, msgspec.structs.asdict(taken) | {"dry_run": args.dry_run}, "\n".join([title, *lines]))
    return DONE


def add_to(commands: Commands) -> None:
    """Add the commands to the command line."""
    _add_init(commands)
    group: ArgumentParser = commands.add_parser("shop", help="the whole set-up, for a second register")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser("export", help="settings, payment methods, VAT, reasons, products, keys, permissions")
    export.add_argument("file", type=Path, metavar="FILE.json", help="a new file")
    export.add_argument("--force", action="store_true", help="replace the file if it is there")
    export.set_defaults(run=_export, reads=True)
    load = actions.add_parser("import", help="take such a file over: all of it, or nothing")
    load.add_argument("file", type=Path, metavar="FILE.json", help="what export wrote")
    load.add_argument("--dry-run", action="store_true", help="say what it would change, and change nothing")
    load.set_defaults(run=_import)
    for action in actions.choices.values():
        acting_options(action)
        common_options(action)


def _add_init(commands: Commands) -> None:
    parser: ArgumentParser = commands.add_parser("init", help="start a new shop")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--from", dest="source", type=Path, metavar="FILE", help="a TOML file with the answers")
    source.add_argument("--demo", action="store_true", help="a demo shop with 500 products and simulated devices")
    parser.add_argument("--set-up", type=Path, metavar="FILE.json", help="then take over what kassa shop export wrote")
    parser.add_argument("--language", choices=sorted(i18n.LANGUAGES), default=SUPPRESS, help="the demo shop's language")
    common_options(parser)
    parser.set_defaults(run=_init)
