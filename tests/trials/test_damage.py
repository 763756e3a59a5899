"""A till whose file is damaged: it is named, nothing ends in a traceback, and a copy makes a shop again."""

import random
import shutil
import subprocess
from collections import Counter

from tests.system.conftest import BREAD, Machine
from tests.system.terminal import Terminal
from tests.trials import TRIAL, times
from tests.trials.conftest import ROOT, SELLER
from tests.trials.counter import asked_here, untroubled

TILLS = times(short=3, usual=9, long=18)
SALES = "60"
PAGE = 4096

NEW_SHOP = "Name of the shop"


def _damaged(content: bytes, number: int, chance: random.Random) -> tuple[str, bytes]:
    """A page of nothing, a bit of the file's beginning, or a page whose beginning is turned round."""
    changed, page = bytearray(content), chance.randrange(1, len(content) // PAGE) * PAGE
    match number % 3:
        case 0:
            changed[page : page + PAGE] = bytes(PAGE)
            return "a page of nothing", bytes(changed)
        case 1:
            changed[chance.randrange(100)] ^= 1 << chance.randrange(8)
            return "a bit of the beginning", bytes(changed)
    for at in range(page, page + 8):
        changed[at] ^= 0xFF
    return "the beginning of a page", bytes(changed)


def _sells(till: Terminal) -> None:
    """Try to sell a bread, whatever is said to it."""
    till.scan(BREAD, sees=" ")
    for key in ("f12", "c", "f12"):
        till.rests(0.7)
        till.press(key)
    till.rests(1.5)


def _what_comes(till: Terminal) -> str:
    """What a person sees: it does not start, it sells, or neither."""
    try:
        till.until(lambda: any(sign in till.text for sign in ("F9 Menu", "F1 Help", NEW_SHOP)), "a screen")
        till.rests(1.0)
        if "Scan an article" in till.text:
            _sells(till)
    except AssertionError:
        # It has ended, and says why.
        pass
    assert NEW_SHOP not in till.text
    untroubled("start", till.text)
    if "kassa: " in till.text:
        return "does not start"
    return "sold" if "Receipt K1-" in till.text else "shows"


@TRIAL
def test_a_damaged_till_is_named_and_a_copy_makes_a_shop_again(shop: Machine) -> None:
    trouble = shop.home / "never"
    subprocess.run([*SELLER, str(shop.database), "1", str(trouble), SALES], cwd=ROOT, check=True, capture_output=True)
    here = ("--db", str(shop.database))
    assert asked_here("backup", *here)[0] == 0
    copy = next((shop.home / "backups").glob("*.db"))
    content, chance, seen = shop.database.read_bytes(), random.Random(18), Counter[str]()
    kept = shutil.copytree(shop.home, shop.home.with_name(f"{shop.home.name}-kept"))
    for number in range(TILLS):
        what, changed = _damaged(content, number, chance)
        shutil.rmtree(shop.home)
        shutil.copytree(kept, shop.home)
        shop.database.write_bytes(changed)
        code, said = asked_here("verify", *here)
        till = shop.start()
        came = _what_comes(till)
        till.close()
        seen[f"{what}: {came}, verify {'names it' if code else 'finds nothing that matters'}"] += 1
        if came == "sold" and code:
            print(f"Not named before it sells ({what}): {said.splitlines()[0][:150]}")
    shutil.rmtree(shop.home)
    shutil.copytree(kept, shop.home)
    shop.database.rename(shop.home / "aside")
    code, said = asked_here("restore", str(copy), *here)
    assert code == 0, said
    assert asked_here("verify", *here)[0] == 0
    print(*(f"{count} x {what}" for what, count in sorted(seen.items())), sep="\n")
