"""The devices: how each is, what to do about it, and tests of them; and the faults of simulated ones."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from msgspec import Struct

from kassa_tui.hw.ports import DeviceState, Keyboard, Level
from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.drawer import movements
from kassa_tui.till.goods.store_codes import layouts
from kassa_tui.till.papers import jobs
from kassa_tui.till.proof import code_words
from kassa_tui.till.proof.checkup import device_checks
from kassa_tui.till.proof.code_words import CodeWords
from kassa_tui.widgets.frame import SIGNS, Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues

ADVICE = {
    Level.OK: "",
    Level.WARN: N_("Look at it soon."),
    Level.ERROR: N_("Check cable, paper and cover."),
    Level.UNKNOWN: N_("It cannot say how it is."),
    Level.NONE: N_("The settings name none."),
}


SCANS = 5
"""So many codes are kept in sight."""

_INK = {Level.WARN: "warn", Level.ERROR: "error"}


_ROLES = {
    "scanner": (Level.OK, N_("scanner")),
    "keyboard": (Level.OK, N_("keyboard")),
    "both": (Level.WARN, N_("keyboard")),
    "": (Level.UNKNOWN, N_("not known")),
}


class _Row(Struct, frozen=True):
    """A device, or a fault that can be played."""

    name: str
    state: str
    about: str
    ink: str
    play: Callable[[], None] | None = None


class DevicesScreen(ListScreen[None]):
    """A scan on this screen is shown as it was read, and does nothing else."""

    PLACE = "office"
    HELP = N_(
        "How each device is. F12 prints a test receipt, F7 tries the drawer. A scan is shown here as it was read, with "
        "what it was taken for. F2 looks at the whole till, F4 sets up a scanner."
    )
    SCAN = N_("The code is shown, nothing else happens.")

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.last_scan = ""
        self.scans: list[CodeWords] = []
        self.tried = ""

    def read(self) -> None:
        """The states, and the faults of simulated devices."""
        devices = self.counter.devices
        self.rows = [
            self._device(_("Printer"), devices.printer),
            self._device(_("Drawer"), devices.drawer or devices.printer, self.tried),
            self._device(_("Scanner"), devices.scanner, self._scanner_advice()),
        ]
        if devices.display.level is not Level.NONE:
            self.rows.append(self._device(_("Customer display"), devices.display))
        self.rows += self._typing()
        simulated = self.counter.simulated
        if simulated is not None:
            plugged = _("connected") if simulated.plugged else _("pulled out")
            shut = _("open") if simulated.drawer_open else _("shut")
            paper = {"ok": _("paper ok"), "low": _("paper almost out"), "out": _("no paper")}[simulated.paper]
            self.rows += [
                _Row(_("Simulated printer"), plugged, _("F5: out or in"), "text", self._plug),
                _Row(_("Simulated paper"), paper, _("F5: almost out, out, full"), "text", self._paper),
                _Row(_("Simulated drawer"), shut, _("F5: shut it"), "text", self._shut),
            ]

        self.rows += [_Row(each.text, each.kind, each.check, _INK.get(each.level, "text")) for each in self.scans]

    def _scanner_advice(self) -> str:
        """What to do where none was found; empty for what is said of other devices."""
        devices = self.counter.devices
        missing = devices.scanner.level is Level.NONE and devices.watcher is not None
        return _("Scan any code: it is found by itself.") if missing else ""

    def _typing(self) -> Iterator[_Row]:
        """All that types here, with what it is."""
        watcher = self.counter.devices.watcher
        for typing in watcher.seen().keyboards if watcher is not None else ():
            level, word = _ROLES[typing.role] if typing.readable else (Level.WARN, N_("not readable"))
            about = device_checks.keyboard(typing).todo or _(device_checks.ROLES[typing.role])
            play = partial(self._choose_role, typing) if typing.readable else None
            yield _Row(typing.name, f"{SIGNS[level][0]} {_(word)}", about, _INK.get(level, "text"), play)

    def _choose_role(self, typing: Keyboard) -> None:
        self.wait_for(self._role_of(typing))

    async def _role_of(self, typing: Keyboard) -> None:
        """Somebody says what a device is; it may be found out anew."""
        from kassa_tui.screens.frame.menu import Item, MenuQuestion

        roles = {"scanner": _("scanner"), "keyboard": _("keyboard"), "": _("find out anew")}
        items = [Item(word, role) for role, word in roles.items()]
        role = await self.app.ask(MenuQuestion(typing.name, items))
        watcher = self.counter.devices.watcher
        if role is not None and watcher is not None:
            watcher.say(typing.identity, role)
            self.read()
            self.draw()

    @staticmethod
    def _device(name: str, state: DeviceState, about: str = "") -> _Row:
        sign, _ink = SIGNS[state.level]
        word = _("works") if state.level is Level.OK else _(state.word)
        advice = ADVICE[state.level]
        return _Row(name, f"{sign} {word}", about or (_(advice) if advice else ""), _INK.get(state.level, "text"))

    def count(self) -> int:
        """How many rows."""
        return len(self.rows)

    def values(self) -> ListValues:
        """Device, state, advice."""
        rows = tuple(ListRow((row.name, row.state, row.about), row.ink) for row in self.rows)
        columns = (Column(_("Device"), 20), Column(_("State"), 22), Column(""))
        about = f"{_('Scan')}: {self.last_scan}" if self.last_scan else ""
        return ListValues(
            title=_("Devices"),
            columns=columns,
            rows=rows,
            at=self.at,
            about=about,
            empty="",
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """Test, drawer, and the faults of the demo."""
        yield from super().now()
        yield key("f2", _("Check-up"), self._check_up, weight=8)
        yield key("f4", _("Scanner"), self._set_up, weight=7)
        if self.counter.spooler is not None:
            yield key("f7", _("Drawer"), self._try_drawer, weight=7)
        yield key("f8", _("Open drawer"), self._open_drawer, weight=5, books=True)
        if self.rows[self.at].play is not None:
            yield key("f5", _("Change"), self.choose, weight=8)
        yield key("f12", _("Test receipt"), self._test, go=True, books=True)

    def choose(self) -> None:
        """Play the selected fault."""
        play = self.rows[self.at].play
        if play is not None:
            play()
            if self.counter.spooler is not None:
                self.counter.spooler.wake()
            self.read()
            self.draw()

    def _plug(self) -> None:
        assert self.counter.simulated is not None
        self.counter.simulated.plugged = not self.counter.simulated.plugged

    def _paper(self) -> None:
        assert self.counter.simulated is not None
        order = ["ok", "low", "out"]
        self.counter.simulated.paper = order[(order.index(self.counter.simulated.paper) + 1) % 3]

    def _shut(self) -> None:
        assert self.counter.simulated is not None
        self.counter.simulated.drawer_open = False

    async def _open_drawer(self) -> None:
        await self.recorded(self.counter.record(movements.open_without_sale, "test"))

    async def _try_drawer(self) -> None:
        """Kick one of the two pins and tell what the sensor said: drawers are wired in different ways."""
        from kassa_tui.screens.frame.menu import Item, MenuQuestion

        items = [Item(_("Kick pin {pin}").format(pin=pin), pin) for pin in (2, 5)]
        pin = await self.app.ask(MenuQuestion(_("Try drawer"), items))
        if pin is None or self.counter.spooler is None:
            return
        await self.recorded(self.counter.record(movements.tried, pin))
        sensed = await self.recorded(self.counter.spooler.ask(lambda printer: printer.try_kick(pin)))
        self.tried = f"{pin}: {device_checks.sensed_text(sensed)}"
        self.read()
        self.draw()

    def _check_up(self) -> None:
        from kassa_tui.screens.machine.doctor import DoctorScreen

        self.app.push_screen(DoctorScreen(self.counter))

    def _set_up(self) -> None:
        from kassa_tui.screens.machine.scanner_setup import ScannerSetupScreen

        self.app.push_screen(ScannerSetupScreen(self.counter))

    async def _test(self) -> None:
        await self.recorded(self.counter.record(jobs.test_receipt))

    def update_frame(self) -> None:
        """A device may have changed."""
        super().update_frame()
        if self.drawable:
            self.read()
            self.draw()

    def scan(self, code: str) -> None:
        """Shown raw, and with what it was taken for; one that was read in part, too."""
        if not code:
            super().scan(code)
        found = code_words.about(code, layouts(self.counter.shop.store_codes))
        self.last_scan = found.text
        self.scans = [found, *self.scans][:SCANS]
        self.read()
        self.draw()
