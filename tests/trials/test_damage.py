"""A till whose file is damaged: refused or named before it sells, and the newest proven copy sells on by a key."""

import random
import shutil
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.system.conftest import BREAD, Machine
from tests.system.terminal import Terminal
from tests.trials import TRIAL, times
from tests.trials.conftest import ROOT, SELLER
from tests.trials.counter import asked_here, untroubled

TILLS = times(short=9, usual=27, long=90)
SALES, MORE = "60", "5"
"""Before the copy, and after it."""
PAGE = 4096

NEW_SHOP = "Name of the shop"
ASKS = "The shop cannot be opened"
BANNER = "File damaged"


def _page(content: bytearray, number: int) -> slice:
    assert 0 < number <= len(content) // PAGE
    return slice((number - 1) * PAGE, number * PAGE)


def _turned(content: bytearray, number: int) -> None:
    start = (number - 1) * PAGE
    for at in range(start, start + 8):
        content[at] ^= 0xFF


def _damage(content: bytearray, number: int, roots: dict[str, int], chance: random.Random) -> str:
    """Do one of nine things to a file, any of its pages or bits; what that was."""
    page = chance.randrange(2, len(content) // PAGE + 1)
    tables = [name for name, root in roots.items() if root > 0 and not name.startswith("sqlite_")]
    match number % 9:
        case 0:
            content[_page(content, page)] = bytes(PAGE)
            return "a page of nothing"
        case 1:
            content[chance.randrange(100)] ^= 1 << chance.randrange(8)
            return "a bit of the beginning"
        case 2:
            _turned(content, page)
            return "the beginning of a page"
        case 3:
            del content[-PAGE * chance.randrange(1, 20) - chance.choice((0, 100)) :]
            return "cut short"
        case 4:
            content[:100] = bytes(100)
            return "no beginning"
        case 5:
            _turned(content, roots[chance.choice([name for name in tables if "_by_" not in name])])
            return "the first page of a table or index"
        case 6:
            content[_page(content, roots[chance.choice(tables)])] = bytes(PAGE)
            return "nothing where a table or index begins"
        case 7:
            content.clear()
            return "0 bytes"
    content[:] = b"Dear Sir or Madam\n" * 5_000
    return "a letter"


def _roots(file: Path) -> dict[str, int]:
    """Where the tables and indexes begin."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
        return dict(opened.execute("SELECT name, rootpage FROM sqlite_master"))


def _sells(till: Terminal) -> None:
    """Try to sell a bread, whatever is said to it."""
    till.scan(BREAD, sees=" ")
    for key in ("f12", "c", "f12"):
        till.rests(0.7)
        till.press(key)
    till.rests(1.5)


def _what_comes(till: Terminal) -> str:
    """What a person sees: it asks, it does not start, it sells with a warning or without, or it only shows."""
    try:
        till.until(lambda: any(sign in till.text for sign in ("F9 Menu", ASKS, NEW_SHOP)), "a screen")
    except AssertionError:
        # It has ended, and says why.
        assert "kassa: " in till.text
    untroubled("start", till.text)
    assert NEW_SHOP not in till.text
    if ASKS in till.text:
        till.sees("Put it back")
        return "asks"
    if "kassa: " in till.text:
        return "does not start"
    till.rests(1.0)
    warned = BANNER in till.text
    _sells(till)
    untroubled("sale", till.text)
    sold = "Receipt K1-" in till.text
    return "warns" if warned else "sells" if sold else "shows"


def _put_back(till: Terminal, came: str, here: tuple[str, str]) -> None:
    """By the key where it asks, else by the command; a bread is sold afterwards, and all is proven."""
    if came == "asks":
        till.unguarded()
        till.press("f12", sees="Scan an article")
        _sells(till)
        untroubled("sale", till.text)
        assert "Receipt K1" in till.text
        till.close()
    else:
        till.close()
        code, said = asked_here("restore", "--lacking", *here)
        assert code == 0, said
    code, said = asked_here("verify", *here)
    assert code == 0, said


def _shop_of_sales(shop: Machine, here: tuple[str, str]) -> None:
    """Sales, a proven copy, and more sales that are known outside the database."""
    trouble = str(shop.home / "never")
    for seed, sales in (("1", SALES), ("2", MORE)):
        subprocess.run([*SELLER, str(shop.database), seed, trouble, sales], cwd=ROOT, check=True, capture_output=True)
        done = ("backup",) if seed == "1" else ("session", "add", "5.00", "--reason", "change")
        code, said = asked_here(*done, *here)
        assert code == 0, said


@TRIAL
def test_a_damaged_till_is_refused_or_named_and_its_newest_copy_sells_on(shop: Machine) -> None:
    here = ("--db", str(shop.database))
    _shop_of_sales(shop, here)
    content, roots, chance = shop.database.read_bytes(), _roots(shop.database), random.Random(18)
    kept = shutil.copytree(shop.home, shop.home.with_name(f"{shop.home.name}-kept"))
    seen, unsaid = Counter[str](), list[str]()
    for number in range(TILLS):
        changed = bytearray(content)
        what = _damage(changed, number, roots, chance)
        shutil.rmtree(shop.home)
        shutil.copytree(kept, shop.home)
        shop.database.write_bytes(changed)
        code, said = asked_here("verify", *here)
        till = shop.start()
        came = _what_comes(till)
        seen[f"{what}: {came}, verify {'names it' if code else 'finds nothing that matters'}"] += 1
        if code and came in ("sells", "shows"):
            unsaid.append(f"{what}: {said.splitlines()[0][:150]}")
        if code:
            _put_back(till, came, here)
        till.close()
    print(*(f"{count} x {what}" for what, count in sorted(seen.items())), sep="\n")
    assert unsaid == []
