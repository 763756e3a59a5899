"""How deposits on an order go back: by what still holds them, at the register that took them."""

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from kassa_tui.models import Register
from kassa_tui.money import Money, spread
from kassa_tui.till.basket import methods
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.refunds import Proposal
from kassa_tui.till.basket.tax import Cell, Figures, with_tax
from kassa_tui.till.basket.tender import CashRule, Payment, moved, plain
from kassa_tui.till.ledger import office_register
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.permissions import REFUND_OTHER
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders.baskets import parts_of, refund_basket
from kassa_tui.till.orders.parts import Parts, going_back
from kassa_tui.till.orders.tenders import Piece, Split, held, shared
from kassa_tui.till.orders.values import Order


def desk_at(desk: Desk, register: str) -> Desk:
    """The same person at another register: its numbers, its session."""
    if register == desk.register:
        return desk
    if office_register.is_office(register):
        return office_register.desk_of(desk)
    return replace(desk, register=register, location=Register.get(Register.code == register).location)


def _shares(gross: int, tax: int, grosses: list[int]) -> list[tuple[int, int]]:
    """Gross and VAT of a rate for each register; VAT without gross is that of the last register that gives anything."""
    taxes = spread(tax, grosses) if gross else [*[0] * (len(grosses) - 1), tax]
    return list(zip(grosses, taxes, strict=True))


def _holding(order_id: int, only: Collection[str]) -> list[Piece]:
    """What is left of each payment; of these methods alone, where any are named."""
    return [piece for piece in held(order_id) if not only or piece.method in only]


def by_register(register: str, order: Order, amount: Money, only: Collection[str] = ()) -> list[tuple[str, Parts]]:
    """What each register gives back, that of the asking `register` last; of each rate the VAT is spread as its gross.

    What no payment holds, or none by the methods that are named, is given back by the asking register.
    """
    parts = going_back(order, amount.minor)
    split = shared(_holding(order.id, only), {key: gross for key, (gross, _tax) in parts.items()})
    out = sum(sum(of.values()) for (at, _method), of in split.items() if at != register)
    registers = sorted({at for at, _method in split if at != register})
    if out < amount.minor or not registers:
        registers.append(register)
    shares: list[Parts] = [{} for _register in registers]
    for key, (gross, tax) in parts.items():
        grosses = [sum(of.get(key, 0) for (at, _m), of in split.items() if at == there) for there in registers]
        grosses[-1] = gross - sum(grosses[:-1])
        for share, part in zip(shares, _shares(gross, tax, grosses), strict=True):
            if any(part):
                share[key] = part
    return list(zip(registers, shares, strict=True))


def baskets(
    register: str, shop: Shop, order: Order, amount: Money, at: int, act: str, only: Collection[str] = ()
) -> list[tuple[str, Basket]]:
    """A refund for each register. Raises DepositError."""
    refund_basket(shop, order, amount, at, act)
    shares = by_register(register, order, amount, only)
    return [(there, refund_basket(shop, order, amount, at, act, parts)) for there, parts in shares]


def _payments(split: Split, pieces: Sequence[Piece], rule: CashRule, currency: str) -> Iterable[Payment]:
    """Cash comes last and is rounded once, but gives no more coins than it holds."""
    by_code = methods.every()
    for place, of in split.items():
        settled = amount = sum(of.values())
        if by_code[place[1]].kind.rounds and place == [*split][-1]:
            coins = sum(piece.coins for piece in pieces if piece.place == place)
            amount = min(rule.due(Money(settled, currency)).minor, max(coins, 0))
        yield replace(plain(place[1], Money(-amount, currency)), rounding=Money(settled - amount, currency))


def _split(register: str, basket: Basket, only: Collection[str]) -> tuple[Split, list[Piece]]:
    assert basket.order is not None
    pieces = [piece for piece in _holding(basket.order, only) if piece.register == register]
    wanted = {key: -gross for key, (gross, _tax) in parts_of(basket).items()}
    return {place: of for place, of in shared(pieces, wanted).items() if of}, pieces


def payments(register: str, basket: Basket, rule: CashRule, only: Collection[str] = ()) -> tuple[Payment, ...]:
    """How a refund goes back at a register by what still holds it there; less than it where nothing holds the rest."""
    split, pieces = _split(register, basket, only)
    return tuple(_payments(split, pieces, rule, basket.currency))


def propose(register: str, basket: Basket, figures: Figures, rule: CashRule, only: Collection[str] = ()) -> Proposal:
    """The same with its cells; nothing where the payments there do not hold all of it."""
    split, pieces = _split(register, basket, only)
    if -sum(sum(of.values()) for of in split.values()) != figures.total:
        return Proposal()
    grosses = [[-of.get((tax.code, tax.rate), 0) for tax in figures.taxes] for of in split.values()]
    paid: list[Cell] = with_tax(figures.taxes, grosses) if grosses else []
    return Proposal(tuple(_payments(split, pieces, rule, basket.currency)), tuple(paid))


def check_methods(desk: Desk, basket: Basket, given: Iterable[Payment]) -> None:
    """Money goes back by what holds it at this register, as far as it does, or with a permission of its own.

    Raises NotAllowedError.
    """
    out: dict[str, int] = {}
    for payment in given:
        if payment.settled.minor < 0:
            out[payment.method] = out.get(payment.method, 0) - payment.settled.minor
    if not out or basket.order is None:
        return
    for piece in held(basket.order):
        if piece.register == desk.register and piece.method in out:
            out[piece.method] -= piece.gross
    if any(left > 0 for left in out.values()):
        require(desk, REFUND_OTHER)


def refund_cells(
    desk: Desk, basket: Basket, figures: Figures, given: Sequence[Payment], rule: CashRule
) -> tuple[Cell, ...] | None:
    """The cells of deposits that go back by what holds them; None when not.

    Raises NotAllowedError where another method gives back and that needs a permission.
    """
    proposal = propose(desk.register, basket, figures, rule, {payment.method for payment in moved(given)})
    if proposal.met_by(given):
        return proposal.cells
    check_methods(desk, basket, given)
    return None
