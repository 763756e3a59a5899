"""The page of lines of an order that is made or changed."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual import events

from kassa_tui.i18n import _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.lines.entry import Entry
from kassa_tui.screens.lines.variants import of_code
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.sale import scanning
from kassa_tui.widgets.frame import Key

if TYPE_CHECKING:
    from kassa_tui.screens.orders.make_core import MakeOrderCore


def keys(screen: "MakeOrderCore") -> Iterable[Key]:
    """Find, a line of one's own, change, one more or less, away."""
    touch = screen.app.touch
    yield key("f2 slash", _("Find"), lambda: find(screen), weight=7)
    yield key("n", _("Own line"), lambda: own_line(screen), weight=6)
    if screen.making.order.basket.current is not None:
        yield key("f4", _("Change line"), lambda: change(screen), weight=6)
        away = _("Line away") if touch else ""
        yield key("up", "", lambda: _change(screen, lambda basket: basket.step(-1)))
        yield key("down", "", lambda: _change(screen, lambda basket: basket.step(1)))
        yield key("plus", "", lambda: _change(screen, lambda basket: basket.by_one(1)))
        yield key("minus", "", lambda: _change(screen, lambda basket: basket.by_one(-1)))
        yield key("delete", away, lambda: _change(screen, Basket.without_selected), weight=4)
    yield key("backspace", "", lambda: _enter(screen, screen.making.entry.shorter()))
    if not screen.making.entry.empty:
        yield key("asterisk", "", lambda: _enter(screen, screen.making.entry.times()))
    if screen.making.entry.text:
        yield key("enter", _("Look up") if touch else "", lambda: look_up(screen), weight=9)


def _change(screen: "MakeOrderCore", act: Callable[[Basket], Basket]) -> None:
    screen.put_basket(act(screen.making.order.basket))


def _enter(screen: "MakeOrderCore", entry: Entry) -> None:
    screen.making.entry, screen.notice = entry, ""
    screen.draw()


def typed(screen: "MakeOrderCore", event: events.Key) -> None:
    """The digits of a code, or a letter of a name or of a code, which is searched."""
    character, entry = event.character or "", screen.making.entry
    if character and character in AMOUNT_SIGNS:
        _enter(screen, entry.add(character))
    elif character.isalpha():
        find(screen, character)
    elif event.is_printable:
        screen.refuse()


def look_up(screen: "MakeOrderCore") -> object:
    """The typed code, so often as was typed before it."""
    typed = scanning.typed(screen.making.entry.text, screen.counter.shop)
    if isinstance(typed, ArticleCode | LabelCode):
        return screen.add(screen, typed)
    if isinstance(typed, StyleCode):
        screen.making.entry = screen.making.entry.without_text()
        return screen.add_variants(screen, of_code(typed))
    screen.making.entry = screen.making.entry.without_text()
    screen.complain(_("Unknown code {code} · nothing added").format(code=typed.scan.text))
    return None


def find(screen: "MakeOrderCore", letter: str = "") -> None:
    """Several articles in a row, the first by what was typed and a letter more, so many times as was typed."""
    from kassa_tui.screens.orders.line_search import LineSearch

    text = screen.making.entry.text + letter
    _enter(screen, screen.making.entry.without_text())
    screen.app.push_screen(LineSearch(screen.counter, screen, text), lambda _done: screen.update_frame())


def own_line(screen: "MakeOrderCore") -> None:
    """An article that is not in the catalogue."""
    from kassa_tui.screens.orders.lines import FreeLine

    def answered(line: Line | None) -> None:
        if line is not None:
            screen.put_basket(screen.making.order.basket.put(line))
        screen.update_frame()

    screen.app.push_screen(FreeLine(screen.counter, without_tax=screen.making.typing.without_tax), answered)


def change(screen: "MakeOrderCore") -> None:
    """Quantity, price, discount or text of the selected line."""
    from kassa_tui.screens.lines.line import LineQuestion

    line = screen.making.order.basket.current
    if line is None:
        return

    def changed(basket: Basket | None) -> None:
        if basket is not None:
            screen.put_basket(basket)
        screen.update_frame()

    question = LineQuestion(screen.counter, screen.making.order.basket, line, screen.making.typing)
    screen.app.push_screen(question, changed)


def clicked(screen: "MakeOrderCore", number: int) -> None:
    """The first tap selects, one on the selected line changes it."""
    line = screen.making.lines[number]
    if line.key == screen.making.order.basket.selected:
        screen.do(lambda: change(screen))
    else:
        screen.put_basket(screen.making.order.basket.select(line.key))
