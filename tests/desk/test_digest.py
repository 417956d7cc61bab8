"""The daily digest, through a real mail server on this machine: once a day, to those who asked, about nobody."""

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import SentDigest, Service, User
from amarre.audit.models import Event
from amarre.cases.actions import receive_case
from amarre.cases.actions.decisions import make_task, tick_task
from amarre.cases.models import Task
from amarre.config.mail import mail_settings
from amarre.detection.enums import Priority, SignalStatus
from amarre.detection.models import Signal
from amarre.directory.models import Job, Worker
from amarre.lib.errors import DomainError
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given; `dies_on` closes the line after that word, `refuses` an address."""

    allow_reuse_address = daemon_threads = True
    dies_on = refuses = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails: list[EmailMessage] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    server: Sink

    def handle(self) -> None:
        self.wfile.write(b"220 essai\r\n")
        while line := self.rfile.readline():
            word = line[:4].decode().upper()
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                mail = message_from_bytes(text, policy=policy.default)
                assert isinstance(mail, EmailMessage)
                self.server.mails.append(mail)
            if word == self.server.dies_on:
                return
            if word == "RCPT" and self.server.refuses and self.server.refuses in line.decode():
                self.wfile.write(b"550 nobody here\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if word == "QUIT" else b"250 well\r\n")
            if word == "QUIT":
                return


@pytest.fixture
def sink(settings: object) -> Iterator[Sink]:
    with Sink() as server:
        for name, value in mail_settings(server.url).items():
            setattr(settings, name, value)
        settings.SITE_URL = "https://amarre.essai.test"  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def reader(service: Service) -> User:
    user = person((service, Role.PHYSICIAN))
    User.objects.update(daily_digest=True)
    return user


@pytest.fixture
def three_wait(raised: Callable[..., Signal], job: Job) -> None:
    """Two pressing workers, of whom one for two reasons, and one who can wait."""
    raised()
    raised(rule="arrets_cumules", priority=Priority.LOW)
    for number, priority in enumerate((Priority.HIGH, Priority.LOW), start=2):
        worker = Worker.objects.create(
            service=job.service, last_name="Vidal", first_name="Rose", born_on=date(1990, 1, 1), sex="F",
            external_id=f"T{number}",
        )  # fmt: skip
        raised(worker=worker, priority=priority)
    raised(worker=worker, priority=Priority.NORMAL, status=SignalStatus.SET_ASIDE, since=date(2026, 2, 1))


def send(on: date = DAY) -> None:
    call_command("digest", on=on.isoformat())


def test_the_mail_counts_by_urgency_and_names_nobody(sink: Sink, reader: User, three_wait: None) -> None:
    send()

    [mail] = sink.mails
    text = mail.get_content().replace("\u00a0", " ")
    assert mail["To"] == reader.email
    assert mail["Subject"].replace("\u00a0", " ") == "Amarre : récapitulatif du 02/03/2026"
    assert mail.get_content_type() == "text/plain"
    assert "- urgence haute : 2 travailleurs\n- urgence basse : 1 travailleur\n" in text.replace("\r\n", "\n")
    assert re.findall(r"https?://\S+", text) == ["https://amarre.essai.test/"]
    assert not re.search("Orsatelli|Yanis|Vidal|Rose|Belcastel|Camille|Roy|arrêt|visite|T1|Essai", f"{mail}{text}")


def test_a_person_gets_one_mail_a_day_however_often_the_command_runs(sink: Sink, reader: User, signal: Signal) -> None:
    send()
    send()
    assert len(sink.mails) == 1

    send(date(2026, 3, 3))
    assert len(sink.mails) == 2


@pytest.mark.parametrize("dies_on", ["DATA", "RCPT"])
def test_a_mail_that_perhaps_left_is_not_sent_again_that_day(
    sink: Sink, reader: User, signal: Signal, dies_on: str
) -> None:
    sink.dies_on = dies_on
    send()
    received = len(sink.mails)
    sink.dies_on = ""

    send()

    assert len(sink.mails) == received
    assert SentDigest.objects.get().sent_at is None


def test_a_run_killed_between_the_claim_and_the_mail_sends_none_twice(sink: Sink, reader: User, signal: Signal) -> None:
    SentDigest.objects.create(user=reader, on=DAY)

    send()

    assert sink.mails == []


def test_a_line_that_breaks_leaves_the_next_person_served(
    sink: Sink, reader: User, signal: Signal, service: Service
) -> None:
    User.objects.filter(pk=person((service, Role.NURSE), email="b@essai.test").pk).update(daily_digest=True)
    sink.dies_on = "DATA"
    send()

    assert [mail["To"] for mail in sink.mails] == [reader.email, "b@essai.test"]


def test_a_refused_mail_is_tried_again_and_the_others_leave(
    sink: Sink, reader: User, signal: Signal, service: Service
) -> None:
    User.objects.filter(pk=person((service, Role.NURSE), email="b@essai.test").pk).update(daily_digest=True)
    sink.refuses = reader.email
    with pytest.raises(CommandError, match="refused 1"):
        send()
    sink.refuses = ""

    send()

    assert [mail["To"] for mail in sink.mails] == ["b@essai.test", reader.email]


def test_without_a_mail_server_nothing_is_claimed(sink: Sink, reader: User, signal: Signal, settings: object) -> None:
    settings.EMAIL_PORT = 9  # type: ignore[attr-defined]

    with pytest.raises(DomainError, match="does not answer"):
        send()

    assert not SentDigest.objects.exists()


def test_nothing_leaves_where_nobody_waits_or_the_person_does_not_read_signals(
    sink: Sink, reader: User, service: Service, raised: Callable[..., Signal]
) -> None:
    send()
    assert sink.mails == []

    raised()
    for email, role in (("d@essai.test", Role.MANAGEMENT), ("a@essai.test", Role.ADMINISTRATION)):
        person((service, role), email=email)
    other = person((Service.objects.create(code="autre", name="Autre"), Role.PHYSICIAN), email="x@essai.test")
    closed = person((service, Role.PHYSICIAN), email="c@essai.test")
    User.objects.update(daily_digest=True)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    person((service, Role.PHYSICIAN), email="n@essai.test")

    send()

    assert [mail["To"] for mail in sink.mails] == [reader.email]
    assert not SentDigest.objects.filter(user=other).exists()


def test_the_box_of_the_account_page_asks_for_it_and_gives_it_up(service: Service) -> None:
    user = person((service, Role.PHYSICIAN))
    client = signed_in(user)
    assert 'id="daily">' in client.get("/mon-compte/").content.decode()

    told = client.post("/mon-compte/recapitulatif/", {"daily": "on"}, follow=True).content.decode()
    assert "Vous recevrez le récapitulatif" in told
    assert 'id="daily" checked' in told
    client.post("/mon-compte/recapitulatif/")

    user.refresh_from_db()
    assert not user.daily_digest
    said = Event.objects.filter(action="user.digest_chosen").order_by("number").values_list("details", flat=True)
    assert list(said) == [{"daily": True}, {"daily": False}]


def test_whoever_reads_no_signal_is_not_offered_the_digest(service: Service, client: Client) -> None:
    page = signed_in(person((service, Role.MANAGEMENT))).get("/mon-compte/").content.decode()

    assert "Récapitulatif du jour" not in page


def test_the_mail_counts_the_reader_s_own_tasks_and_says_nothing_of_them(
    sink: Sink, reader: User, service: Service, job: Job
) -> None:
    case = receive_case(job=job, on=date(2026, 2, 1), by=None)
    other = person((service, Role.NURSE), email="b@essai.test")
    for owner, due_on in (
        (reader, date(2026, 2, 27)), (reader, date(2026, 2, 28)), (reader, DAY), (reader, date(2026, 3, 9)),
        (reader, None), (other, DAY),
    ):  # fmt: skip
        make_task(case=case, what="Appeler madame Canari", owner=owner, due_on=due_on, by=other)
    tick_task(task=Task.objects.filter(due_on=DAY, owner=reader).get(), done=True, by=reader, on=DAY)

    send()
    stranger = reader.memberships.get()
    stranger.role = Role.MANAGEMENT
    stranger.save()
    send(date(2026, 3, 10))

    [mail] = sink.mails
    text = mail.get_content().replace("\u00a0", " ")
    assert "- à faire, en retard : 2 tâches" in text
    assert "aujourd’hui" not in text
    assert not re.search("Canari|Orsatelli|urgence haute", text)


def test_a_task_is_given_from_the_case_and_the_late_ones_come_first(service: Service, job: Job) -> None:
    case = receive_case(job=job, on=date(2026, 2, 1), by=None)
    user = person((service, Role.PSYCHOLOGIST))
    client = signed_in(user)
    address = f"/services/essai/dossiers/{case.pk}/tache/"
    for what, due_on in (("Sans date", ""), ("Plus tard", "2999-01-01"), ("En retard", "2026-02-02")):
        assert client.post(address, {"what": what, "owner": user.pk, "due_on": due_on}).status_code == 302
    wrong = client.post(address, {"what": "", "owner": 999_999})

    home = client.get("/services/essai/").content.decode()

    assert wrong.status_code == 422
    assert home.index("<p>En retard</p>") < home.index("<p>Plus tard</p>") < home.index("<p>Sans date</p>")
    assert '<span class="am-status am-late">1\u00a0en retard</span>' in home
