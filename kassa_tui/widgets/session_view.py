"""A session on the screen: the facts at the left, what happened to the cash at the right."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from kassa_tui.i18n import _, current
from kassa_tui.money import Money
from kassa_tui.text import width
from kassa_tui.till.basket.line_kinds import OUTSIDE_LABELS
from kassa_tui.till.drawer.counting import BASIS_WORDS, COUNTED, NONE
from kassa_tui.till.drawer.drawer_now import Figures
from kassa_tui.till.drawer.session_details import Activity, SessionDetails
from kassa_tui.till.drawer.session_papers import CASH_LABELS
from kassa_tui.till.ledger import clock
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas, Pen, Target

ROOMY = 26
"""From so many rows on there is a blank one at the top."""


class SessionValues(Struct, frozen=True):
    """A session; `cash` says whether its cash may be seen. `out` are withdrawals that are not back, `day` is today.

    An open one has figures of its own until now, and of the whole day.
    """

    details: SessionDetails
    zone: str
    day: date
    cash: bool
    out: frozenset[int]
    at: int | None = None
    now: Figures | None = None
    today: Figures | None = None


def written(amount: Money | None, basis: str = NONE) -> str:
    """An amount, or how it came about when nobody counted it."""
    return _(BASIS_WORDS[basis]) if amount is None else amount.text(current().language)


def difference(amount: Money | None, basis: str = NONE) -> tuple[str, str]:
    """A difference with sign and ink; without one, how the figure came about."""
    if amount is None:
        return f"? {_(BASIS_WORDS[basis])}", "muted"
    text = amount.text(current().language, plus="+")
    if not amount:
        return f"● {text}", "ok"
    return (f"▼ {text}", "error") if amount.minor < 0 else (f"▲ {text}", "warn")


class SessionFacts(Canvas):
    """The left side."""

    values: SessionValues | None = None

    def show(self, values: SessionValues) -> None:
        """Another session, or more happened."""
        self.values = values
        self.redraw()

    def _pair(self, label: str, value: str, ink: str = "text", *, bold: bool = False) -> Pen:
        return self.pen().put(f" {label}", "text" if bold else "muted", bold=bold).right(f"{value} ", ink, bold=bold)

    def _note(self, text: str) -> Pen:
        """Its beginning."""
        return self.pen().put(f" {text}", "muted", columns=self.size.width - 1)

    def rows(self) -> Iterator[Pen]:
        """Opening, turnover, payments, close; where it is low, without blank rows, and the rest on the paper."""
        values = self.values
        if values is None:
            return
        above, beside, below = list(self._head(values)), list(self._outside(values)), list(self._end(values))
        if len(above) + len(beside) + len(below) > self.size.height:
            above, below = ([pen for pen in part if pen.at] for part in (above, below))
        room = max(self.size.height - len(above) - len(below), 0)
        if len(beside) > room:
            beside = [*beside[: max(room - 1, 0)], self.pen().put(f" … {_('the rest is on the report')}", "muted")]
        yield from (*above, *beside, *below)

    def _head(self, values: SessionValues) -> Iterator[Pen]:
        """When, who, how it began, and what it sold."""
        details, opened = values.details, values.details.opened
        closed = details.close
        if self.size.height >= ROOMY:
            yield self.pen()
        head = _("Session {number}").format(number=opened.number)
        state = f"  ● {_('open')}" if closed is None else f"  {_('closed')}"
        yield self.pen().put(f" {head}", bold=True).put(state, "ok" if closed is None else "muted", bold=True)
        yield self._pair(_("Started"), self._time(opened.opened_at))
        yield self._pair(_("By"), opened.opened_by)
        if opened.tracked:
            yield from self._opening(details)
        if opened.note:
            yield self._note(opened.note)
        yield self.pen()
        # Turnover less the other methods would give the cash away.
        turnover = details.turnover.text(current().language) if values.cash else _("after the count")
        yield self._pair(_("Turnover"), turnover, bold=True)
        yield self._pair(_("Receipts"), str(details.receipts))

    def _end(self, values: SessionValues) -> Iterator[Pen]:
        """What came in by each method, and how it ended or what should be in the drawer."""
        yield from self._live(values)
        yield from self._tenders(values)
        yield from self._close(values) if values.details.close is not None else self._drawer(values)

    def _outside(self, values: SessionValues) -> Iterator[Pen]:
        """What else was paid for; it would give the cash away as turnover does."""
        language = current().language
        details = values.details
        amounts = [(_("Packaging deposits"), details.packaging)]
        amounts += [(_(OUTSIDE_LABELS[kind, key]), amount) for kind, key, amount in details.outside]
        amounts.append((_("Cash rounding"), details.rounding))
        amounts += [(f"{_('Put right')}: {_(each.name)}", each.amount) for each in details.corrections]
        for label, amount in amounts:
            if values.cash and amount:
                yield self._pair(label, amount.text(language))

    def _live(self, values: SessionValues) -> Iterator[Pen]:
        """What a sale brings in, and the day so far; they would give the cash away as turnover does."""
        language = current().language
        if not values.cash or values.now is None or values.today is None:
            return
        if values.now.average is not None:
            yield self._pair(_("Average of a sale"), values.now.average.text(language))
        if values.today.sessions > 1:
            label = _("Today, {n} sessions").format(n=values.today.sessions)
            yield self._pair(label, values.today.turnover.text(language))

    def _opening(self, details: SessionDetails) -> Iterator[Pen]:
        basis = details.opening_basis
        how = "" if basis == COUNTED else f" · {_(BASIS_WORDS[basis])}"
        yield self._pair(_("Opening amount"), details.opening_amount.text(current().language) + how)
        first = details.opened.previous_left is None and basis == COUNTED
        text, ink = (_("first session"), "muted") if first else difference(details.discrepancy.opening, basis)
        yield self._pair(_("Opening discrepancy"), text, ink)

    def _drawer(self, values: SessionValues) -> Iterator[Pen]:
        """What should be in the drawer, or why it is not said."""
        yield self.pen()
        if not values.details.opened.tracked:
            yield self.pen().put(f" {_('Cash is not tracked in this shop.')}", "muted")
        elif not values.cash:
            yield self.pen().put(f" {_('Amount in the drawer: after the count.')}", "muted")
        else:
            expected = values.details.expected.text(current().language)
            yield self._pair(_("Should be in the drawer"), expected, bold=True)

    def _time(self, at: int) -> str:
        assert self.values is not None
        when = clock.local(at, self.values.zone)
        return f"{current().day(when, self.values.day)} {when:%H:%M}"

    def _tenders(self, values: SessionValues) -> Iterator[Pen]:
        for tender in values.details.tenders:
            hidden = tender.method == "cash" and not values.cash and values.details.close is None
            text = _("after the count") if hidden else tender.amount.text(current().language)
            yield self._pair(f"{_(tender.name)}  {tender.n} ×", text)

    def _close(self, values: SessionValues) -> Iterator[Pen]:
        close = values.details.close
        assert close is not None
        yield self.pen()
        yield self._pair(_("Closed"), self._time(close.at))
        yield self._pair(_("Closed remotely by") if close.remotely else _("By"), close.person)
        yield self._pair(_("Expected"), written(close.expected))
        yield self._pair(_("Counted"), written(close.counted, close.basis))
        text, ink = difference(close.difference, close.basis)
        yield self._pair(_("Closing discrepancy"), text, ink, bold=True)
        yield self._pair(_("Taken out"), written(close.taken))
        yield self._pair(_("Left in drawer"), written(close.left))
        if close.note:
            yield self._note(close.note)
        yield self._pair(_("Z report"), str(close.z_number))
        if close.first_receipt:
            yield self._pair(_("Receipts"), f"{close.first_receipt} - {close.last_receipt[-6:]}")
        if close.awaiting:
            yield self.pen().put(f" ▲ {_('Awaits approval')}", "warn", bold=True)


class SessionCash(Canvas):
    """The right side: cash activity, newest first. Clicks say `row N`."""

    ground = "surface"
    values: SessionValues | None = None

    def show(self, values: SessionValues) -> None:
        """More happened, or another row is selected."""
        self.values = values
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """Two rows each: when, what, how much; why and who."""
        values = self.values
        if values is None:
            return
        if self.size.height >= ROOMY:
            yield self.pen()
        yield self.pen().put(f" {_('Cash activity')}", bold=True)
        yield self.pen()
        yield from self._remotely(values)
        activity = values.details.events
        high = max(self.tall, 2)
        room = max((self.size.height - self.drawn) // high, 1)
        self.longer = room < len(activity)
        top = max(0, min((values.at or 0) - room // 2, len(activity) - room))
        for number in range(top, min(top + room, len(activity))):
            self.targets.append(Target(0, self.drawn, self.size.width, high, targets.Row(number)))
            yield from self.raised([*self._event(activity[number], number == values.at)], high)

    def _remotely(self, values: SessionValues) -> Iterator[Pen]:
        """The newest of all: that it was closed from the office, by whom, and how its count came about."""
        close = values.details.close
        if close is None or not close.remotely:
            return
        pen = self.pen().put(f"   {clock.local(close.at, values.zone):%H:%M}  ", "muted")
        yield pen.put(_("Closed remotely by"), "text")
        yield self.pen().skip(10).put(f"{close.person} · {_(BASIS_WORDS[close.basis])}", "muted")

    def _when(self, event: Activity, values: SessionValues) -> str:
        """The time; the day of what was taken out in a session before."""
        when = clock.local(event.at, values.zone)
        return current().short_date(when, values.day) if event.at < values.details.opened.opened_at else f"{when:%H:%M}"

    def _event(self, event: Activity, chosen: bool) -> Iterator[Pen]:
        values = self.values
        assert values is not None
        ground, ink = ("cursor", "cursortext") if chosen else (None, "text")
        faint = "cursortext" if chosen else "muted"
        pen = self.pen().skip(1).put("▶ " if chosen else "  ", ink, ground=ground)
        pen.put(f"{self._when(event, values)}  ", faint, ground=ground)
        amount = event.amount.text(current().language)
        label = _(CASH_LABELS[event.kind])
        loud = ink if chosen else "warn"
        warning = f"▲ {_('not back yet')} " if event.id in values.out else ""
        if warning and width(label) + width(warning) + len(amount) + 2 >= pen.room:
            pen.put("▲ ", loud, ground=ground, bold=True)
            warning = ""
        pen.put(label, ink, columns=pen.room - len(amount) - 2 - width(warning), ground=ground, bold=chosen)
        pen.put(warning, loud, ground=ground, bold=True)
        yield pen.put(amount, ink, columns=pen.room - 1, align="right", ground=ground, bold=True)
        # The note last: a long one hides nobody's name.
        about = " · ".join(part for part in (event.receipt, _(event.why), event.person, event.note) if part)
        yield self.pen().skip(10).put(about, "muted", columns=self.size.width - 11)
