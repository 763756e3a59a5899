"""The first start, walked through as an owner does: with haste, mistakes and second thoughts."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from textual.events import Paste

from kassa_tui import i18n
from kassa_tui.app import KassaApp
from kassa_tui.cli.shop import found_shop
from kassa_tui.database import close_database, open_database, rows
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.i18n import _
from kassa_tui.screens.setup.app import SetupApp
from kassa_tui.screens.setup.scanner import FirstScanner
from kassa_tui.screens.setup.screen import SetupScreen
from kassa_tui.settings import PrinterSettings, ScannerSettings, Settings, read
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import verify
from kassa_tui.till.setup.founding import Founding, FoundingError
from kassa_tui.widgets.drawing.palette import DARK
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Register


@dataclass
class Setup(Register):
    """The first start under test."""

    made: list[Founding] = field(default_factory=list)

    @property
    def form(self) -> SetupScreen:
        """The one screen."""
        return next(each for each in self.app.screen_stack if isinstance(each, SetupScreen))

    @property
    def answers(self) -> dict[str, str]:
        """What was answered until now."""
        return self.form.answers

    async def to(self, name: str) -> None:
        """Go to a field."""
        at = next(i for i, each in enumerate(self.form.form.fields) if each.name == name)
        await self.press(*["up"] * len(self.form.form.fields), *["down"] * at)
        assert self.form.form.current.name == name

    async def choose(self, name: str, value: str) -> None:
        """Turn a choice until it says so."""
        await self.to(name)
        for _turn in self.form.form.current.options:
            if self.answers[name] != value:
                await self.press("right")
        assert self.answers[name] == value

    async def fill(self, **answers: str) -> None:
        """Type into fields, over what stands there."""
        for name, text in answers.items():
            await self.to(name)
            await self.press("delete")
            await self.type(text)
            assert self.answers[name] == text

    async def paste(self, text: str) -> None:
        """Paste, as a terminal gives it."""
        self.app.post_message(Paste(text))
        await self.idle()

    def step(self) -> str:
        """Which questions are on the screen."""
        return self.form.step.name


@asynccontextmanager
async def first_start(
    make: Callable[[Founding], None] | None = None,
    *,
    language: str = "en",
    size: tuple[int, int] = (100, 30),
    scanner: FirstScanner | None = None,
) -> AsyncIterator[Setup]:
    """The first start until the block ends; what it makes is only noted, if nothing else is said.

    It ends with a page for the scanner if there is a `scanner` to try.
    """
    made: list[Founding] = []
    i18n.use(language)
    app = SetupApp(language, make or made.append, theme=DARK, scanner=scanner)
    app.runs.bound = 0
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        none = cast(ShopUnderTest, None)
        yield Setup(cast(KassaApp, app), pilot, SimulatedPrinter(), none, made)


def fails_at_first(tries: list[str]) -> Callable[[Founding], None]:
    """What makes a shop at the fourth try; each is noted with the name."""

    def make(form: Founding) -> None:
        tries.append(form.shop)
        if len(tries) == 1:
            raise FoundingError(problem="the disk is full")
        if len(tries) == 2:
            raise OSError("[/] not a directory")
        if len(tries) == 3:
            raise RuntimeError("a fault of the program")

    return make


async def answer_all(setup: Setup) -> None:
    """Nothing but what must be answered, up to the last question."""
    await setup.press("f12")
    await setup.fill(shop="De Linde")
    await setup.press("f12")
    await setup.fill(owner="Owner")
    await setup.press("f12")
    assert setup.step() == "devices"


@pytest.mark.parametrize(
    ("language", "country", "currency", "number_label"), [("nl", "NL", "EUR", "KvK"), ("da", "DK", "DKK", "CVR"), ("en", "GB", "GBP", "Company no.")]
)  # fmt: skip
async def test_a_shop_in_each_country(
    tmp_path: Path, language: str, country: str, currency: str, number_label: str
) -> None:
    path, file = tmp_path / "deep" / "shop.db", tmp_path / "conf" / "kassa.toml"
    path.parent.mkdir()
    async with first_start(lambda form: found_shop(path, form, file)) as setup:
        await setup.choose("language", language)
        spoken = i18n.words(language)
        assert i18n.current() is spoken
        await setup.sees(f"{spoken.text('A new shop')} · {spoken.text('Country')}", spoken.text("Round cash")[:5])
        await setup.choose("country", country)
        await setup.sees(f"{_('Currency')}: {currency}")
        await setup.press("f12", sees=_("Name of the shop"))
        await setup.sees(number_label)
        await setup.fill(shop="De Linde", street="Kerkstraat 1", town="1234 AB Zaandam", vat_number="X1", footer="Dag")
        await setup.press("f12", sees=_("Name of the owner"))
        await setup.fill(
            owner="Owner", managers="Manager 1, Manager 2", cashiers="Cashier 1,, Cashier 2 ,", register="B2"
        )
        await setup.press("f12", sees=_("Receipt printer"))
        await setup.choose("printer", "tcp")
        await setup.fill(host="192.168.1.50")
        await setup.choose("columns", "42")
        await setup.choose("scanner", "evdev")
        await setup.press("f12", sees="B2-000001")
        assert list(path.parent.iterdir()) == []
        assert not file.exists()
        await setup.press("f12")
    assert setup.app.return_value == 0
    close_database()
    open_database(path)
    shop = read_shop()
    assert (shop.name, shop.country, shop.currency, shop.language) == ("De Linde", country, currency, language)
    assert (shop.address, shop.vat_number, shop.footer) == (("Kerkstraat 1", "1234 AB Zaandam"), "X1", ("Dag",))
    assert rows("SELECT name, role FROM person ORDER BY id") == [
        ("Owner", "owner"),
        ("Manager 1", "manager"),
        ("Manager 2", "manager"),
        ("Cashier 1", "cashier"),
        ("Cashier 2", "cashier"),
    ]
    assert read(file) == Settings(
        database=str(path),
        register="B2",
        language=language,  # type: ignore[arg-type]
        printer=PrinterSettings(kind="tcp", host="192.168.1.50", columns=42),
        scanner=ScannerSettings(kind="evdev"),
    )
    assert verify.verify().proven


@pytest.mark.parametrize("language", ["nl", "da", "en"])
async def test_enter_walks_through_the_fields_and_f12_through_the_steps(language: str) -> None:
    """The smallest terminal, a keyboard, and nothing but what must be typed."""
    async with first_start(language=language, size=(80, 24)) as setup:
        await setup.press(*["enter"] * len(setup.form.form.fields), "f12")
        await setup.type("De Linde")
        await setup.press(*["enter"] * len(setup.form.form.fields), "f12")
        await setup.type("Owner")
        await setup.press(*["enter"] * len(setup.form.form.fields), "f12")
        assert setup.step() == "devices"
        await setup.press("enter", "enter", "f12", sees="K1-000001")
        await setup.press("enter", "enter")
        assert setup.made == []
        await setup.press("f12")
    (form,) = setup.made
    assert (form.shop, form.owner, form.people, form.register) == ("De Linde", "Owner", (), "K1")
    assert (form.language, form.country) == (language, {"da": "DK"}.get(language, "NL"))


@pytest.mark.parametrize(("kind", "path"), [("usb", ""), ("serial", "/dev/rfcomm0")])
async def test_a_printer_on_a_cable_or_by_radio(kind: str, path: str) -> None:
    """USB is found by itself; a serial line needs its path."""
    async with first_start() as setup:
        await answer_all(setup)
        await setup.choose("printer", kind)
        if path:
            await setup.press("f12", sees="Type where the device is, such as /dev/rfcomm0.")
            await setup.fill(path=path)
        await setup.press("f12", sees="Start the shop?")
        await setup.press("f12")
    assert [form.printer for form in setup.made] == [PrinterSettings(kind=kind, path=path)]  # type: ignore[arg-type]


async def test_back_keeps_every_answer() -> None:
    async with first_start() as setup:
        await answer_all(setup)
        await setup.choose("printer", "file")
        await setup.fill(path="/dev/usb/lp0")
        kept = dict(setup.answers)
        await setup.press("escape", "escape", "escape", sees="Country")
        assert setup.step() == "place"
        await setup.press("f12", sees="De Linde")
        await setup.press("f12", sees="Owner")
        await setup.press("f12", sees="/dev/usb/lp0")
        assert setup.answers == kept
        await setup.choose("printer", "none")
        assert "/dev/usb/lp0" not in setup.text
        await setup.choose("printer", "file")
        await setup.sees("/dev/usb/lp0")
        await setup.press("f12", sees="Start the shop?")
        await setup.press("escape", sees="Receipt printer")
        assert setup.answers == kept
        assert setup.made == []


MENDED = {"host": "printer", "path": "/dev/usb/lp0"}


@pytest.mark.parametrize(
    ("step", "typed", "wrong", "said"),
    [
        ("shop", {"shop": "   "}, "shop", "The shop needs a name."),
        ("people", {"owner": ""}, "owner", "The shop needs an owner: type a name."),
        ("people", {"managers": "Ann, ann"}, "managers", "Everybody needs a name of their own."),
        ("people", {"cashiers": "owner"}, "cashiers", "Everybody needs a name of their own."),
        ("people", {"managers": "Ann", "cashiers": "ANN"}, "cashiers", "Everybody needs a name of their own."),
        ("people", {"register": ""}, "register", "A capital letter, then up to five letters or digits: K1."),
        ("people", {"register": "k1"}, "register", "A capital letter"),
        ("people", {"register": "1K"}, "register", "A capital letter"),
        ("people", {"register": "K-1"}, "register", "A capital letter"),
        ("devices", {"host": " "}, "host", "Type the printer's address, such as 192.168.1.50."),
        ("devices", {"path": "dev/usb/lp0"}, "path", "Type where the device is, such as /dev/usb/lp0."),
        ("devices", {"device": "scanner"}, "device", "Type where the device is, such as /dev/kassa/scanner."),
    ],
)
async def test_each_refusal_is_said_and_mended(step: str, typed: dict[str, str], wrong: str, said: str) -> None:
    async with first_start() as setup:
        await answer_all(setup)
        while setup.step() != step:
            await setup.press("escape")
        if "host" in typed or "path" in typed:
            await setup.choose("printer", "tcp" if "host" in typed else "file")
        if "device" in typed:
            await setup.choose("scanner", "evdev")
        right = {name: setup.answers.get(name, "") for name in typed}
        await setup.fill(**typed)
        await setup.press("f12", sees=f"■ {said}")
        assert (setup.step(), setup.form.form.current.name) == (step, wrong)
        await setup.press("backspace")
        assert "■" not in setup.text
        await setup.fill(**{name: MENDED.get(name, text) for name, text in right.items()})
        await setup.press("f12")
        assert setup.step() != step or "Start the shop?" in setup.text
        assert setup.made == []


async def test_esc_asks_before_it_stops_and_nothing_is_made() -> None:
    async with first_start() as setup:
        await setup.press("escape", sees="Stop the set-up?")
        await setup.press("escape", sees="Country")
        await setup.press("f12")
        await setup.fill(shop="De Linde")
        await setup.press("escape", "escape", sees="Nothing has been made yet.")
        await setup.press("f12")
    assert (setup.app.return_value, setup.made) == (1, [])


async def test_what_fails_at_the_end_is_said_and_can_be_tried_again() -> None:
    tries: list[str] = []
    async with first_start(fails_at_first(tries)) as setup:
        await answer_all(setup)
        await setup.press("f12", "f12", sees="the disk is full")
        await setup.press("f12", "f12", sees="[/] not a directory")
        await setup.press("f12", "f12", sees="Your answers are still here: try again.")
        assert setup.answers["shop"] == "De Linde"
        await setup.press("f12", "f12")
    assert (setup.app.return_value, tries) == (0, ["De Linde"] * 4)


async def test_enter_pressed_twice_makes_one_shop() -> None:
    async with first_start() as setup:
        await answer_all(setup)
        await setup.press("f12", sees="Start the shop?")
        await setup.pilot.press("enter", "enter", "f12")
    assert len(setup.made) == 1


async def test_pasted_text_is_one_clean_line() -> None:
    async with first_start() as setup:
        await setup.paste("nothing is typed into a choice")
        await setup.press("f12")
        await setup.paste("De \x1b[31mLinde\u202e\x00\r\nKerkstraat 1")
        assert setup.answers["shop"].strip() == "De [31mLinde"
        await setup.press("delete")
        await setup.paste("漢" * 10_000)
        assert setup.answers["shop"] == "漢" * 60
        await setup.sees("…漢", "漢█")
        await setup.press("f12")
        await setup.paste("\u200b\u200e\n")
        await setup.press("f12", sees="The shop needs an owner")


@pytest.mark.parametrize("name", ["[/]", "[@click=app.quit]x[/]", "{0} {shop}", "'; DROP TABLE person;--", "=1+1"])
async def test_hostile_names_are_only_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / "shop.db"
    async with first_start(lambda form: found_shop(path, form, tmp_path / "kassa.toml")) as setup:
        await answer_all(setup)
        await setup.press("escape", "escape")
        await setup.fill(shop=name)
        await setup.press("f12")
        await setup.fill(owner=name, managers=name + " 2")
        await setup.click(name[:4])
        await setup.press("f12", "f12", sees=name)
        await setup.press("f12")
    assert setup.app.return_value == 0
    assert (read_shop().name, rows("SELECT name FROM person")) == (name, [(name,), (name + " 2",)])


async def test_clicks_go_back_but_never_forward_past_a_question() -> None:
    async with first_start() as setup:
        await setup.press("f12")
        await setup.click("Devices")
        assert setup.step() == "shop"
        await setup.click("Postcode and town")
        assert setup.form.form.current.name == "town"
        await setup.click("Country")
        assert setup.step() == "place"
        await setup.click("· Dansk", sees=i18n.words("da").text("A new shop"))
        await setup.click("F12")
        assert setup.step() == "shop"


async def test_a_wild_hand_does_no_harm() -> None:
    async with first_start() as setup:
        for _step in range(3):
            for key in (
                "f1",
                "f5",
                "f9",
                "f10",
                "ctrl+q",
                "ctrl+c",
                "x",
                "home",
                "end",
                "pagedown",
                "tab",
                "shift+tab",
            ):
                await setup.press(key, key)
            setup.app.scan("8712345678906")
            await setup.sees("Scanning comes later: first the shop.")
            await setup.press("f12")
            if setup.step() == "shop":
                await setup.fill(shop="De Linde")
        assert setup.made == []
        assert setup.app.is_running
