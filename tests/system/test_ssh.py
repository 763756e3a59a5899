"""Somebody with a key looks into the office, and gets nothing else out of the machine. The server is a real sshd."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kassa_tui.cli.machine.ssh_keys import KeyFileError, KeyNameError, key_line, with_key
from tests.system.conftest import KASSA, Machine
from tests.system.terminal import PATIENCE, Terminal

ROOT = Path(__file__).resolve().parents[2]
SSHD = shutil.which("sshd", path="/usr/sbin:/usr/bin")

needs_sshd = pytest.mark.skipif(
    SSHD is None or shutil.which("ssh") is None or os.geteuid() != 0, reason="openssh-server and root are needed"
)
KEY = "ssh-ed25519 " + "A" * 68


@dataclass
class Server:
    """A server that has the shop's own list of keys and the office's shell."""

    machine: Machine
    folder: Path
    port: int

    def words(self, *options: str) -> list[str]:
        """How the client is called."""
        quiet = ("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes")
        return ["ssh", "-q", *quiet, "-i", str(self.folder / "key"), "-p", str(self.port), *options, "127.0.0.1"]

    def asks(self, *command: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """What the machine says to a command without a terminal."""
        return subprocess.run(
            [*self.words(*options), *command], capture_output=True, text=True, timeout=PATIENCE, check=False, input=""
        )  # fmt: skip


@pytest.fixture
def server(shop: Machine, tmp_path: Path) -> Iterator[Server]:
    """sshd on a free port: its only way in is the key, its only command the office's shell."""
    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    for name in ("host", "key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    line = key_line((folder / "key.pub").read_text(encoding="utf-8"), "Owner", folder / "key.pub")
    wrapper = folder / "kassa"
    told = " ".join(f"{name}={value}" for name, value in shop.environment().items())
    wrapper.write_text(f'#!/bin/sh\nexec env {told} TERM=$TERM {KASSA} "$@" --db {shop.database}\n', encoding="utf-8")
    shell = folder / "office"
    text = (ROOT / "systemd" / "kassa-office.sh").read_text(encoding="utf-8")
    shell.write_text(text.replace("/usr/local/bin/kassa", str(wrapper)), encoding="utf-8")
    for each in (wrapper, shell):
        each.chmod(0o755)
    # The user of this test has another login shell: the forced command calls the office's with the key's own words.
    (folder / "keys").write_text(
        line.replace('command="office Owner"', f"command=\"{shell} -c 'office Owner'\"") + "\n"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    rules = (ROOT / "systemd" / "kassa-tui.sshd.conf").read_text(encoding="utf-8")
    rules = rules.replace("Match User kassa", "Match all").replace(
        "/etc/kassa-tui/authorized_keys", str(folder / "keys")
    )
    config = folder / "config"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"PermitRootLogin yes\nSubsystem sftp internal-sftp\n{rules}",
        encoding="utf-8",
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    assert SSHD is not None
    running = subprocess.Popen([SSHD, "-D", "-e", "-f", str(config)], stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    for said in running.stderr:
        if "listening" in said:
            break
    yield Server(shop, folder, port)
    running.terminate()
    running.wait(10)


@needs_sshd
def test_the_key_opens_the_office_as_its_person(server: Server) -> None:
    terminal = Terminal(server.words("-t"), server.machine.environment(), (100, 30), server.folder / "scanner")
    server.machine.terminals.append(terminal)
    terminal.sees("no devices", "Owner", "No session is open.")
    for name in ("ctrl+c", "ctrl+z", "ctrl+p", "ctrl+q"):
        terminal.send({"ctrl+c": "\x03", "ctrl+z": "\x1a", "ctrl+p": "\x10", "ctrl+q": "\x11"}[name])
    terminal.press("f9", sees="Log out")
    terminal.misses("Stop the program")
    terminal.misses("Switch off")


@needs_sshd
@pytest.mark.parametrize(
    "command",
    [
        ("sh",), ("id",), ("cat", "/etc/passwd"), ("bash", "-i"), ("office Manager; id",), ("kassa", "verify"),
        ("scp", "-t", "/tmp"), ("$(id)",), ("office", "Owner", "--db", "/etc/passwd"), ("-c", "id"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_command_is_run(server: Server, command: tuple[str, ...]) -> None:
    """Without a terminal the office says that it needs one; nothing else is ever run."""
    done = server.asks(*command)
    assert done.returncode != 0
    assert done.stdout == ""
    assert "uid=" not in done.stderr
    assert "root:" not in done.stderr


@needs_sshd
def test_no_file_comes_or_goes(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "passwd"
    quiet = ["-q", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes"]
    key = ["-i", str(server.folder / "key"), "-P", str(server.port)]
    for tool in (["scp"], ["scp", "-O"]):
        done = subprocess.run(
            [*tool, *quiet, *key, "127.0.0.1:/etc/passwd", str(target)], capture_output=True, timeout=PATIENCE, check=False
        )  # fmt: skip
        assert done.returncode != 0
        assert not target.exists()
    assert server.asks(options=("-s",)).returncode != 0


@needs_sshd
def test_nothing_is_forwarded(server: Server) -> None:
    """A tunnel through the till would reach the shop's own network."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for options in (
        ("-o", "ExitOnForwardFailure=yes", "-R", f"{port}:127.0.0.1:{server.port}"),
        ("-W", f"127.0.0.1:{server.port}"),
    ):
        assert server.asks(options=options).returncode != 0


@needs_sshd
def test_a_key_that_is_not_listed_gets_nowhere(server: Server) -> None:
    (server.folder / "keys").write_text("", encoding="utf-8")
    done = server.asks("office Owner")
    assert done.returncode == 255


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        KEY + "\n" + KEY,
        'command="sh" ' + KEY,
        "ssh-ed25519 short",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "ssh-dss " + "A" * 68,
    ],
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(KeyFileError):
        key_line(text, "Owner", Path("x.pub"))


@pytest.mark.parametrize("name", ["", 'O"wner', "O\\wner", "Own\ner", " Owner", "x" * 61])
def test_a_name_cannot_leave_its_line(name: str) -> None:
    with pytest.raises(KeyNameError):
        key_line(KEY, name, Path("x.pub"))


def test_a_key_is_one_person() -> None:
    one, other = key_line(KEY + " me@home", "Owner", Path("x")), key_line(KEY, "Manager", Path("x"))
    assert with_key(with_key("", one), other) == other + "\n"
    assert one.startswith("restrict,pty,")


@pytest.mark.parametrize("words", [[], ["-c"], ["-c", "sh"], ["-c", "office "], ["-i"], ["-c", "office Owner", "x"]])
def test_the_shell_knows_nothing_but_the_office(words: list[str]) -> None:
    script = ROOT / "systemd" / "kassa-office.sh"
    done = subprocess.run(["sh", str(script), *words], capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 1
    assert done.stdout == b""
