"""A terminal that is gone: what is written to it goes nowhere, and nothing waits for it."""

import io
import os
import threading
import tty

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers._writer_thread import WriterThread
from textual.message import Message

from kassa_tui.screens.frame.terminal import Forgiving, Terminal, _understood
from kassa_tui.screens.setup.app import SetupApp
from kassa_tui.widgets.drawing.palette import DARK


class Gone(io.StringIO):
    """A terminal that nobody looks at any more."""

    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")

    def flush(self) -> None:
        raise OSError(5, "Input/output error")

    def close(self) -> None:
        pass


def test_every_program_draws_on_a_terminal_that_may_go_away() -> None:
    assert SetupApp("en", lambda form: None, theme=DARK).driver_class is Terminal


def test_much_is_written_to_a_terminal_that_is_gone_and_nobody_waits() -> None:
    writer = WriterThread(Forgiving(Gone()))  # type: ignore[arg-type]
    writer.start()

    def draw() -> None:
        for _row in range(200):
            writer.write("Receipt\n")
        writer.stop()

    drawing = threading.Thread(target=draw, daemon=True)
    drawing.start()
    drawing.join(30)
    assert not drawing.is_alive()
    assert not writer.is_alive()


async def test_keys_bear_whether_a_persons_keyboard_sent_them() -> None:
    """It is asked when they are read, once for all that is there."""
    app = SetupApp("en", lambda form: None, theme=DARK)
    answers = [True, False]
    app.person_typed = lambda: answers.pop(0)
    terminal = Terminal(app)  # type: ignore[arg-type]
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    terminal.fileno = theirs
    keys: list[events.Key] = []

    def take(message: Message) -> None:
        if isinstance(message, events.Key):
            keys.append(message)
        if len(keys) == 3 and answers:
            os.write(ours, b"c\x1b[57414u")
        if len(keys) == 5:
            terminal.exit_event.set()

    terminal.process_message = take  # type: ignore[method-assign]
    os.write(ours, b"ab\x1b[57414u")
    terminal.run_input_thread()
    persons, others = ["a", "b", "keypad_enter"], ["c", "enter"]
    assert [key.key for key in keys] == persons + others
    assert [key in terminal.persons for key in keys] == [True] * 3 + [False] * 2
    for fd in (ours, theirs):
        os.close(fd)


def test_what_can_be_seen_is_written() -> None:
    seen = io.StringIO()
    file = Forgiving(seen)
    file.write("Receipt")
    file.flush()
    assert seen.getvalue() == "Receipt"
    assert not file.isatty()


@pytest.mark.parametrize(
    ("read", "persons", "names"),
    [
        ("\x1b[57414u", True, ["keypad_enter"]),
        ("2\x1b[57414;129u5\x1b[57414;65u", True, ["2", "keypad_enter", "5", "keypad_enter"]),
        ("\x1b[57414;129u", False, ["enter"]),
        ("\x1b[57414;5u", True, ["ctrl+enter"]),
        ("\r\x1b[13u", True, ["enter", "enter"]),
        ("\x1b", True, ["escape"]),
    ],
)
def test_the_keypads_enter_has_a_name_of_its_own_if_a_person_pressed_it(
    read: str, persons: bool, names: list[str]
) -> None:
    keys = _understood(XTermParser(), read, persons=persons)
    assert [key.key for key in keys if isinstance(key, events.Key)] == names
