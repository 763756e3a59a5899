"""The sale screen while things are sold: what its keys, letters and clicks do in each of its states."""

from collections.abc import Callable, Iterable
from typing import assert_never

from textual import events, on

from kassa_tui.i18n import _, current
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.lines.variants import of_article, of_code
from kassa_tui.screens.sale import adding, flows, orders, whom
from kassa_tui.screens.sale.core import SaleCore
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.goods.quick_keys import LETTERS
from kassa_tui.till.ledger.permissions import EDIT_ORDER, EDIT_PRODUCTS, OPEN_SESSION, REFUND_FREE, SELL
from kassa_tui.till.sale import scanning
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.drawing.targets import What
from kassa_tui.widgets.frame import Key


class SellingScreen(SaleCore):
    """The sale without its payment."""

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """What works in the present state."""
        help_key, menu, person = self.common_keys()
        yield help_key
        yield key("f2 slash", _("Find"), lambda: flows.search(self), weight=8)
        yield key("f3", _("Customer"), lambda: whom.choose(self), weight=1)
        if (unknown := self.selling.unknown) and self.counter.may(EDIT_PRODUCTS):
            yield key("n", _("New product"), lambda: self.new_product(unknown), weight=9)
        if self.basket.lines:
            yield key("f4", _("Change"), lambda: flows.change_line(self), weight=6)
            yield key("f5", _("Park"), lambda: flows.park(self), weight=7)
            yield from self._line_keys()
        elif self.selling.over and not self.basket.training and self.counter.may(SELL):
            yield key("f4", _("E-mail"), lambda: flows.mail_last(self), weight=3)
        if not self.basket.lines and self.parked:
            yield key("f5", _("Parked"), lambda: flows.show_parked(self), weight=7)
        if self.counter.may(EDIT_ORDER):
            if self.basket.lines:
                yield key("f6", _("Order"), lambda: orders.make_order(self), weight=5)
            else:
                yield key("f6", _("Orders"), lambda: orders.show_queue(self), weight=2)
        if self.selling.over:
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
        selling = self.selling
        clears = self.app.touch and (self.notice is not None or not selling.entry.empty or selling.last is not None)
        yield key("escape", _("Clear") if clears else "", self.back, weight=9)
        yield key("backspace", "", self.shorter)
        yield key("pagedown", "", lambda: self.turn(1))
        yield key("pageup", "", lambda: self.turn(-1))
        if not selling.entry.empty:
            yield key("asterisk", "", self.times)
        if selling.entry.text:
            yield key("enter", _("Look up") if self.app.touch else "", self.look_up, weight=9)

    def _go_key(self) -> Iterable[Key]:
        if self.basket.lines:
            back = self.basket.total.minor < 0
            word = _("Give back") if back else _("Pay")
            yield key("f12", word, lambda: flows.pay(self), go=True)
        elif self.selling.last is None and self.in_hand:
            yield key("f12", _("Go on paying"), lambda: orders.go_on(self), go=True)
        elif self.selling.last is None and self._may_start():
            yield key("f12", _("Start session"), lambda: flows.start_session(self), go=True)

    def _may_start(self) -> bool:
        counter = self.counter
        return counter.session is None and counter.shop.track_cash and counter.may(OPEN_SESSION)

    def typed(self, event: events.Key) -> None:
        """An entry, a quick key, or a letter of a name or of a code, which is searched."""
        character = event.character or ""
        if character and character in AMOUNT_SIGNS:
            self.selling.last = None
            self.selling.entry = self.selling.entry.add(character)
            self.clear_notice()
        elif (number := LETTERS.find(character.lower()) if character else -1) >= 0 and self._tile(number):
            self.clear_notice()
            self.do(lambda: self.press_tile(number))
        elif character.isalpha():
            self.do(lambda: flows.search(self, character))
        elif character.isprintable() and character:
            self.refuse()

    def _tile(self, number: int) -> Article | None:
        """What a quick key of the page sells; None for an empty one."""
        page = self.pages[self.page] if self.pages else None
        return page.articles[number] if page and number < len(page.articles) else None

    def press_tile(self, number: int) -> None:
        """A quick key; packaging is given back. Only an article without a price takes what was typed. InTheWayError."""
        article = self._tile(number)
        if article is None:
            self.app.error_sound()
            return
        if article.price is not None or article.kind_row.packaging:
            self.check_entry()
        if article.kind_row.packaging:
            self.put(self.selling.given_back(article))
            return
        variants = of_article(article)
        if variants is None:
            adding.add(self, article)
        else:
            flows.pick_variants(self, variants)

    def shorter(self) -> None:
        self.selling.entry = self.selling.entry.shorter()
        self.draw_pane()

    def times(self) -> None:
        self.selling.entry = self.selling.entry.times()
        self.draw_pane()

    def turn(self, by: int) -> None:
        if self.pages:
            self.page = (self.page + by) % len(self.pages)
            self.draw()

    def new_product(self, code: str) -> None:
        """Make a product of the code that was not known."""
        self.clear_notice()
        flows.new_product(self, code)

    # --- Scans and codes ---

    def meant(self, scanned: Meaning) -> object:
        """An article goes on the receipt, the variants of one are offered, a receipt's own code opens it.

        Raises InTheWayError, WrongUnitError, PartPaidError.
        """
        match scanned:
            case ArticleCode() | LabelCode():
                self.check_entry()
                adding.take(self, scanned)
            case StyleCode():
                self.check_entry()
                flows.pick_variants(self, of_code(scanned))
            case ReceiptCode(number=number):
                flows.open_receipt(self, number)
            case VoucherCode():
                self.complain(_("A gift voucher belongs to the payment"), _("F12 pay, then scan it"))
            case Misread(scan=scan):
                self.complain(_("Misread: {code} · nothing added").format(code=scan.text), _("scan again"))
            case Unknown(scan=scan):
                adding.not_found(self, scan)
            case BadgeCode() | OrderCode():
                return super().meant(scanned)
            case never:
                assert_never(never)
        return None

    def look_up(self) -> None:
        """The code that was typed: digits that slipped may be a new product's. Raises as `meant`."""
        match scanning.typed(self.selling.entry.text, self.counter.shop):
            case ArticleCode() | LabelCode() as named:
                adding.take(self, named)
            case StyleCode() as named:
                self.selling.looked_up()
                flows.pick_variants(self, of_code(named))
            case ReceiptCode(number=number):
                flows.open_receipt(self, number)
            case BadgeCode() | OrderCode() | VoucherCode() | Misread() | Unknown() as other:
                self.selling.looked_up()
                adding.not_found(self, other.scan)
            case never:
                assert_never(never)

    # --- The menu ---

    def menu_items(self) -> list[tuple[str, Callable[[], object]]]:
        """Past receipts (F7 shows them only beside an empty one), prices, and throwing the whole receipt away."""
        items: list[tuple[str, Callable[[], object]]] = [
            (_("Receipts and refunds"), lambda: flows.open_receipt(self, "")),
            (_("Price check"), lambda: flows.check_price(self)),
            (_("Sell a gift voucher"), lambda: flows.sell_voucher(self)),
        ]
        if not self.basket.lines:
            items.append((_("End training") if self.counter.training else _("Training mode"), self.train))
        if self.basket.lines:
            items.append((_("Throw the whole receipt away"), self._ask_abandon))
        line = self.selling.own_line
        if line is not None and self.counter.may(REFUND_FREE):
            back = line.quantity > 0
            word = _("Take back without a receipt: {name}") if back else _("Sell it after all: {name}")
            items.append((word.format(name=line.text), self.turn_back))
        return items

    def train(self) -> None:
        """Sales that do not count, until it is ended. Raises TrainingError without a session."""
        self.counter.turn_training()
        self.fresh()
        self.update_frame()

    def turn_back(self) -> None:
        """The selected line comes back from a customer who has no receipt, or is sold again. Raises PartPaidError."""
        self.put(self.basket.turned())

    async def _ask_abandon(self) -> None:
        from kassa_tui.screens.frame.ask import yes

        total = self.basket.total.text(current().language)
        lines = [_("{total} on it; the journal keeps what was thrown away.").format(total=total)]
        title, do, dont = _("Throw the whole receipt away?"), _("Throw away"), _("Keep it")
        if await yes(self.app, title, lines, do=do, dont=dont, loss=True):
            self.do(self.abandon)

    # --- Clicks ---

    @on(Canvas.Hit, "LeftSide")
    def _left_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        self.left_tapped(event.what)
        self.keys_changed()

    def left_tapped(self, what: What) -> None:
        """A quick key, a page, or what waits."""
        match what:
            case targets.QuickKey(place):
                self.clear_notice()
                self.do(lambda: self.press_tile(place))
            case targets.Page(number):
                self.page, self.digits = number, False
                self.draw()
            case targets.Digits():
                self.digits = not self.digits
                self.draw()
            case waiting:
                self._open_waiting(waiting)

    def _open_waiting(self, what: What) -> None:
        """An order that is due, a parked receipt, or the list of either."""
        match what:
            case targets.Order(number):
                self.do(lambda: self.app.open_order(number))
            case targets.Orders():
                self.app.go_to("orders")
            case targets.Parked(parked):
                self.do(lambda: flows.recall(self, parked))
            case targets.AllParked():
                self.do(lambda: flows.show_parked(self))

    @on(Canvas.Hit, "SalePane")
    def _line_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        match event.what:
            case targets.Press(names):
                for name in names:
                    self.press(events.Key(name, None))
            case targets.Line(line):
                self.selling.basket = self.basket.select(line)
                self.draw_pane()
