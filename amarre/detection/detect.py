"""One run of detection: what the rules find on a day, set against the signals already there."""

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib import import_module

import polars as pl
from django.conf import settings
from django.db import transaction

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.detection.datasets import READ
from amarre.detection.enums import SignalMove, SignalStatus
from amarre.detection.evaluation import KEY, found_signals
from amarre.detection.group_signals import replace_group_signals
from amarre.detection.groups import unusual_groups
from amarre.detection.models import DetectionRun
from amarre.detection.queries import last_run
from amarre.detection.rules import SignalRule, read_rules
from amarre.detection.stored import SAID, stored_signals, with_words, write_signals
from amarre.detection.worker_rows import frames_of
from amarre.detection.workflow import advance_all
from amarre.directory.models import Worker
from amarre.exchange.kept_tables import Kept, read_what_moved, root_of
from amarre.exchange.moves import forget_moves
from amarre.indicators.law import figures_in_force

#: Where the facts that a run read wait for the next one, below AMARRE_HOME.
FOLDER = "detection"
#: The days of an absence that date a signal: an absence is one, while a leave or an index more is a new fact.
ABSENCES = frozenset({"debut_arret", "retour_le"})
#: How many steps a run tells of.
STEPS = 3
#: What a run counts for each rule.
COUNTS = ("raised", "refreshed", "unchanged", "closed", "set_aside", "referred")
Counts = Mapping[str, Mapping[str, int]]


@transaction.atomic
def detect(
    *,
    service: Service,
    on: date,
    by: User | None = None,
    progress: Callable[[str], None] = lambda text: None,
    full: bool = True,
) -> Counts:
    """Raise, refresh and close the service's signals as of that day; counts by rule code, then by COUNTS.

    A signal set aside or referred is left alone while its episode lasts. The same day twice changes nothing. A day
    before the last run is allowed: the list is then that of the earlier day, and a later run brings it forward again.
    Where not `full`, only the rows that moved since the last run are read again; every worker is judged anew.
    """
    # Two runs of one service at once would both raise the same signal: they queue here.
    service = Service.objects.select_for_update().get(pk=service.pk)
    figures = figures_in_force()
    # Columns and files are worked out on one side while the database reads and writes on the other.
    with ThreadPoolExecutor(2, "judge") as judge:
        judge.submit(import_module, "scipy.special")  # which groups are compared with
        written = judge.submit(read_rules, settings.CATALOGUE / "signals")
        reading = read_what_moved(service, READ, _kept(service), root_of(service, FOLDER), full=full)
        progress("facts read")
        rules = written.result()
        judged = judge.submit(found_signals, rules, reading.frames, on, figures)
        grouped = judge.submit(unusual_groups, reading.frames, on, figures)
        stored = stored_signals(service, rules)
        found = judged.result()
        progress("rules applied")
        plan = _settled(service, rules, found, stored, on)
        replace_group_signals(service, grouped.result(), on)
    counts = _counts(plan, rules)
    kept = {
        "counts": counts, "facts_folder": reading.kept.folder, "facts_version": reading.kept.version,
        "rows_read": reading.again,
    }  # fmt: skip
    run, _ = DetectionRun.objects.update_or_create(service=service, on=on, defaults=kept)
    forget_moves(service)
    progress("signals written")
    record("signals.detected", run, by=by, service=service, details={"on": on.isoformat(), "counts": counts})
    return counts


@transaction.atomic
def detect_worker(*, worker: Worker, on: date) -> None:
    """The same for one worker, as of that day, when one of its facts has just changed; the others wait for a run."""
    Service.objects.select_for_update().get(pk=worker.service_id)
    rules = read_rules(settings.CATALOGUE / "signals")
    found = found_signals(rules, frames_of(worker), on, figures_in_force())
    _settled(worker.service, rules, found, stored_signals(worker.service, rules, worker), on)


def _kept(service: Service) -> Kept | None:
    """What the last run kept of the facts."""
    last = last_run(service)
    return Kept(last.facts_folder, last.facts_version) if last and last.facts_folder else None


def _settled(
    service: Service, rules: Mapping[str, SignalRule], found: pl.DataFrame, stored: pl.DataFrame, on: date
) -> pl.DataFrame:
    """Bring the stored signals to what was found; gives what `compared` says of each."""
    of_absences = [code for code, rule in rules.items() if rule.since in ABSENCES]
    plan = compared(with_words(found, rules), stored, on, of_absences)
    again = plan.filter((pl.col("outcome") == "raised") & pl.col("pk").is_not_null())
    closed = plan.filter(pl.col("outcome") == "closed")
    write_signals(service, plan, on)
    advance_all(again["pk"].to_list(), SignalMove.RAISE_AGAIN, on=on)
    advance_all(closed["pk"].to_list(), SignalMove.CLOSE, on=on)
    return plan


def compared(found: pl.DataFrame, stored: pl.DataFrame, on: date, of_absences: Collection[str] = ()) -> pl.DataFrame:
    """Both sides joined by KEY, with `outcome`: one of COUNTS, or null for what is over and done with.

    `found` holds what the rules say, `stored` the signals of the database (`stored_signals`); a column of the stored
    side that both have ends in `_stored`. A signal that people dealt with also stands for a spell that a late
    prescription made begin earlier. One of the rules `of_absences` also stands for a spell that a correction made begin
    (or end) later: a day before the signal was raised lies in the absence that it was raised for, not in another one.
    """
    corrected = pl.col("rule").is_in(list(of_absences)) & (pl.col("since_found") <= pl.col("raised_on"))
    handled = stored.filter(pl.col("status").is_in([SignalStatus.SET_ASIDE.value, SignalStatus.REFERRED.value]))
    earlier = (
        handled.join(found.select(*KEY), on=["worker_id", "rule", "subject"], suffix="_found")
        .filter((pl.col("since") > pl.col("since_found")) | ((pl.col("since") < pl.col("since_found")) & corrected))
        .select("worker_id", "rule", "subject", since="since_found", dealt_with="status")
        .unique(["worker_id", "rule", "subject", "since"])
    )
    both = found.with_columns(here=pl.lit(True)).join(
        stored, on=list(KEY), how="full", coalesce=True, suffix="_stored", nulls_equal=True
    )
    both = both.join(earlier, on=list(KEY), how="left")
    status, here = pl.col("status"), pl.col("here").is_not_null()
    same = pl.all_horizontal(
        # An earlier day than the one on which it was raised is written down.
        pl.col("raised_on") <= on,
        pl.col("as_worded"),
        *(pl.col(name).eq_missing(pl.col(f"{name}_stored")) for name in SAID),
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


def _counts(plan: pl.DataFrame, rules: Iterable[str]) -> Counts:
    counted = plan.filter(pl.col("outcome").is_not_null()).group_by("rule", "outcome").len()
    totals = {(rule, outcome): number for rule, outcome, number in counted.iter_rows()}
    # A rule that left the catalogue still closes what it had raised.
    codes = list(dict.fromkeys([*rules, *sorted(rule for rule, _ in totals)]))
    return {code: {name: totals.get((code, name), 0) for name in COUNTS} for code in codes}
