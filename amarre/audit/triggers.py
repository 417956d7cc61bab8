"""The database itself refuses to change or remove an event."""

from typing import Any

SQLITE = {
    operation: f"""
        CREATE TRIGGER audit_event_no_{operation.lower()} BEFORE {operation} ON audit_event
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """
    for operation in ("UPDATE", "DELETE")
}
POSTGRESQL = (
    """
    CREATE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_append_only()
    """,
    """
    CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_append_only()
    """,
)


def install(connection: Any) -> None:
    """Create the triggers on the connection's database."""
    statements = SQLITE.values() if connection.vendor == "sqlite" else POSTGRESQL
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drop the triggers (a reversed migration, and the test database, which is emptied between tests)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for operation in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS audit_event_no_{operation.lower()}")
        else:
            cursor.execute("DROP FUNCTION IF EXISTS audit_event_append_only() CASCADE")
