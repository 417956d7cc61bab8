"""Writes to accounts."""

from collections.abc import Collection

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from amarre.accounts.enums import Role
from amarre.accounts.models import Membership, SecondFactorRule, Service, User
from amarre.audit.journal import record


@transaction.atomic
def create_demo_accounts(*, service: Service, password: str) -> list[tuple[str, str]]:
    """One account per role, `ROLE@demo.test`, with that password: [(address, role in words)]; again, the same ones."""
    roles = {f"{role.value}@demo.test": role for role in Role}
    # They share their password, hence its hash: hashing is slow on purpose, and the demonstration starts in seconds.
    held = set(User.objects.filter(email__in=roles).values_list("password", flat=True))
    kept = held.pop() if len(held) == 1 else ""
    hashed = kept if check_password(password, kept) else make_password(password)
    for email, role in roles.items():
        user, _ = User.objects.update_or_create(
            email=email, defaults={"password": hashed, "is_active": True}, create_defaults={
                "password": hashed, "full_name": role.label
            },
        )  # fmt: skip
        Membership.objects.get_or_create(user=user, service=service, role=role)
    return [(email, str(role.label)) for email, role in roles.items()]


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
