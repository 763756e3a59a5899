"""What all tests share: a small shop in a file of its own, and a clock that is told the time."""

import fcntl
import os
import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kassa_tui import i18n, interpreter
from kassa_tui.database import MARK, bound, close_database, marker, open_database
from kassa_tui.hw import build
from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.basket.tender import Bill
from kassa_tui.till.drawer import closing, sessions
from kassa_tui.till.goods import catalog, products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.ledger import clock, journal
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.clock import Uptime
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.people import pins
from kassa_tui.till.sale import sales
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.till.setup import founding
from kassa_tui.till.setup.founding import Founding, Worker

settings.register_profile("quick", max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("torture", max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("torture" if os.environ.get("KASSA_TORTURE") else "quick")

interpreter.hold_collection()


@pytest.fixture(scope="session", autouse=True)
def _no_keyboards() -> Iterator[None]:
    """Whoever types on this machine while the tests run is nobody's scanner."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "INPUT", Path("/nonexistent/input"))
        yield


PINS_COST = pins.COST
"""What a PIN costs in a shop."""


@pytest.fixture(scope="session", autouse=True)
def _cheap_pins() -> Iterator[None]:
    """PINs are hashed in no time, but where a test is about what is kept of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pins, "COST", 4)
        yield


@dataclass
class TestClock:
    """Stands still until it is moved: `now` alone is turned, what passes moves the machine's own time as well."""

    __test__ = False
    now: int = clock.to_ms(datetime(2026, 11, 22, 14, 32, tzinfo=clock.zone("Europe/Amsterdam")))

    def __call__(self) -> int:
        return self.now

    boot: str = "first"
    running: int = 3_600_000

    def later(self, *, minutes: int = 0, days: int = 0) -> None:
        """Move on, or turn the clock back."""
        self.passes((minutes + days * 1440) * 60_000)

    def passes(self, milliseconds: int) -> None:
        """So much time passes; none goes back."""
        self.now += milliseconds
        self.running += max(milliseconds, 0)

    def restart(self, boot: str) -> None:
        """The machine has just started again."""
        self.boot, self.running = boot, 0

    def uptime(self) -> Uptime:
        """How long the machine runs."""
        return Uptime(self.boot, self.running)


@dataclass
class ShopUnderTest:
    """A founded shop with a few products, and short ways to use it."""

    path: Path
    desk: Desk
    clock: TestClock
    articles: dict[str, Article] = field(default_factory=dict)

    @property
    def shop(self) -> Shop:
        return read_shop()

    def money(self, text: str) -> Money:
        """`12.50` in the shop's currency."""
        whole, _dot, part = text.partition(".")
        minor = int(whole.lstrip("-") + part.ljust(2, "0"))
        return self.shop.money(-minor if text.startswith("-") else minor)

    def as_(self, name: str) -> Desk:
        """The desk with somebody else at it."""
        return self.desk.by(staff.named(name))

    def article(self, name: str, price: str, tax: str = "high", **more: object) -> Article:
        """A product of the shop, made when it is first asked for."""
        key = f"{name} {price} {tax}"
        if key not in self.articles:
            form = ProductForm(name, self.money(price).minor, tax, **more)  # type: ignore[arg-type]
            product_id = products.save(self.desk, form)
            found = catalog.by_id(product_id, self.shop.currency)
            assert found is not None
            self.articles[key] = found
        return self.articles[key]

    def basket(self, *lines: Article) -> Basket:
        """A basket with one of each."""
        basket = Basket(journal.new_uid(self.clock.now), self.shop.currency)
        for article in lines:
            basket = basket.add(article)
        return basket

    def bill(self, basket: Basket) -> Bill:
        """What the basket costs."""
        return Bill(basket.total, sales.cash_rule(self.shop))

    def sell(self, *lines: Article, cash: str = "", desk: Desk | None = None) -> Recorded:
        """Sell one of each: for cash, or exactly by card."""
        return self.pay(self.basket(*lines), cash=cash, desk=desk)

    def pay(self, basket: Basket, *, cash: str = "", desk: Desk | None = None) -> Recorded:
        """Complete a basket: for cash, or exactly by card."""
        bill = self.bill(basket)
        if cash:
            bill = bill.pay_cash("cash", self.money(cash))
        elif bill.rest:
            bill = bill.pay("card", bill.rest)
        return sales.record(desk or self.desk, basket, bill.payments)

    def open(self, amount: str = "150.00") -> sessions.OpenSession:
        """Start a session by hand."""
        return sessions.start(self.desk, self.money(amount))

    def close(self, counted: str | None = None, left: str = "0.00", desk: Desk | None = None) -> closing.Closed:
        """Close the open session; counted as expected unless told."""
        row = sessions.required(self.desk.register)
        expected = self.shop.money(closing.expected_cash(row.id))
        amount = expected if counted is None else self.money(counted)
        form = closing.CloseForm(row.id, counted=amount, left=self.money(left), seen=closing.seen(row.id))
        return closing.close(desk or self.desk, form)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A file of that name that the first process which needs it makes; all of them read it, and none writes it."""
    together = factory.getbasetemp().parent if os.environ.get("PYTEST_XDIST_WORKER") else factory.getbasetemp()
    path = together / name
    with (together / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            making = together / f"{name}.making"
            make(making)
            making.rename(path)
    return path


_FOUNDED: dict[str, bytes] = {}
"""Shops as they are founded, by their answers: a copy is ready twenty times as fast as another one."""


def whole_file(path: Path) -> bytes:
    """All that the open shop holds, once it is closed."""
    bound().execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    close_database()
    return path.read_bytes()


def found_shop(path: Path, country: str = "NL", **answers: object) -> ShopUnderTest:
    """A new shop with an owner, a manager and a cashier."""
    ticking = TestClock()
    form = Founding(
        shop="Test Shop",
        owner="Owner",
        country=country,  # type: ignore[arg-type]
        people=(Worker("Manager", "manager"), Worker("Cashier", "cashier")),
        **answers,  # type: ignore[arg-type]
    )
    key = f"{country} {sorted(answers.items())}"
    if key not in _FOUNDED or path.exists() or marker(path).exists():
        founding.found(path, form, ticking)
        _FOUNDED[key] = whole_file(path)
    path.write_bytes(_FOUNDED[key])
    marker(path).write_bytes(MARK)
    for file in (path, marker(path)):
        file.chmod(0o600)
    open_database(path)
    desk = Desk(form.register, founding.LOCATION, staff.owner(), ticking, uptime=ticking.uptime)
    return ShopUnderTest(path, desk, ticking)


SLOW = (
    "test_soak",
    "test_machine",
    "test_gallery",
    "test_tasks",
    "test_day",
    "test_report_recorded",
    "test_every_screen",
    "test_order_day",
)
"""Begun first, so that nobody waits for them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests first."""
    items.sort(key=lambda item: item.path.stem not in SLOW)


def pytest_collection_finish() -> None:
    """All tests and modules stay until the end: between tests only what they made is looked through."""
    interpreter.tidy()
    interpreter.settle()


def _cpu_seconds() -> float:
    """User and system time of this process and of the workers and programs that it waited for."""
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the whole run cost: on a busy machine the minutes on the clock say little."""
    terminalreporter.write_line(f"CPU: {_cpu_seconds() / 60:.1f} minutes")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nothing of the developer's own machine: no settings, no state, English words."""
    for name in ("KASSA_SETTINGS", "STATE_DIRECTORY", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    i18n.use("en")
    yield
    close_database()


def english_shop(path: Path, **answers: object) -> ShopUnderTest:
    """A Dutch shop whose papers are English, so that they can be read in a test."""
    return found_shop(path / "shop.db", "NL", language="en", **answers)


@pytest.fixture
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> ShopUnderTest:
    """A Dutch shop, with English papers for tests that are marked so."""
    if request.node.get_closest_marker("english"):
        return english_shop(tmp_path)
    return found_shop(tmp_path / "shop.db")


@pytest.fixture
def danish(tmp_path: Path) -> ShopUnderTest:
    """A Danish shop."""
    return found_shop(tmp_path / "danish.db", "DK")
