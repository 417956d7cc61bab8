"""Legal figures: shown with their article, settled once by a person who read the text."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import LegalConfirmation, Service, User
from amarre.audit.models import Event
from amarre.desk.organisation.law import TITLES
from amarre.detection.detect import detect
from amarre.detection.models import DetectionRun, Signal
from amarre.directory.models import Job
from amarre.exchange.enums import OperationKind
from amarre.exchange.models import Operation
from amarre.exchange.operations.actions import execute
from amarre.indicators.law import confirm_figure, figures_in_force
from amarre.indicators.snapshots import catalogue_fingerprint
from amarre.lib.errors import DomainError, UnknownName
from amarre.rules.branches import branches
from amarre.surveillance.models import SickLeave
from amarre.ui.french import typeset
from tests.detection.asked import kinds
from tests.detection.drawn import a_worker, leave
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/services/essai/chiffres-legaux/"
FIGURE, START = "reprise.absence_maladie", date(2026, 6, 15)
FORM = f"{PAGE}{FIGURE}/2026-06-15/"
READ = {"value": "60", "reference": "art. R4624-31, version du 15 juin 2026, lu le 3 septembre 2026"}


@pytest.fixture
def admin(service: Service) -> User:
    return person((service, Role.ADMINISTRATION))


def caution_of(page: str, label: str) -> bool:
    """Whether a mark of doubt stands in the row of that figure."""
    row = page.split(label, 1)[1].split("</tr>", 1)[0]
    return "am-unsure" in row


def test_the_page_shows_each_figure_with_its_article_and_its_doubt(admin: User) -> None:
    page = signed_in(admin).get(PAGE).content.decode()

    assert "R4624-31" in page
    assert all(typeset(figure.label) in page for figure in figures_in_force().values())
    assert caution_of(page, "Absence pour maladie ou accident non professionnel")
    assert {name.partition(".")[0] for name in figures_in_force()} == set(TITLES), "each file has its title"
    assert "legifrance.gouv.fr/codes/article_lc/LEGIARTI000054250639" in signed_in(admin).get(FORM).content.decode()


def test_a_confirmed_value_is_sure_everywhere_and_keeps_who_read_what(admin: User, service: Service) -> None:
    client = signed_in(admin)
    where = [{"jours": {"ge": f"@{FIGURE}"}}]
    day = date(2026, 9, 1)
    assert branches(where, figures_in_force(), day)[0].caution
    before = catalogue_fingerprint()

    assert client.post(FORM, READ)["Location"] == PAGE

    assert figures_in_force()[FIGURE].at(day).confirmed
    assert branches(where, figures_in_force(), day)[0].caution is None
    page = client.get(PAGE).content.decode()
    assert not caution_of(page, "Absence pour maladie ou accident non professionnel")
    assert "lu le 3 septembre 2026" in page
    assert catalogue_fingerprint() != before
    service.refresh_from_db()
    assert service.facts_version == 1, "what was computed before is stale"
    event = Event.objects.get(action="figure.confirmed")
    assert (event.actor, event.details) == (
        admin.pk, {"figure": FIGURE, "from": "2026-06-15", "before": 60, "value": 60}
    )  # fmt: skip


def test_a_corrected_value_replaces_that_of_the_file_from_its_day_on(admin: User, service: Service) -> None:
    signed_in(admin).post(FORM, {**READ, "value": "90"})

    figure = figures_in_force()[FIGURE]

    assert figure.at(date(2026, 6, 14)).value == 60
    assert figure.at(date(2026, 6, 15)).value == 90
    job = a_worker(service)
    leave(job, "2026-07-01", "2026-08-31")
    assert kinds(job, "reprise", "2026-09-02") == [], (
        "62 days of illness: the threshold of commuting accidents is not theirs"
    )
    SickLeave.objects.update(ends_on=date(2026, 9, 28))
    assert kinds(job, "reprise", "2026-09-30") == [("due", "2026-10-07")]


def test_a_value_is_settled_once(admin: User, service: Service) -> None:
    client = signed_in(admin)
    client.post(FORM, READ)

    assert client.get(FORM).status_code == 409
    assert client.post(FORM, {**READ, "value": "90"}).status_code == 409
    with pytest.raises(DomainError, match="déjà sûre"):
        confirm_figure(code=FIGURE, version_from=START, value=90, reference="x", service=service, by=admin)
    assert LegalConfirmation.objects.get().value == 60


def test_a_disputed_reading_is_settled_version_by_version(admin: User, service: Service) -> None:
    code = "reprise.absence_trajet_ou_autre"
    confirm_figure(code=code, version_from=START, value=60, reference="note du conseil", service=service, by=admin)

    figure = figures_in_force()[code]

    assert figure.caution(date(2026, 7, 1)) is None
    assert figure.caution(date(2026, 6, 1)) == "lecture du texte à confirmer"


def test_what_the_catalogue_does_not_have_is_not_confirmed(admin: User, service: Service) -> None:
    client = signed_in(admin)

    assert client.get(f"{PAGE}reprise.inconnu/2026-06-15/").status_code == 404
    assert client.get(f"{PAGE}{FIGURE}/2026-06-16/").status_code == 404
    assert client.get(f"{PAGE}{FIGURE}/demain/").status_code == 404
    assert client.get(f"{PAGE}{FIGURE}/2022-04-01/").status_code == 409
    with pytest.raises(UnknownName):
        confirm_figure(code="x.y", version_from=START, value=1, reference="x", service=service, by=admin)


@pytest.mark.parametrize("value", ["", "soixante", "-1", "1e9", "NaN", "60,123"])
def test_a_wrong_value_is_asked_again_with_what_was_typed(admin: User, value: str) -> None:
    answer = signed_in(admin).post(FORM, {**READ, "value": value})

    assert answer.status_code == 422
    assert "Erreur" in answer.content.decode()
    assert f'value="{value}"' in answer.content.decode() or not value
    assert not LegalConfirmation.objects.exists()


def test_the_text_that_was_read_must_be_named(admin: User) -> None:
    assert signed_in(admin).post(FORM, {**READ, "reference": " "}).status_code == 422


def test_a_confirmation_of_a_version_that_left_the_catalogue_changes_nothing(admin: User) -> None:
    LegalConfirmation.objects.create(
        figure="reprise.ancien", version_from=START, value=1, reference="x", confirmed_by=admin
    )

    assert "reprise.ancien" not in figures_in_force()


def test_a_confirmation_asks_for_the_signals_of_every_service_that_had_some(admin: User, service: Service) -> None:
    nowhere = Service.objects.create(code="autre", name="Autre service")
    for one in (service, nowhere):
        DetectionRun.objects.create(service=one, on=date(2026, 9, 1))

    page = signed_in(admin).post(FORM, READ, follow=True).content.decode()

    asked = Operation.objects.get()
    assert (asked.service, asked.kind, asked.created_by) == (service, OperationKind.DETECTION, admin)
    assert "la recherche des signaux vient d’être relancée" in page


def test_the_signals_are_sure_once_the_operation_has_run(admin: User, job: Job) -> None:
    today = timezone.localdate()
    began = max(START, today - timedelta(days=200))
    SickLeave.objects.create(
        service=job.service, job=job, starts_on=began, ends_on=today - timedelta(days=20), cause="maladie"
    )
    detect(service=job.service, on=today, by=None)
    doubtful = Signal.objects.filter(rule__contains="reprise", confirmed=False)
    assert doubtful.exists()

    client = signed_in(admin)
    for figure, value in ((FIGURE, "60"), ("reprise.absence_trajet_ou_autre", "60"), ("reprise.delai", "8")):
        client.post(f"{PAGE}{figure}/2026-06-15/", {**READ, "value": value})
    execute(Operation.objects.get().pk)

    assert not doubtful.exists()
    assert Signal.objects.filter(rule__contains="reprise", confirmed=True).exists()


def test_without_a_former_analysis_nothing_is_asked_for(admin: User) -> None:
    page = signed_in(admin).post(FORM, READ, follow=True).content.decode()

    assert not Operation.objects.exists()
    assert "les signaux suivront à la prochaine analyse" in page


def test_words_are_confirmed_as_they_stand(admin: User) -> None:
    client, address = signed_in(admin), f"{PAGE}service.naf/2027-01-01/"
    page = client.get(PAGE).content.decode()

    assert address in page
    asked = client.get(address).content.decode()
    assert "NAF 2025 depuis le 01/01/2027" in asked
    assert 'name="value"' not in asked
    client.post(address, {"reference": "Décret 2025-736, lu le 3 septembre 2026"})
    assert LegalConfirmation.objects.get().value == "NAF 2025"
    assert address not in client.get(PAGE).content.decode()
