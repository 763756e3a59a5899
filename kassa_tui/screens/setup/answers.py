"""What the answers of the first start become: a founding, and the machine's devices."""

import msgspec

from kassa_tui.screens.setup.steps import DEVICE_FILES, Answers, country_of, names
from kassa_tui.settings import PrinterSettings, ScannerSettings
from kassa_tui.text import clean
from kassa_tui.till.setup.founding import CountryCode, Founding, LanguageCode, Worker


def founding_of(answers: Answers) -> Founding:
    """The answers as what founds a shop."""
    people = [Worker(name, "manager") for name in names(answers, "managers")]
    people += [Worker(name, "cashier") for name in names(answers, "cashiers")]
    country = country_of(answers)
    return Founding(
        shop=answers["shop"],
        owner=answers["owner"],
        country=msgspec.convert(country.code, CountryCode),
        language=msgspec.convert(answers["language"], LanguageCode),
        register=answers["register"],
        address=(answers.get("street", ""), answers.get("town", "")),
        vat_number=answers.get("vat_number", ""),
        company_number=answers.get("company_number", ""),
        footer=(answers.get("footer", ""),),
        people=tuple(people),
        round_cash=country.rounds and answers["rounding"] == "yes",
        printer=_printer(answers),
        scanner=_scanner(answers),
        tour=True,
    )


def _printer(answers: Answers) -> PrinterSettings:
    kind = answers["printer"]
    wanted: dict[str, object] = {"kind": kind}
    if kind != "none":
        wanted["columns"] = int(answers["columns"])
    if kind == "tcp":
        wanted["host"] = clean(answers["host"])
    if kind in DEVICE_FILES:
        wanted["path"] = answers["path"].strip()
    return msgspec.convert(wanted, PrinterSettings)


def _scanner(answers: Answers) -> ScannerSettings:
    kind = answers["scanner"]
    device = answers.get("device", "").strip() if kind == "evdev" else ""
    return msgspec.convert({"kind": kind, "device": device}, ScannerSettings)
