"""What is known of every worker with an active job on a day, computed wholly in columns.

Column and word names are those of the exchange format; `frames` come from amarre.exchange.tables. Every function
returns at most one row per `travailleur_id`. Python derives facts here; the files of catalogue/signals decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from amarre.detection.facts import Frames
from amarre.detection.spells import days_by_spell, in_order, numbered, prescriptions, spells, spells_of
from amarre.rules.parameters import Figures

MATERNITY = pl.col("motif") == "maternite"


@dataclass(frozen=True)
class Known:
    """What is known of a service on a day, gathered once for all that follows from it.

    `population` is what `active_workers` gives; `visits` those held, with their worker; `leaves` the prescriptions
    begun, in order; `sick` the spells of those that are not maternity.
    """

    population: pl.DataFrame
    visits: pl.DataFrame
    leaves: pl.DataFrame
    sick: pl.DataFrame
    gap: int


def what_is_known(frames: Frames, day: date, figures: Figures) -> Known:
    """Gather what is known on that day."""
    gap = int(figures["arrets.ecart_tolere"].at(day).value)  # type: ignore[arg-type]
    begun = prescriptions(frames["arrets"], frames["emplois"], frames["visites"]).filter(pl.col("debut") <= day)
    leaves = in_order(begun)
    return Known(
        active_workers(frames, day), visits_until(frames, day), leaves, spells(leaves.filter(~MATERNITY), gap), gap
    )


def situations(known: Known, day: date, figures: Figures) -> pl.DataFrame:
    """One row per worker with an active job on that day; the columns are those of SITUATIONS in datasets.py."""
    months = int(figures["arrets.periode"].at(day).value)  # type: ignore[arg-type]
    population = known.population
    parts = (
        current_leave(known.sick, known.visits, day),
        cumulated(known.sick, day, months),
        last_return(known.leaves, known.visits, population, day, known.gap),
        mid_career(known.visits, day),
    )
    return beside(population, parts).with_columns(
        en_arret=pl.col("debut_arret").is_not_null(),
        nombre_arrets=pl.col("nombre_arrets").fill_null(0),
        jours_cumules=pl.col("jours_cumules").fill_null(0),
        debut_annee=pl.lit(date(day.year, 1, 1)),
        age_dans_annee=day.year - pl.col("date_naissance").dt.year().cast(pl.Int64),
    )


def beside(rows: pl.DataFrame, parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The rows with the columns of each part, of which each has at most one row per worker."""
    # One part at a time against the workers alone: joined in a row, they would copy every column at each step.
    workers = rows.select("travailleur_id")
    for part in parts:
        found = workers.join(part, on="travailleur_id", how="left", maintain_order="left")
        rows = rows.hstack(found.drop("travailleur_id").get_columns())
    return rows


def active_workers(frames: Frames, day: date) -> pl.DataFrame:
    """Workers with an active job: `travailleur_id`, `date_naissance`, and the oldest such job (`emploi_id`, its start).

    A job is active from `debut` to `fin` both included, in an establishment whose member belongs on that day.
    """
    members = frames["adherents"].filter(spans("date_adhesion", "date_radiation", day)).select(adherent_id="pk")
    places = frames["etablissements"].join(members, on="adherent_id", how="semi").select(etablissement_id="pk")
    active = (
        frames["emplois"]
        .select("travailleur_id", "etablissement_id", "fin", emploi_id="pk", debut_emploi="debut")
        .filter(spans("debut_emploi", "fin", day))
        .join(places, on="etablissement_id", how="semi", maintain_order="left")
        .select("travailleur_id", "emploi_id", "debut_emploi")
    )
    # Few workers have several; rows come in the order of `pk`, which a stable sort keeps within a day.
    several = active["travailleur_id"].is_duplicated()
    oldest = (
        active.filter(several)
        .sort("debut_emploi", maintain_order=True)
        .unique("travailleur_id", keep="first", maintain_order=True)
    )
    return pl.concat([active.filter(~several), oldest]).join(
        frames["travailleurs"].select("date_naissance", travailleur_id="pk"), on="travailleur_id"
    )


def spans(start: str, end: str, day: date) -> pl.Expr:
    """Whether the day lies between the two columns, both included, an empty one setting no bound."""
    return (pl.col(start).is_null() | (pl.col(start) <= day)) & (pl.col(end).is_null() | (pl.col(end) >= day))


def visits_until(frames: Frames, day: date) -> pl.DataFrame:
    """Visits held up to that day, with their worker: `travailleur_id` beside the columns of visites."""
    of_job = frames["emplois"].select("travailleur_id", emploi_id="pk")
    return frames["visites"].filter(pl.col("date") <= day).join(of_job, on="emploi_id")


def current_leave(sick: pl.DataFrame, visits: pl.DataFrame, day: date) -> pl.DataFrame:
    """The sick spell of that day: `debut_arret`, `jours_arret` (that day included), `pre_reprise_depuis_debut`."""
    current = sick.filter(pl.col("fin") >= day).select("travailleur_id", debut_arret="debut")
    met = _held_since(current, visits, "pre_reprise", "debut_arret")
    return current.with_columns(
        jours_arret=(pl.lit(day) - pl.col("debut_arret")).dt.total_days() + 1,
        pre_reprise_depuis_debut=pl.col("travailleur_id").is_in(met.implode()),
    )


def _held_since(rows: pl.DataFrame, visits: pl.DataFrame, kind: str, since: str) -> pl.Series:
    """The workers of `rows` with a visit of that nature on the day `since` or later."""
    held = visits.filter(pl.col("nature") == kind).select("travailleur_id", "date").join(rows, on="travailleur_id")
    return held.filter(pl.col("date") >= pl.col(since))["travailleur_id"]


def cumulated(sick: pl.DataFrame, day: date, months: int) -> pl.DataFrame:
    """Sick spells over the months that end on that day: `nombre_arrets`, `jours_cumules`, `debut_dernier_arret`.

    The period excludes its first bound: 12 months up to 31 December begin on 1 January. A spell counts when one of
    its days lies in the period, and days prescribed after `day` do not.
    """
    first = pl.lit(day).dt.offset_by(f"-{months}mo").dt.offset_by("1d")
    seen = sick.filter(pl.col("fin") >= first)
    days = pl.min_horizontal("fin", pl.lit(day)) - pl.max_horizontal("debut", first)
    return seen.group_by("travailleur_id").agg(
        nombre_arrets=pl.len().cast(pl.Int64),
        jours_cumules=(days.dt.total_days() + 1).sum(),
        debut_dernier_arret=pl.col("debut").max(),
    )


def last_return(
    known: pl.DataFrame, visits: pl.DataFrame, population: pl.DataFrame, day: date, gap: int
) -> pl.DataFrame:
    """The last return to a job still held, for those who are not off again on that day.

    `retour_le` is the day after an absence of any cause, `debut_absence` its first day. The days of each cause are
    counted apart: `jours_absence` (all but maternity), `jours_non_trajet` (these without commuting accidents and
    other causes), `jours_accident_travail`, `jours_maladie_professionnelle`, `jours_maternite`.
    `reprise_depuis_retour` is whether a visit of nature reprise was held since the last day of the absence.
    """
    absences = numbered(known, gap)
    last = (
        spells_of(absences)
        .filter((pl.col("travailleur_id") != pl.col("travailleur_id").shift(-1)).fill_null(True))
        .rename({"debut": "debut_absence"})
        .filter(pl.col("fin") < day)
        .join(population.select("travailleur_id", "debut_emploi"), on="travailleur_id")
        .filter(pl.col("debut_emploi") <= pl.col("fin"))
    )
    counted = absences.join(last, on="periode", how="semi", maintain_order="left")
    uncertain = pl.col("motif").is_in(["accident_trajet", "autre"])
    causes = {
        "jours_absence": ~MATERNITY,
        "jours_non_trajet": ~MATERNITY & ~uncertain,
        "jours_accident_travail": pl.col("motif") == "accident_travail",
        "jours_maladie_professionnelle": pl.col("motif") == "maladie_professionnelle",
        "jours_maternite": MATERNITY,
    }
    last = last.join(days_by_spell(counted, causes), on="periode", how="left")
    met = _held_since(last, visits, "reprise", "fin")
    return last.select(
        "travailleur_id",
        "debut_absence",
        *(pl.col(name).fill_null(0) for name in causes),
        retour_le=pl.col("fin").dt.offset_by("1d"),
        jours_depuis_retour=(pl.lit(day) - pl.col("fin")).dt.total_days() - 1,
        reprise_depuis_retour=pl.col("travailleur_id").is_in(met.implode()),
    )


def mid_career(visits: pl.DataFrame, day: date) -> pl.DataFrame:
    """The last visit of nature mi_carriere: `derniere_mi_carriere`, and the calendar years passed since."""
    held = visits.filter(pl.col("nature") == "mi_carriere")
    return (
        held.group_by("travailleur_id")
        .agg(derniere_mi_carriere=pl.col("date").max())
        .with_columns(annees_depuis_mi_carriere=day.year - pl.col("derniere_mi_carriere").dt.year().cast(pl.Int64))
    )
