"""A register that is never ended: it needs no more memory after many sales, and is no slower."""

import random
import time
from pathlib import Path
from statistics import median

from tests.system.conftest import BREAD, CHEESE, WINE, Machine
from tests.system.terminal import Terminal
from tests.trials import LENGTH, TRIAL, times

SALES = times(short=100, usual=2000, long=20_000)
WARM = SALES // 20
"""Sales after which everything is loaded once."""

MORE_MB, SLOWER = 5.0, 1.1


def _memory(till: Terminal) -> float:
    """Megabytes that the program holds."""
    held = next(line for line in Path(f"/proc/{till.pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(held.split()[1]) / 1024


def _sell(till: Terminal, chance: random.Random, number: int) -> float:
    """Up to three articles for cash; seconds from the key that pays to the receipt."""
    pieces = chance.randint(1, 3)
    for piece in range(1, pieces + 1):
        till.scan(chance.choice((WINE, CHEESE, BREAD)), sees="F12 Pay")
        till.until(lambda: f"{piece} piece" in till.text, f"piece {piece}")  # noqa: B023 - awaited here
    till.press("f12", sees="F12 Card")
    till.press("c", sees="F12 Cash")
    till.unguarded()
    began = time.monotonic()
    till.press("f12", sees=f"Receipt K1-{number:06d}")
    return time.monotonic() - began


@TRIAL
def test_many_sales_leave_the_register_as_it_was(shop: Machine) -> None:
    till, chance = shop.start(), random.Random(11)
    till.sees("Ready to scan")
    took: list[float] = []
    memory = [0.0]
    for number in range(1, SALES + 1):
        took.append(_sell(till, chance, number))
        if number % WARM == 0:
            memory.append(_memory(till))
    files = len(list(Path(f"/proc/{till.pid}/fd").iterdir()))
    first, last = (median(part) * 1000 for part in (took[: SALES // 20], took[-SALES // 20 :]))
    print(
        f"{SALES} sales: {memory[1]:.1f} MB after {WARM}, {memory[-1]:.1f} MB at the end, {files} files; "
        f"F12 to receipt {first:.0f} ms at first, {last:.0f} ms at last"
    )
    till.terminate()
    assert till.ends() == 0
    shop.run("verify")
    if LENGTH != "short":
        assert memory[-1] <= memory[2] + MORE_MB, memory
    if LENGTH == "long":
        assert last <= first * SLOWER
