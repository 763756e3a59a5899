"""One line more for each key, by the Line API: how soon any Textual program could show a scanned line."""

from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Lines(Widget):
    """A list of texts that begins anew when it is full; a new one paints its own row."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = ["READY"]

    def render_line(self, y: int) -> Strip:
        """A row of the list."""
        text = self.texts[y] if y < len(self.texts) else ""
        return Strip([Segment(text.ljust(self.size.width), self.rich_style)], self.size.width)

    def add(self, text: str) -> None:
        """One line more."""
        if len(self.texts) == self.size.height:
            self.texts.clear()
            self.refresh()
        self.texts.append(text)
        self.refresh(Region(0, len(self.texts) - 1, self.size.width, 1))


class LineByLine(App[None]):
    """Every key adds a line with the next number."""

    keys = 0

    def compose(self) -> ComposeResult:
        """The list alone."""
        yield Lines()

    def on_key(self, event: events.Key) -> None:
        """A line with its number."""
        self.keys += 1
        self.query_one(Lines).add(f"line {self.keys:5}   1 x an article with a name of usual length   12.50")


if __name__ == "__main__":
    LineByLine().run()
