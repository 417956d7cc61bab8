"""What follows from visits: mid-career, follow-up, exams, what should not be. See `Part` in columns.py."""

import polars as pl

from amarre.detection.jobs.facts import EXAMS, OPINIONS
from amarre.detection.jobs.known import Known
from amarre.detection.jobs.relatives import relatives

NATURE, DATE = pl.col("nature"), pl.col("date")


def last_mid_career(known: Known) -> pl.DataFrame:
    """The last mid-career visit of each worker."""
    held = known.visits.filter(NATURE == "mi_carriere")
    return held.group_by("travailleur_id").agg(derniere_mi_carriere=DATE.max())


def mid_career_ages(known: Known) -> pl.DataFrame:
    """The age of the year of each job's worker, as if its branch kept the legal age of the mid-career visit."""
    legal = known.chosen.mid_career_age
    age = known.day.year - pl.col("date_naissance").dt.year() - pl.col("age_branche") + (legal or 0)
    unknown = pl.lit(None, pl.Int64)
    return _with_branch_age(known).select("emploi_id", age_mi_carriere=unknown if legal is None else age)


def mid_career(known: Known) -> pl.DataFrame:
    """The year of the mid-career visit, from when it may be brought forward, whether it was held, beside each job."""
    chosen = known.chosen
    age, ahead = chosen.mid_career_age, chosen.mid_career_years or 0
    born, of_branch = pl.col("date_naissance"), pl.col("age_branche")
    year = born.dt.year() + of_branch
    first = pl.date(year, 1, 1)
    reached = pl.coalesce(
        # A length that each row sets would be read as text row after row: there are few ages.
        *(pl.when(of_branch == age).then(born.dt.offset_by(f"{12 * age}mo")) for age in _ages(known))
    )
    opens = (reached if chosen.from_birthday else first).dt.offset_by(f"-{12 * ahead}mo")
    unknown = pl.lit(None, pl.Date)
    return (
        _with_branch_age(known)
        .join(last_mid_career(known), on="travailleur_id", how="left")
        .with_columns(
            debut_mi_carriere=first if age is not None else unknown,
            fin_mi_carriere=pl.date(year, 12, 31) if age is not None else unknown,
            debut_couplage=opens if age is not None else unknown,
        )
        .with_columns(
            couplage_ouvert=(pl.col("debut_couplage") <= known.day) & (pl.col("debut_mi_carriere") > known.day),
            mi_carriere_faite=pl.col("derniere_mi_carriere") >= pl.col("debut_couplage"),
            emploi_avant_visite=pl.col("debut_emploi") <= pl.col("derniere_mi_carriere"),
            emploi_avant_mi_carriere=pl.col("debut_emploi") <= pl.col("fin_mi_carriere"),
        )
    )


def _ages(known: Known) -> set[int]:
    return {known.chosen.mid_career_age or 0, *(agreed for _, agreed in known.chosen.mid_career_branches)}


def _with_branch_age(known: Known) -> pl.DataFrame:
    """The jobs with `age_branche`: the age of the mid-career visit, that of the branch's agreement where it has one."""
    legal = pl.lit(known.chosen.mid_career_age or 0, pl.Int64)
    if not known.chosen.mid_career_branches:
        return known.jobs.with_columns(age_branche=legal)
    age = legal
    for sector, agreed in reversed(known.chosen.mid_career_branches):
        age = pl.when(pl.col("naf").str.starts_with(sector)).then(pl.lit(agreed, pl.Int64)).otherwise(age)
    places = known.frames["etablissements"].select("naf", etablissement_id="pk")
    of_job = known.frames["emplois"].select("etablissement_id", emploi_id="pk").join(places, on="etablissement_id")
    return known.jobs.join(of_job, on="emploi_id", maintain_order="left").with_columns(age_branche=age)


def follow_up(known: Known) -> pl.DataFrame:
    """The last visits that count for each job, and whether an earlier one may exempt from the first visit."""
    family, chosen = relatives(known.jobs, known.frames["emplois"]), known.chosen
    counted = NATURE.is_in(list(chosen.counted))
    met = known.visits.select("date", "nature", "avis", autre_id="emploi_id").join(family, on="autre_id")
    years = pl.col("suivi").replace_strict(dict(chosen.exemptions), default=0, return_dtype=pl.Int64)
    since = pl.col("debut_emploi").dt.offset_by(pl.format("-{}mo", years * 12))
    there = pl.col("chez") & ((pl.col("debut_emploi") <= DATE) | (counted & (since <= DATE)))
    earlier = (
        ~pl.col("chez") & pl.col("metier") & counted & (pl.col("debut_emploi") >= DATE) & (since <= DATE)
        & ((pl.col("suivi") != "renforce") | (pl.col("avis") == "aptitude"))
    )  # fmt: skip
    of_job = known.frames["emplois"].select("suivi", emploi_id="pk")
    reserved = (
        known.visits.filter((pl.col("avis") == "inaptitude") | pl.col("amenagement").fill_null(False))
        .select("travailleur_id", "date")
        .join(known.jobs.select("travailleur_id", "emploi_id", "debut_emploi"), on="travailleur_id")
        .join(of_job, on="emploi_id")
        .filter(since <= DATE)["emploi_id"]
    )
    return (
        met.group_by("emploi_id")
        .agg(
            visite_chez_employeur=DATE.filter(there).max(),
            derniere_visite=DATE.filter(counted).max(),
            derniere_intermediaire=DATE.filter(NATURE == "intermediaire").max(),
            dispense_possible=earlier.any(),
        )
        .with_columns(
            dispense_possible=pl.col("dispense_possible") & ~pl.col("emploi_id").is_in(reserved.implode()),
            intermediaire_faite=pl.col("derniere_intermediaire") >= pl.col("derniere_visite"),
        )
    )


def documents(known: Known) -> pl.DataFrame:
    """The last recent visit of each job that did what the law forbids, or where the worker opposed information."""
    nurses = known.frames["professionnels"].filter(pl.col("role") == "idest")["pk"].implode()
    before, opinion = NATURE == "pre_reprise", pl.col("avis").is_in(OPINIONS)
    by_nurse = pl.col("professionnel_id").is_in(nurses).fill_null(False)
    recent = pl.lit(known.day).dt.offset_by(f"-{known.chosen.recall}d") <= DATE
    return known.visits.filter(recent & (before | by_nurse)).group_by("emploi_id").agg(
        pre_reprise_avec_avis=DATE.filter(before & opinion).max(),
        pre_reprise_employeur=DATE.filter(before & (pl.col("demandeur") == "employeur")).max(),
        opposition_le=DATE.filter(before & pl.col("opposition_information")).max(),
        avis_infirmier=DATE.filter(opinion & by_nurse).max(),
        mesures_infirmier=DATE.filter(pl.col("amenagement") & by_nurse).max(),
    )  # fmt: skip


def exams(known: Known) -> pl.DataFrame:
    """The last opinion of inaptitude, the exam that may be the first of two, and the one that followed it."""
    kept = ["pk", "emploi_id", "date", "avis", "second_examen", "premier_examen_le"]
    typed = known.frames["complements_visites"]
    held = known.visits.filter(NATURE.is_in(EXAMS))
    seen = held.join(typed, left_on="pk", right_on="visite_id", how="left").select(kept)
    unfit = seen.filter(pl.col("avis") == "inaptitude").group_by("emploi_id").agg(
        inaptitude_le=DATE.max(), dit_premier=pl.col("premier_examen_le").sort_by("date", "pk").last()
    )  # fmt: skip
    seen = seen.join(unfit, on="emploi_id", how="left")
    decided = pl.col("second_examen").fill_null(False)
    pending = ((pl.col("avis") == "aucun") | decided) & (
        pl.col("inaptitude_le").is_null() | (pl.col("inaptitude_le") > DATE)
    )
    first = seen.group_by("emploi_id").agg(
        vu=DATE.filter(pending).max(), dit=pl.col("dit_premier").first(), decide=DATE.filter(decided & pending).max()
    )
    first = first.select(
        "emploi_id", "decide", premier_examen=pl.coalesce("dit", "vu")
    ).filter(pl.col("premier_examen").is_not_null())  # fmt: skip
    follows = (pl.col("avis") != "aucun") & (pl.col("premier_examen") < DATE)
    after = seen.join(first, on="emploi_id").group_by("emploi_id").agg(examen_suivant=DATE.filter(follows).min())
    return (
        seen.select("emploi_id").unique()
        .join(unfit.select("emploi_id", "inaptitude_le"), on="emploi_id", how="left")
        .join(first, on="emploi_id", how="left")
        .join(after, on="emploi_id", how="left")
        .with_columns(
            second_examen_decide=pl.col("decide") == pl.col("premier_examen"),
            jours_depuis_inaptitude=(pl.lit(known.day) - pl.col("inaptitude_le")).dt.total_days(),
            jours_entre_examens=(pl.col("inaptitude_le") - pl.col("premier_examen")).dt.total_days(),
        )
    )  # fmt: skip
