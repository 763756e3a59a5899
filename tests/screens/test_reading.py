"""How keys are read: the clock that stands still, and sequences that came in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from kassa_tui.screens.frame.reading import ENDLESS, Pieces, ReadingClock


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def test_the_clock_stands_still_while_nobody_waits_for_keys() -> None:
    hands = Hands()
    clock = ReadingClock(hands)
    clock.waits()
    hands.time += 0.05
    clock.read()
    first = clock.now()
    hands.time += 0.3
    assert clock.now() == first
    clock.waits()
    hands.time += 0.002
    clock.read()
    assert clock.now() - first == pytest.approx(0.002)


def test_a_sequence_in_one_read_is_a_key() -> None:
    pieces = Pieces(apart=True)
    assert pieces.take("\x1b[24~") == ["\x1b[24~"]
    assert pieces.take("a\x1b[Ab") == ["a\x1b[Ab"]


@pytest.mark.parametrize("sequence", ["\x1b[24~", "\x1bOP", "\x1b[A", "\x1b[<0;10;10M", "\x1b[15;2~"])
def test_a_sequence_letter_by_letter_is_a_label(sequence: str) -> None:
    pieces = Pieces(apart=True)
    parts = [part for letter in sequence for part in pieces.take(letter)] + pieces.silence()
    assert "".join(parts) == sequence
    assert parts[0] == "\x1b"
    assert not any(part.startswith("\x1b") and part != "\x1b" for part in parts)


@given(st.sampled_from(["\x1b[24~", "\x1bOP", "\x1b[<0;10;10M"]), st.data())
def test_cut_anywhere_it_is_no_key(sequence: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(sequence) - 1))
    pieces = Pieces(apart=True)
    parts = pieces.take("101" + sequence[:cut]) + pieces.take(sequence[cut:] + "\r")
    assert "".join(parts) == f"101{sequence}\r"
    assert sequence not in "|".join(parts)


def test_a_network_may_cut_a_key_in_two() -> None:
    pieces = Pieces(apart=False)
    assert pieces.take("\x1b[2") + pieces.take("4~") == ["\x1b[2", "4~"]


def test_escape_alone_is_the_key_after_a_moment() -> None:
    pieces = Pieces(apart=True)
    assert pieces.take("\x1b") == []
    assert pieces.silence() == ["\x1b"]
    assert pieces.silence() == []
    assert pieces.take("\x1b") == []
    assert pieces.take("\x1b[A") == ["\x1b", "\x1b[A"]


def test_a_paste_may_be_cut_anywhere() -> None:
    pieces = Pieces(apart=True)
    parts = pieces.take("\x1b[200~text\x1b[20") + pieces.take("1~") + pieces.take("\x1b[2") + pieces.take("4~")
    assert parts == ["\x1b[200~text", "\x1b[201~", "\x1b", "[", "2", "4~"]


def test_a_paste_that_nothing_ends_is_over_after_a_while() -> None:
    """Else a label that spells its beginning, or a terminal that broke off, would make the till deaf."""
    pieces, parser = Pieces(apart=True), XTermParser()

    def read(parts: list[str]) -> list[events.Event]:
        return [event for part in parts for event in parser.feed(part) if isinstance(event, events.Event)]

    assert read(pieces.take("\x1b[200~8712")) == []
    assert [read(pieces.silence()) for _tenth in range(ENDLESS - 1)] == [[]] * (ENDLESS - 1)
    assert [type(event) for event in read(pieces.silence())] == [events.Paste]
    assert pieces.silence() == []
    assert [event.key for event in read(pieces.take("\x1b[24~")) if isinstance(event, events.Key)] == ["f12"]


def test_a_paste_that_is_slow_is_one() -> None:
    pieces = Pieces(apart=False)
    pieces.take("\x1b[200~8712")
    for _part in range(5):
        assert all(pieces.silence() == [] for _tenth in range(ENDLESS - 1))
        pieces.take("34")
    assert pieces.take("\x1b[201~") == ["\x1b[201~"]
    assert all(pieces.silence() == [] for _tenth in range(2 * ENDLESS))
