"""What an undone import need not be held up by: follow-ups planned after its cases, which nobody has touched."""

from django.db import connection

from amarre.cases.enums import FollowUpState

UNTOUCHED = """
    DELETE FROM cases_plannedfollowup
    WHERE case_id IN (SELECT id FROM {gone}) AND state = %s AND attempts = 0
      AND id NOT IN (SELECT planned_id FROM cases_followuplink)
"""


def release_planned(resource: str, gone: str) -> None:
    """Delete the follow-ups still to come of the cases in the table `gone`; one that was sent keeps its case."""
    if resource == "dossiers":
        with connection.cursor() as cursor:
            cursor.execute(UNTOUCHED.format(gone=gone), [FollowUpState.WAITING])
