"""Bytes from the terminal: none ends the program, at the register nor at its lock, and keys work afterwards."""

import random
from collections.abc import Sequence

import pytest

from tests.system.conftest import Machine
from tests.system.terminal import Terminal
from tests.trials import TRIAL, times
from tests.trials.counter import lock, untroubled

CASES = (
    b"\xff", b"\xe9a", b"\xc3a", b"\xf0\x9f", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x00", b"\x03", b"\x04", b"\x11",
    b"\x1a", b"\x1c", b"\x9b31m", b"\x1b[99999999999u", b"\x1b[1114112u", b"\x1b[55296u", b"\x1b[48;0;0;0;0t",
    b"\x1b[48;9999999999;1;1;1t", b"\x1b[<35;-1;-1M", b"\x1b[<0;99999;99999M", b"\x1b[<0;0;0M", b"\x1b[M   ",
    b"\x1b[999999;999999R", b"\x1bP>|evil\x1b\\", b"\x1b]11;rgb:0/0/0\x07", b"\x1b[1;99999999999A",
)  # fmt: skip
"""Bytes that are no letters, keys that end programs, and numbers that no terminal means."""

BEGINNINGS = (b"", b"\x1b[", b"\x1b[<", b"\x1b]", b"\x1bP", b"\x1b[200~", b"\x1b[?", b"\x1bO", b"\xf0", b"\x1b[48;")
ENDS = b"uMmtRy~$cABCDFHPQS\x07\x1b"
SETTLED = b"\x1b[201~\x1b\\"
"""Ends whatever was begun."""

RANDOM = times(short=50, usual=600, long=2000)
EACH = 50
"""So many at one program."""

APART, SETTLING = 0.12, 0.02
"""Seconds: longer than a lone Escape is waited for, and until what ended a sequence was read."""


def _any(chance: random.Random) -> bytes:
    """A beginning that means something, numbers or any bytes, and perhaps an end."""
    numbers = b";".join(b"%d" % chance.choice((0, 1, 27, 255, 55296, 1114112, 10**11)) for _number in range(3))
    middle = chance.choice((numbers, chance.randbytes(chance.randint(1, 12))))
    end = bytes((chance.choice(ENDS),)) if chance.random() < 0.8 else b""
    return chance.choice(BEGINNINGS) + middle + end


def _begin(shop: Machine, *, locked: bool) -> Terminal:
    till = shop.start()
    till.sees("Last at the register" if locked else "Ready to scan")
    return till


def _survives(till: Terminal, sequences: Sequence[bytes]) -> None:
    """Each comes alone; a picture is drawn anew afterwards."""
    for sequence in sequences:
        till.send_bytes(sequence)
        till.rests(APART)
        till.send_bytes(SETTLED)
        till.rests(SETTLING)
        untroubled(sequence, till.text)
    till.redraws(99, 31)
    till.redraws(100, 30)


@TRIAL
@pytest.mark.parametrize("locked", [False, True], ids=["register", "lock"])
def test_no_bytes_end_the_program(shop: Machine, *, locked: bool) -> None:
    if locked:
        lock(shop)
    till = _begin(shop, locked=locked)
    _survives(till, CASES)
    chance = random.Random(26)
    for _batch in range(0, RANDOM, EACH):
        till.kill()
        till = _begin(shop, locked=locked)
        _survives(till, [_any(chance) for _each in range(EACH)])
    till.kill()
    shop.run("verify")
    print(f"{len(CASES)} known and {RANDOM} other sequences: none ended it")
