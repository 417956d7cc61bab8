"""The exchange format of orientations."""

from amarre.exchange.specs import ResourceSpec
from amarre.partners.models import Orientation

ORIENTATIONS = ResourceSpec(
    name="orientations",
    model=Orientation,
    fields={
        "orientation_id": "external_id",
        "emploi_id": "job",
        "dossier_id": "case",
        "date": "sent_on",
        "destinataire": "recipient",
        "accuse_le": "acknowledged_on",
        "prise_en_charge_le": "taken_up_on",
        "retour_le": "feedback_on",
    },
)
