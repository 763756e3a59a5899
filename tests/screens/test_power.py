"""Switching off from the menu: asked twice, the sale kept, a refusal said on the screen."""

import pytest

from kassa_tui.hw import power
from kassa_tui.hw.power import NoPowerError
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What systemd was asked for."""
    verbs: list[str] = []
    monkeypatch.setattr(power, "ask", verbs.append)
    return verbs


async def to_switch_off(till: Register) -> None:
    await till.press("f9", sees="Switch off")
    await till.click("Switch off", sees="Restart the machine")


@pytest.mark.parametrize(("number", "question", "verb"), [("1", "Switch the machine off?", "poweroff"), ("2", "Restart the machine?", "reboot")])  # fmt: skip
async def test_off_and_restart(
    shop: ShopUnderTest, opened: Opener, asked: list[str], number: str, question: str, verb: str
) -> None:
    shop.article("Bread", "2.95", key="1Q")
    shop.open()
    async with opened(shop, size=(80, 24)) as till:
        await till.press("q")
        await to_switch_off(till)
        await till.press(number, sees=question)
        await till.sees("Session 1 stays open.", "An unfinished receipt is kept")
        assert asked == []
        await till.press("f12", sees="The machine")
        assert asked == [verb]
        assert len(till.app.screen.basket.lines) == 1  # type: ignore[attr-defined]


async def test_esc_at_each_question_leaves_it_on(shop: ShopUnderTest, opened: Opener, asked: list[str]) -> None:
    async with opened(shop) as till:
        await to_switch_off(till)
        await till.press("escape")
        await to_switch_off(till)
        await till.press("1", sees="Go on")
        await till.press("escape")
        assert "machine" not in till.text
    assert asked == []


async def test_a_refusal_is_a_sentence(shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_verb: str) -> None:
        raise NoPowerError("No systemd runs this machine: it can only be switched off by hand.")

    monkeypatch.setattr(power, "ask", refuse)
    async with opened(shop) as till:
        await to_switch_off(till)
        await till.press("1", sees="Go on")
        await till.press("f12", sees="No systemd runs this machine")
        assert till.app.is_running


async def test_items_of_the_menu_after_the_tenth_have_letters(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("f9", sees="Stop the program")
        letter = (
            next(line for line in till.text.splitlines() if "Stop the program" in line).split("Stop")[0].split()[-1]
        )
        assert letter.isalpha()
        await till.press(letter.lower(), sees="Stop the program?")
        await till.press("escape")
        assert till.app.is_running
