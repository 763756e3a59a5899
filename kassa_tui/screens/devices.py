"""The devices: how each is, what to do about it, a test receipt; and the faults of simulated ones."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from kassa_tui.hw.ports import DeviceState, Level
from kassa_tui.i18n import N_, _
from kassa_tui.screens.base import key
from kassa_tui.screens.lists import ListScreen
from kassa_tui.till import drawer, jobs
from kassa_tui.widgets.frame import SIGNS, Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues

ADVICE = {
    Level.OK: "",
    Level.WARN: N_("Look at it soon."),
    Level.ERROR: N_("Check cable, paper and cover."),
    Level.UNKNOWN: N_("It cannot say how it is."),
    Level.NONE: N_("The settings name none."),
}


class _Row(Struct, frozen=True):
    """A device, or a fault that can be played."""

    name: str
    state: str
    about: str
    ink: str
    play: Callable[[], None] | None = None


class DevicesScreen(ListScreen):
    """A scan on this screen is shown as it was read, and does nothing else."""

    PLACE = "office"
    HELP = N_("How each device is. F12 prints a test receipt. A scan is shown here as it was read.")
    SCAN = N_("The code is shown, nothing else happens.")

    last_scan = ""

    def read(self) -> None:
        """The states, and the faults of simulated devices."""
        devices = self.counter.devices
        self.rows = [
            self._device(_("Printer"), devices.printer),
            self._device(_("Drawer"), devices.drawer or devices.printer),
            self._device(_("Scanner"), devices.scanner),
        ]
        simulated = self.counter.simulated
        if simulated is not None:
            plugged = _("connected") if simulated.plugged else _("pulled out")
            shut = _("open") if simulated.drawer_open else _("shut")
            paper = {"ok": _("paper ok"), "low": _("paper almost out"), "out": _("no paper")}[simulated.paper]
            self.rows += [
                _Row(_("Simulated printer"), plugged, _("Enter: out or in"), "text", self._plug),
                _Row(_("Simulated paper"), paper, _("Enter: almost out, out, full"), "text", self._paper),
                _Row(_("Simulated drawer"), shut, _("Enter: shut it"), "text", self._shut),
            ]

    @staticmethod
    def _device(name: str, state: DeviceState) -> _Row:
        sign, ink = SIGNS[state.level]
        word = _("works") if state.level is Level.OK else _(state.word)
        return _Row(name, f"{sign} {word}", _(ADVICE[state.level]), "text" if ink in ("ok", "muted") else ink)

    def count(self) -> int:
        """How many rows."""
        return len(self.rows)

    def values(self) -> ListValues:
        """Device, state, advice."""
        rows = tuple(ListRow((row.name, row.state, row.about), row.ink) for row in self.rows)
        columns = (Column(_("Device"), 20), Column(_("State"), 22), Column(""))
        about = f"{_('Scan')}: {self.last_scan}" if self.last_scan else ""
        return ListValues(_("Devices"), columns, rows, self.at, about, "", self.notice)

    def now(self) -> Iterable[Key]:
        """Test, drawer, and the faults of the demo."""
        yield from super().now()
        yield key("f8", _("Open drawer"), self._open_drawer, weight=7)
        if self.rows[self.at].play is not None:
            yield key("enter", _("Change"), self.choose, weight=8)
        yield key("f12", _("Test receipt"), self._test, go=True)

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
        await self.recorded(self.counter.record(drawer.open_without_sale, "test"))

    async def _test(self) -> None:
        await self.recorded(self.counter.record(jobs.test_receipt))

    def update_frame(self) -> None:
        """A device may have changed."""
        super().update_frame()
        if self.framed:
            self.read()
            self.draw()

    def scanned(self, code: str) -> None:
        """Shown raw."""
        self.last_scan = code
        self.draw()
