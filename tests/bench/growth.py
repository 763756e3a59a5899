"""What grows with the years: commits, look-ups, the totals of a session, orders and reports on a small and a large shop."""

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from kassa_tui.database import bound, close_database, open_database, rows, writing
from kassa_tui.till.basket.tender import Bill
from kassa_tui.till.customers import customers, search
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.drawer import session_details, sessions
from kassa_tui.till.goods import catalog
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.orders import orders
from kassa_tui.till.orders.order_filter import OrderFilter
from kassa_tui.till.reports import sessions as report_sessions
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.sold import sales as report_sales
from kassa_tui.till.sale import sales
from tests.bench import shops
from tests.bench.report import Finding

FRAME_MS = 16.7
"""A picture of a screen at 60 Hz."""

ROUNDS = 9


def _milliseconds(ask: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """So many times, after one that warms the caches up."""
    taken = []
    for number in range(rounds + 1):
        began = time.perf_counter()
        ask()
        if number:
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def _sell(count: int, lines: int = 5) -> list[float]:
    """Milliseconds of processor time of each recorded sale in the open shop."""
    desk, currency = shops.counter_desk(), read_shop().currency
    rule, taken = sales.cash_rule(read_shop()), []
    for basket in shops.baskets(desk, currency, count, lines):
        bill = Bill(basket.total, rule)
        payments = bill.pay_cash("cash", bill.cash_due).payments
        began = time.process_time_ns()
        sales.record(desk, basket, payments)
        taken.append((time.process_time_ns() - began) / 1e6)
    return taken[1:]


def commits(few: Path, many: Path, count: int, told: str) -> Finding:
    """Recording a sale, in turns on the small and on the large shop."""
    ours: list[float] = []
    floor: list[float] = []
    for _turn in range(4):
        for shop, kept in ((few, floor), (many, ours)):
            open_database(shop)
            kept += _sell(count // 4 + 1)
            close_database()
    return Finding(f"commit of a sale, {told} / a new shop", "ms", ours, floor, 1.2)


def look_ups(few: Path, many: Path, codes: list[str], told: str) -> Finding:
    """The look-up behind a scan."""
    found: list[list[float]] = []
    for shop in (few, many):
        open_database(shop)
        find = partial(catalog.by_barcode, currency=read_shop().currency)
        found.append([each for code in codes for each in _milliseconds(partial(find, code))])
        close_database()
    return Finding(f"look-up of a code, {told} / a new shop", "ms", found[1], found[0], 1.2)


def _details(register: str) -> object:
    return session_details.details(sessions.required(register))


def session_totals(shop: Path, folder: Path, small: int, large: int) -> Finding:
    """The open session's figures, as the register shows them."""
    found: list[list[float]] = []
    for count in (small, large):
        file = shops.copy(shop, folder / f"session-{count}.db")
        open_database(file)
        _sell(count, 1)
        register = shops.counter_desk().register
        found.append(_milliseconds(partial(_details, register), 30))
        close_database()
    return Finding(f"totals of a session, {large:,} sales / {small}", "ms", found[1], found[0], 2)


# --- Orders ---------------------------------------------------------------------------------------


def fill_orders(file: Path, count: int, people: int) -> None:
    """So many orders of so many customers, straight into the tables."""
    open_database(file)
    desk = shops.counter_desk()
    customers.save(desk, CustomerForm(name="Bench First", kind="person"))
    known = rows("SELECT entry, salt FROM customer LIMIT 1")[0]
    with writing():
        connection = bound().connection()
        connection.executemany(
            "INSERT INTO customer (uid, number, kind, name, contact, street, postcode, city, country, delivery_street, "
            "delivery_postcode, delivery_city, vat_number, company_number, email, phone, note, term, language, state, salt, "
            "version, entry) VALUES (?, ?, 'person', ?, '', '', '', ?, '', '', '', '', '', '', '', ?, '', 14, '', 'active', ?, "
            "1, ?)",
            [
                (f"bench.c{i}", i, f"Person{i % 997} Name{i}", f"City{i % 50}", f"06{i:08}", known[1], known[0])
                for i in range(2, people + 1)
            ],
        )
        connection.executemany(
            "INSERT INTO customer_order (uid, number, register, location, kind, status, customer_id, person_id, created_at, "
            "currency, subject, delivery, wanted, wanted_time, includes_tax, percent, note, extra, total, version, entry) "
            "VALUES (?, ?, ?, ?, 'order', ?, ?, 1, 0, ?, '', 'pickup', date('now', ?), '', 1, 0, '', '{}', 1000, 1, 1)",
            [
                (
                    f"bench.o{i}", i, desk.register, desk.location, "open" if i % 20 == 0 else "completed",
                    1 + i % people, read_shop().currency, f"{i % 60 - 5} days",
                )
                for i in range(1, count + 1)
            ],
        )  # fmt: skip
    close_database()


def order_queue(file: Path) -> list[Finding]:
    """The queue, its counts, a filter and a search, each held against one picture of the screen."""
    open_database(file)
    shop, now = read_shop(), shops.counter_desk().clock()
    asked: list[tuple[str, Callable[[], object]]] = [
        ("queue", lambda: orders.queue(shop, now, OrderFilter())),
        ("counts on the sale screen", lambda: orders.waiting(shop, now)),
        ("late ones", lambda: orders.queue(shop, now, OrderFilter("late"))),
        ("search by name", lambda: orders.queue(shop, now, OrderFilter("all", "person12"))),
        ("search by number", lambda: orders.queue(shop, now, OrderFilter("all", "1234"))),
        ("customer as one types", lambda: search.find("person1", "NL")),
    ]
    found = [Finding(f"orders: {what}", "ms", _milliseconds(ask), goal=FRAME_MS) for what, ask in asked]
    close_database()
    return found


# --- Reports --------------------------------------------------------------------------------------


def reports_of(few: Path, many: Path, told: str) -> list[Finding]:
    """The session list, a month and a year by day, and all years by month, on two sizes of shop."""
    month, year = date(2024, 3, 1), date(2024, 1, 1)
    asked: list[tuple[str, Callable[[Desk], object]]] = [
        ("session list, all", lambda desk: report_sessions.listed(desk, Filter())),
        ("a month by day", lambda desk: report_sales.by_period(desk, Filter(month, date(2024, 3, 31)), "day")),
        ("a year by month", lambda desk: report_sales.by_period(desk, Filter(year, date(2024, 12, 31)), "month")),
        ("all years by year", lambda desk: report_sales.by_period(desk, Filter(), "year")),
    ]
    found = []
    for what, ask in asked:
        taken: list[list[float]] = []
        for shop in (few, many):
            open_database(shop)
            desk = shops.counter_desk()
            taken.append(_milliseconds(partial(ask, desk), 3))
            close_database()
        found.append(Finding(f"report: {what}, {told}", "ms", taken[1], taken[0]))
    return found
