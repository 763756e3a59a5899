"""The machine's file: every error names the file and the key; what is written reads back."""

import re
from pathlib import Path

import pytest

from kassa_tui.settings import (
    LinkError,
    PrinterSettings,
    ScannerSettings,
    Settings,
    SettingsError,
    as_toml,
    read,
    settings_file,
    write_new,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("registr = 'K1'", ["registr", "register?"]),
        ("register = 'k 1'", ["$.register"]),
        ("register = 1", ["$.register"]),
        ("language = 'fr'", ["$.language"]),
        ("[printer]\nkind = 'parallel'", ["$.printer.kind"]),
        ("[printer]\nport = 0", ["$.printer.port"]),
        ("[printer]\ncolumns = 40", ["$.printer.columns"]),
        ("[printer]\nhots = 'x'", ["hots", "host?"]),
        ("[scanner]\ndevice = 5", ["$.scanner.device"]),
        ("register = 'K1", ["kassa.toml"]),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, words: list[str]) -> None:
    file = tmp_path / "kassa.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as refused:
        read(file)
    for word in [str(file), *words]:
        assert word in refused.value.say()


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert read(tmp_path / "none.toml") == Settings()


def test_what_is_written_reads_back_and_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "kassa.toml"
    settings = Settings(register="K2", language="da", printer=PrinterSettings(kind="tcp", host='p"x', drawer=False))
    write_new(file, settings)
    assert read(file) == settings
    with pytest.raises(FileExistsError):
        write_new(file, Settings())
    assert read(file) == settings


def test_a_part_of_what_was_written_is_never_taken_for_all_of_it(tmp_path: Path) -> None:
    file = tmp_path / "kassa.toml"
    settings = Settings(database="/shop.db", printer=PrinterSettings(kind="tcp", host="10.0.0.9", port=9123))
    write_new(file, settings)
    content = file.read_bytes()
    for size in range(len(content)):
        file.write_bytes(content[:size])
        with pytest.raises(SettingsError, match=re.escape(str(file))):
            read(file)
    file.write_bytes(content + b"[scanner]\nkind = 'none'\n")
    assert read(file).scanner.kind == "none"


@pytest.mark.parametrize("content", [b"", b"\n \n", b"# nothing but a remark\n", b"\0" * 300])
def test_a_file_that_lost_its_settings_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    """An empty file would mean a register without printer and scanner, and without a word."""
    file = tmp_path / "kassa.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=re.escape(str(file))):
        read(file)


def test_a_link_to_settings_that_are_gone_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "kassa.toml"
    file.symlink_to(tmp_path / "stick" / "kassa.toml")
    with pytest.raises(LinkError, match=r"kassa\.toml"):
        read(file)


def test_the_empty_device_is_no_file_that_lost_anything() -> None:
    assert read(Path("/dev/null")) == Settings()


def test_only_what_differs_is_written() -> None:
    assert as_toml(Settings()) == "\n[printer]\n\n[scanner]\n" or as_toml(Settings()).strip() == ""


def test_the_file_beside_a_named_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_file(tmp_path / "shop.db") == tmp_path / "shop.toml"
    monkeypatch.setenv("KASSA_SETTINGS", str(tmp_path / "other.toml"))
    assert settings_file(tmp_path / "shop.db") == tmp_path / "other.toml"


@pytest.mark.parametrize(("gap", "bound"), [(0, 0.1), (8, 0.04), (35, 0.07), (75, 0.15), (300, 0.15)])
def test_a_measured_scanner_is_given_twice_its_time(monkeypatch: pytest.MonkeyPatch, gap: int, bound: float) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    assert ScannerSettings(gap_ms=gap).bound == bound
    assert ScannerSettings(gap_ms=gap, keyboard="typing").bound == 0


def test_scanners_are_looked_for_unless_somebody_sits_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    assert [ScannerSettings(kind=kind).looks for kind in ("auto", "none", "evdev")] == [True, False, False]
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    assert not ScannerSettings().looks
