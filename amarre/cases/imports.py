"""The exchange format of referrals, cases, support, schemes and follow-up."""

from amarre.cases.models import Case, FollowUp, Referral, SchemeUse, SupportAct
from amarre.exchange.specs import OnlyWith, Ordered, ResourceSpec, Together

REFERRALS = ResourceSpec(
    name="signalements",
    model=Referral,
    fields={
        "signalement_id": "external_id",
        "emploi_id": "job",
        "date": "received_on",
        "origine": "origin",
        "partenaire": "partner",
        "motif": "reason",
    },
    checks=(OnlyWith("partenaire", "origine", "partenaire"),),
)

CASES = ResourceSpec(
    name="dossiers",
    model=Case,
    fields={
        "dossier_id": "external_id",
        "emploi_id": "job",
        "signalement_id": "referral",
        "ouverture": "opened_on",
        "referent_id": "lead",
        "niveau": "level",
        "plan_ouvert_le": "plan_opened_on",
        "cloture": "closed_on",
        "issue": "outcome",
    },
    checks=(Ordered("ouverture", "cloture"), Together("cloture", "issue")),
)

SUPPORT_ACTS = ResourceSpec(
    name="accompagnements",
    model=SupportAct,
    fields={
        "accompagnement_id": "external_id",
        "emploi_id": "job",
        "dossier_id": "case",
        "date": "held_on",
        "intervenant": "profession",
    },
)

SCHEME_USES = ResourceSpec(
    name="dispositifs",
    model=SchemeUse,
    fields={
        "dispositif_id": "external_id",
        "emploi_id": "job",
        "dossier_id": "case",
        "nature": "scheme",
        "initiative": "initiator",
        "demande_le": "requested_on",
        "accord": "approval",
        "debut": "starts_on",
        "fin": "ends_on",
    },
    checks=(Ordered("debut", "fin"),),
    may_be_future=frozenset({"debut", "fin"}),
    ends="fin",
)

FOLLOW_UPS = ResourceSpec(
    name="suivis",
    model=FollowUp,
    fields={
        "suivi_id": "external_id",
        "dossier_id": "case",
        "echeance_mois": "due_month",
        "date": "held_on",
        "situation": "situation",
    },
)
