"""The exchange format's words and columns, as pages write them."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django.utils.text import capfirst

from amarre.directory.naf import division_label
from amarre.exchange.schema import resources
from amarre.indicators.results import UNKNOWN
from amarre.ui import french

NOT_GIVEN = "non renseigné"

#: What a breakdown is by, after « Par ».
BREAKDOWNS: Mapping[str, str] = {
    "age": "âge",
    "sex": "sexe",
    "size": "taille d’établissement",
    "naf": "division de la NAF",
    "demandeur": "demandeur",
    "destinataire": "destinataire",
    "origine": "origine du signalement",
    "partenaire": "partenaire",
    "participation": "participation",
    "role": "profession",
}
#: Headings of the columns that a figure reads; a column that is not here is not shown.
COLUMNS: Mapping[str, str] = {
    "liste": "Liste", "date": "Date", "debut": "Début", "fin": "Fin", "ouverture": "Ouverture", "cloture": "Clôture",
    "plan_ouvert_le": "Plan ouvert le", "six_mois": "Échéance à 6 mois", "accuse_le": "Accusé le",
    "signale_le": "Signalé le", "derniere_fiche": "Dernière fiche d’entreprise", "date_duerp": "Date du DUERP",
    "terme": "Compté comme", "nature": "Nature", "theme": "Thème", "demandeur": "Demandeur", "avis": "Avis",
    "origine": "Origine", "partenaire": "Partenaire", "motif": "Motif", "destinataire": "Destinataire",
    "participation": "Participation", "intervenant": "Intervenant", "initiative": "À l’initiative de",
    "accord": "Accord", "issue": "Issue", "situation_6_mois": "Situation à 6 mois", "instrument": "Instrument",
    "valeur": "Valeur", "role": "Profession", "etp": "ETP", "amenagement": "Aménagement",
    "dispense_reclassement": "Dispense de reclassement", "en_arret": "En arrêt", "cssct": "CSSCT",
    "programme_carsat": "Programme de la Carsat", "participants": "Participants",
    "participants_retenus": "Participants", "jours_avant_accuse": "Jours avant l’accusé",
    "jours_avant_ouverture": "Jours avant l’ouverture", "taille": "Effectif", "age": "Âge", "sexe": "Sexe",
    "division_naf": "NAF",
}  # fmt: skip
#: The bands of age and size, and words that belong to no list of the format.
WORDS: Mapping[str, str] = {
    "<30": "moins de 30 ans", "30-39": "30 à 39 ans", "40-49": "40 à 49 ans", "50-59": "50 à 59 ans",
    "60+": "60 ans et plus", "<11": "moins de 11 salariés", "11-49": "11 à 49 salariés",
    "50-299": "50 à 299 salariés", "300+": "300 salariés et plus", "F": "femme", "M": "homme",
    "mi_carriere": "visite de mi-carrière", "amenagement": "visite avec aménagement",
    "rdv_liaison": "rendez-vous de liaison", "pre_reprise": "visite de pré-reprise", "plan": "plan de maintien ouvert",
    UNKNOWN: NOT_GIVEN,
}  # fmt: skip

#: Columns of datasets that hold the words of a column of the format.
SAME: Mapping[str, str] = {"situation_6_mois": "situation"}


@cache
def _labels() -> Mapping[tuple[str, str], str]:
    """The French label of each word, by column and word, from the choices of the models."""
    found: dict[tuple[str, str], str] = {}
    for resource in resources().values():
        for column, name in resource.spec.fields.items():
            choices = getattr(resource.spec.model._meta.get_field(name), "choices", None) or ()
            found.update({(column, str(word)): str(label) for word, label in choices})
    return found


def word(column: str, value: str) -> str:
    """A word of the format in French; as it stands where nobody named it."""
    if column in {"naf", "division_naf"} and value != UNKNOWN:
        return value
    known = _labels().get((SAME.get(column, column), value)) or WORDS.get(value)
    return french.written(known) if known else value


def cell(column: str, value: Any) -> str:
    """A cell of the rows behind a figure; a division of the NAF says its name."""
    match value:
        case str() if column in {"naf", "division_naf"} and division_label(value):
            return part("naf", value)
        case None:
            return NOT_GIVEN
        case bool():
            return "oui" if value else "non"
        case date():
            return french.day(value)
        case int() | float():
            return french.number(value)
    return word(column, str(value))


def part(breakdown: str, value: str) -> str:
    """A part of a breakdown, as a row of its table is named."""
    if breakdown == "naf" and (label := division_label(value)):
        return f"{value}\u00a0{french.typeset(label)}"
    return str(capfirst(word(breakdown, value)))
