"""What a worker agrees that others be told."""

from datetime import date

import pytest

from amarre.accounts.models import Service
from amarre.cases.consents import consent_covers, give_consent, require_consent, withdraw_consent
from amarre.cases.models import Consent
from amarre.directory.models import Worker
from amarre.lib.errors import DomainError
from tests.detection.drawn import a_worker

pytestmark = pytest.mark.django_db
GIVEN = date(2026, 3, 2)


@pytest.fixture
def worker(service: Service) -> Worker:
    return a_worker(service).worker


def give(
    worker: Worker, recipient: str = "cap_emploi", scopes: tuple[str, ...] = ("identite", "travail"), **more: object
) -> list[Consent]:
    return give_consent(worker=worker, recipient=recipient, scopes=list(scopes), on=GIVEN, way="ecrit", by=None, **more)  # type: ignore[arg-type]


def test_a_consent_covers_its_recipient_and_its_scopes_from_its_day_on(worker: Worker, service: Service) -> None:
    give(worker)

    assert consent_covers(worker, "cap_emploi", "travail", on=GIVEN)
    assert not consent_covers(worker, "cap_emploi", "travail", on=date(2026, 3, 1))
    assert not consent_covers(worker, "cap_emploi", "sante", on=GIVEN)
    assert not consent_covers(worker, "employeur", "travail", on=GIVEN)
    assert not consent_covers(a_worker(service).worker, "cap_emploi", "travail", on=GIVEN)


def test_a_withdrawal_holds_from_its_own_day(worker: Worker) -> None:
    first, _ = give(worker)
    withdraw_consent(consent=first, on=date(2026, 4, 1), by=None)

    assert consent_covers(worker, "cap_emploi", "identite", on=date(2026, 3, 31))
    assert not consent_covers(worker, "cap_emploi", "identite", on=date(2026, 4, 1))
    assert consent_covers(worker, "cap_emploi", "travail", on=date(2026, 4, 1))
    with pytest.raises(DomainError, match="déjà retiré"):
        withdraw_consent(consent=first, on=date(2026, 4, 2), by=None)


def test_a_consent_expires_and_can_be_given_again(worker: Worker) -> None:
    give(worker, until=date(2026, 6, 30))

    assert consent_covers(worker, "cap_emploi", "travail", on=date(2026, 6, 30))
    assert not consent_covers(worker, "cap_emploi", "travail", on=date(2026, 7, 1))
    assert give(worker, until=date(2026, 6, 30)) == []
    assert len(give(worker)) == 2


def test_a_consent_that_names_somebody_covers_nobody_else(worker: Worker) -> None:
    give(worker, "medecin_traitant", ("sante",), named="Dr Alban")
    give(worker, "autre", ("identite",), named="Association Appui")

    assert consent_covers(worker, "medecin_traitant", "sante", on=GIVEN, named="dr alban")
    assert not consent_covers(worker, "medecin_traitant", "sante", on=GIVEN, named="Dr Belon")
    assert not consent_covers(worker, "medecin_traitant", "sante", on=GIVEN)
    assert not consent_covers(worker, "autre", "identite", on=GIVEN)
    with pytest.raises(DomainError, match="Nommez"):
        give(worker, "autre", ("identite",))


def test_what_is_missing_is_named_before_anything_leaves(worker: Worker) -> None:
    give(worker, scopes=("identite",))

    with pytest.raises(DomainError, match="il manque l’accord du travailleur pour la situation de travail"):
        require_consent(worker, "cap_emploi", ["identite", "travail"], on=GIVEN)
    require_consent(worker, "cap_emploi", ["identite"], on=GIVEN)
