"""The page of lines of an order that is made or changed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events

from kassa_tui.i18n import _, current
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.lines.entry import Entry
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Line, quantity_text
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.till.sale import scanning
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues

if TYPE_CHECKING:
    from kassa_tui.screens.orders.make import MakeOrderScreen


def _listed(screen: "MakeOrderScreen") -> list[Line]:
    """Packaging goes with its article."""
    return [line for line in screen.order.basket.lines if line.parent is None]


def _discount(line: Line) -> str:
    if line.percent:
        return f"−{percent_text(line.percent, current())}"
    return (-line.off).text(current().language) if line.off else ""


def values(screen: "MakeOrderScreen") -> ListValues:
    """Quantity, text, price, discount; and the code that is being typed."""
    basket, language = screen.order.basket, current().language
    listed = _listed(screen)
    rows = tuple(
        ListRow((quantity_text(line.quantity, language.decimal), line.text, line.price.text(language), _discount(line)))
        for line in listed
    )
    columns = (Column("", 6, "right"), Column(_("Article")), Column(_("Price"), 9, "right"), Column("", 8, "right"))
    at = next((n for n, line in enumerate(listed) if line.key == basket.selected), None)
    entry = "" if screen.entry.empty else f"  {screen.entry.shown(language)}█"
    empty = _("Scan the first article, type its code, or F2 finds it.")
    return ListValues(_("Lines"), columns, rows, at, f"● {_('Scan ready')}{entry}", empty)


def keys(screen: "MakeOrderScreen") -> Iterable[Key]:
    """Find, a line of one's own, change, one more or less, away."""
    touch = screen.app.touch
    yield key("f2 slash", _("Find"), lambda: find(screen), weight=7)
    yield key("n", _("Own line"), lambda: own_line(screen), weight=6)
    if screen.order.basket.current is not None:
        yield key("f4", _("Change line"), lambda: change(screen), weight=6)
        yield key("up", "", lambda: screen.put_basket(screen.order.basket.step(-1)))
        yield key("down", "", lambda: screen.put_basket(screen.order.basket.step(1)))
        yield key("plus", "", lambda: by_one(screen, 1))
        yield key("minus", "", lambda: by_one(screen, -1))
        yield key("delete", _("Line away") if touch else "", lambda: remove(screen), weight=4)
    yield key("backspace", "", lambda: _enter(screen, screen.entry.shorter()))
    if not screen.entry.empty:
        yield key("asterisk", "", lambda: _enter(screen, screen.entry.times()))
    if screen.entry.text:
        yield key("enter", _("Look up") if touch else "", lambda: look_up(screen), weight=9)


def _enter(screen: "MakeOrderScreen", entry: Entry) -> None:
    screen.entry, screen.notice = entry, ""
    screen.draw()


def typed(screen: "MakeOrderScreen", event: events.Key) -> None:
    """The digits of a code."""
    character = event.character or ""
    if character and character in AMOUNT_SIGNS:
        _enter(screen, screen.entry.add(character))
    elif event.is_printable:
        screen.app.error_sound()


def look_up(screen: "MakeOrderScreen") -> object:
    """The typed code, so often as was typed before it."""
    typed = scanning.typed(screen.entry.text, screen.counter.shop)
    if isinstance(typed, ArticleCode | LabelCode):
        return screen.add(screen, typed, screen.entry.quantity)
    screen.entry = Entry()
    screen.complain(_("Unknown code {code} · nothing added").format(code=typed.scan.text))
    return None


def by_one(screen: "MakeOrderScreen", by: int) -> None:
    """One more or less of the selected line; at nothing it goes. Raises FixedLineError."""
    basket = screen.order.basket
    line = basket.current
    if line is None:
        return
    after = line.quantity + by * ONE
    if after <= 0 or (line.unit != "piece" and by < 0):
        remove(screen)
    else:
        screen.put_basket(basket.change_quantity(line.key, after))


def remove(screen: "MakeOrderScreen") -> None:
    """The selected line goes."""
    line = screen.order.basket.current
    if line is not None:
        screen.put_basket(screen.order.basket.remove(line.key))


def find(screen: "MakeOrderScreen") -> None:
    """Several articles in a row."""
    from kassa_tui.screens.orders.lines import LineSearch

    screen.app.push_screen(LineSearch(screen.counter, screen.add), lambda _done: screen.update_frame())


def own_line(screen: "MakeOrderScreen") -> None:
    """An article that is not in the catalogue."""
    from kassa_tui.screens.orders.lines import FreeLine

    def answered(line: Line | None) -> None:
        if line is not None:
            screen.put_basket(screen.order.basket.put(line))
        screen.update_frame()

    screen.app.push_screen(FreeLine(screen.counter), answered)


def change(screen: "MakeOrderScreen") -> None:
    """Quantity, price, discount or text of the selected line."""
    from kassa_tui.screens.lines.line import LineQuestion

    line = screen.order.basket.current
    if line is None:
        return

    def changed(basket: Basket | None) -> None:
        if basket is not None:
            screen.put_basket(basket)
        screen.update_frame()

    screen.app.push_screen(LineQuestion(screen.counter, screen.order.basket, line), changed)


def clicked(screen: "MakeOrderScreen", number: int) -> None:
    """The first tap selects, one on the selected line changes it."""
    line = _listed(screen)[number]
    if line.key == screen.order.basket.selected:
        screen.do(lambda: change(screen))
    else:
        screen.put_basket(screen.order.basket.select(line.key))
