"""A worker takes back an agreement: from then on nothing leaves under it, by any output; what left stays readable."""

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.cases.actions import Contact, close_case, keep_contact, receive_case
from amarre.cases.actions.decisions import decide
from amarre.cases.actions.letters import Words, begin_letter, issue_letter, take_up_letter, write_letter
from amarre.cases.actions.meetings import invite_guest, plan_meeting, put_on_agenda
from amarre.cases.consents import give_consent, withdraw_consent
from amarre.cases.letters import BLANK, read_letters
from amarre.cases.links import link_of
from amarre.cases.models import Case, Consent, Letter
from amarre.cases.sending import send_again, send_due
from amarre.directory.models import Job, Professional
from amarre.lib.errors import DomainError
from amarre.partners.enums import OrientationReason
from amarre.partners.models import Orientation
from tests.clock import Clock
from tests.forms import form_in
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, TODAY)


@pytest.fixture
def case(job: Job, service: Service, clock: Clock) -> Case:
    lead = Professional.objects.create(service=service, last_name="Lassalle", role="charge_maintien")
    return receive_case(job=job, on=TODAY, by=None, lead=lead)


@pytest.fixture
def physician(service: Service) -> User:
    return person((service, Role.PHYSICIAN))


@pytest.fixture
def client(physician: User) -> Client:
    return signed_in(physician)


@pytest.fixture
def agreed(case: Case) -> Callable[[str], list[Consent]]:
    """The worker agrees that this recipient be told everything that letters and extracts tell."""

    def give(recipient: str) -> list[Consent]:
        scopes = sorted({scope.value for model in read_letters().values() for scope in model.tells} | {"identite"})
        return give_consent(worker=case.job.worker, recipient=recipient, scopes=scopes, on=TODAY, way="ecrit", by=None)

    return give


def word_of(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.read("word/document.xml").decode()


def written(letter: Letter, by: User) -> Letter:
    """The draft with every blank completed."""
    said = [BLANK.sub("complété", words) for words in (letter.address, letter.subject, letter.text)]
    return write_letter(letter=letter, words=Words(letter.to, letter.named, *said), by=by, seen=letter.edition)


@pytest.mark.parametrize("model", [one.code for one in read_letters().values() if one.tells])
def test_no_letter_to_somebody_else_is_issued_and_one_that_was_stays_readable_and_says_not_to_send_it(
    client: Client, physician: User, case: Case, agreed: Callable[[str], list[Consent]], model: str
) -> None:
    to = read_letters()[model].to[0]
    (first, *_), address = agreed(to), f"/services/essai/dossiers/{case.pk}/"
    letters = [written(begin_letter(case=case, model=model, by=physician, on=TODAY), physician) for _ in range(2)]
    issued = issue_letter(letter=letters[0], by=physician, on=TODAY, seen=1)
    page = f"{address}lettres/{issued.pk}/"
    assert "Télécharger la lettre" in client.get(page).content.decode()
    assert "à ne pas envoyer" not in word_of(client.get(f"{page}lettre.docx").content)
    for consent in Consent.objects.filter(recipient=to):
        withdraw_consent(consent=consent, on=TODAY, by=None)

    with pytest.raises(DomainError, match="Rien n’est transmis"):
        issue_letter(letter=letters[1], by=physician, on=TODAY, seen=1)
    assert client.post(f"{address}lettres/{letters[1].pk}/emettre/", {"seen": 1}).status_code == 409
    with pytest.raises(DomainError, match="Rien n’est transmis"):
        issue_letter(letter=take_up_letter(letter=issued, by=physician), by=physician, on=TODAY, seen=0)
    assert Letter.objects.filter(issued_at__isnull=False).count() == 1
    shown = client.get(page).content.decode()
    assert "n’est plus d’accord" in shown
    assert "aucune nouvelle version ne s’émet sans un nouvel accord" in shown
    assert "Télécharger la lettre" not in shown
    assert "Relire la lettre" in shown
    assert client.get(f"{address}documents/{issued.document_id}/").content.startswith(b"%PDF")
    assert "la personne n’est plus d’accord" in client.get(f"{address}documents/").content.decode()
    assert "à ne pas envoyer" in word_of(client.get(f"{page}lettre.docx").content)
    assert first.recipient == to


def test_no_extract_is_given_of_a_meeting_and_the_minutes_stay_with_the_cell(
    client: Client, physician: User, case: Case, agreed: Callable[[str], list[Consent]]
) -> None:
    consents = agreed("cap_emploi")
    meeting = plan_meeting(service=case.service, held_on=TODAY, by=physician, participants=[physician])
    item = put_on_agenda(meeting=meeting, case=case, by=physician)
    decide(item=item, text="Étudier le poste", by=physician)
    guest = invite_guest(meeting=meeting, recipient="cap_emploi", items=[item], by=physician)
    address = f"/services/essai/reunions/{meeting.pk}/"
    assert "Orsatelli" in word_of(client.get(f"{address}invites/{guest.pk}/extrait.docx").content)

    withdraw_consent(consent=next(one for one in consents if one.scope == "identite"), on=TODAY, by=None)

    for form in ("docx", "pdf"):
        assert client.get(f"{address}invites/{guest.pk}/extrait.{form}").status_code == 409
    assert "Orsatelli" in word_of(client.get(f"{address}releve.docx").content)


def test_no_orientation_is_sent_to_a_partner_from_that_day_on(
    client: Client, case: Case, agreed: Callable[[str], list[Consent]]
) -> None:
    consents, address = agreed("cap_emploi"), f"/services/essai/dossiers/{case.pk}/orienter/"
    said = {"recipient": "cap_emploi", "reason": OrientationReason.values[0], "expected": "Un bilan"}

    def send() -> int:
        form = form_in(client.get(address).content.decode(), "recipient")
        return client.post(address, {**form, **said, "told": ["identite", "travail"]}).status_code

    assert send() == 302
    withdraw_consent(consent=next(one for one in consents if one.scope == "travail"), on=TODAY, by=None)
    assert send() in (409, 422)
    assert Orientation.objects.count() == 1


def test_no_message_reaches_who_no_longer_wishes_to_be_asked(case: Case, physician: User, clock: Clock) -> None:
    said = {"outcome": "maintien_poste", "decisive": "poste", "satisfaction": "tres_satisfait"}
    contact = Contact("courriel", "yanis@exemple.fr")
    closed = close_case(case=case, by=physician, seen=case.version, on=TODAY, contact=contact, **said)
    clock.to(date(2026, 6, 2))
    assert send_due(service=case.service, on=clock.day)["sent"] == 1
    link = link_of(mail.outbox[0].body.split("/suivi/")[1].split("/")[0])
    keep_contact(case=closed, contact=Contact("aucun"), on=clock.day, by=physician, seen=closed.version)

    clock.to(date(2026, 7, 2))
    assert send_due(service=case.service, on=clock.day)["sent"] == 0
    with pytest.raises(DomainError, match="aucune adresse"):
        send_again(link, on=clock.day)  # type: ignore[arg-type]
    assert len(mail.outbox) == 1
