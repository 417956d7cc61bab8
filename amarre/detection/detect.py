"""One run of detection: what the rules find on a day, set against the signals already there."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import polars as pl
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.detection.datasets import read_frames
from amarre.detection.enums import Priority, SignalMove, SignalStatus
from amarre.detection.evaluation import KEY, found_signals
from amarre.detection.group_signals import replace_group_signals
from amarre.detection.models import DetectionRun, Signal
from amarre.detection.rules import SignalRule, read_rules
from amarre.detection.worker_rows import frames_of
from amarre.detection.workflow import advance_all
from amarre.directory.models import Worker
from amarre.exchange.loading.write import insert, update, weigh
from amarre.indicators.law import figures_in_force

#: How many steps a run tells of.
STEPS = 3
#: What a run counts for each rule.
COUNTS = ("raised", "refreshed", "unchanged", "closed", "set_aside", "referred")
Counts = Mapping[str, Mapping[str, int]]

#: What a signal says, and may say otherwise the next day.
SAID = ("job_id", "priority", "label", "reason", "suggestion", "reference", "confirmed", "facts")
STORED = {
    "pk": pl.Int64, "worker_id": pl.Int64, "rule": pl.String, "since": pl.Date, "subject": pl.String,
    "status": pl.String, "raised_on": pl.Date, "refreshed_on": pl.Date, "job_id": pl.Int64, "priority": pl.Int64,
    "label": pl.String, "reason": pl.String, "suggestion": pl.String, "reference": pl.String, "confirmed": pl.Boolean,
}  # fmt: skip


@transaction.atomic
def detect(
    *, service: Service, on: date, by: User | None = None, progress: Callable[[str], None] = lambda text: None
) -> Counts:
    """Raise, refresh and close the service's signals as of that day; counts by rule code, then by COUNTS.

    A signal set aside or referred is left alone while its episode lasts. The same day twice changes nothing. A day
    before the last run is allowed: the list is then that of the earlier day, and a later run brings it forward again.
    """
    # Two runs of one service at once would both raise the same signal: they queue here.
    Service.objects.select_for_update().get(pk=service.pk)
    rules = read_rules(settings.CATALOGUE / "signals")
    figures = figures_in_force()
    frames = read_frames(service)
    progress("facts read")
    found = _with_words(found_signals(rules, frames, on, figures), rules)
    progress("rules applied")
    plan = _settled(service, found, _stored(service, found["since"].min()), on)
    replace_group_signals(service, frames, on, figures)
    counts = _counts(plan, rules)
    run, _ = DetectionRun.objects.update_or_create(service=service, on=on, defaults={"counts": counts})
    progress("signals written")
    record("signals.detected", run, by=by, service=service, details={"on": on.isoformat(), "counts": counts})
    return counts


@transaction.atomic
def detect_worker(*, worker: Worker, on: date) -> None:
    """The same for one worker, as of that day, when one of its facts has just changed; the others wait for a run."""
    Service.objects.select_for_update().get(pk=worker.service_id)
    rules = read_rules(settings.CATALOGUE / "signals")
    found = _with_words(found_signals(rules, frames_of(worker), on, figures_in_force()), rules)
    stored = _stored(worker.service, found["since"].min(), Q(worker=worker))
    _settled(worker.service, found, stored, on)


def _settled(service: Service, found: pl.DataFrame, stored: pl.DataFrame, on: date) -> pl.DataFrame:
    """Bring the stored signals to what was found; gives what `compared` says of each."""
    plan = compared(found, stored, on)
    again = plan.filter((pl.col("outcome") == "raised") & pl.col("pk").is_not_null())
    closed = plan.filter(pl.col("outcome") == "closed")
    _write(service, plan, on)
    advance_all(again["pk"].to_list(), SignalMove.RAISE_AGAIN, on=on)
    advance_all(closed["pk"].to_list(), SignalMove.CLOSE, on=on)
    return plan


def compared(found: pl.DataFrame, stored: pl.DataFrame, on: date) -> pl.DataFrame:
    """Both sides joined by KEY, with `outcome`: one of COUNTS, or null for what is over and done with.

    `found` holds what the rules say, `stored` the signals of the database (STORED); a column of the stored side that
    both have ends in `_stored`. A signal that people dealt with also stands for a spell that a late prescription made
    begin earlier.
    """
    handled = stored.filter(pl.col("status").is_in([SignalStatus.SET_ASIDE.value, SignalStatus.REFERRED.value]))
    earlier = (
        handled.join(found.select(*KEY), on=["worker_id", "rule", "subject"], suffix="_found")
        .filter(pl.col("since") > pl.col("since_found"))
        .select("worker_id", "rule", "subject", since="since_found", dealt_with="status")
        .unique(["worker_id", "rule", "subject", "since"])
    )
    both = found.with_columns(here=pl.lit(True)).join(
        stored, on=list(KEY), how="full", coalesce=True, suffix="_stored", nulls_equal=True
    )
    both = both.join(earlier, on=list(KEY), how="left")
    status, here = pl.col("status"), pl.col("here").is_not_null()
    same = pl.all_horizontal(
        pl.col("refreshed_on") == on,
        *(pl.col(name).eq_missing(pl.col(f"{name}_stored")) for name in SAID if name != "facts"),
    )
    outcome = (
        pl.when(here & status.is_null())
        .then(pl.coalesce("dealt_with", pl.lit("raised")))
        .when(here & (status == SignalStatus.CLOSED.value))
        .then(pl.coalesce("dealt_with", pl.lit("raised")))
        .when(here & (status == SignalStatus.OPEN.value))
        .then(pl.when(same).then(pl.lit("unchanged")).otherwise(pl.lit("refreshed")))
        .when(here)
        .then(status)
        .when(status == SignalStatus.OPEN.value)
        .then(pl.lit("closed"))
    )
    return both.with_columns(outcome=outcome)


def _with_words(found: pl.DataFrame, rules: Mapping[str, SignalRule]) -> pl.DataFrame:
    """What the files say of each rule, beside what was found: `priority`, `label`, `suggestion`, `reference`."""
    words = pl.DataFrame(
        [
            (rule.code, Priority[rule.priority.upper()].value, rule.label, rule.suggest, rule.reference)
            for rule in rules.values()
        ],
        schema={
            "rule": pl.String, "priority": pl.Int64, "label": pl.String, "suggestion": pl.String,
            "reference": pl.String,
        },
        orient="row",
    )  # fmt: skip
    return found.join(words, on="rule", how="left")


def _stored(service: Service, earliest: object, of: Q | None = None) -> pl.DataFrame:
    """The signals that a run may meet: the open ones, and any whose episode is as recent as one found now."""
    met = Q(status=SignalStatus.OPEN)
    if earliest is not None:
        met |= Q(since__gte=earliest)
    rows = Signal.objects.filter(met, of or Q(), service=service).values_list(*STORED)
    return pl.DataFrame(list(rows), schema=STORED, orient="row")


def _write(service: Service, plan: pl.DataFrame, on: date) -> None:
    """Insert the new signals and reword those that are there, whole columns at a time."""
    changed = plan.filter(pl.col("outcome").is_in(["raised", "refreshed"]))
    reopened = pl.col("status") == SignalStatus.CLOSED.value
    words = changed.select(
        "pk",
        *KEY,
        *SAID,
        raised_on=pl.when(reopened).then(pl.lit(on)).otherwise(pl.min_horizontal("raised_on", pl.lit(on))),
        refreshed_on=pl.lit(on),
    )
    new, known = words.filter(pl.col("pk").is_null()).drop("pk"), words.filter(pl.col("pk").is_not_null())
    table = Signal._meta.db_table
    if new.height:
        insert(table, new.with_columns(service_id=pl.lit(service.pk), status=pl.lit(SignalStatus.OPEN.value)))
        weigh(table, new.height)
    if known.height:
        update(table, known.rename({"pk": "id"}).drop(KEY))


def _counts(plan: pl.DataFrame, rules: Iterable[str]) -> Counts:
    counted = plan.filter(pl.col("outcome").is_not_null()).group_by("rule", "outcome").len()
    totals = {(rule, outcome): number for rule, outcome, number in counted.iter_rows()}
    # A rule that left the catalogue still closes what it had raised.
    codes = list(dict.fromkeys([*rules, *sorted(rule for rule, _ in totals)]))
    return {code: {name: totals.get((code, name), 0) for name in COUNTS} for code in codes}
