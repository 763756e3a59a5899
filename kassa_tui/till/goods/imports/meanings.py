"""What columns of a list of products are called in English, Dutch and Danish, here and in other programs' files."""

import re

from kassa_tui.text import clean


def key_of(heading: str) -> str:
    """A heading without case and marks: `Art.nr.`, `BTW (%)` and `axis_1` as `art nr`, `btw %` and `axis 1`."""
    return " ".join(re.sub(r"[\s._:;,()\[\]\"'*?/\-]+", " ", clean(heading).casefold()).split())


def _named(text: str) -> tuple[str, ...]:
    return tuple(key_of(word) for word in text.split("|"))


NAMES = {
    "name": "name|naam|navn|artikel|artikelnaam|artikelomschrijving|vare|varenavn|product|productnaam|product name|"
    "produktnavn|product title|title|titel|item|item name|nl title short|omschrijving kort",
    "variation": "variation name",
    "description": "description|omschrijving|beschrijving|beskrivelse|varetekst",
    "price": "price|prijs|pris|verkoopprijs|salgspris|sales price|selling price|list price|retail price|"
    "default price|"
    "regular price|normal price|unit price|stuksprijs|standaardprijs|standardpris|standaard prijs|standard pris|"
    "reguliere prijs|normale prijs|normalpris|normal pris|winkelprijs|consumentenprijs|variant price|vejl pris|"
    "price incl vat|price including vat|prijs incl btw|prijs inclusief btw|verkoopprijs incl btw|verkoopprijs incl|"
    "prijs incl|pris inkl moms|salgspris inkl moms|pris inkl",
    "sale_price": "sale price|actieprijs|aanbiedingsprijs|aanbieding|tilbudspris|tilbudpris|kampagnepris|udsalgspris|"
    "online sale price|promo price|special price|promotieprijs|discount price|kortingsprijs",
    "barcode": "barcode|barcodes|ean|ean13|ean 13|ean8|ean code|eancode|ean nummer|ean number|ean nr|eannr|gtin|"
    "gtin13|"
    "gtin 13|gtin upc ean or isbn|gtin upc ean of isbn|gtin upc ean eller isbn|isbn|streepjescode|stregkode|"
    "stregkoder|barkode|variant barcode|barcode ean|ean barcode|ean gtin|gtin ean",
    "upc": "upc|upc code|upc a",
    "code": "code|plu|plu code|plu nummer|plunummer|plu nr|sku|article number|article no|article nr|artikelnummer|"
    "artikelnr|art nr|artnr|art nummer|art no|artikelcode|artikel nr|artikel nummer|varenummer|varenr|vare nr|"
    "varenummer sku|item number|item no|item code|product code|product number|product no|productcode|productnummer|"
    "produktnummer|produktnr|internal reference|default code|interne referentie|intern reference|custom sku|"
    "variant sku|referentie|reference",
    "vat": "vat|tax|btw|moms|btw %|vat %|tax %|moms %|vat rate|vat code|vat class|tax rate|tax code|tax class|"
    "tax name|"
    "btw tarief|btw percentage|btw code|btw klasse|btw soort|btw groep|btw pct|momssats|momsprocent|moms pct|"
    "momskode|"
    "momsklasse|belasting|belastingklasse|belastingtarief|sales taxes|customer taxes|taxes id|verkoopbelastingen|"
    "klantbelastingen|verkoopbtw|kundemoms|salgsmoms|salgsafgifter|kundeafgifter|skatteklasse",
    "group": "group|category|categories|groep|categorie|categorieën|categorieen|productgroep|product group|"
    "artikelgroep|gruppe|varegruppe|kategori|kategorier|product category|productcategorie|produktkategori|"
    "varekategori|department|"
    "afdeling|hoofdgroep|omzetgroep|product category complete name|product categorie",
    "deposit": "deposit|statiegeld|pant|emballage|packaging deposit|verpakking",
    "unit": "unit|eenheid|enhed|unit of measure|uom|uom id|maateenheid|meeteenheid|måleenhed|verkoopeenheid|"
    "salgsenhed|"
    "verkoop eenheid|sales unit",
    "weighed": "sold by weight|verkocht op gewicht|wordt verkocht op gewicht|sælges efter vægt|solgt efter vægt|"
    "to weigh with scale|te wegen met weegschaal|vejes på vægt",
    "kind": "kind|soort|type|slags|product type|item type|producttype|productsoort|soort product|produkttype|"
    "varetype|"
    "detailed type",
    "age": "age|leeftijd|alder|minimum age|minimumleeftijd|aldersgrænse|age limit|leeftijdsgrens",
    "label": "label|short name|korte naam|kort navn|button text on till|kassanaam",
    "style": "style|model|modelcode|hoofdartikel|modelkode|article code",
    "axis_1": "axis 1|axis1|colour|color|kleur|farve",
    "axis_2": "axis 2|axis2|size|maat|størrelse",
    "active": "active|actief|aktiv|for sale|te koop|til salg",
    "discountable": "discountable|discount allowed|korting mogelijk|korting toegestaan|kortingsgevoelig|"
    "rabat tilladt|"
    "kan rabatteres",
}
"""What each column means, with everything that it is called."""

KNOWN = tuple(name for name in NAMES if name not in ("description", "upc", "variation", "weighed", "sale_price"))
"""The columns that a file of one's own may have."""

MEANINGS = {word: meaning for meaning, text in NAMES.items() for word in _named(text)}

TAX_COLUMN = re.compile(r"(?:tax|belasting|skat|afgift) (?:.* )?(\d{1,2}(?: \d{1,3})?)%")
"""A column for each rate, with yes or no in it: `Tax - "VAT" (21%)`."""

PURCHASE = _named(
    "cost|cost price|costs|purchase price|buying price|inkoopprijs|inkoop|inkprijs|kostprijs|kosten|indkøbspris|"
    "kostpris|omkostning|omkostninger|supply price|default cost|average cost|cost per item|standard price|"
    "default unit cost|"
    "unit cost|price cost|cost of goods|inkoopprijs excl btw|inkoopprijs ex btw|kostprijs excl btw|"
    "indkøbspris ekskl moms|gemiddelde kostprijs|kosten per artikel|omkostning pr vare|kostpris pr vare|"
    "variant cost|purchase cost|"
    "default purchase cost|wholesale price|kostprijs per artikel"
)
"""What the shop pays: never what it asks."""
