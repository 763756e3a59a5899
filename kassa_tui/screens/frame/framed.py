"""A screen with a frame as those know it who ask and record on its behalf: what it answers does not matter to them."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Protocol, TypeVar

from kassa_tui.screens.frame.host import Host
from kassa_tui.till.counter.counter import Counter
from kassa_tui.widgets.frame import Key

T = TypeVar("T")


class Framed(Protocol):
    """Every KassaScreen is one."""

    PLACE: str

    @property
    def app(self) -> Host:
        """The register around it."""

    @property
    def counter(self) -> Counter:
        """The desk, the shop and the devices."""

    def now(self) -> Iterable[Key]:
        """The keys that work now."""

    def menu_items(self) -> list[tuple[str, Callable[[], object]]]:
        """What it adds to the menu."""

    def do(self, action: Callable[[], object]) -> None:
        """Run what a key does."""

    async def recorded(self, work: Coroutine[Any, Any, T]) -> T:
        """Await a recorder; keys and scans are dropped meanwhile. Raises what it raises."""

    def complain(self, text: str, hint: str = "") -> None:
        """Say what is wrong."""

    def keys_changed(self) -> None:
        """The footer says what works now."""

    def update_frame(self) -> None:
        """Bar, status and footer as they are now."""
