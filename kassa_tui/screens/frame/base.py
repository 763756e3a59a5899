"""What all screens share: the frame, one list of keys that drives keyboard, footer, clicks and help, and errors."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import ClassVar, Generic, TypeVar, assert_never

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.host import Host
from kassa_tui.screens.frame.program import Program, Scanned
from kassa_tui.screens.frame.reading import KEYPAD
from kassa_tui.screens.frame.signs import Signs
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.sale import scanning
from kassa_tui.till.sale.scanning import (
    BadgeCode,
    Meaning,
    Misread,
    OrderCode,
    Purpose,
    ReceiptCode,
    Unknown,
    VoucherCode,
)
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.drawing.targets import What
from kassa_tui.widgets.frame import Banner, Bar, Footer, Key, Status
from kassa_tui.widgets.pad import CHARACTERS, Pad
from kassa_tui.widgets.too_small import TooSmall

T = TypeVar("T")
C = TypeVar("C", bound=Canvas)

WRONG_PLACE = N_("You cannot scan here.")
ACTIONS_KEY, ACTIONS_LABEL = "ctrl+p", "Ctrl+P"
"""Searches through all actions, on every screen with a frame."""

ORDER_LATER = N_("Order {number}: finish or leave this first, then scan its slip again.")
ASKS_HELP = "f1"
"""Whoever asks for help has not done with the message that it is about."""

READ_IN_PART = N_("The code was not read whole. Scan it again.")


def key(
    names: str,
    word: str,
    run: Callable[[], object],
    *,
    weight: int = 5,
    go: bool = False,
    label: str = "",
    books: bool = False,
    loss: bool = False,
) -> Key:
    """A key that works now; `names` separated by spaces, the first gives the label.

    Raises ValueError for one that `books` and has another name than those of F-keys.
    """
    listed = tuple(names.split())
    shown = label or {"escape": "Esc", "enter": "Enter", "delete": "Del"}.get(listed[0], listed[0].upper())
    return Key(listed, shown, word, run, weight=weight, go=go, books=books, loss=loss)


class Keys(Signs):
    """Mixed into screens: keys, scans, errors. `now` lists the keys that work in the present state."""

    HELP: ClassVar[str | None] = ""
    SCAN: ClassVar[str] = WRONG_PLACE

    _parts = 0

    def made(self) -> bool:
        """Whether this is the first time that it is asked: then all parts of the screen are there, from now on.

        Textual calls each class's `on_mount`, also those that were called by a subclass.
        """
        first = not self._parts
        self._parts = self._parts or len(self._canvases(Canvas))
        return first

    def _canvases(self, kind: type[C]) -> list[C]:
        """All of a kind that the screen has. A query would match style rules with each of its parts, at every key."""
        return self.walk_children(kind)  # type: ignore[attr-defined,no-any-return]

    @property
    def drawable(self) -> bool:
        """Whether there is something to draw on: not before the screen is made, nor while it or the program ends."""
        return bool(self._parts) and self.is_attached and len(self._canvases(Canvas)) >= self._parts  # type: ignore[attr-defined]

    def now(self) -> Iterable[Key]:
        """The keys that work now, in the order of the footer."""
        raise NotImplementedError

    def footer_keys(self) -> list[Key]:
        """What is said of the keys that work now, and of Esc where it only takes a message away."""
        keys, see = list(self.now()), self.seeing()
        if see is None:
            return keys
        seen = key("escape", _("Seen"), see, weight=9)
        return [seen if each.label == seen.label and each.word else each for each in keys]

    def helps(self) -> tuple[str, str]:
        """What is said about it in its present state, and about a scan."""
        return self.HELP or "", self.SCAN

    def scanned(self, code: str) -> object:
        """A scanned code; refused unless the screen says otherwise."""
        self.complain(_(self.SCAN))
        return None

    def scan(self, code: str) -> None:
        """A scan came in; one that was read in part is never used."""
        self._scanning = True
        if code:
            self.do(lambda: self.scanned(code))
        else:
            self.complain(_(READ_IN_PART))
        self._scanning = False

    def named(self, event: events.Key) -> events.Key:
        """The key that is meant: the keypad's Enter is F12 where Enter does nothing."""
        if event.key == KEYPAD:
            event.key = "enter" if any("enter" in offered.names for offered in self.now()) else "f12"
        return event

    def press(self, event: events.Key) -> None:
        """A key: one of `now`, or for `typed`. After a refused scan F12 and Esc only take its message away.

        Any other key takes it away and does what it does, but for help.
        """
        if self.takes_away(event.key):
            event.stop()
            return
        for offered in self.now():
            if event.key in offered.names:
                event.stop()
                event.prevent_default()
                self.do(offered.run, helps=event.key == ASKS_HELP)
                self.keys_changed()
                return
        self.refusal_seen()
        self.type(event)
        self.keys_changed()

    def on_canvas_hit(self, _event: Canvas.Hit) -> None:
        """A tap has seen the message, too; Textual calls this after what the screen's own classes make of it."""
        if self._refused and self.drawable:
            self.refusal_seen()
            self.keys_changed()

    def tile(self, word: str, needed: bool = True) -> str:
        """The word of a key that has a tile for fingers, where they need one; who presses keys does without."""
        return word if self.app.touch and needed else ""

    def longer(self) -> bool:
        """Whether something has more than what is in sight."""
        return any(canvas.longer for canvas in self._canvases(Canvas))

    def on_canvas_longer(self, event: Canvas.Longer) -> None:
        """Fingers need tiles that lead to what is out of sight, or do not any more."""
        event.stop()
        self.keys_changed()

    def arrows(self, step: Callable[[int], object], up: str = "up", down: str = "down") -> Iterable[Key]:
        """One up and one down by these keys, with tiles for fingers where not everything is in sight."""
        longer = self.longer()
        yield key(up, self.tile(_("Up"), longer), lambda: step(-1), label="↑")
        yield key(down, self.tile(_("Down"), longer), lambda: step(1), label="↓")

    def show_pads(self) -> None:
        """The pads of a touch screen."""
        for pad in self._canvases(Pad):
            pad.show(self.pad() if self.app.touch else "")

    def tapped(self, pad: Pad, what: What) -> None:
        """A tap on a pad is the keys that it stands for."""
        match what:
            case targets.Shift():
                pad.shift()
            case targets.Press(names):
                for name in names:
                    if self.free:
                        self.press(events.Key(name, CHARACTERS.get(name, name if len(name) == 1 else None)))


class KeyScreen(Keys, Screen[T], Generic[T]):
    """A whole screen with a footer: keys, scans and clicks on the footer."""

    BINDINGS = []
    AUTO_FOCUS = ""

    app: Program

    def keys_changed(self) -> None:
        """The footer says what works now."""
        if self.drawable:
            with self.app.as_before():
                self.query_one(Footer).show(self.footer_keys())
                self.show_pads()

    def on_key(self, event: events.Key) -> None:
        """All keys come here; nothing has the focus."""
        if self.holds(lambda: self.on_key(event)):
            return
        if self.free:
            self.press(self.named(event))
        elif self.is_current:
            self.app.error_sound()

    def on_scanned(self, event: Scanned) -> None:
        """All scans come here."""
        event.stop()
        if self.holds(lambda: self.on_scanned(event)):
            return
        if self.free:
            self.scan(event.code)
            self.keys_changed()
        else:
            self.app.error_sound()

    @on(Canvas.Hit, "Footer")
    def _footer_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        footer = self.query_one(Footer)
        match event.what:
            case targets.More():
                footer.turn()
            case targets.Button(label) if self.free and (pressed := footer.key(label)):
                footer.first()
                self.do(pressed.run)
                self.keys_changed()

    @on(Canvas.Hit, "Pad")
    def _pad_tapped(self, event: Canvas.Hit) -> None:
        event.stop()
        assert isinstance(event.canvas, Pad)
        self.tapped(event.canvas, event.what)


class KassaScreen(KeyScreen[T], Generic[T]):
    """A screen with bar, status row, banner and footer around its body; it answers with a T, or None."""

    PLACE = ""
    ORDERS: ClassVar[bool] = True
    """Whether the slip of an order opens that order here; not on top of what is being typed, counted or paid."""

    BADGES: ClassVar[bool] = False
    """Whether a badge changes the person here; nowhere is it a code like others."""

    PURPOSE: ClassVar[Purpose] = "sale"
    """What codes are scanned for here."""

    OWN_PAD: ClassVar[bool] = False
    """Whether the body has a place of its own for the pad."""

    OWN_WORDS: ClassVar[bool] = False
    """Whether what was done is said in a place of its own, and not in the status row."""

    app: Host

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.counter = counter

    def compose(self) -> ComposeResult:
        """The frame round the body."""
        self.add_class(*self.app.size_classes())
        yield Bar()
        yield Status()
        yield Banner()
        yield from self.body()
        if not self.OWN_PAD:
            yield Pad()
        yield Footer()
        yield TooSmall()

    def body(self) -> ComposeResult:
        """What stands between the frame's rows."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """The first picture. A place is there even if nothing in it can be read."""
        if self.made():
            with self.app.as_before() if len(self.app.screen_stack) == 1 else nullcontext():
                self.update_frame()

    def on_resize(self) -> None:
        """The bar says more in a wider window."""
        self.update_bar()

    def on_screen_resume(self) -> None:
        """Back on top: the session or the person may be another. It is drawn also where that cannot be read."""
        with self.app.as_before():
            self.update_frame()
            self.resumed()

    def resumed(self) -> None:
        """Read again what may have changed while another screen was on top."""

    def update_bar(self) -> None:
        """The minute may be another."""
        if self.drawable:
            with self.app.as_before():
                self.query_one(Bar).show(self.app.bar_values(self.PLACE))

    def show_success(self) -> None:
        """What was just done, or no more."""
        if self.drawable:
            with self.app.as_before():
                success = "" if self.OWN_WORDS else self.app.success
                self.query_one(Status).show(replace(self.app.status_values(), success=success))

    def update_frame(self) -> None:
        """Bar, status and footer as they are now."""
        if not self.drawable:
            return
        self.show_success()
        self.update_bar()
        self.query_one(Banner).show(self.app.news, choice=self.app.asks, standing=self.app.standing)
        self.keys_changed()

    def draw(self) -> None:
        """The body from its values, for screens whose parts do not read them anew."""

    def relabel(self) -> None:
        """Another language or theme: draw everything anew."""
        self.update_frame()
        self.draw()
        for canvas in self._canvases(Canvas):
            canvas.repaint()

    def say(self, text: str, hint: str = "") -> None:
        """In the banner, on screens that have no row of their own for it."""
        if text:
            self.app.tell(text)

    def unsay(self, text: str) -> None:
        """Also where it became news."""
        self.say("")
        self.app.untell(text)

    @on(Canvas.Hit, "Bar")
    def _place_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        match event.what:
            case targets.Place(name):
                self.app.go_to(name)

    @on(Canvas.Hit, "Banner")
    def _news_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        self.app.seen()

    def scanned(self, code: str) -> object:
        """What the code means here. Raises KassaErrors."""
        return self.meant(scanning.meaning(code, self.counter.shop, self.purpose))

    @property
    def purpose(self) -> Purpose:
        """What codes are scanned for in its present state."""
        return self.PURPOSE

    def meant(self, scanned: Meaning) -> object:
        """A badge changes the person, an order's slip and a receipt's code open theirs; the rest is refused.

        A screen where more can be scanned says so here, and leaves badges and slips to this. Raises NoReceiptError,
        NoOrderError, NoBadgeError.
        """
        match scanned:
            case BadgeCode(code=code) if self.BADGES:
                return self.app.badge(code)
            case OrderCode(number=slip) if self.ORDERS:
                self.app.open_order(slip)
            case ReceiptCode(number=number) if self.ORDERS:
                self.app.show_receipt(number)
            case BadgeCode():
                self.complain(_(WRONG_PLACE))
            case OrderCode(number=slip):
                self.complain(_(ORDER_LATER).format(number=slip))
            case ReceiptCode() | ArticleCode() | LabelCode() | StyleCode() | VoucherCode() | Misread() | Unknown():
                self.complain(_(self.SCAN))
            case never:
                assert_never(never)
        return None

    def seeing(self) -> Callable[[], None] | None:
        """Also news, but not what is a choice, nor where there are fingers: they tap the news itself."""
        if self._refused or not self.app.news or self.app.asks or self.app.touch:
            return super().seeing()
        return self.app.seen

    def press(self, event: events.Key) -> None:
        """F12 and Esc answer news that is a choice, as the banner says; Ctrl+P means the same everywhere."""
        if self.app.asks and not self._refused and event.key in ("escape", "f12"):
            event.stop()
            self.app.seen(event.key == "f12")
        elif event.key == ACTIONS_KEY:
            event.stop()
            self.app.show_actions()
        else:
            super().press(event)

    def menu_items(self) -> list[tuple[str, Callable[[], object]]]:
        """What this screen adds to the menu: things that have no key of their own."""
        return []

    def common_keys(self) -> list[Key]:
        """Help, menu and person: the same everywhere."""
        return [
            key("f1", _("Help"), self.app.show_help, weight=9),
            key("f9", _("Menu"), self.app.show_menu, weight=8),
            key("f10", "", self.app.choose_person),
        ]


class Question(Keys, ModalScreen[T], Generic[T]):
    """A question on top of a screen: it answers with a value and does nothing itself."""

    BINDINGS = []
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Question { align: center middle; background: $k-on-bg 60%; }
    Question > Pad { dock: bottom; }
    Question > #box { width: 60; height: auto; max-width: 100%; max-height: 100%;
                      border: round $k-line; background: $k-on-panel; padding: 0 1; }
    """

    app: Program

    def on_key(self, event: events.Key) -> None:
        """All keys come here; none after the answer."""
        event.stop()
        if self.free:
            self.press(self.named(event))

    def on_scanned(self, event: Scanned) -> None:
        """A scan never answers a question."""
        event.stop()
        self.scan(event.code)
        self.keys_changed()

    def keys_changed(self) -> None:
        """Questions draw their own keys."""
        self.show_pads()
        for canvas in self._canvases(Canvas):
            canvas.redraw()

    @on(Canvas.Hit, "Pad")
    def _pad_tapped(self, event: Canvas.Hit) -> None:
        event.stop()
        assert isinstance(event.canvas, Pad)
        self.tapped(event.canvas, event.what)

    def say(self, text: str, hint: str = "") -> None:
        """Nothing to see, but in questions that have a line for it."""
