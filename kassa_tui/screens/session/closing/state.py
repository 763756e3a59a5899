"""The values of the close wizard: what was typed at each step, kept through Back and through a restart."""

from dataclasses import dataclass, field
from enum import IntEnum

import msgspec

from kassa_tui.denominations import in_use, nearest
from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, current
from kassa_tui.money import AmountError, Money, parse
from kassa_tui.till.basket import methods
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.drawer import closing, difference_clues, float_split, session_details
from kassa_tui.till.drawer.closing import CloseForm, Seen
from kassa_tui.till.drawer.counting import NO_PIECES, Pieces, worth
from kassa_tui.till.drawer.difference_clues import Clue
from kassa_tui.till.drawer.session_details import SessionDetails
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.errors import TillError


class Step(IntEnum):
    """Where the wizard is."""

    COUNT = 1
    OVERVIEW = 2
    LEAVE = 3
    TAKE = 4
    DONE = 5


CASH = "cash"
"""The field of one sum; the others are pieces and terminals."""

OWN = 3
"""The last choice of what stays: an amount that is typed."""

STEP_WORDS = {
    Step.COUNT: N_("Count"),
    Step.OVERVIEW: N_("Overview"),
    Step.LEAVE: N_("In drawer"),
    Step.TAKE: N_("Take out"),
    Step.DONE: N_("Done"),
}


class NotMadeError(TillError):
    """An amount that the counted notes and coins do not make."""

    template = N_("{amount} cannot be made of what was counted. The nearest is {nearest}.")


class Kept(msgspec.Struct):
    """What a restart finds again."""

    session_id: int
    texts: dict[str, str] = {}
    by_coin: bool = True


@dataclass
class Closing:
    """One run of the wizard. Amounts are kept as they were typed until they are read."""

    counter: Counter
    session_id: int
    step: Step = Step.COUNT
    texts: dict[str, str] = field(default_factory=dict)
    by_coin: bool = True
    pieces: Pieces = field(default_factory=dict)
    skipped: bool = False
    own_text: str = ""
    choice: int = 0
    shifted: Pieces | None = None
    in_table: bool = False
    piece: int = 0
    note: str = ""
    bag: str = ""
    seen: Seen | None = None
    details: SessionDetails | None = None
    clues: tuple[Clue, ...] = ()
    clue: int = 0

    # --- Reading what was typed ---

    def _read(self, text: str) -> Money:
        return parse(text, self.counter.shop.unit, current().language)

    @property
    def counted(self) -> Money | None:
        """The counted cash; None when it was skipped. Raises AmountError."""
        if self.skipped:
            return None
        return self.counter.shop.money(worth(self.pieces)) if self.by_coin else self._read(self.texts.get(CASH, ""))

    def terminals(self) -> dict[str, Money]:
        """The totals that were typed. Raises AmountError."""
        texts = {method.code: self.texts.get(method.code, "") for method in self.asked_terminals()}
        return {code: self._read(text) for code, text in texts.items() if text}

    def check_count(self) -> None:
        """Everything of the first step can be read. Raises AmountError."""
        _counted, _terminals = self.counted, self.terminals()

    def look(self) -> None:
        """Read the session as it is now: what the overview shows is what the close must find."""
        self.seen = closing.seen(self.session_id)
        self.details = session_details.by_id(self.session_id)
        self.clues, self.clue = self._clues(), 0

    def _clues(self) -> tuple[Clue, ...]:
        """What in the session fits the difference."""
        gap, counted = self.difference, self.counted
        if not gap or counted is None or self.details is None:
            return ()
        shop = self.counter.shop
        today = clock.local(self.counter.desk.clock(), shop.zone).date()
        values = [each.minor for each in in_use(shop.currency, today, shop.coin)]
        pieces = self.pieces if self.by_coin else NO_PIECES
        facts = difference_clues.read(self.session_id, self.details.expected.minor, counted.minor, pieces, values)
        return tuple(difference_clues.clues(facts, gap.minor))

    @property
    def difference(self) -> Money | None:
        """counted - expected, once the overview was read."""
        counted = self.counted
        return None if counted is None or self.details is None else counted - self.details.expected

    # --- What stays ---

    def _available(self) -> Money:
        """What can stay or go: the count, or what should be there."""
        counted = self.counted
        if counted is not None:
            return counted
        assert self.details is not None
        return max(self.details.expected, self.details.expected.zero)

    def choices(self) -> list[tuple[str, Money | None]]:
        """The float, everything, nothing, or an amount of one's own."""
        available = self._available()
        wanted = min(self.counter.shop.money(self.counter.shop.float_amount), available)
        if self.by_coin and not self.skipped:
            wanted = self.counter.shop.money(nearest(wanted.minor, self.pieces))
        return [
            (N_("The float of the shop"), wanted),
            (N_("Leave everything"), available),
            (N_("Leave nothing"), available.zero),
            (N_("Another amount"), self._own()),
        ]

    def choose(self, number: int) -> None:
        """One of the choices; what was shifted piece by piece is given up."""
        self.choice, self.shifted, self.in_table = max(0, min(number, OWN)), None, False

    def forget_shifts(self) -> None:
        """Another count: what was shifted by the old one is the float of the shop again."""
        self.piece = 0
        if self.shifted is not None:
            self.choose(0)

    @property
    def typing_left(self) -> bool:
        """Whether an amount of one's own is being typed."""
        return self.step is Step.LEAVE and self.choice == OWN and self.shifted is None

    def counted_values(self) -> list[int]:
        """The notes and coins that were counted, largest first; none when only a sum was."""
        known = self.by_coin and not self.skipped
        return [value for value, n in sorted(self.pieces.items(), reverse=True) if n] if known else []

    def shift(self, by: int) -> bool:
        """One more of the marked note or coin stays, or one more goes; whether there was one. Raises as `left` does."""
        piece = self.counted_values()[self.piece]
        stays = dict(self.stays())
        count = stays.get(piece, 0) + by
        if not 0 <= count <= self.pieces[piece]:
            return False
        self.choose(OWN)
        self.own_text = ""
        self.shifted, self.in_table = stays | {piece: count}, True
        return True

    def _own(self) -> Money | None:
        if self.shifted is not None:
            return self.counter.shop.money(worth(self.shifted))
        try:
            return self._read(self.own_text)
        except KassaError:
            return None

    def unmade(self) -> NotMadeError | None:
        """Why the chosen amount cannot stay; None when the pieces make it, or only a sum was counted."""
        chosen = self.choices()[self.choice][1]
        if chosen is None or self.skipped or not self.by_coin or self.shifted is not None:
            return None
        made = self.counter.shop.money(nearest(chosen.minor, self.pieces))
        return None if made == chosen else NotMadeError(amount=chosen, nearest=made)

    @property
    def left(self) -> Money:
        """What stays in the drawer. Raises AmountError, LeftError, and NotMadeError for an amount of one's own."""
        chosen = self.choices()[self.choice][1]
        if chosen is None:
            raise AmountError(N_("Type the amount that stays in the drawer."))
        if chosen > self._available():
            raise closing.LeftError(counted=self._available())
        refused = self.unmade() if self.choice == OWN else None
        if refused:
            raise refused
        return chosen

    def stays(self) -> Pieces:
        """The notes and coins that make what stays; empty when only a sum was counted. Raises as `left` does."""
        if self.shifted is not None:
            return self.shifted
        return float_split.staying(self.left.minor, self.pieces) if self.by_coin and not self.skipped else NO_PIECES

    def goes(self) -> Pieces:
        """The notes and coins that go out. Raises as `left` does."""
        return float_split.going(self.pieces, self.stays()) if self.by_coin and not self.skipped else NO_PIECES

    @property
    def taken(self) -> Money:
        """What goes out. Raises AmountError, LeftError, NotMadeError."""
        return self._available() - self.left

    # --- The end ---

    def form(self) -> CloseForm:
        """What is recorded."""
        return CloseForm(
            self.session_id,
            counted=self.counted,
            left=None if self.skipped else self.left,
            taken=self.taken if self.skipped else None,
            pieces=self.pieces if self.by_coin and not self.skipped else NO_PIECES,
            out=self.goes() if worth(self.goes()) == self.taken.minor else NO_PIECES,
            terminals=self.terminals(),
            note=self.note,
            bag=self.bag,
            seen=self.seen,
        )

    def asked_terminals(self) -> list[methods.Method]:
        """The methods whose totals are read off a terminal."""
        return methods.counted()

    # --- Restart ---

    def kept(self) -> str:
        """The count as it is kept for a restart."""
        return msgspec.json.encode(Kept(self.session_id, self.texts, self.by_coin)).decode()

    def restore(self, text: str | None) -> bool:
        """Take up a count that was begun for this session; whether there was one."""
        if text is None:
            return False
        try:
            begun = msgspec.json.decode(text, type=Kept)
        except msgspec.DecodeError:
            return False
        if begun.session_id != self.session_id or not any(begun.texts.values()):
            return False
        self.texts, self.by_coin = dict(begun.texts), begun.by_coin
        return True
