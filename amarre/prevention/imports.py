"""The exchange format of collective actions."""

from amarre.exchange.specs import ResourceSpec
from amarre.prevention.models import ActionReach, CollectiveAction

ACTIONS = ResourceSpec(
    name="actions",
    model=CollectiveAction,
    fields={
        "action_id": "external_id",
        "nature": "kind",
        "theme": "theme",
        "date": "held_on",
        "partenaires": "partners",
        "participants": "participants",
    },
)

ACTION_REACHES = ResourceSpec(
    name="actions_etablissements",
    model=ActionReach,
    fields={"action_id": "action", "etablissement_id": "establishment", "participants": "participants"},
)
