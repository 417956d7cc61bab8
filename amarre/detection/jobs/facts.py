"""What is known of each active job on a day, the worker's own facts repeated on each of them.

The files of catalogue/statements read them all, those of catalogue/signals those of the worker's oldest job under each
law that `SHARED` of amarre/detection/situations.py names. They are derived twice, by columns.py for many jobs and by
alone.py for those of one worker; a property test holds both to the same answers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from amarre.detection.facts import POLARS_TYPES, Fact, FactType
from amarre.lib.errors import DomainError
from amarre.rules.parameters import Figure, Figures

TRACKS = {
    "prive": "droit privé",
    "fpt": "fonction publique territoriale",
    "fph": "fonction publique hospitalière",
    "independant": "travailleur indépendant, sans employeur",
}
#: The contract that makes a worker their own employer.
SELF_EMPLOYED = "independant"
DAYS, LEAVES, YEARS = ("jour", "jours"), ("arrêt", "arrêts"), ("an", "ans")

#: The columns of the exchange format that these facts are drawn from.
READ: Mapping[str, tuple[str, ...]] = {
    "adherents": ("date_adhesion", "date_radiation", "nature"),
    "etablissements": ("adherent_id", "naf", "code_postal", "code_insee"),
    "professionnels": ("role",),
    "travailleurs": ("date_naissance", "regime"),
    "emplois": ("travailleur_id", "etablissement_id", "debut", "fin", "suivi", "contrat", "pcs"),
    "reconnaissances": ("travailleur_id", "nature", "debut", "fin"),
    "visites": (
        "emploi_id", "date", "nature", "demandeur", "professionnel_id", "avis", "amenagement", "opposition_information",
    ),
    "arrets": ("emploi_id", "debut", "fin", "motif"),
    "rendez_vous_liaison": ("emploi_id", "date"),
    "dispositifs": ("emploi_id", "nature", "accord", "debut", "fin"),
    "licenciements": ("emploi_id", "date"),
    "dossiers": ("emploi_id", "cloture", "issue"),
}  # fmt: skip

#: What is typed here and stands in no file of the format: its columns and their types.
TYPED: Mapping[str, Mapping[str, FactType]] = {
    "demandes_medecin_conseil": {"emploi_id": "integer", "recue_le": "date", "repondue_le": "date"},
    "complements_visites": {"visite_id": "integer", "second_examen": "boolean", "premier_examen_le": "date"},
}

FACTS: Mapping[str, Fact] = {
    # The worker.
    "debut_arret": Fact("date", "premier jour de l'arrêt en cours, prescriptions de tous ses emplois fondues"),
    "fin_arret": Fact("date", "dernier jour prescrit de cet arrêt"),
    "jours_arret": Fact("integer", "durée de cet arrêt, ce jour compris", DAYS),
    "jours_liaison": Fact("integer", "la même, un jour de moins où la durée juste atteinte ne compte pas", DAYS),
    "duree_prevue": Fact("integer", "durée de cet arrêt s'il finit comme prescrit", DAYS),
    "nombre_arrets": Fact("integer", "arrêts sur douze mois", LEAVES, figures=("arrets.periode",)),
    "jours_cumules": Fact("integer", "jours d'arrêt sur douze mois", DAYS, figures=("arrets.periode",)),
    "debut_dernier_arret": Fact("date", "premier jour du dernier arrêt sur douze mois"),
    "nombre_arrets_24": Fact("integer", "arrêts sur vingt-quatre mois", LEAVES),
    "jours_cumules_24": Fact("integer", "jours d'arrêt sur vingt-quatre mois", DAYS),
    "pre_reprise_le": Fact("date", "dernière visite de pré-reprise depuis le début de l'arrêt"),
    "medecin_conseil_ouvert": Fact("boolean", "l'arrêt dure assez pour que le médecin-conseil interroge le médecin"),
    "titre_handicap": Fact("boolean", "RQTH ou pension d'invalidité en cours"),
    "regime_agricole": Fact("boolean", "travailleur du régime agricole"),
    # The absence of that day, of any cause, where its end is known: what it will have lasted.
    "absence_depuis": Fact("date", "premier jour de l'absence en cours, toutes causes fondues"),
    "absence_jusqu_au": Fact("date", "dernier jour prescrit de cette absence"),
    "prevus_absence": Fact("integer", "durée de cette absence si elle finit comme prescrit, hors maternité", DAYS),
    "prevus_non_trajet": Fact("integer", "dont : ni accident de trajet, ni autre motif", DAYS),
    "prevus_avec_trajet": Fact(
        "integer", "durée de cette absence, hors maternité, si un accident de trajet ou un autre motif y entre", DAYS
    ),
    "prevus_accident_travail": Fact("integer", "dont : accident du travail", DAYS),
    "prevus_maladie_professionnelle": Fact("integer", "dont : maladie professionnelle", DAYS),
    "prevus_maternite": Fact("integer", "congé de maternité de cette absence", DAYS),
    # The last return, of those who held the job before the absence and are not absent again; or an earlier one, as long
    # as the visit that the law asks for after it has not been held: a later short absence does not make up for it.
    "retour_le": Fact(
        "date",
        "jour du dernier retour, ou d'un retour dont la visite de reprise manque encore, s'il n'est pas trop ancien",
        figures=("reprise.recul",),
    ),
    "debut_absence": Fact("date", "premier jour de l'absence qui précède, toutes causes fondues"),
    "jours_depuis_retour": Fact("integer", "jours écoulés depuis ce retour", DAYS, figures=("reprise.recul",)),
    "jours_absence": Fact("integer", "durée de cette absence, hors maternité", DAYS),
    "jours_non_trajet": Fact("integer", "dont : ni accident de trajet, ni autre motif", DAYS),
    "jours_avec_trajet": Fact(
        "integer", "durée de cette absence, hors maternité, si un accident de trajet ou un autre motif y entre", DAYS
    ),
    "jours_accident_travail": Fact("integer", "dont : accident du travail", DAYS),
    "jours_maladie_professionnelle": Fact("integer", "dont : maladie professionnelle", DAYS),
    "jours_maternite": Fact("integer", "congé de maternité de cette absence", DAYS),
    "reprise_depuis_retour": Fact("boolean", "visite de reprise depuis la fin de cette absence, pour ce poste"),
    # The job.
    "debut_emploi": Fact("date", "premier jour de l'emploi"),
    "regime_juridique": Fact("string", "textes dont relève l'emploi", words=TRACKS),
    "contrat": Fact("string", "contrat"),
    "suivi": Fact("string", "type de suivi"),
    "age_debut": Fact("integer", "âge au début de l'emploi", YEARS),
    "adhesion_avant": Fact("boolean", "l'employeur adhérait au service au début de l'emploi"),
    "employeur_principal": Fact(
        "boolean", "de plusieurs employeurs pour un même métier et un même suivi, celui du contrat le plus ancien"
    ),
    "visite_chez_employeur": Fact(
        "date", "dernière visite pour cet emploi, ou assez récente avant lui dans l'établissement"
    ),
    "dispense_possible": Fact("boolean", "visite assez récente pour un même métier, sans mesure ni inaptitude"),
    "derniere_visite": Fact("date", "dernière visite d'embauche ou périodique pour ce poste"),
    "derniere_intermediaire": Fact("date", "dernière visite intermédiaire pour ce poste"),
    "intermediaire_faite": Fact("boolean", "visite intermédiaire faite depuis cette dernière visite"),
    "rdv_liaison_le": Fact("date", "dernier rendez-vous de liaison depuis le début de l'arrêt"),
    # The mid-career visit.
    "age_dans_annee": Fact("integer", "âge atteint dans l'année civile", YEARS),
    "age_mi_carriere": Fact(
        "integer", "le même, moins ce qu'un accord de branche ajoute à l'âge de la visite de mi-carrière", YEARS
    ),
    "debut_couplage": Fact("date", "jour à partir duquel la visite de mi-carrière peut être avancée"),
    "debut_mi_carriere": Fact("date", "1er janvier de l'année de la visite de mi-carrière"),
    "fin_mi_carriere": Fact("date", "31 décembre de la même année"),
    "couplage_ouvert": Fact("boolean", "la visite de mi-carrière peut être avancée et couplée ce jour-là"),
    "derniere_mi_carriere": Fact("date", "dernière visite de mi-carrière"),
    "mi_carriere_faite": Fact(
        "boolean", "visite de mi-carrière faite depuis qu'elle pouvait l'être", figures=("mi_carriere.anticipation",)
    ),
    "emploi_avant_visite": Fact("boolean", "l'emploi a commencé avant la dernière visite de mi-carrière"),
    "emploi_avant_mi_carriere": Fact("boolean", "l'emploi a commencé au plus tard cette année-là"),
    # Inaptitude and the médecin-conseil.
    "premier_examen": Fact("date", "dernier examen sans document remis, ou tenu pour le premier de deux"),
    "second_examen_decide": Fact("boolean", "le médecin a dit un second examen nécessaire"),
    "examen_suivant": Fact("date", "premier examen qui le suit et remet un document"),
    "jours_entre_examens": Fact("integer", "jours entre cet examen et l'avis d'inaptitude", DAYS),
    "inaptitude_le": Fact("date", "dernier avis d'inaptitude"),
    "jours_depuis_inaptitude": Fact("integer", "jours écoulés depuis cet avis", DAYS),
    "licencie_le": Fact("date", "licenciement pour inaptitude connu"),
    "demande_le": Fact("date", "dernière demande reçue du médecin-conseil"),
    "reponse_le": Fact("date", "réponse à cette demande"),
    # What should not be: dates of recent visits.
    "pre_reprise_avec_avis": Fact("date", "pré-reprise avec un avis d'aptitude ou d'inaptitude"),
    "pre_reprise_employeur": Fact("date", "pré-reprise demandée par l'employeur"),
    "opposition_le": Fact("date", "pré-reprise où le travailleur s'est opposé à l'information"),
    "avis_infirmier": Fact("date", "avis émis par un infirmier"),
    "mesures_infirmier": Fact("date", "mesures proposées par un infirmier"),
    # Schemes.
    "essai_debut": Fact("date", "début de la dernière période d'essai encadré de cet arrêt"),
    "essai_fin": Fact("date", "fin de cette période"),
    "essai_limite": Fact("date", "dernier jour que cette période peut avoir, pendant l'arrêt"),
    "essai_jours": Fact("integer", "jours ouvrables de cette période"),
    "essai_depassement": Fact("integer", "jours de cette période après la fin prescrite de l'arrêt", DAYS),
    "essai_total": Fact("integer", "jours ouvrables de toutes les périodes d'essai encadré de cet arrêt"),
    "ppr_debut": Fact("date", "début de la période de préparation au reclassement"),
}
SCHEMA = {name: POLARS_TYPES[fact.type] for name, fact in FACTS.items()}

EXAMS = ("embauche", "periodique", "intermediaire", "reprise", "demande")
OPINIONS = ("aptitude", "inaptitude")
UNCERTAIN_CAUSES = ("accident_trajet", "autre")
TITLES = ("rqth", "pension_invalidite")
#: How a case closed that leaves nothing to say of its worker.
DECEASED = "deces"
#: By track, the days of an absence that ask for a visit on return, and the figure that they are compared with (one day
#: where the text names no length): what catalogue/statements/reprise.yaml and reprise_fph.yaml decide on.
RETURNS: Mapping[str, Mapping[str, str | None]] = {
    "prive": {
        "jours_maternite": "reprise.conge_maternite",
        "jours_maladie_professionnelle": "reprise.maladie_professionnelle",
        "jours_accident_travail": "reprise.accident_travail",
        "jours_non_trajet": "reprise.absence_maladie",
        "jours_avec_trajet": "reprise.absence_trajet_ou_autre",
    },
    "fph": {
        "jours_maternite": None,
        "jours_maladie_professionnelle": None,
        "jours_absence": "fonction_publique.fph_absence",
    },
}
#: The beginning of a NAF code and the age of a branch's agreement.
BRANCH_AGE = re.compile(r"(?P<naf>\d{2}(\.\d(\d[A-Z]?)?)?)=(?P<age>[2-6]\d)")
#: The values of a figure, each with the first day of the absences that it judges.
Since = Sequence[tuple[date, int]]


class Choices(NamedTuple):
    """The figures of a day that shape the facts themselves."""

    gap: int
    months: int
    long_months: int
    recall: int
    counted: tuple[str, ...]
    hospitals: tuple[str, ...]
    exemptions: Mapping[str, int]
    reached_counts: int
    mid_career_age: int | None
    mid_career_years: int | None
    mid_career_branches: Sequence[tuple[str, int]]
    from_birthday: bool
    insurance_months: int
    trial_days: int | None
    employers: int | None
    lookback: int
    returns: Mapping[str, Mapping[str, Since]]


def choices(figures: Figures, day: date) -> Choices:
    """Those of that day; None where the law did not yet know the thing."""

    def known(name: str) -> Any:
        figure = figures[name]
        return figure.at(day).value if figure.in_force(day) else None

    def number(name: str) -> int:
        return int(figures[name].at(day).value)  # type: ignore[arg-type]

    kinds = ("simple", "adapte", "renforce")
    return Choices(
        gap=number("arrets.ecart_tolere"),
        months=number("arrets.periode"),
        long_months=number("arrets.periode_longue"),
        recall=number("suivi.recul"),
        counted=known("suivi.visites_qui_comptent") or (),
        hospitals=known("fonction_publique.naf_hospitaliers") or (),
        exemptions={kind: known(f"suivi.dispense_{kind}") or 0 for kind in kinds},
        reached_counts=known("liaison.limite_comprise") or 0,
        mid_career_age=known("mi_carriere.age"),
        mid_career_years=known("mi_carriere.anticipation"),
        mid_career_branches=branch_ages(known("mi_carriere.ages_de_branche") or ()),
        from_birthday=bool(known("mi_carriere.depuis_anniversaire")),
        insurance_months=number("medecin_conseil.duree_arret"),
        trial_days=known("dispositifs.essai_encadre_periode"),
        employers=known("reprise.plusieurs_employeurs"),
        # No fact says more of a return than these two ask.
        lookback=max(number("reprise.recul"), number("reprise.rappel")),
        returns={
            track: {fact: _since(figures[name] if name else None) for fact, name in days.items()}
            for track, days in RETURNS.items()
        },
    )


def branch_ages(written: Iterable[str]) -> list[tuple[str, int]]:
    """« 43=50 » as the beginning of a NAF code and an age; the longest beginnings first, which say more.

    DomainError for what is written otherwise: it would be the age of no activity.
    """
    found = []
    for one in written:
        read = BRANCH_AGE.fullmatch(one.replace(" ", "")) if isinstance(one, str) else None
        if read is None:
            raise DomainError(
                f"Âge de branche\u00a0: «\u00a0{one}\u00a0»\u202f; écrivez le début d'un code NAF et l'âge, "
                "«\u00a043=50\u00a0» ou «\u00a043.22=48\u00a0».",
                code="figure.branch",
            )
        found.append((read["naf"], int(read["age"])))
    return sorted(found, key=lambda branch: -len(branch[0]))


def _since(figure: Figure | None) -> Since:
    if figure is None:
        return [(date.min, 1)]
    return [(dated.start, int(dated.value)) for dated in figure.values]  # type: ignore[arg-type]
