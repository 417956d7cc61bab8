"""The exchange format of members, establishments, staff, workers and jobs."""

from amarre.directory.models import Establishment, Job, Member, Professional, Recognition, Worker
from amarre.exchange.specs import Ordered, ResourceSpec

MEMBERS = ResourceSpec(
    name="adherents",
    model=Member,
    fields={
        "adherent_id": "external_id",
        "siren": "siren",
        "raison_sociale": "name",
        "nature": "kind",
        "date_adhesion": "joined_on",
        "date_radiation": "left_on",
    },
    checks=(Ordered("date_adhesion", "date_radiation"),),
    may_be_future=frozenset({"date_radiation"}),
    ends="date_radiation",
)

ESTABLISHMENTS = ResourceSpec(
    name="etablissements",
    model=Establishment,
    fields={
        "etablissement_id": "external_id",
        "adherent_id": "member",
        "siret": "siret",
        "nom": "name",
        "naf": "naf",
        "naf_2025": "naf_2025",
        "effectif": "headcount",
        "code_postal": "postal_code",
        "code_insee": "insee_code",
        "medecin_id": "physician",
        "cssct": "has_cssct",
        "programme_carsat": "carsat_programme",
        "date_duerp": "duerp_on",
        "date_fiche_entreprise": "company_sheet_on",
    },
)

PROFESSIONALS = ResourceSpec(
    name="professionnels",
    model=Professional,
    fields={
        "professionnel_id": "external_id",
        "nom": "last_name",
        "prenom": "first_name",
        "role": "role",
        "rpps": "rpps",
        "cellule": "in_cell",
        "etp": "fte",
    },
)

WORKERS = ResourceSpec(
    name="travailleurs",
    model=Worker,
    fields={
        "travailleur_id": "external_id",
        "nom": "last_name",
        "prenom": "first_name",
        "date_naissance": "born_on",
        "sexe": "sex",
        "telephone": "phone",
        "email": "email",
        "regime": "insurance_scheme",
    },
)

JOBS = ResourceSpec(
    name="emplois",
    model=Job,
    fields={
        "emploi_id": "external_id",
        "travailleur_id": "worker",
        "etablissement_id": "establishment",
        "poste": "title",
        "pcs": "pcs",
        "contrat": "contract_kind",
        "debut": "started_on",
        "fin": "ended_on",
        "suivi": "monitoring",
    },
    checks=(Ordered("debut", "fin"),),
    may_be_future=frozenset({"debut", "fin"}),
    ends="fin",
)

RECOGNITIONS = ResourceSpec(
    name="reconnaissances",
    model=Recognition,
    fields={
        "reconnaissance_id": "external_id",
        "travailleur_id": "worker",
        "nature": "kind",
        "date_demande": "requested_on",
        "debut": "starts_on",
        "fin": "ends_on",
    },
    checks=(Ordered("debut", "fin"),),
    may_be_future=frozenset({"debut", "fin"}),
    ends="fin",
)
