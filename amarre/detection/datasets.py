"""The datasets that detection rules are written about, and the columns of the exchange format that they need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl
from django.conf import settings

from amarre.accounts.models import Service
from amarre.detection.facts import POLARS_TYPES, Fact
from amarre.detection.instruments import judged, read_instruments
from amarre.detection.jobs.facts import FACTS
from amarre.detection.jobs.known import Known, with_workers
from amarre.detection.risks import RISKS, situations_with_risks
from amarre.detection.situations import SHARED
from amarre.exchange.tables import read_tables
from amarre.surveillance.enums import Instrument

DAYS = ("jour", "jours")

#: All that detection reads, and nothing else.
READ: Mapping[str, tuple[str, ...]] = {
    "adherents": ("date_adhesion", "date_radiation", "nature"),
    "etablissements": ("adherent_id", "naf"),
    "travailleurs": ("date_naissance", "regime"),
    "emplois": ("travailleur_id", "etablissement_id", "debut", "fin", "suivi", "poste", "pcs", "contrat"),
    "reconnaissances": ("travailleur_id", "nature", "date_demande", "debut", "fin"),
    "visites": ("emploi_id", "date", "nature", "demandeur", "amenagement", "avis"),
    "arrets": ("emploi_id", "debut", "fin", "motif"),
    "indices": ("emploi_id", "instrument", "version", "valeur", "date"),
    "rendez_vous_liaison": ("emploi_id", "date", "participation"),
    "signalements": ("emploi_id", "date"),
    "dossiers": ("emploi_id", "ouverture", "cloture", "issue"),
    "accompagnements": ("emploi_id", "date"),
    "orientations": ("emploi_id", "date"),
    "dispositifs": ("emploi_id", "nature", "accord", "debut", "fin"),
    "licenciements": ("emploi_id", "date"),
}


@dataclass(frozen=True)
class Dataset:
    """What rules are written about: one row per worker (and subject, or law), built in columns of what is known.

    Every dataset also carries `travailleur_id` and `emploi_id`, the worker's oldest active job (under that law).
    """

    label: str
    facts: Mapping[str, Fact]
    build: Callable[[Known], pl.DataFrame]

    @property
    def schema(self) -> dict[str, type[pl.DataType]]:
        """The Polars type of each fact."""
        return {name: POLARS_TYPES[fact.type] for name, fact in self.facts.items()}


def read_frames(service: Service) -> dict[str, pl.DataFrame]:
    """The columns that detection needs, of every row of the service."""
    return read_tables(service, READ)


def last_indices(known: Known) -> pl.DataFrame:
    """One row per worker with an active job and instrument: the last value received up to that day.

    Beside it the threshold of its version (catalogue/instruments/), and whether the value is beyond it.
    """
    frames, day = known.frames, known.day
    received = with_workers(frames["indices"].filter(pl.col("date") <= day), frames["emplois"])
    last = (
        received.sort("date", maintain_order=True)
        .unique(["travailleur_id", "instrument"], keep="last", maintain_order=True)
        .drop("emploi_id")
        .join(known.oldest_jobs.select("travailleur_id", "emploi_id"), on="travailleur_id")
        .select(
            "travailleur_id",
            "emploi_id",
            "instrument",
            "version",
            "valeur",
            date_indice="date",
            jours_depuis_indice=(pl.lit(day) - pl.col("date")).dt.total_days(),
        )
    )
    return judged(last, read_instruments(settings.CATALOGUE / "instruments"), known.figures, day)


SITUATIONS = Dataset(
    label="Travailleurs ayant un emploi actif au jour de l'analyse",
    build=situations_with_risks,
    facts={
        **{name: FACTS[name] for name in SHARED},
        "date_naissance": Fact("date", "date de naissance"),
        "en_arret": Fact("boolean", "en arrêt ce jour-là, hors maternité"),
        "pre_reprise_depuis_debut": Fact("boolean", "visite de pré-reprise depuis le début de l'arrêt en cours"),
        "jours_avant_fin_arret": Fact("integer", "jours qui restent jusqu'à la fin de l'arrêt (0 le jour même)", DAYS),
        "reprise_tous_emplois": Fact(
            "boolean", "visite de reprise depuis la fin de l'absence, pour l'un de ses emplois"
        ),
        "debut_annee": Fact("date", "1er janvier de l'année"),
        **RISKS,
    },
)

LAST_INDICES = Dataset(
    label="Dernière valeur de chaque indice des travailleurs ayant un emploi actif",
    build=last_indices,
    facts={
        "instrument": Fact("string", "instrument", words=dict(Instrument.choices)),
        "version": Fact("string", "version de l'instrument"),
        "valeur": Fact("number", "valeur"),
        "date_indice": Fact("date", "date de la valeur"),
        "jours_depuis_indice": Fact("integer", "jours écoulés depuis cette date", DAYS),
        "seuil": Fact("number", "seuil retenu pour l'instrument et sa version"),
        "au_dela_du_seuil": Fact("boolean", "valeur au-delà du seuil, du côté qui inquiète"),
        "hors_echelle": Fact("boolean", "valeur impossible sur l'échelle de l'instrument"),
    },
)

DATASETS: Mapping[str, Dataset] = {"situations": SITUATIONS, "derniers_indices": LAST_INDICES}
