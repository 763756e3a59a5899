"""The walk past the screens of the office: articles, settings, people, reports, customers, devices."""

from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from kassa_tui import i18n
from kassa_tui.exports import places
from kassa_tui.hw.simulated import SimulatedSearch
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.tender import plain
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.goods import catalog
from kassa_tui.till.ledger import journal
from kassa_tui.till.reports.every_report import REPORTS
from kassa_tui.till.sale import sales
from tests.screens.conftest import Register
from tests.screens.gallery_settings import settings_tour

LIST = "name;price;vat;code;stock;Column of a supplier's own\nBread of today;2.95;low;901;7;x\nBread of no price;a;low;902;7;x\n"

At = Callable[[str], Awaitable[None]]


async def office_tour(till: Register, at: At) -> None:
    """Everything that is not selling, as its owner sees it, here and from elsewhere."""
    await till.press("f9")
    await till.type("3")
    await at("office")
    await till.press("ctrl+p")
    await at("actions")
    await till.type("e")
    till.app.screen.settle()  # type: ignore[attr-defined]
    await at("actions-found")
    await till.press("delete")
    await till.type("qqq")
    till.app.screen.settle()  # type: ignore[attr-defined]
    await at("actions-none")
    await till.press("ctrl+p")
    await _articles(till, at)
    await _people(till, at)
    await _devices(till, at)
    await _customers(till, at)
    await _reports(till, at)
    await _remote(till, at)


async def to_task(till: Register, word: str) -> None:
    """A task of the office, found by its name."""
    await till.press("ctrl+p")
    await till.type(i18n._(word))
    await till.press("f12")


async def _articles(till: Register, at: At) -> None:
    await to_task(till, "Products")
    await till.type("br")
    till.app.screen.settle()  # type: ignore[attr-defined]
    await at("products")
    await _import(till, at)
    await till.press("f12")
    await at("product")
    await till.press("escape", "escape")
    await to_task(till, "Settings")
    await settings_tour(till, at)
    await till.press("escape")
    await to_task(till, "Quick-key pages")
    await at("key-pages")
    await till.press("asterisk", "right", "right")
    await at("key-pages-lifted")
    await till.press("escape", "f6")
    await at("key-pages-fill")
    await till.press("escape", "r", "enter")
    await at("key-pages-article")
    await till.press("f12")
    await at("key-pages-label")
    await till.press("escape", "escape")


async def _import(till: Register, at: At) -> None:
    """A list with a column to leave out, one that nobody knows, and a row that cannot be."""
    (places.own_folder() / "list.csv").write_text(LIST, encoding="utf-8")
    await till.press("f7")
    await at("import-files")
    await till.press("f12")
    await at("import-unknown")
    await till.press("end", "f4")
    await at("import-plan")
    await till.press("escape", "escape")


async def _people(till: Register, at: At) -> None:
    await to_task(till, "People")
    await at("people")
    await till.press("f7")
    await at("people-badge")
    await till.press("escape", "enter")
    await at("person-change")
    await till.press("escape", "f6")
    await till.press("f12")
    await at("person-new-refused")
    await till.press("escape", "escape")
    await to_task(till, "Permissions")
    await at("permissions")
    while not any(each.names[0] == "f4" for each in till.app.screen.now()):  # type: ignore[attr-defined]
        await till.press("down")
    await at("permissions-limited")
    await till.press("f4")
    await at("permissions-limit")
    await till.press("escape", "escape")


async def _devices(till: Register, at: At) -> None:
    await to_task(till, "Devices")
    await till.scan("8712345678906")
    await at("devices")
    await till.press("f7")
    await at("devices-drawer")
    await till.type("1")
    await till.press("f2")
    await till.wait(lambda: not till.app.screen.looking, "the check-up")  # type: ignore[attr-defined]
    await at("check-up")
    await till.press("escape", "f4")
    await at("scanner-setup")
    search = till.app.screen.search  # type: ignore[attr-defined]
    assert isinstance(search, SimulatedSearch)
    search.hear("]C0Ab-1/")
    search.hear("8712345678906")
    search.hear("8712345678901", "")
    await till.wait(lambda: len(till.app.screen.trial.trials) == 2, "two codes")  # type: ignore[attr-defined]
    await at("scanner-found")
    await till.press("escape", "escape")


async def _customers(till: Register, at: At) -> None:
    """One who may buy on account, and did."""
    counter, shop = till.app.counter, till.app.counter.shop
    card = CustomerForm(
        name="De Korenaar", kind="company", street="Marktplein 1", postcode="1234 AB", city="Stad", phone="0612345678",
        debtor="D-1001", credit_limit=25000,
    )  # fmt: skip
    customer = await counter.record(customers.save, card)
    article = next(found for found in catalog.search("br", shop.currency).articles if found.price)
    basket = Basket(journal.new_uid(counter.desk.clock()), shop.currency, customer=customer).add(article)
    await counter.record(sales.record, basket, [plain("account", basket.total)])
    await to_task(till, "Customers")
    await at("customers")
    await till.press("f4")
    await at("customer")
    await till.press("escape", "f12", "space")
    await at("customer-account")
    await till.press("f8")
    await at("customer-erase")
    await till.press("escape", "escape", "escape")


async def _reports(till: Register, at: At) -> None:
    """Each report, then one period, one paper and one file."""
    await to_task(till, "Reports")
    await at("reports")
    for report in REPORTS:
        await till.press("enter")
        await till.wait(lambda: till.app.screen.sheet is not None, report.name)  # type: ignore[attr-defined]
        await at(f"report-{report.name}")
        await till.press("escape", "down")
    await till.press("enter")
    await at("letters")
    await till.press("escape", "f2")
    await at("reports-period")
    await till.press("up", "f12")
    await at("reports-from")
    await till.press("escape", "home", "enter")
    await till.wait(lambda: till.app.screen.sheet is not None, "the first report")  # type: ignore[attr-defined]
    await till.press("f4")
    await at("report-sorted")
    await till.press("f12")
    await at("report-export")
    await till.press("escape", "f7")
    await at("report-paper")
    await till.press("escape", "escape", "escape")


async def _remote(till: Register, at: At) -> None:
    """The same program beside the counter: the session is closed from there."""
    counter = till.app.counter
    here = counter.desk
    counter.state.desk = replace(here, channel="remote")
    await till.press("f9", "1")
    await at("register-remote")
    await till.press("f12")
    await at("remote-close")
    await till.press("f4")
    await at("remote-close-all")
    await till.press("escape", "escape")
    counter.state.desk = here
    till.app.go_to("sale")
