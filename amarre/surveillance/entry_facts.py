"""What is known when a fact is typed by hand: the datasets that `catalogue/prohibitions/` is written about.

Words are those of the exchange format; `auteur` is the profession of the account that types, `professionnel` that of
the professional who held the visit. A date "dans le futur" counts from the day of the entry.
"""

from collections.abc import Mapping
from enum import Enum

from amarre.directory.enums import Monitoring, StaffRole
from amarre.rules.prohibitions import EntryDatasets, EntryFact
from amarre.surveillance.enums import (
    Instrument,
    LeaveCause,
    MeetingInitiator,
    Modality,
    Opinion,
    Participation,
    Requester,
    VisitKind,
)


def _word(label: str, words: type[Enum]) -> EntryFact:
    return EntryFact("string", label, tuple(str(one.value) for one in words))


def _days(label: str) -> EntryFact:
    return EntryFact("integer", f"{label}, en jours")


def _ticked(label: str) -> EntryFact:
    return EntryFact("boolean", label)


AUTHOR: Mapping[str, EntryFact] = {"auteur": _word("profession de la personne qui saisit", StaffRole)}
#: Where a date lies: after the day of the entry, before the job began, after it ended (negative otherwise).
PLACED: Mapping[str, EntryFact] = {
    "jours_dans_le_futur": _days("de combien la date dépasse le jour de la saisie"),
    "jours_avant_emploi": _days("de combien la date précède le début de l'emploi"),
    "jours_apres_emploi": _days("de combien la date dépasse la fin de l'emploi"),
}
ABSENCE: Mapping[str, EntryFact] = {
    "jours_arret": _days("durée de l'absence en cours à cette date, prescriptions contiguës fondues"),
    "debut_arret": EntryFact("date", "premier jour de cette absence"),
}

VISIT: Mapping[str, EntryFact] = {
    **AUTHOR,
    **PLACED,
    "date": EntryFact("date", "date de la visite"),
    "nature": _word("nature de la visite", VisitKind),
    "demandeur": _word("qui l'a demandée", Requester),
    "professionnel_id": EntryFact("string", "le professionnel qui l'a faite"),
    "professionnel": _word("profession du professionnel qui l'a faite", StaffRole),
    "pratique_avancee": _ticked("faite par un infirmier en pratique avancée"),
    "modalite": _word("modalité", Modality),
    "consentement_distance": _ticked("consentement du travailleur à la visite à distance"),
    "avis": _word("document remis", Opinion),
    "dispense_reclassement": _ticked("dispense de reclassement"),
    "amenagement": _ticked("mesures individuelles proposées (annexe 4)"),
    "opposition_information": _ticked("opposition à l'information de l'employeur et du médecin-conseil"),
    "suivi": _word("type de suivi de l'emploi", Monitoring),
    **ABSENCE,
    "second_examen_necessaire": _ticked("un second examen d'inaptitude est nécessaire"),
    "premier_examen_le": EntryFact("date", "premier examen d'inaptitude"),
    "jours_depuis_premier_examen": _days("délai entre les deux examens"),
    "etude_poste_le": EntryFact("date", "étude du poste"),
    "etude_conditions_le": EntryFact("date", "étude des conditions de travail"),
    "fiche_entreprise_le": EntryFact("date", "dernière actualisation de la fiche d'entreprise"),
    "echange_employeur_le": EntryFact("date", "échange avec l'employeur"),
    "jours_prealable_apres": _days("de combien le dernier préalable dépasse la date de la visite"),
}
LEAVE: Mapping[str, EntryFact] = {
    **AUTHOR,
    **PLACED,
    "debut": EntryFact("date", "premier jour"),
    "fin": EntryFact("date", "dernier jour prescrit"),
    "motif": _word("motif", LeaveCause),
    "jours": _days("durée de l'arrêt"),
    "recouvre": _ticked("recouvre un autre arrêt du même emploi"),
}
INDEX: Mapping[str, EntryFact] = {
    **AUTHOR,
    **PLACED,
    "date": EntryFact("date", "date de la valeur"),
    "instrument": _word("instrument", Instrument),
    "version": EntryFact("string", "version"),
    "valeur": EntryFact("number", "valeur"),
}
MEETING: Mapping[str, EntryFact] = {
    **AUTHOR,
    **PLACED,
    "date": EntryFact("date", "date du rendez-vous"),
    "initiative": _word("à l'initiative de", MeetingInitiator),
    "participation": _word("participation du service", Participation),
    "refus_travailleur": _ticked("le travailleur a refusé"),
    "referent_handicap": _ticked("le référent handicap y a participé"),
    "referent_demande": _ticked("le travailleur l'avait demandé"),
    "effectif": EntryFact("integer", "effectif de l'établissement"),
    "service_prevenu_le": EntryFact("date", "le service a été prévenu"),
    "jours_prevenance": _days("délai entre l'avertissement du service et le rendez-vous"),
    "demande_le": EntryFact("date", "le travailleur l'a demandé"),
    "propose_le": EntryFact("date", "l'employeur a proposé une date"),
    "jours_proposition": _days("délai entre la demande et la proposition"),
    **ABSENCE,
}
MEASURES: Mapping[str, EntryFact] = {
    **AUTHOR,
    "nature": VISIT["nature"],
    "avis": VISIT["avis"],
    "professionnel": VISIT["professionnel"],
    "pratique_avancee": VISIT["pratique_avancee"],
    "mesures": EntryFact("integer", "nombre de sortes de mesures cochées"),
    "echange_travailleur_le": EntryFact("date", "échange avec le travailleur"),
    "echange_employeur_le": EntryFact("date", "échange avec l'employeur"),
    "jours_echange_futur": _days("de combien l'échange le plus tardif dépasse le jour de la saisie"),
    "revoir_le": EntryFact("date", "à revoir le"),
    "jours_avant_revoir": _days("délai entre la visite et la date de révision"),
}
INSURANCE_REQUEST: Mapping[str, EntryFact] = {
    **AUTHOR,
    **PLACED,
    "recue_le": EntryFact("date", "réception de la demande"),
    "repondue_le": EntryFact("date", "réponse"),
    "jours_reponse": _days("délai de réponse"),
    "mois_arret": EntryFact("integer", "mois entiers d'arrêt écoulés à la réception"),
    "opposition_information": _ticked("le travailleur s'est opposé à l'information du médecin-conseil"),
}

#: The datasets by name: those of the exchange format, and the two kinds of facts that it does not hold.
ENTRY_DATASETS: EntryDatasets = {
    "visites": VISIT,
    "arrets": LEAVE,
    "indices": INDEX,
    "rendez_vous_liaison": MEETING,
    "mesures": MEASURES,
    "demandes_medecin_conseil": INSURANCE_REQUEST,
}
