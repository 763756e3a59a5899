"""What a receipt's lines are made of: articles, quantities, and the figures that are stored.

Quantities are thousandths (2 pieces is 2000, 0.412 kg is 412), percentages basis points.
"""

from datetime import date

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.money import Money, share
from kassa_tui.till.basket import line_kinds
from kassa_tui.till.basket.line_kinds import LineKind
from kassa_tui.till.ledger.errors import TillError

ONE = 1000
"""A quantity of one."""

MOST = 9_999 * ONE
"""More than this of one article is a slip of the finger."""

PERCENT = 10_000

OUTSIDE = "outside"
"""The VAT code of what bears no VAT at all: a gift voucher, a customer's credit."""


class QuantityError(TillError):
    """A quantity that no sale has."""

    template = N_("A quantity lies between 0.001 and 9999.")


class WholePiecesError(TillError):
    """Half a bottle."""

    template = N_("{name} is sold by the piece: type a whole number.")


class TooManyBackError(TillError):
    """More to return than was sold and not returned yet."""

    template = N_("At most {left} of {name} can be returned.")


class Lot(Struct, frozen=True):
    """Which of an article it is, as its code said: what stock is kept by; `expiry` is the last day of its use.

    A `serial` number is that of one single thing.
    """

    batch: str = ""
    expiry: date | None = None
    serial: str = ""

    @property
    def columns(self) -> dict[str, str | None]:
        """As it is stored beside a line: null for what is not known, a day as ISO text."""
        expiry = self.expiry.isoformat() if self.expiry else None
        return {"batch": self.batch or None, "expiry": expiry, "serial": self.serial or None}


UNKNOWN_LOT = Lot()


def stored_lot(batch: str | None, expiry: str | None, serial: str | None) -> Lot:
    """The lot of a stored line."""
    return Lot(batch or "", date.fromisoformat(expiry) if expiry else None, serial or "")


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

    @property
    def kind_row(self) -> LineKind:
        """What its kind does. Raises UnknownLineKindError."""
        return line_kinds.of(self.kind)


class LineFigures(Struct, frozen=True):
    """The stored figures of a line, in minor units; `total` = amount - discount - share."""

    quantity: int
    amount: int
    discount: int
    share: int
    total: int
    tax: int

    def part(self, quantity: int) -> "LineFigures":
        """`quantity` of it, of the opposite sign for its mirror: each figure its share of what is left."""
        given, whole = -quantity, self.quantity
        discount = -share(self.discount, given, whole)
        part = -share(self.share, given, whole)
        total = -share(self.total, given, whole)
        return LineFigures(quantity, total + discount + part, discount, part, total, -share(self.tax, given, whole))

    @property
    def negated(self) -> "LineFigures":
        """The same with all signs turned."""
        return LineFigures(-self.quantity, -self.amount, -self.discount, -self.share, -self.total, -self.tax)

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


class Fixed(Struct, frozen=True):
    """A line whose figures were settled before: of an order, a deposit on it, or an old invoice.

    `left` is what is left of it, at its dated rate; the ids say of what. `bore_rate` is what a deposit bore that is
    taken back at the rate of its goods, `bore_tax` how much of that VAT this is.
    `order_id` is that of an order whose rest is paid along with a sale, as it was in `order_version`.
    """

    rate: int
    left: LineFigures
    order_line_id: int | None = None
    invoice_id: int | None = None
    bore_rate: int | None = None
    bore_tax: int | None = None
    order_id: int | None = None
    order_version: int = 0


class Line(Struct, frozen=True):
    """One line. `percent` or `off` is its discount; `list_price` the catalogue's when it was changed.

    `without_tax` says that VAT comes on top of the price and of `off`; None for a price that somebody typed, which
    means what its order says. `list_without_tax` says the same of `list_price`. `voucher` is the code of a gift voucher
    that is sold, empty for a new one. Raises UnknownLineKindError.
    """

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
    fixed: Fixed | None = None
    voucher: str = ""
    lot: Lot = UNKNOWN_LOT
    without_tax: bool | None = None
    list_without_tax: bool = False

    def __post_init__(self) -> None:
        line_kinds.of(self.kind)

    @property
    def kind_row(self) -> LineKind:
        """What its kind does."""
        return line_kinds.of(self.kind)

    @property
    def settled(self) -> bool:
        """Whether quantity and price stay: a gift voucher is one thing of one amount, an order says its own."""
        return self.fixed is not None or self.kind_row.sells_voucher

    @property
    def stored(self) -> LineFigures | None:
        """The figures that it brings along; None for a line that is computed."""
        source = self.refund or self.fixed
        return source.left.part(self.quantity) if source else None

    @property
    def stored_rate(self) -> int | None:
        """The rate that it brings along, in basis points."""
        source = self.refund or self.fixed
        return source.rate if source else None

    @property
    def amount(self) -> Money:
        """Quantity x price, rounded."""
        if self.stored:
            return Money(self.stored.amount, self.price.currency)
        return Money(share(self.price.minor, self.quantity, ONE), self.price.currency)

    @property
    def discount(self) -> Money:
        """The line's own discount; of the line's sign."""
        if self.stored:
            return Money(self.stored.discount, self.price.currency)
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
        return self.discountable and self.kind_row.goods and self.stored is None and self.net.minor > 0


def checked(quantity: int, unit: str, name: str) -> int:
    """A quantity that can be sold. Raises QuantityError, WholePiecesError."""
    if quantity == 0 or abs(quantity) > MOST:
        raise QuantityError
    if unit == "piece" and quantity % ONE:
        raise WholePiecesError(name=name)
    return quantity


def within(source: Refunded, line: Line, quantity: int) -> int:
    """A quantity that can be returned. Raises TooManyBackError, WholePiecesError."""
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


def decimal_quantity(quantity: int) -> str:
    """`-0.412`: thousandths for other programs."""
    return quantity_text(quantity).replace("−", "-")
