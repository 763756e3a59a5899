"""What a key or a scan does on a screen: refusals are said, what takes time goes on in the background."""

from collections.abc import Awaitable, Callable, Coroutine
from inspect import iscoroutine
from typing import Any, TypeVar

from kassa_tui.errors import KassaError
from kassa_tui.screens.frame.program import Program
from kassa_tui.screens.frame.steady import Steady
from kassa_tui.till.ledger.errors import NotAllowedError

T = TypeVar("T")


class Acts(Steady):
    """Mixed into what has keys."""

    app: Program
    _beginning = False
    _scanning = False
    _put_off: list[Callable[[], object]] | None = None
    """Keys and scans that wait until something is written; None while nothing is."""

    _refused = ""
    """Why the last scan was refused, as long as nothing has been pressed since."""

    @property
    def free(self) -> bool:
        """Whether a press does something now: the screen is on top, nothing begins and nothing is being recorded."""
        return bool(self.is_current) and not self._beginning and self._put_off is None and not self.app.busy  # type: ignore[attr-defined]

    def complain(self, text: str, hint: str = "") -> None:
        """Say what is wrong, with the error sound; nothing has changed."""
        self._refused = text if self._scanning else ""
        self.app.error_sound()
        self.say(text, hint)

    def say(self, text: str, hint: str = "") -> None:
        """Show what is wrong; an empty text takes it away."""
        raise NotImplementedError

    def unsay(self, _text: str) -> None:
        """Take away what was said."""
        self.say("")

    def do(self, action: Callable[[], object], *, helps: bool = False) -> None:
        """Run what a key, tap or scan does; an action that waits goes on in the background.

        Unless it only `helps`, the message of a refused scan is done with.
        """
        if not helps:
            self.refusal_seen()
        try:
            pending = action()
        except NotAllowedError as refusal:
            self.wait_for(self._asked(refusal, action))
        except KassaError as error:
            self.complain(error.say())
        except Exception as error:
            self.app.fault(error)
        else:
            # A dismissed screen gives an awaitable too, which must not be awaited from within.
            if iscoroutine(pending):
                self.wait_for(pending)

    async def _asked(self, refusal: NotAllowedError, action: Callable[[], object]) -> None:
        """What was refused is done when somebody agrees to it. Raises the refusal."""
        if not await self.app.agreed(refusal):
            raise refusal
        self.do(action)

    def wait_for(self, work: Awaitable[object]) -> None:
        """Go on with something that takes time; its refusals are said here. A press before it has begun is dropped."""

        async def guarded() -> None:
            self._beginning = False
            try:
                await work
            except KassaError as error:
                self.complain(error.say())
            except Exception as error:
                self.app.fault(error)
            self.keys_changed()

        self._beginning = True
        self.run_worker(guarded(), exit_on_error=False)  # type: ignore[attr-defined]

    async def holding(self, work: Awaitable[T]) -> T:
        """Await a short write. Keys and scans that come meanwhile are held, and do afterwards what they do then."""
        self._put_off = []
        try:
            return await work
        finally:
            later, self._put_off = self._put_off, None
            for act in later:
                self.call_later(act)  # type: ignore[attr-defined]

    def holds(self, act: Callable[[], object]) -> bool:
        """Whether what came is done later, because something is being written that goes before it."""
        if self._put_off is not None:
            self._put_off.append(act)
        return self._put_off is not None

    async def recorded(self, work: Coroutine[Any, Any, T]) -> T:
        """Await a recorder; keys and scans are dropped meanwhile, so that nothing is done twice."""
        self.app.busy = True
        try:
            return await work
        finally:
            self.app.busy = False

    def takes_away(self, pressed: str) -> bool:
        """Whether a key only takes a message away: Esc, and F12 that of a refused scan."""
        if pressed == "f12" and self._refused:
            self.refusal_seen()
        elif pressed == "escape" and (see := self.seeing()):
            see()
        else:
            return False
        self.keys_changed()
        return True

    def seeing(self) -> Callable[[], None] | None:
        """What Esc does where it only takes a message away, as the footer says then; None everywhere else."""
        return self.refusal_seen if self._refused and not self.in_the_way() else None

    def refusal_seen(self) -> None:
        """Whoever presses or taps something has seen why a scan was refused; what another scan says comes by itself."""
        refused, self._refused = self._refused, ""
        if refused and not self._scanning:
            self.unsay(refused)

    def in_the_way(self) -> bool:
        """Whether what was typed is why a scan was refused: then Esc wipes it."""
        return False

    def keys_changed(self) -> None:
        """The footer says what works now."""
        raise NotImplementedError
