"""The gateway of text messages against a real server: what it is sent, and what counts as sent."""

import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from amarre.accounts.models import Service, User
from amarre.audit.models import Event
from amarre.cases import actions
from amarre.cases.actions import Contact
from amarre.cases.links import link_of
from amarre.cases.models import Case, FollowUpLink, PlannedFollowUp
from amarre.cases.sending import send_again, send_due

pytestmark = pytest.mark.django_db
CLOSED, DUE = date(2026, 3, 10), date(2026, 6, 10)


class Operator(ThreadingHTTPServer):
    """A gateway that keeps what it is posted; `answers` one status, or 0 to hang up once it has read all."""

    daemon_threads = True
    answers = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Posted)
        self.taken: list[tuple[dict[str, str], dict[str, str]]] = []


class Posted(BaseHTTPRequestHandler):
    """One request."""

    server: Operator

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.taken.append((body, dict(self.headers)))
        if self.server.answers:
            self.send_response(self.server.answers)
            self.send_header("Location", "/")
            self.end_headers()

    def do_GET(self) -> None:
        """What a redirection would reach: a page that says that all is well, and sends nothing."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen of the tests."""


@pytest.fixture
def operator(settings: object) -> Iterator[Operator]:
    with Operator() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SMS_GATEWAY = "amarre.cases.gateways.Http"  # type: ignore[attr-defined]
        settings.SMS_URL = f"http://127.0.0.1:{server.server_address[1]}/sms"  # type: ignore[attr-defined]
        settings.SMS_SECRET = "remis par la passerelle"  # type: ignore[attr-defined]
        yield server
        server.shutdown()


@pytest.fixture
def planned(case: Case, officer: User) -> PlannedFollowUp:
    """The first follow-up of a closed case whose worker agreed to a text message."""
    said = {"outcome": "maintien_poste", "decisive": "poste", "satisfaction": "tres_satisfait"}
    contact = Contact("sms", "06 12 34 56 78")
    actions.close_case(case=case, by=officer, seen=case.version, on=CLOSED, contact=contact, **said)
    return PlannedFollowUp.objects.get(due_month="3")


def secret_of(text: str) -> str:
    return text.split("/suivi/")[1].split("/")[0]


def test_a_message_is_posted_with_its_secret_and_noted_once(
    service: Service, planned: PlannedFollowUp, operator: Operator
) -> None:
    assert send_due(service=service, on=DUE)["sent"] == 1
    assert send_due(service=service, on=DUE)["sent"] == 0

    ((body, headers),) = operator.taken
    assert set(body) == {"to", "text"}
    assert body["to"] == "+33612345678"
    assert link_of(secret_of(body["text"])) is not None
    assert headers["Authorization"] == "Bearer remis par la passerelle"
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 429])
def test_what_the_gateway_refuses_is_not_sent_and_leaves_again_later(
    service: Service, planned: PlannedFollowUp, operator: Operator, status: int
) -> None:
    operator.answers = status
    assert send_due(service=service, on=DUE)["failed"] == 1
    planned.refresh_from_db()
    assert (planned.attempts, FollowUpLink.objects.count()) == (0, 0)
    operator.answers = 202

    done = send_due(service=service, on=DUE)

    assert (done["sent"], done["again"]) == (1, 0)


@pytest.mark.parametrize("status", [500, 503, 0])
def test_what_nobody_knows_to_be_sent_leaves_again_under_the_same_key_and_is_told(
    service: Service, planned: PlannedFollowUp, operator: Operator, status: int
) -> None:
    operator.answers = status
    assert send_due(service=service, on=DUE)["failed"] == 1
    operator.answers = 200

    done = send_due(service=service, on=DUE + timedelta(days=1))

    assert (done["sent"], done["again"]) == (1, 1)
    (first, before), (second, after) = operator.taken
    assert before["Idempotency-Key"] == after["Idempotency-Key"]
    # Whichever of the two arrived, its link opens.
    assert link_of(secret_of(first["text"])) is not None
    assert link_of(secret_of(second["text"])) is not None
    assert Event.objects.filter(action="follow_up.sent_again").count() == 1
    planned.refresh_from_db()
    assert planned.attempts == 1


def test_a_gateway_that_is_not_there_or_not_safe_sends_nothing(
    service: Service, planned: PlannedFollowUp, settings: object, operator: Operator
) -> None:
    for address in ("http://127.0.0.1:9/", "http://passerelle.exemple.fr/sms", ""):
        settings.SMS_URL = address  # type: ignore[attr-defined]
        assert send_due(service=service, on=DUE)["failed"] == 1
    assert FollowUpLink.objects.count() == 0


def test_a_link_asked_for_that_did_not_leave_may_be_asked_for_again_the_same_day(
    service: Service, planned: PlannedFollowUp, operator: Operator
) -> None:
    send_due(service=service, on=DUE)
    link = link_of(secret_of(operator.taken[0][0]["text"]))
    assert link is not None
    operator.answers = 503
    with pytest.raises(OSError, match="503"):
        send_again(link, on=DUE)
    operator.answers = 200

    for _ in range(2):
        send_again(link, on=DUE)

    assert len(operator.taken) == 3
