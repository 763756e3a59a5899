"""Draw the demo shop into docs/screenshots: `make snapshots`; every screen of it with ARGS="--all --out FOLDER"."""

import argparse
import asyncio
import os
import re
import tempfile
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot

from kassa_tui.app import THEMES
from tests.screens import gallery
from tests.tools.pictures import draw

ROOT = Path(__file__).resolve().parents[2]


SHOWN = re.compile(r"!\[[^]]*\]\((?:docs/)?screenshots/([a-z0-9-]+)-\d+x\d+\.png\)")
"""A picture in the handbook."""


def shown() -> set[str]:
    """The screens that the handbook has pictures of."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    return {name for page in pages for name in SHOWN.findall(page.read_text(encoding="utf-8"))}


class Camera:
    """Draws the screen that it is shown, in each size; only those that are `wanted`, or all of them."""

    def __init__(self, out: Path, theme: str, sizes: list[tuple[int, int]], wanted: set[str] | None = None) -> None:
        self._out, self._theme, self._sizes, self._wanted = out, theme, sizes, wanted
        self.pilot: Pilot[int] | None = None

    def use(self, pilot: Pilot[int]) -> None:
        """The program to look at."""
        self.pilot = pilot

    async def visit(self, name: str, app: App[int]) -> None:
        """One picture a size; then the screen is as it was."""
        assert self.pilot is not None
        if self._wanted is not None and name not in self._wanted:
            return
        before = (app.size.width, app.size.height)
        for columns, rows in self._sizes:
            await gallery.show(app, self.pilot, size=(columns, rows), theme=self._theme)
            draw(gallery.strips(app), columns, self._out / f"{name}-{columns}x{rows}.png")
        await gallery.show(app, self.pilot, size=before, theme=self._theme)


async def take(language: str, camera: Camera) -> None:
    """The whole gallery in one language."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        async with gallery.demo_register(Path(folder), language) as till:
            camera.use(till.pilot)
            await gallery.tour(till, camera.visit)
        await gallery.setup_tour(language, camera.visit, camera.use)
    with tempfile.TemporaryDirectory() as folder:
        async with gallery.demo_register(Path(folder), language, trade=True) as till:
            camera.use(till.pilot)
            await gallery.month_tour(till, camera.visit)


def main() -> None:
    """Read the command line and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", default="en", choices=("nl", "da", "en"))
    parser.add_argument("--theme", default="dark", choices=sorted(THEMES))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--sizes", nargs="+", default=["100x30"])
    parser.add_argument("--all", action="store_true", help="every screen, not only those of the handbook")
    args = parser.parse_args()
    sizes = [(int(size.split("x")[0]), int(size.split("x")[1])) for size in args.sizes]
    camera = Camera(args.out, THEMES[args.theme], sizes, None if args.all else shown())
    asyncio.run(take(args.language, camera))


if __name__ == "__main__":
    main()
