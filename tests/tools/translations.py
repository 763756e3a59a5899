"""Gather the texts of the program, bring the catalogues up to date and compile them.

    make translations

`--check` changes nothing and ends with 1, naming every text that is missing, untranslated, obsolete or
fuzzy, and every one whose {placeholders}, line ends or outer spaces are others than in English. Texts are
found in the syntax tree: Babel's own reader does not look into f-strings before Python 3.12.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kassa_tui"
LANGUAGES = ("da", "nl")

SINGULAR, PLURAL, CONTEXT = {"_", "N_", "text"}, {"n_", "plural"}, {"p_", "context"}

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def calls(package: Path) -> Iterator[tuple[str, list[str]]]:
    """Every call in the code: the name of what is called, and the texts among its arguments."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.Call):
                values = [each.value if isinstance(each, ast.Constant) else None for each in node.args]
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                yield name, [value for value in values if isinstance(value, str)]


def template(package: Path = PACKAGE) -> Catalog:
    """The texts that the code uses, without translations."""
    catalog = Catalog()
    for name, texts in calls(package):
        if name in SINGULAR and len(texts) == 1 and texts[0]:
            catalog.add(texts[0])
        elif name in PLURAL and len(texts) == 2:
            catalog.add((texts[0], texts[1]))
        elif name in CONTEXT and len(texts) == 2:
            catalog.add(texts[1], context=texts[0])
    return catalog


def path_of(language: str) -> Path:
    """The file of a catalogue."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "kassa.po"


def read(language: str) -> Catalog:
    """The catalogue as it is on the disk; an empty one if there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, texts: Catalog) -> None:
    """Add what is new, drop what is gone; in alphabetical order, with nothing that changes by itself."""
    catalog, path = read(language), path_of(language)
    catalog.update(texts, no_fuzzy_matching=True)
    for message in catalog:
        message.flags.intersection_update({"fuzzy"})
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=language, plurals=catalog.plural_forms).encode())
        write_po(file, catalog, 110, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)


# --- The check ------------------------------------------------------------------------------------


def forms(text: object) -> tuple[str, ...]:
    """All forms of a text, one for most."""
    return tuple(str(each or "") for each in text) if isinstance(text, tuple | list) else (str(text or ""),)


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _before, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def edges(text: str) -> tuple[int, bool, bool]:
    """How many lines a text has, and whether it begins or ends with a space or line end."""
    return text.count("\n"), text != text.lstrip(), text != text.rstrip()


def faults(message: Message) -> Iterator[str]:
    """What is wrong with one translated message."""
    translated = forms(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if not all(translated):
        yield "untranslated"
        return
    wanted = set().union(*(placeholders(form) for form in forms(message.id)))
    if any(placeholders(form) != wanted for form in translated):
        yield "other placeholders"
    if any(edges(form) != edges(forms(message.id)[0]) for form in translated):
        yield "other line ends or spaces"


def problems(language: str, catalog: Catalog, texts: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue, a line each."""
    wanted = {(message.context, forms(message.id)) for message in texts if message.id}
    found = {(message.context, forms(message.id)): message for message in catalog if message.id}
    for key in sorted(wanted | found.keys(), key=str):
        said = ["missing"] if key not in found else ["obsolete"] if key not in wanted else faults(found[key])
        yield from (f"{language}: {fault}: {key[1][0]!r}" for fault in said)


def check() -> list[str]:
    """What is wrong with all catalogues."""
    texts = template()
    return [line for language in LANGUAGES for line in problems(language, read(language), texts)]


def main(arguments: list[str]) -> int:
    """Update and compile, or only check."""
    if "--check" not in arguments:
        sys.path.insert(0, str(ROOT))
        from hatch_build import compile_catalogues

        for language in LANGUAGES:
            update(language, template())
        compile_catalogues(ROOT)
    wrong = check()
    print("\n".join(wrong) or f"{len(template())} texts, all translated.")
    return 1 if wrong and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
