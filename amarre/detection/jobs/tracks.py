"""Which texts a job falls under: the Code du travail, or the rules of territorial or hospital public agents."""

import polars as pl

from amarre.detection.jobs.facts import SELF_EMPLOYED
from amarre.detection.jobs.known import Known

PUBLIC = ("collectivite", "etablissement_public")
AGENTS = ("titulaire", "contractuel")


def tracks(known: Known) -> pl.DataFrame:
    """The word of TRACKS of each job that a public employer gives or that has none; the others fall under private law.

    See the same in alone.py.
    """
    frames = known.frames
    members = frames["adherents"].select(adherent_id="pk", nature_adherent="nature")
    members = members.filter(pl.col("nature_adherent").is_in(PUBLIC))
    places = (
        frames["etablissements"].select("adherent_id", "naf", etablissement_id="pk").join(members, on="adherent_id")
    )
    jobs = frames["emplois"].select("etablissement_id", "contrat", emploi_id="pk").join(places, on="etablissement_id")
    workers = frames["travailleurs"].select("regime", travailleur_id="pk")
    agent = pl.col("contrat").is_in(AGENTS) | (pl.col("regime") == "fonction_publique").fill_null(False)
    hospital = (pl.col("nature_adherent") == "etablissement_public") & pl.col("naf").is_in(list(known.chosen.hospitals))
    public = (
        known.jobs.select("travailleur_id", "emploi_id")
        .join(jobs, on="emploi_id")
        .join(workers, on="travailleur_id")
        .select(
            "emploi_id",
            regime_juridique=pl.when(agent & hospital).then(pl.lit("fph")).when(agent).then(pl.lit("fpt")),
        )
    )
    of_own = frames["emplois"].filter(pl.col("contrat") == SELF_EMPLOYED).select(emploi_id="pk")
    own = known.jobs.select("emploi_id").join(of_own, on="emploi_id", how="semi")
    return pl.concat([
        public.join(own, on="emploi_id", how="anti"), own.with_columns(regime_juridique=pl.lit(SELF_EMPLOYED))
    ])  # fmt: skip


def oldest_by_law(known: Known) -> pl.DataFrame:
    """Of each worker, the oldest of the jobs that fall under the same texts, the oldest of them all first.

    What a private employer owes is owed beside a public one: the oldest job alone would not tell.
    """
    several = known.jobs["travailleur_id"].is_duplicated()  # few workers have
    jobs = known.jobs.filter(several)
    texts = jobs.join(tracks(known.about(jobs)), on="emploi_id", how="left", maintain_order="left")
    first = texts.sort("debut_emploi", maintain_order=True).unique(
        ["travailleur_id", "regime_juridique"], keep="first", maintain_order=True
    )
    return pl.concat([known.jobs.filter(~several), first.drop("regime_juridique")])
