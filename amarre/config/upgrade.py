"""The schema of the database, brought to the code's version where Amarre may do so by itself."""

import sys

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from amarre.lib.errors import DomainError


def bring_up_to_date() -> None:
    """Create or upgrade the embedded database, saying so on standard error; refuse any other difference.

    Raises DomainError when a PostgreSQL database is behind (an administrator decides when it is upgraded), when the
    database was written by a newer Amarre than this one, and when by one so old that its steps are no more known.
    """
    executor = MigrationExecutor(connection)
    refuse_others(executor.loader)
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


def refuse_others(loader: MigrationLoader) -> None:
    """Refuse a database whose migrations this version does not know, or of which it can't do the rest."""
    applied = {key for key in loader.applied_migrations if key[0] in loader.migrated_apps}
    squashed = [frozenset(one.replaces) for one in loader.disk_migrations.values() if one.replaces]
    unknown = sorted(applied - {*loader.disk_migrations}.union(*squashed))
    if unknown:
        raise DomainError(
            f"The database was written by a newer version of Amarre ({'.'.join(unknown[0])}): install that version."
        )
    if any(steps & applied and not steps <= applied for steps in squashed):
        raise DomainError(
            "The database was written by a version of Amarre too old to be brought up to date: export its services"
            " with that version, then import them into a new database."
        )
