"""An order that is being typed: where it is delivered, and what becomes of it when another saved it meanwhile."""

from collections.abc import Iterable

from msgspec.structs import replace

from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line
from kassa_tui.till.customers import customers
from kassa_tui.till.orders.values import OrderForm


def decided(form: OrderForm) -> OrderForm:
    """The order with what each typed price means: what the order says meanwhile. A line keeps it from then on."""
    basket, net = form.basket, not form.includes_tax
    lines = tuple(replace(line, without_tax=net) if line.without_tax is None else line for line in basket.lines)
    off = net if basket.off and basket.off_without_tax is None else basket.off_without_tax
    if (lines, off) == (basket.lines, basket.off_without_tax):
        return form
    return replace(form, basket=replace(basket, lines=lines, off_without_tax=off))


def as_kept(form: OrderForm) -> OrderForm:
    """The order as it would be stored: what is picked up has no address, also when one was typed before."""
    return replace(form, street="", town="") if form.delivery == "pickup" else form


def addressed(form: OrderForm) -> OrderForm:
    """The order with its customer's address where it has none of its own; what is picked up keeps none."""
    if form.delivery == "pickup" or form.street or form.town or form.customer_id is None:
        return form
    street, town = customers.by_id(form.customer_id).delivered
    return replace(form, street=street, town=town)


def moved_to(form: OrderForm, customer_id: int) -> OrderForm:
    """The order for another customer: at their address, unless another one than the last customer's was typed."""
    before = customers.by_id(form.customer_id).delivered if form.customer_id is not None else ("", "")
    own = (form.street, form.town) not in (before, ("", ""))
    fresh = form if own else replace(form, street="", town="")
    return addressed(replace(fresh, customer_id=customer_id))


def _merged_lines(mine: Basket, base: Basket, theirs: Basket) -> Basket:
    """My lines with what another added; theirs where I changed none."""
    if mine.lines == base.lines:
        return theirs
    known = {line.key for line in base.lines}
    # My new lines were given keys that another's may have now.
    new = [line for line in mine.lines if line.key not in known]
    kept: Iterable[Line] = (line for line in mine.lines if line.key in known and theirs.line(line.key))
    added = (line for line in theirs.lines if line.key not in known)
    merged = replace(theirs, lines=(*kept, *added))
    for line in new:
        merged = merged.put(line)
    return merged


def rebased(mine: OrderForm, base: OrderForm, theirs: OrderForm) -> OrderForm:
    """What I typed on top of what another saved meanwhile: my fields where I changed them, theirs elsewhere."""
    names = [name for name in OrderForm.__struct_fields__ if name not in ("basket", "id", "version", "confirm")]
    changed = {name: getattr(mine, name) for name in names if getattr(mine, name) != getattr(base, name)}
    basket = _merged_lines(mine.basket, base.basket, theirs.basket)
    return replace(theirs, basket=basket, confirm=mine.confirm, **changed)
