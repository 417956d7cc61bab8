"""What is known of a service on a day, gathered once for all that follows from it, in columns."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import polars as pl

from amarre.detection.facts import Frames
from amarre.detection.jobs.facts import DECEASED, Choices, choices
from amarre.detection.jobs.tracks import tracks
from amarre.detection.spells import in_order, prescriptions, spells
from amarre.rules.parameters import Figures

#: Jobs are looked up among all of them as they are, unless there are so many times more than rows.
FEW = 4
MATERNITY = pl.col("motif") == "maternite"


@dataclass(frozen=True)
class Known:
    """The facts of a day before anything is concluded from them; what is drawn from whole tables is drawn once.

    `jobs` are those asked about, with their worker: `travailleur_id`, `emploi_id`, `debut_emploi`, `date_naissance`,
    and `rang`, which row of emplois each is.
    """

    frames: Frames
    day: date
    figures: Figures
    chosen: Choices
    jobs: pl.DataFrame

    @cached_property
    def visits(self) -> pl.DataFrame:
        """The visits held, with their worker."""
        return with_workers(self.frames["visites"].filter(pl.col("date") <= self.day), self.frames["emplois"])

    @cached_property
    def leaves(self) -> pl.DataFrame:
        """The prescriptions begun, in order: see `prescriptions`."""
        begun = self.frames["arrets"].filter(pl.col("debut") <= self.day)
        return in_order(prescriptions(begun, self.frames["emplois"], self.frames["visites"]))

    @cached_property
    def sick(self) -> pl.DataFrame:
        """The spells of those that are not maternity."""
        return spells(self.leaves.filter(~MATERNITY), self.chosen.gap)

    @cached_property
    def tracks(self) -> pl.DataFrame:
        """Which texts jobs fall under, where not the Code du travail: see `tracks`."""
        return tracks(self.frames, self.chosen.hospitals)

    @cached_property
    def oldest_jobs(self) -> pl.DataFrame:
        """Of each worker, the oldest of `jobs`."""
        return oldest(self.jobs)

    def of_jobs(self, *columns: str) -> pl.DataFrame:
        """Columns of emplois, of each of `jobs` in their order."""
        return self.frames["emplois"].select(columns)[self.jobs["rang"]]

    def about(self, jobs: pl.DataFrame) -> "Known":
        """The same, asked about these jobs."""
        return replace(self, jobs=jobs)


def what_is_known(frames: Frames, day: date, figures: Figures) -> Known:
    """What is known on that day, of every job held."""
    return Known(frames, day, figures, choices(figures, day), jobs=active_jobs(frames, day))


def with_workers(rows: pl.DataFrame, jobs: pl.DataFrame) -> pl.DataFrame:
    """The rows with `travailleur_id`: the worker of their `emploi_id`, a row of emplois."""
    of_job = jobs.select("travailleur_id", emploi_id="pk")
    if rows.height < jobs.height // FEW:
        of_job = of_job.filter(pl.col("emploi_id").is_in(rows["emploi_id"].implode()))
    # The keys alone are joined: no other column is copied.
    owners = rows.select("emploi_id").join(of_job, on="emploi_id", how="left", maintain_order="left")
    return rows.with_columns(owners["travailleur_id"])


def active_jobs(frames: Frames, day: date) -> pl.DataFrame:
    """The jobs held that day, in order of `emploi_id`: the columns of `Known.jobs`.

    A job is held from `debut` to `fin` both included, in an establishment whose member belongs on that day, until the
    worker is dismissed for inaptitude or a case is closed by their death, whatever `fin` says.
    """
    members = frames["adherents"].filter(spans("date_adhesion", "date_radiation", day))["pk"]
    places = frames["etablissements"].filter(pl.col("adherent_id").is_in(members.implode()))["pk"]
    held = (
        frames["emplois"]
        .with_row_index("rang")
        .filter(
            spans("debut", "fin", day),
            pl.col("etablissement_id").is_in(places.implode()),
            ~pl.col("pk").is_in(_dismissed(frames, day).implode()),
            ~pl.col("travailleur_id").is_in(_deceased(frames, day).implode()),
        )
    )
    jobs = held.select("travailleur_id", "rang", emploi_id="pk", debut_emploi="debut").sort("emploi_id")
    born = frames["travailleurs"].select("date_naissance", travailleur_id="pk")
    return jobs.join(born, on="travailleur_id", how="left", maintain_order="left")


def _dismissed(frames: Frames, day: date) -> pl.Series:
    """The jobs of those dismissed before that day."""
    return frames["licenciements"].filter(pl.col("date") < day)["emploi_id"]


def _deceased(frames: Frames, day: date) -> pl.Series:
    """The workers of whom a case says that they died."""
    cases = frames["dossiers"].filter(pl.col("issue") == DECEASED, pl.col("cloture") <= day)
    return with_workers(cases, frames["emplois"])["travailleur_id"]


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


def oldest_by_law(known: Known) -> pl.DataFrame:
    """Of each worker, the oldest of the jobs that fall under the same texts, the oldest of them all first.

    What a private employer owes is owed beside a public one: the oldest job alone would not tell.
    """
    several = known.jobs["travailleur_id"].is_duplicated()  # few workers have
    texts = known.jobs.filter(several).join(known.tracks, on="emploi_id", how="left", maintain_order="left")
    first = texts.sort("debut_emploi", maintain_order=True).unique(
        ["travailleur_id", "regime_juridique"], keep="first", maintain_order=True
    )
    return pl.concat([known.jobs.filter(~several), first.drop("regime_juridique")])


def spans(start: str, end: str, day: date) -> pl.Expr:
    """Whether the day lies between the two columns, both included, an empty one setting no bound."""
    return (pl.col(start).is_null() | (pl.col(start) <= day)) & (pl.col(end).is_null() | (pl.col(end) >= day))
