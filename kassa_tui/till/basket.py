"""The sale in progress: a value. A key, a touch or a scan makes a new one; nothing here is recorded.

Quantities are thousandths (2 pieces is 2000, 0.412 kg is 412), percentages basis points.
"""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import N_
from kassa_tui.money import Money, share, spread
from kassa_tui.till.errors import TillError

ONE = 1000
"""A quantity of one."""

MOST = 9_999 * ONE
"""More than this of one article is a slip of the finger."""

PERCENT = 10_000


class QuantityError(TillError):
    """A quantity that no sale has."""

    template = N_("A quantity lies between 0.001 and 9999.")


class WholePiecesError(TillError):
    """Half a bottle."""

    template = N_("{name} is sold by the piece: type a whole number.")


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


class TooManyBackError(TillError):
    """More to return than was sold and not returned yet."""

    template = N_("At most {left} of {name} can be returned.")


class Article(Struct, frozen=True):
    """Something of the catalogue as it is sold now; `price` None means that it is asked for.

    `age` is how old a buyer must be, in years.
    """

    id: int
    name: str
    price: Money | None
    tax_code: str
    kind: str = "article"
    unit: str = "piece"
    code: str | None = None
    label: str = ""
    group_id: int | None = None
    discountable: bool = True
    packaging: "Article | None" = None
    age: int = 0


class LineFigures(Struct, frozen=True):
    """The stored figures of a line, in minor units; `total` = amount - discount - share."""

    quantity: int
    amount: int
    discount: int
    share: int
    total: int
    tax: int

    def part(self, quantity: int) -> "LineFigures":
        """The mirror of `quantity` of it (of the opposite sign): each figure its share of what is left."""
        given, whole = -quantity, self.quantity
        discount = -share(self.discount, given, whole)
        part = -share(self.share, given, whole)
        total = -share(self.total, given, whole)
        return LineFigures(quantity, total + discount + part, discount, part, total, -share(self.tax, given, whole))

    def less(self, taken: "LineFigures") -> "LineFigures":
        """What is left after a return (whose figures have the opposite sign)."""
        return LineFigures(
            self.quantity + taken.quantity,
            self.amount + taken.amount,
            self.discount + taken.discount,
            self.share + taken.share,
            self.total + taken.total,
            self.tax + taken.tax,
        )


class Refunded(Struct, frozen=True):
    """Which stored line a line returns, with what was left of it and its dated rate."""

    line_id: int
    receipt_id: int
    number: str
    rate: int
    left: LineFigures


class Line(Struct, frozen=True):
    """One line. `percent` or `off` is its discount; `list_price` the catalogue's when it was changed."""

    key: int
    text: str
    quantity: int
    price: Money
    tax_code: str
    kind: str = "article"
    unit: str = "piece"
    product_id: int | None = None
    group_id: int | None = None
    discountable: bool = True
    list_price: Money | None = None
    percent: int = 0
    off: Money | None = None
    parent: int | None = None
    refund: Refunded | None = None

    @property
    def amount(self) -> Money:
        """Quantity x price, rounded."""
        if self.refund:
            return Money(self.refund.left.part(self.quantity).amount, self.price.currency)
        return Money(share(self.price.minor, self.quantity, ONE), self.price.currency)

    @property
    def discount(self) -> Money:
        """The line's own discount; of the line's sign."""
        if self.refund:
            return Money(self.refund.left.part(self.quantity).discount, self.price.currency)
        if self.off is not None:
            return self.off
        return Money(share(self.amount.minor, self.percent, PERCENT) if self.percent else 0, self.price.currency)

    @property
    def net(self) -> Money:
        """After its own discount, before a discount on the whole receipt."""
        return self.amount - self.discount

    @property
    def bears_discount(self) -> bool:
        """Whether a discount on the whole receipt may be taken from it."""
        return self.discountable and self.kind != "packaging" and self.refund is None and self.net.minor > 0


class Basket(Struct, frozen=True):
    """What a customer is buying. `uid` becomes the receipt's: a second try records nothing twice.

    `age` is how old the customer was seen to be at least, in years. One for `training` is in no total.
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
        own = [line.refund.left.part(line.quantity).share if line.refund else 0 for line in self.lines]
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
    def pieces(self) -> int:
        """Things in the bag: pieces counted, a weighed article as one, packaging not."""
        return sum(
            (abs(line.quantity) // ONE if line.unit == "piece" else 1)
            for line in self.lines
            if line.kind != "packaging"
        )

    # --- New values ---

    def _put(self, lines: Iterable[Line], selected: int | None) -> "Basket":
        """With these lines; a whole-receipt discount that nothing can bear any more goes."""
        kept = replace(self, lines=tuple(lines), selected=selected)
        if self.off is not None and sum(line.net.minor for line in kept.lines if line.bears_discount) < self.off.minor:
            return replace(kept, off=None)
        return kept

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

    def _last_alike(self, article: Article, quantity: int) -> Line | None:
        """The last line, if one more of the article belongs to it."""
        lines = [line for line in self.lines if line.parent is None]
        last = lines[-1] if lines else None
        plain = last and not (last.percent or last.off or last.refund or last.list_price)
        if last and plain and last.product_id == article.id and last.price == article.price and last.unit == "piece":
            return last if (last.quantity > 0) == (quantity > 0) else None
        return None

    def add(self, article: Article, quantity: int = ONE, price: Money | None = None) -> "Basket":
        """One line more, or more of the last one; its packaging deposit comes along.

        `price` is for an article whose price is asked for. Raises QuantityError, WholePiecesError.
        """
        alike = self._last_alike(article, quantity)
        if alike:
            return self.change_quantity(alike.key, alike.quantity + quantity)
        asked = price if article.price is None else article.price
        if asked is None:
            raise ValueError("the price is not known yet")
        key = self.next_key
        line = Line(
            key,
            article.name,
            _checked(quantity, article.unit, article.name),
            asked,
            article.tax_code,
            kind=article.kind,
            unit=article.unit,
            product_id=article.id,
            group_id=article.group_id,
            discountable=article.discountable,
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
        )
        return replace(self, next_key=key + 1)._put((*self.lines, line), self.selected)

    def give_back(self, source: Refunded, line: Line, quantity: int) -> "Basket":
        """A line that returns `quantity` (of the opposite sign) of a sold one. Raises TooManyBackError."""
        key = self.next_key
        checked = replace(line, key=key, quantity=_within(source, line, quantity), refund=source, parent=None)
        return replace(self, next_key=key + 1)._put((*self.lines, checked), key)

    def change_quantity(self, key: int, quantity: int) -> "Basket":
        """Another quantity; packaging follows. Raises QuantityError, WholePiecesError, TooManyBackError."""
        line = self.line(key)
        if line is None:
            return self
        if line.refund:
            changed = replace(line, quantity=_within(line.refund, line, quantity))
        else:
            checked = _checked(quantity, line.unit, line.text)
            off = (
                line.off
                if line.off is None or abs(line.off.minor) <= abs(share(line.price.minor, checked, ONE))
                else None
            )
            changed = replace(line, quantity=checked, off=off)
        lines = (
            changed if each.key == key else replace(each, quantity=changed.quantity) if each.parent == key else each
            for each in self.lines
        )
        return self._put(lines, key)

    def set_price(self, key: int, price: Money) -> "Basket":
        """Another price, remembered beside the catalogue's."""
        line = self._sale_line(key)
        before = line.list_price or line.price
        return self._swap(replace(line, price=price, list_price=None if price == before else before, off=None))

    def set_discount(self, key: int, *, percent: int = 0, off: Money | None = None) -> "Basket":
        """A discount of the line in basis points or as an amount. Raises DiscountError, RefundLineError."""
        line = self._sale_line(key)
        amount = line.amount.minor
        if not 0 <= percent <= PERCENT or (off is not None and not 0 <= off.minor <= max(amount, 0)):
            raise DiscountError
        if line.kind == "packaging" or (not line.discountable and (percent or off)):
            raise DiscountError
        return self._swap(replace(line, percent=percent, off=off or None))

    def set_text(self, key: int, text: str) -> "Basket":
        """Another text on the receipt."""
        line = self.line(key)
        return self._swap(replace(line, text=text)) if line else self

    def discounted(self, *, percent: int = 0, off: Money | None = None) -> "Basket":
        """A discount on the whole receipt. Raises DiscountError, NothingToDiscountError."""
        if not 0 <= percent <= PERCENT or (off is not None and off.minor < 0):
            raise DiscountError
        changed = replace(self, percent=percent, off=off or None)
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

    def _sale_line(self, key: int) -> Line:
        line = self.line(key)
        if line is None or line.refund:
            raise RefundLineError
        return line

    def _swap(self, changed: Line) -> "Basket":
        return self._put((changed if line.key == changed.key else line for line in self.lines), changed.key)


def _checked(quantity: int, unit: str, name: str) -> int:
    if quantity == 0 or abs(quantity) > MOST:
        raise QuantityError
    if unit == "piece" and quantity % ONE:
        raise WholePiecesError(name=name)
    return quantity


def _within(source: Refunded, line: Line, quantity: int) -> int:
    left = source.left.quantity
    if quantity == 0 or (quantity > 0) == (left > 0) or abs(quantity) > abs(left):
        raise TooManyBackError(left=quantity_text(abs(left)), name=line.text)
    if line.unit == "piece" and quantity % ONE:
        raise WholePiecesError(name=line.text)
    return quantity


def quantity_text(quantity: int, decimal: str = ".") -> str:
    """`2` or `0,412`: thousandths as people write them, with a true minus."""
    whole, part = divmod(abs(quantity), ONE)
    sign = "−" if quantity < 0 else ""
    return f"{sign}{whole}{decimal}{part:03d}" if part else f"{sign}{whole}"
