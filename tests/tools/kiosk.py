"""Photograph every screen of the touch form as a kiosk shows it: cage and foot on a screen that is not there.

    python -m tests.tools.kiosk --language nl --size 80x24 --out /tmp/pictures

The gallery's walk runs inside foot on the real driver of the terminal; grim takes a picture at each screen. Needs the
packages cage, foot, grim, xwayland and a font; nothing is shown on the machine's own screen.
"""

import argparse
import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip

from tests.screens import gallery
from tests.screens.keyboard import Keyboard
from tests.tools.pictures import colours

ROOT = Path(__file__).resolve().parents[2]

FONTS = {
    "80x24": ("--font=monospace:pixelsize=24", "--override=letter-spacing=2px", "--override=line-height=30px"),
    "100x30": ("--font=monospace:pixelsize=20",),
}
"""What makes so many cells at least of the 1280 x 720 pixels of a screen that is not there."""

SECONDS = 900
"""After which the walk is given up."""

FAULT = "fault.txt"
"""What went wrong inside is told in this file: the terminal is gone with it."""

_TRIES = 50
"""So many pictures are taken of one screen until one shows what the program does."""

_MARKED = ([0] * 3 + [255] * 253) * 3
"""Two steps of red, green or blue are the rounding of a dimmed colour, more is another colour."""

_FRAME_SECONDS = 1 / 60

_AS_SOMEBODY = (
    "unshare", "--mount", "sh", "-c",
    "mkdir -p /tmp/.X11-unix && mount -t tmpfs -o mode=1777 none /tmp/.X11-unix && "
    'exec unshare --user --map-user=1000 --map-group=1000 "$@"', "sh",
)  # fmt: skip
"""cage refuses root, and Xwayland a socket folder that is somebody else's: both are of another's own then."""


class KioskError(RuntimeError):
    """The walk did not come to its end."""


def missing() -> str:
    """Why no picture can be taken here; empty if one can."""
    lacks = [name for name in ("cage", "foot", "grim", "Xwayland") if shutil.which(name) is None]
    return f"needs {', '.join(lacks)}: apt install cage foot grim xwayland" if lacks else ""


def unit_options() -> list[str]:
    """How the unit starts its terminal: the options without the font, which follows from the size of a screen."""
    unit = (ROOT / "systemd" / "kassa-kiosk.service").read_text(encoding="utf-8")
    started = re.search(r"^ExecStart=.* -- \S+/foot (.*?) /\S+/python ", unit, re.MULTILINE)
    assert started is not None
    return [word for word in started[1].split() if not word.startswith("--font=")]


def take(out: Path, language: str, size: str, *, only: tuple[str, ...] = ()) -> list[Path]:
    """Walk past every screen and take a picture of each, or of those named `only`; raises KioskError."""
    out.mkdir(parents=True, exist_ok=True)
    fault = out / FAULT
    fault.unlink(missing_ok=True)
    begun = time.time_ns()
    inside = [sys.executable, "-m", "tests.tools.kiosk", "--inside", "--language", language, "--size", size]
    inside += ["--out", str(out.resolve()), *(f"--only={name}" for name in only)]
    foot = ["foot", *unit_options(), "--override=pad=0x0", *FONTS[size], *inside]
    as_somebody = _AS_SOMEBODY if os.geteuid() == 0 else ()
    with tempfile.TemporaryDirectory() as runtime:
        given = {"XDG_RUNTIME_DIR": runtime, "TEXTUAL_ANIMATIONS": "none", "HOME": runtime, "LANG": "C.UTF-8"}
        given |= {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
        kiosk = [*as_somebody, "cage", "--", *foot]
        ended = subprocess.run(
            kiosk, cwd=ROOT, env=os.environ | given, timeout=SECONDS, capture_output=True, text=True, check=False
        )
    if fault.exists():
        raise KioskError(fault.read_text(encoding="utf-8"))
    pictures = sorted(picture for picture in out.glob("*.png") if picture.stat().st_mtime_ns >= begun)
    if not pictures:
        raise KioskError(ended.stderr[-2000:])
    return pictures


def differences(picture: Image.Image, rows: Sequence[Strip]) -> list[tuple[int, int, str]]:
    """The cells (column, row, letter) with another ground, with a letter where none belongs, or without their letter."""
    wide, high = picture.width // max(row.cell_length for row in rows), picture.height // len(rows)
    wrong = []
    for y, row in enumerate(rows):
        x = 0
        for segment in row:
            ink, ground = colours(segment.style)
            under = bool(segment.style and segment.style.underline)
            for letter in segment.text:
                cell = picture.crop((x * wide, y * high, (x + 1) * wide, (y + 1) * high))
                other = ImageChops.difference(cell, Image.new("RGB", cell.size, ground)).point(_MARKED)
                drawn = other.getbbox() is not None
                if drawn != ((under or not letter.isspace()) and ink != ground):
                    wrong.append((x, y, letter))
                x += 1
    return wrong


class Camera:
    """Takes a picture of what foot shows."""

    def __init__(self, out: Path, size: str, only: list[str]) -> None:
        self._out, self._only = out, only
        self._least = tuple(int(part) for part in size.split("x"))
        self.pilot: Pilot[int] | None = None

    def use(self, pilot: Pilot[int]) -> None:
        """The program to look at."""
        self.pilot = pilot

    async def visit(self, name: str, app: App[int]) -> None:
        """One picture, when the terminal has drawn everything."""
        if self._only and name not in self._only:
            return
        assert self.pilot is not None
        if app.size.width < self._least[0] or app.size.height < self._least[1]:
            raise KioskError(f"{app.size} is less than {self._least}")
        await self._shown(self._out / f"{name}.png", app, Keyboard(app, self.pilot))

    async def _shown(self, file: Path, app: App[int], keyboard: Keyboard) -> None:
        """A picture of what the program shows; it draws all the while: grim gets old frames of a screen at rest.

        The last picture is left for whoever wants to see why none did.
        """
        for _time in range(_TRIES):
            taking = asyncio.create_task(asyncio.to_thread(self._picture))
            while not taking.done():
                app.screen.refresh()
                await keyboard.idle()
                await self._read(app, keyboard)
                await asyncio.sleep(_FRAME_SECONDS)
            file.write_bytes(taking.result())
            with Image.open(file) as picture:
                wrong = differences(picture.convert("RGB"), gallery.strips(app))
            if not wrong:
                return
        raise KioskError(f"{file.stem} is not what is on the screen: {wrong[:9]}")

    @staticmethod
    async def _read(app: App[int], keyboard: Keyboard) -> None:
        """Ask the terminal something: it answers when it has read all that was sent before."""
        assert app._driver is not None
        app._sync_available = False
        app._driver.write("\x1b[?2026$p")
        app._driver.flush()
        await keyboard.wait(lambda: app._sync_available, "the terminal's answer")

    @staticmethod
    def _picture() -> bytes:
        return subprocess.run(["grim", "-l", "1", "-"], capture_output=True, check=True, timeout=20).stdout


async def _walk(language: str, camera: Camera) -> None:
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        async with gallery.demo_register(Path(folder), language, kiosk=True) as till:
            camera.use(till.pilot)
            await gallery.tour(till, camera.visit)
        await gallery.setup_tour(language, camera.visit, camera.use, kiosk=True)


def main() -> None:
    """Start the kiosk, or be the program in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", default="en", choices=("nl", "da", "en"))
    parser.add_argument("--size", default="100x30", choices=sorted(FONTS))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", action="append", default=[], help="the name of a screen; all of them without it")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not args.inside:
        print(len(take(args.out, args.language, args.size, only=tuple(args.only))), "pictures")
        return
    try:
        asyncio.run(_walk(args.language, Camera(args.out, args.size, args.only)))
    except BaseException:
        (args.out / FAULT).write_text(traceback.format_exc(), encoding="utf-8")
        raise


if __name__ == "__main__":
    main()
