"""Which texts a job falls under: the Code du travail, or the rules of territorial or hospital public agents."""

from collections.abc import Collection

import polars as pl

from amarre.detection.facts import Frames
from amarre.detection.jobs.facts import SELF_EMPLOYED

PUBLIC = ("collectivite", "etablissement_public")
AGENTS = ("titulaire", "contractuel")


def tracks(frames: Frames, hospitals: Collection[str]) -> pl.DataFrame:
    """The word of TRACKS of each job that a public employer gives or that has none; the others fall under private law.

    One row per job: `emploi_id`, `regime_juridique`; `hospitals` are the NAF codes of public ones. See the same in
    alone.py.
    """
    members = frames["adherents"].select(adherent_id="pk", nature_adherent="nature")
    members = members.filter(pl.col("nature_adherent").is_in(PUBLIC))
    places = frames["etablissements"].select("adherent_id", "naf", etablissement_id="pk")
    places = places.join(members, on="adherent_id")
    insured = frames["travailleurs"].filter(pl.col("regime") == "fonction_publique")["pk"]
    agent = pl.col("contrat").is_in(AGENTS) | pl.col("travailleur_id").is_in(insured.implode())
    of_own = pl.col("contrat") == SELF_EMPLOYED
    hospital = (pl.col("nature_adherent") == "etablissement_public") & pl.col("naf").is_in(list(hospitals))
    jobs = frames["emplois"].select("travailleur_id", "etablissement_id", "contrat", emploi_id="pk")
    public = (
        jobs.join(places, on="etablissement_id")
        .filter(agent.fill_null(False) & ~of_own.fill_null(False))
        .select("emploi_id", regime_juridique=pl.when(hospital).then(pl.lit("fph")).otherwise(pl.lit("fpt")))
    )
    return pl.concat([public, jobs.filter(of_own).select("emploi_id", regime_juridique=pl.lit(SELF_EMPLOYED))])
