"""Signals that only detection ever touched follow the rows that they were derived from."""

from django.db import connection

from amarre.detection.enums import SignalMove

#: The column by which a signal depends on a row of each resource.
COLUMNS = {"travailleurs": "worker_id", "emplois": "job_id"}
#: Moves that detection makes by itself; any other is a person's.
OWN = (SignalMove.CLOSE, SignalMove.RAISE_AGAIN)


def release_signals(resource: str, gone: str) -> None:
    """Delete the untouched signals that depend on rows of that resource whose `id` is in the table `gone`.

    A group is let go with its establishment. What a person set aside, restored or referred stays, and keeps the row
    that it speaks of.
    """
    if resource == "etablissements":
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM detection_groupsignal WHERE establishment_id IN (SELECT id FROM {gone})")
    if resource not in COLUMNS:
        return
    moved = "SELECT signal_id FROM detection_signaltransition WHERE move NOT IN (%s, %s)"
    untouched = f"{COLUMNS[resource]} IN (SELECT id FROM {gone}) AND id NOT IN ({moved})"
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM detection_signaltransition "
            f"WHERE signal_id IN (SELECT id FROM detection_signal WHERE {untouched})",
            OWN,
        )
        cursor.execute(f"DELETE FROM detection_signal WHERE {untouched}", OWN)
