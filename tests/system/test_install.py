"""`kassa install`: what it would do, what it does below a folder, and that the second time there is nothing to do."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kassa_tui.__main__ import main
from kassa_tui.cli import manual, steps
from kassa_tui.cli.machine import install, release
from kassa_tui.cli.machine.install import FILES, MANUAL, Machine, plan
from kassa_tui.cli.machine.release import NoCloneError, PythonError, Release, clone
from kassa_tui.cli.main import parser
from kassa_tui.cli.steps import Step, StoppedError, carry_out

ROOT = Path(__file__).resolve().parents[2]
PAGE = manual.page(parser(lambda _args: 0))


def _cannot() -> str:
    if os.geteuid() != 0:
        return "needs root"
    missing = [name for name in ("systemctl", "systemd-sysusers", "systemd-tmpfiles") if shutil.which(name) is None]
    if missing:
        return f"needs {', '.join(missing)}"
    try:
        release.interpreter()
    except PythonError as problem:
        return str(problem)
    return ""


needs_rights = pytest.mark.skipif(bool(_cannot()), reason=_cannot())


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """The command sets it for the whole process."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Run the command; its steps."""
    capsys.readouterr()
    assert main(["install", "--json", *words]) == 0
    steps: list[str] = json.loads(capsys.readouterr().out)["steps"]
    return steps


def test_a_dry_run_says_everything_and_does_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "etc/systemd/system/getty.target.wants").mkdir(parents=True)
    (tmp_path / "etc/systemd/system/getty.target.wants/getty@tty1.service").symlink_to(
        "/lib/systemd/system/getty@.service"
    )
    before = sorted(tmp_path.rglob("*"))
    told = asked(capsys, "--dry-run", "--root", str(tmp_path))
    assert sorted(tmp_path.rglob("*")) == before
    new = told[-1].removeprefix("use ")
    assert told == [
        f"copy the program to {new}",
        *(f"write {path}" for path in [*FILES.values(), MANUAL]),
        f"systemd-sysusers --root={tmp_path} kassa-tui.conf",
        f"systemd-tmpfiles --root={tmp_path} --create kassa-tui.conf",
        f"systemctl --root={tmp_path} disable getty@tty1.service",
        f"systemctl --root={tmp_path} enable kassa-tui.service",
        f"systemctl --root={tmp_path} enable kassa-backup.timer",
        f"use {new}",
    ]
    main(["install", "--dry-run", "--root", str(tmp_path)])
    assert capsys.readouterr().out.splitlines() == told


@needs_rights
def test_below_a_folder_it_does_what_it_said_and_then_nothing_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ["--root", str(tmp_path)]
    told = asked(capsys, "--dry-run", *root)
    assert asked(capsys, *root) == told
    for source, path in FILES.items():
        file = tmp_path / path.relative_to("/")
        assert file.read_bytes() == (ROOT / source).read_bytes()
        assert file.stat().st_mode & 0o777 == (0o755 if source.endswith(".sh") else 0o644)
    page = tmp_path / MANUAL.relative_to("/")
    assert (page.read_text(encoding="utf-8"), page.stat().st_mode & 0o777) == (PAGE, 0o644)
    assert (tmp_path / "etc/passwd").read_text().startswith("kassa:x:")
    groups = dict(line.split(":x:") for line in (tmp_path / "etc/group").read_text().splitlines())
    assert {name for name, rest in groups.items() if rest.endswith(":kassa")} == {
        "input", "lp", "tty", "dialout", "video", "render",
    }  # fmt: skip
    assert (tmp_path / "var/lib/kassa-tui").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "var/lib/kassa-tui").stat().st_uid == int((tmp_path / "etc/passwd").read_text().split(":")[2])
    assert asked(capsys, *root) == []
    _runs(tmp_path)


def _runs(root: Path) -> None:
    """The installed program is whole: anybody may run it, it needs no clone, and nothing in it is for its owner only."""
    program = root / (root / "opt/kassa-tui/current").readlink().relative_to("/")
    script = "import kassa_tui.app, kassa_tui.screens.sale.screen, escpos.printer; print(kassa_tui.__file__)"
    python = [str(program / "bin" / "python"), "-I"]
    found = subprocess.run([*python, "-c", script], cwd="/", capture_output=True, text=True, check=True, env={})
    assert found.stdout.startswith(str(program))
    told = subprocess.run([*python, "-m", "kassa_tui", "--version"], capture_output=True, text=True, check=True, env={})
    assert told.stdout.startswith("kassa-tui ")
    assert [path for path in program.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o004 == 0] == []
    assert not (program.parent / ".part").exists()
    assert any(program.rglob("kassa.mo"))
    assert not any(name for name in ("babel", "pytest", "mypy") if any(program.rglob(name)))


@needs_rights
def test_the_touch_screen_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = ["--root", str(tmp_path)]
    wants = tmp_path / "etc/systemd/system/multi-user.target.wants"
    asked(capsys, *root)
    asked(capsys, *root, "--screen", "kiosk")
    assert [link.name for link in wants.iterdir()] == ["kassa-kiosk.service"]
    assert asked(capsys, *root) == []
    asked(capsys, *root, "--screen", "console")
    assert [link.name for link in wants.iterdir()] == ["kassa-tui.service"]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A clone with the least in it."""
    folder = tmp_path / "clone"
    for name in ("systemd", "udev", "requirements"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "kassa_tui").mkdir()
    (folder / "kassa_tui" / "__init__.py").write_text("")
    return folder


def machine(small: Path, root: Path) -> Machine:
    return Machine(root, Release.of(small, root / "opt/kassa-tui/releases"), live=False, manual=PAGE)


def test_a_newer_clone_is_another_release_and_only_the_one_before_is_kept(small: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    names = []
    for content in ("1", "2", "3"):
        (small / "kassa_tui" / "__init__.py").write_text(f"VERSION = {content}\n")
        on = machine(small, root)
        names.append(on.release.path.name)
        on.release.path.mkdir(parents=True)
        carry_out([step for step in plan(on) if step.text.startswith(("use", "remove"))], lambda text: None)
        assert on.current.readlink() == on.new
    assert len(set(names)) == 3
    assert sorted(path.name for path in (root / "opt/kassa-tui/releases").iterdir()) == sorted(names[1:])


def test_bytecode_and_catalogues_in_words_make_no_other_release(small: Path, tmp_path: Path) -> None:
    name = Release.of(small, tmp_path).path.name
    cache = small / "kassa_tui" / "__pycache__"
    cache.mkdir()
    (cache / "x.pyc").write_bytes(b"x")
    (small / "kassa_tui" / "kassa.po").write_text("x")
    assert Release.of(small, tmp_path).path.name == name
    (small / "kassa_tui" / "kassa.mo").write_text("x")
    assert Release.of(small, tmp_path).path.name != name


# --- A running machine, its commands played ---


@pytest.fixture
def played(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Machine, list[str]]:
    """A machine on which an older release sells; the commands that are run, without their long middle."""
    root = tmp_path / "root"
    on = Machine(root, Release.of(small, root / "opt/kassa-tui/releases"), live=True, manual=PAGE)
    for source, path in FILES.items():
        steps.write(on.at(path), (small / source).read_bytes(), 0o755 if source.endswith(".sh") else 0o644)
    steps.write(on.at(MANUAL), PAGE.encode(), 0o644)
    on.release.path.mkdir(parents=True)
    steps.replace_link(on.current, Path("/opt/kassa-tui/releases/old"))
    (on.at(install.STATE)).mkdir(parents=True)
    on.at(install.CACHE).mkdir(parents=True)
    on.at(Path("/etc/passwd")).write_text("root:x:0:0::/:/bin/sh\nkassa:x:9:9::/:/usr/local/lib/kassa-office\n")
    (on.at(install.STATE) / "kassa.db.known").touch()
    for target, unit in (("multi-user", "kassa-tui.service"), ("timers", "kassa-backup.timer")):
        steps.replace_link(on.at(install.UNITS / f"{target}.target.wants" / unit), install.UNITS / unit)
    done: list[str] = []

    def run(words: Sequence[str]) -> str:
        if words[1] == "show":
            return "active\n"
        done.append(" ".join(words))
        return ""

    def answer(words: Sequence[str]) -> object:
        program = Path(words[-6]).parents[1].name
        done.append(f"{program} {words[-2]}")
        if words[-2] == os.environ.get("FAILS"):
            raise steps.InstallError(problem="it does not start")
        return {}

    monkeypatch.setattr(install, "command", run)
    monkeypatch.setattr(steps, "command", run)
    monkeypatch.setattr(install, "answer", answer)
    return on, done


def test_an_update_saves_by_the_old_program_and_proves_by_the_new(played: tuple[Machine, list[str]]) -> None:
    on, done = played
    carry_out(plan(on), lambda text: None)
    assert done == [
        "old backup",
        "systemctl stop kassa-tui.service",
        f"{on.new.name} verify",
        "systemctl start kassa-tui.service",
    ]
    assert on.current.readlink() == on.new
    done.clear()
    assert plan(on) == []


@pytest.mark.parametrize(("fails", "last"), [("backup", "old backup"), ("verify", "systemctl start kassa-tui.service")])
def test_an_update_that_fails_leaves_the_old_program_selling(
    played: tuple[Machine, list[str]], monkeypatch: pytest.MonkeyPatch, fails: str, last: str
) -> None:
    on, done = played
    monkeypatch.setenv("FAILS", fails)
    with pytest.raises(StoppedError, match="it does not start"):
        carry_out(plan(on), lambda text: None)
    assert done[-1] == last
    assert on.current.readlink() == Path("/opt/kassa-tui/releases/old")


def test_a_unit_that_changed_restarts_the_register_with_nothing_else(played: tuple[Machine, list[str]]) -> None:
    on, done = played
    steps.replace_link(on.current, on.new)
    on.at(install.UNITS / "kassa-tui.service").write_text("[Service]\n")
    carry_out(plan(on), lambda text: None)
    assert done == [
        "systemctl daemon-reload",
        "systemctl stop kassa-tui.service",
        "systemctl start kassa-tui.service",
    ]


def test_a_till_of_before_gets_the_shell_that_is_the_office(played: tuple[Machine, list[str]]) -> None:
    on, done = played
    steps.replace_link(on.current, on.new)
    on.at(Path("/etc/passwd")).write_text("kassa:x:9:9::/:/usr/sbin/nologin\n")
    carry_out(plan(on), lambda text: None)
    assert done == [f"usermod --root {on.root} --shell /usr/local/lib/kassa-office kassa"]


# --- Refusals ---


def test_only_a_clone_can_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert clone() == ROOT
    monkeypatch.setattr(release, "__file__", str(tmp_path / "a" / "b" / "c" / "d.py"))
    with pytest.raises(NoCloneError):
        clone()


def test_only_root_can_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main(["install", "--root", str(tmp_path)]) == 1
    assert "root" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert main(["install", "--dry-run", "--root", str(tmp_path)]) == 0


def test_a_python_in_somebodys_home_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "HOMES", ("/",))
    with pytest.raises(PythonError):
        release.interpreter()


def test_what_was_done_is_taken_back_from_the_end() -> None:
    done: list[str] = []

    def fails() -> None:
        raise OSError("no room")

    plan = [
        Step("a", lambda: done.append("a"), lambda: done.append("not a")),
        Step("b", lambda: done.append("b")),
        Step("c", lambda: done.append("c"), lambda: done.append("not c")),
        Step("d", fails, lambda: done.append("not d")),
        Step("e", lambda: done.append("e")),
    ]
    with pytest.raises(StoppedError, match="no room"):
        carry_out(plan, done.append)
    assert done == ["a", "a", "b", "b", "c", "c", "d", "not c", "not a"]


def test_what_the_rest_can_do_without_is_said_and_the_rest_is_done() -> None:
    def fails() -> None:
        raise steps.InstallError(problem="no such unit")

    done: list[str] = []
    plan = [Step("reload", fails, otherwise="do it later"), Step("start", lambda: done.append("started"))]
    carry_out(plan, done.append)
    assert done == ["reload", "  no such unit: do it later", "start", "started"]


@pytest.mark.parametrize(
    ("script", "problem"), [("echo no >&2; exit 3", "no"), ("echo half; exit 0", "half"), ("exit 3", "sh: 3")]
)
def test_what_a_command_said_last_is_why_it_stops(script: str, problem: str) -> None:
    with pytest.raises(steps.InstallError, match=problem):
        steps.answer(["sh", "-c", script])
    assert steps.answer(["sh", "-c", "echo '{}'; exit 1"]) == {}


# --- The handbook ---


def test_the_handbook_names_every_file_and_how_to_remove_it() -> None:
    page = (ROOT / "docs" / "installing.md").read_text(encoding="utf-8")
    removing = page.split("## Removing it", 1)[1]
    for path in [*FILES.values(), MANUAL, install.HOME, install.CACHE]:
        assert f"`{path}" in page or path == install.HOME
        assert str(path) in removing
    for unit in (*install.SCREENS.values(), install.TIMER):
        assert unit.removesuffix(".service") in removing


def test_the_wrapper_names_the_same_places_as_the_units() -> None:
    wrapper = (ROOT / "systemd" / "kassa.sh").read_text(encoding="utf-8")
    for unit in install.SCREENS.values():
        text = (ROOT / "systemd" / unit).read_text(encoding="utf-8")
        for said in (
            f"KASSA_SETTINGS={install.STATE}/kassa.toml",
            f"{install.HOME}/current/bin/python -I -m kassa_tui",
        ):
            assert said in text
            assert said in wrapper
