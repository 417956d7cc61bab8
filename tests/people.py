"""Accounts for tests."""

from django.test import Client

from amarre.accounts.models import Membership, Service, User

PASSWORD = "une phrase de passe longue"


def person(*memberships: tuple[Service, str], email: str = "personne@essai.test", password: str | None = None) -> User:
    """An account with those roles in those services; hashing a password takes long, so it has none unless asked."""
    user = User.objects.filter(email=email).first()
    user = user or User.objects.create_user(email, password, full_name="Camille Roy")
    for service, role in memberships:
        Membership.objects.get_or_create(user=user, service=service, role=role)
    return user


def signed_in(user: User) -> Client:
    """A browser in which that person has signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
