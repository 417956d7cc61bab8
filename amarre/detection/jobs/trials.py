"""Supervised trials (essais encadrés) of the present leave, counted in jours ouvrables of the establishment's place."""

import polars as pl

from amarre.detection.jobs.facts import Choices
from amarre.detection.jobs.known import Known
from amarre.detection.jobs.leaves import present_spell
from amarre.lib.calendars import public_holidays, territory_of

MONDAY_TO_SATURDAY = (True, True, True, True, True, True, False)


def trials(known: Known) -> pl.DataFrame:
    """Per job: the last period that began, the last day it may have, its jours ouvrables, those of all periods.

    Besides, by how many days it goes beyond the leave, during which it takes place (D323-6).
    """
    chosen, frames = known.chosen, known.frames
    places = frames["etablissements"].select("code_insee", "code_postal", etablissement_id="pk")
    of_job = frames["emplois"].select("etablissement_id", emploi_id="pk")
    begun = (
        frames["dispositifs"]
        .filter(pl.col("nature") == "essai_encadre", pl.col("accord") != "non", pl.col("debut") <= known.day)
        .join(known.jobs.select("travailleur_id", "emploi_id"), on="emploi_id")
        .join(present_spell(known), on="travailleur_id")
        .filter(pl.col("debut") >= pl.col("debut_arret"))
        .join(of_job, on="emploi_id")
        .join(places, on="etablissement_id")
        .with_columns(
            pl.struct("code_insee", "code_postal")
            .map_elements(lambda place: territory_of(place["code_insee"], place["code_postal"]), return_dtype=pl.String)
            .alias("lieu")
        )
    )
    counted = [_counted(part, chosen) for part in begun.partition_by("lieu")]
    return (
        pl.concat([_counted(begun.clear(), chosen), *counted])
        .sort("debut", "pk")
        .group_by("emploi_id")
        .agg(
            essai_debut=pl.col("debut").last(),
            essai_fin=pl.col("fin").last(),
            essai_limite=pl.col("limite").last(),
            essai_jours=pl.col("jours").last(),
            essai_depassement=pl.col("depassement").last(),
            essai_total=pl.col("jours").sum(),
        )
    )


def _counted(part: pl.DataFrame, chosen: Choices) -> pl.DataFrame:
    """The periods of one place with their jours ouvrables; its years are few, so its holidays are."""
    where: str | None = next(iter(part["lieu"].to_list()), None)
    years = sorted({year for name in ("debut", "fin") for year in part[name].drop_nulls().dt.year().unique()})
    span = range(years[0], years[-1] + 2) if years else ()
    off = sorted(day for year in span for day in public_holidays(where, year))
    end = pl.col("fin").dt.offset_by("1d")
    limit = pl.col("debut").dt.add_business_days(
        (chosen.trial_days or 1) - 1, week_mask=MONDAY_TO_SATURDAY, holidays=off, roll="forward"
    )
    return part.select(
        "pk",
        "emploi_id",
        "debut",
        "fin",
        depassement=(pl.col("fin") - pl.col("fin_arret")).dt.total_days().clip(0),
        limite=pl.min_horizontal(limit, "fin_arret") if chosen.trial_days else pl.lit(None, pl.Date),
        jours=pl.business_day_count("debut", end, week_mask=MONDAY_TO_SATURDAY, holidays=off).cast(pl.Int64),
    )
