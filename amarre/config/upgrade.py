"""The schema of the database, brought to the code's version where Amarre may do so by itself."""

import sys

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from amarre.lib.errors import DomainError


def bring_up_to_date() -> None:
    """Create or upgrade the embedded database, saying so on standard error; refuse any other difference.

    Raises DomainError when a PostgreSQL database is behind (an administrator decides when it is upgraded), and when
    the database was written by a newer Amarre than this one.
    """
    executor = MigrationExecutor(connection)
    known = executor.loader.disk_migrations
    unknown = [
        key
        for key in executor.loader.applied_migrations
        if key[0] in executor.loader.migrated_apps and key not in known
    ]
    if unknown:
        raise DomainError(
            f"The database was written by a newer version of Amarre ({'.'.join(unknown[0])}): install that version."
        )
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not pending:
        return
    if not settings.EMBEDDED:
        raise DomainError(
            f"The database is {len(pending)} migrations behind: run `amarre migrate` once, then start again."
        )
    fresh = not executor.loader.applied_migrations
    call_command("migrate", verbosity=0, interactive=False)
    done = "created" if fresh else f"brought up to date ({len(pending)} migrations)"
    print(f"Database {settings.DATABASES['default']['NAME']}: {done}.", file=sys.stderr)  # noqa: T201
