"""What is known of a service on a day, gathered once for all that follows from it, in columns."""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from amarre.detection.facts import Frames
from amarre.detection.jobs.facts import DECEASED, Choices, choices
from amarre.detection.spells import in_order, prescriptions, spells
from amarre.rules.parameters import Figures

MATERNITY = pl.col("motif") == "maternite"


@dataclass(frozen=True)
class Known:
    """The facts of a day before anything is concluded from them.

    `jobs` are those asked about, with their worker: `travailleur_id`, `emploi_id`, `debut_emploi`, `date_naissance`.
    `visits` are those held, with their worker; `leaves` the prescriptions begun, in order; `sick` the spells of those
    that are not maternity.
    """

    frames: Frames
    day: date
    chosen: Choices
    jobs: pl.DataFrame
    visits: pl.DataFrame
    leaves: pl.DataFrame
    sick: pl.DataFrame

    def about(self, jobs: pl.DataFrame) -> "Known":
        """The same, asked about these jobs."""
        return replace(self, jobs=jobs)


def what_is_known(frames: Frames, day: date, figures: Figures) -> Known:
    """Gather what is known on that day, of every job held."""
    chosen = choices(figures, day)
    begun = prescriptions(frames["arrets"], frames["emplois"], frames["visites"]).filter(pl.col("debut") <= day)
    leaves = in_order(begun)
    of_job = frames["emplois"].select("travailleur_id", emploi_id="pk")
    return Known(
        frames,
        day,
        chosen,
        jobs=active_jobs(frames, day),
        visits=frames["visites"].filter(pl.col("date") <= day).join(of_job, on="emploi_id"),
        leaves=leaves,
        sick=spells(leaves.filter(~MATERNITY), chosen.gap),
    )


def active_jobs(frames: Frames, day: date) -> pl.DataFrame:
    """The jobs held that day, in order of `emploi_id`: the columns of `Known.jobs`.

    A job is held from `debut` to `fin` both included, in an establishment whose member belongs on that day, until the
    worker is dismissed for inaptitude or a case is closed by their death, whatever `fin` says.
    """
    members = frames["adherents"].filter(spans("date_adhesion", "date_radiation", day)).select(adherent_id="pk")
    places = frames["etablissements"].join(members, on="adherent_id", how="semi").select(etablissement_id="pk")
    return (
        frames["emplois"]
        .select("travailleur_id", "etablissement_id", "fin", emploi_id="pk", debut_emploi="debut")
        .filter(spans("debut_emploi", "fin", day))
        .join(places, on="etablissement_id", how="semi", maintain_order="left")
        .select("travailleur_id", "emploi_id", "debut_emploi")
        .join(_dismissed(frames, day), on="emploi_id", how="anti", maintain_order="left")
        .join(_deceased(frames, day), on="travailleur_id", how="anti", maintain_order="left")
        .join(frames["travailleurs"].select("date_naissance", travailleur_id="pk"), on="travailleur_id")
        .sort("emploi_id")
    )


def _dismissed(frames: Frames, day: date) -> pl.DataFrame:
    return frames["licenciements"].filter(pl.col("date") < day).select("emploi_id")


def _deceased(frames: Frames, day: date) -> pl.DataFrame:
    cases = frames["dossiers"].filter(pl.col("issue") == DECEASED, pl.col("cloture") <= day)
    return cases.join(frames["emplois"].select("travailleur_id", emploi_id="pk"), on="emploi_id").select(
        "travailleur_id"
    )


def oldest(jobs: pl.DataFrame) -> pl.DataFrame:
    """Of each worker, the job that began first; of those that began on one day, the first one of `jobs`."""
    # Few workers have several.
    several = jobs["travailleur_id"].is_duplicated()
    first = (
        jobs.filter(several)
        .sort("debut_emploi", maintain_order=True)
        .unique("travailleur_id", keep="first", maintain_order=True)
    )
    return pl.concat([jobs.filter(~several), first])


def spans(start: str, end: str, day: date) -> pl.Expr:
    """Whether the day lies between the two columns, both included, an empty one setting no bound."""
    return (pl.col(start).is_null() | (pl.col(start) <= day)) & (pl.col(end).is_null() | (pl.col(end) >= day))
