"""`amarre follow-ups send` killed between the sending and its note: nobody lost, nothing twice without a word."""

import os
import re
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pysqlite3
import pytest
from django.conf import settings as installed
from django.db import connection

from amarre.accounts.models import Service, User
from amarre.cases.actions import Contact, close_case, receive_case
from amarre.cases.links import digest_of
from tests.detection.drawn import a_worker

CLOSED, DUE = date(2026, 3, 10), date(2026, 6, 10)
SAID = {"outcome": "maintien_poste", "decisive": "poste", "satisfaction": "tres_satisfait"}
#: Starts Amarre once, then runs each command line that it reads in a process of its own, and says how that one ended.
SERVER = """
import os, sys
from amarre.config.cli import main
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "amarre.config.settings"
django.setup()
import amarre.config.urls  # what every command loads, once for all of them
for line in sys.stdin:
    child = os.fork()
    if not child:
        os.dup2(1, 2)
        main(["amarre", *line.split()])
    print("started", child, flush=True)
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Post(socketserver.ThreadingTCPServer):
    """A mail server that kills who speaks to it, at the word given, while it carries the mail of that address."""

    allow_reuse_address = daemon_threads = True
    kills: tuple[str, str] = ("", "")
    client = 0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails: list[EmailMessage] = []


class Talk(socketserver.StreamRequestHandler):
    """One conversation; the word `DATA` stands for a mail received whole, `QUIT` for one that was answered for."""

    server: Post

    def handle(self) -> None:
        to = ""
        self.wfile.write(b"220 essai\r\n")
        while line := self.rfile.readline():
            word = line[:4].decode().upper()
            if word == "RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                mail = message_from_bytes(b"".join(iter(self.rfile.readline, b".\r\n")), policy=policy.default)
                assert isinstance(mail, EmailMessage)
                self.server.mails.append(mail)
            if (word, to) == self.server.kills:
                while not self.server.client:
                    time.sleep(0.01)
                os.kill(self.server.client, signal.SIGKILL)
                return
            self.wfile.write(b"221 bye\r\n" if word == "QUIT" else b"250 well\r\n")
            if word == "QUIT":
                return


@pytest.fixture
def post() -> Iterator[Post]:
    with Post() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Amarre:
    """The commands of an installation of its own."""

    def __init__(self, home: Path, post: Post) -> None:
        self.post = post
        environment = {
            **os.environ, "AMARRE_HOME": str(home), "DATABASE_URL": "",
            "AMARRE_SMTP_URL": f"smtp://127.0.0.1:{post.server_address[1]}",
        }  # fmt: skip
        self.server = subprocess.Popen(
            [sys.executable, "-c", SERVER], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, command: str, kills: tuple[str, str] = ("", "")) -> tuple[int, str]:
        """One command; its exit code and what it said."""
        assert self.server.stdin
        assert self.server.stdout
        self.post.kills, self.post.client = kills, 0
        self.server.stdin.write(f"{command}\n")
        self.server.stdin.flush()
        said = ""
        for line in self.server.stdout:
            first, _, number = line.partition(" ")
            if first == "started":
                self.post.client = int(number)
            elif first == "ended":
                return int(number), said
            else:
                said += line
        raise AssertionError(said)

    def stop(self) -> None:
        """Nothing more to run."""
        self.server.communicate(timeout=60)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the killed process runs on a copy that SQLite makes")
def test_a_run_killed_at_any_instant_loses_nobody_and_says_what_left_twice(
    service: Service, officer: User, post: Post
) -> None:
    people = ["avant@exemple.fr", "pendant@exemple.fr", "apres@exemple.fr"]
    for address in people:
        case = receive_case(job=a_worker(service), on=date(2026, 1, 5), by=officer)
        contact = Contact("courriel", address)
        close_case(case=case, by=officer, seen=case.version, on=CLOSED, contact=contact, **SAID)
    home = Path(installed.HOME)
    base = pysqlite3.connect(home / "amarre.sqlite3")
    connection.connection.backup(base)
    made_without = not base.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'django_migrations'").fetchone()[0]
    base.close()
    amarre, sending = Amarre(home, post), f"follow-ups send --on {DUE}"
    if made_without:
        amarre.run("migrate --fake")

    killed = [amarre.run(sending, (word, to)) for word, to in zip(("RCPT", "DATA", "QUIT"), people, strict=True)]
    code, said = amarre.run(sending)
    amarre.stop()

    assert [code for code, _ in killed] == [-signal.SIGKILL] * 3
    assert (code, "1 sent" in said, "1 of them perhaps for the second time" in said) == (0, True, True)
    received = Counter(str(mail["To"]) for mail in post.mails)
    assert received == {people[0]: 1, people[1]: 2, people[2]: 2}
    # Both copies have one name, by which a mail server or a reader may know them for one.
    assert len({mail["Message-ID"] for mail in post.mails}) == 3
    base = pysqlite3.connect(home / "amarre.sqlite3")
    for mail in post.mails:
        secret = re.findall(r"/suivi/([^/]+)/", mail.get_content())[0]
        assert base.execute(
            "SELECT COUNT(*) FROM cases_followuplink WHERE digest = ?", [digest_of(secret)]
        ).fetchone() == (1,)
    attempts = base.execute("SELECT DISTINCT attempts FROM cases_plannedfollowup WHERE due_month = '3'").fetchall()
    told = base.execute("SELECT COUNT(*) FROM audit_event WHERE action = 'follow_up.sent_again'").fetchone()
    base.close()
    assert (attempts, told) == ([(1,)], (3,))
