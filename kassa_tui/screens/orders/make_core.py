"""The screen of an order in the making: fields or lines at the left, the order so far at the right."""

from typing import assert_never

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import KassaScreen
from kassa_tui.screens.frame.forms import FormKeys, pad_of
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.lines.variants import Variants, of_code
from kassa_tui.screens.orders import make_view
from kassa_tui.screens.orders.making import Abandoned, Made, Making
from kassa_tui.screens.orders.order_form import CountingOn
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, Named, StyleCode
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.form import FormValues, FormView
from kassa_tui.widgets.listing import Listing
from kassa_tui.widgets.pad import Kind, Pad
from kassa_tui.widgets.runs import Takes
from kassa_tui.widgets.side import Side


class MakeOrderCore(FormKeys, KassaScreen[Made | Abandoned]):
    """What is shown of an order in the making, and how articles get into it."""

    PLACE = "orders"
    OWN_PAD = True
    DEFAULT_CSS = """
    MakeOrderCore Horizontal { height: 1fr; }
    MakeOrderCore Side { width: 32; background: $k-on-surface; }
    MakeOrderCore.-w100 Side { width: 42; }
    MakeOrderCore.-w120 Side { width: 52; }
    """
    HELP = N_(
        "F3 chooses the customer or makes a new one. PgDn turns to the extra data and the lines.\n"
        "F12 places the order and takes a payment, F6 places it to be paid later."
    )
    SCAN = N_("A scan adds the article to the order.")

    def __init__(self, counter: Counter, making: Making) -> None:
        super().__init__(counter)
        self.making = making
        self.notice = ""
        self.counting: CountingOn | None = None
        """A number of days that is being typed behind a + in the day."""

    @property
    def form(self) -> FormValues:
        """The open page of fields."""
        return self.making.form

    @form.setter
    def form(self, form: FormValues) -> None:
        self.making.form = form

    def body(self) -> ComposeResult:
        """Fields or lines left, the order so far right."""
        with Horizontal():
            with Vertical():
                yield FormView()
                yield Listing()
                yield Pad()
            yield Side()

    def on_mount(self) -> None:
        """The first page; a new order without a basket begins the same way."""
        super().on_mount()
        self.draw()

    def relabel(self) -> None:
        """The same answers under other words."""
        self.making.reword()
        super().relabel()

    # --- Showing ---

    def draw(self) -> None:
        """The page and the order so far."""
        if not self.query(Side):
            return
        making, order, fields = self.making, self.making.typed(), not self.making.on_lines
        self.query_one(FormView).display = fields
        self.query_one(Listing).display = not fields
        if fields:
            self.query_one(FormView).show(make_view.page(making, order, touch=self.app.touch))
        else:
            self.query_one(Listing).show(make_view.lines(making))
        self.query_one(Side).show(make_view.side(making, order, self.size.height, self.notice))

    def pad(self) -> Kind:
        """By the current field; on the lines a code."""
        if self.making.on_lines:
            return "digits" if self.app.touch else ""
        return pad_of(self.form.current)

    def takes(self) -> Takes:
        """On the lines as in a sale; a day is no text, for its first sign and + and − do more than stand there."""
        return "entry" if self.making.on_lines else "amount" if self.on_day else super().takes()

    @property
    def on_day(self) -> bool:
        """Whether the cursor is on the day that is wanted."""
        return self.making.page == 0 and self.form.current.name == "wanted"

    def say(self, text: str, hint: str = "") -> None:
        """Below the order."""
        self.notice = text
        self.draw()

    # --- New values ---

    def turn(self, by: int) -> None:
        """Another page."""
        self.making.turn(by)
        self.notice, self.counting = "", None
        self.draw()

    def changed(self) -> None:
        """What was refused has been read; delivery has rows of its own for the address."""
        self.notice, self.counting = "", None
        self.making.follow_delivery()

    def put_basket(self, basket: Basket) -> None:
        """Other lines."""
        self.making.put(basket)
        self.notice = ""
        self.draw()

    def in_the_way(self) -> bool:
        """Whether something is typed on the page of the lines."""
        return self.making.on_lines and bool(self.making.entry.text)

    def meant(self, scanned: Meaning) -> object:
        """An article is one line more, so often as was typed before it. Raises InTheWayError."""
        match scanned:
            case ArticleCode() | LabelCode():
                self.making.entry.check_used()
                self.wait_for(self.add(self, scanned))
            case StyleCode():
                self.making.entry.check_used()
                self.wait_for(self.add_variants(self, of_code(scanned)))
            case ReceiptCode() | VoucherCode() | Misread() | Unknown():
                self.complain(_("Unknown code {code} · nothing added").format(code=scanned.scan.text))
            case BadgeCode() | OrderCode():
                return super().meant(scanned)
            case never:
                assert_never(never)
        return None

    async def add(self, screen: Framed, chosen: Named, times: int | None = None) -> bool:
        """One line more, so many times as is said or was typed before it; whether it was added.

        What is not known is asked for on the screen on top.
        """
        from kassa_tui.screens.orders.lines import with_article

        times = self.making.entry.quantity if times is None else times
        without_tax = self.making.typing.without_tax
        basket = await with_article(screen, self.making.order.basket, chosen, times, without_tax=without_tax)
        if basket is not None:
            self.put_basket(basket)
        return basket is not None

    async def add_variants(self, screen: Framed, variants: Variants) -> bool:
        """A line for each variant that is picked on the grid; whether any was added."""
        from kassa_tui.screens.lines.matrix import pick
        from kassa_tui.screens.orders.lines import chosen_by_hand

        picked = await pick(screen, variants)
        added = [await self.add(screen, chosen_by_hand(article), quantity) for article, quantity in picked]
        return any(added)
