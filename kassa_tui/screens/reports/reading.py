"""Adding up beside the screen: in a thread with a reading connection of its own, which says how far it is and stops."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from kassa_tui.database import bound
from kassa_tui.till.reports.progress import Told, telling

T = TypeVar("T")

STEPS = 20_000
"""Steps of the database after which it asks whether it should go on: some milliseconds."""


class StoppedError(Exception):
    """Somebody did not want to wait."""


def _unheard(_done: int, _all: int) -> None:
    """Nobody wants to know how far it is."""


class Reading:
    """One question to the database; `stop` ends it anywhere, `told` hears in the screen's thread how far it is."""

    def __init__(self, told: Told = _unheard) -> None:
        self.stopped = False
        self._told = told

    def stop(self) -> None:
        """End the question soon."""
        self.stopped = True

    def _ask(self, question: Callable[[], T], progress: Told) -> T:
        bound().read_only_here()
        try:
            bound().connection().set_progress_handler(lambda: self.stopped, STEPS)
            with telling(progress):
                return question()
        except Exception as error:
            if self.stopped:
                raise StoppedError from error
            raise
        finally:
            bound().close()

    async def answer(self, question: Callable[[], T]) -> T:
        """The answer, while the screen goes on. Raises StoppedError, and what the question raises."""
        loop = asyncio.get_running_loop()

        def told(done: int, pieces: int) -> None:
            if self.stopped:
                raise StoppedError
            loop.call_soon_threadsafe(self._told, done, pieces)

        return await asyncio.to_thread(self._ask, question, told)
