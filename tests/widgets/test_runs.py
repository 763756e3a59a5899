"""Keys that come close together: what a scanner types is a code or nothing, what a person types stays typed."""

import random
from itertools import pairwise
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.widgets.runs import BOUND, LONGEST, Code, Drop, Outcome, Press, Runs, Takes, Undo

NAMES = {
    "\r": "enter", "\t": "tab", "\n": "ctrl+j", "\x1d": "ctrl+right_square_bracket", "\x02": "ctrl+b",
    "\x03": "ctrl+c", "\x1b": "escape",
}  # fmt: skip
TAKES: tuple[Takes, ...] = ("acts", "entry", "amount", "text")
Keys = list[tuple[str, float]]


def play(runs: Runs[str], keys: Keys, takes: Takes) -> list[Outcome[str]]:
    """Keys at their times, and a long silence behind them."""
    outcomes: list[Outcome[str]] = []
    for sign, at in keys:
        outcomes += runs.feed(sign, NAMES.get(sign, sign), sign if len(sign) == 1 else None, at, takes)
    return outcomes + (runs.quiet() if runs.waiting else [])


def at(text: str, gap: float, start: float = 10.0) -> Keys:
    """A text, so many seconds from sign to sign."""
    return [(sign, start + number * gap) for number, sign in enumerate(text)]


def pressed(outcomes: list[Outcome[str]]) -> str:
    """What reached the screen and was not taken back."""
    left: list[str] = []
    for outcome in outcomes:
        match outcome:
            case Press(key):
                left.append(key)
            case Undo(keys):
                assert tuple(left[len(left) - len(keys) :]) == keys
                del left[len(left) - len(keys) :]
    return "".join(left)


def codes(outcomes: list[Outcome[str]]) -> list[Code]:
    """What was scanned."""
    return [outcome for outcome in outcomes if isinstance(outcome, Code)]


@pytest.mark.parametrize("takes", TAKES)
@pytest.mark.parametrize("end", ["\r", "\t", "\r\n", "\x03\r", "\n"])
@pytest.mark.parametrize("gap", [0.001, 0.03, 0.08])
@pytest.mark.parametrize("code", ["7", "101", "SWEATER-XL", "8712345678906"])
def test_a_label_with_an_end_is_a_scan_everywhere(takes: Takes, end: str, gap: float, code: str) -> None:
    outcomes = play(Runs(), at(code + end, gap), takes)
    assert codes(outcomes) == [Code(code, ended=True)]
    assert pressed(outcomes) == ""


printable = st.characters(min_codepoint=32, max_codepoint=126)
signs = st.text(printable | st.sampled_from("\x02\x1d\x1b"), min_size=2, max_size=60)


@given(signs, st.floats(0.001, 0.08), st.sampled_from(TAKES), st.sampled_from(["\r", "\t", "\r\n", "\x03\r"]))
def test_no_label_with_an_end_presses_or_types_anything(text: str, gap: float, takes: Takes, end: str) -> None:
    assert pressed(play(Runs(), at(text + end, gap), takes)) == ""


@given(signs, st.floats(0.001, 0.08))
def test_no_label_without_an_end_acts(text: str, gap: float) -> None:
    assert pressed(play(Runs(), at(text, gap), "acts")) == ""


@given(signs, st.floats(0.001, 0.08))
def test_without_an_end_three_digits_stay_in_the_entry(text: str, gap: float) -> None:
    left = pressed(play(Runs(), at(text, gap), "entry"))
    assert left in ("", text)
    assert len(left.rstrip("*")) <= 3
    assert all(sign in "0123456789.,*" for sign in left)


@given(signs, st.floats(0.001, 0.034), st.sampled_from(("amount", "text")))
def test_what_nobody_can_type_stays_in_no_field(text: str, gap: float, takes: Takes) -> None:
    left = pressed(play(Runs(), at(text, gap), takes))
    assert left == "" or (takes == "text" and len(text) < 4)


@pytest.mark.parametrize("takes", ["acts", "entry"])
@pytest.mark.parametrize("text", ["0\x1b", "101\x1b", "\x1b5", "5\x1b6"])
def test_digits_and_a_quick_escape_sell_no_article_by_its_short_code(takes: Takes, text: str) -> None:
    assert play(Runs(), at(text, 0.06), takes) == [Drop(text[0])]
    assert codes(play(Runs(), at(text + "\r", 0.06), takes)) == [Code(text.replace("\x1b", ""), ended=True)]


def test_a_bound_too_short_lets_labels_act() -> None:
    """The tests above can fail."""
    assert pressed(play(Runs(0.02), at("SWEATER-XL", 0.08), "acts")) == "SWEATER-XL"


def test_a_lone_sign_acts_once_nothing_follows() -> None:
    runs: Runs[str] = Runs()
    assert runs.feed("Q", "Q", "Q", 10.0, "acts") == []
    assert runs.due(10.05) == pytest.approx(0.05)
    assert runs.due(10.1) == 0
    assert runs.quiet() == [Press("Q")]


def test_a_key_that_is_no_sign_waits_for_the_end_of_a_run() -> None:
    assert pressed(play(Runs(), [("5", 10.0), ("f12", 10.05)], "amount")) == "5f12"
    outcomes = play(Runs(), [("1", 10.0), ("f12", 10.01), ("2", 10.02), ("\r", 10.03)], "amount")
    assert outcomes == [Drop("f12"), Code("12", ended=True)]
    assert pressed(play(Runs(), [("S", 10.0), ("K", 10.01), ("f12", 10.02)], "acts")) == ""


@pytest.mark.parametrize("takes", TAKES)
@pytest.mark.parametrize("key", ["backspace", "delete", "left", "f12"])
def test_a_key_within_a_label_does_nothing_anywhere(takes: Takes, key: str) -> None:
    """A text is no exception: a label's Backspace would take away what a person had typed."""
    keys = [("A", 10.0), *((key, 10.08 + number * 0.08) for number in range(5)), ("B", 10.48), ("\r", 10.55)]
    outcomes = play(Runs(), keys, takes)
    assert codes(outcomes) == [Code("AB", ended=True)]
    assert pressed(outcomes) == ""
    assert outcomes.count(Drop(key)) == 5


def test_what_a_person_mends_in_a_text_is_mended() -> None:
    keys = [("a", 10.0), ("b", 10.12), ("backspace", 10.2), ("backspace", 10.35), ("c", 10.6), ("f12", 10.68)]
    assert pressed(play(Runs(), keys, "text")) == "abbackspacebackspacecf12"


@pytest.mark.parametrize("takes", TAKES)
@pytest.mark.parametrize("end", ["\r", ""])
def test_a_label_longer_than_any_code_is_not_read(takes: Takes, end: str) -> None:
    outcomes = play(Runs(), at("9" * 600 + end, 0.005), takes)
    assert codes(outcomes) == [Code("", ended=bool(end))]
    assert pressed(outcomes) == ""


def test_what_lies_on_a_key_for_hours_is_not_remembered() -> None:
    runs: Runs[str] = Runs()
    for _sign, moment in at("x" * 20_000, 0.033):
        runs.feed("x", "x", "x", moment, "text")
    assert len(runs._signs) == LONGEST + 1


@pytest.mark.parametrize("name", ["ctrl+m", "ctrl+i", "ctrl+j"])
def test_an_end_may_be_named_by_its_letter(name: str) -> None:
    """A terminal with the kitty protocol says Ctrl+M where others send a carriage return."""
    runs: Runs[str] = Runs()
    for sign, moment in at("101", 0.005):
        runs.feed(sign, sign, sign, moment, "acts")
    assert runs.feed(name, name, None, 10.02, "acts") == [Code("101", ended=True)]


def test_a_key_that_comes_alone_acts_at_once() -> None:
    for key in ("f12", "up", "backspace"):
        assert Runs[str]().feed(key, key, None, 10.0, "acts") == [Press(key)]
    assert Runs[str]().feed("\r", "enter", None, 10.0, "acts") == [Press("\r")]


def test_text_is_shown_at_once() -> None:
    runs: Runs[str] = Runs()
    assert [runs.feed(key, key, key, moment, "text") for key, moment in at("Bee", 0.09)] == [
        [Press("B")], [Press("e")], [Press("e")],
    ]  # fmt: skip
    assert runs.quiet() == []


def test_an_end_that_comes_late_is_a_key() -> None:
    assert pressed(play(Runs(), [("5", 10.0), ("\r", 10.3)], "amount")) == "5\r"


def test_a_separator_stands_in_the_code() -> None:
    keys = [*at("0112", 0.005), ("\x1d", 10.02), ("9", 10.025), ("\r", 10.03)]
    assert codes(play(Runs(), keys, "acts")) == [Code("0112\x1d9", ended=True)]
    outcomes = Runs[str]().feed("f8", "f8", None, 10.0, "acts")
    assert outcomes == [Press("f8")]


def test_a_learned_prefix_makes_a_code_at_any_speed() -> None:
    assert codes(play(Runs(prefix="ctrl+b"), at("\x02101\r", 1.0), "acts")) == [Code("101", ended=True)]
    assert pressed(play(Runs(prefix="ctrl+b"), at("\x02C1Q\r", 1.0), "acts")) == ""


def test_no_bound_lets_everything_through() -> None:
    assert pressed(play(Runs(0), at("SWEATER-XL\r", 0), "acts")) == "SWEATER-XL\r"


def typist(chance: random.Random, text: str, median: float, slower: str = "") -> Keys:
    """A person: gaps as they were measured, log-normal, sigma 0.46; the keys in `slower` are a move of the hand away."""
    moment, keys = 10.0, []
    for number, sign in enumerate(text):
        if number:
            factor = 1.6 if not slower or sign in slower else 1
            moment += max(0.03, exp(chance.gauss(log(median * factor), 0.46)))
        keys.append((sign, moment))
    return keys


ACTS: tuple[tuple[Takes, str, str], ...] = (
    ("entry", "Q", ""), ("entry", "WER", ""), ("entry", "3*Q", ""), ("entry", "12*E", ""), ("amount", "12.50", "."),
    ("amount", "100", "."), ("amount", "0.412", "."), ("text", "Jansen", "\r"), ("text", "winter 12", "\r"),
    ("acts", "4", ""),
)  # fmt: skip


@pytest.mark.parametrize(("median", "refused"), [(0.06, 0.35), (0.11, 0.12), (0.136, 0.06), (0.2, 0.005), (0.3, 0.001)])
def test_a_person_gets_what_he_typed_or_hears_that_he_does_not(median: float, refused: float) -> None:
    chance, wrong, tries = random.Random(7), 0, 4000
    for _number in range(tries):
        takes, text, slower = chance.choice(ACTS)
        outcomes = play(Runs(), typist(chance, text, median, slower), takes)
        if pressed(outcomes) != text:
            wrong += 1
            assert any(isinstance(outcome, Code | Drop) for outcome in outcomes), "lost without a word"
    assert wrong / tries <= refused


def test_a_person_waits_for_no_more_than_the_bound_after_his_last_key() -> None:
    keys = typist(random.Random(3), "QWER" * 200, 0.2)
    runs: Runs[str] = Runs()
    for (sign, moment), (_next, following) in pairwise(keys):
        runs.feed(sign, sign, sign, moment, "acts")
        if following - moment > BOUND:
            assert runs.due(moment + BOUND) == 0
            runs.quiet()


@pytest.mark.parametrize(("prefix", "before"), [("", []), ("ctrl+b", ["ctrl+b"])])
def test_the_keys_of_the_newest_code_are_known(prefix: str, before: list[str]) -> None:
    runs: Runs[str] = Runs(prefix=prefix)
    if prefix:
        runs.feed("stx", "ctrl+b", None, 0.5, "acts")
    for sign, at in (("a", 1.0), ("b", 1.01), ("c", 1.05)):
        runs.feed(sign, sign, sign, at, "acts")
    runs.feed("enter", "enter", None, 1.06, "acts")
    assert [stroke.name for stroke in runs.newest] == [*before, "a", "b", "c", "enter"]
    assert [stroke.at for stroke in runs.newest][-4:] == [1.0, 1.01, 1.05, 1.06]
