"""The exchange format of visits, sick leave, indices, meetings and dismissals."""

from amarre.exchange.specs import OnlyWith, Ordered, ResourceSpec
from amarre.surveillance.models import Dismissal, LiaisonMeeting, RiskIndex, SickLeave, Visit

VISITS = ResourceSpec(
    name="visites",
    model=Visit,
    fields={
        "visite_id": "external_id",
        "emploi_id": "job",
        "date": "held_on",
        "nature": "kind",
        "demandeur": "requester",
        "professionnel_id": "professional",
        "modalite": "modality",
        "avis": "opinion",
        "dispense_reclassement": "redeployment_waived",
        "amenagement": "measures_proposed",
        "opposition_information": "information_opposed",
    },
    checks=(OnlyWith("dispense_reclassement", "avis", "inaptitude"),),
    twin=("emploi_id", "date", "nature"),
)

SICK_LEAVES = ResourceSpec(
    name="arrets",
    model=SickLeave,
    fields={"arret_id": "external_id", "emploi_id": "job", "debut": "starts_on", "fin": "ends_on", "motif": "cause"},
    checks=(Ordered("debut", "fin"),),
    may_be_future=frozenset({"fin"}),
    ends="fin",
    twin=("emploi_id", "debut"),
)

RISK_INDICES = ResourceSpec(
    name="indices",
    model=RiskIndex,
    fields={
        "indice_id": "external_id",
        "emploi_id": "job",
        "instrument": "instrument",
        "version": "version",
        "valeur": "value",
        "date": "measured_on",
    },
    twin=("emploi_id", "instrument", "date"),
)

LIAISON_MEETINGS = ResourceSpec(
    name="rendez_vous_liaison",
    model=LiaisonMeeting,
    fields={
        "rdv_id": "external_id",
        "emploi_id": "job",
        "date": "held_on",
        "initiative": "initiator",
        "participation": "participation",
    },
    twin=("emploi_id", "date"),
)

DISMISSALS = ResourceSpec(
    name="licenciements",
    model=Dismissal,
    fields={"licenciement_id": "external_id", "emploi_id": "job", "date": "notified_on"},
)
