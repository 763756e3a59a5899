"""The settings: groups at the left, names and values at the right; a group is a form that is checked as it is typed."""

from collections.abc import Iterable

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.forms import pad_of
from kassa_tui.screens.settings.checked import Checked
from kassa_tui.screens.settings.fields import Setting
from kassa_tui.screens.settings.groups import GROUPS, Group
from kassa_tui.text import width, wrap
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.form import FormValues, FormView
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, Listing, ListRow, ListValues
from kassa_tui.widgets.pad import Kind
from kassa_tui.widgets.runs import Takes

BETWEEN_SESSIONS = ("track_cash", "roll_over")
"""What no open session bears another of."""

NARROW, NAME = 24, 24
"""Columns of the groups, and of the names of settings."""

VALUE = 14
"""Columns that a value has at least, beside a long name."""


class SettingsScreen(Checked[None]):
    """Up and down choose a group; `inside` it is a form, with the cursor in it."""

    PLACE = "office"
    HELP = N_(
        "What the shop has decided, in groups. F12 changes a group; what is wrong is said below the field.\n"
        "Every change is kept in the journal with your name."
    )
    DEFAULT_CSS = f"""
    SettingsScreen #groups {{ width: {NARROW}; }}
    SettingsScreen #glance, SettingsScreen FormView {{ width: 1fr; }}
    """

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.at = 0
        self.inside = False
        self._notice = ""
        self._before = counter.shop
        self.form = self._first = FormValues("", ())

    @property
    def group(self) -> Group:
        """The selected group."""
        return GROUPS[self.at]

    def body(self) -> ComposeResult:
        """Groups, and what is in the selected one."""
        with Horizontal():
            yield Listing(id="groups")
            with Vertical():
                yield Listing(id="glance")
                yield FormView()

    def on_mount(self) -> None:
        """The first picture."""
        super().on_mount()
        self.draw()

    def on_resize(self) -> None:
        """Both sides have another width."""
        if self.drawable:
            self.draw()

    def resumed(self) -> None:
        """Another screen may have changed something."""
        self.draw()

    def relabel(self) -> None:
        """The same answers under other words."""
        if self.inside:
            self.form = self._worded().filled(self.form)
        super().relabel()

    # --- What is shown ---

    def draw(self) -> None:
        """Both sides from the values; in a narrow window the form takes the place of the groups."""
        form, glance, groups = self.query_one(FormView), self.query_one("#glance", Listing), self.query_one("#groups")
        form.display, glance.display = self.inside, not self.inside
        groups.display = not self.inside or self.app.size.width >= 100
        self._draw_groups()
        if self.inside:
            form.show(self.form)
        else:
            glance.show(self._glance())

    def _draw_groups(self) -> None:
        rows = tuple(ListRow((_(group.word),)) for group in GROUPS)
        values = ListValues(_("Settings"), (Column(""),), rows, self.at)
        self.query_one("#groups", Listing).show(values)

    def _pairs(self) -> list[tuple[str, str]]:
        """Names and values of the selected group. Raises SettingsError."""
        if self.group.open is not None:
            return self.group.glance(self.counter)
        shown = [(each, dict(each.options).get(each.value, each.value)) for each in self._worded().fields]
        return [(each.label, f"{value}   {self._when(each.name)}".rstrip()) for each, value in shown]

    def _when(self, name: str) -> str:
        """Why a setting cannot be changed now."""
        session = self.counter.session
        if session is None or name not in BETWEEN_SESSIONS:
            return ""
        return _("once session {number} is closed").format(number=session.number)

    def _glance(self) -> ListValues:
        """What is in the selected group, below one sentence about it; what cannot be read is said."""
        pairs, notice = [], self._notice
        try:
            pairs = self._pairs()
        except KassaError as error:
            notice = error.say()
        both = self.app.size.width - NARROW - 6
        names = min(max([NAME, *(width(label) for label, _value in pairs)]), both - VALUE)
        columns, room = (Column("", names), Column("")), both - names
        rows = (
            ListRow((label if not number else "", line))
            for label, value in pairs
            for number, line in enumerate(wrap(value, room))
        )
        return ListValues(
            title=_(self.group.about),
            columns=columns,
            rows=tuple(rows),
            at=None,
            about="",
            empty="",
            notice=notice,
        )

    def _settings(self) -> list[Setting]:
        return self.group.fields(self._before)

    def _worded(self) -> FormValues:
        """The form of the selected group, as it was read."""
        fields = tuple(each.field(self._before if self.inside else self.counter.shop) for each in self._settings())
        return FormValues(_(self.group.word), fields)

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """Choosing a group, or filling in its form."""
        yield key("escape", _("Back"), self._back, weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        if self.inside:
            yield from self.form_keys()
            yield key("home", "", lambda: self.put_form(self.form.to(0)))
            yield key("enter", "", self.to_next)
            yield key("f12", _("Save"), self.save, go=True, books=True)
            return
        yield key("up", _("Up") if self.app.touch else "", lambda: self._choose(self.at - 1), label="↑")
        yield key("down", _("Down") if self.app.touch else "", lambda: self._choose(self.at + 1), label="↓")
        yield key("home", "", lambda: self._choose(0))
        yield key("end", "", lambda: self._choose(len(GROUPS) - 1))
        yield key("f12 enter right", _("Change"), self.enter, go=True)

    def pad(self) -> Kind:
        """By the current field."""
        return pad_of(self.form.current) if self.inside else ""

    def _choose(self, at: int) -> None:
        self.at, self._notice = max(0, min(at, len(GROUPS) - 1)), ""
        self.draw()

    def enter(self) -> None:
        """Into the form, or the screen of the group."""
        self._notice = ""
        if self.group.open is not None:
            self.app.push_screen(self.group.open(self.counter))
            return
        self._before = self.counter.shop
        self.inside = True
        self.form = self._first = self._worded()
        self.draw()

    def _back(self) -> object:
        """Out of the form, which asks when something was typed; then out of the settings."""
        if not self.inside:
            self.dismiss(None)
            return None
        if [each.value for each in self.form.fields] == [each.value for each in self._first.fields]:
            self._leave()
            return None
        return self._ask_leave()

    async def _ask_leave(self) -> None:
        from kassa_tui.screens.frame.ask import yes

        lines = [_("What you typed is not saved.")]
        if await yes(self.app, _("Leave without saving?"), lines, do=_("Leave"), dont=_("Stay"), loss=True):
            self._leave()

    def _leave(self) -> None:
        self.inside = False
        self.draw()

    def typed(self, event: events.Key) -> None:
        """Into the current field."""
        if self.inside and self.type_into(event):
            return
        if event.is_printable:
            self.refuse()

    def takes(self) -> Takes:
        """Nothing before a field is being changed."""
        return super().takes() if self.inside else "acts"

    # --- Checking and saving ---

    def check(self, name: str, form: FormValues) -> None:
        """A field that was changed, by the rules of the whole shop. Raises KassaErrors."""
        if form[name] != self._first[name]:
            setting = next(each for each in self._settings() if each.name == name)
            after = replace(self._before, **setting.read(form, self._before))
            shop_edit.checked(self.counter.desk, self._before, after)

    def save(self) -> object:
        """Store it; what is wrong is said below its field. Raises ShopError."""
        if not self.all_right():
            return None
        after = self._before
        for setting in self._settings():
            if self.form[setting.name] != self._first[setting.name]:
                after = replace(after, **setting.read(self.form, self._before))
        return self._save(ShopChange(self._before, after))

    async def _save(self, change: ShopChange) -> None:
        shop: Shop = await self.recorded(self.counter.record(shop_edit.change, change))
        self._leave()
        self.app.succeeded(_("The settings are saved"))
        if shop.track_cash and not change.before.track_cash:
            from kassa_tui.screens.session.start import StartScreen

            self.app.push_screen(StartScreen(self.counter))

    def say(self, text: str, hint: str = "") -> None:
        """Below the current field, or in the last row."""
        if self.inside:
            self.form = self.form.wrong({self.form.current.name: text} if text else {})
        else:
            self._notice = text
        self.draw()

    # --- Clicks ---

    @on(Canvas.Hit, "FormView")
    def _form_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        self.click_into(event.what)
        self.keys_changed()

    @on(Canvas.Hit, "#groups")
    def _group_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        if not self.free or self.inside:
            return
        match event.what:
            case targets.Row(number) if number == self.at:
                self.do(self.enter)
            case targets.Row(number):
                self._choose(number)
        self.keys_changed()

    @on(Canvas.Hit, "#glance")
    def _glance_clicked(self, event: Canvas.Hit) -> None:
        """A tap on what is shown goes there."""
        event.stop()
        if self.free:
            self.do(self.enter)
            self.keys_changed()
