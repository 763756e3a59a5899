"""A counter, two offices, two office screens and commands at one database: nobody is refused, nothing is lost."""

import subprocess
import sys
import threading
import time
from itertools import cycle

from tests.system.conftest import Machine
from tests.trials import TRIAL, times
from tests.trials.conftest import ROOT, proven, stored
from tests.trials.counter import asked, sell, untroubled

SECONDS = times(short=25, usual=120, long=600)

COMMANDS = (("verify",), ("backup",), ("session", "list"), ("report", "x"), ("export", "activity"))
KEYS = ("f9", "escape", "1", "2", "f2", "escape")


@TRIAL
def test_counter_and_offices_at_once(shop: Machine) -> None:
    till, screens = shop.start(), [shop.start("office"), shop.start("office")]
    till.sees("Ready to scan")
    offices = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.trials.office", str(shop.database), str(seed)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for seed in (1, 2)
    ]  # fmt: skip
    end = time.monotonic() + SECONDS
    refused: list[str] = []

    def command() -> None:
        for words in cycle(COMMANDS):
            if time.monotonic() > end:
                break
            done = asked(shop, *words)
            if done.returncode:
                refused.append(f"{words}: {done.stdout[-300:]} {done.stderr[-300:]}")

    commands = threading.Thread(target=command)
    commands.start()
    sales, waits = 0, [0.0]
    for key in cycle(KEYS):
        if time.monotonic() > end:
            break
        waits.append(sell(till, sees=f"Receipt K1-{sales + 1:06d}"))
        sales += 1
        for screen in screens:
            screen.press(key)
            screen.rests(0.01)
            untroubled(key, screen.text)
    commands.join()
    written = []
    for office in offices:
        office.kill()
        lines = [line.split(maxsplit=1) for line in office.communicate()[0].splitlines()]
        refused += [line[1] for line in lines if line[0] == "REFUSED"]
        written += [int(line[1]) for line in lines if line[0] == "WROTE"]
    till.kill()
    for screen in screens:
        screen.kill()
    assert refused == []
    assert len(stored(shop.database)) == sales
    assert proven(shop.database) == []
    print(
        f"{SECONDS} s: {sales} sales beside {len(written)} writes of offices; longest wait for a receipt "
        f"{max(waits) * 1000:.0f} ms, of an office {max(written)} ms"
    )
