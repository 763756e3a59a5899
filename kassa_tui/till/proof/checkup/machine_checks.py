"""How the program and the machine are: library, disk, speed, clock, and whose the shop's files are."""

import math
import platform
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import apsw

from kassa_tui import __version__
from kassa_tui.database import OLDEST_SQLITE, rows
from kassa_tui.hw.ports import Level
from kassa_tui.i18n import _, current
from kassa_tui.storage import ballast
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode
from kassa_tui.till.ledger import clock, past_clock
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import backups
from kassa_tui.till.proof.checkup import disk_speed
from kassa_tui.till.proof.checkup.findings import Finding, graded, ms_text, size_text
from kassa_tui.till.sale import scanning

SYNC_WARN_SECONDS = 0.250
"""A commit that takes longer is felt at the counter."""

SCANS = 50

SCAN_WARN_SECONDS = 0.050
"""A line that comes later is felt at the counter."""


def program() -> Finding:
    """Which program this is."""
    return Finding("program", Level.OK, f"kassa-tui {__version__}, Python {platform.python_version()}")


def sqlite(version: str | None = None) -> Finding:
    """Whether the database library is free of the fault that loses pages."""
    installed = version or apsw.sqlite_lib_version()
    if tuple(int(part) for part in installed.split(".")) >= OLDEST_SQLITE:
        return Finding("sqlite", Level.OK, installed)
    oldest = ".".join(map(str, OLDEST_SQLITE))
    text = _("{version} can lose what was saved; {oldest} is the oldest that is safe.")
    return Finding(
        "sqlite", Level.ERROR, text.format(version=installed, oldest=oldest), _("Install the program again.")
    )


def space(path: Path) -> Finding:
    """Room on the disk of the shop, and how much of it the register keeps for when it is full."""
    free = ballast.free(path)
    if free is None:
        return Finding("space", Level.UNKNOWN, _("the disk does not say how much is free"))
    reserve = ballast.held(path)
    text = _("{size} free, {reserve} in reserve") if reserve else _("{size} free, no reserve")
    text = text.format(size=size_text(free), reserve=size_text(reserve))
    todo = _("Remove what does not belong on this machine.")
    return graded("space", -free, -ballast.LOW, -ballast.VERY_LOW, text, todo)


def disk(folder: Path) -> Finding:
    """How fast the disk is; one that cannot be written is found to be so, and ends nothing."""
    try:
        return sync(disk_speed.measure(folder))
    except OSError as problem:
        text = _("nothing can be written: {problem}").format(problem=problem.strerror or problem)
        return Finding("sync", Level.ERROR, text, _("Make room, or look at the disk: nothing more is saved on it."))


def sync(seconds: list[float]) -> Finding:
    """How long a commit waits for the disk, from sorted measurements."""
    half, most = (seconds[math.ceil(part * len(seconds)) - 1] for part in (0.5, 0.99))
    text = _("a durable write takes {half} ms, at worst {most} ms").format(half=ms_text(half), most=ms_text(most))
    if most > SYNC_WARN_SECONDS:
        return Finding("sync", Level.WARN, text, _("A slow or worn card: use a better one, or an SSD."))
    return Finding("sync", Level.OK, text)


def measure_scans() -> list[float]:
    """Seconds that it took from each of some scans to its line on a receipt, which is not drawn; sorted."""
    shop = read_shop()
    basket, taken = Basket("doctor", shop.currency), []
    for (code,) in rows("SELECT code FROM barcode ORDER BY code LIMIT ?", SCANS):
        begun = time.perf_counter()
        scanned = scanning.meaning(code, shop)
        if isinstance(scanned, ArticleCode | LabelCode) and scanned.article.price is not None:
            basket = basket.add(scanned.article)
            taken.append(time.perf_counter() - begun)
    return sorted(taken)


def speed(seconds: list[float]) -> Finding:
    """How long a scan waits for its line, from sorted measurements."""
    if not seconds:
        return Finding("speed", Level.OK, _("there is no article with a barcode and a price yet"))
    half, most = (seconds[math.ceil(part * len(seconds)) - 1] for part in (0.5, 0.99))
    text = _("from a scan to its line {half} ms, at worst {most} ms").format(
        half=ms_text(half, 2), most=ms_text(most, 2)
    )
    if half > SCAN_WARN_SECONDS:
        return Finding("speed", Level.WARN, text, _("Something else keeps this machine busy: restart it."))
    return Finding("speed", Level.OK, text)


def time_now(now: int) -> Finding:
    """Whether the clock stands after everything that the journal tells of, and not long after it."""
    shop = read_shop()
    here = clock.local(now, shop.zone)
    text = f"{current().full_date(here)} {here:%H:%M}"
    doubt = past_clock.doubt(now)
    if doubt is None:
        return Finding("clock", Level.OK, text)
    last = clock.local(doubt.newest, shop.zone)
    if doubt.ahead:
        said, level = _("{now} is long after the last entry of {day}, {time}"), Level.WARN
    else:
        said, level = _("{now} is before the last entry of {day}, {time}"), Level.ERROR
    text = said.format(now=text, day=current().full_date(last), time=f"{last:%H:%M}")
    return Finding("clock", level, text, _("Set the clock before you sell."))


def time_server() -> Finding:
    """Whether the clock is set over the network, as systemd sees it."""
    try:
        command = ["timedatectl", "show", "-p", "NTPSynchronized", "--value"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        answer = ""
    if answer == "yes":
        return Finding("time_server", Level.OK, _("the clock is set over the network"))
    if answer == "no":
        todo = _("Connect the network, or fit a clock with a battery.")
        return Finding("time_server", Level.WARN, _("the clock is not set over the network"), todo)
    return Finding("time_server", Level.UNKNOWN, _("this machine does not say whether the clock is set"))


def _shops_files(path: Path) -> Iterator[Path]:
    yield from path.parent.glob(f"{path.name}*")
    yield from path.parent.glob("kassa.log*")
    folder = backups.usual_folder(path)
    if folder.is_dir():
        yield folder
        yield from folder.iterdir()


def files(path: Path) -> Finding:
    """Whether the shop's files are its owner's alone, and all of one owner."""
    owner = path.stat().st_uid
    # What is being made beside them may be gone by now.
    seen = [(file, file.stat()) for file in sorted(_shops_files(path)) if file.exists()]
    strange = [file for file, stat in seen if stat.st_uid != owner]
    if strange:
        text = _("{file} belongs to another user than {database}").format(file=strange[0], database=path.name)
        return Finding("files", Level.ERROR, text, f"chown --reference={path} {strange[0]}")
    loose = [file for file, stat in seen if stat.st_mode & 0o077]
    if loose:
        text = _("others can read {file}").format(file=loose[0])
        return Finding("files", Level.WARN, text, f"chmod go= {loose[0]}")
    return Finding("files", Level.OK, _("nobody else can read them"))
