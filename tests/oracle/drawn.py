"""A crowded set drawn at random: few dates, so that they collide with each other and with the ends of the periods."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from .book import FIXED
from .folder import Row

NATURES = [
    "embauche",
    "periodique",
    "intermediaire",
    "reprise",
    "pre_reprise",
    "mi_carriere",
    "demande",
    "post_exposition",
]
ISSUES = [
    "maintien_poste",
    "maintien_poste_amenage",
    "maintien_entreprise",
    "reclassement_externe",
    "formation",
    "inaptitude",
    "licenciement_inaptitude",
    "rupture",
    "retraite",
    "invalidite",
    "abandon",
    "perdu_de_vue",
    "deces",
]
SITUATIONS = [
    "meme_poste",
    "poste_amenage",
    "autre_poste_entreprise",
    "autre_employeur",
    "formation",
    "recherche_emploi",
    "arret",
    "invalidite",
    "retraite",
    "autre",
    "injoignable",
]
ACTIONS = [
    "sensibilisation",
    "atelier",
    "webinaire",
    "fiche_entreprise",
    "accompagnement_duerp",
    "cssct",
    "forum",
    "video_temoignage",
    "video_institutionnelle",
    "diffusion_numerique",
    "amt",
    "reunion_partenaires",
    "reunion_promotion",
    "fiche_dispositif",
    "formation_interne",
    "mesure_conseil",
]
DIVISIONS = ["41.20A", "42.11Z", "43.99C", "47.11F", "86.10Z"]
BIRTHS = [
    "1976-02-29",
    "1980-12-31",
    "1981-01-01",
    "1981-12-31",
    "1975-03-15",
    "1995-12-31",
    "1966-01-01",
    "1965-02-14",
]
BIRTHS += ["1980-01-01", "1960-06-30", "1984-02-29", "1980-06-15", "2001-07-07", "1956-02-28"]
ENDS = ["2025-01-01", "2025-12-31", "2025-03-15", "2026-02-14", "2024-08-31", "2025-08-31", "2025-06-30", "2024-06-30"]
FLAG = ["oui", "non", ""]


class Draw:
    """Draws cells; dates stand on or beside the ends of the periods half of the time."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.tables: dict[str, list[Row]] = {}

    def one(self, words: Sequence[str]) -> str:
        return self.random.choice(words)

    def keys(self, letter: str, number: int) -> list[str]:
        """Identifiers whose order as text is not that of their numbers, some of them in small letters."""
        letters = (letter, letter.lower() + "_")
        return [f"{letters[n % 2]}{n}" for n in range(number)]

    def day(self) -> str:
        if self.random.random() < 0.5:
            near = date.fromisoformat(self.one(ENDS))
            return (near + timedelta(days=self.random.randint(-1, 1))).isoformat()
        return (date(2024, 6, 1) + timedelta(days=self.random.randint(0, 800))).isoformat()

    def later(self, start: str, most: int) -> str:
        return (date.fromisoformat(start) + timedelta(days=self.random.randint(0, most))).isoformat()

    def maybe(self, chance: float, cell: str) -> str:
        return cell if self.random.random() < chance else ""

    def number(self, chance: float) -> str:
        return self.maybe(chance, str(self.random.randint(0, 40)))

    def add(self, resource: str, rows: list[Row]) -> None:
        self.tables[resource] = rows


def draw(seed: int) -> dict[str, list[Row]]:
    """About 300 workers in 40 establishments, each with far more than its share of everything."""
    d = Draw(seed)
    places = companies(d)
    jobs = people(d, places)
    acts(d, jobs)
    cases(d, jobs)
    actions(d, places)
    return d.tables


def companies(d: Draw) -> list[str]:
    d.add("adherents", [
        {"adherent_id": key, "raison_sociale": "A", "nature": "entreprise", "date_adhesion": joined,
         "date_radiation": d.maybe(0.3, d.later(joined or "2024-06-01", 700))}
        for key in d.keys("M", 30) for joined in [d.maybe(0.5, d.day())]
    ])  # fmt: skip
    places = d.keys("E", 40)
    d.add("etablissements", [
        {"etablissement_id": key, "adherent_id": d.one(d.tables["adherents"])["adherent_id"], "nom": "E",
         "naf": d.one(DIVISIONS), "effectif": d.one(["0", "10", "11", "49", "50", "299", "300", "5000"]),
         "cssct": d.one(FLAG), "programme_carsat": d.maybe(0.4, "TMS Pros"), "date_duerp": d.maybe(0.6, d.day()),
         "date_fiche_entreprise": d.maybe(0.7, d.one(["2020-12-31", "2021-01-01", "2021-12-31", "2021-12-30",
                                                      "2022-02-14", "2022-02-13", "2026-01-01", "2026-02-15"]))}
        for key in places
    ])  # fmt: skip
    d.add("professionnels", [
        {"professionnel_id": key, "nom": "P", "role": d.one(FIXED["role"]), "cellule": d.one(FLAG),
         "etp": d.maybe(0.8, str(d.random.randint(0, 20) / 20))}
        for key in d.keys("P", 30)
    ])  # fmt: skip
    return places


def people(d: Draw, places: list[str]) -> list[str]:
    workers = d.keys("W", 300)
    d.add("travailleurs", [
        {"travailleur_id": key, "nom": "N", "prenom": "P", "date_naissance": d.one(BIRTHS), "sexe": d.one("FM")}
        for key in workers
    ])  # fmt: skip
    jobs = d.keys("J", 450)
    d.add("emplois", [
        {"emploi_id": key, "travailleur_id": d.one(workers), "etablissement_id": d.one(places), "contrat": "cdi",
         "debut": start, "fin": d.maybe(0.4, d.later(start, 500)), "suivi": "simple"}
        for key in jobs for start in [d.day()]
    ])  # fmt: skip
    d.add("reconnaissances", [
        {"reconnaissance_id": key, "travailleur_id": d.one(workers), "nature": d.one(["rqth", "rqth", "aah"]),
         "date_demande": d.maybe(0.5, d.day()), "debut": start, "fin": d.maybe(0.5, d.later(start or d.day(), 400))}
        for key in d.keys("R", 200) for start in [d.maybe(0.8, d.day())]
    ])  # fmt: skip
    return jobs


def acts(d: Draw, jobs: list[str]) -> None:
    def rows(resource: str, key: str, letter: str, number: int) -> list[Row]:
        return d.tables.setdefault(
            resource, [{key: name, "emploi_id": d.one(jobs), "date": d.day()} for name in d.keys(letter, number)]
        )

    for row in rows("visites", "visite_id", "V", 900):
        unfit = d.random.random() < 0.3
        row |= {"nature": d.one(NATURES), "demandeur": d.maybe(0.8, d.one(FIXED["demandeur"])),
                "modalite": "presentiel",
                "avis": "inaptitude" if unfit else d.one(["aucun", "aptitude"]), "amenagement": d.one(FLAG),
                "dispense_reclassement": d.one(FLAG) if unfit else d.one(["", "non"])}  # fmt: skip
    d.add("arrets", [
        {"arret_id": key, "emploi_id": d.one(jobs), "debut": start, "fin": d.maybe(0.4, d.later(start, 120)),
         "motif": d.one(["maladie", "accident_travail", "maternite", "autre"])}
        for key in d.keys("A", 350) for start in [d.day()]
    ])  # fmt: skip
    for row in rows("indices", "indice_id", "X", 300):
        instrument = d.one(["IRI", "IRDP_PADOA", "IRDP_PRESANSE", "WAS"])
        row |= {"instrument": instrument, "valeur": d.one(["-3", "1.99", "2", "2.0", "2.01", "7"]), "version": ""}
    for row in rows("rendez_vous_liaison", "rdv_id", "Z", 200):
        row |= {"initiative": "employeur", "participation": d.one(FIXED["participation"])}
    for row in rows("signalements", "signalement_id", "S", 300):
        origin = d.one(FIXED["origine"])
        row |= {"origine": origin, "motif": d.one(["sante", "social", "sante_et_social"])}
        row["partenaire"] = d.maybe(0.7, d.one(FIXED["partenaire"])) if origin == "partenaire" else ""
    for row in rows("orientations", "orientation_id", "O", 500):
        row |= {"destinataire": d.one(FIXED["destinataire"]), "accuse_le": d.maybe(0.6, d.day())}
    for row in rows("accompagnements", "accompagnement_id", "C", 300):
        row["intervenant"] = d.one(["assistant_social", "psychologue", "ergonome", "idest"])
    rows("licenciements", "licenciement_id", "L", 60)


def cases(d: Draw, jobs: list[str]) -> None:
    referrals = [row["signalement_id"] for row in d.tables["signalements"]]
    cases = d.keys("D", 300)
    d.add("dossiers", [
        {"dossier_id": key, "emploi_id": d.one(jobs), "signalement_id": d.maybe(0.7, d.one(referrals)),
         "ouverture": opened,
         "plan_ouvert_le": d.maybe(0.5, d.day()), "cloture": closed, "issue": d.one(ISSUES) if closed else ""}
        for key in cases for opened in [d.day()] for closed in [d.maybe(0.7, d.later(opened, 300))]
    ])  # fmt: skip
    d.add("suivis", [
        {"suivi_id": key, "dossier_id": d.one(cases[:150]), "echeance_mois": d.one(["6", "6", "3", "12"]),
         "date": d.one(ENDS), "situation": d.one(SITUATIONS)}
        for key in d.keys("F", 500)
    ])  # fmt: skip
    d.add("dispositifs", [
        {"dispositif_id": key, "emploi_id": d.one(jobs), "nature": d.one(["essai_encadre", "crpe", "fipu", "ppr"]),
         "initiative": d.maybe(0.8, d.one(["medecin_travail", "medecin_travail", "cap_emploi"])),
         "accord": d.one(["oui", "oui", "non", "attente"]), "debut": d.maybe(0.9, d.day())}
        for key in d.keys("I", 300)
    ])  # fmt: skip


def actions(d: Draw, places: list[str]) -> None:
    keys = d.keys("T", 400)
    d.add("actions", [
        {"action_id": key, "nature": d.one(ACTIONS), "theme": d.one(["pdp", "pdp", "rps", "tms"]), "date": d.day(),
         "partenaires": d.one(["", "Cap emploi", "Carsat|Agefiph"]), "participants": d.number(0.5)}
        for key in keys
    ])  # fmt: skip
    pairs = sorted({(d.one(keys), d.one(places)) for _ in range(2000)})
    d.add("actions_etablissements", [
        {"action_id": action, "etablissement_id": place, "participants": d.number(0.7)} for action, place in pairs
    ])  # fmt: skip
