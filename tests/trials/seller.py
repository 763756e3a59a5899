"""A till without a screen that sells until it is killed; each line on its output tells what is on the disk for good.

    python -m tests.trials.seller FILE SEED [FROM [SALES]]

With FROM it sells so often only (2): that file is made before the first sale and taken away after it. Then it is gone, as
by a pulled plug.

`BEGIN uid`: a sale is being recorded. `REFUSED why`: it was not. `SOLD uid number total`, `PARKED uid`, `CLOSED z`, `DRAFT uid lines`: it was. It
sells on as soon as that line is read: a reader that waits makes it wait, too, once the pipe is full.
"""

import os
import random
import sys
from pathlib import Path

from kassa_tui.database import open_database, writing
from kassa_tui.storage.trouble import StorageError
from kassa_tui.till.basket import drafts, parking
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Article
from kassa_tui.till.basket.tender import Bill
from kassa_tui.till.drawer import closing, sessions
from kassa_tui.till.goods import catalog
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.clock import system_clock
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.journal import new_uid
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.sale import sales
from kassa_tui.till.setup import founding


def tell(*words: object) -> None:
    """A line that has left this process."""
    print(*words, flush=True)


class Seller:
    """Somebody who sells, parks and closes, in an order that the seed decides."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._desk = Desk("K1", founding.LOCATION, staff.owner(), system_clock)
        self._articles = self._known()

    def _known(self) -> list[Article]:
        currency = read_shop().currency
        found = (catalog.by_id(number, currency) for number in range(1, 4))
        return [article for article in found if article is not None]

    def _basket(self) -> Basket:
        basket = Basket(new_uid(system_clock()), read_shop().currency)
        for article in self._chance.choices(self._articles, k=self._chance.randint(1, 4)):
            basket = basket.add(article, ONE)
            with writing():
                drafts.put("K1", "basket", drafts.write_basket(basket), system_clock())
            tell("DRAFT", basket.uid, len(basket.lines))
        return basket

    def _sell(self, basket: Basket) -> None:
        bill = Bill(basket.total, sales.cash_rule(read_shop()))
        cash = self._chance.random() < 0.7
        bill = bill.pay_cash("cash", read_shop().money(20_000)) if cash else bill.pay("card", bill.rest)
        tell("BEGIN", basket.uid)
        sold = sales.record(self._desk, basket, bill.payments)
        tell("SOLD", basket.uid, sold.number, basket.total.minor)

    def _park(self, basket: Basket) -> None:
        parking.park(self._desk, basket)
        tell("PARKED", basket.uid)

    def _close(self) -> None:
        row = sessions.required("K1")
        counted = read_shop().money(closing.expected_cash(row.id))
        form = closing.CloseForm(row.id, counted=counted, left=counted, seen=closing.seen(row.id))
        tell("CLOSED", closing.close(self._desk, form).z_number)

    def sell_in_trouble(self, trouble: Path, times: int) -> None:
        """The first time there is trouble."""
        if sessions.current("K1") is None:
            sessions.start(self._desk, read_shop().money(15_000))
        for number in range(times):
            basket = self._basket()
            if not number:
                trouble.touch()
            try:
                self._sell(basket)
            except StorageError as error:
                tell("REFUSED", type(error).__name__)
            trouble.unlink(missing_ok=True)

    def work(self) -> None:
        """Sell for ever."""
        while True:
            if sessions.current("K1") is None:
                sessions.start(self._desk, read_shop().money(sessions.left_before("K1") or 15_000))
            match self._chance.random():
                case chance if chance < 0.04:
                    self._close()
                case chance if chance < 0.12:
                    self._park(self._basket())
                case _:
                    self._sell(self._basket())


def main() -> None:
    """Open the shop, say so, and work."""
    file, seed, *trouble = sys.argv[1:]
    open_database(Path(file))
    tell("OPEN")
    seller = Seller(int(seed))
    if trouble:
        seller.sell_in_trouble(Path(trouble[0]), int(trouble[1]) if trouble[1:] else 2)
        os._exit(0)
    else:
        seller.work()


if __name__ == "__main__":
    main()
