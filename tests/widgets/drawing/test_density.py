"""What is said in blocks is drawn as rows for keys and as tiles for fingers: as high as it says, with the same targets."""

import pytest
from textual.geometry import Size

from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.blocks import Block, Buttons, Choices, Entry, Option, Pair, Pairs, Steps, Text
from kassa_tui.widgets.drawing.canvas import FINGER_COLUMNS, FINGER_ROWS, Canvas
from kassa_tui.widgets.drawing.density import Density, Rows, Tiles

OPTIONS = tuple(Option(targets.Choice("kind", word), word, word == "cash") for word in ("cash", "card", "voucher"))
BLOCKS: dict[str, Block] = {
    "text": Text(("one", "two")),
    "pair": Pairs(Pair("Total", "12.50", rule=True)),
    "pair to tap": Pairs(Pair("Expected", "140.00", what=targets.Row(1)), (Pair("since", "09:00"),)),
    "steps": Pairs(
        Pair("50.00", what=targets.Row(2), steps=Steps("3", "1", targets.Press(("minus",)), targets.Press(("plus",)))),
        heads=Steps("stay", "go"),
    ),
    "entry": Entry("Amount", "12", 10, targets.Field("amount"), current=True),
    "entry that only says": Entry("Amount", "12", 10),
    "choices": Choices("Kind", OPTIONS, 10),
    "buttons": Buttons(OPTIONS),
}


class Wide(Canvas):
    """A canvas outside a program, 60 columns wide."""

    SIZE = Size(60, 20)

    def __init__(self) -> None:
        super().__init__()
        self._drawn_for = self.SIZE

    @property
    def size(self) -> Size:
        """As a program would lay it out."""
        return self.SIZE


def drawn(density: Density, block: Block) -> int:
    """How many rows came of a block, drawn part by part."""
    rows = 0
    for part in density.parts(block):
        for _pen in density.draw(part):
            rows += 1
            density.canvas.drawn = rows
    return rows


@pytest.mark.parametrize("way", [Rows, Tiles])
@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_as_high_as_it_says(way: type[Density], name: str) -> None:
    density = way(Wide())
    assert drawn(density, BLOCKS[name]) == sum(density.height(part) for part in density.parts(BLOCKS[name]))


@pytest.mark.parametrize("name", BLOCKS)
def test_keys_and_fingers_reach_the_same(name: str) -> None:
    """What a mouse finds in rows, a finger finds in tiles, at least as large as a finger."""
    rows, tiles = Rows(Wide()), Tiles(Wide())
    drawn(rows, BLOCKS[name])
    drawn(tiles, BLOCKS[name])
    assert {target.what for target in tiles.canvas.targets} == {target.what for target in rows.canvas.targets}
    small = [tap for tap in tiles.canvas.targets if tap.columns < FINGER_COLUMNS or tap.rows < FINGER_ROWS]
    assert small == []
