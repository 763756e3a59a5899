"""News and the key that takes it away stand apart, however long the news is."""

import pytest
from textual.geometry import Size

from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.drawing.palette import DARK, PALETTES
from kassa_tui.widgets.frame import Banner


@pytest.mark.english
@pytest.mark.parametrize(
    ("letters", "end"),
    [(60, " Esc seen "), (67, " Esc seen "), (68, " Esc "), (72, " Esc "), (73, "x"), (76, "xx")],
)
def test_the_key_gives_way_to_the_news(monkeypatch: pytest.MonkeyPatch, letters: int, end: str) -> None:
    monkeypatch.setattr(Canvas, "size", Size(80, 1), raising=False)
    monkeypatch.setattr(Canvas, "fingers", False)
    monkeypatch.setattr(Canvas, "palette", PALETTES[DARK], raising=False)
    banner = Banner()
    banner.texts = ("x" * letters,)
    [row] = banner._painted()
    assert "xEsc" not in row.text
    assert row.text.rstrip().endswith(end.rstrip())
    assert row.text.startswith(f" ▲ {'x' * letters}")
