"""A year and a half of one case, step by step: which figures move, by how much, and that no other one does."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.models import AgendaItem, Case, CellMeeting, Intake, PlannedFollowUp, Referral, SchemeUse
from amarre.cases.schemes import read_schemes
from amarre.cases.sending import send_due
from amarre.contracts.definitions import contract_of
from amarre.contracts.figures import contract_figures
from amarre.directory.models import Establishment, Job, Professional, Worker
from amarre.directory.search.index import index_names
from amarre.partners.models import Orientation
from amarre.portal import robots
from amarre.portal.robots import new_token
from tests.clock import Clock
from tests.people import person, signed_in
from tests.portal.test_follow_up import ANSWERS, birth, proof
from tests.portal.test_public_forms import EMPLOYER

pytestmark = pytest.mark.django_db
START, END = date(2026, 1, 1), date(2027, 12, 31)
Reading = Mapping[str, Mapping[str, Any]]


class Months:
    """The case of the mason, with who works on it; every step says which figures it moves."""

    def __init__(self, service: Service, clock: Clock) -> None:
        self.service, self.clock = service, clock
        self.address = ""
        self.seen = self.read()

    def read(self) -> Reading:
        """Every figure over the two years."""
        return contract_figures(self.service, contract_of("prevy-2025"), START, END).results

    def on(self, month: int, day: int, year: int = 2026) -> str:
        """That day has come; as a form writes it."""
        return f"{self.clock.to(date(year, month, day)):%d/%m/%Y}"

    def as_a(self, role: Role) -> Client:
        """Somebody of that role, signed in that day."""
        return signed_in(person((self.service, role), email=f"{role}@essai.test"))

    def post(self, role: Role, page: str, data: Mapping[str, Any], status: int = 302) -> str:
        """What a page of the service is sent, and what it answers."""
        answer = self.as_a(role).post(f"/services/essai/{page}", data)
        assert answer.status_code == status, (page, answer.status_code, answer.content.decode()[:4000])
        return answer.content.decode()

    def case(self, role: Role, page: str, data: Mapping[str, Any], status: int = 302) -> str:
        """The same of the page of the case."""
        return self.post(role, f"dossiers/{Case.objects.get().pk}/{page}", data, status)

    def moved(self, step: str, **expected: tuple[Any, Any]) -> None:
        """The values of these figures went from the first to the second, in both scopes; nothing else moved."""
        now = self.read()
        changed = {code for code in now if now[code] != self.seen[code]}
        assert changed == set(expected), f"{step}: {sorted(changed ^ set(expected))} differ"
        for code, change in expected.items():
            for scope in ("all", "target"):
                went = (self.seen[code][scope]["value"], now[code][scope]["value"])
                assert went == change, f"{step}: {code} ({scope}) went {went}"
            parts = now[code]["all"]["by"]
            assert any(parts[name] != self.seen[code]["all"]["by"][name] for name in parts), (step, code)
        self.seen = now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(robots, "SHORTEST", -1)
    cache.clear()
    return Clock(monkeypatch, date(2026, 1, 5))


@pytest.fixture
def months(clock: Clock, job: Job) -> Months:
    """The mason, in the contract's target, and a colleague of another trade to whom nothing happens."""
    service = job.service
    Worker.objects.filter(pk=job.worker_id).update(last_name="Canariname", first_name="Canarifirst")
    bakery = Establishment.objects.create(
        service=service, member=job.establishment.member, name="Boulangerie", naf="10.71C", headcount=8
    )
    baker = Worker.objects.create(
        service=service, last_name="Alba", first_name="Noa", sex="F", born_on=date(1990, 1, 2)
    )
    Job.objects.create(
        service=service, worker=baker, establishment=bakery, contract_kind="cdi", monitoring="simple",
        started_on=date(2015, 1, 5),
    )  # fmt: skip
    for name, role in (("Lassalle", "charge_maintien"), ("Vidal", "psychologue")):
        Professional.objects.create(service=service, last_name=name, first_name="Inès", role=role)
    Service.objects.filter(pk=service.pk).update(facts_version=1)
    service.refresh_from_db()
    index_names(service=service)
    return Months(service, clock)


def test_figures_move_as_they_should_at_each_step_of_a_case(months: Months, job: Job) -> None:
    signalled(months, job)
    accompanied(months, job)
    examined(months, job)
    tried(months)
    oriented(months, job)
    together(months)
    closed(months)
    followed(months)
    reopened(months)


def signalled(m: Months, job: Job) -> None:
    """On leave, signalled by the employer, taken on."""
    m.post(Role.NURSE, f"travailleurs/{job.worker_id}/faits/arret/", {"debut": m.on(1, 12), "motif": "maladie"})
    m.moved("a leave begins")
    m.on(2, 16)
    sent = Client().post("/signaler/essai/employeur/", {**EMPLOYER, "etape": "5", "envoyer": "1", "jeton": new_token()})
    assert sent.status_code == 302
    m.moved("the employer writes: a message is no signalement yet")
    intake = Intake.objects.get()
    taken = {"acte": "prendre", "job": job.pk, "reason": "sante_et_social", "q": "Canariname"}
    m.post(Role.COORDINATION, f"signalements/recus/{intake.pk}/", taken)
    m.moved("the message is recognised", I06=(0, 1), F06=(None, 0))
    m.on(2, 20)
    lead = Professional.objects.get(last_name="Lassalle").pk
    m.post(Role.NURSE, f"signalements/{Referral.objects.get().pk}/decider/", {"move": "accepter", "lead": lead})
    m.moved(
        "it is accepted: a case",
        I24=(0, 1), F00=(0, 1), F01=(None, 0), F02=(None, 0), F03=(None, 0), O05=(None, 4),
    )  # fmt: skip
    m.case(Role.PHYSICIAN, "faire/qualifier/", {"on": m.on(2, 23)})
    m.case(Role.RETENTION_OFFICER, "faire/ouvrir/", {"on": m.on(2, 23)})
    m.case(Role.RETENTION_OFFICER, "completer/", {"level": "T2"})
    member = Professional.objects.get(last_name="Vidal").pk
    m.case(Role.RETENTION_OFFICER, "equipe/", {"professional": member, "on": m.on(2, 23)})
    m.moved("it is qualified, opened, completed, and has a team")


def accompanied(m: Months, job: Job) -> None:
    """What the cell does for the worker."""
    agreed = {"on": m.on(3, 2), "recipient": "cap_emploi", "scopes": ["identite", "travail"], "way": "oral"}
    m.post(Role.SOCIAL_WORKER, f"travailleurs/{job.worker_id}/consentements/", agreed)
    m.case(Role.PHYSICIAN, "notes/medical/", {"on": m.on(3, 2), "text": "Épaule"})
    m.moved("a consent and a note")
    act = {"on": m.on(3, 4), "profession": "assistant_social", "text": "Dettes", "compartment": "social"}
    m.case(Role.SOCIAL_WORKER, "accompagnement/", act)
    m.moved("the social worker's act", I27=(0, 1), F06=(0, 1))
    act = {"on": m.on(3, 5), "profession": "psychologue", "text": "", "compartment": "psychologique"}
    m.case(Role.PSYCHOLOGIST, "accompagnement/", act)
    m.moved("the psychologist's act", I28=(0, 1))
    m.case(Role.RETENTION_OFFICER, "plan/", {"objectives": "Reprendre à mi-temps"})
    m.moved("a plan is begun", I21=(0, 1), I22=(0, 1), I23=(0, 1))
    step = {"what": "Étudier le poste", "who": "employeur", "due_on": "2026-04-01", "state": "a_faire"}
    m.case(Role.RETENTION_OFFICER, "plan/action/", step)
    m.case(Role.RETENTION_OFFICER, "plan/signer/", {"signatory": "travailleur", "on": m.on(3, 9)})
    m.moved("the plan is completed and signed")


def examined(m: Months, job: Job) -> None:
    """A visit, a rendez-vous de liaison."""
    visit = {
        "date": m.on(3, 16), "nature": "pre_reprise", "demandeur": "travailleur", "modalite": "presentiel",
        "avis": "aucun", "amenagement": "on", "averti": ["pre_reprise_avant_ouverture"],
    }  # fmt: skip
    m.post(Role.PHYSICIAN, f"travailleurs/{job.worker_id}/faits/visite/", visit)
    m.moved("a pre-return visit with measures", I16=(0, 1), I17=(0, 1), I22=(1, 3))
    meeting = {"date": m.on(3, 23), "initiative": "employeur", "participation": "presentiel"}
    m.post(Role.RETENTION_OFFICER, f"travailleurs/{job.worker_id}/faits/rendez-vous-de-liaison/", meeting)
    m.moved("a rendez-vous de liaison", I18=(0, 1), I22=(3, 4))


def tried(m: Months) -> None:
    """Two dispositifs, the first with all its agreements."""
    trial = {"scheme": "essai_encadre", "initiator": "medecin_travail", "starts_on": "2026-03-30"}
    m.case(Role.PHYSICIAN, "dispositif/", {**trial, "approval": "oui", "ends_on": "2026-05-29"}, status=422)
    m.case(Role.PHYSICIAN, "dispositif/", {**trial, "approval": "attente", "ends_on": "2026-04-10"})
    m.moved("a trial that is too long is refused, another waits for its agreements")
    use = SchemeUse.objects.get()
    *first, last = read_schemes()["essai_encadre"].agreements
    for party in first:
        m.case(Role.PHYSICIAN, f"dispositifs/{use.pk}/accords/{party}/", {"answer": "oui", "on": m.on(3, 27)})
    m.moved("all but one of those who must agree did")
    m.case(Role.PHYSICIAN, f"dispositifs/{use.pk}/accords/{last}/", {"answer": "oui", "on": m.on(3, 27)})
    m.moved("the last one agrees: the trial counts", I19=(0, 1))
    retraining = {"scheme": "crpe", "approval": "oui", "starts_on": "2026-06-01", "ends_on": "2027-05-31"}
    m.case(Role.PHYSICIAN, "dispositif/", retraining)
    m.moved("a CRPE", I20=(0, 1))


def oriented(m: Months, job: Job) -> None:
    """To a partner: one by mistake, the other answered."""
    words = {
        "recipient": "cap_emploi",
        "on": m.on(4, 2),
        "reason": "titre",
        "expected": "Un avis",
        "told": ["identite"],
    }
    m.case(Role.SOCIAL_WORKER, "orienter/", words)
    m.moved("an orientation to Cap emploi", I12=(0, 1), I25=(0, 1), I29=(0, 1), O04=(None, 0))
    m.case(Role.SOCIAL_WORKER, f"orientations/{Orientation.objects.get().pk}/annuler/", {"reason": "Erreur"})
    m.moved("it is cancelled", I12=(1, 0), I25=(1, 0), I29=(1, 0), O04=(0, None))
    m.case(Role.SOCIAL_WORKER, "orienter/", words)
    m.moved("another one leaves", I12=(0, 1), I25=(0, 1), I29=(0, 1), O04=(None, 0))


def together(m: Months) -> None:
    """A meeting, a suspension."""
    m.on(4, 10)
    people = [person((m.service, role), email=f"{role}@essai.test").pk for role in (Role.COORDINATION, Role.PHYSICIAN)]
    m.post(Role.COORDINATION, "reunions/prevoir/", {"held_on": "10/04/2026", "participants": people})
    meeting = CellMeeting.objects.get()
    m.post(Role.COORDINATION, f"reunions/{meeting.pk}/", {"acte": "ajouter", "dossier": Case.objects.get().pk})
    item = AgendaItem.objects.get()
    guest = {"acte": "inviter", "recipient": "cap_emploi", "items": [item.pk]}
    m.post(Role.COORDINATION, f"reunions/{meeting.pk}/", guest)
    decided = {"acte": "decider", "text": "Essayer le poste", "owner": people[1]}
    m.post(Role.COORDINATION, f"reunions/{meeting.pk}/dossiers/{item.pk}/", decided)
    m.post(Role.COORDINATION, f"reunions/{meeting.pk}/", {"acte": "terminer"})
    m.moved("a meeting with a partner, a decision, a task")
    m.case(Role.ERGONOMIST, "faire/suspendre/", {"on": m.on(4, 20), "reason": "Attente d’un avis"})
    m.case(Role.ERGONOMIST, "faire/reprendre/", {"on": m.on(5, 11)})
    m.moved("a suspension and its end")


def closed(m: Months) -> None:
    """The outcome."""
    data = {
        "outcome": "maintien_poste_amenage", "on": m.on(9, 30), "decisive": "essai", "satisfaction": "tres_satisfait",
        "channel": "courriel", "address": "yanis@exemple.fr",
    }  # fmt: skip
    m.case(Role.RETENTION_OFFICER, "clore/", data)
    m.moved("the case is closed", F01=(0, 1), F02=(0, 1), O01=(None, 0), O03=(None, 1))


def followed(m: Months) -> None:
    """What became of the worker, three, six and twelve months later."""
    m.on(12, 30)
    planned = PlannedFollowUp.objects.get(due_month="3").pk
    m.post(Role.SOCIAL_WORKER, f"suivis/{planned}/", {"situation": "poste_amenage", "wants_call": "non"})
    m.moved("three months: a call")
    for days in range(0, 40, 10):
        assert send_due(service=m.service, on=m.clock.to(date(2027, 3, 30) + timedelta(days=days)))["sent"] == 1
    m.moved("six months: a message and three reminders")
    assert send_due(service=m.service, on=m.clock.to(date(2027, 5, 10)))["unreachable"] == 1
    m.moved("nobody answers: followed, and lost", O01=(0, 1))
    answer(m, "autre_employeur")
    m.moved("a late answer from the link", O02=(None, 1), O03=(1, 0))
    mail.outbox.clear()
    assert send_due(service=m.service, on=m.clock.to(date(2027, 9, 30)))["sent"] == 1
    answer(m, "formation")
    m.moved("twelve months, from the link")


def answer(m: Months, situation: str) -> None:
    """The worker opens the last link received, gives a birth date, answers."""
    address = "/suivi/" + str(mail.outbox[-1].body).split("/suivi/")[1].split()[0]
    page = Client().post(address, birth()).content.decode()
    thanks = Client().post(address, {**ANSWERS, "situation": situation, "preuve": proof(page)})
    assert "Merci" in thanks.content.decode()


def reopened(m: Months) -> None:
    """Taken up again, the case has no outcome any more."""
    m.case(Role.PHYSICIAN, "rouvrir/", {"on": m.on(10, 15, 2027), "reason": "Nouvel arrêt"})
    m.moved("the case is reopened", F01=(1, 0), F02=(1, 0), O01=(1, None), O02=(1, None), O03=(0, None))
