"""Every screen in the form for fingers: what can be tapped is large enough, whole, and reached by taps alone."""

import os
from collections.abc import Iterator
from pathlib import Path

from textual.app import App
from textual.geometry import Region
from textual.pilot import Pilot

from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas, Target
from kassa_tui.widgets.frame import Bar, Footer
from kassa_tui.widgets.listing import Listing
from kassa_tui.widgets.pad import Pad
from tests.screens import gallery
from tests.screens.test_gallery import MAY_CUT, SCROLLED, in_sight

SIZES = gallery.SIZES[1:] if os.environ.get("KASSA_TORTURE") else ((80, 24),)
"""The smallest is the hardest; all of them take longer. With fewer rows there are only keys: a console has no fingers."""

LANGUAGES = ("en", "nl", "da") if os.environ.get("KASSA_TORTURE") else ("nl",)
"""The longest words."""

EXEMPT = (Bar,)
"""The places in the bar are one row high: the tile of the menu leads to each of them."""

COLUMNS, QUICK_KEY, ROWS = 8, 10, 3
"""How large a target is at least, in cells."""

FEWEST = 3
"""Rows of a list in sight, unless a pad has the room."""


def drawn(app: App[int]) -> Iterator[Canvas]:
    """What is to be seen of the screen on top."""
    for canvas in app.screen.query(Canvas):
        if canvas.region.area:
            yield canvas


def too_small(target: Target) -> bool:
    """Whether a finger does not find it."""
    least = QUICK_KEY if isinstance(target.what, targets.QuickKey) else COLUMNS
    return target.columns < least or target.rows < ROWS


def _has(canvas: Canvas, name: str) -> bool:
    """Whether the footer of its screen has a tile for a key."""
    return any(name in key.names for footer in canvas.screen.query(Footer) for key in footer.keys)


def box(target: Target) -> Region:
    """Its cells in its canvas."""
    return Region(target.x, target.y, target.columns, target.rows)


class Fingers:
    """Looks at each screen, and keeps what a finger does not find."""

    def __init__(self, sizes: tuple[tuple[int, int], ...]) -> None:
        self._sizes = sizes
        self.pilot: Pilot[int] | None = None
        self.faults: list[str] = []
        self.seen = 0

    async def visit(self, name: str, app: App[int]) -> None:
        assert self.pilot is not None
        self.seen += 1
        for size in self._sizes:
            await gallery.show(app, self.pilot, size=size, theme=app.theme)
            self.faults += [f"{name} {size[0]}x{size[1]}: {fault}" for fault in self.look(app)]
        home = (100, 30) if len(self._sizes) > 1 else self._sizes[0]
        await gallery.show(app, self.pilot, size=home, theme=app.theme)

    def look(self, app: App[int]) -> Iterator[str]:
        """What is wrong with the screen on top."""
        canvases = list(drawn(app))
        for canvas in canvases:
            if not isinstance(canvas, EXEMPT):
                yield from self._targets(canvas)
        yield from self._covered(canvases)
        pads = [each for each in canvases if isinstance(each, Pad)]
        for canvas in canvases:
            if isinstance(canvas, Listing):
                yield from self._list(canvas, pads)
            if isinstance(canvas, Footer):
                yield from self._footer(canvas)
            if canvas.longer and not self._leads_on(app, pads):
                yield f"{type(canvas).__name__}: no tile leads to what is out of sight"
        for _y, segments in in_sight(app):
            text = "".join(segment.text for segment in segments)
            if "…" in SCROLLED.sub("", text) and not MAY_CUT.match(text):
                yield f"cut: {text.strip()!r}"

    @staticmethod
    def _targets(canvas: Canvas) -> Iterator[str]:
        """Large, whole, and none over another."""
        kind, whole = type(canvas).__name__, Region(0, 0, *canvas.size)
        sorts = any(target.what == targets.Heading(0) for target in canvas.targets) and _has(canvas, "f4")
        for number, target in enumerate(canvas.targets):
            if isinstance(target.what, targets.Heading) and sorts:
                # A heading is one row high: the tile of F4 sorts as well.
                continue
            if too_small(target):
                yield f"{kind}: {target.what!r} is {target.columns}x{target.rows}"
            if not whole.contains_region(box(target)):
                yield f"{kind}: {target.what!r} is not whole: {target} in {canvas.size}"
            for other in canvas.targets[:number]:
                if box(target).overlaps(box(other)):
                    yield f"{kind}: {target.what!r} over {other.what!r}"

    @staticmethod
    def _covered(canvases: list[Canvas]) -> Iterator[str]:
        """Nothing that is tapped lies under a pad or outside of the window."""
        for canvas in canvases:
            seen = canvas.screen.find_widget(canvas).visible_region
            if canvas.targets and seen != canvas.region:
                yield f"{type(canvas).__name__}: only {seen} of {canvas.region} is in sight"
            if not isinstance(canvas, Pad):
                for pad in canvases:
                    if isinstance(pad, Pad) and pad.region.overlaps(canvas.region):
                        yield f"{type(canvas).__name__}: under the pad"

    @staticmethod
    def _list(listing: Listing, pads: list[Pad]) -> Iterator[str]:
        """The chosen row and its neighbours are in sight, and tiles lead to the others."""
        values = listing.values
        if values is None or not values.rows or values.at is None:
            return
        in_list = {target.what for target in listing.targets if isinstance(target.what, targets.Row)}
        if targets.Row(values.at) not in in_list:
            yield f"row {values.at} is out of sight"
        if not pads and len(in_list) < min(FEWEST, len(values.rows)):
            yield f"only {len(in_list)} of {len(values.rows)} rows in sight"
        if listing.longer != (len(in_list) < len(values.rows)):
            yield "does not say whether there is more"

    @staticmethod
    def _leads_on(app: App[int], pads: list[Pad]) -> bool:
        """Whether a tile goes down: in the footer, among the answers of a question, or on the pad."""
        footers = [key.names[0] for footer in app.screen.query(Footer) for key in footer.keys]
        tappable = {target.what for canvas in drawn(app) for target in canvas.targets}
        leading = {targets.Button("↓"), targets.Press(("down",)), targets.More()}
        return bool({"down", "pagedown"} & set(footers) or leading & tappable)

    @staticmethod
    def _footer(footer: Footer) -> Iterator[str]:
        """Each word is on a tile, of the first page or of one that the tile More brings."""
        wanted = {key.label for key in footer.keys}
        reached: set[str] = set()
        for _page in wanted:
            reached |= {target.what.label for target in footer.targets if isinstance(target.what, targets.Button)}
            footer.turn()
            footer._strips = footer._painted()
        if wanted - reached:
            yield f"no tile for {sorted(wanted - reached)}"


async def test_every_target_is_large_enough_for_a_finger(tmp_path: Path) -> None:
    for language in LANGUAGES:
        fingers = Fingers(SIZES)
        folder = tmp_path / language
        folder.mkdir()
        async with gallery.demo_register(folder, language) as till:
            fingers.pilot = till.pilot
            till.app.touch = True
            till.app._relabel()
            await gallery.tour(till, fingers.visit)
        assert fingers.seen >= 80
        assert not fingers.faults, "\n".join(dict.fromkeys(fingers.faults))
