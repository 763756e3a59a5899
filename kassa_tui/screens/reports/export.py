"""A report as a file: which one, and where: a stick, the folder beside the shop, or somebody by mail."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import BinaryIO, TypeVar, assert_never

from msgspec import Struct

from kassa_tui import settings
from kassa_tui.database import at_one_moment
from kassa_tui.exports import files, places
from kassa_tui.exports.of_sessions import EXPORTS, allowed
from kassa_tui.exports.report_tables import report_table
from kassa_tui.exports.tables import Table
from kassa_tui.exports.writers import WRITERS, Style
from kassa_tui.i18n import _, current, words
from kassa_tui.screens.frame.ask import ask_text
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.frame.menu import Item, MenuQuestion
from kassa_tui.till.ledger.recording import checked
from kassa_tui.till.mail import letters, report_letters
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.report import Report

T = TypeVar("T")

FORMS = [Item(name.upper(), name) for name in WRITERS]
"""The formats of a file."""


class File(Struct, frozen=True):
    """What is exported: a name and a title, how it is written, and the table as it is made."""

    name: str
    title: str
    form: str
    table: Callable[[], Table]
    left_out: tuple[str, ...] = ()


class ByMail(Struct, frozen=True):
    """The file goes to somebody by mail, rather than into a folder."""


async def _ask(screen: Framed, title: str, items: Sequence[Item[T]]) -> T | None:
    return await screen.app.ask(MenuQuestion(title, items))


def _places(screen: Framed) -> list[Item[Path | ByMail]]:
    """Sticks, the folder, and the mail where the settings name a server."""
    sticks = [Item(f"{_('Stick')} {stick.name}", stick) for stick in places.sticks()]
    mails = settings.read(Path(screen.counter.settings_file)).mail.host
    why = "" if mails else _("no mail server in the settings")
    letter = Item(_("Mail"), ByMail(), report_letters.last_address(), why)
    return [*sticks, Item(_("Folder on this computer"), places.own_folder()), letter]


async def _what(screen: Framed, report: Report, chosen: Filter) -> File | None:
    """Which table, and in which format; None when it was given up. Raises StillOpenError."""
    if report.subject.of_sessions:
        return await _of_sessions(screen, chosen)
    form = await _ask(screen, _("Export"), FORMS)
    if form is None:
        return None
    missing = (_(report.subject.missing),) if report.complete is False else ()
    return File(report.subject.name, report.subject.title, form, lambda: report_table(report), missing)


async def _of_sessions(screen: Framed, chosen: Filter) -> File | None:
    what = await _ask(screen, _("Export"), [Item(_(export.title), name) for name, export in EXPORTS.items()])
    if what is None:
        return None
    export, permitted = EXPORTS[what], allowed(screen.counter.desk, what, chosen)
    form = await _ask(screen, _("Export"), FORMS)
    if form is None:
        return None
    return File(what, export.title, form, lambda: export.table(permitted.filter), permitted.left_out)


Work = Callable[[Callable[[], T]], Awaitable[T]]
"""Answers a question beside the screen, which says how far it is."""


async def export(screen: Framed, report: Report, chosen: Filter, work: Work[bytes | None]) -> tuple[str, ...]:
    """Ask what, how and where, and write it; what is said then, nothing when nothing was written.

    What was left out is said as well, as the command does. Raises StillOpenError, FileError,
    NotAllowedError, SettingsError, AddressError, FileTooLargeError, StoppedError.
    """
    checked(screen.counter.desk, report.subject.require)
    what = await _what(screen, report, chosen)
    place = await _ask(screen, _("Where to"), _places(screen)) if what else None
    if what is None or place is None:
        return ()
    style, days = Style(current().language.decimal, ";", bom=True), (chosen.first, chosen.last)

    def write(out: BinaryIO) -> None:
        with at_one_moment():
            WRITERS[what.form](what.table(), out, style)

    match place:
        case ByMail():
            name = f"{places.stem_of(what.name, days)}.{what.form}"
            said = await _mail(screen, report, what.title, name, work, write)
        case Path():
            file = places.new_file(place, what.name, days, what.form)
            await work(lambda: files.save(file, write))
            said = _("Written: {file}").format(file=file)
        case _:
            assert_never(place)
    return (said, *what.left_out) if said else ()


async def _mail(
    screen: Framed,
    report: Report,
    title: str,
    name: str,
    work: Work[bytes | None],
    write: Callable[[BinaryIO], None],
) -> str:
    """Ask for the address, and let the file wait for the mail server."""
    counter = screen.counter
    address = await ask_text(
        screen.app, _("Send by mail"), _("Mail address"), do=_("Send"), entered=report_letters.last_address()
    )
    if address is None:
        return ""
    to, title = letters.checked_address(address), words(counter.shop.reports_in).text(title)
    file = await work(lambda: files.for_letter(write)) or b""
    await screen.recorded(
        counter.record(report_letters.queue, to, title, name, file, of_sessions=report.subject.of_sessions)
    )
    return _("{file} waits for the mail server.").format(file=name)
