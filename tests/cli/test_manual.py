"""The manual page: it says what the command line is, and man reads it without a word."""

import re
import shlex
import shutil
import subprocess
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from kassa_tui import cli
from kassa_tui.__main__ import main
from kassa_tui.cli import manual
from kassa_tui.cli.main import parser

PAGE = manual.page(parser(lambda _args: 0))
PACKAGE = Path(cli.__file__).parents[1]
needs_man = pytest.mark.skipif(not (shutil.which("man") and shutil.which("groff")), reason="needs man and groff")


def leaves(of: ArgumentParser) -> Iterator[ArgumentParser]:
    """Every command that does something."""
    groups = [action for action in of._actions if isinstance(action, _SubParsersAction)]
    for group in groups:
        for each in group.choices.values():
            yield from leaves(each)
    if not groups:
        yield of


def plain() -> str:
    """The page as it is read, in one line."""
    done = subprocess.run(
        ["man", "--warnings", "-l", "-"], input=PAGE, capture_output=True, text=True, check=True,
        env={"PATH": "/usr/bin:/bin", "MANWIDTH": "110", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.stderr == ""
    return re.sub(r"\s+", " ", re.sub(".\b", "", done.stdout))


@needs_man
def test_man_has_nothing_to_complain_about_and_shows_all_of_it() -> None:
    text = plain()
    for heading in ("NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "EXIT STATUS", "FILES", "ENVIRONMENT", "EXAMPLES"):
        assert heading in text
    assert "kassa - a cash register for small shops" in text
    for command in leaves(parser(lambda _args: 0)):
        assert command.prog in text
        for action in command._actions:
            if action.dest not in ("help", "db", "json"):
                assert ", ".join(action.option_strings) in text
                assert re.sub(r"\s+", " ", str(action.help)) in text


@needs_man
def test_help_shows_it(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANWIDTH", "80")
    assert main(["help"]) == 0
    assert "kassa session close" in re.sub(".\b", "", capfd.readouterr().out)


def test_without_man_help_is_the_command_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["help"]) == 0
    assert "usage: kassa" in capsys.readouterr().out


def test_a_file_of_it_is_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "--roff"]) == 0
    assert capsys.readouterr().out == PAGE


@pytest.mark.parametrize("command", [command for _text, command in manual.EXAMPLES])
def test_every_example_is_a_command(command: str) -> None:
    words = shlex.split(command)
    assert words[0] == "kassa"
    assert parser(lambda _args: 0).parse_args(words[1:]).run


def test_every_variable_of_the_environment_that_is_read_stands_in_it() -> None:
    read = {
        name
        for file in PACKAGE.rglob("*.py")
        for name in re.findall(r'environ\.get\("(\w+)"', file.read_text(encoding="utf-8"))
    }
    told = {name for names, _text in manual.ENVIRONMENT for name in names.split(", ")}
    assert read <= told
    assert {"KASSA_SETTINGS", "TERM"} <= read


def test_what_would_steer_troff_stays_text() -> None:
    assert manual.roff(".a\\b-c") == "\\&.a\\eb\\-c"
    assert manual.roff("'a") == "\\&'a"
