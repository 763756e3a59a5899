"""Kinds of lines of a receipt, a frozen row each: callers ask the row what such a line does, and never which it is."""

from msgspec import Struct

from kassa_tui.database import words_sql
from kassa_tui.i18n import N_
from kassa_tui.till.ledger.errors import TillError


class UnknownLineKindError(TillError):
    """A kind that this program does not know: it is refused, for nobody could say which total it belongs to."""

    template = N_("There is no such kind of line: {kind}.")


class LineTotal(Struct, frozen=True):
    """A total of a session: its key, and what it is called where it is shown by itself."""

    key: str
    label: str = ""


class Beside(Struct, frozen=True):
    """What a kind is that is no turnover: its name in reports, and its totals for what comes in and what goes back.

    `used` is a third, for what goes back by a receipt that is no refund.
    """

    name: str
    comes_in: LineTotal
    goes_back: LineTotal
    used: LineTotal | None = None


class LineKind(Struct, frozen=True):
    """A kind of line: `code` is how it is stored. Without `beside` it is turnover."""

    code: str
    beside: Beside | None = None
    product: str = ""
    """What the catalogue calls it; empty for what no product is."""
    packaging: bool = False
    """Whether it is a deposit on packaging: taken back without a receipt, and never discounted."""
    sells_voucher: bool = False
    """Whether it is a gift voucher: one thing of one amount."""
    pays_order: bool = False
    """Whether it is a deposit on an order, or what was paid before and is used."""
    pays_invoice: bool = False
    gives_credit: bool = False

    @property
    def goods(self) -> bool:
        """Whether it is what a shop sells: turnover, things in the bag, and what a discount may be taken from."""
        return self.beside is None

    @property
    def needs_customer(self) -> bool:
        """Whether it belongs to somebody's account."""
        return self.pays_invoice or self.gives_credit

    @property
    def comes_back(self) -> bool:
        """Whether somebody can bring it back: a deposit is given back by its order, an account has no things."""
        return not (self.pays_order or self.needs_customer)


LINE_KINDS = (
    LineKind("article", product=N_("article")),
    LineKind("service", product=N_("service")),
    LineKind(
        "packaging",
        Beside(N_("Packaging deposits"), LineTotal("out"), LineTotal("back")),
        product=N_("deposit"),
        packaging=True,
    ),
    LineKind(
        "voucher",
        Beside(
            N_("Gift vouchers"),
            LineTotal("sold", N_("Gift vouchers sold")),
            LineTotal("back", N_("Gift vouchers taken back")),
        ),
        sells_voucher=True,
    ),
    LineKind(
        "deposit",
        Beside(
            N_("Deposits on orders"),
            LineTotal("taken", N_("Paid on orders")),
            LineTotal("back", N_("Given back on orders")),
            LineTotal("used", N_("Used at the hand-over")),
        ),
        pays_order=True,
    ),
    LineKind(
        "invoice",
        Beside(
            N_("Paid on account"),
            LineTotal("paid", N_("Old invoices paid")),
            LineTotal("back", N_("Old invoices given back")),
        ),
        pays_invoice=True,
    ),
    LineKind(
        "credit",
        Beside(
            N_("Credit"),
            LineTotal("given", N_("Credit given")),
            LineTotal("back", N_("Credit taken back")),
        ),
        gives_credit=True,
    ),
)
"""All of them; goods first, as reports show them."""

BESIDE = {kind.code: kind.beside for kind in LINE_KINDS if kind.beside}
"""What is no turnover, each with totals of its own."""

BALANCED = ("turnover", *BESIDE, "rounding")
"""What the tenders of a session sum to, to the cent."""

OUTSIDE_LABELS = {
    (code, total.key): total.label
    for code, beside in BESIDE.items()
    for total in (beside.comes_in, beside.used, beside.goes_back)
    if total and total.label
}
"""What each total beside turnover and packaging is called: what else the payments are for."""

PRODUCT_KINDS = {kind.code: kind.product for kind in LINE_KINDS if kind.product}
"""What a product can be, and what the catalogue calls it."""

PACKAGING_SQL = words_sql(kind.code for kind in LINE_KINDS if kind.packaging)
"""Deposits on packaging as a list in SQL."""

_BY_CODE = {kind.code: kind for kind in LINE_KINDS}


def of(code: str) -> LineKind:
    """The row of a stored code. Raises UnknownLineKindError."""
    if code not in _BY_CODE:
        raise UnknownLineKindError(kind=code[:20])
    return _BY_CODE[code]


def line_total(code: str, quantity: int, receipt: str) -> tuple[str, str]:
    """Kind and key of the total that a line belongs to. A deposit goes back by a refund, otherwise it is used.

    Raises UnknownLineKindError.
    """
    beside = of(code).beside
    if beside is None:
        return "turnover", "sales" if quantity > 0 else "returns"
    if quantity >= 0:
        return code, beside.comes_in.key
    used = beside.used if receipt != "refund" else None
    return code, (used or beside.goes_back).key
