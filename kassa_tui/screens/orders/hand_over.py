"""Handing over: what goes along is counted by + − or by scanning it; nothing counted means everything."""

from collections.abc import Iterable
from typing import assert_never

from kassa_tui.i18n import N_, _, current, n_, p_
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.lines.which import LineCounting
from kassa_tui.screens.orders import flows, words
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, UNKNOWN_LOT, Lot, quantity_text
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.goods.lot_words import lot_text
from kassa_tui.till.goods.scanned_lines import Scannable
from kassa_tui.till.ledger.permissions import EDIT_ORDER
from kassa_tui.till.orders import day_rates, edit, packaging
from kassa_tui.till.orders.baskets import hand_over_basket
from kassa_tui.till.orders.values import OrderLineView, OverpaidError, TooMuchHandedError
from kassa_tui.till.sale import order_acts
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


class HandOverScreen(LineCounting, ListScreen[Recorded]):
    """Gives back the receipt of what was handed over, or None."""

    PLACE = "orders"
    ORDERS = False
    PURPOSE = "catalogue"
    HELP = N_(
        "Scan what goes along, or count it with + and −. Nothing counted is everything.\n"
        "F12 hands it over; what is not paid yet is paid first. F5 notes what lies ready."
    )
    NOT_HERE = N_("{code} is not in this order.")
    SCAN = N_("An article of the order is counted: one more of it goes along.")

    def __init__(self, counter: Counter, order_id: int) -> None:
        super().__init__(counter)
        self.order = flows.read(counter, order_id)
        self.lines = self._to_count()
        self.counted = {line.id: line.packed for line in self.lines if line.packed}
        self.lots: dict[int, tuple[Lot, ...]] = {}
        self.notice = " ".join(day_rates.notices(self.order))

    def _to_count(self) -> list[OrderLineView]:
        """What is left; packaging deposits go along by themselves."""
        return [line for line in packaging.alone(self.order) if line.left > 0]

    # --- Showing ---

    def count(self) -> int:
        """A row a line."""
        return len(self.lines)

    def values(self) -> ListValues:
        """How much goes along of each line."""
        columns = (
            Column(p_("order", "Along"), 7, "right"),
            Column("", 9),
            Column(_("Article")),
            Column(p_("order", "Packed"), 8, "right"),
        )
        title = f"{_('Hand over')} · {words.title(self.order.row)} · {words.who(self.order.row)}"
        about = "" if self.counted else _("nothing counted: everything")
        rows = tuple(self._row(line) for line in self.lines)
        return ListValues(title, columns, rows, self.at, about, notice=self.notice)

    def _row(self, line: OrderLineView) -> ListRow:
        decimal = current().language.decimal
        along = self.counted.get(line.id, 0)
        left = _("of {count}").format(count=quantity_text(line.left, decimal))
        packed = quantity_text(line.packed, decimal) if line.packed else "·"
        shown = quantity_text(along, decimal) if along else "·"
        return ListRow((shown, left, self._text(line), packed), "text" if along or not self.counted else "muted")

    def _text(self, line: OrderLineView) -> str:
        """A line's article, with each lot that was scanned, the newest first."""
        lots = dict.fromkeys(lot for lot in reversed(self.lots.get(line.id, ())) if lot != UNKNOWN_LOT)
        return " · ".join((line.text, *(lot_text(lot, current()) for lot in lots)))

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """Count, note as packed, hand over."""
        touch = self.app.touch
        yield key("escape", _("Back"), lambda: self.dismiss(None), weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=3)
        yield from self.list_keys()
        yield key("minus", _("One less") if touch else "", lambda: self.change(-1), weight=8, label="−")
        yield key("plus", _("One more") if touch else "", lambda: self.change(1), weight=8, label="+")
        yield key("delete", "", self._none)
        if self.counter.may(EDIT_ORDER):
            yield key("f5", _("Lies ready"), self._pack, weight=6, books=True)
        yield key("f12", self._word(), self.hand_over, go=True, books=True)

    def _basket(self) -> Basket:
        """What is handed over, with what is still to be paid for it. Raises OrderErrors."""
        wanted = self.counted or None
        return hand_over_basket(self.counter.shop, self.order, wanted, self.counter.desk.clock(), self.lots)

    def _word(self) -> str:
        """How much goes along, and what is paid first."""
        try:
            due = self._basket().total
        except OverpaidError:
            return _("Hand over")
        if due:
            return _("Pay {amount} and hand over").format(amount=due.text(current().language))
        if not self.counted or all(self.counted.get(line.id) == line.left for line in self.lines):
            return _("Hand over everything")
        pieces = sum(max(self.counted.get(line.id, 0) // ONE, 1) for line in self.lines if self.counted.get(line.id))
        return n_("Hand over {n} piece", "Hand over {n} pieces", pieces).format(n=pieces)

    def change(self, by: int, lot: Lot = UNKNOWN_LOT) -> None:
        """One more (of a lot) or less of the selected line; what is weighed goes whole. Raises TooMuchHandedError."""
        if not self.lines:
            return
        line = self.lines[self.at]
        before = self.counted.get(line.id, 0)
        step = ONE if line.unit == "piece" else line.left
        after = max(before + by * step, 0)
        if after > line.left:
            left = quantity_text(line.left, current().language.decimal)
            raise TooMuchHandedError(left=left, name=line.text)
        self.counted = {**self.counted, line.id: after}
        lots = self.lots.get(line.id, ())
        self.lots[line.id] = (*lots, lot) if by > 0 else lots[:-1]
        self._none_is_none()

    def _none_is_none(self) -> None:
        self.counted = {line_id: count for line_id, count in self.counted.items() if count}
        self.notice = ""
        self.draw()

    def _none(self) -> None:
        """The selected line stays here."""
        if self.lines:
            self.counted = {**self.counted, self.lines[self.at].id: 0}
            self.lots.pop(self.lines[self.at].id, None)
        self._none_is_none()

    def meant(self, scanned: Meaning) -> object:
        """One more of an article, of the line with the label's weight or price.

        Raises TooMuchHandedError, NoSuchLineError.
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
        """Each line of the order."""
        return [self._scannable(line) for line in self.lines]

    def count_one(self, lot: Lot) -> None:
        """One more of the selected line, of the lot that its code said. Raises TooMuchHandedError."""
        self.change(1, lot)

    def _scannable(self, line: OrderLineView) -> Scannable:
        """A line as it was ordered: its weight and price are on its label."""
        figures, room = line.figures, line.left - self.counted.get(line.id, 0)
        return Scannable(
            line.product_id,
            line.unit,
            line.quantity,
            line.price,
            amount=figures.amount,
            total=figures.total,
            room=room,
            lot=line.lot,
        )

    async def _pack(self) -> None:
        """Note how much lies ready; nothing counted is everything."""
        packed = {line.id: self.counted.get(line.id, 0) if self.counted else line.left for line in self.lines}
        packed = packaging.with_packaging(self.order, packed)
        await self.recorded(self.counter.record(edit.pack, self.order.id, self.order.version, packed))
        self.order = flows.read(self.counter, self.order.id)
        self.lines = self._to_count()
        if any(lot != UNKNOWN_LOT for lots in self.lots.values() for lot in lots):
            self.app.tell(_("Batches are kept at the hand-over: scan them once more then."))
        self.draw()

    def choose(self) -> None:
        """A tap on the selected row counts one more. Raises TooMuchHandedError."""
        self.change(1)

    async def hand_over(self) -> None:
        """Nothing unpaid leaves: what is due for it is paid in the same receipt."""
        flows.check_real(self.counter)
        basket = self._basket()
        recorded: Recorded | None
        if basket.total:
            recorded = await flows.take(self, basket)
        else:
            self.counter.devices.printing, self.counter.devices.printed = "", False
            work = self.counter.record(
                order_acts.hand_over, self.order.id, self.order.version, self.counted or None, self.lots
            )  # fmt: skip
            recorded = await self.recorded(work)
        if recorded is not None:
            self.dismiss(recorded)
        else:
            self._look_again()

    def _look_again(self) -> None:
        """The order as it is after a payment that was left: another may have changed it."""
        self.order = flows.read(self.counter, self.order.id)
        self.lines = self._to_count()
        left = {line.id: line.left for line in self.lines}
        self.counted = {line: min(count, left[line]) for line, count in self.counted.items() if line in left}
        self.at = max(0, min(self.at, len(self.lines) - 1))
        self.draw()
