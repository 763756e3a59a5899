"""What somebody names may have no end, or nobody who writes into it."""

import errno
import os
from pathlib import Path

import pytest

from kassa_tui.cli.machine import ssh_keys
from kassa_tui.cli.machine.ssh_keys import KeyFileError
from kassa_tui.settings import SettingsError, read
from kassa_tui.storage import bounded
from kassa_tui.till.goods.text_files import ImportFileError, read_file
from kassa_tui.till.proof import replay
from kassa_tui.till.proof.replay import ReplayError
from kassa_tui.till.setup import files
from kassa_tui.till.setup.files import SetUpFileError

ENDLESS = Path("/dev/zero")


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes("æ".encode() * 5)
    assert bounded.read_text(file, 10) == "æ" * 5
    with pytest.raises(OSError, match="large") as refused:
        bounded.read_bytes(file, 9)
    assert refused.value.errno == errno.EFBIG


def test_a_pipe_is_read_to_the_end_of_its_writer(tmp_path: Path) -> None:
    """Nothing of one that has none: nobody waits for it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert bounded.read_bytes(pipe) == b""
    reader, writer = os.pipe()
    os.write(writer, b"name;price\n")
    os.close(writer)
    assert bounded.read_bytes(Path(f"/dev/fd/{reader}")) == b"name;price\n"
    os.close(reader)


def test_what_has_no_end_is_refused_wherever_a_file_is_named(tmp_path: Path) -> None:
    """The catalogue, the set-up, the machine's settings, a key of SSH, and recorded sales."""
    (tmp_path / "sessions.json").symlink_to(ENDLESS)
    with pytest.raises(ImportFileError, match="larger than 20 MB"):
        read_file(ENDLESS)
    with pytest.raises(SetUpFileError, match="too large"):
        files.read_bytes(ENDLESS)
    with pytest.raises(SettingsError, match="large"):
        read(ENDLESS)
    with pytest.raises(KeyFileError):
        list(ssh_keys.steps(ENDLESS, tmp_path / "keys", "Owner"))
    with pytest.raises(ReplayError, match="large"):
        replay._read(tmp_path)


def test_a_folder_is_named_in_full() -> None:
    with pytest.raises(ImportFileError, match="/: Is a directory"):
        read_file(Path("/"))


def test_a_folder_is_named_in_what_is_raised(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as problem:
        bounded.read_bytes(tmp_path)
    assert str(problem.value.filename) == str(tmp_path)
