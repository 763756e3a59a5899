"""Counting by notes and coins: the fields of the table, what they make, and the keys that move in it."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kassa_tui.denominations import in_use, roll
from kassa_tui.i18n import N_, _, n_
from kassa_tui.money import Money
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.forms import FormKeys, FormScreen
from kassa_tui.text import is_digits
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.drawer.counting import Pieces, worth
from kassa_tui.widgets.coin_table import COIN, NOTE, CoinTable, is_piece, minor_of
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.form import Field, FormValues
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.side import Side, SideValues

MOST = 4
"""Digits in a number of pieces."""


def piece_fields(counter: Counter, typed: Mapping[str, str]) -> tuple[Field, ...]:
    """A field for each note and coin in use today, largest first; none for a currency that is not known."""
    shop = counter.shop
    found = in_use(shop.currency, shop.today(counter.desk), shop.coin)
    names = [f"{NOTE if each.note else COIN}{each.minor}" for each in found]
    return tuple(Field(name, name, "digits", typed.get(name, ""), longest=MOST) for name in names)


def pieces_of(form: FormValues) -> Pieces:
    """How many of each, as far as they were filled in."""
    return {minor_of(each): int(each.value) for each in form.fields if is_piece(each) and each.value}


def empty_fields(form: FormValues) -> int:
    """How many notes and coins were left empty."""
    return sum(1 for each in form.fields if is_piece(each) and not each.value)


def one_more(form: FormValues, by: int) -> FormValues:
    """With one piece more or less in the current field."""
    if not is_piece(form.current):
        return form
    number = max(0, min(int(form.current.value or 0) + by, 10**MOST - 1))
    return form.put(form.current.name, str(number))


def at_piece(form: FormValues, minor: int) -> FormValues:
    """With the note or coin of that value current."""
    return form.named(next((each.name for each in form.fields if is_piece(each) and minor_of(each) == minor), ""))


def across(form: FormValues) -> FormValues:
    """The same row of the other column."""
    kind = NOTE if form.current.name.startswith(COIN) else COIN
    column = [each.name for each in form.fields if each.name.startswith(kind)]
    mine = [each.name for each in form.fields if is_piece(each) and not each.name.startswith(kind)]
    if form.current.name not in mine or not column:
        return form
    return form.named(column[min(mine.index(form.current.name), len(column) - 1)])


def counted_side(title: str, amount: Money | None, pieces: Pieces, text: str = "") -> SideValues:
    """The sum large, and how many pieces make it."""
    count = sum(pieces.values())
    mark = n_("{n} piece", "{n} pieces", count).format(n=count) if count else ""
    return SideValues(title, number=amount, mark=mark, mark_ink="muted", text=text)


NOT_AMOUNT = N_("Type how many there are here, not an amount: Del empties the row.")
DECIMAL_MARKS = (",", ".")


class PieceKeys(FormKeys):
    """Digits are how many: an amount that is typed into a number of pieces is refused from its mark to its end.

    What stands before its mark is no number of pieces either, and is mended before anything else is done.
    """

    _amount = False

    def put_form(self, form: FormValues) -> None:
        """Another state of the form; not another row while an amount was begun in this one."""
        if form.at == self.form.at or self.all_pieces():
            super().put_form(form)

    def all_pieces(self) -> bool:
        """Whether no amount was begun; else that is said once more."""
        if self._amount:
            self.complain(_(NOT_AMOUNT))
        return not self._amount

    def changed(self) -> None:
        """Another field, or what was typed was mended."""
        self._amount = False

    def type_piece(self, event: events.Key) -> bool:
        """A character for the current field, and whether something was done with it."""
        character = event.character or ""
        if is_piece(self.form.current) and (character in DECIMAL_MARKS or (self._amount and is_digits(character))):
            self._amount = self._refuses = True
            self.complain(_(NOT_AMOUNT))
            return True
        return self.type_into(event)


HOW = N_("0-9  how many\nEnter  the next one\n+ −  one more, one less\n*  a roll of coins\n↑ ↓ ← →  go to")


class CoinScreen(PieceKeys, FormScreen[Pieces]):
    """Counts a drawer piece by piece. Gives back the pieces, or None."""

    PLACE = "register"
    DEFAULT_CSS = """
    CoinScreen Horizontal { height: 1fr; }
    CoinScreen Side { width: 32; background: $k-on-surface; }
    CoinScreen.-w100 Side { width: 46; }
    """
    HELP = N_("Type how many there are of each note and coin; what stays empty counts as none.")

    def __init__(self, counter: Counter, title: str, typed: Pieces) -> None:
        self._title, self._notice = title, ""
        self._typed = {f"{kind}{minor}": str(count) for minor, count in typed.items() for kind in (NOTE, COIN)}
        super().__init__(counter)

    def worded(self) -> FormValues:
        """A field for each note and coin."""
        return FormValues(_(self._title), piece_fields(self.counter, self._typed))

    def body(self) -> ComposeResult:
        """The table left, the sum right."""
        with Horizontal():
            yield CoinTable()
            yield Side()

    def draw(self) -> None:
        """The table and its sum."""
        shop, pieces = self.counter.shop, pieces_of(self.form)
        self.query_one(CoinTable).show(self.form, shop.currency)
        title = f"{_(self._title)}  {shop.unit.symbol}"
        side = counted_side(title, shop.money(worth(pieces)), pieces, _(HOW))
        self.query_one(Side).show(replace(side, notice=self._notice))

    def changed(self) -> None:
        """What was refused has been read."""
        super().changed()
        self._notice = ""

    def typed(self, event: events.Key) -> None:
        """Into the current number."""
        if not self.type_piece(event) and event.is_printable:
            self.refuse()

    def say(self, text: str, hint: str = "") -> None:
        """Below the sum."""
        self._notice = text
        self.draw()

    def go_word(self) -> str:
        """Back to where the sum is used."""
        return _("Use this sum")

    def now(self) -> Iterable[Key]:
        """The table's own keys come before those of a form."""
        yield from coin_keys(self, self.counter.shop.currency)
        yield from super().now()

    def save(self) -> object:
        """The pieces."""
        if self.all_pieces():
            self.dismiss(pieces_of(self.form))
        return None

    @on(Canvas.Hit, "CoinTable")
    def _piece_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        self.click_into(event.what)
        self.keys_changed()


def coin_keys(host: FormKeys, currency: str) -> Iterable[Key]:
    """One more, one less, a roll more, and the other column."""
    current = host.form.current
    rolled = roll(currency, minor_of(current)) if current.name.startswith(COIN) else 0
    if rolled:
        word = _("+{n}: a roll").format(n=rolled)
        yield key("asterisk r", word, lambda: host.put_form(one_more(host.form, rolled)), weight=3, label="*")
    yield key("plus", "", lambda: host.put_form(one_more(host.form, 1)))
    yield key("minus", "", lambda: host.put_form(one_more(host.form, -1)))
    yield key("left right", "", lambda: host.put_form(across(host.form)))
