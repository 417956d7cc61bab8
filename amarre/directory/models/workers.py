"""Who is followed."""

from django.db import models

from amarre.directory.enums import ContractKind, InsuranceScheme, Monitoring, RecognitionKind, Sex
from amarre.directory.models.employers import Establishment
from amarre.exchange.models import Identified, known, ordered


class Worker(Identified):
    """A travailleur followed by the service."""

    last_name = models.TextField("nom")
    first_name = models.TextField("prénom")
    born_on = models.DateField("date de naissance")
    sex = models.CharField("sexe", max_length=1, choices=Sex)
    phone = models.TextField("téléphone", blank=True, null=True)
    email = models.TextField("adresse e-mail", blank=True, null=True)
    insurance_scheme = models.CharField("régime", max_length=20, choices=InsuranceScheme, blank=True, null=True)

    class Meta(Identified.Meta):
        verbose_name = "travailleur"
        constraints = [*Identified.Meta.constraints, known("sex", Sex.values, "worker_sex_known")]
        # By name, of whatever service: a page of a list in that order reads no more workers than it shows.
        indexes = [models.Index(fields=["last_name", "first_name"], name="worker_name")]

    class Privacy(Identified.Privacy):
        personal = ("last_name", "first_name", "born_on", "sex", "phone", "email", "insurance_scheme")


class Job(Identified):
    """An emploi: one worker in one establishment over a period; a worker may hold several at once."""

    worker = models.ForeignKey(Worker, models.PROTECT, verbose_name="travailleur", related_name="jobs")
    establishment = models.ForeignKey(Establishment, models.PROTECT, verbose_name="établissement", related_name="jobs")
    title = models.TextField("poste", blank=True, null=True)
    pcs = models.TextField("code PCS-ESE", blank=True, null=True)
    contract_kind = models.CharField("contrat", max_length=20, choices=ContractKind)
    started_on = models.DateField("début")
    ended_on = models.DateField("dernier jour", null=True, blank=True)
    monitoring = models.CharField("type de suivi", max_length=10, choices=Monitoring)

    class Meta(Identified.Meta):
        verbose_name = "emploi"
        constraints = [
            *Identified.Meta.constraints,
            known("contract_kind", ContractKind.values, "job_contract_known"),
            known("monitoring", Monitoring.values, "job_monitoring_known"),
            ordered("started_on", "ended_on", "job_dates_ordered", "L'emploi finit avant de commencer."),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "worker", "establishment")
        personal = ("title", "pcs", "contract_kind", "started_on", "ended_on", "monitoring")


class Recognition(Identified):
    """A titre de BOETH, asked for or held (CNIL 2023-005: treated as health data)."""

    worker = models.ForeignKey(Worker, models.PROTECT, verbose_name="travailleur", related_name="recognitions")
    kind = models.CharField("nature", max_length=20, choices=RecognitionKind)
    requested_on = models.DateField("date de demande", null=True, blank=True)
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)

    class Meta(Identified.Meta):
        verbose_name = "titre de BOETH"
        constraints = [
            *Identified.Meta.constraints,
            known("kind", RecognitionKind.values, "recognition_kind_known"),
            ordered("starts_on", "ends_on", "recognition_dates_ordered", "Le titre finit avant de commencer."),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "worker")
        medical = ("kind", "requested_on", "starts_on", "ends_on")
