"""The quick-key pages in the office: the grid of the sale screen, with a cursor to fill, move and empty its keys."""

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kassa_tui.i18n import N_, _, n_
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.lines.search import ArticleSearch, price
from kassa_tui.screens.lines.variants import SEVERAL
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods import catalog, key_pages, products
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, Named, StyleCode
from kassa_tui.till.goods.key_pages import Filling, KeyPages, Place
from kassa_tui.till.goods.quick_keys import LETTERS, PAGES
from kassa_tui.till.ledger.errors import ChangedMeanwhileError
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues
from kassa_tui.widgets.quick_keys import ACROSS, DOWN, KeysValues, Page, QuickKeys
from kassa_tui.widgets.side import Side, SideRow, SideValues


class KeyArticleScreen(ArticleSearch[Article]):
    """Gives back the article for a key, or None."""

    PLACE = "office"
    HELP = N_("Type the beginnings of words, or scan. F12 puts the article on the key.")
    SCAN = N_("A scan chooses the article.")

    def go_word(self) -> str:
        """What F12 does."""
        return _("Put on the key")

    def chosen(self, article: Article) -> None:
        """The search closes."""
        self.dismiss(article)

    def take(self, scanned: Named) -> None:
        """The article of the code."""
        self.dismiss(scanned.article)


class FillScreen(ListScreen[Filling]):
    """Gives back the product group that fills a page, or None."""

    PLACE = "office"
    HELP = N_("The articles of a group that have no key yet go on the free keys of this page, then on new pages.")

    def read(self) -> None:
        """The groups with articles that have no key."""
        self.fillings = key_pages.fillings()

    def count(self) -> int:
        """How many groups."""
        return len(self.fillings)

    def values(self) -> ListValues:
        """Name, and how many articles."""
        rows = tuple(ListRow((each.name, str(len(each.products)))) for each in self.fillings)
        columns = (Column(_("Group")), Column(_("Without a key"), 16, "right"))
        empty = _("Every article of a group has a key.")
        return ListValues(
            title=_("Made from the catalogue"),
            columns=columns,
            rows=rows,
            at=self.at,
            about="",
            empty=empty,
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """Choose one."""
        yield from super().now()
        if self.fillings:
            yield key("f12", _("Fill the page"), self.choose, go=True, books=True)

    def choose(self) -> None:
        """The selected group."""
        if self.fillings:
            self.dismiss(self.fillings[self.at])


class KeyPagesScreen(KassaScreen[None]):
    """Twelve keys a page. Every change is stored at once."""

    PLACE = "office"
    DEFAULT_CSS = """
    KeyPagesScreen Horizontal { height: 1fr; }
    KeyPagesScreen Side { width: 32; background: $k-on-surface; }
    KeyPagesScreen.-w100 Side { width: 40; }
    """
    HELP = N_(
        "Arrows or the letter go to a key, PgUp and PgDn to another page. F12 puts an article on it.\n"
        "* lifts a key: go where it should be, also on another page, and press F12; the two change places.\n"
        "Del empties a key. F6 fills the page from the catalogue."
    )
    SCAN = N_("A scan puts the article on the key.")

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.keys, self.number, self.cursor = KeyPages(()), 1, 0
        self.lifted: Place | None = None
        self.articles: dict[int, Article] = {}
        self.notice = ""

    def body(self) -> ComposeResult:
        """The grid left, the key right."""
        with Horizontal():
            yield QuickKeys(id="keys")
            yield Side()

    def on_mount(self) -> None:
        """The first page."""
        self._read()
        super().on_mount()
        self.draw()

    def resumed(self) -> None:
        """Another screen or another person may have changed them."""
        self._read()
        self.draw()

    def _read(self) -> None:
        self._show(key_pages.read())

    def _show(self, keys: KeyPages) -> None:
        self.keys = keys
        self.articles = catalog.listed(sorted(keys.products()), self.counter.shop.currency)
        self.number = min(self.number, self._most)

    @property
    def _most(self) -> int:
        """How many pages can be gone to: an empty one after the last."""
        return min(self.keys.last + 1, PAGES)

    @property
    def place(self) -> Place:
        """Where the cursor is."""
        return self.number, self.cursor

    @property
    def article(self) -> Article | None:
        """What is on the key with the cursor."""
        return self.articles.get(self.keys.at(self.place) or 0)

    # --- Showing ---

    def draw(self) -> None:
        """The page and its key."""
        pages = tuple(self._page(number) for number in range(1, self._most + 1))
        lifted = self.lifted[1] if self.lifted and self.lifted[0] == self.number else None
        touch = self.app.touch
        values = KeysValues(pages, self.number - 1, touch=touch, cursor=self.cursor, lifted=lifted)
        self.query_one(QuickKeys).show(values)
        self.query_one(Side).show(self._side())

    def _page(self, number: int) -> Page:
        page = self.keys.page(number)
        name = page.name or _("Page {number}").format(number=number)
        return Page(name, tuple(self.articles.get(each or 0) for each in page.keys))

    def _side(self) -> SideValues:
        title = _("Key {key}").format(key=f"{self.number}{LETTERS[self.cursor].upper()}")
        article = self.article
        if self.lifted:
            name = self.articles[self.keys.at(self.lifted) or 0].name
            return SideValues(title, text=_("{name} is lifted. F12 puts it here.").format(name=name))
        if article is None:
            return SideValues(title, text=_("This key is free. F12 puts an article on it."), notice=self.notice)
        rows = (
            SideRow(_("Price"), price(article), bold=True),
            SideRow(_("Code"), article.code or ""),
            SideRow(_("Name on its key"), article.label),
        )
        return SideValues(title, rows, text=article.name, notice=self.notice)

    def say(self, text: str, hint: str = "") -> None:
        """At the bottom of the right side."""
        self.notice = text
        self.draw()

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """Move about; what can be done with this key."""
        yield key("escape", _("Put back") if self.lifted else _("Back"), self._back, weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=4)
        for names, across, down in (("left", -1, 0), ("right", 1, 0), ("up", 0, -1), ("down", 0, 1)):
            yield key(names, "", lambda across=across, down=down: self._step(across, down))  # type: ignore[misc]
        yield key("pageup", "", lambda: self._turn(-1))
        yield key("pagedown", "", lambda: self._turn(1))
        if self.lifted:
            yield key("f12", _("Put here"), self._put_down, go=True, books=True)
            return
        if self.article:
            yield key("asterisk", _("Move"), self._lift, weight=8, label="*")
        if not self.keys.page(self.number).free:
            yield key("f4", _("Name"), self._ask_name, weight=6)
        if self.article:
            yield key("delete", _("Empty"), self._empty, weight=7)
        yield key("f6", _("Fill"), self._ask_fill, weight=5)
        yield key("f12 enter", _("Choose article"), self._choose, go=True)

    def typed(self, event: events.Key) -> None:
        """The letter of a key goes there."""
        letter = (event.character or "").lower()
        if letter and letter in LETTERS:
            self._to(LETTERS.index(letter))
        elif event.is_printable:
            self.app.error_sound()

    def _to(self, cursor: int) -> None:
        self.cursor, self.notice = cursor, ""
        self.draw()

    def _step(self, across: int, down: int) -> None:
        """To the next key; past the left and right edge lies another page."""
        line, column = divmod(self.cursor, ACROSS)
        if 0 <= column + across < ACROSS:
            self._to((line + down) % DOWN * ACROSS + column + across)
        elif self._most > 1:
            self.cursor = line * ACROSS + (0 if across > 0 else ACROSS - 1)
            self._turn(across)

    def _turn(self, by: int) -> None:
        self.number = (self.number - 1 + by) % self._most + 1
        self._to(self.cursor)

    def _back(self) -> None:
        if self.lifted:
            self.lifted = None
            self.draw()
        else:
            self.dismiss(None)

    def _lift(self) -> None:
        self.lifted = self.place
        self._to(self.cursor)

    # --- Changing ---

    async def _change(self, after: KeyPages) -> None:
        """Store it; what somebody else changed meanwhile is shown instead."""
        try:
            self._show(await self.recorded(self.counter.record(key_pages.change, self.keys, after)))
        except ChangedMeanwhileError as changed:
            self._read()
            self.complain(changed.say())
            return
        self.notice = ""
        self.draw()

    def _put_down(self) -> object:
        assert self.lifted is not None
        lifted, self.lifted = self.lifted, None
        return self._change(self.keys.swap(lifted, self.place))

    def _empty(self) -> object:
        return self._change(self.keys.put(self.place, None))

    async def _ask_name(self) -> None:
        from kassa_tui.screens.frame.ask import ask_text

        before = self.keys.page(self.number).name
        name = await ask_text(self.app, _("Name of the page"), _("Name"), entered=before, do=_("Save"))
        if name is not None:
            await self._change(self.keys.named(self.number, name))

    async def _ask_fill(self) -> None:
        filling = await self.app.ask(FillScreen(self.counter))
        if filling is None:
            return
        before = len(self.keys.products())
        await self._change(self.keys.fill(self.number, filling.name, filling.products))
        left = len(filling.products) - (len(self.keys.products()) - before)
        if left and not self.notice:
            word = n_("{n} article found no free key.", "{n} articles found no free key.", left)
            self.complain(word.format(n=left))

    async def _choose(self) -> None:
        """The article, found by what is there now; then the name on its key."""
        words = self.article.name if self.article else ""
        article = await self.app.ask(KeyArticleScreen(self.counter, words))
        if article is not None:
            await self._put(article)

    async def _put(self, article: Article) -> None:
        from kassa_tui.screens.frame.ask import ask_text

        label = await ask_text(
            self.app, article.name, _("Name on its key"), entered=article.label, do=_("Put on the key")
        )
        if label is None:
            return
        form = products.read(article.id)
        if label != form.label:
            # The key itself stays where it is: it is moved with its page.
            await self.recorded(self.counter.record(products.save, replace(form, label=label, key=None)))
        await self._change(self.keys.put(self.place, article.id))

    def meant(self, scanned: Meaning) -> object:
        """The article of the code on this key."""
        match scanned:
            case BadgeCode() | OrderCode():
                return super().meant(scanned)
            case _ if self.lifted:
                self.complain(_("Put the lifted key down first."))
            case ArticleCode(article=article) | LabelCode(article=article):
                self.wait_for(self._put(article))
            case StyleCode():
                self.complain(_(SEVERAL).format(code=scanned.scan.text))
            case ReceiptCode() | VoucherCode() | Misread() | Unknown():
                self.complain(_("Unknown code {code}").format(code=scanned.scan.text))
            case never:
                assert_never(never)
        return None

    # --- Clicks ---

    @on(Canvas.Hit, "QuickKeys")
    def _key_clicked(self, event: Canvas.Hit) -> None:
        """The first tap selects, a tap on the selected key chooses; a lifted one is put down at once."""
        event.stop()
        if not self.free:
            return
        match event.what:
            case targets.Page(number):
                self._turn(number + 1 - self.number)
            case targets.QuickKey(place) if self.lifted:
                self.cursor = place
                self.do(self._put_down)
            case targets.QuickKey(place) if place == self.cursor:
                self.do(self._choose)
            case targets.QuickKey(place):
                self._to(place)
        self.keys_changed()
