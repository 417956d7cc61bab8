"""A session that ended while a page was open: what was written is shown, and a part of a page is not a sign-in page."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
FORM = "/services/essai/signaux/1/ecarter/"
NOTE = "Une note écrite pendant une demi-heure."


@pytest.fixture
def client(service: Service) -> Client:
    """A browser whose session has ended on the server."""
    client = signed_in(person((service, Role.NURSE)))
    client.get("/services/essai/")
    Session.objects.all().delete()
    return client


def test_what_was_written_is_shown_and_nothing_else(client: Client) -> None:
    sent = {"comment": NOTE, "reason": "autre", "seen": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    page = client.post(FORM, sent, headers={"referer": f"http://testserver{FORM}"})
    text = page.content.decode()

    assert page.status_code == 403
    assert "no-store" in page["Cache-Control"]
    assert "Rien n’a été enregistré" in text
    assert NOTE in text
    assert "0f8fad5b" not in text
    assert f"/connexion/?next={FORM}" in text


def test_a_form_without_a_text_a_password_and_a_stranger_get_no_copy(client: Client) -> None:
    short = client.post(FORM, {"reason": "autre"}, headers={"referer": "https://ailleurs.test/"})
    secret = client.post("/mon-compte/mot-de-passe/", {"password1": "un secret de plus de vingt signes"})

    assert '/connexion/?next=/"' in short.content.decode()
    assert "un secret" not in secret.content.decode()
    assert Client().post(FORM, {"comment": "court"})["Location"].startswith("/connexion/?next=")
    assert client.get(FORM)["Location"].startswith("/connexion/?next=")


def test_a_part_of_a_page_never_becomes_the_sign_in_page(client: Client) -> None:
    typed = client.post("/services/essai/recherche/", {"q": "orsa"}, headers={"HX-Request": "true"})
    note = client.post(
        FORM, {"comment": NOTE}, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/x/"}
    )

    assert (typed.content, typed["HX-Refresh"]) == (b"", "true")
    assert (note.status_code, note["HX-Retarget"]) == (200, "body")
    assert NOTE in note.content.decode()
