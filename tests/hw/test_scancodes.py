"""Keys of a scanner become codes, whole or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.hw.scancodes import LONGEST, Decoder

SHIFT, CONTROL, ENTER, KEYPAD_ENTER, TAB, BRACE = 42, 29, 28, 96, 15, 27
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


def test_lost_events_spoil_the_code_and_only_that_code() -> None:
    events = [*strokes("871"), (0, 3, 0), *strokes("2"), *pressed(ENTER), *strokes("99"), *pressed(ENTER)]
    assert codes(events) == ["", "99"]


def test_a_code_that_is_too_long_is_spoilt() -> None:
    assert codes(strokes("1" * (LONGEST + 1)) + pressed(ENTER)) == [""]


def test_a_pause_spoils_what_had_begun() -> None:
    decoder = Decoder()
    assert decoder.cut_off() is None
    for event in [(1, SHIFT, 1), *strokes("871")]:
        decoder.feed(*event)
    assert decoder.reading
    assert decoder.cut_off() == ""
    assert not decoder.reading
    assert [decoder.feed(*event) for event in strokes("9") + pressed(ENTER)].count("9") == 1
