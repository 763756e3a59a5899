"""A disk that takes half a second for each sync: keys and scans are answered at once all the same."""

import random
import time
from pathlib import Path
from statistics import median

from tests.system.conftest import BREAD, CHEESE, WINE, Machine
from tests.system.terminal import Terminal
from tests.trials import LENGTH, TRIAL, times

SYNC_MS = 500
ROUNDS = times(short=5, usual=20, long=60)
ANSWERED_MS = 100


def _answered(till: Terminal, key: str) -> float:
    """Milliseconds from a key to another picture, or the bell."""
    before, rung, began = till.picture, till.bells, time.monotonic()
    till.press(key)
    till.until(lambda: till.picture != before or till.bells > rung, f"an answer to {key!r}")
    return (time.monotonic() - began) * 1000


@TRIAL
def test_keys_do_not_wait_for_the_disk(shop: Machine, failing: Path) -> None:
    slow, chance = shop.home / "slow", random.Random(3)
    shop.more = {"LD_PRELOAD": str(failing), "FAIL_FILE": "shop.db", "FAIL_FROM": str(slow), "FAIL_SLOW": str(slow)}
    till = shop.start()
    till.sees("Ready to scan")
    slow.write_text(str(SYNC_MS))
    waits: dict[str, list[float]] = {"key": [], "while it is saved": [], "receipt": []}
    for number in range(1, ROUNDS + 1):
        till.scan(chance.choice((WINE, CHEESE, BREAD)), sees="F12 Pay")
        for key in ("1", "2", "\x7f", "\x7f"):
            till.rests(chance.uniform(0.15, 0.4))
            waits["key"].append(_answered(till, key))
        till.press("f12", sees="F12 Card")
        till.press("c", sees="F12 Cash")
        till.unguarded()
        began = time.monotonic()
        till.press("f12")
        till.rests(0.1)
        if "Receipt K1-" not in till.text:
            waits["while it is saved"].append(_answered(till, "z"))
        till.sees(f"Receipt K1-{number:06d}")
        waits["receipt"].append((time.monotonic() - began) * 1000)
    for what, taken in waits.items():
        print(f"{what}: {len(taken)} times, median {median(taken):.0f} ms, longest {max(taken):.0f} ms")
    till.kill()
    shop.run("verify")
    if LENGTH != "short":
        assert median(waits["key"]) < ANSWERED_MS
