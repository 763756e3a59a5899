"""Keys of a scanner become codes, whole or not at all."""

import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.hw.scanner.scancodes import LONGEST, Decoder

SHIFT, CONTROL, ENTER, KEYPAD_ENTER, TAB, BRACE, F8 = 42, 29, 28, 96, 15, 27, 66
ALT, CAPS_LOCK, ARROW_UP = 56, 58, 103
_KEYPAD = {"7": 71, "8": 72, "9": 73, "4": 75, "5": 76, "6": 77, "1": 79, "2": 80, "3": 81, "0": 82}
FUZZED = 100_000 if os.environ.get("KASSA_TORTURE") else 10_000
_US = "1234567890-=", "qwertyuiop[]", "asdfghjkl;'`", "\\zxcvbnm,./"
_US_SHIFT = "!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"~', "|ZXCVBNM<>?"
_FIRST = (2, 16, 30, 43)


def strokes(text: str) -> list[tuple[int, int, int]]:
    """What a US keyboard sends for a text, as (type, code, value)."""
    events: list[tuple[int, int, int]] = []
    for letter in text:
        for first, plain, shifted in zip(_FIRST, _US, _US_SHIFT, strict=True):
            if letter in plain:
                events += pressed(first + plain.index(letter))
            elif letter in shifted:
                events += [(1, SHIFT, 1), *pressed(first + shifted.index(letter)), (1, SHIFT, 0)]
    return events


def pressed(number: int) -> list[tuple[int, int, int]]:
    return [(4, 4, number), (1, number, 1), (0, 0, 0), (1, number, 0), (0, 0, 0)]


def codes(events: list[tuple[int, int, int]]) -> list[str]:
    decoder = Decoder()
    return [code for code in (decoder.feed(*event) for event in events) if code is not None]


@given(st.text("".join((*_US, *_US_SHIFT)), min_size=1, max_size=100))
def test_every_key_of_the_board_is_read(text: str) -> None:
    assert codes(strokes(text) + pressed(ENTER)) == [text]


@pytest.mark.parametrize("end", [ENTER, KEYPAD_ENTER, TAB])
def test_what_ends_a_code(end: int) -> None:
    assert codes(strokes("8712") + pressed(end) + strokes("99") + pressed(end)) == ["8712", "99"]


def test_carriage_return_and_line_feed_end_one_code() -> None:
    assert codes(strokes("8712") + pressed(ENTER) + pressed(ENTER)) == ["8712"]


def test_held_keys_count_once() -> None:
    assert codes([(1, 2, 1), (1, 2, 2), (1, 2, 2), (1, 2, 0), *pressed(ENTER)]) == ["1"]


def test_the_group_separator_of_gs1_codes() -> None:
    events = [*strokes("10A"), (1, CONTROL, 1), *pressed(BRACE), (1, CONTROL, 0), *strokes("21B"), *pressed(ENTER)]
    assert codes(events) == ["10A\x1d21B"]


def by_number(letter: str) -> list[tuple[int, int, int]]:
    """A letter as Alt and its number on the keypad."""
    digits = [stroke for digit in f"{ord(letter):03d}" for stroke in pressed(_KEYPAD[digit])]
    return [(1, ALT, 1), *digits, (1, ALT, 0)]


@pytest.mark.parametrize("separator", [pressed(F8), by_number("\x1d")])
def test_other_ways_to_send_the_group_separator(separator: list[tuple[int, int, int]]) -> None:
    assert codes([*strokes("10A"), *separator, *strokes("21B"), *pressed(ENTER)]) == ["10A\x1d21B"]


@given(st.text("".join((*_US, *_US_SHIFT, "\x1d")), min_size=1, max_size=40))
def test_a_scanner_that_sends_every_letter_by_its_number(text: str) -> None:
    assert codes([stroke for letter in text + "\r" for stroke in by_number(letter)]) == [text]


@pytest.mark.parametrize("odd", [pressed(ARROW_UP), by_number("é"), [(1, ALT, 1), *pressed(30), (1, ALT, 0)]])
def test_a_key_that_is_not_understood_spoils_the_code(odd: list[tuple[int, int, int]]) -> None:
    """Without that letter it would be another code."""
    assert codes([*strokes("871"), *odd, *strokes("2"), *pressed(ENTER)]) == [""]
    assert codes([*odd, *strokes("8712"), *pressed(ENTER)]) == [""]


def test_locks_stand_for_nothing() -> None:
    assert codes([*pressed(CAPS_LOCK), *strokes("aB1"), *pressed(CAPS_LOCK), *pressed(ENTER)]) == ["aB1"]


def test_control_characters_that_frame_a_code_are_dropped() -> None:
    drawable = [(1, CONTROL, 1), *pressed(48), (1, CONTROL, 0), *strokes("8712"), (1, CONTROL, 1), *pressed(50)]
    assert codes([*drawable, (1, CONTROL, 0)]) == ["8712"]


def test_any_keys_at_all_give_whole_codes_and_no_error() -> None:
    """After whatever came before, two ends are enough for the next code to be read as it is."""
    chance = random.Random(4)
    decoder = Decoder()
    for _event in range(FUZZED):
        kind, value = chance.choice((0, 1, 1, 1, 4, 17)), chance.choice((0, 1, 2, chance.randrange(-2, 9)))
        code = decoder.feed(kind, chance.randrange(256) if chance.random() < 0.9 else chance.randrange(70_000), value)
        assert code is None or len(code) <= LONGEST
        assert not code or all(letter.isprintable() or letter == "\x1d" for letter in code)
        if chance.random() < 0.01:
            decoder.cut_off()
            read = [code for event in strokes("]E08712") + pressed(ENTER) if (code := decoder.feed(*event)) is not None]
            assert read == ["]E08712"]


def test_lost_events_forget_the_shift_that_was_held() -> None:
    """Its release may be among what was lost: the next code must not be read with Shift."""
    events = [(1, SHIFT, 1), *pressed(30), (0, 3, 0), *pressed(ENTER), *strokes("12"), *pressed(ENTER)]
    assert codes(events) == ["", "12"]


def test_lost_events_spoil_the_code_and_only_that_code() -> None:
    events = [*strokes("871"), (0, 3, 0), *strokes("2"), *pressed(ENTER), *strokes("99"), *pressed(ENTER)]
    assert codes(events) == ["", "99"]


def test_a_code_that_is_too_long_is_spoilt() -> None:
    assert codes(strokes("1" * (LONGEST + 1)) + pressed(ENTER)) == [""]


def test_a_burst_of_three_thousand_characters_is_refused() -> None:
    assert codes(strokes("ab12" * 750) + pressed(ENTER) + strokes("99") + pressed(ENTER)) == ["", "99"]


def test_a_pause_spoils_what_had_begun() -> None:
    decoder = Decoder()
    assert decoder.cut_off() is None
    for event in [(1, SHIFT, 1), *strokes("871")]:
        decoder.feed(*event)
    assert decoder.reading
    assert decoder.cut_off() == ""
    assert not decoder.reading
    assert [decoder.feed(*event) for event in strokes("9") + pressed(ENTER)].count("9") == 1
