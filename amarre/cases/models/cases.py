"""Cases of the cell: what the exchange format holds of one, and what the work adds to it."""

from django.db import models
from django.db.models import Case as SqlCase
from django.db.models import F, Q, Value, When

from amarre.accounts.models import Service
from amarre.cases.enums import STAGES, BoeStatus, CaseStatus, Level, Outcome, PreventionLevel, WorkSituation
from amarre.cases.models.referrals import Referral
from amarre.cases.nomenclature import read_levels
from amarre.directory.models import Job, Professional
from amarre.exchange.models import Identified, known, ordered


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases."""

    def of(self, service: Service) -> "CaseQuerySet":
        """The cases of a service."""
        return self.filter(service=service)

    def going_on(self) -> "CaseQuerySet":
        """Those that are not closed."""
        return self.exclude(status=CaseStatus.CLOSED)

    def without_lead(self) -> "CaseQuerySet":
        """Cases under way that nobody answers for: an error to mend."""
        return self.going_on().filter(lead__isnull=True)


class Case(Identified):
    """A dossier handled by the cell.

    `opened_on` is the day the cell took the worker on; `stage` is written by workflow.py alone, and `status` follows
    from it and from the closing date, which an import may bring.
    """

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="cases")
    referral = models.ForeignKey(
        Referral, models.PROTECT, verbose_name="signalement", related_name="cases", null=True, blank=True
    )
    opened_on = models.DateField("ouverture")
    lead = models.ForeignKey(
        Professional, models.PROTECT, verbose_name="référent", related_name="led_cases", null=True, blank=True
    )
    level = models.CharField("niveau", max_length=3, choices=Level, blank=True, null=True)
    plan_opened_on = models.DateField("plan de maintien ouvert le", null=True, blank=True)
    closed_on = models.DateField("clôture", null=True, blank=True)
    outcome = models.CharField("issue", max_length=30, choices=Outcome, blank=True, null=True)
    # What follows is not in the exchange format: an import neither gives nor takes it.
    stage = models.CharField(
        "étape", max_length=10, choices=CaseStatus, default=CaseStatus.OPEN, db_default=CaseStatus.OPEN
    )
    status = models.GeneratedField(
        verbose_name="état",
        expression=SqlCase(When(closed_on__isnull=False, then=Value(CaseStatus.CLOSED.value)), default=F("stage")),
        output_field=models.CharField(max_length=10, choices=CaseStatus),
        db_persist=True,
    )
    # Counts the changes made here: whoever writes says which one they had read.
    version = models.PositiveIntegerField("version", default=0, db_default=0)
    physician = models.ForeignKey(
        Professional, models.PROTECT, verbose_name="médecin du travail", related_name="+", null=True, blank=True
    )
    prevention_level = models.CharField(
        "niveau de prévention", max_length=12, choices=PreventionLevel, blank=True, null=True
    )
    work_situation = models.CharField(
        "situation de travail", max_length=12, choices=WorkSituation, blank=True, null=True
    )
    boe_status = models.CharField("statut de BOE", max_length=10, choices=BoeStatus, blank=True, null=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Identified.Meta):
        verbose_name = "dossier"
        constraints = [
            *Identified.Meta.constraints,
            ordered("opened_on", "closed_on", "case_dates_ordered", "Le dossier est clos avant d'être ouvert."),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True, outcome__isnull=True)
                | models.Q(closed_on__isnull=False, outcome__isnull=False, outcome__in=Outcome.values),
                name="case_outcome_iff_closed",
                violation_error_message="Une issue va avec une date de clôture, et l'inverse.",
            ),
            known("stage", STAGES, "case_stage_known"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__in": choices.values}),
                    name=f"case_{field}_known",
                    violation_error_message="Cette valeur n'est pas dans la liste.",
                )
                for field, choices in (
                    ("prevention_level", PreventionLevel),
                    ("work_situation", WorkSituation),
                    ("boe_status", BoeStatus),
                )
            ),
        ]
        indexes = [
            models.Index(fields=["service", "status", "opened_on"], name="case_list"),
            models.Index(fields=["service", "opened_on"], name="case_opened"),
            # Few of many cases are still going on: what is asked of them alone does not read the others.
            models.Index(
                fields=["service", "opened_on"], condition=models.Q(closed_on__isnull=True), name="case_going_on"
            ),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job", "referral", "lead", "physician", "stage", "status", "version")
        personal = ("opened_on", "plan_opened_on", "closed_on", "level", "outcome", "prevention_level")
        # RQTH and the like count as health data (CNIL 2023-005); being on leave is health too.
        medical = ("work_situation", "boe_status")

    @property
    def level_words(self) -> str:
        """The level with the words that the service's nomenclature gives it; empty when unknown."""
        return read_levels()[self.level].shown(self.level) if self.level else ""

    @property
    def level_short(self) -> str:
        """Those words alone, for where the code stands beside them."""
        return read_levels()[self.level].short if self.level else ""

    @property
    def status_label(self) -> str:
        """Where the case stands, in words."""
        return str(CaseStatus(self.status).label)
