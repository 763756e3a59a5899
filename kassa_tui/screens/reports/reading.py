"""Adding up beside the screen: in a thread with a reading connection of its own, which can be stopped."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from kassa_tui.database import bound

T = TypeVar("T")

STEPS = 20_000
"""Steps of the database after which it asks whether it should go on: some milliseconds."""


class StoppedError(Exception):
    """Somebody did not want to wait."""


class Reading:
    """One question to the database; `stop` ends it wherever it is."""

    def __init__(self) -> None:
        self.stopped = False

    def stop(self) -> None:
        """End the question soon."""
        self.stopped = True

    def _ask(self, question: Callable[[], T]) -> T:
        bound().read_only_here()
        try:
            bound().connection().set_progress_handler(lambda: self.stopped, STEPS)
            return question()
        except Exception as error:
            if self.stopped:
                raise StoppedError from error
            raise
        finally:
            bound().close()

    async def answer(self, question: Callable[[], T]) -> T:
        """The answer, while the screen goes on. Raises StoppedError, and what the question raises."""
        return await asyncio.to_thread(self._ask, question)
