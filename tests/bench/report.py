"""The table that is printed at the end: what, ours, the floor, their ratio, the goal, and whether it is kept."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

HEAD = ("what", "ours", "beside", "ratio", "goal", "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One row. Samples are in `unit`; without `floor` the median itself is held against `goal`, without that nothing is.

    `note` stands at the end of the row: why something was left out, or what to know about it.
    """

    what: str
    unit: str
    ours: Sequence[float] = ()
    floor: Sequence[float] = ()
    goal: float | None = None
    note: str = ""
    samples: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "samples", len(self.ours))

    @property
    def ratio(self) -> float | None:
        """Our median over the floor's."""
        return median(self.ours) / median(self.floor) if self.ours and self.floor else None

    @property
    def kept(self) -> bool | None:
        """Whether the goal is kept; None when there is none, or nothing was measured."""
        value = self.ratio if self.floor else median(self.ours) if self.ours else None
        return None if value is None or self.goal is None else value <= self.goal

    def cells(self) -> tuple[str, ...]:
        """The row as it is printed."""
        verdict = {True: "ok", False: "short", None: ""}[self.kept]
        goal = "" if self.goal is None else f"≤ {self.goal:g}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        return (
            self.what,
            self._shown(self.ours),
            self._shown(self.floor),
            ratio,
            goal,
            f"{verdict}  {self.note}".strip(),
        )

    def _shown(self, samples: Sequence[float]) -> str:
        return f"{median(samples):.3g} (min {min(samples):.3g}) {self.unit}" if samples else ""

    def facts(self) -> dict[str, object]:
        """The row with all its samples, for a file."""
        late = quantiles(self.ours, n=20)[-1] if len(self.ours) > 1 else None
        return {
            "what": self.what,
            "unit": self.unit,
            "ratio": self.ratio,
            "goal": self.goal,
            "kept": self.kept,
            "p95": late,
            "ours": list(self.ours),
            "floor": list(self.floor),
            "note": self.note,
        }


def table(findings: Iterable[Finding]) -> str:
    """All rows, in columns."""
    rows = [HEAD, *(finding.cells() for finding in findings)]
    wide = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    lines = []
    for row in rows:
        first, *figures, last = (
            cell.rjust(wide[i]) if 0 < i < 5 else cell.ljust(wide[i]) for i, cell in enumerate(row)
        )
        lines.append("  ".join([first, *figures, last]).rstrip())
    return "\n".join(lines)


def write(file: Path, findings: Iterable[Finding]) -> None:
    """All rows with their samples as JSON."""
    file.write_text(json.dumps([finding.facts() for finding in findings], indent=1) + "\n", encoding="utf-8")
