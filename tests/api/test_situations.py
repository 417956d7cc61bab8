"""What other software reads with a key: what the page and the command say, and nothing without the right."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.keys import make_key, revoke_key
from amarre.accounts.models import ApiKey, Service
from amarre.accounts.permissions import Permission
from amarre.api.access import CALLS
from amarre.api.application import api
from amarre.audit.models import Event
from amarre.directory.models import Worker
from amarre.lib.errors import DomainError
from amarre.surveillance.models import Visit
from tests.detection.drawn import a_worker, leave, visit
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/services/essai/situations"
DESCRIPTION = Path(__file__).parent.parent.parent / "docs" / "guide" / "openapi.json"
HEALTH, MEDICAL = Permission.HEALTH_READ, Permission.NOTE_MEDICAL


def a_key(service: Service, *rights: Permission) -> tuple[ApiKey, str]:
    by = person((service, Role.ADMINISTRATION), email="administration@essai.test")
    until = timezone.localdate() + timedelta(days=30)
    return make_key(service=service, label="Logiciel métier", rights=rights, expires_on=until, by=by)


def ask(key: str, body: Any, address: str = ADDRESS) -> Any:
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    return Client().post(address, content, content_type="application/json", headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def worker(service: Service) -> Worker:
    """On leave for long; a nurse gave an opinion, which is for health professionals to know."""
    job = a_worker(service)
    leave(job, "2026-01-01", "2026-12-31")
    held = visit(job, "2026-02-01", "pre_reprise")
    Visit.objects.filter(pk=held.pk).update(opinion="inaptitude")
    return job.worker


def test_a_key_reads_what_the_command_prints_and_the_journal_says_so(
    service: Service, worker: Worker, capsys: pytest.CaptureFixture[str]
) -> None:
    key, text = a_key(service, HEALTH, MEDICAL)
    asked = {"worker": worker.external_id, "on": "2026-03-01"}

    answer = ask(text, asked)

    read = Event.objects.get(action="worker.read")
    call_command("situation", service="essai", worker=worker.external_id, on="2026-03-01", format="json")
    assert answer.status_code == 200
    assert answer.json() == json.loads(capsys.readouterr().out)
    assert {one["code"] for one in answer.json()} >= {"pre_reprise", "rdv_liaison"}
    assert (read.subject_id, read.actor, read.details) == (worker.pk, None, {"api_key": key.pk})
    assert answer["Cache-Control"] == "no-store, private"
    key.refresh_from_db()
    assert key.last_used_at is not None
    page = signed_in(person((service, Role.PHYSICIAN))).get(f"/services/essai/travailleurs/{worker.pk}/")
    assert "Logiciel métier, par sa clé d’API" in page.content.decode()


def test_what_reveals_an_opinion_needs_the_right_to_it(service: Service, worker: Worker) -> None:
    asked = {"worker": worker.external_id, "on": "2026-03-01"}

    with_it = ask(a_key(service, HEALTH, MEDICAL)[1], asked).json()
    without = ask(a_key(service, HEALTH)[1], asked).json()

    hidden = [one for one in with_it if one not in without]
    assert any("pré-reprise" in one["text"] and one["kind"] == "forbidden" for one in hidden)
    assert [one for one in with_it if one not in hidden] == without


def test_without_a_day_the_situation_is_of_today(service: Service, worker: Worker) -> None:
    text = a_key(service, HEALTH)[1]

    assert (
        ask(text, {"worker": worker.external_id}).json()
        == ask(text, {"worker": worker.external_id, "on": timezone.localdate().isoformat()}).json()
    )


def test_a_key_opens_its_service_with_its_rights_while_it_lasts(service: Service, worker: Worker) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    key, text = a_key(service, HEALTH)
    asked = {"worker": worker.external_id}

    def refused(text: str, address: str = ADDRESS, body: Any = asked) -> tuple[int, str]:
        answer = ask(text, body, address)
        assert answer["Content-Type"].startswith("application/json")
        said = answer.json()
        assert said["message"].endswith(".")
        assert worker.external_id not in answer.content.decode()
        return answer.status_code, said["code"]

    assert refused("") == refused("amarre_rien") == refused("é" * 500) == (401, "no_key")
    assert refused(a_key(other, HEALTH)[1]) == refused(text, ADDRESS.replace("essai", "nulle")) == (404, "unknown")
    assert refused(text, body={"worker": "personne"}) == (404, "unknown")
    assert Event.objects.filter(action="api_key.found_nobody", subject_id=key.pk).count() == 1
    assert refused(a_key(service, MEDICAL)[1]) == (403, "no_right")
    ApiKey.objects.filter(pk=key.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    assert refused(text) == (401, "no_key")
    again, text = a_key(service, HEALTH)
    assert ask(text, asked).status_code == 200
    revoke_key(key=again, by=again.made_by)
    assert refused(text) == (401, "no_key")
    assert signed_in(person((service, Role.PHYSICIAN))).post(ADDRESS, asked).status_code == 401


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", ADDRESS, 405, "no_method"), ("put", ADDRESS, 405, "no_method"),
        ("get", "/api/v1/services/essai/rien", 404, "no_address"), ("post", "/api/v1/nulle-part/", 404, "no_address"),
        ("get", "/api/v1/", 404, "no_address"), ("get", "/api/v1", 404, "no_address"),
        ("put", "/api", 404, "no_address"),
    ],
)  # fmt: skip
def test_a_wrong_address_or_method_is_refused_in_the_form_of_the_api(
    method: str, address: str, status: int, code: str
) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(address)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["code"] == code
    assert ("Allow" in answer) is (status == 405)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"", 422, "body"),
        (b"{", 400, ""),
        (b"\xff\xfe", 400, ""),
        (b"{" * 100_000, 400, ""),
        (b'{"worker": "' + b"a" * 3_000_000 + b'"}', 413, ""),
        ([], 422, "body"),
        ({}, 422, "worker"),
        ({"worker": ""}, 422, "worker"),
        ({"worker": "a\x00b"}, 422, "worker"),
        ({"worker": "a" * 1_000_000}, 422, "worker"),
        ({"worker": 1}, 422, "worker"),
        ({"worker": ["T1"]}, 422, "worker"),
        ({"worker": None}, 422, "worker"),
        ({"worker": "T1", "who": "T2"}, 422, "who"),
        ({"worker": "T1", "on": "0001-01-01"}, 422, "on"),
        ({"worker": "T1", "on": "1999-12-31"}, 422, "on"),
        ({"worker": "T1", "on": "9999-12-31"}, 422, "on"),
        ({"worker": "T1", "on": "2026-02-30"}, 422, "on"),
        ({"worker": "T1", "on": "20260203"}, 422, "on"),
        ({"worker": "T1", "on": 1}, 422, "on"),
        ({"worker": "T1", "on": -1.5}, 422, "on"),
        ({"worker": "T1", "on": ""}, 422, "on"),
        ({"worker": "\u202e' OR 1=1 --"}, 404, ""),
        ({"worker": "\ud800"}, 422, "worker"),
    ],
)
def test_what_is_not_understood_is_said_and_never_repeated(
    service: Service, body: Any, status: int, field: str
) -> None:
    answer = ask(a_key(service, HEALTH)[1], body)

    said = answer.json()
    assert answer.status_code == status
    assert [one["name"] for one in said["fields"]] == ([field] if field else [])
    assert all(one["message"].endswith((".", "AAAA-MM-JJ.")) for one in said["fields"])
    assert len(answer.content) < 400


@pytest.mark.parametrize("day", ["2000-01-01", "2017-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_have_an_answer(service: Service, worker: Worker, day: str) -> None:
    assert ask(a_key(service, HEALTH)[1], {"worker": worker.external_id, "on": day}).status_code == 200


def test_a_key_asks_so_often_and_no_more(service: Service, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amarre.api.access.time.time", lambda: 1_800_000_030.0)
    (key, text), other = a_key(service, HEALTH), a_key(service, HEALTH)[1]
    asked = {"worker": worker.external_id}
    assert ask(text, asked).status_code == 200
    cache.set(f"api:{key.pk}:{1_800_000_030 // 60}", CALLS)

    late = ask(text, asked)

    assert (late.status_code, late.json()["code"], late["Retry-After"]) == (429, "too_often", "30")
    assert ask(other, asked).status_code == 200


def test_a_key_lives_a_year_at_most_and_its_text_is_kept_nowhere(service: Service) -> None:
    by, today = person((service, Role.ADMINISTRATION)), timezone.localdate()
    made = {"service": service, "label": "Logiciel", "by": by}

    for rights, until in (
        ([HEALTH], today + timedelta(days=366)), ([HEALTH], today - timedelta(days=1)), ([], today),
        ([Permission.CASE_READ], today), ([HEALTH], date(9999, 12, 31)),
    ):  # fmt: skip
        with pytest.raises(DomainError):
            make_key(rights=rights, expires_on=until, **made)
    key, text = make_key(rights=[HEALTH], expires_on=today + timedelta(days=365), **made)

    kept = " ".join(str(value) for value in ApiKey.objects.filter(pk=key.pk).values_list().get())
    told = " ".join(str(one) for one in Event.objects.values_list("details", flat=True))
    assert len(text) > 40
    assert text not in kept + told


def test_the_description_is_the_one_that_was_committed() -> None:
    described = json.loads(json.dumps(api.get_openapi_schema(), default=str))

    assert described == json.loads(DESCRIPTION.read_text("utf-8"))
