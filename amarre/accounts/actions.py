"""Writes to accounts."""

from collections.abc import Collection, Mapping
from functools import cache

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, Q

from amarre.accounts.enums import Role
from amarre.accounts.models import Cell, CellCoordinator, Membership, SecondFactorRule, Service, User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import record
from amarre.lib.errors import DomainError


@transaction.atomic
def create_demo_accounts(
    *, service: Service, password: str, roles: Collection[Role] = tuple(Role)
) -> list[tuple[str, str]]:
    """One account per role, `ROLE@SERVICE.test`, with that password: [(address, role in words)]; again, the same."""
    addresses = {f"{role.value}@{service.code}.test": role for role in roles}
    users = _demo_users({email: str(role.label) for email, role in addresses.items()}, password)
    for user in users:
        Membership.objects.get_or_create(user=user, service=service, role=addresses[user.email])
    return [(user.email, str(addresses[user.email].label)) for user in users]


@transaction.atomic
def create_demo_coordinator(*, cell: Cell, email: str, password: str) -> tuple[str, str]:
    """An account that coordinates the cell, with that password: (address, what it does in words)."""
    label = "Coordination partagée"
    (user,) = _demo_users({email: label}, password)
    CellCoordinator.objects.get_or_create(cell=cell, user=user)
    return email, label


def _demo_users(names: Mapping[str, str], password: str) -> list[User]:
    """Accounts by address, in that order; those that are there keep their name.

    They share their password, hence its hash: hashing is slow on purpose, and the demonstration starts in seconds.
    """
    held = set(User.objects.filter(email__in=names).values_list("password", flat=True))
    kept = held.pop() if len(held) == 1 else ""
    hashed = _hashed(password, kept)
    fields = {"password": hashed, "is_active": True}
    return [
        User.objects.update_or_create(
            email=email, defaults=fields, create_defaults={"password": hashed, "full_name": name}
        )[0]
        for email, name in names.items()
    ]


@cache
def _hashed(password: str, kept: str) -> str:
    return kept if check_password(password, kept) else make_password(password)


@transaction.atomic
def require_second_factor(*, service: Service, roles: Collection[Role], by: User) -> None:
    """From the next page on, people of those roles need a second factor in that service, and no others."""
    held = set(SecondFactorRule.objects.filter(service=service).values_list("role", flat=True))
    wanted = {role.value for role in roles}
    if held == wanted:
        return
    SecondFactorRule.objects.filter(service=service, role__in=held - wanted).delete()
    SecondFactorRule.objects.bulk_create(SecondFactorRule(service=service, role=role) for role in wanted - held)
    record("service.second_factor_required", service, by=by, service=service, details={"roles": sorted(wanted)})


@transaction.atomic
def create_account(*, service: Service, email: str, full_name: str, roles: Collection[Role], by: User) -> User:
    """An account with those roles there, that opens once its owner has chosen a password; one that exists joins."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, full_name=full_name)
        record("user.created", user, by=by, service=service)
    give_roles(user=user, service=service, roles=[*roles_of(user, service), *roles], by=by)
    return user


@transaction.atomic
def give_roles(*, user: User, service: Service, roles: Collection[Role], by: User) -> None:
    """The person has those roles in that service, and no others; refused where nobody would administer it any more."""
    held, wanted = set(roles_of(user, service)), set(roles)
    if held == wanted:
        return
    if Role.ADMINISTRATION in held - wanted:
        _keep_an_administrator(service, without=user)
    Membership.objects.filter(user=user, service=service, role__in=held - wanted).delete()
    Membership.objects.bulk_create(Membership(user=user, service=service, role=role) for role in wanted - held)
    details = {"before": sorted(held), "roles": sorted(wanted)}
    record("user.roles_given", user, by=by, service=service, details=details)


@transaction.atomic
def close_account(*, user: User, service: Service, by: User) -> None:
    """The account no longer opens, and its sessions end."""
    _only_here(user, by)
    for membership in user.memberships.filter(role=Role.ADMINISTRATION).select_related("service"):
        _keep_an_administrator(membership.service, without=user)
    User.objects.filter(pk=user.pk).update(is_active=False, sessions_ended=F("sessions_ended") + 1)
    record("user.closed", user, by=by, service=service)


@transaction.atomic
def reopen_account(*, user: User, service: Service, by: User) -> None:
    """The account opens again, with its password and its roles."""
    _only_here(user, by)
    User.objects.filter(pk=user.pk).update(is_active=True)
    record("user.reopened", user, by=by, service=service)


@transaction.atomic
def end_sessions(*, user: User, service: Service | None, by: User) -> None:
    """Every session of the person ends at its next page; without a service, by its own wish."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    record("user.sessions_ended", user, by=by, service=service)


@transaction.atomic
def end_session(*, session: UserSession, by: User) -> None:
    """One of the person's own sessions ends at its next page."""
    record("user.session_ended", by, by=by, service=None, details={"session": session.pk})
    session.end()


@transaction.atomic
def forget_second_factor(*, user: User, service: Service, by: User) -> None:
    """For a lost telephone: its factors and recovery codes are gone, and its sessions; the password stays needed."""
    _only_here(user, by)
    Authenticator.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    record("user.second_factor_forgotten", user, by=by, service=service)


@transaction.atomic
def create_service(*, code: str, name: str, by: User) -> Service:
    """An empty service; whoever makes it administers it. Refused where the code serves already."""
    if Service.objects.filter(code=code).exists():
        raise DomainError(f"Un autre service porte déjà le code «\u00a0{code}\u00a0».", code="service.exists")
    service = Service.objects.create(code=code, name=name)
    record("service.created", service, by=by, service=service, details={"code": code})
    give_roles(user=by, service=service, roles=[Role.ADMINISTRATION], by=by)
    return service


@transaction.atomic
def rename_service(*, service: Service, name: str, by: User) -> None:
    """The service's name, as pages and reports show it."""
    if name != service.name:
        Service.objects.filter(pk=service.pk).update(name=name)
        record("service.renamed", service, by=by, service=service, details={"before": service.name, "name": name})


@transaction.atomic
def choose_digest(*, wanted: bool, by: User) -> None:
    """The person gets the daily digest by e-mail, or no longer does."""
    if User.objects.filter(pk=by.pk, daily_digest=not wanted).update(daily_digest=wanted):
        record("user.digest_chosen", by, by=by, service=None, details={"daily": wanted})


def roles_of(user: User, service: Service) -> list[Role]:
    """The person's roles in that service."""
    return [Role(role) for role in user.memberships.filter(service=service).values_list("role", flat=True)]


def _keep_an_administrator(service: Service, *, without: User) -> None:
    Service.objects.select_for_update().get(pk=service.pk)
    others = Membership.objects.filter(service=service, role=Role.ADMINISTRATION, user__is_active=True)
    if not others.exclude(user=without).exists():
        raise DomainError(
            "C’est la seule personne qui administre ce service\u00a0: donnez d’abord ce rôle à une autre.",
            code="account.last_administrator",
        )


def _only_here(user: User, by: User) -> None:
    """What touches the whole account needs the right in each of its services."""
    theirs = Service.objects.filter(Q(memberships__user=user) | Q(cells__coordinators__user=user)).distinct()
    if not all(by.can(Permission.SERVICE_MANAGE, service) for service in theirs):
        raise DomainError(
            "Cette personne travaille aussi dans un service que vous n’administrez pas\u00a0: retirez-lui ses "
            "rôles ici, et demandez le reste à l’administration de l’autre.",
            code="account.elsewhere",
        )
