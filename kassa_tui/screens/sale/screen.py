"""The sale screen: what its keys, letters and clicks do in each of its states."""

from collections.abc import Iterable

from textual import events, on

from kassa_tui.i18n import _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.sale import flows, orders, whom
from kassa_tui.screens.sale.core import SaleCore
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.goods.quick_keys import LETTERS
from kassa_tui.till.ledger.permissions import EDIT_ORDER, EDIT_PRODUCTS, OPEN_SESSION
from kassa_tui.widgets.draw import Canvas
from kassa_tui.widgets.frame import Key


class SaleScreen(SaleCore):
    """Scan, type or press a quick key; F12 pays."""

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """What works in the present state."""
        help_key, menu, person = self.common_keys()
        yield help_key
        yield key("f2 slash", _("Find"), lambda: flows.search(self, self.entry.text), weight=8)
        yield key("f3", _("Customer"), lambda: whom.choose(self), weight=1)
        if self.unknown and self.counter.may(EDIT_PRODUCTS):
            yield key("n", _("New product"), self.new_product, weight=9)
        if self.basket.lines:
            yield key("f4", _("Change"), lambda: flows.change_line(self), weight=6)
            yield key("f5", _("Park"), lambda: flows.park(self), weight=7)
            yield from self._line_keys()
        elif self.parked:
            yield key("f5", _("Parked"), lambda: flows.show_parked(self), weight=7)
        if self.counter.may(EDIT_ORDER):
            if self.basket.lines:
                yield key("f6", _("Order"), lambda: orders.make_order(self), weight=5)
            else:
                yield key("f6", _("Orders"), lambda: orders.show_queue(self), weight=2)
        if self.last and not self.basket.lines:
            yield key("f7", _("Receipt again"), lambda: flows.reprint(self), weight=6)
        elif not self.basket.lines:
            yield key("f7", _("Receipts"), lambda: flows.open_receipt(self, ""), weight=5)
        yield key("f8", _("Drawer"), lambda: flows.show_drawer(self), weight=4)
        yield menu
        yield person
        yield from self._entry_keys()
        yield from self._go_key()

    def _line_keys(self) -> Iterable[Key]:
        yield from self.arrows(self.put_selected)
        yield key("plus", "", lambda: self.change_by(1))
        yield key("minus", "", lambda: self.change_by(-1))
        yield key("delete", "", self.remove_selected)

    def _entry_keys(self) -> Iterable[Key]:
        clears = self.app.touch and (self.notice is not None or not self.entry.empty or self.last is not None)
        yield key("escape", _("Clear") if clears else "", self.back, weight=9)
        yield key("backspace", "", self.shorter)
        yield key("pagedown", "", lambda: self.turn(1))
        yield key("pageup", "", lambda: self.turn(-1))
        if not self.entry.empty:
            yield key("asterisk", "", self.times)
        if self.entry.text:
            yield key("enter", _("Look up") if self.app.touch else "", self.look_up, weight=9)

    def _go_key(self) -> Iterable[Key]:
        enter = "" if self.entry.text else " enter"
        if self.basket.lines:
            back = self.basket.total.minor < 0
            word = _("Give back") if back else _("Pay")
            yield key("f12" + enter, word, lambda: flows.pay(self), go=True)
        elif self.last is None and self.in_hand:
            yield key("f12", _("Go on paying"), lambda: orders.go_on(self), go=True)
        elif self.last is None and self._may_start():
            yield key("f12", _("Start session"), lambda: flows.start_session(self), go=True)

    def _may_start(self) -> bool:
        counter = self.counter
        return counter.session is None and counter.shop.track_cash and counter.may(OPEN_SESSION)

    def typed(self, event: events.Key) -> None:
        """Characters: an entry, or a quick key."""
        character = event.character or ""
        if character and character in AMOUNT_SIGNS:
            self.last = None
            self.entry = self.entry.add(character)
            self.notice, self.unknown = None, None
            self.draw_pane()
        elif character and character.lower() in LETTERS:
            self.clear_notice()
            self.do(lambda: self.press_tile(LETTERS.index(character.lower())))
        elif character.isprintable() and character:
            self.app.error_sound()

    def press_tile(self, number: int) -> None:
        """A quick key; packaging is given back."""
        page = self.pages[self.page] if self.pages else None
        article = page.articles[number] if page and number < len(page.articles) else None
        if article is None:
            self.app.error_sound()
            return
        if article.kind == "packaging":
            self.put(self.basket.add(article, -(self.entry.quantity or ONE)))
            return
        if not flows.pick_variants(self, article):
            self.add(article)

    def shorter(self) -> None:
        self.entry = self.entry.shorter()
        self.draw_pane()

    def times(self) -> None:
        self.entry = self.entry.times()
        self.draw_pane()

    def turn(self, by: int) -> None:
        if self.pages:
            self.page = (self.page + by) % len(self.pages)
            self.draw()

    def open_receipt(self, number: str) -> None:
        """Show a receipt, or the list of them."""
        flows.open_receipt(self, number)

    def check_price(self) -> None:
        """Say what something costs."""
        flows.check_price(self)

    def sell_voucher(self) -> None:
        """A gift voucher on the receipt."""
        flows.sell_voucher(self)

    def new_product(self) -> None:
        """Make a product of the code that was not known."""
        code = self.unknown or ""
        self.clear_notice()
        flows.new_product(self, code)

    # --- Clicks ---

    @on(Canvas.Hit, "QuickKeys")
    def _left_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        what, _space, number = event.name.partition(" ")
        if what == "key":
            self.clear_notice()
            self.do(lambda: self.press_tile(int(number)))
        elif what == "page":
            self.page, self.digits = int(number), False
            self.draw()
        elif what == "digits":
            self.digits = not self.digits
            self.draw()
        elif what == "order":
            self.do(lambda: self.app.open_order(int(number)))
        elif what == "orders":
            self.app.go_to(what)
        elif number:
            self.do(lambda: flows.recall(self, int(number)))
        else:
            self.do(lambda: flows.show_parked(self))
        self.keys_changed()

    @on(Canvas.Hit, "SalePane")
    def _line_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        what, _space, name = event.name.partition(" ")
        if what == "tool":
            self.press(events.Key(name, None))
            return
        self.basket = self.basket.select(int(name))
        self.draw_pane()
