"""Datasets of establishments, workers, jobs and staff, and the columns that acts take from their job."""

import polars as pl

from amarre.indicators.bands import age_band, age_band_at, size_band
from amarre.indicators.periods import Period
from amarre.indicators.specs import AGE_AT_END, DatasetSpec, Frames, Source

OF_JOB = ("travailleur", "etablissement", "sexe", "taille", "division_naf", "naissance")


def with_worker(acts: pl.DataFrame, source: Source, *dates: str) -> pl.DataFrame:
    """The acts (with `emploi_id`) with their worker, establishment and breakdowns, and `age_<date>` for each date."""
    joined = acts.join(
        source.dataset("emplois").select(pl.col("pk").alias("emploi_id"), *OF_JOB),
        on="emploi_id",
        how="left",
        maintain_order="left",
    )
    return joined.with_columns(age_band(pl.col("naissance"), pl.col(day)).alias(f"age_{day}") for day in dates).drop(
        "naissance"
    )


def with_establishment(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The rows (with `etablissement_id`) with `etablissement`, its size band and NAF division."""
    establishments = source.dataset("etablissements").select("etablissement", "taille", "division_naf")
    return rows.rename({"etablissement_id": "etablissement"}).join(
        establishments, on="etablissement", how="left", maintain_order="left"
    )


def _establishments(source: Source) -> pl.DataFrame:
    members = source.table("adherents").select(pl.col("pk").alias("adherent_id"), "date_adhesion", "date_radiation")
    return (
        source.table("etablissements")
        .join(members, on="adherent_id", how="left", maintain_order="left")
        .with_columns(
            etablissement=pl.col("pk"),
            taille=size_band(pl.col("effectif")),
            division_naf=pl.col("naf").str.slice(0, 2).cast(pl.Categorical),
        )
    )


def _establishments_at(frames: Frames, period: Period) -> pl.DataFrame:
    """Adds `actif`, `derniere_fiche` (the latest up to the end) and `touche_cssct` (in the period)."""
    reached = frames["actions_etablissements"]
    sheets = (
        reached.filter((pl.col("nature") == "fiche_entreprise") & (pl.col("date") <= period.end))
        .group_by("etablissement")
        .agg(pl.col("date").max().alias("fiche_par_action"))
    )
    committees = reached.filter((pl.col("nature") == "cssct") & pl.col("date").is_between(period.start, period.end))
    own_sheet = pl.when(pl.col("date_fiche_entreprise") <= period.end).then(pl.col("date_fiche_entreprise"))
    return (
        frames["etablissements"]
        .join(sheets, on="etablissement", how="left", maintain_order="left")
        .with_columns(
            actif=_lasts("date_adhesion", "date_radiation", period),
            derniere_fiche=pl.max_horizontal(own_sheet, "fiche_par_action"),
            touche_cssct=pl.col("etablissement").is_in(committees["etablissement"].implode()),
        )
        .drop("fiche_par_action")
    )


def _lasts(start: str, end: str, period: Period) -> pl.Expr:
    begun = pl.col(start).is_null() | (pl.col(start) <= period.end)
    return begun & (pl.col(end).is_null() | (pl.col(end) >= period.end))


def _jobs(source: Source) -> pl.DataFrame:
    workers = source.table("travailleurs").select(
        pl.col("pk").alias("travailleur_id"), pl.col("date_naissance").alias("naissance"), "sexe"
    )
    jobs = source.table("emplois").join(workers, on="travailleur_id", how="left", maintain_order="left")
    return with_establishment(jobs, source).rename({"travailleur_id": "travailleur"})


def _jobs_at(frames: Frames, period: Period) -> pl.DataFrame:
    """Adds `actif`, `age_periode`, `age_dans_l_annee` (reached in the calendar year of the end), `rqth_en_vigueur` and
    `annees_depuis_mi_carriere` (calendar years since that of the last visit up to the end)."""
    establishments = _establishments_at(frames, period).select("etablissement", pl.col("actif").alias("ouvert"))
    visits = frames["visites"]
    mid_career = (
        visits.filter((pl.col("nature") == "mi_carriere") & (pl.col("date") <= period.end))
        .group_by("travailleur")
        .agg((period.end.year - pl.col("date").max().dt.year()).alias("annees_depuis_mi_carriere"))
    )
    held = frames["reconnaissances"].filter(
        (pl.col("nature") == "rqth")
        & (pl.col("debut") <= period.end)
        & (pl.col("fin").is_null() | (pl.col("fin") >= period.end))
    )
    return (
        frames["emplois"]
        .lazy()
        .join(establishments.lazy(), on="etablissement", how="left", maintain_order="left")
        .join(mid_career.lazy(), on="travailleur", how="left", maintain_order="left")
        .with_columns(
            age_band_at(pl.col("naissance"), period.end).alias(AGE_AT_END),
            age_dans_l_annee=period.end.year - pl.col("naissance").dt.year(),
            actif=_lasts("debut", "fin", period) & pl.col("ouvert"),
            rqth_en_vigueur=pl.col("travailleur").is_in(held["travailleur"].unique().implode()),
        )
        .drop("ouvert")
        .collect()
    )


ESTABLISHMENTS = DatasetSpec(
    name="etablissements",
    reads={
        "adherents": ("adherent_id", "date_adhesion", "date_radiation"),
        "etablissements": (
            "etablissement_id", "adherent_id", "naf", "effectif", "code_postal", "cssct", "programme_carsat",
            "date_duerp", "date_fiche_entreprise",
        ),
    },
    build=_establishments,
    at=_establishments_at,
    subject="etablissement",
    identifier="etablissement_id",
)  # fmt: skip

WORKERS = DatasetSpec(
    name="travailleurs",
    reads={"travailleurs": ("travailleur_id", "date_naissance", "sexe")},
    build=lambda source: source.table("travailleurs").select("pk", "travailleur_id"),
    identifier="travailleur_id",
)

JOBS = DatasetSpec(
    name="emplois",
    reads={"emplois": ("emploi_id", "travailleur_id", "etablissement_id", "debut", "fin")},
    build=_jobs,
    at=_jobs_at,
    subject="travailleur",
    identifier="emploi_id",
)

RECOGNITIONS = DatasetSpec(
    name="reconnaissances",
    reads={"reconnaissances": ("reconnaissance_id", "travailleur_id", "nature", "debut", "fin")},
    build=lambda source: source.table("reconnaissances").rename({"travailleur_id": "travailleur"}),
    identifier="reconnaissance_id",
)

PROFESSIONALS = DatasetSpec(
    name="professionnels",
    reads={"professionnels": ("professionnel_id", "role", "cellule", "etp")},
    build=lambda source: source.table("professionnels"),
    identifier="professionnel_id",
)
