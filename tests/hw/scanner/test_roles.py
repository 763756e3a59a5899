"""What a device shows itself to be, by when its keys came and which kind they were."""

import random

import pytest

from kassa_tui.hw.scanner.label import SETUP_LABEL
from kassa_tui.hw.scanner.roles import Check, Evidence
from tests.hw.scanner.test_scancodes import ARROW_UP, ENTER, F8, KEYPAD_ENTER, TAB, pressed, strokes

ESC, BACKSPACE, F1, F11, F12, HOME = 1, 14, 59, 87, 88, 102
EAN, UPC, WRONG = "8712345678906", "036000291452", "8712345678905"


class Hands:
    """Keys of one device on a clock of their own."""

    def __init__(self, evidence: Evidence | None = None) -> None:
        self.evidence, self.at = evidence or Evidence(), 100.0

    def send(self, *events: tuple[int, int, int], gap: float) -> "Hands":
        """The events, with so many seconds before each press."""
        for event in events:
            if event[0] == 1 and event[2] and event[1] != 42:
                self.at += gap
            self.evidence.feed(*event, self.at)
        return self

    def scan(self, text: str, gap: float, end: int = ENTER) -> "Hands":
        """A pause, the text, and its end."""
        self.at += 2
        return self.send(*strokes(text), *pressed(end), gap=gap)

    def press(self, *numbers: int, gap: float = 0.2) -> "Hands":
        """Keys of a person, and a pause."""
        for number in numbers:
            self.send(*pressed(number), gap=gap)
        self.at += 2
        self.evidence.quiet(self.at)
        return self

    @property
    def role(self) -> str:
        return self.evidence.role


@pytest.mark.parametrize("end", [ENTER, KEYPAD_ENTER, TAB])
@pytest.mark.parametrize(("text", "gap"), [("SWEAT6", 0.0149), ("K1-000123", 0.001), (EAN, 0.079), (UPC, 0.05)])
def test_a_scanner_shows_itself_by_one_scan(text: str, gap: float, end: int) -> None:
    assert Hands().scan(text, gap, end).role == "scanner"


@pytest.mark.parametrize("text", ["]E0" + EAN, "]E0" + UPC, "]E496385074", "~" + EAN, SETUP_LABEL, "]C0" + SETUP_LABEL])
def test_what_stands_before_the_code_does_not_hide_it(text: str) -> None:
    assert Hands().scan(text, 0.06).role == "scanner"


@pytest.mark.parametrize("gap", [0.001, 0.08, 0.5, 0.99])
def test_the_set_up_label_is_known_at_any_speed(gap: float) -> None:
    assert Hands().scan(SETUP_LABEL, gap).role == "scanner"


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("SWEAT6", 0.02),
        ("SWEAT", 0.001),
        (EAN, 0.09),
        (WRONG, 0.05),
        ("1234567", 0.05),
        ("Ab-2/", 0.3),
        ("Ab-1/x", 0.3),
        ("K1-000123", 0.13),
    ],
)
def test_what_a_person_could_have_typed_shows_nothing(text: str, gap: float) -> None:
    assert Hands().scan(text, gap).role == ""


def test_one_pause_within_a_code_makes_it_nobodys() -> None:
    hands = Hands().send(*strokes("SWE"), gap=0.01)
    hands.at += 0.02
    assert hands.send(*strokes("ATER6"), *pressed(ENTER), gap=0.01).role == ""
    late = Hands().send(*strokes("SWEATER6"), gap=0.01)
    late.at += 0.2
    assert late.send(*pressed(ENTER), gap=0.01).role == ""


@pytest.mark.parametrize("number", [ESC, BACKSPACE, F1, F12, HOME, ARROW_UP])
def test_a_keyboard_shows_itself_by_a_key_that_no_scanner_has(number: int) -> None:
    assert Hands().press(number).role == "keyboard"
    assert Hands().press(2, number, 3).role == "keyboard"


@pytest.mark.parametrize("number", [F8, F11, ENTER, 2, 30])
def test_keys_that_scanners_send_too_show_nothing(number: int) -> None:
    assert Hands().press(number, number).role == ""


def test_a_key_that_is_held_shows_a_keyboard() -> None:
    assert Hands().send((1, 2, 1), (1, 2, 2), gap=0.3).role == "keyboard"


def test_a_label_with_escape_and_an_f_keys_sequence_shows_no_keyboard() -> None:
    """Its Escape is a sign among others, wherever it stands."""
    for gap in (0.002, 0.05):
        first = Hands().send(*pressed(ESC), *strokes("[24~"), *pressed(ENTER), gap=gap)
        first.evidence.quiet(first.at + 2)
        within = Hands().send(*strokes("101"), *pressed(ESC), *strokes("[24~99"), *pressed(ENTER), gap=gap)
        within.evidence.quiet(within.at + 2)
        assert (first.role, within.role) == ("", "scanner" if gap < 0.015 else "")


def test_a_keyboard_with_a_reader_in_it_is_both_in_either_order() -> None:
    assert Hands().press(ARROW_UP).scan(EAN, 0.02).role == "both"
    assert Hands().scan(EAN, 0.02).press(ARROW_UP).role == "both"
    assert Hands(Evidence("keyboard")).scan("SWEATER", 0.005).role == "both"
    assert Hands().press(ARROW_UP).scan(EAN, 0.02).scan(EAN, 0.02).press(ESC).role == "both"


def test_events_that_the_kernel_dropped_prove_nothing_and_are_activity() -> None:
    hands = Hands().send(*strokes("8712"), gap=0.005)
    hands.send((0, 3, 0), gap=0)
    assert hands.evidence.last == hands.at
    hands.send(*strokes("345678906"), *pressed(ENTER), gap=0.005)
    assert hands.role == ""
    assert hands.scan(EAN, 0.005).role == "scanner"


def test_a_check_digit_is_proved_by_two_sums() -> None:
    draw = random.Random(1)
    for _case in range(200):
        digits = [draw.randrange(10) for _digit in range(draw.choice((7, 11, 12, 13)))]
        weighted = sum(digit * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits)))
        for last in range(10):
            check = Check()
            for digit in (*digits, last):
                check.add(digit)
            assert check.right == ((weighted + last) % 10 == 0)


def test_a_typist_shows_no_scanner() -> None:
    """Gaps of a fast typist: log-normal, the median at 110 ms."""
    draw, hands = random.Random(2), Hands()
    for _word in range(2000):
        for _letter in range(draw.randrange(1, 14)):
            hands.send(*pressed(draw.choice((2, 3, 4, 5, 6, 7, 8, 9, 10, 11))), gap=draw.lognormvariate(-2.207, 0.46))
        hands.send(*pressed(ENTER), gap=draw.lognormvariate(-2.207, 0.46))
    assert hands.role == ""
