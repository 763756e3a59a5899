"""The check-up: everything that `kassa doctor` looks at, beside the open counter, with what to do."""

import asyncio
from collections.abc import Iterable, Iterator

from textual import events
from textual.app import ComposeResult

from kassa_tui.database import bound
from kassa_tui.hw.ports import NO_PRINTER, WORKS, DeviceState, Level, Looked, PrinterStatus
from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.text import wrap
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger import clock
from kassa_tui.till.proof import backup_beside, doctor
from kassa_tui.till.proof.checkup import device_checks
from kassa_tui.till.proof.checkup.findings import NAMES, Finding
from kassa_tui.widgets.drawing.canvas import Canvas, Pen
from kassa_tui.widgets.frame import SIGNS, Key

_NAME = 14
_TEXT = 18
"""Where names end and texts begin."""


class Findings(Canvas):
    """Sign, name, text and what to do, wrapped and scrolled by rows."""

    findings: tuple[Finding, ...] = ()
    about = ""
    top = 0

    def show(self, findings: Iterable[Finding], about: str) -> None:
        """Other findings."""
        self.findings, self.about = tuple(findings), about
        self.redraw()

    def scroll(self, by: int) -> None:
        """Rows further down or up."""
        last = max(sum(1 for _line in self._lines()) - self.page, 0)
        self.top = max(0, min(self.top + by, last))
        self.redraw()

    @property
    def page(self) -> int:
        """Rows in sight."""
        return max(self.size.height - 2, 1)

    def rows(self) -> Iterator[Pen]:
        """The title, then the rows in sight."""
        yield self.pen().put(f" {_('Check-up')}", bold=True).right(f"{self.about} ", "muted")
        yield self.pen()
        lines = list(self._lines())
        yield from lines[self.top : self.top + self.page]

    def _lines(self) -> Iterator[Pen]:
        room = self.size.width - _TEXT - 1
        for finding in self.findings:
            sign, ink = SIGNS[finding.level]
            marked = ink if ink in ("warn", "error") else "text"
            first = self.pen().put(f" {sign} ", ink).put(_(NAMES[finding.name]), "text", columns=_NAME, bold=True)
            for number, line in enumerate(wrap(finding.text, room)):
                yield (self.pen() if number else first).put(line, marked, at=_TEXT)
            for number, line in enumerate(wrap(finding.todo, room - 2) if finding.todo else ()):
                yield self.pen().put(f"{'  ' if number else '→ '}{line}", "muted", at=_TEXT)


def _said(state: DeviceState) -> DeviceState:
    """A device, in words: the status row has its name only."""
    return WORKS if state.level is Level.OK else state


class DoctorScreen(KassaScreen[None]):
    """Looks in a thread of its own: selling could go on meanwhile."""

    PLACE = "office"
    HELP = N_("What is well, and what to do about the rest. Nothing is changed by looking. F5 looks again.")

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.findings: list[Finding] = []
        self.looking = False
        self._left = False

    def body(self) -> ComposeResult:
        """One list."""
        yield Findings()

    def on_mount(self) -> None:
        """Look at once."""
        super().on_mount()
        self._look_again()

    def resumed(self) -> None:
        """The list as it is by now."""
        self.draw()

    def on_unmount(self) -> None:
        """Nobody waits for the rest any more."""
        self._left = True

    def now(self) -> Iterable[Key]:
        """Look again, and moving."""
        page = self.query_one(Findings).page
        yield key("escape", _("Back"), lambda: self.dismiss(None), weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        yield key("up", "", lambda: self._scroll(-1))
        yield key("down", "", lambda: self._scroll(1))
        yield key("pageup", _("Up"), lambda: self._scroll(-page), label="PgUp")
        yield key("pagedown", _("Down"), lambda: self._scroll(page), label="PgDn")
        if not self.looking:
            yield key("f5", _("Look again"), self._look_again, weight=8)
            if self.wants_backup:
                yield key("f7", _("Back up now"), self._back_up, weight=8, books=True)

    @property
    def wants_backup(self) -> bool:
        """Whether the last backup is too old, or there is none."""
        return any(each.name == "backup" and each.level in (Level.WARN, Level.ERROR) for each in self.findings)

    async def _back_up(self) -> None:
        """In a process of its own, then look again. Raises NotMadeError, SecondMissedError."""
        self.looking = True
        self.say(_("backing up"))
        self.keys_changed()
        try:
            await asyncio.to_thread(backup_beside.make, bound().path, self.counter.desk, self.counter.settings_file)
        finally:
            self.looking = False
            self.draw()
        self._look_again()

    def _scroll(self, by: int) -> None:
        self.query_one(Findings).scroll(by)

    def typed(self, event: events.Key) -> None:
        """Nothing is typed here."""
        if event.is_printable:
            self.app.error_sound()

    def say(self, text: str, hint: str = "") -> None:
        """Beside the title."""
        self.query_one(Findings).show(self.findings, text)

    def draw(self) -> None:
        """What has been found so far."""
        if self.drawable:
            now = clock.local(self.counter.desk.clock(), self.counter.shop.zone)
            done = _("looked at {time}").format(time=f"{now:%H:%M}")
            self.query_one(Findings).show(self.findings, _("looking") if self.looking else done)

    def _look_again(self) -> None:
        self.findings, self.looking = [], True
        self.draw()
        self.wait_for(self._look())

    async def _look(self) -> None:
        try:
            devices = await self._devices()
            await asyncio.to_thread(self._run, devices, asyncio.get_running_loop())
        finally:
            self.looking = False
        self.draw()

    async def _devices(self) -> list[Finding]:
        """The printer answers in the thread that owns it; the scanner tells by itself how it is."""
        spooler, looked = self.counter.spooler, Looked(NO_PRINTER)
        if spooler is not None:
            status: PrinterStatus = await spooler.ask(lambda printer: printer.status())
            looked = Looked(_said(status.printer), status.drawer if status.online else None)
        watcher = self.counter.devices.watcher
        keyboards = watcher.seen().keyboards if watcher is not None else ()
        return list(device_checks.devices(looked, _said(self.counter.devices.scanner), keyboards))

    def _run(self, devices: list[Finding], loop: asyncio.AbstractEventLoop) -> None:
        """In a thread with a connection of its own, which only reads."""
        bound().read_only_here()
        try:
            for finding in doctor.run(bound().path, None, devices, self.counter.desk.clock, self.counter.label):
                if self._left:
                    return
                loop.call_soon_threadsafe(self._found, finding)
        finally:
            bound().close()

    def _found(self, finding: Finding) -> None:
        self.findings.append(finding)
        self.draw()
