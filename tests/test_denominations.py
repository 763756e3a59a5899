"""What notes and coins can make."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.denominations import MOST_SUMS, nearest

DRAWERS = st.dictionaries(st.sampled_from([5000, 2000, 1000, 500, 200, 50, 20, 10, 5]), st.integers(0, 3), max_size=4)


@given(minor=st.integers(0, 20_000), pieces=DRAWERS)
def test_the_nearest_sum_is_that_of_all_that_can_be_laid_out(minor: int, pieces: dict[int, int]) -> None:
    laid_out = product(*(range(count + 1) for count in pieces.values()))
    sums = {sum(value * n for value, n in zip(pieces, counts, strict=True)) for counts in laid_out}
    assert nearest(minor, pieces) == min(sums, key=lambda made: (abs(made - minor), made))


def test_a_drawer_with_more_sums_than_that_is_not_looked_through() -> None:
    assert nearest(1703, {5: MOST_SUMS + 1}) == 1703
