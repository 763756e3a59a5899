"""What a click is about: a value for each thing that can be tapped, for screens to `match`."""

from msgspec import Struct


class Back(Struct, frozen=True):
    """The way back."""


class More(Struct, frozen=True):
    """What found no room."""


class Row(Struct, frozen=True):
    """A row of a list or a menu, or one of some ways to go on; counted from 0."""

    number: int


class Heading(Struct, frozen=True):
    """The heading of a column, counted from 0."""

    number: int


class Cell(Struct, frozen=True):
    """A place in a grid, both counted from 0."""

    row: int
    column: int


class Place(Struct, frozen=True):
    """A place of the program, or a step of its set-up, by its name in the bar."""

    name: str


class News(Struct, frozen=True):
    """The news in the banner: it has been seen."""


class Button(Struct, frozen=True):
    """What the key with this label does."""

    label: str


class Press(Struct, frozen=True):
    """Keys by Textual's names, pressed one after the other."""

    names: tuple[str, ...]


class Shift(Struct, frozen=True):
    """Small letters or capitals on a pad."""


class Field(Struct, frozen=True):
    """A field of a form or a question, by its name."""

    name: str


class Choice(Struct, frozen=True):
    """One of the values that a field may have."""

    field: str
    value: str


class Tab(Struct, frozen=True):
    """A filter of the orders, by its name."""

    name: str


class Page(Struct, frozen=True):
    """A page of quick keys, counted from 0."""

    number: int


class QuickKey(Struct, frozen=True):
    """A place on the page of quick keys, counted from 0."""

    place: int


class Digits(Struct, frozen=True):
    """The number pad in place of the quick keys."""


class Line(Struct, frozen=True):
    """A line of a basket, by its key."""

    key: int


class Method(Struct, frozen=True):
    """A payment method, counted from 0."""

    number: int


class Offer(Struct, frozen=True):
    """An amount that people hand over, counted from 0."""

    number: int


class Order(Struct, frozen=True):
    """An order, by its number."""

    number: int


class Orders(Struct, frozen=True):
    """All orders."""


class Parked(Struct, frozen=True):
    """A parked receipt, by its id."""

    id: int


class AllParked(Struct, frozen=True):
    """All parked receipts."""


class Clue(Struct, frozen=True):
    """What may explain a difference, counted from 0."""

    number: int


class Piece(Struct, frozen=True):
    """A kind of note or coin, counted from 0; `by` more or fewer of it stay in the drawer."""

    number: int
    by: int = 0


What = (
    AllParked
    | Back
    | Button
    | Cell
    | Choice
    | Clue
    | Digits
    | Field
    | Heading
    | Line
    | Method
    | More
    | News
    | Offer
    | Order
    | Orders
    | Page
    | Parked
    | Piece
    | Place
    | Press
    | QuickKey
    | Row
    | Shift
    | Tab
)
"""Everything that a click can be about."""
