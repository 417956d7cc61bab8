"""The plan de maintien en emploi: versions, actions, signatures."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from amarre.cases.enums import PENDING_STATES, ActionState, OutsideOwner, Signatory
from amarre.cases.models.cases import Case
from amarre.directory.models import Professional
from amarre.exchange.models import known
from amarre.ui.french import written
from amarre.vault.fields import SealedText


class RetentionPlan(models.Model):
    """One version of a case's plan: a draft until its first signature, which freezes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="dossier", related_name="plans")
    number = models.PositiveSmallIntegerField("version")
    objectives = SealedText("objectifs", blank=True)
    begun_at = models.DateTimeField("commencée le", auto_now_add=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="commencée par", related_name="+", null=True, blank=True
    )
    signed_on = models.DateField("signée le", null=True, blank=True)

    class Meta:
        verbose_name = "plan de maintien en emploi"
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="retentionplan_number_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(signed_on__isnull=True),
                name="retentionplan_one_draft",
                violation_error_message="Ce dossier a déjà un projet de plan.",
            ),
        ]

    class Privacy:
        plain = ("id", "case", "number", "begun_at", "begun_by")
        personal = ("signed_on",)
        social = ("objectives",)

    def __str__(self) -> str:
        return f"{self.case} · plan {self.number}"


class PlanActionQuerySet(models.QuerySet["PlanAction"]):
    """Reads of actions."""

    def in_force(self) -> "PlanActionQuerySet":
        """Those of the last signed version of each case, or of the draft where nothing is signed yet."""
        versions = RetentionPlan.objects.filter(case=OuterRef("plan__case"), signed_on__isnull=False)
        later = versions.filter(number__gt=OuterRef("plan__number"))
        return self.filter(Q(plan__signed_on__isnull=False) & ~Exists(later) | ~Exists(versions))

    def pending(self) -> "PlanActionQuerySet":
        """Those that somebody has still to do."""
        return self.filter(state__in=PENDING_STATES)


class PlanAction(models.Model):
    """One action of a version; the same action keeps its `thread` from one version to the next."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(RetentionPlan, models.PROTECT, verbose_name="plan", related_name="actions")
    thread = models.UUIDField("action", default=uuid.uuid4, editable=False)
    what = SealedText("ce qui est à faire")
    owner = models.ForeignKey(
        Professional, models.PROTECT, verbose_name="responsable", related_name="+", null=True, blank=True
    )
    outside = models.CharField(
        "responsable hors du service", max_length=12, choices=OutsideOwner, blank=True, null=True
    )
    due_on = models.DateField("pour le")
    state = models.CharField("état", max_length=10, choices=ActionState, default=ActionState.TO_DO)
    state_on = models.DateField("depuis le", null=True, blank=True)

    objects = PlanActionQuerySet.as_manager()

    class Meta:
        verbose_name = "action du plan de maintien"
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["plan", "thread"], name="planaction_once_in_a_version"),
            known("state", ActionState.values, "planaction_state_known"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, outside__isnull=True)
                | Q(owner__isnull=True, outside__isnull=False, outside__in=OutsideOwner.values),
                name="planaction_one_owner",
                violation_error_message="Une action a un responsable, et un seul.",
            ),
        ]
        indexes = [models.Index(fields=["due_on", "state"], name="planaction_due")]

    class Privacy:
        plain = ("id", "plan", "thread", "owner", "outside", "due_on", "state", "state_on")
        social = ("what",)

    def __str__(self) -> str:
        return f"action {self.pk}"

    @property
    def pending(self) -> bool:
        """Whether somebody has still to do it."""
        return self.state in PENDING_STATES

    @property
    def owner_name(self) -> str:
        """Who does it, as a page writes it."""
        if self.owner:
            return " ".join(filter(None, (self.owner.first_name, self.owner.last_name)))
        return written(str(OutsideOwner(self.outside or "").label))


class PlanSignature(models.Model):
    """Who signed a version of the plan, and which day; the name is kept as it was."""

    plan = models.ForeignKey(RetentionPlan, models.PROTECT, verbose_name="plan", related_name="signatures")
    signatory = models.CharField("signataire", max_length=16, choices=Signatory)
    name = models.CharField("nom", max_length=200)
    on = models.DateField("signé le")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="notée par", related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "signature du plan de maintien"
        ordering = ("on", "pk")
        constraints = [
            known("signatory", Signatory.values, "plansignature_signatory_known"),
            models.UniqueConstraint(
                fields=["plan", "signatory"],
                name="plansignature_once",
                violation_error_message="Cette personne a déjà signé cette version.",
            ),
        ]

    class Privacy:
        plain = ("id", "plan", "signatory", "recorded_by")
        personal = ("name", "on")

    def __str__(self) -> str:
        return f"{self.plan} · {self.get_signatory_display()}"
