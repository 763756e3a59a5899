"""`kassa init`: the first start of a shop, from a file of answers or as a demo."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from kassa_tui import i18n
from kassa_tui.cli.common import DONE, Commands, common_options, database_path, first_language, settings_of, show
from kassa_tui.i18n import _
from kassa_tui.settings import Settings, settings_file, write_new
from kassa_tui.till import demo, founding
from kassa_tui.till.founding import Founding, FoundingError


def _answers(args: Namespace) -> Founding:
    if args.demo:
        return demo.answers(args.language or first_language())
    try:
        return founding.read_form(args.source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise FoundingError(problem=str(error)) from error


def found_shop(path: Path, form: Founding, settings_path: Path) -> None:
    """Make the shop, and write the machine's settings unless there are some."""
    desk = founding.found(path, form)
    if form.demo:
        demo.fill(desk)
    if not settings_path.exists() and not form.demo:
        settings = Settings(
            database=str(path.absolute()),
            register=form.register,
            language=form.language or "",
            printer=form.printer,
            scanner=form.scanner,
        )
        write_new(settings_path, settings)


def _init(args: Namespace) -> int:
    i18n.use(first_language())
    settings = settings_of(args)
    path = database_path(args, settings)
    form = founding.check(_answers(args))
    found_shop(path, form, settings_file(args.db))
    data = {"database": str(path), "shop": form.shop, "register": form.register, "demo": form.demo}
    show(args, data, _("{shop} is ready: {file}").format(shop=form.shop, file=path))
    return DONE


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser: ArgumentParser = commands.add_parser("init", help="start a new shop")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--from", dest="source", type=Path, metavar="FILE", help="a TOML file with the answers")
    source.add_argument("--demo", action="store_true", help="a demo shop with 500 products and simulated devices")
    parser.add_argument("--language", choices=sorted(i18n.LANGUAGES), help="the demo shop's language")
    common_options(parser)
    parser.set_defaults(run=_init)
