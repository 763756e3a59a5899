"""What the service manager is told, and the signals that it and a closing terminal send."""

import os
import signal
import socket
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kassa_tui import __main__ as program
from kassa_tui.hw import notify
from tests.system.conftest import CHEESE, KASSA, WINE, Machine
from tests.system.terminal import PATIENCE, Terminal

BEAT = {"WATCHDOG_USEC": "300000"}


class ServiceManager:
    """The socket that a service manager listens on."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self._socket.settimeout(PATIENCE)

    def hears(self) -> str:
        """The next state."""
        return self._socket.recv(4096).decode()

    def silent(self) -> bool:
        """Whether nothing more has come."""
        self._socket.setblocking(False)
        try:
            self._socket.recv(4096)
        except BlockingIOError:
            return True
        finally:
            self._socket.settimeout(PATIENCE)
        return False

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ServiceManager]:
    listening = ServiceManager(str(tmp_path / "notify"))
    yield listening
    listening.close()


def start(machine: Machine, **more: str) -> Terminal:
    """The register with more in its environment, as a service manager starts it."""
    command = [KASSA, "--db", str(machine.database)]
    till = Terminal(command, machine.environment() | more, (100, 30), machine.home / "scanner")
    machine.terminals.append(till)
    return till


def test_ready_with_the_first_screen_alive_while_it_moves_stopping_at_the_end(
    shop: Machine, manager: ServiceManager
) -> None:
    till = start(shop, NOTIFY_SOCKET=manager.address, **BEAT)
    till.sees("Ready to scan")
    assert [manager.hears() for _each in range(3)] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
    till.terminate()
    assert till.ends() == 0
    said = ""
    while said != "STOPPING=1":
        said = manager.hears()
        assert said in ("WATCHDOG=1", "STOPPING=1")
    assert manager.silent()


def test_the_first_start_is_ready_and_alive_too(machine: Machine, manager: ServiceManager) -> None:
    till = start(machine, NOTIFY_SOCKET=manager.address, **BEAT)
    till.sees("Nederlands")
    assert [manager.hears() for _each in range(2)] == ["READY=1", "WATCHDOG=1"]
    till.terminate()
    assert till.ends() == 1
    assert not machine.database.exists()


def test_nobody_watching_is_no_trouble(shop: Machine, tmp_path: Path) -> None:
    till = start(shop, NOTIFY_SOCKET=str(tmp_path / "nobody"), WATCHDOG_USEC="0")
    till.sees("Ready to scan")
    till.scan(WINE, sees="1 line")


def test_a_terminal_that_says_goodbye_ends_the_program_and_keeps_the_basket(shop: Machine) -> None:
    till = shop.start()
    till.sees("Ready to scan")
    till.scan(WINE, sees="1 line")
    till.scan(CHEESE, sees="2 lines")
    os.kill(till.pid, signal.SIGHUP)
    assert till.ends() == 0
    assert till.restored
    with sqlite3.connect(shop.database) as file:
        kinds = [kind for (kind,) in file.execute("SELECT kind FROM journal ORDER BY number")]
    assert kinds[-1] == "program.stopped"
    till = shop.start()
    till.sees("The receipt of before is here again", "2 lines")


@pytest.mark.parametrize("through", [(), ("sh", "-c", 'trap : HUP; "$@"', "sh")], ids=["alone", "run by make"])
def test_a_terminal_that_is_gone_lets_go_of_the_register(shop: Machine, through: tuple[str, ...]) -> None:
    till = shop.start(through=through)
    till.sees("Ready to scan")
    till.scan(WINE, sees="1 line")
    shop.terminals.remove(till)
    till._child.ptyproc.fileobj.close()
    till._child.closed = till._child.ptyproc.closed = True
    ended = threading.Thread(target=os.waitpid, args=(till.pid, 0), daemon=True)
    ended.start()
    ended.join(PATIENCE)
    assert not ended.is_alive()
    till = shop.start()
    till.sees("The receipt of before is here again", "1 line")


@pytest.mark.parametrize("stopped", [signal.SIGCONT, signal.SIGSTOP, signal.SIGTSTP])
def test_a_program_that_goes_on_has_one_reader_and_ends(shop: Machine, stopped: signal.Signals) -> None:
    """Two would share the keys, and the program would wait at its end for the one that nobody ends."""
    till = shop.start()
    till.sees("Ready to scan")
    till.scan(WINE, sees="1 line")
    threads = len(list(Path(f"/proc/{till.pid}/task").iterdir()))
    os.kill(till.pid, stopped)
    till.until(lambda: stopped == signal.SIGCONT or _state(till.pid) == "T", "the stop")
    os.kill(till.pid, signal.SIGCONT)
    till.scan(CHEESE, sees="2 lines")
    # One that works in the background may come meanwhile; a second reader brings a second writer with it.
    assert len(list(Path(f"/proc/{till.pid}/task").iterdir())) < threads + 2
    till.terminate()
    assert till.ends() == 0


def _state(process: int) -> str:
    """The kernel's letter for what a process does."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]


def test_a_console_is_left_empty(shop: Machine) -> None:
    till = start(shop, TERM="linux")
    till.sees("Ready to scan")
    till.terminate()
    assert till.ends() == 0
    assert till.text.strip() == ""


# --- The words to the manager ---


@pytest.mark.parametrize("form", ["{folder}/socket", "@kassa-test-{pid}"])
def test_both_kinds_of_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    listening = ServiceManager(form.format(folder=tmp_path, pid=os.getpid()))
    monkeypatch.setenv("NOTIFY_SOCKET", listening.address)
    assert notify.managed()
    notify.tell(notify.ALIVE)
    assert listening.hears() == "WATCHDOG=1"
    listening.close()
    notify.tell(notify.ALIVE)


@pytest.mark.parametrize(
    ("microseconds", "seconds"),
    [("30000000", 10.0), ("3000000", 1.0), ("", None), ("0", None), ("-5", None), ("x", None)],
)
def test_a_sign_of_life_is_due_three_times_in_the_managers_patience(
    monkeypatch: pytest.MonkeyPatch, microseconds: str, seconds: float | None
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", microseconds)
    assert notify.beat_seconds() == seconds


@pytest.mark.parametrize("managed", [True, False])
def test_why_it_does_not_open_stays_long_enough_to_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], managed: bool
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("kassa_tui.__main__.time.sleep", slept.append)
    if managed:
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    assert program.main(["--db", str(tmp_path / "none.db")]) == 1
    assert "terminal" in capsys.readouterr().err
    assert slept == [program.REFUSAL_SECONDS] * managed
