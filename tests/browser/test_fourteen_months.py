"""A case from an employer's message to what became of the worker fourteen months later, in a real browser.

Five professionals and two partners; days pass as the test says.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Browser, Locator, Page, expect

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.cases.actions import receive_case
from amarre.cases.consents import give_consent
from amarre.cases.models import Case, FollowUp, FollowUpAnswer, Task
from amarre.directory.models import Job, Professional, Worker
from amarre.directory.search.index import index_names
from amarre.portal import robots
from amarre.surveillance.models import SickLeave
from tests.clock import Clock
from tests.people import PASSWORD, person, signed_in
from tests.portal.test_public_forms import EMPLOYER

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

#: Who works on the case.
NAMES = {
    Role.COORDINATION: "Claude Coordination", Role.RETENTION_OFFICER: "Inès Lassalle", Role.PHYSICIAN: "Dr Aubin",
    Role.SOCIAL_WORKER: "Sam Social", Role.PSYCHOLOGIST: "Pia Psychologue",
}  # fmt: skip


class Stage:
    """The site, its people and the day."""

    def __init__(self, browser: Browser, site: str, service: Service, clock: Clock) -> None:
        self.site, self.service, self.clock = site, service, clock
        size = {"width": 1366, "height": 768}
        # The desk of the professionals, who sit down at it in turn, and that of people without an account.
        self.desk, self.outside = (browser.new_context(viewport=size, locale="fr-FR") for _ in range(2))  # type: ignore[arg-type]
        self.page = self.desk.new_page()
        self.cookies: dict[Role, list[Any]] = {}
        self.seated: Role | None = None
        self.since: dict[Role, date] = {}
        self.users: dict[Role, User] = {}
        for role, name in NAMES.items():
            self.users[role] = person((service, role), email=f"{role}@essai.test", password=PASSWORD)
            User.objects.filter(pk=self.users[role].pk).update(full_name=name)

    def somebody(self) -> Page:
        """Somebody without an account."""
        return self.outside.new_page()

    def enter(self, role: Role, address: str = "") -> Page:
        """That professional at that page; a session lasts half an hour, so each day begins with another."""
        if self.seated is not None:
            self.cookies[self.seated] = [
                {"name": one["name"], "value": one["value"], "url": self.site} for one in self.desk.cookies()
            ]
        self.desk.clear_cookies()
        self.desk.add_cookies(self.cookies.get(role, []))
        new = role not in self.since
        if new:
            self.page.goto(f"{self.site}/")
            self.page.get_by_label("Adresse e-mail").fill(f"{role}@essai.test")
            self.page.get_by_label("Mot de passe").fill(PASSWORD)
            self.page.get_by_role("button", name="Se connecter").click()
            expect(self.page).to_have_title("Ma journée - Amarre")
        elif self.since[role] != self.clock.day:
            session = signed_in(self.users[role]).cookies[settings.SESSION_COOKIE_NAME].value
            self.desk.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.site}])
        self.seated, self.since[role] = role, self.clock.day
        if address or not new:
            self.page.goto(f"{self.site}/services/essai/{address}", wait_until="domcontentloaded")
        return self.page

    def case(self, role: Role, page: str = "") -> Page:
        """That professional's browser at a page of the case."""
        return self.enter(role, f"dossiers/{Case.objects.get(job__worker__last_name='Orsatelli').pk}/{page}")

    def colleague(self) -> Job:
        """Somebody else of the same company."""
        noa = Worker.objects.create(
            service=self.service, last_name="Alba", first_name="Noa", sex="F", born_on=date(1990, 6, 15)
        )
        return Job.objects.create(
            service=self.service, worker=noa, establishment=Job.objects.get().establishment, contract_kind="cdi",
            started_on=date(2015, 1, 5), monitoring="simple",
        )  # fmt: skip

    def day(self, text: str) -> str:
        """That day has come; as it is typed."""
        return f"{self.clock.to(date.fromisoformat(text)):%Y-%m-%d}"


@pytest.fixture
def stage(browser: Browser, live_server: object, job: Job, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(robots, "SHORTEST", -1)
    cache.clear()
    clock = Clock(monkeypatch, date(2026, 3, 2))
    for name, first, role in (("Lassalle", "Inès", "charge_maintien"), ("Psychologue", "Pia", "psychologue"),
                              ("Aubin", "Alix", "medecin_travail")):  # fmt: skip
        Professional.objects.create(service=job.service, last_name=name, first_name=first, role=role)
    SickLeave.objects.create(service=job.service, job=job, starts_on=date(2026, 1, 12), cause="maladie")
    index_names(service=job.service)
    made = Stage(browser, live_server.url, job.service, clock)  # type: ignore[attr-defined]
    settings.SITE_URL, before = made.site, settings.SITE_URL
    yield made
    settings.SITE_URL = before
    made.desk.close()
    made.outside.close()


def test_a_case_from_the_employer_s_message_to_what_became_of_the_worker(stage: Stage, tmp_path: Path) -> None:
    reference = signalled(stage)
    taken_on(stage, reference)
    accompanied(stage)
    planned(stage)
    tried(stage)
    together(stage, tmp_path)
    paused(stage)
    closed(stage)
    followed(stage)


def signalled(s: Stage) -> str:
    """2 March: the employer writes from the public form, and is given a dated reference."""
    page = s.somebody()
    page.goto(f"{s.site}/signaler/essai/")
    with page.expect_event("domcontentloaded"):
        page.get_by_role("link", name="son employeur").click()
    answers = {**EMPLOYER, "worker_last_name": "Orsatelli", "leave_since_annee": "2026", "leave_since_mois": "1",
               "leave_since_jour": "12"}  # fmt: skip
    for _ in range(5):
        for box in page.locator("main input:visible, main textarea:visible").all():
            name, kind = box.get_attribute("name") or "", box.get_attribute("type")
            if kind == "radio" and box.get_attribute("value") == answers.get(name):
                box.check()
            elif kind not in ("radio", "checkbox") and name in answers:
                box.fill(answers[name])
        with page.expect_event("domcontentloaded"):  # the boxes above are listed as they are, not waited for
            page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Envoyer au service").click()
    expect(page.get_by_role("heading", name="Votre message est arrivé")).to_be_visible()
    expect(page.get_by_text("Reçu le 02/03/2026")).to_be_visible()
    (acknowledged,) = mail.outbox
    reference = page.locator("strong.am-nowrap").inner_text()
    assert acknowledged.to == [EMPLOYER["email"]]
    assert reference in acknowledged.body
    assert "Orsatelli" not in acknowledged.subject + str(acknowledged.body)
    return reference


def taken_on(s: Stage, reference: str) -> None:
    """3 March: recognised, accepted, told to the employer; then qualified, opened, with its lead and its team."""
    s.day("2026-03-03")
    page = s.enter(Role.COORDINATION)
    page.get_by_role("navigation", name="Principale").get_by_role("link", name="Signalements").click()
    page.get_by_role("link", name=f"Message {reference}").click()
    page.get_by_label(re.compile("Orsatelli Yanis")).check()
    page.get_by_role("button", name="C’est cette personne").click()
    page.get_by_role("link", name="Décider").click()
    page.get_by_label("Accepter").check()
    choose(page.get_by_label(re.compile("Référent")), "Lassalle")
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_role("link", name="Qualifier le dossier")).to_be_visible()

    employer = s.somebody()
    employer.goto(f"{s.site}/signaler/reponse/")
    employer.get_by_label("Référence").fill(reference)
    employer.get_by_role("button", name="Lire la réponse").click()
    expect(employer.get_by_role("status")).to_contain_text("Votre signalement est accepté")

    page = s.case(Role.RETENTION_OFFICER)
    page.get_by_role("link", name="Compléter le dossier").click()
    page.get_by_label("Niveau", exact=True).select_option("T2")
    choose(page.get_by_label("Médecin du travail"), "Aubin")
    page.get_by_role("button", name="Enregistrer").click()
    for label, standing in (("Qualifier le dossier", "qualifié"), ("Ouvrir le dossier", "en cours")):
        page.get_by_role("link", name=label).click()
        page.get_by_role("button", name=label).click()
        expect(page.get_by_role("status")).to_contain_text(f"Le dossier est {standing}")
    page.get_by_role("link", name="Voir l’équipe").click()
    choose(page.get_by_label("Qui rejoint l’équipe"), "Psychologue")
    page.get_by_role("button", name="Ajouter à l’équipe").click()
    expect(page.get_by_role("region", name="Membres")).to_contain_text("Pia Psychologue")


def choose(box: Locator, name: str) -> None:
    """The choice of a list that holds that name."""
    box.select_option(box.locator("option").filter(has_text=name).get_attribute("value"))


def accompanied(s: Stage) -> None:
    """9 March: consent to one partner, an act of each profession, notes that only their own professions open."""
    s.day("2026-03-09")
    page = s.case(Role.RETENTION_OFFICER)
    page.get_by_role("link", name="Consentements").click()
    page.get_by_label("Destinataire", exact=True).select_option("cap_emploi")
    page.get_by_label("L’identité et les coordonnées").check()
    page.get_by_label("La situation de travail et le poste").check()
    page.get_by_label(re.compile("Par écrit")).check()
    page.get_by_role("button", name="Enregistrer l’accord").click()
    expect(page.get_by_role("main")).to_contain_text("Cap emploi")

    for role, profession, drawer, text in (
        (Role.SOCIAL_WORKER, "assistant_social", "social", "Des dettes de loyer"),
        (Role.PSYCHOLOGIST, "psychologue", "psychologique", "Elle dort mal"),
    ):
        page = s.case(role)
        page.get_by_role("link", name="Noter un accompagnement").first.click()
        page.get_by_label("Intervenant").select_option(profession)
        page.get_by_label("Note (facultatif)").fill(text)
        page.get_by_label("Où écrire la note").select_option(drawer)
        page.get_by_role("button", name="Enregistrer").click()
        page.get_by_role("link", name=re.compile("Notes social|Notes psych")).click()
        expect(page.get_by_text(text)).to_be_visible()
    page = s.case(Role.PHYSICIAN, "notes/medical/")
    page.get_by_label("Note", exact=True).fill("Épaule opérée")
    page.get_by_role("button", name="Écrire la note").click()
    expect(page.get_by_text("Épaule opérée")).to_be_visible()

    page = s.case(Role.RETENTION_OFFICER)
    expect(page.get_by_role("region", name="Notes")).to_contain_text("fermées à votre rôle")
    expect(page.get_by_role("heading", name="Accompagnements 2")).to_be_visible()
    for text in ("dettes", "dort mal", "opérée"):
        expect(page.get_by_text(text)).to_have_count(0)
    answer = page.goto(f"{page.url}notes/medical/")
    assert answer is not None
    assert answer.status == 403


def planned(s: Stage) -> None:
    """16 March: the plan is written and signed by the worker and the physician."""
    s.day("2026-03-16")
    page = s.case(Role.RETENTION_OFFICER)
    page.get_by_role("link", name="Écrire le plan").first.click()
    page.get_by_role("textbox", name="Objectifs").fill("Reprendre à mi-temps, sans port de charges")
    page.get_by_role("button", name="Enregistrer les objectifs").click()
    page.get_by_role("link", name="Ajouter une action").click()
    page.get_by_label("Quoi faire").fill("Étudier le poste")
    choose(page.get_by_label("Qui", exact=True), "Lassalle")
    page.get_by_label("Pour le").fill("2026-03-30")
    page.get_by_role("button", name="Enregistrer l’action").click()
    for who in ("Le travailleur", "Le médecin du travail"):
        page.get_by_role("link", name="Noter une signature").click()
        page.get_by_label(who, exact=True).check()
        page.get_by_role("button", name="Enregistrer la signature").click()
    expect(page.get_by_role("region", name="Signatures")).to_contain_text("Alix Aubin")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Lettre, PDF")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def tried(s: Stage) -> None:
    """23 March: a trial longer than the law allows is refused with its article, then a shorter one is kept."""
    s.day("2026-03-23")
    page = s.case(Role.PHYSICIAN)
    page.get_by_role("link", name="Mobiliser un dispositif").first.click()
    page.get_by_label("Dispositif", exact=True).select_option("essai_encadre")
    page.get_by_role("radio", name="Accordé").check()
    page.get_by_label("Début", exact=True).fill("2026-03-24")
    page.get_by_label("Fin", exact=True).fill("2026-04-20")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("D323-6")
    page.get_by_label("Fin", exact=True).fill("2026-04-03")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("Dispositif enregistré")
    expect(s.case(Role.PHYSICIAN).get_by_role("region", name="Dispositifs")).to_contain_text("03/04/2026")


def together(s: Stage, folder: Path) -> None:
    """7 April: a meeting of two cases, with two partners who read of one each; its decision is a task."""
    s.day("2026-04-07")
    other = receive_case(job=s.colleague(), on=s.clock.day, by=None)
    for scope in ("identite", "travail"):
        give_consent(worker=other.job.worker, recipient="mdph", scopes=[scope], on=s.clock.day, way="oral", by=None)
    page = s.case(Role.RETENTION_OFFICER)
    page.get_by_role("link", name="Demander l’avis de la cellule").first.click()
    page.get_by_label("Question à la cellule").fill("Prolonger l’essai ?")
    page.get_by_role("button", name="Poser la question").click()

    page = s.enter(Role.COORDINATION, "reunions/prevoir/")
    page.get_by_label("Jour").fill("07/04/2026")
    for name in ("Inès Lassalle", "Dr Aubin"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Prévoir la réunion").click()
    page.get_by_role("button", name="Mettre à l’ordre du jour").click()
    for partner in ("cap_emploi", "mdph"):
        page.get_by_text("Inviter un partenaire").click()
        page.get_by_label("Partenaire", exact=True).select_option(partner)
        for name in ("Yanis Orsatelli", "Noa Alba"):
            page.locator("details[open]").get_by_label(name, exact=True).check()
        page.get_by_role("button", name="Inviter", exact=True).click()
    held(page)
    page.get_by_role("button", name="Terminer la réunion").click()
    extracts = [words_of(page, partner, folder) for partner in ("Cap emploi", "la MDPH")]
    assert ["Orsatelli" in extracts[0], "Alba" in extracts[0]] == [True, False]
    assert ["Orsatelli" in extracts[1], "Alba" in extracts[1]] == [False, True]
    assert "Prolonger l’essai d’une semaine" in extracts[0]

    page = s.enter(Role.PHYSICIAN)
    page.get_by_role("button", name="C’est fait : Prolonger l’essai d’une semaine").click()
    expect(page.get_by_role("status")).to_contain_text("Tâche faite")
    assert Task.objects.get().state == "fait"


def held(page: Page) -> None:
    """A decision on each of the two cases."""
    page.get_by_role("link", name="Commencer la réunion").click()
    expect(page.get_by_text("Prolonger l’essai ?")).to_be_visible()
    page.get_by_role("textbox", name="Décision").fill("Prolonger l’essai d’une semaine")
    page.get_by_label("Qui agit").select_option(label="Dr Aubin")
    page.get_by_label("Pour le").fill("20/04/2026")
    page.get_by_role("button", name="Enregistrer, dossier suivant").click()
    expect(page.get_by_text("2 sur 2")).to_be_visible()
    page.get_by_role("textbox", name="Décision").fill("Écrire à la MDPH")
    page.get_by_role("button", name="Enregistrer, dossier suivant").click()


def words_of(page: Page, partner: str, folder: Path) -> str:
    """The words of a partner's extract, as a document."""
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Extrait (Word) pour {partner}").click()
    download.value.save_as(folder / "extrait.docx")
    with zipfile.ZipFile(folder / "extrait.docx") as document:
        return re.sub(r"<[^>]+>", "", document.read("word/document.xml").decode())


def paused(s: Stage) -> None:
    """13 and 20 April: suspended with a reason, then taken up."""
    s.day("2026-04-13")
    page = s.case(Role.SOCIAL_WORKER)
    page.get_by_role("link", name="Suspendre le dossier").click()
    page.get_by_label("Raison").fill("Congés de l’entreprise")
    page.get_by_role("button", name="Suspendre le dossier").click()
    expect(page.get_by_role("status")).to_contain_text("suspendu")
    s.day("2026-04-20")
    page = s.case(Role.PSYCHOLOGIST)
    page.get_by_role("link", name="Reprendre le dossier").click()
    page.get_by_role("button", name="Reprendre le dossier").click()
    expect(page.get_by_role("status")).to_contain_text("en cours")


def closed(s: Stage) -> None:
    """4 May: the outcome, and three follow-ups planned at once."""
    s.day("2026-05-04")
    page = s.case(Role.RETENTION_OFFICER)
    page.get_by_role("link", name="Clore le dossier").click()
    for group, answer in (
        ("Issue", "Maintien au poste aménagé"), ("Ce qui a été décisif", "Un essai en situation de travail"),
        ("Satisfaction de la personne", "Très satisfait"),
        ("Comment la personne accepte d’être recontactée", "Par e-mail"),
    ):  # fmt: skip
        page.get_by_role("group", name=group).get_by_label(answer, exact=True).check()
    page.get_by_label("Adresse e-mail ou numéro").fill("yanis@exemple.fr")
    page.get_by_role("button", name="Clore le dossier").click()
    expect(page.get_by_role("status")).to_contain_text("Suivis prévus les 04/08/2026, 04/11/2026, 04/05/2027")


def followed(s: Stage) -> None:
    """Three months by telephone, six months without an answer, twelve months from the link in the mail."""
    s.day("2026-08-04")
    page = s.enter(Role.RETENTION_OFFICER, "suivis/")
    page.get_by_role("link", name="Orsatelli, Yanis").click()
    page.get_by_label("Poste aménagé").check()
    page.get_by_role("group", name="Voulez-vous que le service vous rappelle ?").get_by_label("Non").check()
    page.get_by_role("button", name="Enregistrer les réponses").click()
    expect(page.get_by_role("status")).to_contain_text("Réponses enregistrées")

    mail.outbox.clear()
    for day in ("2026-11-04", "2026-11-14", "2026-11-24", "2026-12-04", "2026-12-14"):
        s.day(day)
        call_command("follow_ups", "send")
    assert len(mail.outbox) == 4
    page = s.case(Role.COORDINATION)
    expect(page.get_by_role("region", name="Suivis après la clôture")).to_contain_text("Injoignable")

    answered(s)
    page = s.enter(Role.RETENTION_OFFICER, "suivis/")
    page.get_by_role("button", name="Rappel fait : Yanis Orsatelli").click()
    expect(page.get_by_role("status")).to_contain_text("Rappel noté")
    held = FollowUp.objects.order_by("held_on").values_list("due_month", "situation")
    assert list(held) == [("3", "poste_amenage"), ("6", "injoignable"), ("12", "autre_employeur")]
    assert FollowUpAnswer.objects.get(way="lien").called_on == date(2027, 5, 4)


def answered(s: Stage) -> None:
    """4 May of the next year: fourteen months after the employer wrote, the worker answers from the link."""
    mail.outbox.clear()
    s.day("2027-05-04")
    call_command("follow_ups", "send")
    worker = s.somebody()
    worker.goto(re.findall(r"http\S+/suivi/\S+", str(mail.outbox[0].body))[0])
    for name, part in (("jour", "3"), ("mois", "4"), ("annee", "1981")):
        worker.locator(f"[name=born_on_{name}]").fill(part)
    worker.get_by_role("button", name="Continuer").click()
    expect(worker.get_by_role("heading", name="Bonjour Yanis Orsatelli")).to_be_visible()
    worker.get_by_label("Autre employeur").check()
    worker.get_by_label("Un essai en situation de travail").check()
    worker.get_by_role("group", name="Voulez-vous que le service vous rappelle ?").get_by_label("Oui").check()
    worker.get_by_role("button", name="Envoyer mes réponses").click()
    expect(worker.get_by_text("Le service va vous rappeler.")).to_be_visible()
