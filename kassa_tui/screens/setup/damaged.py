"""Before the register: the shop's file is damaged. The newest proven copy is put back, or it is only looked into."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TypeVar

from msgspec import Struct

from kassa_tui.endings import LOOK
from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.ask import BoxQuestion, Whole
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.program import Program
from kassa_tui.till.ledger import clock
from kassa_tui.till.proof.newest_copy import Copy
from kassa_tui.widgets.dialog import DialogValues
from kassa_tui.widgets.frame import Key

T = TypeVar("T")

RESTORED, STOP = 0, 1
"""What the program ends with."""

HELP = N_(
    "A part of the shop's file cannot be read any more, perhaps because its disk or card is old; nothing can be sold "
    "with it. F12 puts the newest proven backup back. The damaged file is kept under another name; what was sold after "
    "the backup is on paper only. Is there a newer backup on a stick? Plug it in, then F5. F7 opens the file as far as "
    "it can be read, to look and to print; nothing is recorded. Have the disk replaced soon."
)


class Mending(Struct, frozen=True):
    """What is wrong, whether the file can be looked into, and what can be done about it.

    `find` is told a function that hears which copy is proved, and raises a KassaError where there is none. `put_back`
    makes the shop from the copy. Both are called beside the screen.
    """

    problem: KassaError
    readable: bool
    find: Callable[[Callable[[Path], object]], Copy]
    put_back: Callable[[Copy], object]


async def _beside(function: Callable[[], T]) -> T:
    """What a function gives or raises that takes its time; nobody who leaves meanwhile waits for it."""
    loop = asyncio.get_running_loop()
    came: asyncio.Future[T] = loop.create_future()

    def settle(give: Callable[[], None]) -> None:
        if not came.done():
            give()

    def run() -> None:
        try:
            given = function()
        except Exception as error:
            given_up = partial(came.set_exception, error)
        else:
            given_up = partial(came.set_result, given)
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, given_up)

    Thread(target=run, name="mending", daemon=True).start()
    return await came


class DamagedQuestion(BoxQuestion[int]):
    """What is wrong, what the newest proven copy is and lacks, and both ways."""

    DEFAULT_CSS = "DamagedQuestion > #box { width: 78; }"

    def __init__(self, mending: Mending) -> None:
        super().__init__(guarded=True)
        self._mending = mending
        self.copy: Copy | None = None
        self._none, self._doing = "", ""

    def values(self) -> DialogValues:
        """What is wrong, then what can be done."""
        first = _("The shop's file is damaged or gone: nothing can be sold before a backup is put back.")
        lines = (first, *filter(None, (*self._about_copy(), self._none, self._mending.problem.say(), self._doing)))
        return DialogValues(_("The shop cannot be opened"), lines, error=self._error, buttons=self.buttons())

    def _about_copy(self) -> tuple[str, ...]:
        if self.copy is None:
            return ()
        when = clock.local(self.copy.at, self.copy.zone)
        until = _("The newest proven backup is of {day}, {time}.").format(
            day=current().full_date(when), time=f"{when:%H:%M}"
        )
        receipt = _("Its last receipt is {number}.").format(number=self.copy.receipt) if self.copy.receipt else ""
        lacks = self.copy.lacking() or _("It lacks nothing that is known; what was sold after it is on paper only.")
        code = _("Numbers then begin with {code}, so that none is given twice.").format(code=self.copy.code)
        return (*self.copy.passed, f"{until} {receipt}", f"{lacks} {code}" if self.copy.lacks else lacks)

    def now(self) -> Iterable[Key]:
        """What can be done now; while a copy is looked for, whoever does not want to wait stops."""
        yield key("escape", _("Stop"), lambda: self.dismiss(STOP))
        yield key("f1", _("Help"), self._help)
        if self._doing:
            return
        yield key("f5", "" if self.copy else _("Look again"), self.search)
        if self._mending.readable:
            yield key("f7", _("Only look"), lambda: self.dismiss(LOOK))
        if self.copy is not None:
            yield key("f12", _("Put it back"), self._agree, go=True, books=True)

    def _help(self) -> None:
        self.app.push_screen(Whole(_("Help"), _(HELP)))

    async def search(self) -> None:
        """Look for the newest proven copy beside the screen; which one is proved stands in the box."""
        self.copy, self._none = None, ""
        self._does(_("Looking for the newest proven backup ..."))
        try:
            loop = asyncio.get_running_loop()
            self.copy = await _beside(
                lambda: self._mending.find(lambda file: loop.call_soon_threadsafe(self._heard, file))
            )
        except KassaError as none:
            self._none = none.say()
        finally:
            self._does("")

    def _heard(self, file: Path) -> None:
        self._does(_("Proving {file} ...").format(file=file.name))

    def _does(self, text: str) -> None:
        self._doing = text
        self.keys_changed()

    async def _agree(self) -> None:
        """Put it back; why not stays in the box, and everything is as it was."""
        if self.too_soon() or self.copy is None:
            return
        copy, self._error, self.app.busy = self.copy, "", True
        self._does(_("Putting the backup back ..."))
        try:
            await _beside(lambda: self._mending.put_back(copy))
            self.dismiss(RESTORED)
        finally:
            self.app.busy = False
            self._does("")


class DamagedApp(Program):
    """Asks before anything is opened. The exit code says what was decided."""

    def __init__(self, mending: Mending, *, theme: str) -> None:
        super().__init__()
        self.theme = theme
        self._question = DamagedQuestion(mending)

    def on_mount(self) -> None:
        """The question, and the search for what can be put back."""
        self.push_screen(self._question, self._decided)
        self.call_after_refresh(self.ready_now)
        self.call_after_refresh(lambda: self._question.do(self._question.search))

    def _decided(self, answer: int | None) -> None:
        self.exit(STOP if answer is None else answer)

    def tell(self, text: str) -> None:
        """In the box."""
        self._question.complain(text)
