"""Letters of other encodings are refused with a sentence, and those of Windows are not."""

import pytest

from kassa_tui.till.goods import csv_files
from kassa_tui.till.goods.text_files import ImportFileError, decode

WORDS = ("Crème fraîche", "Rødvin", "Kærlighed", "Café", "Blåbær", "maïs", "België")


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_read(word: str, encoding: str) -> None:
    assert decode(f"naam\n{word}\n".encode(encoding)) == f"naam\n{word}\n"


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("encoding", ["cp850", "utf-16", "utf-16-le"])
def test_refused(word: str, encoding: str) -> None:
    with pytest.raises(ImportFileError) as refused:
        decode(f"naam\n{word}\n".encode(encoding))
    assert refused.value.say()


@pytest.mark.parametrize(
    "text",
    ["“Oud” kaas", "‘s avonds’", "foto’s", "Kaas – oud", "5 €", "Œuf", "Škoda", "Merk™", "½ l", "Kaas®", "™ Merk"],
)
def test_marks_of_windows_are_no_other_encoding(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("word", ["Gåsebryst", "Müsli", "Déjeuner", "Æbler", "Øl", "Rødgrød"])
def test_letters_of_an_old_mac_are_refused(word: str) -> None:
    with pytest.raises(ImportFileError):
        decode(f"naam\nBrood\n{word}\n".encode("mac_roman"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("word", [*WORDS, "Smørrebrød", "½ l", "5 €", "foto’s"])
def test_letters_that_another_program_lost_are_named_by_their_line(word: str, end: str) -> None:
    twice = word.encode().decode("cp1252", errors="replace")
    unknown = "".join(letter if letter.isascii() else "\ufffd" for letter in word)
    for lost in (twice, unknown):
        with pytest.raises(ImportFileError, match="line 3"):
            decode(f"naam{end}Crème{end}{lost}{end}".encode())


def test_a_letter_cut_in_two_is_a_file_that_breaks_off() -> None:
    with pytest.raises(ImportFileError, match="breaks off"):
        decode("naam\nCrème\nRødvin fraî".encode()[:-1])


def test_half_utf8_is_neither() -> None:
    with pytest.raises(ImportFileError, match="neither"):
        decode("Crème, Blåbær, ".encode() + "Rødvin\n".encode("cp1252"))


@pytest.mark.parametrize(("mark", "between"), [(";", ";"), (",", ","), ("\t", "\t"), ("|", "|")])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_excel_says_what_stands_between(mark: str, between: str, end: str) -> None:
    table = csv_files.read(f"sep={mark}{end}a{between}b,c;d{end}1{between}2{end}".encode().replace(b"b,c;d", b"b"))
    assert [(row.line, row.cells) for row in table] == [(2, ["a", "b"]), (3, ["1", "2"])]


def test_a_mark_that_none_has_is_refused() -> None:
    with pytest.raises(ImportFileError, match="no mark"):
        csv_files.read(b"sep=x\naxb\n")
