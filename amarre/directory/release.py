"""What the directory lets go of when an import is taken back."""

from django.db import connection


def release_accounts(resource: str, gone: str) -> None:
    """An account stays when the professional that it was is no longer there: it is nobody's until said again."""
    if resource == "professionnels":
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM directory_staffaccount WHERE professional_id IN (SELECT id FROM {gone})")
