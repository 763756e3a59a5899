"""Paper is the same rows for every device: at most so wide, kept and read back without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kassa_tui.documents import COLUMNS, Code, Columns, Cut, Document, Feed, Pair, Rule, Text, from_json
from kassa_tui.text import clean

texts = st.text(max_size=70).map(clean)
rows = st.one_of(
    st.builds(Text, texts, st.sampled_from(["left", "right", "center"]), st.booleans(), st.booleans()),
    st.builds(Pair, texts, st.text(max_size=12).map(clean), st.booleans(), st.booleans(), st.integers(0, 8)),
    st.builds(lambda a, b: Columns((a, b, "1,00"), (0, -8, -9)), texts, texts),
    st.builds(Rule),
    st.builds(Feed),
    st.builds(Cut),
    st.builds(Code, texts),
)


@given(st.lists(rows, max_size=8), st.sampled_from(COLUMNS))
def test_no_line_is_wider_than_the_paper(made: list[Text], columns: int) -> None:
    for line in Document("x", tuple(made)).as_text(columns).splitlines():
        assert cell_len(line) <= columns


@given(st.lists(rows, max_size=8))
def test_kept_paper_reads_back(made: list[Text]) -> None:
    document = Document("x", tuple(made))
    assert from_json(document.to_json()) == document
    assert from_json(document.to_json()).to_json() == document.to_json()


def test_a_long_name_wraps_and_its_figure_stands_on_the_last_line() -> None:
    pair = Pair("1 × A name that is really much longer than the paper is wide", "12,50")
    assert Document("x", (pair,)).as_text(42).splitlines() == [
        "1 × A name that is really much",
        "longer than the paper is wide        12,50",
    ]


@pytest.mark.parametrize("columns", COLUMNS)
def test_figures_of_a_table_end_in_the_same_column(columns: int) -> None:
    block = [
        Columns(("21 %", "10,00", "2,10", "12,10"), (0, -10, -9, -10)),
        Columns(("9 %", "1,00", "0,09", "1,09"), (0, -10, -9, -10)),
    ]
    ends = {len(line) for line in Document("x", tuple(block)).as_text(columns).splitlines()}
    assert ends == {columns}


def test_a_copy_is_marked_at_the_top() -> None:
    marked = Document("x", (Text("body"),)).marked("COPY 1")
    assert marked.as_text(42).splitlines()[0].strip() == "COPY 1"
