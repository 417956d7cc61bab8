"""The kinds of facts that people type, correct and withdraw: which columns each has, and where they are stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from amarre.directory.models import Job
from amarre.exchange.specs import ResourceSpec
from amarre.surveillance import imports
from amarre.surveillance.models import InsuranceDoctorRequest, LiaisonMeetingDetails, MeasuresProposal, VisitDetails


@dataclass(frozen=True)
class EntryKind:
    """One kind of fact.

    `columns` are what a person types, by the name that the catalogue gives it, and the field behind each; `beside`
    those kept in a row of their own (`beside_model`, tied by `link`). `dated` is the column of its date, `twin` the
    columns that no two facts share.
    """

    dataset: str
    slug: str
    label: str
    model: type[models.Model]
    columns: Mapping[str, str]
    dated: str
    twin: tuple[str, ...]
    keys: Mapping[str, str] = field(default_factory=dict)
    beside_model: type[models.Model] | None = None
    beside: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    job_path: str = "job"
    feminine: bool = False

    @property
    def stored(self) -> Mapping[str, str]:
        """Every column of the row itself, the identifier and the references included."""
        return {**self.keys, **self.columns}

    def job_of(self, row: models.Model) -> Job:
        """The job that the fact belongs to."""
        found: Any = row
        for name in self.job_path.split("__"):
            found = getattr(found, name)
        assert isinstance(found, Job)
        return found

    def day_of(self, row: models.Model) -> date:
        """The day that dates the fact."""
        owner: Any = row.visit if isinstance(row, MeasuresProposal) else row
        name = "held_on" if isinstance(row, MeasuresProposal) else self.columns[self.dated]
        day = getattr(owner, name)
        assert isinstance(day, date)
        return day


def _of(spec: ResourceSpec, slug: str, label: str, dated: str, **more: Any) -> EntryKind:
    keys = {name: one for name, one in spec.fields.items() if one in ("external_id", "job")}
    columns = {name: one for name, one in spec.fields.items() if name not in keys}
    return EntryKind(spec.name, slug, label, spec.model, columns, dated, spec.twin, keys, **more)


VISITS = _of(
    imports.VISITS, "visite", "visite", "date", feminine=True,
    beside_model=VisitDetails, link="visit",
    beside={
        "consentement_distance": "remote_consent",
        "pratique_avancee": "advanced_practice",
        "second_examen_necessaire": "second_exam_needed",
        "premier_examen_le": "first_exam_on",
        "etude_poste_le": "job_study_on",
        "etude_conditions_le": "conditions_study_on",
        "fiche_entreprise_le": "company_sheet_on",
        "echange_employeur_le": "employer_exchange_on",
    },
)  # fmt: skip
SICK_LEAVES = _of(imports.SICK_LEAVES, "arret", "arrêt", "debut")
RISK_INDICES = _of(imports.RISK_INDICES, "indice", "indice", "date")
LIAISON_MEETINGS = _of(
    imports.LIAISON_MEETINGS, "rendez-vous-de-liaison", "rendez-vous de liaison", "date",
    beside_model=LiaisonMeetingDetails, link="meeting",
    beside={
        "demande_le": "asked_on",
        "propose_le": "proposed_on",
        "service_prevenu_le": "service_told_on",
        "referent_handicap": "disability_officer",
        "referent_demande": "disability_officer_asked",
    },
)  # fmt: skip
MEASURES = EntryKind(
    "mesures", "mesures", "annexe 4", MeasuresProposal,
    {
        "amenagement_poste": "arrangement",
        "adaptation_poste": "adaptation",
        "transformation_poste": "transformation",
        "temps_de_travail": "working_time",
        "description": "description",
        "echange_travailleur_le": "worker_exchange_on",
        "echange_employeur_le": "employer_exchange_on",
        "revoir_le": "review_on",
    },
    dated="echange_travailleur_le", twin=("visite_id",), keys={"visite_id": "visit"}, job_path="visit__job",
    feminine=True,
)  # fmt: skip
INSURANCE_REQUESTS = EntryKind(
    "demandes_medecin_conseil", "demande-du-medecin-conseil", "demande du médecin-conseil", InsuranceDoctorRequest,
    {"recue_le": "received_on", "repondue_le": "answered_on"},
    dated="recue_le", twin=("emploi_id", "recue_le"), keys={"emploi_id": "job"}, feminine=True,
)  # fmt: skip

#: In the order in which a page offers them.
KINDS: Mapping[str, EntryKind] = {
    kind.slug: kind for kind in (VISITS, MEASURES, SICK_LEAVES, LIAISON_MEETINGS, RISK_INDICES, INSURANCE_REQUESTS)
}
BY_DATASET: Mapping[str, EntryKind] = {kind.dataset: kind for kind in KINDS.values()}
