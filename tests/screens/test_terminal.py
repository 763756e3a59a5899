"""A terminal that is gone: what is written to it goes nowhere, and nothing waits for it."""

import io
import os
import random
import threading
import tty
from itertools import count

import pytest
from textual import _parser, events
from textual._xterm_parser import XTermParser
from textual.drivers._writer_thread import WriterThread
from textual.message import Message

from kassa_tui.screens.frame.reading import Pieces
from kassa_tui.screens.frame.terminal import LARGEST, Forgiving, Terminal, Understanding, _understood
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


NONSENSE = (
    *(b"\xff", b"\xe9a", b"\xc3a", b"\xf0\x9f", b"\x1b[99999999999u", b"\x1b[1114112u", b"\x1b[55296u", b"\x1b[-1u"),
    *(b"\x1b[48;0;0;0;0t", b"\x1b[48;1;1;1;1t", b"\x1b[48;9999999999;1;1;1t", b"\x1b[48;a;b;c;dt", b"\x1b[?2048;1$y"),
    *(b"\x1b[<35;-1;-1M", b"\x1b[<0;99999;99999M", b"\x1b[<0;0;0M", b"\x1b[<;;M", b"\x1b[M   ", b"\x1b[999999;999999R"),
    *(b"\x00", b"\x03", b"\x1a", b"\x1c", b"\x04", b"\x11", b"\x9b31m", b"\x1bP>|evil\x1b\\", b"\x1b]11;rgb:0/0/0\x07"),
    *(b"\x1b[97;1:9:9;55296:99999999u", b"\x1b[1;99999999999A", b"\x1b[0;0;1114112u", b"\x1b[200~\xff\x1b[201~"),
)
"""What no keyboard sends."""


def _heard(understanding: Understanding, pieces: Pieces, bytes_read: bytes) -> list[Message]:
    """What is understood of something that was read, and of the silence behind it."""
    parts = [*pieces.take(bytes_read.decode("utf-8", errors="replace")), *pieces.silence()]
    heard = [message for part in parts for message in understanding.keys(part, persons=False)]
    return [*heard, *understanding.silence()]


def test_no_bytes_of_a_terminal_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """What means nothing is forgotten, and no key of it is half a character; the next key is a key."""
    seconds = count()
    monkeypatch.setattr(_parser, "get_time", lambda: float(next(seconds)))
    chance = random.Random(26)
    begins = (b"\x1b[", b"\x1b]", b"\x1bP", b"\x1bO", b"\x1b[<", b"\x9b", b"\xf0\x9f", b"")
    made = [
        chance.choice(begins)
        + "".join(chance.choices("0123456789;:<>?uMmRt~cyAB$", k=chance.randrange(1, 14))).encode()
        for _each in range(200)
    ] + [chance.randbytes(chance.randrange(1, 12)) for _each in range(200)]
    for nonsense in (*NONSENSE, *made):
        understanding, pieces = Understanding(), Pieces(apart=True)
        for message in _heard(understanding, pieces, nonsense):
            if isinstance(message, events.Key):
                (message.character or message.key).encode()
            assert not isinstance(message, events.Resize) or message.size.area <= LARGEST, nonsense
        if b"\x1b[200~" in nonsense:
            _heard(understanding, pieces, b"\x1b[201~")
        said = _heard(understanding, pieces, b"a")
        assert any(isinstance(each, events.Key) and each.key == "a" for each in said), nonsense
