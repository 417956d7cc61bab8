"""`amarre rotate-keys`: the encrypted notes and documents under a new key."""

from typing import Any

from django.core.management.base import BaseCommand

from amarre.lib.console import progress
from amarre.lib.errors import DomainError
from amarre.vault.fields import sealed_fields
from amarre.vault.ring import Unreadable, path
from amarre.vault.rotation import rotate_keys


class Command(BaseCommand):
    """Makes a new key, seals every note and document again with it, and forgets the former ones."""

    help = "Seal every encrypted text and file again under a new key, while the site runs."

    def handle(self, *args: Any, **options: Any) -> None:
        if not path().exists():
            raise DomainError("There is no key ring yet: nothing has been encrypted.", code="vault.no_ring")
        try:
            with progress("rotate-keys", len(list(sealed_fields())) + 1) as step:
                count = rotate_keys(step)
        except Unreadable as error:
            raise DomainError(f"Stopped, former keys kept: {error}.", code="vault.unreadable") from error
        self.stdout.write(
            f"{count} values and files are under a new key. Save {path()} apart from the database's backups."
        )
