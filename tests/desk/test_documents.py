"""The documents of a case: added, read by their professions only, withdrawn, erased."""

import os
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.actions.documents import add_document
from amarre.cases.enums import Compartment
from amarre.cases.models import Case, Document
from amarre.directory.models import Job
from amarre.vault.shelves import file_of, root, sealed_files
from tests.documents.files import a_pdf, a_png
from tests.documents.test_antivirus import VIRUS, Clamd, clamd
from tests.people import person, signed_in
from tests.vault.test_sealed_files import no_room_beyond

__all__ = ["clamd"]

pytestmark = pytest.mark.django_db
CANARY = "Compte rendu d’hospitalisation"
PDF = a_pdf()


@pytest.fixture
def case(job: Job) -> Case:
    return Case.objects.create(service=job.service, job=job, opened_on=date(2026, 3, 2))


@pytest.fixture
def address(case: Case) -> str:
    return f"/services/essai/dossiers/{case.pk}/documents/"


@pytest.fixture
def reader(service: Service) -> Callable[[Role], Client]:
    """The browser of a person of that role."""
    return lambda role: signed_in(person((service, role), email=f"{role}@essai.test"))


def sent(
    client: Client, address: str, *, name: str = f"{CANARY}.pdf", content: bytes = PDF, to: str = "medical"
) -> HttpResponse:
    file = SimpleUploadedFile(name, content, content_type="text/html")
    return client.post(address, {"sent": file, "compartment": to})


def test_a_document_is_read_by_its_professions_and_the_others_know_only_that_there_is_one(
    reader: Callable[[Role], Client], case: Case, address: str
) -> None:
    assert sent(reader(Role.NURSE), address).status_code == 302
    document = Document.objects.get()

    pages = {role: reader(role).get(address).content.decode() for role in (Role.PHYSICIAN, Role.SOCIAL_WORKER)}
    assert f"{CANARY}.pdf" in pages[Role.PHYSICIAN]
    assert CANARY not in pages[Role.SOCIAL_WORKER]
    assert str(document.pk) not in pages[Role.SOCIAL_WORKER]
    assert pages[Role.SOCIAL_WORKER].count("Au moins un document y est gardé") == 1
    folder = reader(Role.SOCIAL_WORKER).get(f"/services/essai/dossiers/{case.pk}/").content.decode()
    assert folder[folder.index("Documents médicaux") :].count("au moins un") == 1
    assert CANARY not in folder

    file = reader(Role.PHYSICIAN).get(f"{address}{document.pk}/")
    assert (file.content, file["Content-Type"]) == (PDF, "application/pdf")
    assert file["Content-Disposition"].startswith("attachment; filename=")
    assert "Compte%20rendu%20d%E2%80%99hospitalisation.pdf" in file["Content-Disposition"]
    assert "sandbox" in file["Content-Security-Policy"]
    assert (file["X-Content-Type-Options"], "no-store" in file["Cache-Control"]) == ("nosniff", True)
    assert reader(Role.SOCIAL_WORKER).get(f"{address}{document.pk}/").status_code == 403
    assert reader(Role.SOCIAL_WORKER).post(f"{address}{document.pk}/retirer/").status_code == 403
    read = Event.objects.get(action="document.read")
    assert (read.subject_id, read.details) == (case.pk, {"document": str(document.pk), "compartment": "medical"})


def test_neither_the_disk_nor_the_database_nor_the_journal_tells_it(
    reader: Callable[[Role], Client], address: str
) -> None:
    sent(reader(Role.PHYSICIAN), address)

    (stored,) = sealed_files()
    assert not stored.read_bytes().startswith(b"%PDF")
    assert b"hospitalisation" not in bytes(Document.objects.values_list("name", flat=True).get())
    assert "hospitalisation" not in str(list(Event.objects.values_list("details", flat=True)))


def test_nobody_puts_a_document_where_they_may_not_read_it(reader: Callable[[Role], Client], address: str) -> None:
    answer = sent(reader(Role.SOCIAL_WORKER), address)

    assert answer.status_code == 422
    assert not Document.objects.exists()
    assert list(sealed_files()) == []


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("photo.png", PDF, "renommez-le en .pdf"),
        ("page.pdf", b"<script>alert(1)</script>", "forme acceptée"),
        ("vide.pdf", b"", "vide"),
    ],
    ids=["wrong ending", "not a form that is taken", "empty"],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_the_form(
    reader: Callable[[Role], Client], address: str, name: str, content: bytes, why: str
) -> None:
    answer = sent(reader(Role.NURSE), address, name=name, content=content)

    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert not Document.objects.exists()


def test_the_name_is_kept_without_what_a_folder_could_take_for_more(
    reader: Callable[[Role], Client], address: str
) -> None:
    sent(reader(Role.NURSE), address, name="..\\..\\Bilan <b>\u202e:été.JPEG.PNG", content=a_png(), to="cellule")

    assert Document.objects.get().name == "Bilan _b__été.JPEG.png"


def test_a_file_beyond_the_setting_is_refused_before_it_is_read(reader: Callable[[Role], Client], address: str) -> None:
    with override_settings(DOCUMENT_BYTES=2 * 1024**2):
        answer = sent(reader(Role.NURSE), address, content=PDF + bytes(3 * 1024**2))
        inside = sent(reader(Role.NURSE), address, content=bytes(2 * 1024**2 + 1))

    assert (answer.status_code, "trop grand" in answer.content.decode()) == (422, True)
    assert "dépasse 2\u00a0Mo" in inside.content.decode()
    assert not Document.objects.exists()


def test_a_document_never_reaches_the_disk_in_clear(
    reader: Callable[[Role], Client], address: str, settings: object
) -> None:
    client = reader(Role.NURSE)
    large = PDF.replace(b"%%EOF", b"%" + os.urandom(4 * 1024**2).replace(b"/", b".") + b"\n%%EOF")
    with override_settings(FILE_UPLOAD_TEMP_DIR=root() / "nowhere"):
        assert sent(client, address, content=large).status_code == 302

    assert Document.objects.get().size == len(large)


def test_an_infected_file_and_a_file_that_nobody_scanned_are_refused(
    reader: Callable[[Role], Client], address: str, clamd: Callable[..., str]
) -> None:
    client, infected = reader(Role.NURSE), PDF.replace(b"%%EOF", b"%" + VIRUS + b"\n%%EOF")
    with override_settings(CLAMAV=clamd(Clamd)):
        refused = sent(client, address, content=infected).content.decode()
        assert sent(client, address).status_code == 302
    with override_settings(CLAMAV="127.0.0.1:1"):
        unscanned = sent(client, address).content.decode()

    assert "programme malveillant" in refused
    assert "L’antivirus du service ne répond pas" in unscanned
    assert Document.objects.count() == len(list(sealed_files())) == 1
    assert Event.objects.filter(action="document.infected").count() == 1


def test_a_full_disk_is_said_and_leaves_nothing(reader: Callable[[Role], Client], address: str) -> None:
    client = reader(Role.NURSE)
    client.get(address)
    with no_room_beyond(4096):
        answer = sent(client, address)

    assert (answer.status_code, "disque est plein" in answer.content.decode()) == (422, True)
    assert not Document.objects.exists()
    assert [path for path in root().rglob("*") if path.is_file()] == []


def test_a_document_is_withdrawn_put_back_and_erased_for_good_after_thirty_days(
    reader: Callable[[Role], Client], address: str, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    client = reader(Role.NURSE)
    sent(client, address)
    document = Document.objects.get()

    page = client.post(f"{address}{document.pk}/retirer/", follow=True).content.decode()
    assert "vous pouvez le remettre" in page
    assert client.post(f"{address}{document.pk}/retirer/").status_code == 409
    client.post(f"{address}{document.pk}/remettre/")
    assert Document.objects.standing().exists()
    client.post(f"{address}{document.pk}/retirer/")

    call_command("purge")
    assert Document.objects.exists()
    Document.objects.update(withdrawn_at=timezone.now() - timedelta(31))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        call_command("purge")
    assert not Document.objects.exists()
    assert list(sealed_files()) == []
    acts = ["document.added", "document.withdrawn", "document.restored", "document.withdrawn", "document.erased"]
    assert list(Event.objects.filter(action__in=set(acts)).order_by("number").values_list("action", flat=True)) == acts


def test_what_a_transaction_took_back_is_swept(case: Case, service: Service) -> None:
    nurse = person((service, Role.NURSE))
    with transaction.atomic():
        kept = add_document(case=case, compartment=Compartment.MEDICAL, name="a.pdf", content=PDF, by=nurse)
        transaction.set_rollback(True)
    stray = file_of("documents", kept.pk)
    os.utime(stray, (time.time() - 90_000,) * 2)

    call_command("purge")

    assert not Document.objects.exists()
    assert not stray.exists()


def test_a_document_of_another_case_is_not_reached_through_ones_own(
    reader: Callable[[Role], Client], case: Case, address: str
) -> None:
    client = reader(Role.NURSE)
    sent(client, address)
    other = Case.objects.create(service=case.service, job=case.job, opened_on=date(2026, 3, 3))
    document = Document.objects.get()

    assert client.get(f"/services/essai/dossiers/{other.pk}/documents/{document.pk}/").status_code == 404
    assert client.post(f"{address}{document.pk}/brûler/").status_code == 404


def test_the_page_costs_the_same_for_one_and_for_twenty_documents(
    reader: Callable[[Role], Client], case: Case, address: str, service: Service
) -> None:
    client, nurse = reader(Role.NURSE), person((service, Role.NURSE), email="autre@essai.test")
    sent(client, address)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(20):
        add_document(case=case, compartment=Compartment.SHARED, name=f"{number}.pdf", content=PDF, by=nurse)
    with CaptureQueriesContext(connection) as twenty:
        page = client.get(address).content.decode()

    assert "19.pdf" in page
    assert len(twenty) == len(one) <= 30
