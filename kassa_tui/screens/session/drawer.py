"""The drawer: cash out, cash in, or just open it."""

from collections.abc import Iterable
from functools import partial
from typing import assert_never

from msgspec import Struct
from textual import events

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current, p_
from kassa_tui.money import Money, parse
from kassa_tui.screens.frame.ask import BoxQuestion, yes
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.drawer import drawer_now, movements, session_details
from kassa_tui.till.drawer.movements import MoreThanThereError, Movement
from kassa_tui.till.ledger import notes
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.widgets.dialog import Choice, DialogValues, FieldRow
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind

OUT, IN, OPEN = "out", "in", "open"
SKIM = "skim"

SAY_FIRST = N_("First say − for money out, + for money in.")


class JustOpen(Struct, frozen=True):
    """The drawer opens and no cash moves; the note says why."""

    note: str


class CashMove(Struct, frozen=True):
    """Cash goes out of the drawer or into it, for the code of a reason."""

    out: bool
    amount: Money
    reason: str
    note: str


class DrawerQuestion(BoxQuestion[JustOpen | CashMove]):
    """Gives back what to do with the drawer, or None."""

    def __init__(self, counter: Counter, direction: str = "") -> None:
        """Without a direction it asks first which it is: nothing goes out that was meant to come in."""
        super().__init__()
        self._counter = counter
        self._direction = direction
        self._at = 1 if direction else 0
        self._amount = ""
        self._note = ""
        self._proposed = False
        self._reason = self._reasons()[0].code
        self._propose()

    def _propose(self) -> None:
        """Above the drawer's limit: skimming, back to the float. Who counts blind is not told how much that is."""
        shop, session = self._counter.shop, self._counter.session
        if self._direction != OUT or session is None or not drawer_now.over_limit(shop, session.id):
            return
        if SKIM in [reason.code for reason in self._reasons()]:
            self._reason = SKIM
        if session_details.sees_expected(self._counter.desk, shop.blind_count):
            self._amount, self._proposed = drawer_now.to_skim(shop, session.id).text(current().language), True

    def again(self, refused: str) -> "DrawerQuestion":
        """The same question with what was typed, and why it was refused."""
        same = DrawerQuestion(self._counter, self._direction)
        same._at, same._amount, same._reason, same._note = self._at, self._amount, self._reason, self._note
        same._proposed, same._error = self._proposed, refused
        return same

    def on_mount(self) -> None:
        """A finger says first what it is about: the pad would hide that."""
        if self.app.touch and not self._amount and not self._error:
            self._at = 0
        super().on_mount()

    def _reasons(self) -> list[movements.Reason]:
        return movements.reasons(IN if self._direction == IN else OUT)

    def _names(self) -> list[str]:
        if not self._direction:
            return ["do"]
        return ["do", "note"] if self._direction == OPEN else ["do", "amount", "reason", "note"]

    def values(self) -> DialogValues:
        """Direction, amount, reason, note."""
        at = self._names()[min(self._at, len(self._names()) - 1)]
        words = {OUT: p_("cash", "Take out"), IN: p_("cash", "Put in"), OPEN: _("Just open")}
        choices = tuple(Choice(name, word, name == self._direction) for name, word in words.items())
        fields = [FieldRow(_("Drawer"), choices=choices, current=at == "do", name="do")]
        if not self._direction:
            return DialogValues(_("Drawer"), fields=tuple(fields), error=self._error, buttons=self.buttons())
        if self._direction != OPEN:
            reasons = tuple(Choice(r.code, _(r.name), r.code == self._reason) for r in self._reasons())
            symbol = self._counter.shop.unit.symbol
            fields += [
                FieldRow(f"{_('Amount')} {symbol}", self._amount, current=at == "amount", name="amount"),
                FieldRow(_("Reason"), choices=reasons, current=at == "reason", name="reason"),
            ]
        note = _("Why") if self._direction == OPEN else _("Note")
        fields.append(FieldRow(note, self._note, current=at == "note", name="note"))
        return DialogValues(_("Drawer"), fields=tuple(fields), error=self._error, buttons=self.buttons())

    @property
    def _current(self) -> str:
        return self._names()[min(self._at, len(self._names()) - 1)]

    def now(self) -> Iterable[Key]:
        """Move, choose, confirm."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
        yield key("f12", _("Confirm"), self._confirm, go=True, books=True)
        if self._current == "do":
            yield key("minus", p_("cash", "Take out"), lambda: self._choose(OUT), label="−")
            yield key("plus", p_("cash", "Put in"), lambda: self._choose(IN), label="+")
        yield key("enter", "", self._next)
        yield from self.arrows(self._step, "up shift+tab", "down tab")
        yield key("left", "", lambda: self._turn(-1))
        yield key("right", "", lambda: self._turn(1))
        yield key("backspace", "", self._shorter)

    def _step(self, by: int) -> None:
        self._at = max(0, min(self._at + by, len(self._names()) - 1))

    def _next(self) -> None:
        """The next field; after the last one, the first."""
        self._at = (self._at + 1) % len(self._names())

    def _turn(self, by: int) -> None:
        if self._current == "do":
            listed = [OUT, IN, OPEN]
            at = listed.index(self._direction) + by if self._direction else min(by, 0)
            self._set("do", listed[at % 3])
        elif self._current == "reason":
            codes = [reason.code for reason in self._reasons()]
            self._set("reason", codes[(codes.index(self._reason) + by) % len(codes)])

    def _choose(self, direction: str) -> None:
        """In or out, and on to the amount."""
        self._set("do", direction)
        self._at = 1

    def _set(self, name: str, choice: str) -> None:
        if name == "do":
            self._direction = choice
            if self._proposed:
                self._amount, self._proposed = "", False
            codes = [reason.code for reason in self._reasons()]
            self._reason = self._reason if self._reason in codes else codes[0]
            if not self._amount:
                self._propose()
        else:
            self._reason = choice
        self._error = ""

    def clicked(self, what: targets.Field | targets.Choice) -> None:
        """Another field or choice."""
        match what:
            case targets.Field(name):
                self._to(name)
            case targets.Choice(name, value):
                self._to(name)
                self._set(name, value)
                # The next thing is the amount, or why: a finger need not say so.
                self._at = 1 if name == "do" else self._at

    def _to(self, name: str) -> None:
        self._at = self._names().index(name) if name in self._names() else self._at

    def pad(self) -> Kind:
        """By the current field."""
        kinds: dict[str, Kind] = {"amount": "digits", "note": "letters"}
        return kinds.get(self._current, "")

    def typed(self, event: events.Key) -> None:
        """An amount or a note."""
        character = event.character or ""
        if self._current == "amount" and character and character in AMOUNT_SIGNS:
            self._amount = character if self._proposed else self._amount + character
            self._proposed = False
        elif self._current == "note" and character and character.isprintable() and len(self._note) < notes.LONGEST:
            self._note += character
        elif character and not self._direction:
            self.complain(_(SAY_FIRST))
            return
        elif character:
            self.refuse()
        self._error = ""

    def _shorter(self) -> None:
        if self._current == "amount":
            self._amount, self._proposed = self._amount[:-1], False
        elif self._current == "note":
            self._note = self._note[:-1]

    def _confirm(self) -> None:
        if not self._direction:
            self.complain(_(SAY_FIRST))
            return
        if self._direction == OPEN:
            self.dismiss(JustOpen(self._note))
            return
        try:
            amount = parse(self._amount, self._counter.shop.unit, current().language)
        except KassaError as refused:
            self._at = 1
            self.complain(refused.say())
            return
        needs = next(reason for reason in self._reasons() if reason.code == self._reason).needs_note
        if needs and not self._note.strip():
            self._at = 3
            self.complain(movements.NoteNeededError().say())
            return
        self.dismiss(CashMove(self._direction == OUT, amount, self._reason, self._note))


async def ask_drawer(screen: Framed) -> Movement | None:
    """Ask what to do with the drawer, and do it. What is refused is asked again, with what was typed."""
    question = DrawerQuestion(screen.counter)
    while True:
        answer = await screen.app.ask(question)
        if answer is None:
            return None
        try:
            moved = await _do(screen, answer)
        except TillError as refused:
            screen.app.error_sound()
            question = question.again(refused.say())
        else:
            if moved is None and isinstance(answer, CashMove):
                question = question.again("")
                continue
            screen.update_frame()
            return moved


async def _do(screen: Framed, answer: JustOpen | CashMove) -> Movement | None:
    """Record the answer. Raises TillErrors."""
    match answer:
        case JustOpen():
            await screen.recorded(screen.counter.record(movements.open_without_sale, answer.note))
            screen.app.succeeded(_("The drawer was opened"))
            return None
        case CashMove():
            moved = await _move(screen, answer)
            if moved is not None:
                screen.app.succeeded(_said(answer, moved))
            return moved
        case _:
            assert_never(answer)


def _said(move: CashMove, moved: Movement) -> str:
    """How much went which way, and why."""
    template = _("{amount} taken out · {why}") if move.out else _("{amount} put in · {why}")
    names = {reason.code: _(reason.name) for reason in movements.reasons("out" if move.out else "in")}
    amount = abs(moved.amount).text(current().language)
    return template.format(amount=amount, why=names.get(move.reason, move.reason))


async def _move(screen: Framed, move: CashMove) -> Movement | None:
    """Move the cash; more than there should be is asked once, None when it is not so. Raises TillErrors."""
    moved = partial(movements.move, amount=move.amount, reason=move.reason, note=move.note, out=move.out)
    try:
        return await screen.recorded(screen.counter.record(moved))
    except MoreThanThereError as more:
        screen.app.error_sound()
        title = _("Take out {amount}?").format(amount=move.amount.text(current().language))
        if not await yes(screen.app, title, [more.say()], do=_("Take out"), dont=_("Back"), guarded=True):
            return None
    return await screen.recorded(screen.counter.record(moved, sure=True))
