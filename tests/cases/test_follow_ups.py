"""Follow-ups are sent, reminded, answered or given up, and the figures move as they should."""

import socketserver
import threading
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.template.loader import get_template

from amarre.accounts.models import Service, User
from amarre.audit.models import Event
from amarre.cases import actions
from amarre.cases.actions import Answers, Contact
from amarre.cases.links import born_on_is, link_of
from amarre.cases.models import Case, FollowUp, FollowUpContact, FollowUpLink, PlannedFollowUp
from amarre.cases.questions import AnswersForm
from amarre.cases.release import release_planned
from amarre.cases.sending import TEXT, send_again, send_due
from amarre.contracts.definitions import contract_of
from amarre.contracts.figures import contract_figures
from amarre.desk.day.morning import state_of
from amarre.desk.day.reminders import reminders
from amarre.lib.errors import DomainError

pytestmark = pytest.mark.django_db
CLOSED, DUE = date(2026, 3, 10), date(2026, 6, 10)
SAID = {"outcome": "maintien_poste", "decisive": "poste", "satisfaction": "tres_satisfait"}


@pytest.fixture
def closed(case: Case, officer: User) -> Case:
    """A closed case whose worker agreed to be asked by e-mail."""
    contact = Contact("courriel", "yanis@exemple.fr")
    return actions.close_case(case=case, by=officer, seen=case.version, on=CLOSED, contact=contact, **SAID)


def secret_of(text: str) -> str:
    return text.split("/suivi/")[1].split("/")[0]


def test_a_message_is_a_link_and_tells_nothing_of_anybody(service: Service, closed: Case) -> None:
    assert send_due(service=service, on=DUE - timedelta(days=1))["sent"] == 0
    assert send_due(service=service, on=DUE)["sent"] == 1

    (sent,) = mail.outbox
    worker = closed.job.worker
    assert sent.to == ["yanis@exemple.fr"]
    for word in (worker.last_name, worker.first_name, "maintien", "dossier", "arrêt"):
        assert str(word) not in sent.subject + sent.body
    # The database could not rebuild the link.
    secret = secret_of(sent.body)
    assert link_of(secret) is not None
    assert all(secret not in str(value) for value in FollowUpLink.objects.values_list())


def test_the_command_run_again_sends_nothing_more(service: Service, closed: Case) -> None:
    for _ in range(3):
        call_command("follow_ups", "send", on=DUE.isoformat())

    assert len(mail.outbox) == 1


def test_three_reminders_at_most_then_unreachable_which_counts(service: Service, closed: Case) -> None:
    for days in range(60):
        send_due(service=service, on=DUE + timedelta(days=days))

    assert len(mail.outbox) == 4
    follow_up = FollowUp.objects.get(case=closed)
    assert (follow_up.due_month, follow_up.situation) == ("3", "injoignable")
    assert follow_up.held_on == DUE + timedelta(days=40)


def test_a_mail_server_that_is_down_forgets_nobody(
    service: Service, closed: Case, settings: object, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    assert send_due(service=service, on=DUE)["failed"] == 1
    assert PlannedFollowUp.objects.get(due_month="3").attempts == 0

    Session.received.clear()
    with Smtp(("127.0.0.1", 0), Session) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_PORT = server.server_address[1]  # type: ignore[attr-defined]
        assert send_due(service=service, on=DUE)["sent"] == 1
        server.shutdown()

    (received,) = Session.received
    assert "/suivi/" in received.replace("=\n", "")


def test_an_address_that_is_always_refused_is_told_at_once_and_ends_unreachable(
    service: Service, closed: Case, settings: object
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST = "127.0.0.1"  # type: ignore[attr-defined]
    with Smtp(("127.0.0.1", 0), Session) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_PORT = server.server_address[1]  # type: ignore[attr-defined]
        # No right to send, or a trouble of the moment: the address has nothing to do with it.
        for said in (b"550 5.7.1 Relaying denied", b"451 4.3.0 Later"):
            Session.to_recipient = said
            assert send_due(service=service, on=DUE)["failed"] == 1
        assert PlannedFollowUp.objects.get(due_month="3").attempts == 0

        Session.to_recipient = b"550 5.1.1 No such user"
        told: Counter[str] = Counter()
        for days in range(45):
            told += send_due(service=service, on=DUE + timedelta(days=days))
            if not days:
                kept = FollowUpContact.objects.get(case=closed)
                (line,) = (
                    line for one in reminders(service, DUE, health=False, state=state_of(service)) for line in one.lines
                )
                assert kept.refused_on == DUE
                assert line.what.startswith("e-mail refusé le 10/06/2026\u00a0: à appeler")
        Session.to_recipient = b"250 ok"
        assert (told["refused"], told["unreachable"], told["sent"], FollowUpLink.objects.count()) == (4, 1, 0, 0)
        assert FollowUp.objects.get(case=closed).situation == "injoignable"
        refusals = Event.objects.filter(action="follow_up.address_refused").order_by("number")
        assert [one.details["attempt"] for one in refusals] == [1, 2, 3, 4]

        closed.refresh_from_db()
        contact = Contact("courriel", "autre@exemple.fr")
        actions.keep_contact(case=closed, contact=contact, on=DUE, by=None, seen=closed.version)
        assert FollowUpContact.objects.get(case=closed).refused_on is None
        FollowUpContact.objects.update(refused_on=DUE)
        assert send_due(service=service, on=CLOSED + timedelta(days=190))["sent"] == 1
        assert FollowUpContact.objects.get(case=closed).refused_on is None
        server.shutdown()


class Session(socketserver.StreamRequestHandler):
    """Just enough of a mail server: it takes every message and keeps it."""

    received: list[str] = []
    to_recipient = b"250 ok"

    def handle(self) -> None:
        self.wfile.write(b"220 essai\r\n")
        while line := self.rfile.readline().upper():
            if line.startswith(b"DATA"):
                self.wfile.write(b"354 go\r\n")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part
                self.received.append(text.decode().replace("\r\n", "\n"))
            if line.startswith(b"RCPT"):
                self.wfile.write(self.to_recipient + b"\r\n")
            else:
                self.wfile.write(b"250 ok\r\n" if not line.startswith(b"QUIT") else b"221 bye\r\n")


class Smtp(socketserver.ThreadingTCPServer):
    """On a free port of the loopback."""

    daemon_threads = True


def test_a_text_message_is_a_file_in_development(service: Service, closed: Case, settings: object) -> None:
    actions.keep_contact(case=closed, contact=Contact("sms", "06 12 34 56 78"), on=CLOSED, by=None, seen=closed.version)

    send_due(service=service, on=DUE)

    (path,) = (settings.HOME / "sms").iterdir()  # type: ignore[attr-defined]
    assert path.read_text().startswith("+33612345678\n")
    assert not mail.outbox


@pytest.mark.parametrize("contact", [None, Contact("telephone", "05 65 00 00 00"), Contact("aucun")])
def test_who_did_not_agree_to_a_message_receives_none(service: Service, closed: Case, contact: Contact | None) -> None:
    if contact is None:
        closed.follow_up_contact.delete()
    else:
        actions.keep_contact(case=closed, contact=contact, on=CLOSED, by=None, seen=closed.version)

    assert send_due(service=service, on=DUE)["to_call"] == 1
    assert not mail.outbox


def test_a_late_answer_wins_over_unreachable(service: Service, closed: Case, officer: User) -> None:
    for days in range(0, 60, 10):
        send_due(service=service, on=DUE + timedelta(days=days))
    planned = PlannedFollowUp.objects.get(due_month="3")
    assert planned.state == "injoignable"

    late = DUE + timedelta(days=50)
    actions.record_answers(planned=planned, answers=Answers("formation"), on=late, way="lien", by=None)

    rows = FollowUp.objects.filter(due_month="3").order_by("pk").values_list("situation", flat=True)
    assert list(rows) == ["injoignable", "formation"]
    with pytest.raises(DomainError, match="déjà enregistrée"):
        actions.record_answers(planned=planned, answers=Answers("arret"), on=late, way="lien", by=None)


def test_nobody_is_unreachable_before_anybody_called(closed: Case, officer: User) -> None:
    planned = PlannedFollowUp.objects.get(due_month="3")
    with pytest.raises(DomainError, match="Notez d’abord"):
        actions.declare_unreachable(planned=planned, on=DUE, by=officer)

    states = [actions.note_call(planned=planned, on=DUE, by=officer).state for _ in range(4)]

    assert states == ["attendu", "attendu", "attendu", "injoignable"]


def test_a_link_closes_for_a_time_after_too_many_wrong_birth_dates(service: Service, closed: Case) -> None:
    send_due(service=service, on=DUE)
    link = link_of(secret_of(str(mail.outbox[0].body)))
    assert link is not None
    right = closed.job.worker.born_on

    assert [born_on_is(link, right + timedelta(days=n)) for n in range(1, 6)] == [False] * 5
    with pytest.raises(DomainError, match="Trop de dates"):
        born_on_is(link, right)
    PlannedFollowUp.objects.update(closed_until="2026-01-01T00:00:00Z")
    assert born_on_is(link, right)


def test_a_lost_link_is_sent_again_once_a_day_and_is_no_reminder(service: Service, closed: Case) -> None:
    send_due(service=service, on=DUE)
    link = link_of(secret_of(str(mail.outbox[0].body)))
    assert link is not None

    for _ in range(3):
        send_again(link, on=DUE + timedelta(days=61))

    assert len(mail.outbox) == 2
    assert PlannedFollowUp.objects.get(due_month="3").attempts == 1


def figures(service: Service, year: int) -> dict[str, object]:
    found = contract_figures(service, contract_of("pst38-2025"), date(year, 1, 1), date(year, 12, 31)).results
    return {code: found[code]["all"]["value"] for code in ("F00", "F01", "F02", "F03", "O01", "O02", "O03")}


def test_the_figures_move_as_the_case_ends_and_its_worker_answers(service: Service, case: Case, officer: User) -> None:
    open_case = figures(service, 2026)
    assert open_case == {"F00": 1, "F01": 0, "F02": 0, "F03": 0, "O01": None, "O02": None, "O03": None}

    contact = Contact("courriel", "yanis@exemple.fr")
    closed = actions.close_case(case=case, by=officer, seen=case.version, on=CLOSED, contact=contact, **SAID)
    # Planned is not followed: the case is in the denominator, and counts as lost until somebody has asked.
    assert figures(service, 2026) == {**open_case, "F01": 1, "F02": 1, "O01": 0, "O03": 1}

    half_year = date(2026, 9, 10)
    for days in range(0, 50, 10):
        send_due(service=service, on=half_year + timedelta(days=days))
    assert FollowUp.objects.filter(case=closed, due_month="6", situation="injoignable").exists()
    assert figures(service, 2026) == {**open_case, "F01": 1, "F02": 1, "O01": 1, "O03": 1}

    planned = PlannedFollowUp.objects.get(case=closed, due_month="6")
    late = half_year + timedelta(days=55)
    actions.record_answers(planned=planned, answers=Answers("poste_amenage"), on=late, way="lien", by=None)
    assert figures(service, 2026) == {**open_case, "F01": 1, "F02": 1, "O01": 1, "O02": 1, "O03": 0}

    closed.refresh_from_db()
    actions.reopen_case(case=closed, by=officer, seen=closed.version, on=date(2026, 12, 1), reason="Nouvel arrêt")
    assert figures(service, 2026) == open_case


def test_what_announces_the_questions_counts_those_that_are_asked() -> None:
    birth = Path(get_template("portal/follow_up_birth.html").origin.name).read_text("utf-8")

    assert len(AnswersForm().fields) == 5
    assert "Cinq questions" in TEXT
    assert "cinq questions" in birth


def test_an_undone_import_takes_the_follow_ups_that_nobody_has_touched(closed: Case, officer: User) -> None:
    planned = list(PlannedFollowUp.objects.filter(case=closed).order_by("due_on"))
    actions.note_attempt(planned=planned[0], on=planned[0].due_on, by=officer)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE gone_cases AS SELECT id FROM cases_case")
        release_planned("dossiers", "gone_cases")
        cursor.execute("DROP TABLE gone_cases")

    assert len(planned) == 3
    assert list(PlannedFollowUp.objects.filter(case=closed)) == [planned[0]]
