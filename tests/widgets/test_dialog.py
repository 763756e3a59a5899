"""The question box follows what it is told and the room that it has, whatever it was arranged for before."""

from msgspec.structs import replace
from textual.geometry import Size

from kassa_tui.widgets.dialog import Button, DialogBox, DialogValues, FieldRow
from kassa_tui.widgets.drawing.canvas import FINGER_ROWS

FIELDS = tuple(FieldRow(f"Field {number}", name=str(number), current=number == 1) for number in range(4))
QUESTION = DialogValues("Which?", fields=FIELDS, buttons=(Button("F12", "Next", go=True),))


class FingerBox(DialogBox):
    """A question for fingers outside a program."""

    fingers = True


def high(box: DialogBox) -> int:
    """The rows that Textual is told."""
    return box.get_content_height(Size(60, 40), Size(60, 40), 60)


def test_less_room_leaves_fewer_fields_of_the_same_question() -> None:
    box = FingerBox(QUESTION)
    box.room = 40
    assert not box.measured(QUESTION)
    whole = high(box)
    box.room = whole - 2 * FINGER_ROWS
    assert box.measured(QUESTION)
    assert whole - 3 * FINGER_ROWS <= high(box) <= box.room


def test_another_question_is_measured_anew() -> None:
    box = FingerBox(QUESTION)
    box.room = 60
    before = high(box)
    box.values = replace(QUESTION, error="No.")
    assert high(box) == before + 2
