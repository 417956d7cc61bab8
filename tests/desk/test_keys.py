"""Administration makes keys of the API, sees them used, and withdraws them."""

import re

import pytest
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import ApiKey, Service
from amarre.audit.models import Event
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
KEYS = "/services/essai/comptes/cles/"


def test_a_key_is_made_shown_once_and_withdrawn(service: Service) -> None:
    client = signed_in(person((service, Role.ADMINISTRATION)))
    typed = {"label": "Logiciel métier", "rights": ["health.read"], "days": "90"}

    assert "Aucune clé n’est valable" in client.get(KEYS).content.decode()
    made = client.post(f"{KEYS}ajouter/", typed)
    page = client.get(KEYS).content.decode()
    key = ApiKey.objects.get()
    found = re.search(r"amarre_[\w-]{43}", made.content.decode())

    assert found
    assert "no-store" in made["Cache-Control"]
    assert found[0] not in page
    assert "Logiciel métier" in page
    assert "jamais" in page
    assert (key.expires_on - timezone.localdate()).days == 90
    client.post(f"{KEYS}{key.pk}/retirer/")
    client.post(f"{KEYS}{key.pk}/retirer/")
    assert "Retirées ou expirées" in client.get(KEYS).content.decode()
    acts = Event.objects.filter(subject="accounts.apikey").order_by("number").values_list("action", flat=True)
    assert list(acts) == ["api_key.made", "api_key.revoked"]


def test_a_key_of_another_service_is_not_withdrawn_from_here(service: Service) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    client = signed_in(person((service, Role.ADMINISTRATION), (other, Role.ADMINISTRATION)))
    client.post(
        f"{KEYS.replace('essai', 'autre')}ajouter/", {"label": "Autre", "rights": ["health.read"], "days": "30"}
    )
    key = ApiKey.objects.get()

    assert client.post(f"{KEYS}{key.pk}/retirer/").status_code == 404
    key.refresh_from_db()
    assert key.revoked_at is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"rights": ["health.read"], "days": "30"}, "Nommez le logiciel."),
        ({"label": "L", "days": "30"}, "Cochez un droit au moins."),
        ({"label": "L", "rights": ["note.medical"], "days": "30"}, "cochez aussi le premier"),
        ({"label": "L", "rights": ["case.read"], "days": "30"}, "Choisissez dans la liste."),
        ({"label": "L", "rights": ["health.read"], "days": "3650"}, "Choisissez dans la liste."),
    ],
)
def test_a_key_without_a_name_a_right_or_a_length_is_not_made(
    service: Service, typed: dict[str, object], said: str
) -> None:
    answer = signed_in(person((service, Role.ADMINISTRATION))).post(f"{KEYS}ajouter/", typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ApiKey.objects.exists()
