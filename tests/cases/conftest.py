"""A case of one service, with its people."""

from collections.abc import Callable
from datetime import date

import pytest

from amarre.accounts.models import Service, User
from amarre.cases.actions import receive_case
from amarre.cases.models import Case
from amarre.directory.models import Professional
from tests.detection.drawn import a_worker
from tests.people import person

RECEIVED_ON = date(2026, 3, 2)


@pytest.fixture
def professional(service: Service) -> Callable[..., Professional]:
    """Makes a member of the staff."""

    def make(name: str = "Lassalle", role: str = "charge_maintien") -> Professional:
        return Professional.objects.create(service=service, last_name=name, first_name="Inès", role=role)

    return make


@pytest.fixture
def officer(service: Service) -> User:
    """An account of the cell."""
    return person((service, "charge-maintien"), email="officier@essai.test")


@pytest.fixture
def case(service: Service, professional: Callable[..., Professional], officer: User) -> Case:
    """A case just received, with its lead."""
    return receive_case(job=a_worker(service), on=RECEIVED_ON, by=officer, lead=professional())
