"""Every move, every compartment and every form of a case, asked by every role: what each one may, and nothing more."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.actions import receive_case, receive_referral
from amarre.cases.actions.notes import write_note
from amarre.cases.compartments import PERMISSIONS, notes_for
from amarre.cases.enums import CaseMove, CaseStatus, Compartment, ReferralMove, ReferralOrigin
from amarre.cases.models import NOTES, Case, CaseTransition, Referral, SupportAct
from amarre.cases.workflow import TRANSITIONS
from amarre.directory.models import Job, Professional
from tests.cases.test_compartments import READERS
from tests.cases.test_workflow import CELL, MAY, TRIAGE, put
from tests.detection.drawn import a_worker
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
#: What each move asks for, as its page sends it, and where that page is when it has one of its own.
CLOSING = {
    "outcome": "maintien_poste", "decisive": "poste", "satisfaction": "non_recueillie", "channel": "aucun",
}  # fmt: skip
SAID: dict[CaseMove, tuple[str, dict[str, str]]] = {
    CaseMove.QUALIFY: ("faire/qualifier/", {}),
    CaseMove.OPEN: ("faire/ouvrir/", {}),
    CaseMove.SUSPEND: ("faire/suspendre/", {"reason": "Attente d’un avis"}),
    CaseMove.RESUME: ("faire/reprendre/", {}),
    CaseMove.CLOSE: ("clore/", CLOSING),
    CaseMove.REOPEN: ("rouvrir/", {"reason": "Nouvel arrêt"}),
}
#: Who decides about a signalement: the same people, whatever they decide.
DECIDES = dict.fromkeys(ReferralMove, TRIAGE)
#: The forms of a case that are no move, and who fills them in.
FORMS = {
    "completer/": CELL,
    "dispositif/": TRIAGE,
    "equipe/": CELL,
    "accompagnement/": CELL,
    "plan/": CELL,
    "plan/action/": CELL,
    "plan/signer/": CELL,
    "contact/": CELL,
    "demander/": CELL,
    "copie/demande/": CELL,
    "orienter/": CELL,
}


@pytest.fixture
def case(job: Job) -> Case:
    lead = Professional.objects.create(service=job.service, last_name="Lassalle", role="charge_maintien")
    return receive_case(job=job, on=ON, by=None, lead=lead)


@pytest.fixture
def address(case: Case) -> str:
    return f"/services/essai/dossiers/{case.pk}/"


@pytest.fixture
def clients(service: Service) -> dict[Role, Client]:
    """A browser of each role of the service."""
    return {role: signed_in(person((service, role), email=f"{role}@essai.test")) for role in Role}


@pytest.fixture
def strangers(service: Service) -> list[tuple[Client, int]]:
    """Who has every role in another service, and who has not signed in, with what they are answered."""
    other = Service.objects.create(code="autre", name="Autre")
    everything = person(*((other, role) for role in Role), email="ailleurs@essai.test")
    return [(signed_in(everything), 404), (Client(), 302)]


def test_the_tables_name_every_move_and_every_compartment() -> None:
    assert set(MAY) == set(SAID) == set(CaseMove) == set(TRANSITIONS)
    assert set(READERS) == set(Compartment) == set(PERMISSIONS)
    assert set(DECIDES) == set(ReferralMove)


@pytest.mark.parametrize("move", list(CaseMove))
def test_a_move_is_made_by_its_roles_and_by_nobody_else(
    case: Case, address: str, clients: dict[Role, Client], strangers: list[tuple[Client, int]], move: CaseMove
) -> None:
    where, words = SAID[move]
    source = sorted(TRANSITIONS[move].sources)[0]
    sent = {**words, "on": f"{timezone.localdate():%Y-%m-%d}"}
    for role, client in clients.items():
        standing = put(case, CaseStatus(source))
        sent["seen"] = str(standing.version)
        offered = f"{address}faire/{move}/" in client.get(address).content.decode()
        answer = client.post(f"{address}{where}", sent)
        standing.refresh_from_db()
        moved = standing.status == TRANSITIONS[move].target and answer.status_code == 302
        assert (offered, moved) == (role in MAY[move], role in MAY[move]), role
        if role not in MAY[move]:
            assert (answer.status_code, client.get(f"{address}{where}").status_code) == (403, 403), role
            assert standing.status == source
    made = CaseTransition.objects.filter(case=case, move=move).count()
    standing = put(case, CaseStatus(source))
    for client, status in strangers:
        assert client.post(f"{address}{where}", {**sent, "seen": standing.version}).status_code == status
    assert CaseTransition.objects.filter(case=case, move=move).count() == made == len(MAY[move])


@pytest.mark.parametrize("compartment", list(Compartment))
def test_a_compartment_is_opened_and_written_by_its_professions_and_by_nobody_else(
    case: Case,
    service: Service,
    address: str,
    clients: dict[Role, Client],
    strangers: list[tuple[Client, int]],
    compartment: Compartment,
) -> None:
    page, today = f"{address}notes/{compartment}/", f"{timezone.localdate():%Y-%m-%d}"
    readers = READERS[compartment]
    author = person((service, sorted(readers)[0]), email="auteur@essai.test")
    write_note(case=case, compartment=compartment, text="Canari", by=author, on=ON)
    for role, client in clients.items():
        read = client.get(page)
        wrote = client.post(page, {"on": today, "text": f"Par {role}"})
        by_act = client.post(
            f"{address}accompagnement/",
            {"on": today, "profession": "ergonome", "text": f"Acte de {role}", "compartment": compartment},
        )
        assert ("Canari" in read.content.decode()) == (role in readers), role
        assert (read.status_code, wrote.status_code) == ((200, 302) if role in readers else (403, 403)), role
        assert by_act.status_code == (302 if role in readers else 422 if role in CELL else 403), role
        assert "Canari" not in by_act.content.decode()
    for client, status in strangers:
        assert client.get(page).status_code == status
        assert client.post(page, {"on": today, "text": "x"}).status_code == status
    kept = {note.text for note in notes_for(author, case, compartment)}
    assert kept == {"Canari", *(f"Par {role}" for role in readers), *(f"Acte de {role}" for role in readers)}
    assert [one for one, model in NOTES.items() if model.objects.exists()] == [compartment]
    assert SupportAct.objects.count() == len(readers)


def test_a_form_is_filled_in_by_its_roles_and_by_nobody_else(
    case: Case, address: str, clients: dict[Role, Client], strangers: list[tuple[Client, int]]
) -> None:
    put(case, CaseStatus.OPEN)
    action = f"plan/action/{uuid4()}/"
    for form, roles in {**FORMS, action: CELL}.items():
        for role, client in clients.items():
            # Sent empty: a form that is the person's own says what is missing, and the others never get that far.
            status = client.post(f"{address}{form}", {"text": "", "professional": "", "on": ""}).status_code
            allowed = {302, 422} if form == "completer/" else {404} if form == action else {422}
            assert (status in allowed) == (role in roles), (form, role, status)
            assert role in roles or status == 403, (form, role, status)
        for client, status in strangers:
            assert client.post(f"{address}{form}", {}).status_code == status, form


@pytest.mark.parametrize("move", list(ReferralMove))
def test_a_signalement_is_decided_by_its_roles_and_by_nobody_else(
    service: Service, clients: dict[Role, Client], strangers: list[tuple[Client, int]], move: ReferralMove
) -> None:
    words = {"move": move, "message": "Rappelez-nous", "refusal": "hors_champ"}
    for role, client in clients.items():
        job = a_worker(service)
        kept = receive_referral(job=job, origin=ReferralOrigin.EMPLOYER, by=None, on=ON)
        if move == ReferralMove.JOIN:
            receive_case(job=job, on=ON, by=None)
        where = f"/services/essai/signalements/{kept.pk}/decider/"
        for stranger, refused in strangers:
            assert stranger.post(where, words).status_code == refused
        status = client.post(where, words).status_code
        before, kept = kept.status, Referral.objects.get(pk=kept.pk)
        assert (status, kept.status != before) == ((302, True) if role in DECIDES[move] else (403, False)), role
