"""The French sentences of the report: what is wrong, and what to do."""

from amarre.exchange.schema import Column

#: Beginnings of the warnings that count mended cells.
MENDED = {
    "cell.spaces": "Espaces retirées autour du contenu",
    "cell.date_french": "Dates écrites JJ/MM/AAAA, lues comme AAAA-MM-JJ",
    "cell.number_french": "Nombres écrits à la française (virgule, espaces), lus comme des nombres",
    "cell.boolean_french": "Oui ou non écrits autrement que dans le format, compris quand même",
}

#: Numbers that are text and may begin with zeros, which a spreadsheet takes for numbers.
ZEROS_FIRST = frozenset({"siren", "siret", "code_postal", "code_insee"})

CELLS = {
    "cell.required": "Cette colonne est obligatoire : renseignez-la.",
    "cell.control": "La cellule contient un caractère de contrôle invisible : retapez son contenu.",
    "cell.length": "La cellule dépasse 10 000 caractères : raccourcissez-la.",
    "cell.identifier": "L'identifiant dépasse 64 caractères : donnez-en un plus court, et le même à chaque envoi.",
    "cell.boolean": "Cette valeur ne veut dire ni oui ni non : écrivez true ou false.",
    "date.impossible": "Cette date n'existe pas dans le calendrier : corrigez le jour ou le mois.",
    "date.two_digit_year": "L'année n'a que deux chiffres : écrivez la date AAAA-MM-JJ.",
    "date.format": "Ce n'est pas une date : écrivez-la AAAA-MM-JJ (ou JJ/MM/AAAA).",
    "date.before_1900": "La date est antérieure à 1900 : corrigez l'année.",
}


def future(day: str) -> str:
    """A fact dated after the day of the import."""
    return f"La date est postérieure au jour de l'import ({day}) alors que c'est un fait : corrigez-la."


def words(column: Column) -> str:
    """A word that the list does not have."""
    return f"Valeur hors liste (majuscules et accents comptent). Valeurs admises : {', '.join(column.words)}."


def pattern(column: Column) -> str:
    """A text that does not have the shape that the column asks for."""
    shapes = {
        "siren": "neuf chiffres",
        "siret": "quatorze chiffres",
        "naf": "deux chiffres, un point, deux chiffres, une majuscule (86.10Z)",
        "code_postal": "cinq chiffres",
        "code_insee": "cinq chiffres, ou A et B pour la Corse",
        "rpps": "onze chiffres",
    }
    zeros = " Un tableur ôte les zéros du début : mettez cette colonne au format Texte." * (column.name in ZEROS_FIRST)
    return f"Forme attendue : {shapes.get(column.name, column.pattern)}. Corrigez la valeur.{zeros}"


def number(column: Column) -> str:
    """Something that is no number, or has decimals where none may be."""
    return (
        "Ce n'est pas un nombre entier : écrivez des chiffres seulement."
        if column.type == "integer"
        else "Ce n'est pas un nombre : écrivez des chiffres, avec un point pour les décimales."
    )


def bounds(column: Column) -> str:
    """A number too small or too large."""
    return f"La valeur doit être comprise entre {_plain(column.minimum)} et {_plain(column.maximum)}."


def _plain(bound: float | None) -> str:
    return "…" if bound is None else f"{bound:,.0f}".replace(",", "\u202f")
