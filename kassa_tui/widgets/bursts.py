"""Telling a scan that comes through the keyboard from typing: characters closer than any hand.

A burst of at least six characters that ends in Enter or Tab is a code; everything else was typed.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

SHORTEST = 6
GAP = 0.03
"""Seconds between the characters of a scanner; people need more."""

K = TypeVar("K")


@dataclass
class Bursts(Generic[K]):
    """Characters held back until it is clear what they are. Times are seconds of one clock."""

    gap: float = GAP
    _held: list[tuple[K, str, float]] = field(default_factory=list)

    @property
    def waiting(self) -> bool:
        """Whether something is held back."""
        return bool(self._held)

    def hold(self, key: K, character: str, at: float) -> list[K]:
        """Hold a character; what was held before a longer pause was typed, and is given back."""
        typed = self.release() if self._held and at - self._held[-1][2] > self.gap else []
        self._held.append((key, character, at))
        return typed

    def code(self, at: float) -> str | None:
        """At an Enter: the scanned code, or None if what is held was typed."""
        if len(self._held) < SHORTEST or at - self._held[-1][2] > self.gap:
            return None
        code = "".join(character for _key, character, _at in self._held)
        self._held.clear()
        return code

    def due(self, at: float) -> float:
        """Seconds until what is held can no longer be part of a scan; 0 when it is time."""
        return max(self._held[-1][2] + self.gap - at, 0.0) if self._held else 0.0

    def release(self) -> list[K]:
        """What was held, as it was typed."""
        keys = [key for key, _character, _at in self._held]
        self._held.clear()
        return keys
