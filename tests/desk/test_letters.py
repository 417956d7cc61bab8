"""Letters: filled from a model and the case, completed, issued with the worker's agreement, kept, taken up again."""

import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.actions import receive_case
from amarre.cases.actions.letters import begin_letter
from amarre.cases.actions.planning import Wanted, write_action, write_objectives
from amarre.cases.consents import give_consent, withdraw_consent
from amarre.cases.letters import BLANK, blocks, facts_of, filled, read_letters, use_of
from amarre.cases.models import Case, Consent, Document, Letter
from amarre.detection.one_worker import state_of
from amarre.directory.models import Job, Professional
from amarre.rules.catalogue import CatalogueError
from amarre.surveillance.models import SickLeave
from amarre.ui import french
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def case(job: Job, service: Service) -> Case:
    lead = Professional.objects.create(service=service, last_name="Lassalle", first_name="Inès", role="charge_maintien")
    return receive_case(job=job, on=TODAY, by=None, lead=lead)


@pytest.fixture
def address(case: Case) -> str:
    return f"/services/essai/dossiers/{case.pk}/lettres/"


@pytest.fixture
def client(service: Service) -> Client:
    return signed_in(person((service, Role.RETENTION_OFFICER)))


@pytest.fixture
def begun(client: Client, address: str) -> Callable[[str], Letter]:
    """Begins a letter of a model from its page."""

    def begin(model: str) -> Letter:
        client.post(address, {"modele": model})
        return Letter.objects.latest("begun_at")

    return begin


def typed(letter: Letter, **changes: object) -> dict[str, object]:
    """What the form of a letter sends, every blank completed."""
    done = {name: BLANK.sub("complété", getattr(letter, name)) for name in ("address", "subject", "text")}
    return {"to": letter.to, "named": letter.named, "seen": letter.edition, **done, **changes}


def test_every_model_is_french_says_its_article_and_is_filled_by_a_case(case: Case, service: Service) -> None:
    author = person((service, Role.PHYSICIAN))
    for model in read_letters().values():
        facts = facts_of(case, model, author, TODAY)
        subject, text = filled(model, facts)

        assert "{" not in subject + text + use_of(model, TODAY), model.code
        assert "'" not in subject + text
        assert " :" not in text.replace("\u00a0:", "")
        assert not set(BLANK.findall(subject)), model.code
    whole = filled(read_letters()["pre_reprise"], facts_of(case, read_letters()["pre_reprise"], author, TODAY))[1]
    assert "[ce que la loi ouvre à la personne ce jour-là, avec l’article]" in whole
    assert "Camille Roy, médecin du travail" in whole
    assert "[nom du médecin du travail]" in whole


def test_a_letter_says_what_the_page_of_the_worker_says_that_day(case: Case, service: Service) -> None:
    model, author = read_letters()["pre_reprise"], person((service, Role.PHYSICIAN))
    SickLeave.objects.create(
        service=service,
        job=case.job,
        starts_on=TODAY - timedelta(days=45),
        ends_on=TODAY + timedelta(days=20),
        cause="maladie",
    )

    text = filled(model, facts_of(case, model, author, TODAY))[1]

    (said,) = (one for one in state_of(case.job.worker, TODAY).said if one.code == "pre_reprise" and one.kind == "open")
    assert french.typeset(f"{said.text} ({said.article})") in text
    assert "plus de 30\u00a0jours d’arrêt" in text


def test_the_plan_is_told_in_its_letter(case: Case, service: Service) -> None:
    officer = person((service, Role.RETENTION_OFFICER))
    write_objectives(case=case, objectives="Reprendre à mi-temps", by=officer, seen=0, on=TODAY)
    case.refresh_from_db()
    wanted = Wanted("Étudier le poste", date(2026, 4, 1), outside="employeur")
    write_action(case=case, wanted=wanted, by=officer, seen=case.version, on=TODAY)

    letter = begin_letter(case=case, model="plan_maintien", by=officer, on=TODAY)

    assert "Reprendre à mi-temps" in letter.text
    assert "- Étudier le poste (" in letter.text
    assert "pour le 01/04/2026)" in letter.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("text: '{inconnu}'", "inconnu is neither"),
        ("text: '{@pre_reprise.rien}'", "@pre_reprise.rien is neither"),
        ("text: x\nto: [voisin]", "voisin is not"),
        ("text: x\nto: [employeur]\ntells: []", "says what it tells"),
        ("text: x\nautre: y", "autre"),
        ("text: '{situation}'", "go together"),
        ("text: x\ncode: autre", "its code is autre"),
    ],
)
def test_a_model_that_nothing_can_fill_is_named_by_its_file(
    tmp_path: object, wrong: str, said: str, settings: object
) -> None:
    folder = settings.HOME / "catalogue"  # type: ignore[attr-defined]
    (folder / "letters").mkdir(parents=True)
    (folder / "parameters").symlink_to(settings.CATALOGUE / "parameters")  # type: ignore[attr-defined]
    lines = {"code": "a", "label": "A", "use": "B", "to": "[travailleur]", "compartment": "cellule", "subject": "S"}
    lines |= dict(line.split(": ", 1) for line in wrong.splitlines())
    (folder / "letters" / "a.yaml").write_text("\n".join(f"{name}: {value}" for name, value in lines.items()))
    settings.CATALOGUE = folder  # type: ignore[attr-defined]

    with pytest.raises(CatalogueError, match=said):
        read_letters()


def test_a_letter_is_begun_completed_and_issued_as_a_document_of_the_case(
    client: Client, begun: Callable[[str], Letter], case: Case, address: str
) -> None:
    models = client.get(address).content.decode()
    assert "Modèle à adapter par le service" in models
    assert "Courrier au médecin traitant" not in models
    letter = begun("proposition_accompagnement")
    page = client.get(f"{address}{letter.pk}/").content.decode()
    assert "Modèle à adapter par le service" in page
    assert "Inès Lassalle" in page
    assert "À compléter" in page
    assert client.post(f"{address}{letter.pk}/emettre/", {"seen": 0}).status_code == 409

    saved = client.post(f"{address}{letter.pk}/", typed(letter, text=f"{typed(letter)['text']}\n\nMa phrase."))
    assert saved.status_code == 302
    assert "Émettre la lettre" in client.get(f"{address}{letter.pk}/emettre/").content.decode()
    client.post(f"{address}{letter.pk}/emettre/", {"seen": 1})

    letter.refresh_from_db()
    document = Document.objects.get()
    assert (letter.document, letter.issued_by, letter.number) == (document, letter.written_by, 1)
    assert document.name == "Proposition d’accompagnement à la personne, version 1.pdf"
    file = client.get(f"/services/essai/dossiers/{case.pk}/documents/{document.pk}/")
    assert file.content.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in file.content
    assert client.post(f"{address}{letter.pk}/", typed(letter)).status_code == 200
    assert "Ma phrase." in client.get(f"{address}{letter.pk}/").content.decode()
    assert client.post(f"/services/essai/dossiers/{case.pk}/documents/{document.pk}/retirer/").status_code == 409
    assert Event.objects.get(action="letter.issued").details["version"] == 1


def test_nothing_goes_to_a_partner_without_the_agreement_for_each_thing_that_is_told(
    client: Client, begun: Callable[[str], Letter], case: Case, address: str
) -> None:
    letter, worker = begun("orientation_partenaire"), case.job.worker
    client.post(f"{address}{letter.pk}/", typed(letter, to="cap_emploi"))
    issue = f"{address}{letter.pk}/emettre/"

    def given(*scopes: str, to: str = "cap_emploi") -> list[Consent]:
        return give_consent(worker=worker, recipient=to, scopes=list(scopes), on=TODAY, way="ecrit", by=None)

    refused = client.post(issue, {"seen": 1})
    assert (refused.status_code, "il manque l’accord du travailleur" in refused.content.decode()) == (409, True)
    consents = given("identite", "travail")
    given("capacites", to="mdph")
    assert client.post(issue, {"seen": 1}).status_code == 409
    assert "accord manquant" in client.get(issue).content.decode()
    consents += given("capacites")
    withdraw_consent(consent=consents[0], on=TODAY, by=None)
    assert client.post(issue, {"seen": 1}).status_code == 409
    assert not Document.objects.exists()

    given("identite")
    assert client.post(issue, {"seen": 1}).status_code == 302
    assert Event.objects.get(action="letter.issued").details["to"] == "cap_emploi"
    assert client.post(f"{address}{letter.pk}/", typed(letter, to="medecin_traitant")).status_code == 200
    assert "n’est plus d’accord" not in client.get(f"{address}{letter.pk}/").content.decode()
    withdraw_consent(consent=consents[1], on=timezone.localdate(), by=None)
    assert "n’est plus d’accord" in client.get(f"{address}{letter.pk}/").content.decode()


def test_a_letter_to_the_physician_belongs_to_those_who_read_health(
    service: Service, case: Case, address: str, client: Client
) -> None:
    physician = signed_in(person((service, Role.PHYSICIAN), email="medecin@essai.test"))
    assert client.post(address, {"modele": "medecin_traitant"}).status_code == 409
    physician.post(address, {"modele": "medecin_traitant"})
    letter = Letter.objects.get()

    assert client.get(f"{address}{letter.pk}/").status_code == 403
    assert letter.subject not in client.get(f"/services/essai/dossiers/{case.pk}/documents/").content.decode()
    assert letter.subject in physician.get(f"/services/essai/dossiers/{case.pk}/documents/").content.decode()
    assert b"Maintien" not in bytes(Letter.objects.values_list("subject", flat=True).get())


def test_of_two_who_write_at_once_the_second_is_shown_both_and_loses_nothing(
    client: Client, begun: Callable[[str], Letter], address: str
) -> None:
    letter = begun("proposition_accompagnement")
    client.post(f"{address}{letter.pk}/", typed(letter, subject="Le premier"))

    late = client.post(f"{address}{letter.pk}/", typed(letter, subject="Le second"))
    page = late.content.decode()
    assert late.status_code == 409
    assert "Le premier" in page
    assert 'value="Le second"' in page
    assert 'name="seen" value="1"' in page
    assert client.post(f"{address}{letter.pk}/emettre/", {"seen": 0}).status_code == 409
    client.post(f"{address}{letter.pk}/", typed(letter, subject="Le second", seen=1))
    letter.refresh_from_db()
    assert (letter.subject, letter.edition) == ("Le second", 2)


def test_an_issued_letter_has_a_next_version_and_a_draft_is_left_and_taken_up(
    client: Client, begun: Callable[[str], Letter], address: str
) -> None:
    first = begun("fin_accompagnement")
    client.post(f"{address}{first.pk}/", typed(first))
    client.post(f"{address}{first.pk}/emettre/", {"seen": 1})
    client.post(f"{address}{first.pk}/reprendre/")
    second = Letter.objects.get(number=2)

    assert (second.thread, second.text) == (first.thread, Letter.objects.get(number=1).text)
    assert client.post(f"{address}{first.pk}/reprendre/").status_code == 409
    left = client.post(f"{address}{second.pk}/abandonner/", follow=True).content.decode()
    assert "Reprendre ce projet" in left
    client.post(f"{address}{second.pk}/reprendre/")
    assert Letter.objects.drafts().get() == second


def test_a_draft_says_that_it_is_one_in_pdf_as_in_word(
    client: Client, begun: Callable[[str], Letter], address: str
) -> None:
    letter = begun("rendez_vous_liaison")
    client.post(f"{address}{letter.pk}/", typed(letter, text="Un <b>mot</b> & #strong[deux]\n\n- une liste\n- à deux"))

    word = client.get(f"{address}{letter.pk}/lettre.docx")
    with zipfile.ZipFile(BytesIO(word.content)) as package:
        body = package.read("word/document.xml").decode()
        for name in package.namelist():
            ElementTree.fromstring(package.read(name))
    assert "Projet, à ne pas envoyer" in body
    assert "Un &lt;b&gt;mot&lt;/b&gt; &amp; #strong[deux]" in body
    assert "– à deux" in body
    assert client.get(f"{address}{letter.pk}/lettre.pdf").content.startswith(b"%PDF")
    assert client.get(f"{address}{letter.pk}/lettre.exe").status_code == 404
    assert Event.objects.filter(action="letter.read").count() == 2


def test_paragraphs_and_lists_are_told_apart() -> None:
    assert blocks("Un\ndeux\n- a\n- b\n\n- c\n\n\nfin") == [
        {"list": False, "lines": ["Un", "deux"]},
        {"list": True, "lines": ["a", "b"]},
        {"list": True, "lines": ["c"]},
        {"list": False, "lines": ["fin"]},
    ]
    assert blocks("  ") == []
