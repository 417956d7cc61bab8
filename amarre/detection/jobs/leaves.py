"""What follows from leaves: the present one, what they add up to, the last return. See `Part` in columns.py."""

import polars as pl

from amarre.detection.jobs.facts import UNCERTAIN_CAUSES, Since
from amarre.detection.jobs.known import MATERNITY, Known
from amarre.detection.jobs.relatives import relatives
from amarre.detection.spells import LASTING, days_by_spell, numbered, spells_of

NATURE, DATE = pl.col("nature"), pl.col("date")


def present_spell(known: Known) -> pl.DataFrame:
    """The sick spell of that day: `travailleur_id`, `debut_arret`, `fin_arret` (LASTING without an end)."""
    current = known.sick.filter(pl.col("fin") >= known.day)
    return current.select("travailleur_id", debut_arret="debut", fin_arret="fin")


def current_leave(known: Known) -> pl.DataFrame:
    """The sick spell of that day of each worker who has one, and the pré-reprise held since it began."""
    day, chosen = known.day, known.chosen
    current = known.sick.filter(pl.col("fin") >= day).select(
        "travailleur_id", debut_arret="debut", fin_arret=pl.when(pl.col("fin") != LASTING).then("fin")
    )
    met = (
        known.visits.filter(NATURE == "pre_reprise")
        .join(current, on="travailleur_id")
        .filter(pl.col("debut_arret") <= DATE)
        .group_by("travailleur_id")
        .agg(pre_reprise_le=DATE.max())
    )
    days = (pl.lit(day) - pl.col("debut_arret")).dt.total_days() + 1
    after = pl.col("debut_arret").dt.offset_by(f"{chosen.insurance_months}mo")
    return current.join(met, on="travailleur_id", how="left").with_columns(
        jours_arret=days,
        duree_prevue=(pl.col("fin_arret") - pl.col("debut_arret")).dt.total_days() + 1,
        jours_liaison=days - (1 - chosen.reached_counts),
        medecin_conseil_ouvert=after <= day,
    )


def totals(known: Known) -> pl.DataFrame:
    """Spells and days off over the shorter period: `nombre_arrets`, `jours_cumules`, `debut_dernier_arret`."""
    return _cumulated(known, known.chosen.months)


def longer_totals(known: Known) -> pl.DataFrame:
    """The same over the longer one: `nombre_arrets_24`, `jours_cumules_24`."""
    return _cumulated(known, known.chosen.long_months).select(
        "travailleur_id", nombre_arrets_24="nombre_arrets", jours_cumules_24="jours_cumules"
    )


def _cumulated(known: Known, months: int) -> pl.DataFrame:
    """Sick spells over the months that end on that day.

    The period excludes its first bound: 12 months up to 31 December begin on 1 January. A spell counts when one of
    its days lies in the period, and days prescribed after that day do not.
    """
    first = pl.lit(known.day).dt.offset_by(f"-{months}mo").dt.offset_by("1d")
    days = pl.min_horizontal("fin", pl.lit(known.day)) - pl.max_horizontal("debut", first)
    return (
        known.sick.filter(pl.col("fin") >= first)
        .group_by("travailleur_id")
        .agg(
            nombre_arrets=pl.len(),
            jours_cumules=(days.dt.total_days() + 1).sum(),
            debut_dernier_arret=pl.col("debut").max(),
        )
    )


def present_absence(known: Known) -> pl.DataFrame:
    """The absence of that day of each worker who has one whose end is known: its first and last day, days by cause."""
    absences = numbered(known.leaves, known.chosen.gap)
    present = spells_of(absences).filter(pl.col("fin") >= known.day, pl.col("fin") != LASTING)
    return present.join(_by_cause(absences, present, "prevus"), on="periode", how="left").select(
        "travailleur_id",
        pl.col("^prevus_.*$").fill_null(0),
        absence_depuis="debut",
        absence_jusqu_au="fin",
    )


def _by_cause(absences: pl.DataFrame, spells: pl.DataFrame, days: str) -> pl.DataFrame:
    """The days of these spells by cause: `periode` and the facts whose names begin with `days`.

    `..._absence` counts all but maternity, `..._non_trajet` these without commuting accidents and other causes,
    `..._avec_trajet` all of them where there was such a cause.
    """
    uncertain = pl.col("motif").is_in(UNCERTAIN_CAUSES)
    causes = {
        f"{days}_absence": ~MATERNITY,
        f"{days}_non_trajet": ~MATERNITY & ~uncertain,
        f"{days}_avec_trajet": uncertain,
        f"{days}_accident_travail": pl.col("motif") == "accident_travail",
        f"{days}_maladie_professionnelle": pl.col("motif") == "maladie_professionnelle",
        f"{days}_maternite": MATERNITY,
    }
    counted = days_by_spell(absences.join(spells, on="periode", how="semi", maintain_order="left"), causes)
    # Such a cause makes the whole absence uncertain, not its own days alone.
    beside = pl.when(pl.col(f"{days}_avec_trajet") > 0).then(f"{days}_absence").otherwise(0)
    return counted.with_columns(beside.alias(f"{days}_avec_trajet"))


def last_return(known: Known) -> pl.DataFrame:
    """The last return to each job held before the absence, of workers who are not absent again.

    An earlier return goes before it where the visit that the law asks for after that absence has not been held
    (`RETURNS`); none is looked at that is older than what is said or recalled of returns. `retour_le` is the day after
    an absence of any cause, `debut_absence` its first day. The days of each cause are counted apart: see `_by_cause`.
    `reprise_depuis_retour` is whether a visit of nature reprise was held for that job since the absence's last day.
    """
    absences = numbered(known.leaves, known.chosen.gap)
    held = _ended(spells_of(absences).rename({"debut": "debut_absence"}), known)
    return (
        held.join(_by_cause(absences, held, "jours"), on="periode", how="left")
        .join(_last_met(known, held), on="emploi_id", how="left")
        .join(known.tracks, on="emploi_id", how="left")
        .with_columns(reprise_depuis_retour=(pl.col("vu_le") >= pl.col("fin")).fill_null(False))
        .with_columns(du=_owed(known) & ~pl.col("reprise_depuis_retour"))
        .filter(pl.col("derniere") | pl.col("du"))
        .sort("emploi_id", "du", "fin")
        .unique("emploi_id", keep="last")
        .select(
            "emploi_id",
            "debut_absence",
            "reprise_depuis_retour",
            pl.col("^jours_.*$").fill_null(0),
            retour_le=pl.col("fin").dt.offset_by("1d"),
            jours_depuis_retour=_days_back(known),
        )
    )


def _ended(spells: pl.DataFrame, known: Known) -> pl.DataFrame:
    """The absences that ended within the lookback, beside each job held before; the worker's last one is `derniere`."""
    last = (pl.col("travailleur_id") != pl.col("travailleur_id").shift(-1)).fill_null(True)
    recent = spells.with_columns(derniere=last).filter(_days_back(known) <= known.chosen.lookback)
    away = recent.filter("derniere", pl.col("fin") >= known.day)
    return (
        recent.join(away, on="travailleur_id", how="anti", maintain_order="left")
        .join(known.jobs.select("travailleur_id", "emploi_id", "debut_emploi"), on="travailleur_id")
        .filter(pl.col("debut_emploi") <= pl.col("fin"))
    )


def _days_back(known: Known) -> pl.Expr:
    return (pl.lit(known.day) - pl.col("fin")).dt.total_days() - 1


def _owed(known: Known) -> pl.Expr:
    """Whether the law of the day on which the absence began asks for a visit on return from it."""
    asked = [
        (pl.col("regime_juridique").fill_null("prive") == track)
        & pl.any_horizontal(_reached(fact, since) for fact, since in days.items())
        for track, days in known.chosen.returns.items()
    ]
    return pl.any_horizontal(asked)


def _reached(fact: str, since: Since) -> pl.Expr:
    least = pl.lit(None, pl.Int64)
    for start, value in since:
        least = pl.when(pl.col("debut_absence") >= start).then(value).otherwise(least)
    return (pl.col(fact) >= least).fill_null(False)


def _last_met(known: Known, held: pl.DataFrame) -> pl.DataFrame:
    """The last visit of nature reprise that counts for each job, where one was held since the first of its absences."""
    first = held.group_by("travailleur_id").agg(pl.col("fin").min())
    seen = (
        known.visits.filter(NATURE == "reprise")
        .select("travailleur_id", "date", autre_id="emploi_id")
        .join(first, on="travailleur_id")
        .filter(pl.col("fin") <= DATE)
    )
    jobs = known.jobs.join(held, on="emploi_id", how="semi").join(seen, on="travailleur_id", how="semi")
    counts = relatives(jobs, known.frames["emplois"])
    return seen.join(counts, on="autre_id").group_by("emploi_id").agg(vu_le=DATE.max())
