"""A report as a file: which one, on which stick, in the folder beside the shop. No path is typed."""

from pathlib import Path

from kassa_tui.exports import files, places
from kassa_tui.exports.activity import activity
from kassa_tui.exports.sessions import cash, discrepancies, overview
from kassa_tui.exports.tables import Table
from kassa_tui.exports.writers import WRITERS, Style
from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.base import KassaScreen
from kassa_tui.screens.menu import Item, MenuQuestion
from kassa_tui.screens.reports.reading import Reading
from kassa_tui.screens.reports.sheets import Report, Sheet
from kassa_tui.till.report_filter import Filter, may_see_sales, may_see_sessions, without_secrets

SHEET = "sheet"

OF_SESSIONS = {
    "activity": (activity, N_("Session activity")),
    "discrepancies": (discrepancies, N_("Discrepancy overview")),
    "cash": (cash, N_("Cash activity")),
    "overview": (overview, N_("Register overview")),
}
"""What sessions can be exported as; all but the first leave an open session out."""


async def _ask(screen: KassaScreen, title: str, items: list[Item]) -> object:
    if len(items) == 1:
        return items[0].value
    return await screen.app.push_screen_wait(MenuQuestion(title, items))


def _places() -> list[Item]:
    sticks = [Item(f"{_('Stick')} {stick.name}", stick) for stick in places.sticks()]
    return [*sticks, Item(_("Folder on this computer"), places.own_folder())]


async def export(screen: KassaScreen, report: Report, sheet: Sheet, chosen: Filter) -> str:
    """Ask what, how and where, and write it; what is said then, empty when nothing was written.

    Raises FileError, NotAllowedError.
    """
    desk = screen.counter.desk
    (may_see_sessions if report.of_sessions else may_see_sales)(desk)
    what: object = SHEET
    if report.of_sessions:
        what = await _ask(screen, _("Export"), [Item(_(word), name) for name, (_table, word) in OF_SESSIONS.items()])
    form = await _ask(screen, _("Export"), [Item(name.upper(), name) for name in WRITERS]) if what else None
    folder = await _ask(screen, _("Where to"), _places()) if form else None
    if not isinstance(folder, Path):
        return ""
    name = report.name if what == SHEET else str(what)
    file = places.new_file(folder, name, (chosen.first, chosen.last), str(form))
    shown = without_secrets(desk, chosen) if what == "activity" else Filter(chosen.first, chosen.last, open_too=False)

    def table() -> Table:
        return sheet.table(name) if what == SHEET else OF_SESSIONS[str(what)][0](shown)

    style = Style(current().language.decimal, ";", bom=True)
    reading = Reading()
    await reading.answer(lambda: files.save(file, lambda out: WRITERS[str(form)](table(), out, style)))
    return _("Written: {file}").format(file=file)
