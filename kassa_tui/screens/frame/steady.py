"""What disks and bytes do to a screen while it is made, drawn or asked is said; the program goes on.

Without this, Textual ends the program for anything that a handler raises.
"""

from typing import Any

from textual import events
from textual._callback import invoke
from textual.message import Message
from textual.timer import Timer, TimerCallback

from kassa_tui.database import look_anew, trouble_of
from kassa_tui.errors import KassaError
from kassa_tui.storage.trouble import DamagedError


def sentence(error: Exception) -> KassaError | None:
    """What can be said about it; None for a fault of the program."""
    return error if isinstance(error, KassaError) else trouble_of(error)


class Steady:
    """Mixed into screens and programs, in front of Textual's class."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)  # type: ignore[misc]
        except Exception as error:
            if not self._said(error) or not self.survives(message):
                raise

    def set_timer(self, delay: float, callback: TimerCallback | None = None, **more: Any) -> Timer:
        """Textual's, whose callbacks run beside the messages."""
        timer: Timer = super().set_timer(delay, self._steadily(callback), **more)  # type: ignore[misc]
        return timer

    def set_interval(self, interval: float, callback: TimerCallback | None = None, **more: Any) -> Timer:
        """The same again and again."""
        timer: Timer = super().set_interval(interval, self._steadily(callback), **more)  # type: ignore[misc]
        return timer

    def _steadily(self, callback: TimerCallback | None) -> TimerCallback | None:
        async def run() -> None:
            assert callback is not None
            try:
                await invoke(callback)
            except Exception as error:
                if not self._said(error):
                    raise

        return callback and run

    def _said(self, error: Exception) -> bool:
        """Whether it could be said, and was."""
        problem, app = sentence(error), self.app  # type: ignore[attr-defined]
        if isinstance(problem, DamagedError):
            look_anew()
        if problem is not None:
            app.say_trouble(problem.say())
        return problem is not None

    def survives(self, message: Message) -> bool:
        """Whether something is left to look at: a screen that could not be made is left again, but for a place's."""
        screen: Any = self
        if screen is screen.app or not isinstance(message, events.Compose | events.Mount):
            return True
        if len(screen.app.screen_stack) > 1:
            screen.app.call_later(_leave, screen)
            return True
        return isinstance(message, events.Mount)


def _leave(screen: Any) -> None:
    if screen.is_current:
        screen.dismiss(None)
