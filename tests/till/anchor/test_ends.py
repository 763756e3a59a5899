"""What is missing: ends that are known against what a database has."""

import pytest

from kassa_tui.till.anchor.ends import End, Gap, Held, compare, merged, newest

KNOWN = End("K1", "serial", 40, "a" * 64, 874)


@pytest.mark.parametrize(
    "held",
    [
        pytest.param(Held(40, 874, "a" * 64), id="as long"),
        pytest.param(Held(51, 880, "a" * 64), id="longer"),
    ],
)
def test_a_journal_that_has_the_known_entry_lacks_nothing(held: Held) -> None:
    assert compare([KNOWN], {"K1": held}) == ()


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (Held(31, 871), "3 receipts are missing after K1-000871"),
        (Held(39, 873), "1 receipt is missing after K1-000873"),
        (Held(12, 0), "874 receipts of K1 are missing, all that were known"),
        (Held(38, 874), "2 entries are missing after K1 38, no receipt"),
        (Held(40, 874, "b" * 64), "The journal of K1 is another one than was known: its entry 40 differs"),
        (Held(60, 900, "b" * 64), "The journal of K1 is another one than was known: its entry 40 differs"),
    ],
)
def test_what_is_missing_is_said_by_its_numbers(held: Held, said: str) -> None:
    (gap,) = compare([KNOWN], {"K1": held})
    assert (gap.say(), gap.differs) == (said, held.there is not None)


def test_a_register_that_is_not_there_at_all_is_missing_whole() -> None:
    gaps = compare([KNOWN, End("B1", "office", 7, "d" * 64)], {})
    assert [gap.say() for gap in gaps] == [
        "874 receipts of K1 are missing, all that were known",
        "7 entries of B1 are missing, no receipt",
    ]


def test_what_somebody_has_said_is_gone_is_asked_no_more() -> None:
    assert compare([KNOWN], {}, {("K1", 40, "a" * 64)}) == ()
    assert len(compare([KNOWN], {}, {("K1", 40, "b" * 64)})) == 1


def test_of_two_places_the_one_that_knows_more_counts_register_by_register() -> None:
    older, other = End("K1", "serial", 39, "c" * 64, 873), End("B1", "office", 7, "d" * 64)
    assert newest([older, KNOWN, other]) == (KNOWN, other)


def test_what_is_missing_stays_known_and_the_rest_goes_on() -> None:
    own = (End("K1", "serial", 31, "e" * 64, 871), End("B1", "office", 8, "f" * 64))
    assert merged(own, [Gap(KNOWN, Held(31, 871))]) == (own[1], KNOWN)
    assert merged(own, []) == (own[1], own[0])
