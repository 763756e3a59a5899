"""An order, or the list as it is filtered, as a file on a stick or in the folder beside the shop."""

import json
from collections.abc import Callable, Sequence
from typing import BinaryIO

from kassa_tui.exports import files, places
from kassa_tui.exports.orders import lines_table, list_table, order_json
from kassa_tui.exports.tables import Table
from kassa_tui.exports.writers import WRITERS, Style
from kassa_tui.i18n import _, current
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.frame.menu import Item, MenuQuestion
from kassa_tui.till.orders.values import Order, OrderRow

Write = Callable[[BinaryIO], object]

NO_DAYS = (None, None)


def _tabled(table: Table, form: str) -> Write:
    """A table in one of the formats, as the language on the screen writes numbers."""
    return lambda out: WRITERS[form](table, out, Style(current().language.decimal, ";", bom=True))


async def _saved(screen: Framed, name: str, forms: Sequence[str], write: Callable[[str], Write]) -> None:
    """Ask how and where, and say where it is. Raises FileError."""
    title = _("Save as a file")
    form = await screen.app.ask(MenuQuestion(title, [Item(each.upper(), each) for each in forms]))
    if form is None:
        return
    folders = [Item(f"{_('Stick')} {stick.name}", stick) for stick in places.sticks()]
    folders.append(Item(_("Folder on this computer"), places.own_folder()))
    place = await screen.app.ask(MenuQuestion(_("Where to"), folders))
    if place is not None:
        file = places.new_file(place, name, NO_DAYS, form)
        files.save(file, write(form))
        screen.app.tell(_("Written: {file}").format(file=file))


async def save_order(screen: Framed, order: Order) -> None:
    """One order: its page, its lines as a table, or all of it as an object. Raises FileError."""

    def write(form: str) -> Write:
        if form == "pdf":
            from kassa_tui.exports.order_pdf import order_pdf

            return lambda out: out.write(order_pdf(screen.counter.shop, order))
        if form == "json":
            told = json.dumps(order_json(order), ensure_ascii=False, indent=2)
            return lambda out: out.write(f"{told}\n".encode())
        return _tabled(lines_table(order), form)

    await _saved(screen, f"order-{order.number}", ("pdf", *WRITERS), write)


async def save_list(screen: Framed, rows: Sequence[OrderRow]) -> None:
    """The orders of a filter as a table. Raises FileError."""
    await _saved(screen, "orders", tuple(WRITERS), lambda form: _tabled(list_table(rows), form))
