"""An office that writes products and orders as fast as it can, until it is ended.

    python -m tests.trials.office FILE SEED

`WROTE milliseconds` for each, `REFUSED why` for one that was not taken.
"""

import random
import sys
import time
from pathlib import Path

from kassa_tui.database import open_database
from kassa_tui.errors import KassaError
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.goods import products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.clock import system_clock
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.setup import founding


def main() -> None:
    """Write for ever."""
    file, seed = sys.argv[1:]
    open_database(Path(file))
    desk, chance = Desk("K1", founding.LOCATION, staff.owner(), system_clock, channel="remote"), random.Random(seed)
    for number in range(10**9):
        began = time.monotonic()
        name = f"Office {seed} {number}"
        try:
            if chance.random() < 0.6:
                products.save(desk, ProductForm(name, chance.randrange(100, 9999), "high"))
            else:
                customers.save(desk, CustomerForm(name=name, kind="person"))
            print("WROTE", round((time.monotonic() - began) * 1000), flush=True)
        except KassaError as error:
            print("REFUSED", error.say(), flush=True)
        time.sleep(chance.random() * 0.02)


if __name__ == "__main__":
    main()
