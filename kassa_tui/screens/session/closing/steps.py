"""The steps of the close wizard, above its two sides."""

from collections.abc import Iterator

from kassa_tui.i18n import _
from kassa_tui.screens.session.closing.state import STEP_WORDS, Step
from kassa_tui.widgets.drawing.canvas import Canvas, Pen


class Steps(Canvas):
    """Row 3: where the wizard is."""

    DEFAULT_CSS = "Steps { height: 1; }"
    title = ""
    step = Step.COUNT

    def show(self, title: str, step: Step) -> None:
        """Another step."""
        self.title, self.step = title, step
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """Done, current and coming steps."""
        pen = self.pen().put(f" {self.title}  ", bold=True)
        for step, word in STEP_WORDS.items():
            if step < self.step:
                pen.put(f" ● {_(word)} ", "ok")
            elif step == self.step:
                pen.put(f"▶{step.value} {_(word)} ", "cursortext", ground="cursor", bold=True)
            else:
                pen.put(f" {step.value} {_(word)} ", "muted")
        yield pen
