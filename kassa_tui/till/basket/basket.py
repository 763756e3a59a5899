"""The sale in progress: a value. A key, a touch or a scan makes a new one; nothing here is recorded."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import N_
from kassa_tui.money import Money, share, spread
from kassa_tui.till.basket.lines import (
    ONE,
    OUTSIDE,
    PERCENT,
    UNKNOWN_LOT,
    Article,
    Line,
    Lot,
    Refunded,
    checked,
    within,
)
from kassa_tui.till.ledger.errors import TillError


class DiscountError(TillError):
    """A discount that cannot be given."""

    template = N_("A discount lies between 0 and the line's own amount.")


class NothingToDiscountError(TillError):
    """A discount on the whole receipt with no line that may bear it."""

    template = N_("There is nothing on this receipt that a discount may be taken from.")


class TooMuchDiscountError(NothingToDiscountError):
    """A discount on the whole receipt of more than its lines can bear."""

    template = N_("A discount on this receipt is {most} at the most.")


class RefundLineError(TillError):
    """A line of a refund keeps the price and discount of its sale."""

    template = N_("This line is a refund: only its quantity can be changed.")


class FixedLineError(RefundLineError):
    """A gift voucher is one thing of one amount; what an order says is changed in the order."""

    template = N_("This line cannot be changed: take it off and add it again.")


class Basket(Struct, frozen=True):
    """What a customer is buying. `uid` becomes the receipt's: a second try records nothing twice.

    `age` is how old the customer was seen to be at least, in years. One for `training` is in no total.
    `customer` and `order` are ids; `kind` names the receipt where its total does not (see tables.receipts). `act` is
    what it does to the order, as it was in `order_version`. `off_without_tax` says that VAT comes on top of `off`;
    None where it means what its order says.
    """

    uid: str
    currency: str
    lines: tuple[Line, ...] = ()
    selected: int | None = None
    next_key: int = 1
    percent: int = 0
    off: Money | None = None
    recalled: str | None = None
    note: str = ""
    age: int = 0
    training: bool = False
    customer: int | None = None
    order: int | None = None
    order_version: int = 0
    act: str = ""
    kind: str = ""
    off_without_tax: bool | None = None

    # --- Reading ---

    def line(self, key: int | None) -> Line | None:
        """The line with that key."""
        return next((line for line in self.lines if line.key == key), None)

    @property
    def current(self) -> Line | None:
        """The selected line."""
        return self.line(self.selected)

    @property
    def subtotal(self) -> Money:
        """The sum of the lines before a discount on the whole receipt."""
        return Money(sum(line.net.minor for line in self.lines), self.currency)

    @property
    def discount(self) -> Money:
        """The discount on the whole receipt."""
        if self.off is not None:
            return self.off
        if not self.percent:
            return Money(0, self.currency)
        base = sum(line.net.minor for line in self.lines if line.bears_discount)
        return Money(share(base, self.percent, PERCENT), self.currency)

    def shares(self) -> list[int]:
        """Each line's part of the discount on the whole receipt, and of what a returned line had of its own."""
        own = [line.stored.share if line.stored else 0 for line in self.lines]
        amount = self.discount.minor
        if not amount:
            return own
        weights = [line.net.minor if line.bears_discount else 0 for line in self.lines]
        most = sum(weights)
        if not most:
            raise NothingToDiscountError
        if most < amount:
            raise TooMuchDiscountError(most=Money(most, self.currency))
        return [a + b for a, b in zip(own, spread(amount, weights), strict=True)]

    @property
    def total(self) -> Money:
        """What is to be paid, before cash rounding."""
        return self.subtotal - Money(sum(self.shares()), self.currency)

    @property
    def costs_nothing(self) -> bool:
        """Whether no line of it costs anything, so that nothing is left to be paid."""
        return not self.total and not any(line.net for line in self.lines)

    def changeable(self) -> Line | None:
        """The selected line, if it may be another one; None when none is selected. Raises FixedLineError."""
        line = self.current
        if line is not None and line.settled:
            raise FixedLineError
        return line

    @property
    def pieces(self) -> int:
        """Things in the bag: pieces counted, a weighed article as one, packaging not."""
        return sum(
            (abs(line.quantity) // ONE if line.unit == "piece" else 1) for line in self.lines if line.kind_row.goods
        )

    # --- New values ---

    def _put(self, lines: Iterable[Line], selected: int | None) -> "Basket":
        """With these lines; a whole-receipt discount that nothing can bear any more goes."""
        after = replace(self, lines=tuple(lines), selected=selected)
        if self.off is not None and sum(line.net.minor for line in after.lines if line.bears_discount) < self.off.minor:
            return replace(after, off=None, off_without_tax=None)
        return after

    def select(self, key: int) -> "Basket":
        """With another line selected."""
        return replace(self, selected=key) if self.line(key) else self

    def step(self, by: int) -> "Basket":
        """Select the line `by` rows down, within the list; packaging is stepped over."""
        keys = [line.key for line in self.lines if line.parent is None]
        if not keys:
            return self
        at = keys.index(self.selected) if self.selected in keys else len(keys) - 1
        return replace(self, selected=keys[max(0, min(len(keys) - 1, at + by))])

    def _last_alike(self, article: Article, quantity: int, lot: Lot) -> Line | None:
        """The last line, if one more of the article belongs to it; a serial number is that of one thing alone."""
        lines = [line for line in self.lines if line.parent is None]
        last = lines[-1] if lines else None
        plain = last and not (last.percent or last.off or last.refund or last.list_price or last.without_tax)
        if last is None or last.lot != lot or lot.serial:
            return None
        if plain and last.product_id == article.id and last.price == article.price and last.unit == "piece":
            return last if (last.quantity > 0) == (quantity > 0) else None
        return None

    def add(
        self,
        article: Article,
        quantity: int = ONE,
        price: Money | None = None,
        lot: Lot = UNKNOWN_LOT,
        *,
        labelled: bool = False,
    ) -> "Basket":
        """One line more, or more of the last one of the same lot; its packaging deposit comes along.

        `price` is for an article whose price is asked for, or that its label says (`labelled`).
        Raises QuantityError, WholePiecesError.
        """
        alike = self._last_alike(article, quantity, lot)
        if alike:
            return self.change_quantity(alike.key, alike.quantity + quantity)
        asked = price if article.price is None else article.price
        if asked is None:
            raise ValueError("the price is not known yet")
        key = self.next_key
        line = Line(
            key,
            article.name,
            checked(quantity, article.unit, article.name),
            asked,
            article.tax_code,
            kind=article.kind,
            unit=article.unit,
            product_id=article.id,
            group_id=article.group_id,
            discountable=article.discountable,
            lot=lot,
            without_tax=None if article.price is None and not labelled else False,
        )
        grown = replace(self, next_key=key + 1)._put((*self.lines, line), key)
        return grown._with_packaging(line, article.packaging) if article.packaging else grown

    def _with_packaging(self, parent: Line, article: Article) -> "Basket":
        if article.price is None:
            return self
        key = self.next_key
        line = Line(
            key,
            article.name,
            parent.quantity,
            article.price,
            article.tax_code,
            kind="packaging",
            product_id=article.id,
            group_id=article.group_id,
            discountable=False,
            parent=parent.key,
            without_tax=False,
        )
        return replace(self, next_key=key + 1)._put((*self.lines, line), self.selected)

    def put(self, line: Line) -> "Basket":
        """One line more, as it is but for its key."""
        key = self.next_key
        return replace(self, next_key=key + 1)._put((*self.lines, replace(line, key=key)), key)

    def add_voucher(self, text: str, amount: Money, code: str = "") -> "Basket":
        """A gift voucher for `amount`; without a code it gets one when it is paid."""
        line = Line(0, text, ONE, amount, OUTSIDE, kind="voucher", discountable=False, voucher=code)
        return self.put(line)

    def give_back(self, source: Refunded, line: Line, quantity: int) -> "Basket":
        """A line that returns `quantity` (of the opposite sign) of a sold one. Raises TooManyBackError."""
        return self.put(replace(line, quantity=within(source, line, quantity), refund=source, parent=None))

    def change_quantity(self, key: int, quantity: int) -> "Basket":
        """Another quantity; packaging follows. Raises QuantityError, WholePiecesError, TooManyBackError."""
        line = self.line(key)
        if line is None:
            return self
        if line.settled:
            raise FixedLineError
        if line.refund:
            changed = replace(line, quantity=within(line.refund, line, quantity))
        else:
            wanted = checked(quantity, line.unit, line.text)
            off = (
                line.off
                if line.off is None or abs(line.off.minor) <= abs(share(line.price.minor, wanted, ONE))
                else None
            )
            changed = replace(line, quantity=wanted, off=off)
        lines = (
            changed if each.key == key else replace(each, quantity=changed.quantity) if each.parent == key else each
            for each in self.lines
        )
        return self._put(lines, key)

    def by_one(self, by: int) -> "Basket":
        """One more or one less (`by` 1 or -1) of the selected line, either way round for what comes back.

        At nothing the line goes, and with the first less of what is weighed. Raises FixedLineError, QuantityError,
        TooManyBackError.
        """
        line = self.changeable()
        if line is None:
            return self
        left = abs(line.quantity) + by * ONE
        if left <= 0 or (by < 0 and line.unit != "piece"):
            return self.remove(line.key)
        return self.change_quantity(line.key, left if line.quantity > 0 else -left)

    def turned(self) -> "Basket":
        """The selected line comes back from a customer without a receipt, or is sold after all.

        Raises FixedLineError, TooManyBackError.
        """
        line = self.current
        return self.change_quantity(line.key, -line.quantity) if line is not None else self

    def set_price(self, key: int, price: Money, *, without_tax: bool | None = None) -> "Basket":
        """Another price, remembered beside the catalogue's; `without_tax` where it is known what the price means."""
        line = self._sale_line(key)
        before, net = line.list_price or line.price, line.list_without_tax if line.list_price else line.without_tax
        same = price == before and bool(net) == bool(without_tax)
        changed = replace(line, price=price, off=None, without_tax=net if same else without_tax)
        listed = {"list_price": None if same else before, "list_without_tax": bool(net) and not same}
        return self._swap(replace(changed, **listed))

    def set_discount(self, key: int, *, percent: int = 0, off: Money | None = None) -> "Basket":
        """A discount of the line in basis points or as an amount. Raises DiscountError, RefundLineError."""
        line = self._sale_line(key)
        amount = line.amount.minor
        if not 0 <= percent <= PERCENT or (off is not None and not 0 <= off.minor <= max(amount, 0)):
            raise DiscountError
        if line.kind_row.packaging or (not line.discountable and (percent or off)):
            raise DiscountError
        return self._swap(replace(line, percent=percent, off=off or None))

    def set_text(self, key: int, text: str) -> "Basket":
        """Another text on the receipt."""
        line = self.line(key)
        return self._swap(replace(line, text=text)) if line else self

    def discounted(self, *, percent: int = 0, off: Money | None = None, without_tax: bool | None = None) -> "Basket":
        """A discount on the whole receipt; `without_tax` where it is known what an amount means.

        Raises DiscountError, NothingToDiscountError.
        """
        if not 0 <= percent <= PERCENT or (off is not None and off.minor < 0):
            raise DiscountError
        changed = replace(self, percent=percent, off=off or None, off_without_tax=without_tax if off else None)
        if (percent or off) and not changed.discount:
            raise NothingToDiscountError
        changed.shares()
        return changed

    def remove(self, key: int) -> "Basket":
        """Without the line and its packaging; the one above it is selected."""
        at = next((i for i, line in enumerate(self.lines) if line.key == key), None)
        if at is None:
            return self
        rest = [line for line in self.lines if key not in (line.key, line.parent)]
        above = [line.key for line in self.lines[:at] if line.parent is None]
        below = [line.key for line in rest if line.parent is None]
        return self._put(rest, above[-1] if above else below[0] if below else None)

    def without_selected(self) -> "Basket":
        """Without the selected line and its packaging."""
        return self if self.selected is None else self.remove(self.selected)

    def _sale_line(self, key: int) -> Line:
        line = self.line(key)
        if line is None or line.refund:
            raise RefundLineError
        if line.settled:
            raise FixedLineError
        return line

    def _swap(self, changed: Line) -> "Basket":
        return self._put((changed if line.key == changed.key else line for line in self.lines), changed.key)
