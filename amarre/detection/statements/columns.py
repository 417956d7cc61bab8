"""The facts of every active job of a service on a day, in columns: see facts.py."""

from datetime import date

import polars as pl

from amarre.detection.facts import Frames
from amarre.detection.situations import MATERNITY, cumulated, spans
from amarre.detection.spells import LASTING, days_by_spell, in_order, numbered, prescriptions, spells, spells_of
from amarre.detection.statements.facts import (
    EXAMS,
    OPINIONS,
    SCHEMA,
    TITLES,
    UNCERTAIN_CAUSES,
    Choices,
    choices,
)
from amarre.detection.statements.trials import trials
from amarre.detection.tracks import track
from amarre.rules.parameters import Figures

NATURE, DATE = pl.col("nature"), pl.col("date")


def job_facts(frames: Frames, day: date, figures: Figures) -> pl.DataFrame:
    """One row per active job: `travailleur_id`, `emploi_id`, then the columns of SCHEMA, in order of `emploi_id`.

    `frames` holds the resources of READ, and those of TYPED where the service types them.
    """
    chosen = choices(figures, day)
    jobs = active_jobs(frames, day, chosen)
    visits = (
        frames["visites"]
        .filter(pl.col("date") <= day)
        .join(frames["emplois"].select("travailleur_id", emploi_id="pk"), on="emploi_id")
    )
    begun = prescriptions(frames["arrets"], frames["emplois"], frames["visites"]).filter(pl.col("debut") <= day)
    known = in_order(begun)
    sick = spells(known.filter(~MATERNITY), chosen.gap)
    leave = current_leave(known, sick, visits, day, chosen)
    jobs = (
        jobs.join(leave, on="travailleur_id", how="left")
        .join(leave_totals(sick, day, chosen), on="travailleur_id", how="left")
        .join(titles(frames, day), on="travailleur_id", how="left")
        .join(mid_career(jobs, visits, day, chosen), on="travailleur_id", how="left")
    )
    family = relatives(jobs, frames["emplois"])
    parts = (
        last_absence(known, visits, jobs, family, day, chosen),
        follow_up(jobs, visits, family, chosen),
        documents(frames, visits, day, chosen),
        exams(frames, visits),
        liaison(frames, jobs, day),
        trials(frames, jobs, day, chosen),
        other_facts(frames, jobs, day),
    )
    for part in parts:
        jobs = jobs.join(part, on="emploi_id", how="left")
    filled = jobs.with_columns(
        pl.col("nombre_arrets", "jours_cumules", "nombre_arrets_24", "jours_cumules_24").fill_null(0),
        pl.col("titre_handicap", "dispense_possible", "second_examen_decide").fill_null(False),
        jours_depuis_inaptitude=(pl.lit(day) - pl.col("inaptitude_le")).dt.total_days(),
        emploi_avant_visite=pl.col("debut_emploi") <= pl.col("derniere_mi_carriere"),
        emploi_avant_mi_carriere=pl.col("debut_emploi") <= pl.col("fin_mi_carriere"),
        intermediaire_faite=(pl.col("derniere_intermediaire") >= pl.col("derniere_visite")).fill_null(False),
        jours_entre_examens=(pl.col("inaptitude_le") - pl.col("premier_examen")).dt.total_days(),
    )
    return filled.select(
        "travailleur_id", "emploi_id", *(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    ).sort("emploi_id")


def active_jobs(frames: Frames, day: date, chosen: Choices) -> pl.DataFrame:
    """The jobs held that day where the member belongs, with their own columns of SCHEMA."""
    members = frames["adherents"].filter(spans("date_adhesion", "date_radiation", day))
    places = frames["etablissements"].join(
        members.select("date_adhesion", adherent_id="pk", nature_adherent="nature"), on="adherent_id"
    )
    workers = frames["travailleurs"].select("date_naissance", "regime", travailleur_id="pk")
    birthday_first = pl.col("debut").dt.strftime("%m%d") < pl.col("date_naissance").dt.strftime("%m%d")
    return (
        frames["emplois"]
        .rename({"pk": "emploi_id"})
        .filter(spans("debut", "fin", day))
        .join(
            places.select(
                "naf", "nature_adherent", "date_adhesion", "code_insee", "code_postal", etablissement_id="pk"
            ),
            on="etablissement_id",
        )
        .join(workers, on="travailleur_id")
        .with_columns(
            debut_emploi="debut",
            regime_juridique=track(chosen.hospitals),
            age_debut=pl.col("debut").dt.year().cast(pl.Int64)
            - pl.col("date_naissance").dt.year()
            - birthday_first.cast(pl.Int64),
            adhesion_avant=(pl.col("date_adhesion") <= pl.col("debut")).fill_null(True),
            age_dans_annee=day.year - pl.col("date_naissance").dt.year().cast(pl.Int64),
        )
        .drop("debut", "fin")
    )


def current_leave(
    known: pl.DataFrame, sick: pl.DataFrame, visits: pl.DataFrame, day: date, chosen: Choices
) -> pl.DataFrame:
    """The sick spell of that day of each worker who has one, and the pré-reprise held since it began."""
    current = sick.filter(pl.col("fin") >= day).select(
        "travailleur_id", debut_arret="debut", fin_arret=pl.when(pl.col("fin") != LASTING).then("fin")
    )
    causes = (
        known.filter(~MATERNITY, pl.col("fin") >= day)
        .sort("debut", "motif")
        .group_by("travailleur_id")
        .agg(motif_arret=pl.col("motif").last())
    )
    met = (
        visits.filter(NATURE == "pre_reprise")
        .join(current, on="travailleur_id")
        .filter(pl.col("debut_arret") <= DATE)
        .group_by("travailleur_id")
        .agg(pre_reprise_le=DATE.max())
    )
    days = (pl.lit(day) - pl.col("debut_arret")).dt.total_days() + 1
    after = pl.col("debut_arret").dt.offset_by(f"{chosen.insurance_months}mo")
    return (
        current.join(causes, on="travailleur_id", how="left")
        .join(met, on="travailleur_id", how="left")
        .with_columns(
            jours_arret=days,
            duree_prevue=(pl.col("fin_arret") - pl.col("debut_arret")).dt.total_days() + 1,
            jours_liaison=days - (1 - chosen.reached_counts),
            medecin_conseil_ouvert=after <= day,
        )
    )


def leave_totals(sick: pl.DataFrame, day: date, chosen: Choices) -> pl.DataFrame:
    """Spells and days off over both periods."""
    longer = cumulated(sick, day, chosen.long_months).select(
        "travailleur_id", nombre_arrets_24="nombre_arrets", jours_cumules_24="jours_cumules"
    )
    return longer.join(cumulated(sick, day, chosen.months), on="travailleur_id", how="left")


def titles(frames: Frames, day: date) -> pl.DataFrame:
    """Whether a title that calls for an adapted follow-up is held that day."""
    held = frames["reconnaissances"].filter(
        NATURE.is_in(TITLES), pl.col("debut") <= day, pl.col("fin").is_null() | (pl.col("fin") >= day)
    )
    return held.select("travailleur_id", titre_handicap=True).unique()


def mid_career(jobs: pl.DataFrame, visits: pl.DataFrame, day: date, chosen: Choices) -> pl.DataFrame:
    """The year of the mid-career visit of each worker, from when it may be brought forward, whether it was held."""
    workers = jobs.select("travailleur_id", "date_naissance").unique("travailleur_id")
    age, ahead = chosen.mid_career_age, chosen.mid_career_years or 0
    held = visits.filter(NATURE == "mi_carriere").group_by("travailleur_id").agg(derniere_mi_carriere=DATE.max())
    year = pl.col("date_naissance").dt.year() + (age or 0)
    first = pl.date(year, 1, 1)
    reached = pl.col("date_naissance").dt.offset_by(f"{12 * (age or 0)}mo")
    opens = (reached if chosen.from_birthday else first).dt.offset_by(f"-{12 * ahead}mo")
    unknown = pl.lit(None, pl.Date)
    return (
        workers.with_columns(
            debut_mi_carriere=first if age is not None else unknown,
            fin_mi_carriere=pl.date(year, 12, 31) if age is not None else unknown,
            debut_couplage=opens if age is not None else unknown,
        )
        .join(held, on="travailleur_id", how="left")
        .with_columns(
            couplage_ouvert=(pl.col("debut_couplage") <= day) & (pl.col("debut_mi_carriere") > day),
            mi_carriere_faite=(pl.col("derniere_mi_carriere") >= pl.col("debut_couplage")).fill_null(False),
        )
        .drop("date_naissance")
    )


def relatives(jobs: pl.DataFrame, every: pl.DataFrame) -> pl.DataFrame:
    """Pairs of an active job and a job whose visits count for it: itself, one in the same establishment (`chez`), or
    one of the same trade and follow-up (D4624-59)."""
    others = every.select("travailleur_id", "etablissement_id", "pcs", "suivi", autre_id="pk")
    mine = jobs.select("travailleur_id", "emploi_id", "etablissement_id", "pcs", "suivi", "debut_emploi")
    there = (pl.col("emploi_id") == pl.col("autre_id")) | (
        pl.col("etablissement_id") == pl.col("etablissement_id_right")
    )
    trade = (pl.col("pcs") == pl.col("pcs_right")).fill_null(False)
    return (
        mine.join(others, on="travailleur_id")
        .with_columns(chez=there, metier=trade)
        .filter(pl.col("chez") | (trade & (pl.col("suivi") == pl.col("suivi_right"))))
    )


def last_absence(
    known: pl.DataFrame, visits: pl.DataFrame, jobs: pl.DataFrame, family: pl.DataFrame, day: date, chosen: Choices
) -> pl.DataFrame:
    """The last return to each job held before the absence, of workers not absent again: as `last_return` has it."""
    absences = numbered(known, chosen.gap)
    last = (
        spells_of(absences)
        .filter((pl.col("travailleur_id") != pl.col("travailleur_id").shift(-1)).fill_null(True))
        .rename({"debut": "debut_absence"})
        .filter(pl.col("fin") < day)
    )
    counted = absences.join(last, on="periode", how="semi", maintain_order="left")
    uncertain = pl.col("motif").is_in(UNCERTAIN_CAUSES)
    causes = {
        "jours_absence": ~MATERNITY,
        "jours_non_trajet": ~MATERNITY & ~uncertain,
        "jours_accident_travail": pl.col("motif") == "accident_travail",
        "jours_maladie_professionnelle": pl.col("motif") == "maladie_professionnelle",
        "jours_maternite": MATERNITY,
    }
    last = last.join(days_by_spell(counted, causes), on="periode", how="left")
    held = jobs.select("travailleur_id", "emploi_id", "debut_emploi").join(last, on="travailleur_id")
    held = held.filter(pl.col("debut_emploi") <= pl.col("fin"))
    met = (
        visits.filter(NATURE == "reprise")
        .select("date", autre_id="emploi_id")
        .join(family.select("emploi_id", "autre_id"), on="autre_id")
        .join(held.select("emploi_id", "fin"), on="emploi_id")
        .filter(pl.col("fin") <= DATE)["emploi_id"]
    )
    return held.select(
        "emploi_id",
        "debut_absence",
        *(pl.col(name).fill_null(0) for name in causes),
        retour_le=pl.col("fin").dt.offset_by("1d"),
        jours_depuis_retour=(pl.lit(day) - pl.col("fin")).dt.total_days() - 1,
        reprise_depuis_retour=pl.col("emploi_id").is_in(met.implode()),
    )


def follow_up(jobs: pl.DataFrame, visits: pl.DataFrame, family: pl.DataFrame, chosen: Choices) -> pl.DataFrame:
    """The last visits that count for each job, and whether an earlier one may exempt from the first visit."""
    held = visits.select("date", "nature", "avis", autre_id="emploi_id")
    counted = NATURE.is_in(list(chosen.counted))
    met = held.join(family, on="autre_id")
    years = pl.col("suivi").replace_strict(dict(chosen.exemptions), default=0, return_dtype=pl.Int64)
    since = pl.col("debut_emploi").dt.offset_by(pl.format("-{}mo", years * 12))
    there = pl.col("chez") & ((pl.col("debut_emploi") <= DATE) | (counted & (since <= DATE)))
    earlier = (
        ~pl.col("chez") & pl.col("metier") & counted & (pl.col("debut_emploi") >= DATE) & (since <= DATE)
        & ((pl.col("suivi") != "renforce") | (pl.col("avis") == "aptitude"))
    )  # fmt: skip
    reserved = (
        visits.filter((pl.col("avis") == "inaptitude") | pl.col("amenagement").fill_null(False))
        .select("travailleur_id", "date")
        .join(jobs.select("travailleur_id", "emploi_id", "debut_emploi", "suivi"), on="travailleur_id")
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
        .with_columns(dispense_possible=pl.col("dispense_possible") & ~pl.col("emploi_id").is_in(reserved.implode()))
    )


def documents(frames: Frames, visits: pl.DataFrame, day: date, chosen: Choices) -> pl.DataFrame:
    """The last recent visit of each job that did what the law forbids, or where the worker opposed information."""
    nurses = frames["professionnels"].filter(pl.col("role") == "idest")["pk"].implode()
    recent = visits.filter(pl.lit(day).dt.offset_by(f"-{chosen.recall}d") <= DATE)
    before, opinion = NATURE == "pre_reprise", pl.col("avis").is_in(OPINIONS)
    by_nurse = pl.col("professionnel_id").is_in(nurses).fill_null(False)
    return recent.group_by("emploi_id").agg(
        pre_reprise_avec_avis=DATE.filter(before & opinion).max(),
        pre_reprise_employeur=DATE.filter(before & (pl.col("demandeur") == "employeur")).max(),
        opposition_le=DATE.filter(before & pl.col("opposition_information")).max(),
        avis_infirmier=DATE.filter(opinion & by_nurse).max(),
        mesures_infirmier=DATE.filter(pl.col("amenagement") & by_nurse).max(),
    )


def exams(frames: Frames, visits: pl.DataFrame) -> pl.DataFrame:
    """The last opinion of inaptitude, the exam that may be the first of two, and the one that followed it."""
    kept = ["pk", "emploi_id", "date", "avis", "second_examen", "premier_examen_le"]
    typed = frames["complements_visites"]
    seen = visits.filter(NATURE.is_in(EXAMS)).join(typed, left_on="pk", right_on="visite_id", how="left").select(kept)
    unfit = seen.filter(pl.col("avis") == "inaptitude").group_by("emploi_id").agg(
        inaptitude_le=DATE.max(), dit_premier=pl.col("premier_examen_le").sort_by("date", "pk").last()
    )  # fmt: skip
    seen = seen.join(unfit, on="emploi_id", how="left")
    pending = ((pl.col("avis") == "aucun") | pl.col("second_examen").fill_null(False)) & (
        pl.col("inaptitude_le").is_null() | (pl.col("inaptitude_le") > DATE)
    )
    decided = pl.col("second_examen").fill_null(False)
    first = seen.group_by("emploi_id").agg(
        vu=DATE.filter(pending).max(), dit=pl.col("dit_premier").first(), decide=DATE.filter(decided & pending).max()
    )
    first = first.select("emploi_id", "decide", premier_examen=pl.coalesce("dit", "vu")).filter(
        pl.col("premier_examen").is_not_null()
    )
    first = first.select(
        "emploi_id", "premier_examen",
        second_examen_decide=(pl.col("decide") == pl.col("premier_examen")).fill_null(False),
    )  # fmt: skip
    follows = (pl.col("avis") != "aucun") & (pl.col("premier_examen") < DATE)
    after = seen.join(first, on="emploi_id").group_by("emploi_id").agg(examen_suivant=DATE.filter(follows).min())
    return (
        seen.select("emploi_id").unique()
        .join(unfit.select("emploi_id", "inaptitude_le"), on="emploi_id", how="left")
        .join(first, on="emploi_id", how="left")
        .join(after, on="emploi_id", how="left")
    )  # fmt: skip


def liaison(frames: Frames, jobs: pl.DataFrame, day: date) -> pl.DataFrame:
    """The last rendez-vous de liaison of each job since the leave began."""
    return (
        frames["rendez_vous_liaison"]
        .filter(day >= DATE)
        .join(jobs.select("emploi_id", "debut_arret"), on="emploi_id")
        .filter(pl.col("debut_arret") <= DATE)
        .group_by("emploi_id")
        .agg(rdv_liaison_le=DATE.max())
    )


def other_facts(frames: Frames, jobs: pl.DataFrame, day: date) -> pl.DataFrame:
    """Dismissal, the médecin-conseil's last request, a period of preparation for another post."""
    ids = jobs.select("emploi_id")
    dismissed = frames["licenciements"].filter(day >= DATE).group_by("emploi_id").agg(licencie_le=DATE.max())
    asked = (
        frames["demandes_medecin_conseil"]
        .filter(pl.col("recue_le") <= day)
        .sort("recue_le")
        .group_by("emploi_id")
        .agg(demande_le=pl.col("recue_le").last(), reponse_le=pl.col("repondue_le").last())
    )
    ppr = frames["dispositifs"].filter(NATURE == "ppr", pl.col("accord") != "non", pl.col("debut") <= day)
    started = ppr.group_by("emploi_id").agg(ppr_debut=pl.col("debut").max())
    for part in (dismissed, asked, started):
        ids = ids.join(part, on="emploi_id", how="left")
    return ids
