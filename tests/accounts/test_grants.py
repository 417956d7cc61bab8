"""Who may do what."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from amarre.accounts.actions import create_demo_accounts
from amarre.accounts.enums import Role
from amarre.accounts.grants import GRANTS, granted
from amarre.accounts.models import Membership, Service, User
from amarre.accounts.permissions import Permission
from amarre.accounts.policies import service_for
from tests.people import person

pytestmark = pytest.mark.django_db

NAMES = {Permission.SIGNAL_READ, Permission.FIGURE_ROWS_READ}


def test_every_role_has_its_line_and_an_unknown_one_has_nothing() -> None:
    assert set(GRANTS) == set(Role)
    assert granted("stagiaire") == frozenset()


def test_direction_sees_figures_and_no_names() -> None:
    assert GRANTS[Role.MANAGEMENT] == {Permission.FIGURE_READ, Permission.ESTABLISHMENT_READ}


def test_administration_sees_no_health_data() -> None:
    assert not GRANTS[Role.ADMINISTRATION] & {*NAMES, Permission.FIGURE_READ}


def test_every_permission_is_held_by_somebody() -> None:
    assert set().union(*GRANTS.values()) == set(Permission)


def test_a_role_holds_in_its_own_service_only(service: Service) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    user = person((service, Role.PHYSICIAN), (other, Role.MANAGEMENT))

    assert user.can(Permission.SIGNAL_READ, service)
    assert not user.can(Permission.SIGNAL_READ, other)
    assert user.can(Permission.FIGURE_READ, other)


def test_two_roles_in_one_service_add_up(service: Service) -> None:
    user = person((service, Role.MANAGEMENT), (service, Role.ADMINISTRATION))

    assert user.can(Permission.FIGURE_READ, service)
    assert user.can(Permission.SERVICE_MANAGE, service)


def test_the_door_answers_404_to_the_stranger_and_403_to_the_weak_role(service: Service) -> None:
    stranger = person(email="ailleurs@essai.test")
    direction = person((service, Role.MANAGEMENT), email="direction@essai.test")
    physician = person((service, Role.PHYSICIAN), email="medecin@essai.test")

    with pytest.raises(Http404):
        service_for(stranger, "essai", Permission.FIGURE_READ)
    with pytest.raises(PermissionDenied):
        service_for(direction, "essai", Permission.SIGNAL_READ)
    assert service_for(physician, "essai", Permission.SIGNAL_READ) == service


def test_a_visitor_and_a_closed_account_see_no_service(service: Service) -> None:
    closed = person((service, Role.PHYSICIAN))
    closed.is_active = False

    assert not Service.objects.visible_to(AnonymousUser()).exists()
    assert not Service.objects.visible_to(closed).exists()


def test_demonstration_accounts_are_one_per_role_and_made_once(service: Service) -> None:
    first = create_demo_accounts(service=service, password="un mot de passe de démonstration")
    hashes = dict(User.objects.values_list("email", "password"))
    again = create_demo_accounts(service=service, password="un mot de passe de démonstration")

    assert first == again == [(f"{role.value}@essai.test", role.label) for role in Role]
    assert dict(User.objects.values_list("email", "password")) == hashes
    assert Membership.objects.count() == len(Role)
    assert User.objects.get(email="medecin@essai.test").check_password("un mot de passe de démonstration")
