"""Taking something back: how many of each line, never more than was sold and is not back yet."""

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from kassa_tui.i18n import N_, _, current, p_
from kassa_tui.money import share
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.lines.which import LineCounting
from kassa_tui.till.basket import refunds
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Lot, TooManyBackError, quantity_text
from kassa_tui.till.basket.refunds import ReturnLine
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.goods.scanned_lines import Scannable
from kassa_tui.till.sale import vouchers
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues

REASONS = (N_("broken"), N_("exchange"), N_("mistake"))


class RefundScreen(LineCounting, ListScreen[Basket]):
    """Gives back the basket with the returned lines, or None."""

    PLACE = "sale"
    ORDERS = False
    PURPOSE = "catalogue"
    HELP = N_("+ and − or a scan set how many come back; F4 says why. F12 puts them on the receipt.")
    NOT_HERE = N_("{code} is not on this receipt.")
    SCAN = N_("An article of this receipt is marked as returned.")

    def __init__(self, counter: Counter, number: str, basket: Basket) -> None:
        super().__init__(counter)
        self._basket = basket
        self._number = number
        self.reason = 0
        self.left = refunds.left_of(number)
        self.back: dict[int, int] = {}

    def count(self) -> int:
        """One row a line."""
        return len(self.left.lines)

    def _row(self, line: ReturnLine) -> ListRow:
        language = current().language
        taken = self.back.get(line.source.line_id, 0)
        value = line.source.left.part(-taken).total if taken else 0
        amount = self.counter.shop.money(value).text(language)
        left = quantity_text(abs(line.left), language.decimal)
        sold = quantity_text(abs(line.sold), language.decimal)
        done = "" if line.left == line.sold else _("{count} left").format(count=left) if line.left else _("all back")
        quantity = quantity_text(abs(taken), language.decimal)
        ink = "muted" if not line.left else "error" if taken else "text"
        return ListRow((quantity, _("of {count}").format(count=sold), line.line.text, done, amount), ink)

    def values(self) -> ListValues:
        """How many come back of each line."""
        columns = (
            Column(p_("returned", "Back"), 7, "right"),
            Column("", 9),
            Column(_("Article")),
            Column("", 12),
            Column(_("Amount"), 10, "right"),
        )
        about = f"F4 {_('Reason')}: {_(REASONS[self.reason])}"
        title = _("Take back · receipt {number}").format(number=self._number)
        rows = tuple(self._row(each) for each in self.left.lines)
        return ListValues(
            title=title,
            columns=columns,
            rows=rows,
            at=self.at,
            about=about,
            empty="",
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """Count, reason, on the receipt."""
        yield from super().now()
        touch = self.app.touch
        more, label = (_("One more"), "+") if touch else (_("How many"), "+ −")
        yield key("plus right", more, lambda: self._change(1), label=label, weight=9)
        yield key("minus left", _("One less") if touch else "", lambda: self._change(-1), label="−")
        yield key("f4", _("Reason"), self._next_reason, weight=7)
        yield key("f6", _("Everything"), self._everything, weight=8, books=True)
        if any(self.back.values()):
            yield key("f12", _("Put on the receipt"), self.choose, go=True, books=True)

    def _next_reason(self) -> None:
        self.reason = (self.reason + 1) % len(REASONS)
        self.draw()

    def _change(self, by: int) -> None:
        """One more or less of the selected line; a weighed one comes back whole.

        Raises TooManyBackError, VoucherUsedError.
        """
        line = self.left.lines[self.at]
        left = line.left
        step = ONE if line.line.unit == "piece" else abs(left)
        taken = abs(self.back.get(line.source.line_id, 0)) + by * step
        if taken > abs(left):
            raise TooManyBackError(left=quantity_text(abs(left), current().language.decimal), name=line.line.text)
        if taken < 0:
            self.app.error_sound()
            return
        if taken:
            self._check(line)
        self._count(line, taken)
        self.notice = ""
        self.draw()

    def _count(self, line: ReturnLine, taken: int) -> None:
        """So many of a line; its packaging deposit goes with it, and can be counted apart afterwards."""
        self.back[line.source.line_id] = taken if line.left > 0 else -taken
        packaging = self.left.packaging_of(line)
        if packaging is not None:
            self._count(packaging, min(taken, abs(packaging.left)))

    @staticmethod
    def _check(line: ReturnLine) -> None:
        """A gift voucher comes back as long as nothing was bought with it. Raises VoucherUsedError."""
        if line.line.kind_row.sells_voucher and line.left:
            vouchers.check_back(line.source.line_id, line.source.left.total)

    def _everything(self) -> None:
        """All that is left. Raises NothingLeftError, VoucherUsedError."""
        if not any(line.left for line in self.left.lines):
            raise refunds.NothingLeftError(number=self._number)
        for line in self.left.lines:
            self._check(line)
        self.back = {line.source.line_id: line.left for line in self.left.lines}
        self.draw()

    def meant(self, scanned: Meaning) -> object:
        """One more of an article, of the line with the label's weight or price.

        Raises TooManyBackError, NoSuchLineError.
        """
        match scanned:
            case ArticleCode() | LabelCode():
                return self.count_scanned(scanned)
            case StyleCode() | ReceiptCode() | VoucherCode() | Misread() | Unknown():
                self.not_here(scanned.scan)
            case BadgeCode() | OrderCode():
                return super().meant(scanned)
            case never:
                assert_never(never)
        return None

    def scannable(self) -> list[Scannable]:
        """Each line that was sold."""
        return [self._scannable(back) for back in self.left.lines]

    def count_one(self, lot: Lot) -> None:
        """One more of the selected line; its lot is that which was sold. Raises TooManyBackError."""
        self._change(1)

    def _scannable(self, back: ReturnLine) -> Scannable:
        """A line as it was sold: its weight and price are on its label."""
        line, left = back.line, back.source.left
        sold = abs(back.sold)
        amount = share(line.price.minor, sold, ONE)
        total = share(left.total, sold, abs(left.quantity)) if left.quantity else amount
        return Scannable(
            line.product_id,
            line.unit,
            sold,
            line.price,
            amount=amount,
            total=total,
            room=self._room(back),
            lot=line.lot,
        )

    def _room(self, each: ReturnLine) -> int:
        """How many more of a line can come back, in thousandths."""
        return abs(each.left) - abs(self.back.get(each.source.line_id, 0))

    def choose(self) -> None:
        """The basket with the returned lines. Raises TooManyBackError."""
        basket = self._basket
        for line in self.left.lines:
            taken = self.back.get(line.source.line_id, 0)
            if taken:
                basket = basket.give_back(line.source, line.line, -taken)
        customer = basket.customer or self.left.customer_id
        self.dismiss(replace(basket, note=_(REASONS[self.reason]), customer=customer))
