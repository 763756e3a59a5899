"""What both sides of the close wizard say at each step."""

from contextlib import suppress

from kassa_tui.errors import KassaError
from kassa_tui.i18n import _, current, n_
from kassa_tui.money import Money
from kassa_tui.screens.session.closing.state import OWN, Closing, Step
from kassa_tui.screens.session.coins import HOW, counted_side
from kassa_tui.text import cut
from kassa_tui.till.drawer.closing import Closed
from kassa_tui.till.drawer.difference_clues import Clue
from kassa_tui.till.drawer.session_details import SessionDetails
from kassa_tui.till.drawer.session_papers import CASH_LABELS
from kassa_tui.till.ledger import clock
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.blocks import Steps
from kassa_tui.widgets.session_view import difference, written
from kassa_tui.widgets.side import SideRow, SideValues

MOST_CLUES = 4

MOST_SAID = 90
"""Cells of a note beside the difference; F4 has all of it."""


def sides(state: Closing, closed: Closed | None, sees_expected: bool) -> tuple[SideValues | None, SideValues]:
    """Left and right; the first step's left is a form."""
    match state.step:
        case Step.COUNT:
            return None, _count(state, sees_expected)
        case Step.OVERVIEW:
            return _cash(state), _difference(state)
        case Step.LEAVE:
            return _choices(state), _left(state)
        case Step.TAKE:
            return _take(state), _taken(state)
        case _:
            assert closed is not None
            return _summary(closed), _closed(closed)


def _symbol(state: Closing) -> str:
    return state.counter.shop.unit.symbol


def _text(amount: Money) -> str:
    return amount.text(current().language)


def _count(state: Closing, sees_expected: bool) -> SideValues:
    number = None
    with suppress(KassaError):
        number = state.counted
    lines = [] if sees_expected else [_("You see what should be there after the count.")]
    if state.by_coin:
        lines += ["", _(HOW)]
    return counted_side(f"{_('Counted')}  {_symbol(state)}", number, state.pieces, "\n".join(lines))


def _cash(state: Closing) -> SideValues:
    """The cash summary: the ledger by kind, expected, counted, and the other methods."""
    details = state.details
    assert details is not None
    labels = {kind: _(label) for kind, label in CASH_LABELS.items()}
    order = list(CASH_LABELS)
    rows = [
        SideRow(f"{labels[kind]}{f'  {n} ×' if n > 1 else ''}", _text(total))
        for kind, n, total in sorted(details.cash_rows, key=lambda row: order.index(row[0]))
    ]
    rows.append(SideRow(_("Expected"), _text(details.expected), bold=True, rule=True))
    rows.append(SideRow(_("Counted"), written(state.counted), bold=True))
    text, ink = difference(state.difference)
    rows.append(SideRow(_("Difference"), text, ink, bold=True))
    rows += _still_out(state, details)
    rows.append(SideRow())
    rows += _others(state)
    return SideValues(_("Cash summary"), tuple(rows))


def _still_out(state: Closing, details: SessionDetails) -> list[SideRow]:
    """What was taken out for a while, in whichever session, and is not back."""
    rows, shop = [], state.counter.shop
    for out in details.still_out:
        day = current().short_date(clock.local(out.at, shop.zone), shop.day_shown(state.counter.desk))
        about = " · ".join(filter(None, (_("Still out"), day, out.person, out.note or _(out.why))))
        rows.append(SideRow(about, _text(out.rest), "warn"))
    return rows


def _others(state: Closing) -> list[SideRow]:
    details = state.details
    assert details is not None
    typed = state.terminals()
    rows = []
    for tender in details.tenders:
        if tender.method == "cash":
            continue
        rows.append(SideRow(f"{_(tender.name)}  {tender.n} ×", _text(tender.amount)))
        if tender.method in typed:
            text, ink = difference(typed[tender.method] - tender.amount)
            rows.append(SideRow(f"   {_('terminal')} {_text(typed[tender.method])}", text, ink))
        else:
            rows.append(SideRow(f"   {_('terminal')}", _("not counted")))
    return rows


def _difference(state: Closing) -> SideValues:
    gap = state.difference
    shop = state.counter.shop
    title = f"{_('Difference')} {_symbol(state)}"
    if gap is None:
        return SideValues(title, mark=_("not counted"), mark_ink="muted", text=_("The count was skipped."))
    if not gap:
        return SideValues(title, number=gap, mark=f"● {_('it fits')}", mark_ink="ok")
    short = gap.minor < 0
    mark, ink = (f"▼ {_('short')}", "error") if short else (f"▲ {_('over')}", "warn")
    lines = [] if state.clues else [_("Nothing booked fits it."), _("A difference does not stop the close.")]
    if abs(gap.minor) > shop.tolerance:
        limit = shop.money(shop.tolerance).text(current().language)
        lines.append(_("Above {amount} a manager looks at it.").format(amount=limit))
    if state.note:
        lines.append(cut(f"{_('Note')}: {state.note}", MOST_SAID))
    ground = "errorink" if short else "warnink"
    rows = _clues(state)
    text = "\n".join(lines)
    return SideValues(title, rows, number=gap, number_ground=ground, plus="+", mark=mark, mark_ink=ink, text=text)


def _clues(state: Closing) -> tuple[SideRow, ...]:
    """What fits the difference: each with its event below it."""
    if not state.clues:
        return ()
    count = len(state.clues)
    head = n_("{count} thing fits it", "{count} things fit it", count).format(count=count)
    rows = [SideRow(_("Where can it be?"), head, "muted", bold=True)]
    for number, clue in enumerate(state.clues[:MOST_CLUES]):
        amount = _text(state.counter.shop.money(clue.amount))
        rows.append(SideRow(_(clue.text), "", what=targets.Clue(number), chosen=number == state.clue))
        rows.append(SideRow(f"  {_about(state, clue)}", amount))
    return tuple(rows)


def _about(state: Closing, clue: Clue) -> str:
    """When it was, and who did it."""
    event = clue.event
    if event is None:
        return ""
    when = clock.local(event.at, state.counter.shop.zone)
    return " · ".join(filter(None, (f"{when:%H:%M}", event.receipt, event.person)))


def _choices(state: Closing) -> SideValues:
    rows = []
    for number, (label, amount) in enumerate(state.choices()):
        typed = number == OWN and state.shifted is None
        value = f"{state.own_text}█" if typed else _text(amount) if amount is not None else ""
        rows.append(
            SideRow(f"{number + 1}  {_(label)}", value, what=targets.Row(number), chosen=number == state.choice)
        )
        rows.append(SideRow())
    return SideValues(_("What stays in the drawer?"), tuple(rows))


def _left(state: Closing) -> SideValues:
    title = f"{_('Left in drawer')}  {_symbol(state)}"
    unmade = state.unmade()
    text = unmade.say() if unmade else ""
    with suppress(KassaError):
        rows = [SideRow(_("Goes out"), _text(state.taken)), *_proposal(state)]
        return SideValues(title, tuple(rows), number=state.left, text=text)
    return SideValues(title, text=text)


def _take(state: Closing) -> SideValues:
    rows = [
        SideRow(_("Counted"), written(state.counted)),
        SideRow(_("Left in drawer"), _text(state.left)),
        SideRow(_("Take out"), _text(state.taken), bold=True, rule=True),
    ]
    if state.bag:
        rows.append(SideRow(_("Bag number"), state.bag))
    return SideValues(_("Take out"), tuple(rows), text=_("Put it into the bag. F12 closes the session for good."))


def _proposal(state: Closing) -> list[SideRow]:
    """How many of each note and coin stay, and how many go."""
    stays = state.stays()
    rows = [SideRow(steps=Steps(_("stay"), _("out")))]
    for number, value in enumerate(state.counted_values()):
        label = f"{state.pieces[value]} × {_text(state.counter.shop.money(value))}"
        stay, out = stays.get(value, 0), state.pieces[value] - stays.get(value, 0)
        steps = Steps(str(stay), str(out), targets.Piece(number, -1), targets.Piece(number, 1))
        chosen = state.in_table and number == state.piece
        rows.append(SideRow(label, what=targets.Piece(number), chosen=chosen, steps=steps))
    return rows if len(rows) > 1 else []


def _taken(state: Closing) -> SideValues:
    """The amount, and the notes and coins that make it: small change stays."""
    money = state.counter.shop.money
    rows = tuple(
        SideRow(f"{n} × {_text(money(minor))}", _text(money(minor * n)))
        for minor, n in sorted(state.goes().items(), reverse=True)
    )
    return SideValues(f"{_('Take out of the drawer')}  {_symbol(state)}", rows, number=state.taken)


def _summary(closed: Closed) -> SideValues:
    text, ink = difference(closed.difference, closed.basis)
    rows = (
        SideRow(_("Z report"), str(closed.z_number), bold=True),
        SideRow(_("Expected"), written(closed.expected)),
        SideRow(_("Counted"), written(closed.counted, closed.basis)),
        SideRow(_("Difference"), text, ink, bold=True),
        SideRow(_("Taken out"), written(closed.taken)),
        SideRow(_("Left in drawer"), written(closed.left)),
    )
    title = _("Session {number} is closed").format(number=closed.session_number)
    return SideValues(title, rows)


def _closed(closed: Closed) -> SideValues:
    lines = [
        _("The cash summary goes to the printer by itself, if the shop wants it so."),
        _("F6 prints it now, F7 all payment types."),
    ]
    if closed.needs_approval:
        lines.append(_("The difference is above the tolerance: a manager looks at it at the next opening."))
    return SideValues(_("Done"), text="\n".join(lines))
