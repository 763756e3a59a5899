"""Reading files of ours as other programs do: workbooks by their own parts, anything by LibreOffice."""

import csv
import io
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

Cell = str | Decimal | bool | None


def _place(reference: str) -> int:
    """The column of `AB12`, from 0."""
    place = 0
    for letter in re.match("[A-Z]+", reference)[0]:  # type: ignore[index]
        place = place * 26 + ord(letter) - 64
    return place - 1


def _cell(cell: ElementTree.Element, texts: list[str]) -> Cell:
    assert cell.find(f"{_MAIN}f") is None, "a formula"
    value = cell.findtext(f"{_MAIN}v")
    if cell.get("t") == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
    if value is None:
        return None
    if cell.get("t") == "s":
        return texts[int(value)]
    return value == "1" if cell.get("t") == "b" else Decimal(value)


def workbook(data: bytes) -> dict[str, list[list[Cell]]]:
    """The sheets of a workbook by name, row by row; no cell may be a formula."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        texts = []
        if "xl/sharedStrings.xml" in names:
            shared = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            texts = ["".join(part.text or "" for part in item.iter(f"{_MAIN}t")) for item in shared]
        listed = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
        for number, sheet in enumerate(listed, start=1):
            rows = []
            for row in ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{_MAIN}row"):
                cells: list[Cell] = []
                for cell in row:
                    place = _place(cell.get("r", "A1"))
                    cells += [None] * (place - len(cells)) + [_cell(cell, texts)]
                rows.append(cells)
            found[sheet.get("name", "")] = rows
    return found


def by_libreoffice(file: Path, separator: str, language: int, folder: Path) -> list[list[str]]:
    """A file as LibreOffice Calc has it, opened with a language (1033 English, 1043 Dutch): its cells as they are shown.

    A formula would be shown as what it comes to.
    """
    assert SOFFICE
    command = [
        *(SOFFICE, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
        *("--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,false"),
        *("--outdir", str(folder / "out"), str(file)),
    ]
    if file.suffix == ".csv":
        command[1:1] = [f"--infilter=Text - txt - csv (StarCalc):{ord(separator)},34,76,1,,{language},false,true,false"]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    converted = (folder / "out" / file.with_suffix(".csv").name).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(converted)))
