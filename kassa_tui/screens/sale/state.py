"""What a sale looks like before it is paid: the basket, what is being typed for it, and what each act makes of them."""

from msgspec.structs import replace

from kassa_tui.i18n import current
from kassa_tui.money import currency, parse
from kassa_tui.screens.lines.entry import Entry
from kassa_tui.till.basket import age
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Article, Line
from kassa_tui.till.basket.parking import PartPaidError
from kassa_tui.till.basket.wanted import Wanted
from kassa_tui.till.goods.article_codes import Named
from kassa_tui.till.sale.order_effects import TrainingOrderError
from kassa_tui.till.sale.sales import VOUCHERS_ARE_REAL, Recorded, TrainingError


class Selling:
    """The values of the sale screen; nothing in it is drawn or recorded.

    `unknown` is a code that was not found, as a product would keep it; `last` the sale before, which stays to be seen
    until the next one begins. While `part_paid`, money was taken for the basket, and it does not change.
    """

    def __init__(self, basket: Basket) -> None:
        self.basket = basket
        self.entry = Entry()
        self.unknown: str | None = None
        self.last: Recorded | None = None
        self.part_paid = False

    # --- Reading ---

    @property
    def idle(self) -> bool:
        """Whether no sale is in progress, nor anything of one typed."""
        return self.resting and not self.part_paid

    @property
    def resting(self) -> bool:
        """Whether there is neither a line nor anything typed for one."""
        return not self.basket.lines and self.entry.empty

    @property
    def over(self) -> Recorded | None:
        """The last sale, as long as the next one has no line."""
        return self.last if not self.basket.lines else None

    @property
    def own_line(self) -> Line | None:
        """The selected line, if it is sold here and now: it neither returns a sold one nor was it settled before."""
        line = self.basket.current
        return None if line is None or line.refund or line.settled else line

    def check_unpaid(self) -> None:
        """A basket that is paid in part does not change. Raises PartPaidError."""
        if self.part_paid:
            raise PartPaidError

    def check_real(self) -> None:
        """Gift vouchers are sold for money alone. Raises PartPaidError, TrainingError."""
        self.check_unpaid()
        if self.basket.training:
            raise TrainingError(VOUCHERS_ARE_REAL)

    def check_orderable(self) -> None:
        """Orders are real, and paid for as orders. Raises PartPaidError, TrainingOrderError."""
        self.check_unpaid()
        if self.basket.training:
            raise TrainingOrderError

    # --- The basket ---

    def put(self, basket: Basket) -> None:
        """Another state of the basket; what was typed for it is used up. Raises PartPaidError."""
        self.check_unpaid()
        self.basket = basket
        self.entry, self.unknown = Entry(), None
        if basket.lines:
            self.last = None

    def begin(self, basket: Basket, last: Recorded | None = None) -> None:
        """The basket of the next customer, after a sale if there was one."""
        self.basket = basket
        self.entry, self.unknown = Entry(), None
        self.last, self.part_paid = last, False

    def changeable(self) -> Line | None:
        """The selected line, to be changed; None when none is. Raises PartPaidError, FixedLineError."""
        self.check_unpaid()
        return self.basket.changeable()

    def by_one(self, by: int) -> Basket:
        """The basket with one more or one less of the selected line. Raises PartPaidError, FixedLineError."""
        self.check_unpaid()
        return self.basket.by_one(by)

    def without_line(self) -> Basket:
        """The basket without the selected line. Raises PartPaidError."""
        self.check_unpaid()
        return self.basket.without_selected()

    def given_back(self, packaging: Article) -> Basket:
        """The basket with empties that a customer brought, so many as were typed. Raises QuantityError."""
        return self.basket.add(packaging, -(self.entry.quantity or ONE))

    def forget_entry(self) -> None:
        """What was typed is not used."""
        self.entry = Entry()

    # --- What goes into it ---

    def must_look(self, article: Article) -> bool:
        """Whether somebody has to look first how old the customer is. Raises PartPaidError where it is too late."""
        if not age.asked(self.basket, article):
            return False
        self.check_unpaid()
        return True

    def old_enough(self, article: Article) -> None:
        """The customer was seen to be old enough for an article, and for all that asks no more."""
        self.basket = replace(self.basket, age=article.age)

    def wanted(self, wanted: Wanted) -> Wanted:
        """An article with what was typed before it: its quantity, and a price that it has not. Raises AmountError."""
        if wanted.quantity is None:
            wanted = replace(wanted, quantity=self.entry.quantity)
        if wanted.unpriced and self.entry.text:
            unit = currency(self.basket.currency)
            wanted = replace(wanted, price=parse(self.entry.text, unit, current().language))
        return wanted

    def named(self, code: Named) -> Wanted:
        """A code's article, so much of it as the code says; it was no price that was typed. Raises WrongUnitError."""
        self.looked_up()
        return code.for_sale(self.entry.quantity)

    def not_found(self, code: str | None) -> None:
        """No article was found: the code can become a product's unless it is None; what was typed before it stays."""
        self.unknown = code

    def looked_up(self) -> None:
        """The code that was typed has been used, found or not; how many of it stays."""
        self.entry = self.entry.without_text()
