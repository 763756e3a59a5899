"""kill -9 at any moment: what was said to be recorded is there, once, and everything is proven."""

import random
from collections.abc import Iterator
from pathlib import Path

from tests.system.conftest import CHEESE, WINE, Machine
from tests.system.terminal import Terminal
from tests.trials import TRIAL, times
from tests.trials.conftest import Start, proven, stored

KILLS = times(short=40, usual=300, long=1000)
SCREEN_KILLS = times(short=6, usual=30, long=100)


@TRIAL
def test_no_kill_loses_or_doubles_a_sale(stall: Path, seller: Start) -> None:
    """A seller is killed after so many lines of what it said: it is in the midst of what follows them."""
    chance = random.Random(14)
    told: dict[str, tuple[str, int]] = {}
    for kill in range(KILLS):
        process = seller(kill)
        assert process.stdout is not None
        lines = [process.stdout.readline() for _each in range(chance.randint(1, 40))]
        process.kill()
        lines += process.stdout.readlines()
        process.wait()
        assert lines[0] == "OPEN\n"
        whole = (line.split() for line in lines if line.endswith("\n"))
        sold = {words[1]: (words[2], int(words[3])) for words in whole if words[0] == "SOLD"}
        told |= sold
        there = stored(stall)
        assert {uid: there.get(uid) for uid in told} == told
        assert len(there) - len(told) <= kill + 1
        if kill % 50 == 49:
            assert proven(stall) == []
    assert proven(stall) == []
    print(
        f"{KILLS} kills, {len(told)} sales said to be recorded, {len(stored(stall)) - len(told)} that nobody heard of"
    )


def _acts(till: Terminal) -> Iterator[str]:
    """A sale key by key; each is sent, not waited for, and named when what it leads to was seen."""
    for pieces, code in enumerate((WINE, CHEESE), 1):
        till.scan(code, sees=f"{pieces} line")
        yield f"{pieces} lines"
    till.press("f12", sees="F12 Card 65.00")
    yield "2 lines"
    till.press("c", sees="F12 Cash 65.00")
    till.unguarded()
    till.press("f12")
    yield "paying"
    till.sees("Receipt K1-")
    yield "paid"


@TRIAL
def test_no_kill_of_the_register_takes_what_was_seen(shop: Machine) -> None:
    """What was on the receipt is there again or was paid; what was seen as paid is; each paper came out at most once."""
    chance, done, sure = random.Random(15), dict.fromkeys(("2 lines", "paying", "paid"), 0), 0
    for _kill in range(SCREEN_KILLS):
        till = shop.start()
        till.sees("Ready to scan")
        last = chance.choice(("2 lines", "paying", "paying", "paid"))
        for seen in _acts(till):
            if seen == last:
                break
        till.rests(chance.uniform(0, 0.3))
        till.kill()
        done[last] += 1
        there = len(stored(shop.database))
        assert there in {"2 lines": (sure,), "paying": (sure, sure + 1), "paid": (sure + 1,)}[last]
        if there == sure:
            till = shop.start()
            till.sees("The receipt of before is here again", "2 lines")
            till.press("f12", sees="F12 Card 65.00")
            till.press("c", sees="F12 Cash 65.00")
            till.confirm(sees="Receipt K1-")
            till.kill()
        sure += 1
        assert len(stored(shop.database)) == sure
        assert proven(shop.database) == []
    for number in range(1, sure + 1):
        assert shop.paper.count(f"Receipt K1-{number:06d}") <= 1, number
    print(f"{SCREEN_KILLS} kills of the register: {done}")
