"""What the sale screen says about the sale that was just completed."""

from kassa_tui.denominations import fewest, in_use
from kassa_tui.hw.ports import Level
from kassa_tui.i18n import N_, _, current, p_
from kassa_tui.money import Money
from kassa_tui.till.basket.methods import method_names
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger import clock
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.widgets.sale_pane import Moment, Paid, Row

MOST_COINS = 7

PAID = {"sale": N_("Paid in full"), "deposit": N_("Deposit received"), "invoice": N_("Invoice paid")}
"""What is said of a receipt without change."""


def _coins(counter: Counter, change: Money) -> tuple[str, ...]:
    """The fewest notes and coins for the change, as they are written; none when there are too many kinds."""
    shop = counter.shop
    today = clock.local(counter.desk.clock(), shop.zone).date()
    pieces = fewest(change.minor, in_use(shop.currency, today, shop.coin))
    language = current().language
    coins = []
    for minor in dict.fromkeys(pieces):
        written = shop.money(minor).text(language)
        short = written[: -1 - shop.unit.exponent] if minor % 10**shop.unit.exponent == 0 else written
        times = pieces.count(minor)
        coins.append(f"{times}×{short}" if times > 1 else short)
    return tuple(coins) if len(coins) <= MOST_COINS else ()


def _rows(counter: Counter, recorded: Recorded) -> list[Row]:
    language = current().language
    names = method_names()
    rows = [Row(_("Total"), recorded.total.text(language))]
    for payment in recorded.payments:
        if payment.rounding:
            rows.append(Row(_("Cash rounding"), payment.rounding.text(language, plus="+")))
        if payment.tendered or payment.rounding:
            rows.append(Row(_(names[payment.method]), payment.tendered.text(language)))
    rows += [Row(f"{_('Receipt')} {each.number}", each.total.text(language)) for each in recorded.beside]
    rows.append(_paper_row(counter, recorded))
    drawer = counter.devices.drawer
    if drawer is not None and drawer.level is Level.WARN:
        rows.append(Row(f"▲ {_('The drawer is open: close it')}", "", "warn"))
    if recorded.opened:
        text = _("Session {number} was opened, not counted").format(number=recorded.session_number)
        rows.append(Row(f"▲ {text}", "", "warn"))
    return rows


def _paper_row(counter: Counter, recorded: Recorded) -> Row:
    label = f"{_('Receipt')} {recorded.number}"
    if counter.devices.printing:
        return Row(label, f"■ {counter.devices.printing}  F7", "error")
    return Row(label, f"● {_('printed')}", "ok") if counter.devices.printed else Row(label, "")


def paid(counter: Counter, recorded: Recorded) -> Paid:
    """The panel after a sale: the change large and green, or what was paid."""
    rows = tuple(_rows(counter, recorded))
    if recorded.change:
        return Paid(
            Moment(p_("money", "Change"), recorded.change, ground="pay"), _coins(counter, recorded.change), rows
        )
    if recorded.total.minor < 0:
        back = -sum((payment.amount for payment in recorded.payments), recorded.total.zero)
        cash = any(payment.method == "cash" for payment in recorded.payments)
        return Paid(Moment(_("Money back"), back, ground="pay"), _coins(counter, back) if cash else (), rows)
    return Paid(Moment(_(PAID.get(recorded.kind, "Paid in full")), recorded.total), (), rows)
