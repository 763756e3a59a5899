"""All pages of quick keys as one value, changed as a whole page at a time: journalled, and never over another's change.

The keys are a layout and no figure: `kassa verify` does not compare them, the journal says who changed what.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import delete, rows, tuples
from kassa_tui.i18n import N_
from kassa_tui.models import Product, QuickKey
from kassa_tui.text import clean
from kassa_tui.till.goods.quick_keys import LETTERS, PAGES, page_name
from kassa_tui.till.ledger import clock, journal
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import ChangedMeanwhileError, TillError
from kassa_tui.till.ledger.permissions import EDIT_KEYS
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop

Place = tuple[int, int]
"""A page from 1, and a position on it from 0."""

LONGEST_NAME = 20
LOOK_BACK = 200
"""Journal entries in which the one who changed a page is looked for."""


class EmptyPageError(TillError):
    """A name for a page that has no keys."""

    template = N_("Give the page an article first: a page without keys is not kept.")


class ChangedPageError(ChangedMeanwhileError):
    """Somebody else changed the page first."""

    template = N_("{person} changed {what} at {time}. This is how it is now: do it again if it is still wanted.")


class KeyPage(Struct, frozen=True):
    """A page: `keys` has the id of a product for each place, None for a free one."""

    number: int
    name: str = ""
    keys: tuple[int | None, ...] = (None,) * len(LETTERS)

    @property
    def free(self) -> bool:
        """Whether there is nothing on it."""
        return not any(self.keys)

    def put(self, position: int, product_id: int | None) -> "KeyPage":
        """With another product on a place; a page that loses its last one loses its name."""
        keys = (*self.keys[:position], product_id, *self.keys[position + 1 :])
        return replace(self, keys=keys, name=self.name if any(keys) else "")


class KeyPages(Struct, frozen=True):
    """All pages, also those with nothing on them."""

    pages: tuple[KeyPage, ...]

    def page(self, number: int) -> KeyPage:
        """A page by its number."""
        return self.pages[number - 1]

    def at(self, place: Place) -> int | None:
        """The product on a place."""
        return self.page(place[0]).keys[place[1]]

    @property
    def last(self) -> int:
        """The number of the last page with a key; 0 when there is none."""
        return max((page.number for page in self.pages if not page.free), default=0)

    def products(self) -> set[int]:
        """All products that have a key."""
        return {key for page in self.pages for key in page.keys if key}

    def _set(self, place: Place, product_id: int | None) -> "KeyPages":
        page = self.page(place[0]).put(place[1], product_id)
        return KeyPages((*self.pages[: place[0] - 1], page, *self.pages[place[0] :]))

    def put(self, place: Place, product_id: int | None) -> "KeyPages":
        """With a product on that place, and no longer on the one where it was; None empties it."""
        name = self.page(place[0]).name
        before = self
        for page in self.pages:
            if product_id and product_id in page.keys:
                before = before._set((page.number, page.keys.index(product_id)), None)
        after = before._set(place, product_id)
        return after.named(place[0], name) if product_id else after

    def swap(self, one: Place, other: Place) -> "KeyPages":
        """With what is on two places exchanged."""
        first, second = self.at(one), self.at(other)
        names = {place[0]: self.page(place[0]).name for place in (one, other)}
        after = self._set(one, second)._set(other, first)
        for number, name in names.items():
            after = after if after.page(number).free else after.named(number, name)
        return after

    def named(self, number: int, name: str) -> "KeyPages":
        """With another name for a page that has keys. Raises EmptyPageError."""
        page = self.page(number)
        if page.free:
            raise EmptyPageError
        named = replace(page, name=clean(name, LONGEST_NAME))
        return KeyPages((*self.pages[: number - 1], named, *self.pages[number:]))

    def fill(self, number: int, name: str, products: Iterable[int]) -> "KeyPages":
        """With products on the free places of a page, and on empty pages after it, which get the name.

        Products that have a key already keep it; what finds no place is left out.
        """
        after, known = self, self.products()
        pages = [page for page in self.pages if page.number == number or (page.number > number and page.free)]
        places = iter([(page.number, at) for page in pages for at, key in enumerate(page.keys) if key is None])
        for product, place in zip((each for each in products if each not in known), places, strict=False):
            after = after._set(place, product)
        for count, page in enumerate((page for page in pages if page.free), start=1):
            if not after.page(page.number).free:
                after = after.named(page.number, name if count == 1 else f"{name} {count}")
        return after


class Filling(Struct, frozen=True):
    """A product group, and its articles for sale that have no key, in the order of the catalogue."""

    name: str
    products: tuple[int, ...]


def read() -> KeyPages:
    """The pages as they are stored."""
    pages = [KeyPage(number) for number in range(1, PAGES + 1)]
    columns = (QuickKey.page, QuickKey.position, QuickKey.page_name, QuickKey.product_id)
    for number, position, name, product_id in tuples(QuickKey.select(*columns)):
        if 1 <= number <= PAGES and 0 <= position < len(LETTERS):
            pages[number - 1] = replace(pages[number - 1].put(position, product_id), name=name)
    return KeyPages(tuple(pages))


def fillings() -> list[Filling]:
    """The groups that have something to fill a page with."""
    unplaced = rows(
        "SELECT g.name, p.id FROM product p JOIN product_group g ON g.id = p.group_id WHERE p.active "
        "AND p.id NOT IN (SELECT product_id FROM quick_key) ORDER BY g.position, g.id, p.id"
    )
    groups: dict[str, list[int]] = {}
    for name, product_id in unplaced:
        groups.setdefault(name, []).append(product_id)
    return [Filling(name, tuple(ids)) for name, ids in groups.items()]


def _differing(one: KeyPage, other: KeyPage) -> list[int]:
    """The positions with another product."""
    return [at for at, pair in enumerate(zip(one.keys, other.keys, strict=True)) if pair[0] != pair[1]]


def _entries(number: int, products: set[int]) -> Iterator[tuple[int, int]]:
    """Who and when: the entries that may have changed a page or the keys of products, newest first."""
    kinds = "('keys.changed', 'product.saved', 'products.imported')"
    sql = f"SELECT kind, facts, person_id, at FROM journal WHERE kind IN {kinds} ORDER BY at DESC, number DESC LIMIT ?"
    for kind, facts, person, at in rows(sql, LOOK_BACK):
        changes = json.loads(facts)
        if kind == "keys.changed":
            if str(number) in changes["pages"]:
                yield person, at
        elif products & {product["id"] for product in changes.get("product", ())}:
            yield person, at


def _changed(before: KeyPage, now: KeyPage) -> ChangedPageError:
    """The refusal, with who changed what."""
    places = _differing(before, now)
    products = {page.keys[at] for page in (before, now) for at in places}
    names = " ".join(f"{now.number}{LETTERS[at].upper()}" for at in places)
    person, at = next(_entries(now.number, {each for each in products if each}), (0, 0))
    return ChangedPageError(
        person=staff.by_id(person).name if person else "?",
        what=names if 0 < len(places) <= 4 else now.name or str(now.number),
        time=f"{clock.local(at, read_shop().zone):%H:%M}",
    )


def _refuse(before: KeyPages, now: KeyPages, wanted: Sequence[KeyPage]) -> None:
    """Nothing that is to be written was changed by somebody else. Raises ChangedPageError."""
    numbers = {page.number for page in wanted}
    placed = {key for page in wanted for key in page.keys if key}
    for then, page in zip(before.pages, now.pages, strict=True):
        if page != then and (page.number in numbers or placed & set(page.keys)):
            raise _changed(then, page)


def _store(page: KeyPage) -> str:
    """Write a page; the name that it has."""
    delete(QuickKey).where(QuickKey.page == page.number).execute()
    if page.free:
        return ""
    first = next(key for key in page.keys if key)
    name = page.name or page_name(page.number, Product.get_by_id(first).group_id)
    QuickKey.insert_many(
        [
            {"page": page.number, "position": at, "page_name": name, "product_id": key}
            for at, key in enumerate(page.keys)
            if key
        ]
    ).execute()
    return name


@recorder(EDIT_KEYS)
def change(desk: Desk, before: KeyPages, after: KeyPages) -> KeyPages:
    """Store the pages that differ from what was read; all pages as they are now. Raises ChangedPageError."""
    wanted = [page for page, then in zip(after.pages, before.pages, strict=True) if page != then]
    _refuse(before, read(), wanted)
    if wanted:
        with journal.entry(desk, "keys.changed") as entry:
            pages = {}
            for page in wanted:
                keys = {LETTERS[at].upper(): key for at, key in enumerate(page.keys) if key}
                pages[str(page.number)] = {"name": _store(page), "keys": keys}
            entry.add("pages", pages)
    return read()
