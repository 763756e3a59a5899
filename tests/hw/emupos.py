"""A simulated printer that others wrote: emupos decodes ESC/POS by itself. It needs a Python of its own, 3.13 or newer."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("KASSA_EMUPOS_FOLDER") or ROOT / ".venv-emupos")
VERSION = "emupos==0.4.0"
_ABLE = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 13))"


class NotPossible(Exception):
    """It cannot be had here; says why."""


def _pythons() -> list[str]:
    """Whatever may be new enough: this one, those on the path, and those of pyenv, whose names on the path may not run."""
    named = [shutil.which(f"python3.{minor}") for minor in (13, 14, 15)]
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    return [sys.executable, *filter(None, named), *(str(each) for each in sorted(kept.glob("3.1[3-9]*/bin/python")))]


def _python() -> str:
    for each in _pythons():
        if subprocess.run([each, "-c", _ABLE], capture_output=True, timeout=60, check=False).returncode == 0:
            return each
    raise NotPossible("there is no Python 3.13 that makes environments")


def program() -> Path:
    """The program, installed once and tried once a run of the tests. Raises NotPossible."""
    done, run = FOLDER / ".done", os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    refused = Path(tempfile.gettempdir()) / f"kassa-emupos-{run}.txt"
    # Several test processes may want it at once.
    with (Path(tempfile.gettempdir()) / "kassa-emupos.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if refused.exists():
            raise NotPossible(refused.read_text(encoding="utf-8"))
        if not done.exists():
            try:
                _install()
            except NotPossible as problem:
                refused.write_text(str(problem), encoding="utf-8")
                raise
            done.touch()
    return FOLDER / "bin" / "emupos"


def _install() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    pip = [str(FOLDER / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--retries", "1", "--quiet"]
    for words in ([_python(), "-m", "venv", str(FOLDER)], [*pip, "install", VERSION]):
        try:
            ended = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
        except subprocess.TimeoutExpired as late:
            raise NotPossible(f"{VERSION} cannot be installed in {late.timeout:.0f} s") from late
        if ended.returncode:
            raise NotPossible(f"{VERSION} cannot be installed: {ended.stderr.strip()[-200:]}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Simulator:
    """The running simulator: a printer on TCP and on a serial line, whose drawer's sensor is high while it is open."""

    folder: Path

    def __enter__(self) -> "Simulator":
        self.port, self._api = _free_port(), _free_port()
        self.serial = self.folder / "emupos" / "front"
        config = {
            "schema": 1,
            "api": {"host": "127.0.0.1", "port": self._api},
            "devices": [
                {
                    "id": "front",
                    "type": "printer",
                    "profile": "epson-tm-t20iii",
                    "connections": [{"tcp": {"port": self.port}}, {"serial": {"pty": True}}],
                    "job_idle_timeout_ms": 200,
                    "receipts_dir": str(self.folder / "receipts"),
                    "drawer": {"sensor_open_level": "high"},
                }
            ],
        }
        # JSON is YAML too.
        file = self.folder / "emupos.yaml"
        file.write_text(json.dumps(config), encoding="utf-8")
        log = (self.folder / "log").open("w")
        command = [str(program()), "run", "--config", str(file)]
        self._running = subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, "TMPDIR": str(self.folder)}
        )
        self._wait_until_it_runs()
        return self

    def _wait_until_it_runs(self) -> None:
        for _try in range(600):
            if self._running.poll() is not None:
                break
            try:
                self.ask("GET", "/devices")
            except urllib.error.URLError:
                # It tells nobody when it is ready: it has to be asked.
                self._pause()
            else:
                return
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8"))

    def _pause(self) -> None:
        try:
            self._running.wait(0.1)
        except subprocess.TimeoutExpired:
            return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.terminate()
        self._running.wait(10)

    def ask(self, method: str, path: str) -> bytes:
        """A question to its own interface."""
        url = f"http://127.0.0.1:{self._api}/api/v1{path}"
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=10) as answer:
            return bytes(answer.read())

    def fault(self, name: str, *, there: bool = True) -> None:
        """paper-near-end, paper-out, cover-open or offline."""
        self.ask("PUT" if there else "DELETE", f"/devices/front/faults/{name}")

    def shut_drawer(self) -> None:
        """Somebody pushes it shut."""
        self.ask("POST", "/devices/front/drawer/close")

    def papers(self) -> list[str]:
        """The numbers of what it has printed, the newest first."""
        return [str(each["id"]) for each in json.loads(self.ask("GET", "/devices/front/receipts"))]

    def next_paper(self, before: list[str]) -> str:
        """The number of a paper that came out since `before`; a paper is out when nothing more came for a moment."""
        for _try in range(100):
            now = self.papers()
            if len(now) > len(before):
                return now[0]
            self._pause()
        raise AssertionError("nothing came out")

    def text(self, paper: str) -> str:
        """What it reads on a paper."""
        return self.ask("GET", f"/devices/front/receipts/{paper}/text").decode()

    def picture(self, paper: str) -> bytes:
        """How the paper looks, as PNG."""
        return self.ask("GET", f"/devices/front/receipts/{paper}/image")
