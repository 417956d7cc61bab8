"""Dispositifs mobilised for a worker: who must agree and who did, how long they last, what they cost."""

import uuid
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from amarre.cases.enums import Approval, Party, Scheme, SchemeInitiator, Terms
from amarre.cases.models.cases import Case
from amarre.directory.models import Job
from amarre.exchange.models import Identified, known, ordered
from amarre.vault.fields import SealedText

#: What it costs, what is asked, granted and paid, in the order in which it happens.
AMOUNTS = ("amount_cost", "amount_asked", "amount_granted", "amount_paid")


def euros(name: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    """An amount in euros, to the cent."""
    return models.DecimalField(
        name, max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


class SchemeUse(Identified):
    """The mobilisation of a dispositif for a worker."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="scheme_uses")
    case = models.ForeignKey(
        Case, models.PROTECT, verbose_name="dossier", related_name="scheme_uses", null=True, blank=True
    )
    scheme = models.CharField("dispositif", max_length=30, choices=Scheme)
    initiator = models.CharField("à l'initiative de", max_length=20, choices=SchemeInitiator, blank=True, null=True)
    requested_on = models.DateField("demandé le", null=True, blank=True)
    approval = models.CharField("accord", max_length=10, choices=Approval)
    starts_on = models.DateField("début", null=True, blank=True)
    # The last day of the last renewal, where there are any.
    ends_on = models.DateField("fin", null=True, blank=True)
    # What follows is not in the exchange format: an import neither gives nor takes it.
    granted_on = models.DateField("accordé le", null=True, blank=True)
    amount_cost = euros("coût")
    amount_asked = euros("montant demandé")
    amount_granted = euros("montant accordé")
    amount_paid = euros("montant versé")
    # Asked of some dispositifs only (`asks` of their file).
    terms = models.CharField("cadre", max_length=10, choices=Terms, null=True, blank=True)
    hours = models.PositiveIntegerField("heures de formation", null=True, blank=True)
    work_share = models.PositiveSmallIntegerField("temps de travail, en %", null=True, blank=True)

    class Meta(Identified.Meta):
        verbose_name = "mobilisation d'un dispositif"
        constraints = [
            *Identified.Meta.constraints,
            known("scheme", Scheme.values, "schemeuse_scheme_known"),
            known("approval", Approval.values, "schemeuse_approval_known"),
            ordered("starts_on", "ends_on", "schemeuse_dates_ordered", "Le dispositif finit avant de commencer."),
            models.CheckConstraint(
                condition=Q(*(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}) for name in AMOUNTS)),
                name="schemeuse_amounts_positive",
                violation_error_message="Un montant n'est pas négatif.",
            ),
            models.CheckConstraint(
                condition=Q(amount_paid__isnull=True)
                | Q(amount_granted__isnull=True)
                | Q(amount_paid__lte=F("amount_granted")),
                name="schemeuse_paid_within_granted",
                violation_error_message="On ne verse pas plus que ce qui est accordé.",
            ),
            models.CheckConstraint(
                condition=Q(terms__isnull=True) | Q(terms__in=Terms.values),
                name="schemeuse_terms_known",
                violation_error_message="Cette valeur n'est pas dans la liste.",
            ),
            models.CheckConstraint(
                condition=Q(work_share__isnull=True) | Q(work_share__range=(1, 100)),
                name="schemeuse_work_share_percent",
                violation_error_message="Un temps de travail va de 1 à 100 %.",
            ),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job", "case")
        medical = (
            "scheme", "initiator", "requested_on", "approval", "starts_on", "ends_on", "granted_on", *AMOUNTS,
            "terms", "hours", "work_share",
        )  # fmt: skip

    @property
    def spans(self) -> list[tuple[date, date]]:
        """The first period and each renewal, in order; nothing until the dates are known. Reads `renewals`."""
        if self.starts_on is None or self.ends_on is None:
            return []
        renewals = list(self.renewals.all())
        first_end = renewals[0].replaced_end if renewals else self.ends_on
        return [(self.starts_on, first_end), *((one.starts_on, one.ends_on) for one in renewals)]


class SchemeAgreement(models.Model):
    """What one of those who must agree answered; nothing is kept of those who are still awaited."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use = models.ForeignKey(SchemeUse, models.CASCADE, verbose_name="dispositif", related_name="agreements")
    party = models.CharField("qui", max_length=20, choices=Party)
    agreed = models.BooleanField("accord donné")
    person = models.CharField("nom de la personne", max_length=200, blank=True, default="")
    on = models.DateField("répondu le")
    reason = SealedText("raison du refus", blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="noté par", related_name="+", null=True, blank=True
    )
    noted_at = models.DateTimeField("noté le", auto_now=True)

    class Meta:
        verbose_name = "accord à un dispositif"
        constraints = [
            known("party", Party.values, "schemeagreement_party_known"),
            models.UniqueConstraint(fields=["use", "party"], name="schemeagreement_once"),
        ]

    class Privacy:
        plain = ("id", "use", "noted_by", "noted_at")
        personal = ("person",)
        # A refusal speaks of health more often than not.
        medical = ("party", "agreed", "on", "reason")

    def __str__(self) -> str:
        return f"accord {self.pk}"


class SchemeRenewal(models.Model):
    """One more period of a dispositif, within the law's limits when it was recorded."""

    use = models.ForeignKey(SchemeUse, models.CASCADE, verbose_name="dispositif", related_name="renewals")
    number = models.PositiveSmallIntegerField("renouvellement")
    asked_on = models.DateField("demandé le", null=True, blank=True)
    granted_on = models.DateField("accordé le", null=True, blank=True)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    # What the end of the dispositif was before: the exchange format holds one end alone.
    replaced_end = models.DateField("fin d'avant")

    class Meta:
        verbose_name = "renouvellement d'un dispositif"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["use", "number"], name="schemerenewal_once"),
            ordered("starts_on", "ends_on", "schemerenewal_dates_ordered", "La période finit avant de commencer."),
            models.CheckConstraint(
                condition=Q(starts_on__gt=F("replaced_end")),
                name="schemerenewal_after",
                violation_error_message="Un renouvellement commence après la période qu'il suit.",
            ),
        ]

    class Privacy:
        plain = ("id", "use", "number")
        medical = ("asked_on", "granted_on", "starts_on", "ends_on", "replaced_end")

    def __str__(self) -> str:
        return f"renouvellement {self.number} de {self.use}"
