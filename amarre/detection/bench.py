"""The threshold bench: whom a rule or the grid with other numbers would have flagged in three years, and what came.

Columns all through. The counts are of workers, never of rows: see `measured` for what each one means.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl

from amarre.accounts.models import Service
from amarre.detection.datasets import read_frames
from amarre.detection.facts import Frames
from amarre.detection.replay import month_ends, replayed
from amarre.detection.subjects import subjects
from amarre.directory.models import Professional
from amarre.exchange.schema import resources
from amarre.exchange.tables import read_table
from amarre.indicators.law import figures_in_force
from amarre.lib.errors import DomainError, UnknownName

#: The 97.5 % quantile of the normal law: intervals at 95 %.
Z = 1.959963984540054
#: What may happen to a worker that a signal should come before.
OUTCOMES = ("inapte", "parti")


def try_out(
    *,
    service: Service,
    subject: str,
    values: Mapping[str, int],
    on: date,
    step: Callable[[date], None] = lambda day: None,
) -> dict[str, Any]:
    """A rule or the grid as it is and with those values, over the months before that day: plain data, ready for JSON.

    `versions` holds what `measured` says of the present one, then of the other. UnknownName for a subject that the
    catalogue does not hold, DomainError for a value that it does not take.
    """
    days = month_ends(on)
    known = subjects(figures_in_force(), days[-1])
    if subject not in known:
        raise UnknownName("Règle", subject, list(known))
    tried = known[subject]
    foreign = sorted(set(values) - {choice.name for choice in tried.choices})
    if foreign:
        raise DomainError(f"La règle ne dépend pas de ce chiffre\u00a0: {', '.join(foreign)}.", code="bench.figure")
    frames = {**read_frames(service), "etablissements": _places(service)}
    flags = replayed(tried.judge([{}, values]), frames, days, step)
    return {
        "first": days[0].isoformat(), "last": days[-1].isoformat(), "values": dict(values),
        "versions": [measured(one, frames, days) for one in flags],
        "physicians": _physicians(service, flags, frames),
    }  # fmt: skip


def measured(flags: pl.DataFrame, frames: Frames, days: list[date]) -> dict[str, Any]:
    """What flags were worth. `flags` is what `replayed` gives; a worker is flagged on the first of its days.

    - `flagged`: workers flagged once or more; `months`: newly flagged at each month's end.
    - `followed`: of them, those who had an open case on that day.
    - for each of OUTCOMES (an opinion of inaptitude; the end of a job), after the first month's end and up to the last:
      `happened`, workers to whom it happened; `foreseen`, those of them whom it had flagged before that day;
      `sensitivity` = foreseen / happened and `value` = foreseen / flagged, each [share, low, high] (Wilson, 95 %) or
      None without a denominator; `lead` = [quartile, median, quartile] of the days from the flag to the first such
      event after it, or None.
    """
    of_job = frames["emplois"].select(emploi_id="pk", worker_id="travailleur_id")
    first = flags.group_by("worker_id").agg(day=pl.col("day").min())
    months = first.group_by("day").len()
    newly = dict(zip(months["day"], months["len"], strict=True))
    cases = frames["dossiers"].join(of_job, on="emploi_id").join(first, on="worker_id")
    open_then = (pl.col("ouverture") <= pl.col("day")) & (
        pl.col("cloture").is_null() | (pl.col("cloture") >= pl.col("day"))
    )
    return {
        "flagged": first.height,
        "months": [[day.isoformat(), newly.get(day, 0)] for day in days],
        "followed": cases.filter(open_then)["worker_id"].n_unique(),
        **{name: _outcome(first, rows, days) for name, rows in _events(frames, of_job).items()},
    }


def wilson(part: int, whole: int) -> list[float] | None:
    """The share with its Wilson score interval at 95 %: [share, low, high]; None of nothing."""
    if not whole:
        return None
    share, weight = part / whole, Z * Z / whole
    middle = (share + weight / 2) / (1 + weight)
    reach = Z / (1 + weight) * (share * (1 - share) / whole + weight / (4 * whole)) ** 0.5
    return [share, max(0.0, middle - reach), min(1.0, middle + reach)]


def _events(frames: Frames, of_job: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The days of each outcome: `worker_id`, `event`."""
    unfit = frames["visites"].filter(pl.col("avis") == "inaptitude").join(of_job, on="emploi_id")
    left = frames["emplois"].filter(pl.col("fin").is_not_null())
    return {
        "inapte": unfit.select("worker_id", event="date"),
        "parti": left.select(worker_id="travailleur_id", event="fin"),
    }


def _outcome(first: pl.DataFrame, events: pl.DataFrame, days: list[date]) -> dict[str, Any]:
    within = events.filter((pl.col("event") > days[0]) & (pl.col("event") <= days[-1]))
    leads = (
        within.join(first, on="worker_id")
        .filter(pl.col("event") > pl.col("day"))
        .group_by("worker_id")
        .agg(days=(pl.col("event").min() - pl.col("day").first()).dt.total_days())["days"]
    )
    happened, foreseen = within["worker_id"].n_unique(), leads.len()
    quartiles = [leads.quantile(share, "linear") for share in (0.25, 0.5, 0.75)]
    return {
        "happened": happened, "foreseen": foreseen, "sensitivity": wilson(foreseen, happened),
        "value": wilson(foreseen, first.height), "lead": quartiles if foreseen else None,
    }  # fmt: skip


def _places(service: Service) -> pl.DataFrame:
    return read_table(service, resources()["etablissements"], ("adherent_id", "naf", "medecin_id"))


def _physicians(service: Service, flags: list[pl.DataFrame], frames: Frames) -> list[dict[str, Any]]:
    """The workers flagged by physician of the establishment of the job flagged first, the most first: counts only."""
    physician_of = (
        frames["emplois"].select("etablissement_id", job_id="pk")
        .join(frames["etablissements"].select("medecin_id", etablissement_id="pk"), on="etablissement_id", how="left")
        .select("job_id", "medecin_id")
    )  # fmt: skip
    names = {one.pk: f"Dr {one.last_name}" for one in Professional.objects.filter(service=service)}
    counts: dict[str, list[int]] = {}
    for number, one in enumerate(flags):
        first = one.sort("day").unique("worker_id", keep="first").join(physician_of, on="job_id", how="left")
        for pk, count in first.group_by("medecin_id").len().rows():
            name = names.get(pk, "Sans médecin désigné")
            counts.setdefault(name, [0] * len(flags))[number] += count
    ranked = sorted(counts.items(), key=lambda one: (-one[1][-1], one[0]))
    return [{"name": name, "flagged": flagged} for name, flagged in ranked]
