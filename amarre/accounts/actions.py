"""Writes to accounts."""

from django.db import transaction

from amarre.accounts.enums import Role
from amarre.accounts.models import Membership, Service, User


@transaction.atomic
def create_demo_accounts(*, service: Service, password: str) -> list[tuple[str, str]]:
    """One account per role, `ROLE@demo.test`, with that password: [(address, role in words)]; again, the same ones."""
    accounts = []
    for role in Role:
        email = f"{role.value}@demo.test"
        user = User.objects.filter(email=email).first() or User(email=email, full_name=role.label)
        if not user.has_usable_password() or not user.check_password(password):
            user.set_password(password)
        user.save()
        Membership.objects.get_or_create(user=user, service=service, role=role)
        accounts.append((email, str(role.label)))
    return accounts
