"""Which texts a job falls under: the Code du travail, or the rules of territorial or hospital public agents."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from amarre.detection.facts import Frames
from amarre.rules.parameters import Figures

TRACKS = {"prive": "droit privé", "fpt": "fonction publique territoriale", "fph": "fonction publique hospitalière"}
PUBLIC = ("collectivite", "etablissement_public")
AGENTS = ("titulaire", "contractuel")


def track(hospitals: Sequence[str]) -> pl.Expr:
    """A word of TRACKS, over `nature_adherent`, `contrat`, `regime` and `naf`: see the same in statements/alone.py."""
    agent = pl.col("contrat").is_in(AGENTS) | (pl.col("regime") == "fonction_publique").fill_null(False)
    public = pl.col("nature_adherent").is_in(PUBLIC) & agent
    hospital = (pl.col("nature_adherent") == "etablissement_public") & pl.col("naf").is_in(list(hospitals))
    return (
        pl.when(public & hospital).then(pl.lit("fph")).when(public).then(pl.lit("fpt")).otherwise(pl.lit("prive"))
    )  # fmt: skip


def tracks(frames: Frames, population: pl.DataFrame, day: date, figures: Figures) -> pl.DataFrame:
    """The track of each main job that a public employer gives: `travailleur_id`, `regime_juridique`.

    `population` holds the workers and their main jobs; those of whom nothing is said fall under private law.
    """
    figure = figures["fonction_publique.naf_hospitaliers"]
    hospitals = figure.at(day).value if figure.in_force(day) else ()
    assert isinstance(hospitals, tuple)
    members = frames["adherents"].select(adherent_id="pk", nature_adherent="nature")
    members = members.filter(pl.col("nature_adherent").is_in(PUBLIC))
    places = (
        frames["etablissements"].select("adherent_id", "naf", etablissement_id="pk").join(members, on="adherent_id")
    )
    jobs = frames["emplois"].select("etablissement_id", "contrat", emploi_id="pk").join(places, on="etablissement_id")
    workers = frames["travailleurs"].select("regime", travailleur_id="pk")
    return (
        population.select("travailleur_id", "emploi_id")
        .join(jobs, on="emploi_id")
        .join(workers, on="travailleur_id")
        .select("travailleur_id", regime_juridique=track(hospitals))
    )
