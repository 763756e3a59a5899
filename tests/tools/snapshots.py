"""Draw every screen of the demo shop into docs/screenshots: `make snapshots ARGS="--language nl"`."""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot

from kassa_tui.app import THEMES
from kassa_tui.screens.payment import screen as payment_screen
from tests.screens import gallery
from tests.tools.pictures import draw

ROOT = Path(__file__).resolve().parents[2]


class Camera:
    """Draws the screen that it is shown, in each size."""

    def __init__(self, out: Path, theme: str, sizes: list[tuple[int, int]]) -> None:
        self._out, self._theme, self._sizes = out, theme, sizes
        self.pilot: Pilot[int] | None = None

    def use(self, pilot: Pilot[int]) -> None:
        """The program to look at."""
        self.pilot = pilot

    async def visit(self, name: str, app: App[int]) -> None:
        """One picture a size; then the screen is as it was."""
        assert self.pilot is not None
        before = (app.size.width, app.size.height)
        for columns, rows in self._sizes:
            await gallery.show(app, self.pilot, size=(columns, rows), theme=self._theme)
            draw(gallery.strips(app), columns, self._out / f"{name}-{columns}x{rows}.png")
        await gallery.show(app, self.pilot, size=before, theme=self._theme)


async def take(language: str, camera: Camera) -> None:
    """The whole gallery in one language."""
    payment_screen.GUARD_SECONDS = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        async with gallery.demo_register(Path(folder), language) as till:
            camera.use(till.pilot)
            await gallery.tour(till, camera.visit)
        await gallery.setup_tour(language, camera.visit, camera.use)


def main() -> None:
    """Read the command line and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", default="en", choices=("nl", "da", "en"))
    parser.add_argument("--theme", default="dark", choices=sorted(THEMES))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--sizes", nargs="+", default=["80x24", "100x30"])
    args = parser.parse_args()
    sizes = [(int(size.split("x")[0]), int(size.split("x")[1])) for size in args.sizes]
    asyncio.run(take(args.language, Camera(args.out, THEMES[args.theme], sizes)))


if __name__ == "__main__":
    main()
