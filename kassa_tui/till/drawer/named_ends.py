"""Whether a counter that goes on under another code names the one from which it goes on as its chain ends."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from kassa_tui.i18n import _
from kassa_tui.records import stream
from kassa_tui.till.drawer.succession import held


class _Named(Struct, frozen=True):
    """What an entry says of the code from which its counter went on."""

    register: str
    entry: int
    old: str
    first: str
    held_number: int
    held_hash: str
    held_receipt: int


_SQL = 'SELECT register, entry, old, "first", held_number, held_hash, held_receipt FROM succession ORDER BY id'


def misnamed() -> Iterator[tuple[str, int, str]]:
    """Entries that name a code wrongly from which a counter went on: register and number, and what is wrong."""
    began: dict[str, str] = {}
    for named in stream(_Named, _SQL):
        for wrong in _wrong(named, began):
            yield named.register, named.entry, wrong
        began |= {named.register: named.first, named.old: named.first}


def _wrong(named: _Named, began: Mapping[str, str]) -> Iterator[str]:
    if named.register not in began and named.entry != 1:
        yield _("{code} does not begin with the entry that names {old}").format(code=named.register, old=named.old)
    here = held(named.old)
    # Of a code that was lost whole nothing here says whose it is: the entry itself does.
    alone = named.old not in began and here.number > 0
    if named.first != (named.old if alone else began.get(named.old, named.first)):
        yield _("{old} is of another counter than {code}").format(code=named.register, old=named.old)
    if (named.held_number, named.held_hash) != (here.number, here.hash):
        said = _("it names {number} as the last entry of {old}, which it is not")
        yield said.format(number=named.held_number, old=named.old)
    if named.held_receipt != here.receipt:
        said = _("it names {number} as the last receipt of {old}, which it is not")
        yield said.format(number=named.held_receipt, old=named.old)
