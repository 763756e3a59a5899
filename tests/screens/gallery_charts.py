"""A month of trade in the demo shop, and the walk past the reports that draw it."""

from collections.abc import Awaitable, Callable
from random import Random

from kassa_tui.database import bound, rows, writing
from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.basket.tender import Bill
from kassa_tui.till.drawer import closing, sessions
from kassa_tui.till.goods import catalog
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.reports.every_report import REPORTS
from kassa_tui.till.sale import sales
from tests.conftest import TestClock
from tests.screens.conftest import Register
from tests.screens.gallery_office import to_task

At = Callable[[str], Awaitable[None]]

DAYS = 20
"""Days of trade before today."""

HOURS = (9, 10, 10, 11, 11, 12, 12, 12, 13, 14, 15, 16, 16, 17, 17)
"""When a day's customers come: most of them at noon and at five."""

COUNTED_TOO_MUCH = (0, 0, -5, 0, 200, 0, -35, 0, 0, 10)
"""Minor units that a drawer differs by, day by day."""


def trade(desk: Desk, clock: TestClock) -> None:
    """Sales of three people, each day in a session of its own; afterwards the clock is where it was."""
    chance, now, shop = Random(7), clock.now, read_shop()
    sellers = [desk.by(each) for each in staff.people()]
    articles = _articles()
    morning = now - now % 86_400_000 + 8 * 3_600_000
    for day in range(DAYS, 0, -1):
        clock.now = morning - day * 86_400_000
        sessions.start(desk, Money(15000, shop.currency))
        opened = clock.now
        fewer = 4 if day % 7 == 0 else 0
        for after in sorted((hour - 9) * 3_600_000 + chance.randrange(3_500_000) for hour in HOURS[fewer:]):
            clock.now = opened + after
            _sell(chance.choice(sellers), shop, articles, chance)
        clock.now = opened + 9 * 3_600_000
        _close(desk, shop, COUNTED_TOO_MUCH[day % len(COUNTED_TOO_MUCH)])
    clock.now = now
    # All of it came out of the printer.
    with writing():
        bound().execute_sql("UPDATE print_job SET state = 'sent'")


def _articles() -> list[Article]:
    """One of each group, by the piece and with a price."""
    plain = "kind = 'article' AND unit = 'piece' AND price IS NOT NULL AND packaging_id IS NULL AND age IS NULL"
    found = rows(f"SELECT min(id) FROM product WHERE {plain} GROUP BY group_id, price > 500 ORDER BY 1")
    articles = [catalog.by_id(int(key), read_shop().currency) for (key,) in found]
    return [each for each in articles if each is not None]


def _sell(desk: Desk, shop: Shop, articles: list[Article], chance: Random) -> None:
    basket = Basket(f"trade.{desk.clock()}", shop.currency)
    for article in chance.choices(articles, k=chance.randrange(1, 6)):
        basket = basket.add(article)
    bill = Bill(basket.total, sales.cash_rule(shop))
    bill = bill.pay_cash("cash", bill.cash_due) if chance.random() < 0.3 else bill.pay("card", bill.rest)
    sales.record(desk, basket, bill.payments)


def _close(desk: Desk, shop: Shop, differs: int) -> None:
    row = sessions.required(desk.register)
    counted = Money(closing.expected_cash(row.id) + differs, shop.currency)
    left = Money(15000, shop.currency)
    closing.close(desk, closing.CloseForm(row.id, counted=counted, left=left, seen=closing.seen(row.id)))


async def chart_tour(till: Register, at: At) -> None:
    """Each report of the month."""
    await to_task(till, "Reports")
    for report in REPORTS:
        await till.press("enter")
        await till.wait(lambda: till.app.screen.sheet is not None, report.name)  # type: ignore[attr-defined]
        await at(f"chart-{report.name}")
        await till.press("escape", "down")
