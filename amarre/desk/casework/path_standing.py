"""Where cases stand on the path of accompaniment that they follow: what a professional noted, what the case shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, QuerySet
from django.utils import timezone

from amarre.accounts.models import Service
from amarre.cases.models import Case, CasePath, Consent, RetentionPlan, SupportAct
from amarre.cases.paths import NextStep, SupportPath, SupportStep, read_paths
from amarre.cases.profiles import profile_of
from amarre.partners.models import Orientation

#: The day of each fact that shows a step, by case and fact.
Facts = Mapping[int, Mapping[str, date]]
#: How many cases are looked at at once: more than one small service has.
MOST = 500


@dataclass(frozen=True)
class Taken:
    """One step of a case: its day once it is taken or set aside, who noted it, or that the case shows it."""

    step: SupportStep
    on: date | None = None
    skipped: bool = False
    by: str = ""
    marked: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing is left to do there."""
        return self.on is not None


@dataclass(frozen=True)
class Standing:
    """Where a case stands: its steps in order, the one that comes next."""

    case_path: CasePath
    path: SupportPath
    steps: list[Taken]
    coming: NextStep | None

    @property
    def case(self) -> Case:
        """The case."""
        return self.case_path.case

    @property
    def done(self) -> int:
        """How many steps are behind."""
        return sum(one.over for one in self.steps)

    @property
    def last(self) -> Taken | None:
        """The step last taken, by its day."""
        taken = [one for one in self.steps if one.on and not one.skipped]
        return max(taken, key=lambda one: one.on or date.min) if taken else None

    @property
    def then(self) -> Taken | None:
        """The step after the next one."""
        left = [one for one in self.steps if not one.over]
        return left[1] if len(left) > 1 else None

    def late(self, today: date) -> bool:
        """Whether the next step is."""
        return self.coming is not None and self.coming.late(today)


def standing_of(case: Case) -> Standing | None:
    """Where one case stands; None when it follows no path, or one whose file is there no more."""
    followed = CasePath.objects.filter(case=case, left_on__isnull=True).prefetch_related("marks__by").first()
    if followed is None or followed.path not in read_paths():
        return None
    followed.case = case
    return _stand(followed, facts_of([case]).get(case.pk, {}))


def standings(service: Service) -> list[Standing]:
    """The cases of the service that follow a path and are not closed, the late ones first, then the soonest due."""
    rows = CasePath.objects.filter(
        case__service=service, case__closed_on__isnull=True, left_on__isnull=True, path__in=read_paths()
    )
    related = ("case__service", "case__job__worker", "case__job__establishment", "case__lead", "case__referral")
    followed = list(rows.select_related(*related).prefetch_related("marks__by").order_by("chosen_on", "pk")[:MOST])
    facts = facts_of([one.case for one in followed])
    found = [_stand(one, facts.get(one.case_id, {})) for one in followed]
    return sorted(found, key=lambda one: (one.coming.on if one.coming else None) or date.max)


def without_path(service: Service) -> QuerySet[Case]:
    """The cases of the service that are not closed and follow no path, where its organisation has some."""
    if not profile_of(service).paths:
        return Case.objects.none()
    followed = CasePath.objects.filter(case__service=service, left_on__isnull=True)
    return Case.objects.of(service).going_on().exclude(pk__in=followed.values("case"))


def facts_of(cases: Sequence[Case]) -> Facts:
    """What the cases show, in four queries however many they are; `referral` is fetched with them."""
    found: dict[int, dict[str, date]] = {case.pk: {} for case in cases}
    for case in cases:
        # A case that business software brought without its signalement was seen at the latest when it was opened.
        seen_on = case.referral.received_on if case.referral else case.opened_on
        for name, on in (("signalement", seen_on), ("cloture", case.closed_on)):
            if on:
                found[case.pk][name] = on
    if not cases:
        return found
    pks = list(found)
    days: tuple[tuple[str, Collection[tuple[int, date | None]]], ...] = (
        ("accompagnement", SupportAct.objects.filter(case__in=pks).values_list("case").annotate(on=Min("held_on"))),
        ("plan_signe", RetentionPlan.objects.filter(case__in=pks).order_by().values_list("case").annotate(
            on=Min("signed_on"))),
        ("orientation", Orientation.objects.filter(case__in=pks).values_list("case").annotate(on=Min("sent_on"))),
    )  # fmt: skip
    for name, rows in days:
        for pk, on in rows:
            if on:
                found[pk][name] = on
    given = Consent.objects.in_force(timezone.localdate()).filter(worker__in={case.job.worker_id for case in cases})
    agreed = dict(given.order_by().values_list("worker").annotate(on=Min("given_on")))
    for case in cases:
        if case.job.worker_id in agreed:
            found[case.pk]["consentement"] = agreed[case.job.worker_id]
    return found


def _stand(followed: CasePath, facts: Mapping[str, date]) -> Standing:
    path = read_paths()[followed.path]
    marks = {mark.step: mark for mark in followed.marks.all()}
    steps = []
    for step in path.steps:
        mark, shown = marks.get(step.code), facts.get(step.shown_by or "")
        if mark is not None:
            steps.append(Taken(step, mark.on, mark.skipped, str(mark.by or ""), marked=True))
        else:
            steps.append(Taken(step, shown))
    done = {one.step.code: one.on for one in steps if one.on and not one.skipped}
    coming = path.next_step(done, [one.step.code for one in steps if one.skipped])
    return Standing(followed, path, steps, coming)
