"""What is known of one worker on a day, from rows read once: the facts, what the law says of them, the grid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Model

from amarre.detection.datasets import READ, SITUATIONS
from amarre.detection.grid import Point, points_of, read_grid
from amarre.detection.jobs.alone import job_facts_of
from amarre.detection.jobs.alone_leaves import Rows, absences_of
from amarre.detection.jobs.facts import READ as LAW_READ
from amarre.detection.jobs.facts import TYPED
from amarre.detection.jobs.known import what_is_known
from amarre.detection.spells import LASTING
from amarre.detection.statements.deciding import Judged, stated_of
from amarre.detection.statements.reading import Said, law_of, law_rows_of, said_of
from amarre.detection.worker_rows import as_frames, rows_of
from amarre.directory.models import Worker
from amarre.indicators.law import readings_now
from amarre.rules.parameters import Figures

#: Where absences and returns are read, and the facts that follow from nothing else.
ABSENT = (
    "adherents", "etablissements", "travailleurs", "emplois", "visites", "arrets", "licenciements", "dossiers",
)  # fmt: skip
PRESENCE = (
    "debut_arret", "pre_reprise_le", "retour_le", "debut_absence", "jours_depuis_retour", "reprise_depuis_retour",
    "nombre_arrets", "jours_cumules",
    "regime_juridique", "jours_absence", "jours_non_trajet", "jours_avec_trajet", "jours_accident_travail",
    "jours_maladie_professionnelle", "jours_maternite",
)  # fmt: skip
#: The statement about a visit after a return, which PRESENCE is enough for, and its kinds that ask for one.
RETURN_VISIT, ASKED = "reprise", frozenset({"due", "late"})


@dataclass(frozen=True)
class Leave:
    """A period of absence of any cause; `ends_on` is empty while no end is known."""

    starts_on: date
    ends_on: date | None

    def days_on(self, day: date) -> int:
        """How long it has lasted on that day, lasted in all, or is to last."""
        last = day if self.covers(day) else self.ends_on or self.starts_on
        return (last - self.starts_on).days + 1

    def covers(self, day: date) -> bool:
        """Whether the worker is absent on that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Presence:
    """Whether the worker is there: the facts of PRESENCE (empty without an active job), the absences in order.

    `return_visit_asked`: the law asks for a visit after the return, and none is known.
    """

    facts: Mapping[str, Any]
    leaves: list[Leave]
    return_visit_asked: bool


@dataclass(frozen=True)
class State:
    """The facts of the oldest active job (FACTS; empty without one), the absences in order, the law, the grid."""

    facts: Mapping[str, Any]
    leaves: list[Leave]
    said: list[Said]
    points: list[Point]

    @property
    def return_visit_asked(self) -> bool:
        """Whether the law asks for a visit after the return, and none is known."""
        return any(one.code == RETURN_VISIT and one.kind in ASKED for one in self.said)


def state_of(
    worker: Worker, day: date, *, with_grid: bool = False, given: Mapping[str, Iterable[Model]] | None = None
) -> State:
    """The worker as of that day; `given` holds the rows that the caller has read, by resource (see `rows_of`)."""
    figures, rules = law_of(day, readings_now())
    rows = law_rows_of(worker, also=READ if with_grid else {}, given=given)
    jobs = job_facts_of(rows, day, figures)
    points = []
    if with_grid:
        # Only the grid needs the facts of RISKS, which are derived in columns alone.
        situation = SITUATIONS.build(what_is_known(as_frames(rows), day, figures))
        points = points_of(situation, read_grid(settings.CATALOGUE), figures, day)
    return State(
        facts=_oldest(jobs),
        leaves=_leaves(rows, day, figures),
        said=said_of(rows, jobs, day, figures, rules),
        points=points,
    )


def presence_of(
    worker: Worker, day: date, figures: Figures, rules: Sequence[Judged], given: Mapping[str, Iterable[Model]]
) -> Presence:
    """What `state_of` says of absences and returns, from the tables of ABSENT alone; `rules` are those of that day."""
    unread: Rows = dict.fromkeys((*LAW_READ, *TYPED), ())
    rows = {**unread, **rows_of(worker, {name: LAW_READ[name] for name in ABSENT}, given)}
    jobs = job_facts_of(rows, day, figures)
    facts = _oldest(jobs)
    asking = stated_of(return_visits_among(rules), jobs, day, figures)
    return Presence({name: facts[name] for name in PRESENCE if facts}, _leaves(rows, day, figures), bool(asking))


def return_visits_among(rules: Iterable[Judged]) -> list[Judged]:
    """The rules that ask for a visit after a return: they read the facts of PRESENCE alone."""
    return [one for one in rules if one.rule.says == RETURN_VISIT and one.rule.kind in ASKED]


def _oldest(jobs: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    return min(jobs, key=lambda one: (one["debut_emploi"], one["emploi_id"]), default={})


def _leaves(rows: Rows, day: date, figures: Figures) -> list[Leave]:
    gap = int(figures["arrets.ecart_tolere"].at(day).value)  # type: ignore[arg-type]
    return [Leave(start, None if end == LASTING else end) for start, end in absences_of(rows, gap)]
