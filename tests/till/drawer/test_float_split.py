"""Which pieces stay: never what was not counted, exact whenever any choice is."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.till.drawer.counting import worth
from kassa_tui.till.drawer.float_split import going, staying

PIECES = st.dictionaries(
    st.sampled_from([5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]), st.integers(0, 4), max_size=6
)


def every_sum(pieces: dict[int, int]) -> set[int]:
    """All sums that can be made, the slow way."""
    values = list(pieces)
    counts = product(*(range(pieces[value] + 1) for value in values))
    return {sum(value * n for value, n in zip(values, each, strict=True)) for each in counts}


@given(PIECES, st.integers(0, 20_000))
def test_the_nearest_sum_stays_and_only_what_was_counted(pieces: dict[int, int], wanted: int) -> None:
    stays = staying(wanted, pieces)
    assert all(0 < count <= pieces[value] for value, count in stays.items())
    sums = every_sum(pieces)
    assert abs(worth(stays) - wanted) == min(abs(each - wanted) for each in sums)
    if wanted in sums:
        assert worth(stays) == wanted
    assert worth(going(pieces, stays)) == worth(pieces) - worth(stays)


@given(PIECES, st.data())
def test_what_can_be_made_exactly_is(pieces: dict[int, int], data: st.DataObject) -> None:
    made = data.draw(st.sampled_from(sorted(every_sum(pieces))))
    assert worth(staying(made, pieces)) == made


def test_small_money_stays_and_large_notes_go() -> None:
    counted = {10000: 1, 5000: 4, 2000: 9, 1000: 6, 500: 7, 200: 3, 100: 5, 50: 7, 20: 8, 10: 6, 5: 5}
    stays = staying(15000, counted)
    assert worth(stays) == 15000
    assert going(counted, stays)[10000] == 1
    assert going(counted, stays)[5000] == 4
    assert stays[500] == 7


def test_nothing_counted_and_far_too_much() -> None:
    assert staying(15000, {}) == {}
    assert staying(15000, {1: 10_000_000}) == {}
    assert staying(0, {500: 3}) == {}
