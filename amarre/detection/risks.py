"""What else foretells the loss of a job: contacts, repeated short leaves and measures, titles, schemes, the post.

Every function gives at most one row per `travailleur_id`; column and word names are those of the exchange format.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import polars as pl

from amarre.detection.facts import Fact, Frames
from amarre.detection.jobs.columns import JOB, WORKER, beside
from amarre.detection.jobs.known import Known, oldest_by_law, with_workers
from amarre.detection.situations import situations
from amarre.rules.parameters import Figures

DAYS, MONTHS = ("jour", "jours"), ("mois", "mois")
#: What is a contact with the service or its cell besides a visit, all dated `date`.
OTHER_CONTACTS = ("rendez_vous_liaison", "accompagnements", "orientations", "signalements")

#: What this module adds to SITUATIONS.
RISKS = {
    "contact_depuis_arret": Fact(
        "boolean", "visite, rendez-vous de liaison suivi, accompagnement, orientation ou signalement depuis le début"
    ),
    "nombre_arrets_courts": Fact(
        "integer", "arrêts courts commencés dans leur période", ("arrêt court", "arrêts courts"),
        figures=("signaux.arret_court", "signaux.periode_arrets_courts"),
    ),
    "debut_dernier_arret_court": Fact("date", "premier jour du dernier d'entre eux"),
    "nombre_amenagements": Fact(
        "integer", "propositions d'aménagement (annexe 4) dans leur période",
        ("proposition d'aménagement", "propositions d'aménagement"), figures=("signaux.periode_amenagements",),
    ),
    "dernier_amenagement": Fact("date", "date de la dernière"),
    "invalidite": Fact(
        "string", "pension d'invalidité en cours, ou seulement demandée",
        words={"en_cours": "Pension d'invalidité depuis le", "demandee": "Pension d'invalidité demandée le"},
    ),
    "invalidite_depuis": Fact("date", "début de cette pension, ou date de la demande"),
    "visite_depuis_invalidite": Fact("boolean", "visite, quelle qu'elle soit, depuis ce début"),
    "rqth": Fact(
        "string", "RQTH en cours, ou seulement demandée",
        words={"en_cours": "RQTH en cours", "demandee": "RQTH demandée"},
    ),
    "rqth_demandee_le": Fact("date", "demande de RQTH sans réponse connue"),
    "jours_depuis_demande_rqth": Fact("integer", "jours écoulés depuis cette demande", DAYS),
    "fin_rqth": Fact("date", "dernier jour de la RQTH en cours"),
    "mois_avant_fin_rqth": Fact("integer", "mois qui restent jusque-là, tout mois entamé comptant", MONTHS),
    "rqth_a_preparer_depuis": Fact("date", "jour où son renouvellement est entré dans le délai d'alerte"),
    "renouvellement_rqth": Fact("boolean", "autre RQTH demandée, définitive ou finissant plus tard"),
    "fin_tpt": Fact("date", "dernier jour du temps partiel thérapeutique en cours"),
    "jours_avant_fin_tpt": Fact("integer", "jours qui restent jusque-là (0 le jour même)", DAYS),
    "tpt_a_preparer_depuis": Fact("date", "jour où cette fin est entrée dans le délai d'alerte"),
    "suivi_renforce": Fact("boolean", "suivi renforcé dans l'un des emplois actifs"),
    "age": Fact("integer", "âge", ("an", "ans")),
    "annees_emploi": Fact("integer", "années révolues dans cet emploi", ("an", "ans")),
    "groupe_pcs": Fact("string", "deux premiers signes du code PCS de l'emploi"),
    "poste": Fact("string", "poste de cet emploi"),
    "demande_visite_le": Fact("date", "dernière visite à la demande du travailleur"),
    "jours_depuis_demande_visite": Fact("integer", "jours écoulés depuis cette visite", DAYS),
    "cellule_depuis_demande": Fact("boolean", "signalement ou dossier depuis cette visite, ou dossier ouvert"),
    "derniere_visite": Fact("date", "dernière visite, quelle qu'elle soit"),
    "mois_depuis_visite": Fact("integer", "mois révolus depuis cette visite", MONTHS),
}  # fmt: skip

#: Amounts that stand for "none" where a worker has no row.
NONE: dict[str, object] = {
    "nombre_arrets_courts": 0, "nombre_amenagements": 0, "suivi_renforce": False, "renouvellement_rqth": False,
}  # fmt: skip


def situations_with_risks(every_job: Known) -> pl.DataFrame:
    """The rows of `situations`, with the columns of RISKS."""
    known = every_job.about(oldest_by_law(every_job))
    day = known.day
    # Both draw from what is known, neither from the other: each has a processor of its own.
    with ThreadPoolExecutor(1, "situations") as aside:
        derived = aside.submit(situations, known)
        added = _added(every_job, known)
        rows = derived.result().hstack(added.get_columns())
    rows = rows.with_columns(dernier_contact=pl.max_horizontal("derniere_visite", "dernier_contact"))
    return rows.with_columns(
        *(pl.col(name).fill_null(value) for name, value in NONE.items()),
        contact_depuis_arret=pl.when(pl.col("debut_arret").is_not_null()).then(
            (pl.col("dernier_contact") >= pl.col("debut_arret")).fill_null(False)
        ),
        visite_depuis_invalidite=pl.when(pl.col("invalidite_depuis").is_not_null()).then(
            (pl.col("derniere_visite") >= pl.col("invalidite_depuis")).fill_null(False)
        ),
        age=_years_since("date_naissance", day),
        annees_emploi=_years_since("debut_emploi", day),
        mois_depuis_visite=_months_since("derniere_visite", day),
    ).drop("dernier_contact")  # fmt: skip


def _added(every_job: Known, known: Known) -> pl.DataFrame:
    """What `situations` lack, beside each of `known.jobs`."""
    frames, day, figures = known.frames, known.day, known.figures
    acts = _of_workers(frames, day)
    parts = (
        known.visits.group_by(WORKER).agg(derniere_visite=pl.col("date").max()),
        measures(known.visits, day, figures),
        requests(known.visits, acts["signalements"], acts["dossiers"], day),
        other_contacts(acts),
        invalidity(frames["reconnaissances"], day),
        disability(frames["reconnaissances"], day, figures),
        part_time(acts["dispositifs"], day, figures),
        posts(known),
        reinforced(every_job),
        short_leaves(known.sick, day, figures),
    )
    columns = (beside(known.jobs[WORKER if WORKER in part.columns else JOB], part) for part in parts)
    return pl.concat([found.drop(WORKER, JOB, strict=False) for found in columns], how="horizontal")


def short_leaves(sick: pl.DataFrame, day: date, figures: Figures) -> pl.DataFrame:
    """Sick spells shorter than `signaux.arret_court` that began in the period: their number and the last one's day."""
    first = _months_before(day, _number(figures, "signaux.periode_arrets_courts", day))
    lasted = (pl.col("fin") - pl.col("debut")).dt.total_days() + 1
    short = sick.filter((pl.col("debut") >= first) & (lasted < _number(figures, "signaux.arret_court", day)))
    return short.group_by("travailleur_id").agg(
        nombre_arrets_courts=pl.len().cast(pl.Int64), debut_dernier_arret_court=pl.col("debut").max()
    )


def measures(visits: pl.DataFrame, day: date, figures: Figures) -> pl.DataFrame:
    """Proposals of measures (annexe 4) over the period: their number, and the last one's day."""
    first = _months_before(day, _number(figures, "signaux.periode_amenagements", day))
    issued = visits.filter(pl.col("amenagement").fill_null(False) & (pl.col("date") >= first))
    return issued.group_by("travailleur_id").agg(
        nombre_amenagements=pl.len().cast(pl.Int64), dernier_amenagement=pl.col("date").max()
    )


def invalidity(titles: pl.DataFrame, day: date) -> pl.DataFrame:
    """The invalidity pension held that day, or only asked for: which of them, and its start or that of the request."""
    pension = titles.filter(pl.col("nature") == "pension_invalidite")
    held = (pl.col("debut") <= day).fill_null(False)
    lasts = pl.col("fin").is_null() | (pl.col("fin") >= day)
    return (
        pension.filter(lasts)
        .with_columns(
            depuis=pl.when(held).then("debut").otherwise("date_demande"),
            etat=pl.when(held).then(pl.lit("en_cours")).otherwise(pl.lit("demandee")),
        )
        .filter(pl.col("depuis") <= day)
        .sort("depuis", "etat")
        .group_by("travailleur_id")
        .agg(invalidite=pl.col("etat").last(), invalidite_depuis=pl.col("depuis").last())
    )


def disability(titles: pl.DataFrame, day: date, figures: Figures) -> pl.DataFrame:
    """The RQTH of that day: held or only asked for, since when, and the end of what is held unless it is definitive."""
    rqth = titles.filter(pl.col("nature") == "rqth")
    held = rqth.filter((pl.col("debut") <= day) & (pl.col("fin").is_null() | (pl.col("fin") >= day)))
    definitive = held.filter(pl.col("fin").is_null()).select("travailleur_id")
    ending = (
        held.join(definitive, on="travailleur_id", how="anti")
        .group_by("travailleur_id")
        .agg(fin_rqth=pl.col("fin").max())
    )
    waiting = pl.col("debut").is_null() & pl.col("fin").is_null() & (pl.col("date_demande") <= day)
    asked = (
        rqth.filter(waiting)
        .join(held, on="travailleur_id", how="anti")
        .group_by("travailleur_id")
        .agg(rqth_demandee_le=pl.col("date_demande").max())
    )
    later = (
        rqth.join(ending, on="travailleur_id")
        .filter(pl.col("fin").is_null() | (pl.col("fin") > pl.col("fin_rqth")))
        .select("travailleur_id", renouvellement_rqth=True)
        .unique("travailleur_id")
    )
    status = pl.concat(
        [
            held.select("travailleur_id", rqth=pl.lit("en_cours")).unique(),
            asked.select("travailleur_id", rqth=pl.lit("demandee")),
        ]
    )
    before = _number(figures, "signaux.fin_rqth", day)
    return (
        status.join(ending, on="travailleur_id", how="left")
        .with_columns(
            mois_avant_fin_rqth=_months_until("fin_rqth", day),
            rqth_a_preparer_depuis=pl.col("fin_rqth").dt.offset_by(f"-{before}mo"),
        )
        .join(asked, on="travailleur_id", how="left")
        .join(later, on="travailleur_id", how="left")
        .with_columns(jours_depuis_demande_rqth=(pl.lit(day) - pl.col("rqth_demandee_le")).dt.total_days())
    )


def part_time(schemes: pl.DataFrame, day: date, figures: Figures) -> pl.DataFrame:
    """The therapeutic part-time granted on that day whose end is known: the latest end, and the days until then."""
    held = schemes.filter(
        (pl.col("nature") == "temps_partiel_therapeutique") & (pl.col("accord") == "oui")
        & (pl.col("debut") <= day) & (pl.col("fin") >= day)
    )  # fmt: skip
    before = _number(figures, "signaux.fin_tpt", day)
    return (
        held.group_by("travailleur_id")
        .agg(fin_tpt=pl.col("fin").max())
        .with_columns(
            jours_avant_fin_tpt=(pl.col("fin_tpt") - pl.lit(day)).dt.total_days(),
            tpt_a_preparer_depuis=pl.col("fin_tpt").dt.offset_by(f"-{before}d"),
        )
    )


def posts(known: Known) -> pl.DataFrame:
    """Post and trade of each job: one row per `emploi_id`."""
    return known.of_jobs("poste", "pcs").select("poste", known.jobs[JOB], groupe_pcs=pl.col("pcs").str.slice(0, 2))


def reinforced(every_job: Known) -> pl.DataFrame:
    """Who has a reinforced follow-up in any of the jobs held that day."""
    jobs = every_job.of_jobs("travailleur_id", "suivi").filter(pl.col("suivi") == "renforce")
    return jobs.select("travailleur_id", suivi_renforce=True).unique()


def requests(visits: pl.DataFrame, referrals: pl.DataFrame, cases: pl.DataFrame, day: date) -> pl.DataFrame:
    """The last visit that the worker asked for, and whether the cell has taken the situation up."""
    asked = (
        visits.filter((pl.col("nature") == "demande") & (pl.col("demandeur") == "travailleur"))
        .group_by("travailleur_id")
        .agg(demande_visite_le=pl.col("date").max())
    )
    referred = referrals.group_by("travailleur_id").agg(signale_le=pl.col("date").max())
    opened = cases.with_columns(
        suivi=pl.when(pl.col("cloture").is_null() | (pl.col("cloture") >= day)).then(pl.lit(day)).otherwise("ouverture")
    ).group_by("travailleur_id").agg(suivi_le=pl.col("suivi").max())  # fmt: skip
    since = pl.max_horizontal("signale_le", "suivi_le") >= pl.col("demande_visite_le")
    return (
        asked.join(referred, on="travailleur_id", how="left")
        .join(opened, on="travailleur_id", how="left")
        .select(
            "travailleur_id",
            "demande_visite_le",
            jours_depuis_demande_visite=(pl.lit(day) - pl.col("demande_visite_le")).dt.total_days(),
            cellule_depuis_demande=since.fill_null(False),
        )
    )


def _of_workers(frames: Frames, day: date) -> dict[str, pl.DataFrame]:
    """The acts but visits known on that day, with their worker."""
    jobs = frames["emplois"]
    acts = {name: with_workers(frames[name], jobs) for name in (*OTHER_CONTACTS, "dossiers", "dispositifs")}
    for name in OTHER_CONTACTS:
        acts[name] = acts[name].filter(pl.col("date") <= day)
    acts["dossiers"] = acts["dossiers"].filter(pl.col("ouverture") <= day)
    return acts


def other_contacts(acts: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The last contact but visits: `dernier_contact`. A rendez-vous de liaison without the service is none."""
    followed = {**acts, "rendez_vous_liaison": acts["rendez_vous_liaison"].filter(pl.col("participation") != "aucune")}
    rows = _stacked(followed[name] for name in OTHER_CONTACTS)
    return rows.group_by("travailleur_id").agg(dernier_contact=pl.col("date").max())


def _stacked(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([frame.select("travailleur_id", "date") for frame in frames])


def _number(figures: Figures, name: str, day: date) -> int:
    return int(figures[name].at(day).value)  # type: ignore[arg-type]


def _months_before(day: date, months: int) -> pl.Expr:
    """The first day of the period of that many months that ends on `day`: its first bound is excluded."""
    return pl.lit(day).dt.offset_by(f"-{months}mo").dt.offset_by("1d")


def _months_until(column: str, day: date) -> pl.Expr:
    """The least number of months after which `day` has reached the date."""
    until = pl.col(column).dt
    whole = (until.year().cast(pl.Int64) - day.year) * 12 + until.month().cast(pl.Int64) - day.month
    return whole + (until.day() > day.day).cast(pl.Int64)


def _months_since(column: str, day: date) -> pl.Expr:
    """Whole months since the date."""
    since = pl.col(column).dt
    whole = (day.year - since.year().cast(pl.Int64)) * 12 + day.month - since.month().cast(pl.Int64)
    return whole - (since.day() > day.day).cast(pl.Int64)


def _years_since(column: str, day: date) -> pl.Expr:
    return _months_since(column, day) // 12
