"""The program as it is installed: a folder of its own with the clone's package and the libraries it was locked with.

Nothing is downloaded: what `make` has put beside the clone and checked is copied. The folder's name says what is in
it, and it has that name only when it is whole.
"""

import os
import re
import shutil
import sys
import sysconfig
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from msgspec import Struct

from kassa_tui import __version__
from kassa_tui.cli.steps import InstallError, command
from kassa_tui.i18n import N_
from kassa_tui.storage import promised

HOMES = ("/home/", "/root/")
LOCKED = ("requirements/run.txt", "requirements/scanner.txt")


class NoCloneError(InstallError):
    """The program does not run from a clone of its repository."""

    template = N_('This works from a clone of the repository: type "make install" there.')


class PythonError(InstallError):
    """No interpreter that the till's user may run."""

    template = N_("{python} is in somebody's home: install Python {version} for the whole machine.")


class NoLibraryError(InstallError):
    """A locked library is not beside the clone."""

    template = N_('{name} is missing in the clone: type "make install" there.')


def clone() -> Path:
    """The clone that this program runs from. Raises NoCloneError."""
    folder = Path(__file__).resolve().parents[3]
    if not (folder / "pyproject.toml").is_file() or not (folder / "systemd").is_dir():
        raise NoCloneError
    return folder


def interpreter() -> Path:
    """The machine's own Python if it is of our version, else the one that we run on. Raises PythonError."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for python in (Path(f"/usr/bin/python{version}"), Path(sys.base_prefix, "bin", f"python{version}")):
        if python.exists() and not str(python.resolve()).startswith(HOMES):
            return python
    raise PythonError(python=sys.base_prefix, version=version)


def _package(source: Path) -> list[Path]:
    """The files of the program, below the clone."""
    return sorted(
        file
        for file in (source / "kassa_tui").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".po"
    )


def _libraries(source: Path) -> list[str]:
    """The names of the locked libraries that the running program needs; the scanner's may be missing."""
    lines = "".join((source / file).read_text(encoding="utf-8") for file in LOCKED)
    return re.findall(r"^([A-Za-z0-9._-]+)==", lines, re.MULTILINE)


class Release(Struct, frozen=True):
    """What the clone `source` is as an installed program: `path` is where it is, or would be."""

    source: Path
    path: Path

    @classmethod
    def of(cls, source: Path, folder: Path) -> "Release":
        """The release below `folder`; its name holds the version and a hash of all that is in it."""
        content = sha256(sys.version.encode())
        for file in [*_package(source), *(source / name for name in LOCKED)]:
            content.update(str(file.relative_to(source)).encode() + b"\0" + file.read_bytes())
        return cls(source, folder / f"{__version__}-{content.hexdigest()[:8]}")

    def build(self) -> None:
        """Make it beside its place, and move it there when it is whole and on the disk. Raises InstallError."""
        part = self.path.with_name(".part")
        shutil.rmtree(part, ignore_errors=True)
        promised.make_folder(part.parent)
        command([str(interpreter()), "-m", "venv", "--without-pip", str(part)])
        site = part / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
        for file in _package(self.source):
            _copy(file, site / file.relative_to(self.source))
        for name in _libraries(self.source):
            self._copy_library(name, site)
        for page in (self.source / "docs").glob("*.md"):
            _copy(page, part / "docs" / page.name)
        command([str(part / "bin" / "python"), "-I", "-m", "compileall", "-q", "-s", str(part), "-p", "", str(site)])
        os.sync()
        part.rename(self.path)
        promised.sync(part.parent)

    def _copy_library(self, name: str, site: Path) -> None:
        optional = f"{name}==" in (self.source / LOCKED[1]).read_text(encoding="utf-8")
        try:
            files = metadata.distribution(name).files or []
        except metadata.PackageNotFoundError:
            if optional:
                return
            raise NoLibraryError(name=name) from None
        for file in files:
            if ".." not in file.parts and file.suffix != ".pyc":
                _copy(Path(str(file.locate())), site / str(file))


def _copy(file: Path, to: Path) -> None:
    """The content alone: who may read it is decided here, not in the clone."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to)
