"""Off and restart are systemd's; without it, or against its will, a sentence says why."""

import os
from pathlib import Path

import pytest

from kassa_tui.hw import power
from kassa_tui.hw.power import OFF, RESTART, NoPowerError


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A systemctl that writes down what it was asked for, and answers as the file `answer` beside it says."""
    monkeypatch.setattr(power, "_RUNNING", tmp_path)
    tool = tmp_path / "systemctl"
    tool.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n. {tmp_path}/answer\n')
    tool.chmod(0o755)
    (tmp_path / "answer").write_text("exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_systemd_is_asked_and_never_for_a_password(systemd: Path) -> None:
    power.ask(OFF)
    power.ask(RESTART)
    assert (systemd / "asked").read_text() == "--no-ask-password poweroff\n--no-ask-password reboot\n"


def test_a_refusal_is_said_in_its_words_without_what_steers_a_terminal(systemd: Path) -> None:
    (systemd / "answer").write_text("printf 'Access denied\\033[2J\\n' >&2; exit 1")
    with pytest.raises(NoPowerError, match=r"systemd refused: Access denied") as refused:
        power.ask(OFF)
    assert "\x1b" not in refused.value.say()


def test_no_systemd_is_explained(systemd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(power, "_RUNNING", systemd / "not there")
    with pytest.raises(NoPowerError, match="by hand"):
        power.ask(OFF)
    assert not (systemd / "asked").exists()


def test_a_tool_that_is_gone_is_explained(systemd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(systemd / "empty"))
    with pytest.raises(NoPowerError, match="did not answer"):
        power.ask(RESTART)
