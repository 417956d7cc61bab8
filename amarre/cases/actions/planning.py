"""The plan de maintien en emploi: written as a draft, signed, then followed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.editing import held, still_open, touched
from amarre.cases.enums import ActionState, OutsideOwner, Signatory
from amarre.cases.models import Case, CaseChange, PlanAction, PlanSignature, RetentionPlan
from amarre.directory.models import Professional
from amarre.lib.errors import DomainError, UnknownName

OBJECTIVES_LENGTH, ACTION_LENGTH = 2_000, 300


@dataclass(frozen=True)
class Wanted:
    """What an action says: one owner, in the service or outside."""

    what: str
    due_on: date
    owner: Professional | None = None
    outside: str | None = None


def plan_in_force(case: Case) -> RetentionPlan | None:
    """The last version that somebody signed; the draft where nothing is signed; None without a plan."""
    plans = list(RetentionPlan.objects.filter(case=case).defer("objectives"))
    return next((one for one in plans if one.signed_on), plans[0] if plans else None)


@transaction.atomic
def write_objectives(*, case: Case, objectives: str, by: User | None, seen: int, on: date) -> RetentionPlan:
    """Write what the plan aims at, in the draft; Outdated when somebody wrote since version `seen`."""
    if not objectives.strip() or len(objectives) > OBJECTIVES_LENGTH:
        raise DomainError(f"Écrivez les objectifs en {OBJECTIVES_LENGTH} caractères au plus.", code="plan.objectives")
    case, draft = _draft(case, seen, by, on)
    draft.objectives = objectives.strip()
    draft.save()
    _told(case, by, "plan.objectives", draft)
    return draft


@transaction.atomic
def write_action(
    *, case: Case, wanted: Wanted, by: User | None, seen: int, on: date, thread: UUID | None = None
) -> PlanAction:
    """Add an action to the draft, or change there the one of that `thread`; a signed version is copied first."""
    if not wanted.what.strip() or len(wanted.what) > ACTION_LENGTH:
        raise DomainError(f"Dites quoi faire en {ACTION_LENGTH} caractères au plus.", code="plan.action")
    if (wanted.owner is None) == (wanted.outside is None):
        raise DomainError("Une action a un responsable, et un seul.", code="plan.owner")
    if wanted.outside is not None and wanted.outside not in OutsideOwner.values:
        raise UnknownName("Responsable", wanted.outside, list(OutsideOwner.values))
    if wanted.owner is not None and wanted.owner.service_id != case.service_id:
        raise DomainError("Cette personne n’est pas du service.", code="case.other_service")
    case, draft = _draft(case, seen, by, on)
    action = draft.actions.filter(thread=thread).first() if thread else PlanAction(plan=draft, thread=uuid4())
    if action is None:
        raise DomainError("Cette action n’est plus dans le plan.", code="plan.unknown_action")
    action.what, action.due_on = wanted.what.strip(), wanted.due_on
    action.owner, action.outside = wanted.owner, wanted.outside
    action.save()
    _told(case, by, "plan.action", draft)
    return action


@transaction.atomic
def mark_action(*, case: Case, thread: UUID, state: str, by: User | None, seen: int, on: date) -> int:
    """Say how far an action is, in every version that holds it: following a plan does not change what was signed."""
    if state not in ActionState.values:
        raise UnknownName("État", state, list(ActionState.values))
    case = held(case, seen=seen)
    still_open(case)
    marked = PlanAction.objects.filter(plan__case=case, thread=thread).update(state=state, state_on=on)
    if not marked:
        raise DomainError("Cette action n’est plus dans le plan.", code="plan.unknown_action")
    touched(case, exchanged=False)
    CaseChange.objects.create(case=case, version=case.version, field="action du plan", after=state, by=by)
    record("plan.action_marked", case, by=by, service=case.service, details={"thread": str(thread), "state": state})
    return marked


@transaction.atomic
def sign_plan(*, case: Case, signatory: str, on: date, by: User | None, seen: int, name: str = "") -> PlanSignature:
    """Record a signature: the first one freezes the draft, the next ones join the version in force.

    DomainError for an empty plan, a second signature of the same person, or a signatory that the case does not have.
    """
    if signatory not in Signatory.values:
        raise UnknownName("Signataire", signatory, list(Signatory.values))
    case = held(case, seen=seen)
    still_open(case)
    plan = RetentionPlan.objects.select_for_update().filter(case=case).first()
    if plan is None or not plan.objectives or not plan.actions.exists():
        raise DomainError("Un plan se signe avec des objectifs et au moins une action.", code="plan.empty")
    if plan.signatures.filter(signatory=signatory).exists():
        raise DomainError("Cette personne a déjà signé cette version.", code="plan.signed_twice")
    if on < case.opened_on:
        raise DomainError("Cette date précède l’ouverture du dossier.", code="case.before_opening")
    signature = PlanSignature.objects.create(
        plan=plan, signatory=signatory, name=_name(case, signatory, name), on=on, recorded_by=by
    )
    if plan.signed_on is None or on < plan.signed_on:
        plan.signed_on = on
        plan.save(update_fields=["signed_on"])
    _told(case, by, "plan.signed", plan)
    return signature


def _draft(case: Case, seen: int, by: User | None, on: date) -> tuple[Case, RetentionPlan]:
    """The case under its lock, and the version that may be written: a copy of the signed one when there is no draft."""
    case = held(case, seen=seen)
    still_open(case)
    last = RetentionPlan.objects.filter(case=case).first()
    if last is not None and last.signed_on is None:
        return case, last
    number = last.number + 1 if last else 1
    draft = RetentionPlan.objects.create(
        case=case, number=number, objectives=last.objectives if last else "", begun_by=by
    )
    for one in last.actions.all() if last else ():
        PlanAction.objects.create(
            plan=draft, thread=one.thread, what=one.what, owner_id=one.owner_id, outside=one.outside,
            due_on=one.due_on, state=one.state, state_on=one.state_on,
        )  # fmt: skip
    if case.plan_opened_on is None:
        case.plan_opened_on = on
    return case, draft


def _told(case: Case, by: User | None, act: str, plan: RetentionPlan) -> None:
    began = Case.objects.filter(pk=case.pk, plan_opened_on__isnull=True).exists() and case.plan_opened_on is not None
    touched(case, exchanged=began)
    CaseChange.objects.create(case=case, version=case.version, field="plan de maintien", by=by)
    record(act, case, by=by, service=case.service, details={"version": plan.number})


def _name(case: Case, signatory: str, given: str) -> str:
    people = {
        Signatory.WORKER.value: case.job.worker,
        Signatory.LEAD.value: case.lead,
        Signatory.PHYSICIAN.value: case.physician or case.job.establishment.physician,
    }
    if signatory == Signatory.EMPLOYER:
        if not given.strip():
            raise DomainError("Dites qui signe pour l’employeur.", code="plan.employer_unnamed")
        return given.strip()[:200]
    who = people[signatory]
    if who is None:
        raise DomainError("Nommez d’abord cette personne dans le dossier.", code="plan.nobody")
    return " ".join(filter(None, (who.first_name, who.last_name)))
