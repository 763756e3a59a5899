"""The walk past the screens that prove who somebody is: the PIN, the approval and the lock."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec.structs import replace

from kassa_tui.screens.office.missing import MissingAnswer
from kassa_tui.screens.payment.taken import TakenQuestion
from kassa_tui.screens.people.right_time import RightTimeQuestion
from kassa_tui.screens.setup.damaged import DamagedQuestion, Mending
from kassa_tui.screens.setup.missing import MissingQuestion
from kassa_tui.storage.trouble import Trouble, UnreadableError
from kassa_tui.till.anchor.ends import End, Gap, Held
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.drawer.succession import Missing, Question
from kassa_tui.till.ledger import desk
from kassa_tui.till.ledger.desk import Person
from kassa_tui.till.ledger.permissions import CASHIER
from kassa_tui.till.people import lockout, people
from kassa_tui.till.proof.newest_copy import Copy, NoCopyError
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.screens.acts import elsewhere
from tests.screens.conftest import Register

At = Callable[[str], Awaitable[None]]

PINS = ("482193", "4821")
"""The owner's and a cashier's."""


async def lock_tour(till: Register, at: At) -> None:
    """A cashier comes, needs the owner, and the register locks."""
    owner = desk.owner()
    cashier = next(each for each in desk.people() if each.role == CASHIER)

    def prove() -> None:
        for person, pin in zip((owner, cashier), PINS, strict=True):
            people.set_pin(till.shop.desk.by(owner), person.id, pin)

    await elsewhere(till, prove)
    await _choose(till, cashier)
    await at("pin")
    await till.type("1111")
    await till.press("f12")
    await at("pin-wrong")
    await _ten_wrong(till, cashier, at)
    await till.type(PINS[1])
    await till.press("f12")
    await _refused(till, at)
    await _in_the_past(till, at)
    await _missing(till, at)
    await _locked(till, at)


async def _ten_wrong(till: Register, cashier: Person, at: At) -> None:
    """A manager lets the cashier type a PIN again."""

    def guess() -> None:
        for _time in range(lockout.IN_A_ROW):
            lockout.wrong(till.shop.desk, cashier)

    await elsewhere(till, guess)
    till.app.screen.keys_changed()  # type: ignore[attr-defined]
    await till.idle()
    await at("pin-stopped")
    await till.press("f6")
    await at("pin-let-again")
    await till.type(PINS[0])
    await till.press("f12")


async def _choose(till: Register, person: Person) -> None:
    await till.press("f10")
    await till.type(str([each.id for each in desk.people()].index(person.id) + 1))


async def _refused(till: Register, at: At) -> None:
    """What a cashier may not do."""
    till.app.go_to("office")
    await at("office-cashier")
    await till.press("home", "enter")
    await at("approval")
    await till.type("111111")
    await till.press("f12")
    await at("approval-wrong")
    await till.press("escape")
    await at("office-refused")
    till.app.go_to("sale")


async def _in_the_past(till: Register, at: At) -> None:
    till.shop.clock.later(days=-1)
    till.app.push_screen(RightTimeQuestion(till.app.counter))
    await till.idle()
    await at("right-time")
    await till.press("escape")
    zero, card = till.shop.money("0"), till.shop.money("20.00")
    basket = till.shop.basket(till.app.screen.pages[0].articles[0])  # type: ignore[attr-defined]
    till.app.push_screen(TakenQuestion(InHand(basket, (Payment("card", card, zero, zero),))))
    await till.idle()
    await at("payment-taken")
    await till.press("escape")
    till.shop.clock.later(days=1)


async def _damaged(till: Register, at: At) -> None:
    """A shop that cannot be opened: with a copy that lacks something, and with none."""
    gap = Gap(End("K1", "", 900, "0" * 64, 874), Held(880, 871))
    copy = Copy(Path("copy.db"), till.shop.clock.now, "K1-000871", (gap,), "K1A", "en", till.shop.shop.zone)
    problem = UnreadableError(file=Path("/var/lib/kassa-tui/kassa.db"), problem=Trouble("it was cut short"))

    def none(_heard: Callable[[Path], object]) -> Copy:
        raise NoCopyError(folder=Path("/var/lib/kassa-tui/backups"))

    for name, find in {"damaged": lambda _heard: copy, "damaged-without-backup": none}.items():
        question = DamagedQuestion(Mending(problem, True, find, lambda _copy: None))
        till.app.push_screen(question)
        question.do(question.search)
        await till.wait(lambda: not question._doing, name)  # noqa: B023
        await till.idle()
        await at(name)
        await till.press("escape")


async def _missing(till: Register, at: At) -> None:
    """Before the register, and in the office afterwards."""
    await _damaged(till, at)
    gaps = [Gap(End(code, "", 900, "0" * 64, 874), Held(880, 871)) for code in ("K1", "B1")]
    till.app.push_screen(MissingQuestion(gaps, "K1A"))
    await till.idle()
    await at("missing")
    await till.press("escape")
    missing = tuple(Missing(gap.register, f"{gap.register}A", 900, 874, 880, 871) for gap in gaps)
    till.app.push_screen(MissingAnswer(Question(missing, till.shop.clock.now, "Owner"), till.shop.shop))
    await till.idle()
    await at("missing-answer")
    await till.press("escape")


async def _locked(till: Register, at: At) -> None:
    def lock() -> None:
        shop = till.shop.shop
        shop_edit.change(till.shop.desk.by(desk.owner()), ShopChange(shop, replace(shop, lock="auto")))

    await elsewhere(till, lock)
    await till.press("f10")
    await at("lock")
    await till.type(PINS[0])
    await at("lock-typed")
    await till.press("f12")
