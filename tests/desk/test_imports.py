"""Files sent from a page: taken, explained, corrected, taken back."""

import io
import json
import os
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.desk.data import uploads
from amarre.directory.models import Job, Worker
from amarre.exchange.enums import OperationKind, OperationState
from amarre.exchange.models import ImportBatch, Operation
from amarre.exchange.operations.actions import end_interrupted, execute, start_operation
from amarre.exchange.operations.folders import results_folder, sent_folder
from amarre.exchange.operations.progress import FILE, LEASE_S, beating, progress_of
from tests.exchange.import_sets import RIGHT
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
DATA = "/services/essai/donnees/"
WRONG = RIGHT["emplois"].replace("2015-01-01", "2015-02-31")


@pytest.fixture
def client(service: Service) -> Client:
    """The coordination's browser."""
    return signed_in(person((service, Role.COORDINATION), email="coordination@essai.test"))


def work() -> None:
    """What the worker does with all that waits."""
    for pk in Operation.objects.filter(state=OperationState.WAITING).order_by("pk").values_list("pk", flat=True):
        execute(pk)


def sent(client: Client, files: dict[str, str | bytes] | None = None, **asked: object) -> HttpResponse:
    """Send those files (by default the set that is right), and let the worker do the rest."""
    files = {f"{name}.csv": text for name, text in RIGHT.items()} if files is None else files
    given = [SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text) for name, text in files.items()]
    answer = client.post(DATA, {"sent": given, "as_of": "2026-06-30", **asked})
    work()
    return client.get(answer["Location"], follow=True) if answer.status_code == 302 else answer


def test_a_set_that_is_sent_is_imported_in_the_background_and_then_forgotten(client: Client) -> None:
    page = sent(client)

    batch = ImportBatch.objects.get()
    assert page.redirect_chain[-1][0] == f"{DATA}imports/{batch.pk}/"
    assert "8\u00a0lignes lues, 8\u00a0prises en compte. Aucune n’est refusée." in page.content.decode()
    assert batch.as_of == date(2026, 6, 30)
    assert str(batch.created_by) == "Camille Roy"
    assert list((settings.HOME / "uploads").iterdir()) == []


def test_a_wrong_row_is_explained_handed_back_and_taken_once_it_is_corrected(client: Client) -> None:
    page = sent(client, {f"{name}.csv": text for name, text in {**RIGHT, "emplois": WRONG}.items()})

    text = page.content.decode()
    assert "À corriger dans emplois.csv" in text
    assert "Cette date n’existe pas" in text.replace("'", "’").replace("&#x27;", "’")
    assert "2015-02-31" in text
    address = next(part.split('"')[0] for part in text.split('href="') if "lignes-refusees.zip" in part)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(client.get(address).streaming_content)))
    corrected = {name: archive.read(name).decode().replace("2015-02-31", "2015-02-28") for name in archive.namelist()}
    assert set(corrected) == {"emplois.csv", "arrets.csv"}

    again = sent(client, corrected)

    assert "Aucune n’est refusée." in again.content.decode()
    assert set(Job.objects.values_list("external_id", flat=True)) == {"J1", "J2"}
    read = Event.objects.filter(action__in=["import.read", "operation.file_read"]).values_list("action", flat=True)
    assert list(read) == ["import.read", "operation.file_read"]


def test_administration_reads_the_refused_rows_of_its_own_files_only(client: Client, service: Service) -> None:
    files = {f"{name}.csv": text for name, text in {**RIGHT, "emplois": WRONG}.items()}
    admin = signed_in(person((service, Role.ADMINISTRATION), email="admin@essai.test"))
    sent(client, files)
    batch, operation = ImportBatch.objects.get(), Operation.objects.get()

    page = admin.get(f"{DATA}imports/{batch.pk}/").content.decode()
    assert "À corriger dans emplois.csv" in page
    assert "2015-02-31" not in page
    assert admin.get(f"{DATA}traitements/{operation.pk}/lignes-refusees.zip").status_code == 403

    own = sent(admin, files)
    assert "2015-02-31" in own.content.decode()
    answer = admin.get(f"{DATA}traitements/{Operation.objects.first().pk}/lignes-refusees.zip")
    assert b"".join(answer.streaming_content)


def test_a_check_says_what_would_be_taken_and_writes_nothing(client: Client) -> None:
    page = sent(client, dry_run="on")

    assert "Contrôle seulement, rien n’est enregistré" in page.content.decode()
    assert not ImportBatch.objects.exists()
    assert not Worker.objects.exists()


def test_what_is_refused_whole_writes_nothing_and_says_why(client: Client) -> None:
    page = sent(client, {"travailleurs.csv": "n'importe quoi\n", "../../secret.csv": "a\n1\n"}).content.decode()

    assert "tout ce qui a été déposé est refusé" in page
    assert "Fichiers refusés" in page
    assert "secret.csv" in page
    assert ".." not in page.replace("…", "")
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Choisissez les fichiers à déposer."),
        ({"visites.pdf": "%PDF"}, "n’est ni un fichier CSV"),
        ({"a.zip": "x", "b.csv": "y"}, "soit une seule archive"),
    ],
)
def test_a_form_that_is_wrong_says_what_to_do(client: Client, files: dict[str, str], said: str) -> None:
    page = sent(client, files)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Operation.objects.exists()


@pytest.mark.parametrize("day", ["", "demain", "2999-01-01", "0001-01-01", "2026-02-31", "\x00"])
def test_a_day_that_is_wrong_is_asked_again(client: Client, day: str) -> None:
    assert sent(client, as_of=day).status_code == 422
    assert not Operation.objects.exists()


def test_a_sending_that_is_too_large_never_reaches_the_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_SENT", 1000)

    page = sent(client, {"travailleurs.csv": "x" * 2000})

    assert page.status_code == 422
    assert "compressez-les en ZIP" in page.content.decode()
    assert not (settings.HOME / "uploads").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bombe.zip", b"PK\x05\x06" + b"\0" * 18),
        ("abime.zip", b"PK nothing of the kind"),
        ("faux.xlsx", b"GIF89a"),
    ],
)
def test_a_hostile_archive_is_refused_in_one_sentence(client: Client, name: str, content: bytes) -> None:
    page = sent(client, {name: content}).content.decode()

    assert Operation.objects.get().state == OperationState.REFUSED
    assert str(settings.HOME) not in page
    assert name in page
    # Nothing was read: no table of nothing.
    assert "Fichier par fichier" not in page
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/travailleurs.csv", "travailleurs.csv"),
        ("C:\\data\\Visites.CSV", "Visites.csv"),
        ("<script>.csv", "_script_.csv"),
        ("\u202egpj.csv", "_gpj.csv"),
        (".csv", "csv.csv"),
        ("...csv", "fichier.csv"),
        ("../Export de juin.ZIP", "Export de juin.zip"),
        ("notes.docx", "notes.csv"),
        ("é" * 300 + ".csv", "é" * 80 + ".csv"),
    ],
)
def test_a_name_becomes_one_that_does_no_harm(given: str, kept: str) -> None:
    file = SimpleUploadedFile("x.csv", b"")
    file._name = given

    assert uploads.safe_name(file) == kept


def test_two_files_of_one_name_are_both_read(client: Client) -> None:
    files = [SimpleUploadedFile("travailleurs.csv", RIGHT["travailleurs"].encode()) for _ in range(2)]
    answer = client.post(DATA, {"sent": files, "as_of": "2026-06-30"})
    work()

    assert "travailleurs (2).csv" in client.get(answer["Location"], follow=True).content.decode()


def test_an_import_is_taken_back_from_its_page(client: Client) -> None:
    sent(client)
    batch = ImportBatch.objects.get()

    asked = client.get(f"{DATA}imports/{batch.pk}/annuler/").content.decode()
    answer = client.post(f"{DATA}imports/{batch.pk}/annuler/")
    work()
    page = client.get(answer["Location"], follow=True).content.decode()

    assert "8\u00a0lignes ajoutées seront retirées" in asked
    assert "Import annulé le" in page
    assert not Worker.objects.exists()
    assert client.get(f"{DATA}imports/{batch.pk}/annuler/").status_code == 409


def test_an_undoing_that_is_refused_says_why_and_changes_nothing(client: Client) -> None:
    sent(client)
    first = ImportBatch.objects.get()
    sent(client, {"travailleurs.csv": RIGHT["travailleurs"].replace("Prénom", "Autre")})

    answer = client.post(f"{DATA}imports/{first.pk}/annuler/")
    work()

    assert "ont changé depuis" in client.get(answer["Location"]).content.decode()
    assert Worker.objects.get().first_name == "Autre"


def test_an_import_whose_worker_died_is_said_to_be_interrupted(client: Client, service: Service) -> None:
    operation = running(service)
    os.utime(results_folder(operation) / FILE, (time.time() - LEASE_S - 1,) * 2)
    sent_folder(operation.key).mkdir(parents=True)

    page = client.get(f"{DATA}traitements/{operation.pk}/").content.decode()

    operation.refresh_from_db()
    assert operation.state == OperationState.INTERRUPTED
    assert "déposez à nouveau les fichiers" in page
    assert not sent_folder(operation.key).exists()


def test_an_import_that_was_committed_before_its_worker_died_is_found_again(service: Service) -> None:
    operation = running(service)
    batch = ImportBatch.objects.create(service=service, created_by=operation.created_by, as_of=date(2026, 6, 30))
    os.utime(results_folder(operation) / FILE, (0, 0))

    end_interrupted()

    operation.refresh_from_db()
    assert (operation.state, operation.batch) == (OperationState.DONE, batch)


def test_an_operation_whose_worker_lives_is_left_alone_and_shows_how_far_it_is(
    client: Client, service: Service
) -> None:
    operation = running(service)
    address = f"{DATA}traitements/{operation.pk}/"

    page = client.get(address).content.decode()
    watched = client.get(address, headers={"HX-Request": "true"})

    assert "25 %, emplois.csv" in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert 'value="25"' in page
    assert watched.status_code == 200
    assert "HX-Refresh" not in watched


def test_a_bar_that_is_watched_gives_way_to_the_result(client: Client, service: Service) -> None:
    sent(client)

    watched = client.get(f"{DATA}traitements/{Operation.objects.get().pk}/", headers={"HX-Request": "true"})

    assert watched["HX-Refresh"] == "true"


def test_watching_does_not_keep_a_session_alive(client: Client, service: Service) -> None:
    operation = running(service)
    client.get(f"{DATA}traitements/{operation.pk}/", headers={"X-Amarre-Watching": "1"})
    assert "seen_at" not in client.session

    client.get(f"{DATA}traitements/{operation.pk}/")
    assert "seen_at" in client.session


def test_whoever_lost_the_right_meanwhile_imports_nothing(client: Client, service: Service) -> None:
    files = [SimpleUploadedFile("travailleurs.csv", RIGHT["travailleurs"].encode())]
    client.post(DATA, {"sent": files, "as_of": "2026-06-30"})
    service.memberships.all().delete()
    work()

    assert Operation.objects.get().state == OperationState.REFUSED
    assert not Worker.objects.exists()


def test_an_operation_is_run_once(service: Service, client: Client) -> None:
    sent(client)
    ended = Operation.objects.get().ended_at

    execute(Operation.objects.get().pk)

    assert Operation.objects.get().ended_at == ended
    assert ImportBatch.objects.count() == 1


def test_detection_figures_and_export_run_from_their_page(client: Client) -> None:
    sent(client)
    pages = {}
    for kind in (OperationKind.DETECTION, OperationKind.FIGURES, OperationKind.EXPORT):
        answer = client.post(f"{DATA}traitements/", {"traitement": kind})
        work()
        pages[kind] = client.get(answer["Location"]).content.decode()

    assert "signal" in pages[OperationKind.DETECTION]
    assert "sont prêts" in pages[OperationKind.FIGURES]
    exported = Operation.objects.filter(kind=OperationKind.EXPORT).get()
    address = f"{DATA}traitements/{exported.pk}/jeu-d-echange.zip"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(client.get(address).streaming_content)))
    assert b"W1;" in archive.read("travailleurs.csv")

    client.post(f"{DATA}traitements/", {"traitement": "export"})
    work()
    assert client.get(address).status_code == 404
    assert (
        "Un export plus récent a remplacé celui-ci" in client.get(f"{DATA}traitements/{exported.pk}/").content.decode()
    )


def test_administration_starts_no_export_and_nobody_an_unknown_operation(client: Client, service: Service) -> None:
    admin = signed_in(person((service, Role.ADMINISTRATION), email="admin@essai.test"))

    assert admin.post(f"{DATA}traitements/", {"traitement": "export"}).status_code == 403
    assert client.post(f"{DATA}traitements/", {"traitement": "import"}).status_code == 404
    assert client.post(f"{DATA}traitements/", {}).status_code == 404
    assert not Operation.objects.exists()


def test_a_detection_that_waits_is_not_asked_for_twice(service: Service) -> None:
    by = person((service, Role.COORDINATION))

    first, second = (start_operation(service=service, kind=OperationKind.DETECTION, by=by) for _ in range(2))

    assert first == second


def test_a_bug_ends_the_operation_with_a_sentence(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("amarre.config.registry.OPERATIONS", {OperationKind.DETECTION: broken})
    answer = client.post(f"{DATA}traitements/", {"traitement": "reperage"})
    work()

    assert Operation.objects.get().state == OperationState.FAILED
    assert "un défaut qui lui est propre" in client.get(answer["Location"]).content.decode()


def test_names_of_results_are_a_closed_list(client: Client, service: Service) -> None:
    operation = running(service)

    for name in (FILE, "..%2f..%2fkeys%2fsecret", "avancement.json"):
        assert client.get(f"{DATA}traitements/{operation.pk}/{name}").status_code == 404


def test_an_empty_service_leads_those_who_may_to_the_files(client: Client, service: Service) -> None:
    assert DATA in client.get("/services/essai/").content.decode()
    nurse = signed_in(person((service, Role.NURSE), email="infirmier@essai.test"))
    assert DATA not in nurse.get("/services/essai/").content.decode()


def test_the_history_costs_the_same_number_of_queries_for_one_and_for_many(
    client: Client, service: Service, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ImportBatch.objects.create(service=service, as_of=date(2026, 3, 1))
    client.get(DATA)
    with CaptureQueriesContext(connection) as one:
        client.get(DATA)
    for _ in range(15):
        ImportBatch.objects.create(service=service, as_of=date(2026, 3, 1))
    with CaptureQueriesContext(connection) as many:
        client.get(DATA)

    assert len(one) == len(many)


def running(service: Service) -> Operation:
    """An import in the hands of a worker, a quarter done."""
    by = person((service, Role.COORDINATION), email="coordination@essai.test")
    operation = Operation.objects.create(
        service=service, kind=OperationKind.IMPORT, created_by=by, state=OperationState.RUNNING,
        started_at=timezone.now(), arguments={"as_of": "2026-06-30", "full": False, "dry_run": False},
    )  # fmt: skip
    with beating(operation) as progress:
        progress.plan(4)
        progress.step("emplois.csv")
        kept = (results_folder(operation) / FILE).read_bytes()
    (results_folder(operation) / FILE).write_bytes(kept)
    assert progress_of(operation).percent == json.loads(kept)["percent"] == 25
    assert Path(results_folder(operation)).stat().st_mode & 0o077 == 0
    return operation


def test_a_report_of_many_reasons_stands_on_pages(client: Client, service: Service) -> None:
    refusals = [
        {"file": "arrets.csv", "line": 2 + at, "column": "debut", "code": "date", "value": f"x{at}",
         "reason": f"« x{at} » n'est pas une date."}
        for at in range(20_000)
    ]  # fmt: skip
    file = {"file": "arrets.csv", "status": "loaded", "rows": 20_000, "refused": 20_000}
    batch = ImportBatch.objects.create(
        service=service, as_of=date(2026, 6, 30), report={"files": [file], "refusals": refusals}
    )

    first, last = (client.get(f"{DATA}imports/{batch.pk}/?page={page}").content.decode() for page in (1, 400))

    assert "1 à 50 sur 20\u202f000 motifs" in first
    assert "«\u00a0x49\u00a0» n’est pas une date." in first
    assert "x50" not in first
    assert "«\u00a0x19999\u00a0» n’est pas une date." in last
