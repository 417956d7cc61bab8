"""Signals raised on workers, what happened to each, and the runs of detection."""

from django.conf import settings
from django.db import models

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.detection.enums import (
    GroupDimension,
    GroupMeasure,
    Priority,
    SetAsideReason,
    SignalMove,
    SignalStatus,
)
from amarre.directory.models import Establishment, Job, Worker
from amarre.exchange.models import known


class SignalQuerySet(models.QuerySet["Signal"]):
    """Reads of signals."""

    def open(self) -> "SignalQuerySet":
        """Those that wait for somebody."""
        return self.filter(status=SignalStatus.OPEN)

    def readable_by(self, user: User, service: Service) -> "SignalQuerySet":
        """Those of the service that the person may see: what a rule marks medical opens with health data (R4624-45-5).

        For the others only rules known to be plain: a rule that left the catalogue is taken for medical.
        """
        return self.of(service, health=user.can(Permission.HEALTH_READ, service))

    def of(self, service: Service, *, health: bool) -> "SignalQuerySet":
        """Those of the service, as whoever may or may not read health data sees them."""
        mine = self.filter(service=service)
        if health:
            return mine
        # With the rules come the engines of columns: half a second that a command which reads no signal is spared.
        from amarre.detection.rules import plain_rules

        return mine.filter(rule__in=plain_rules())

    def by_urgency(self) -> "SignalQuerySet":
        """The most pressing first, then the oldest; the order does not change from one reading to the next."""
        return self.order_by("priority", "since", "pk")


class Signal(models.Model):
    """One reason to look at one worker, for one episode: the words are those of the last day it was found."""

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="signals", db_index=False)
    worker = models.ForeignKey(Worker, models.PROTECT, verbose_name="travailleur", related_name="signals")
    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="signals")
    # That of the job when detection last ran: lists are filtered by it without a look at every job.
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, verbose_name="établissement", related_name="signals", db_index=False
    )
    rule = models.CharField("règle", max_length=60)
    since = models.DateField("depuis")
    subject = models.CharField("objet", max_length=20, blank=True, default="")
    raised_on = models.DateField("levé le")
    refreshed_on = models.DateField("revu le")
    closed_on = models.DateField("clos le", null=True, blank=True)
    status = models.CharField("état", max_length=10, choices=SignalStatus, default=SignalStatus.OPEN)
    priority = models.PositiveSmallIntegerField("priorité", choices=Priority)
    label = models.CharField("intitulé", max_length=200)
    reason = models.TextField("motif")
    suggestion = models.TextField("à faire")
    reference = models.CharField("texte", max_length=200)
    confirmed = models.BooleanField("valeurs confirmées")

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = "signal"
        constraints = [
            models.UniqueConstraint(
                fields=["service", "worker", "rule", "since", "subject"],
                name="signal_once_per_episode",
                violation_error_message="Ce signal existe déjà pour cet épisode.",
            ),
            known("status", SignalStatus.values, "signal_status_known"),
            models.CheckConstraint(
                condition=models.Q(status=SignalStatus.CLOSED, closed_on__isnull=False)
                | (~models.Q(status=SignalStatus.CLOSED) & models.Q(closed_on__isnull=True)),
                name="signal_closed_iff_dated",
                violation_error_message="Un signal clos porte la date de sa clôture, et lui seul.",
            ),
        ]
        indexes = [
            # The lists are counted and ordered from these alone.
            models.Index(
                fields=["service", "status", "priority", "since", "id", "establishment", "raised_on"],
                name="signal_list",
            ),
            models.Index(fields=["establishment", "status", "service"], name="signal_place"),
            models.Index(fields=["service", "status", "rule", "priority", "since", "id"], name="signal_list_rule"),
        ]

    class Privacy:
        plain = (
            "id", "service", "worker", "job", "establishment", "raised_on", "refreshed_on", "closed_on", "status",
            "priority",
        )  # fmt: skip
        medical = (
            "rule", "since", "subject", "label", "reason", "suggestion", "reference", "confirmed",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"signal {self.pk}"


class SignalTransition(models.Model):
    """One change of a signal's status; `by` is empty for detection itself and for the command line."""

    signal = models.ForeignKey(Signal, models.CASCADE, verbose_name="signal", related_name="transitions")
    move = models.CharField("acte", max_length=12, choices=SignalMove)
    on = models.DateField("jour")
    at = models.DateTimeField("enregistré le", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="par", related_name="+", null=True, blank=True
    )
    reason = models.CharField("raison", max_length=20, choices=SetAsideReason, blank=True, default="")
    comment = models.CharField("commentaire", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "changement d'état d'un signal"
        constraints = [
            known("move", SignalMove.values, "signal_move_known"),
            models.CheckConstraint(
                condition=models.Q(move=SignalMove.SET_ASIDE, reason__in=SetAsideReason.values)
                | (~models.Q(move=SignalMove.SET_ASIDE) & models.Q(reason="")),
                name="signal_set_aside_with_reason",
                violation_error_message="Un signal s'écarte avec une raison de la liste.",
            ),
        ]

    class Privacy:
        plain = ("id", "signal", "move", "on", "at", "by")
        medical = ("reason", "comment")

    def __str__(self) -> str:
        return f"{self.signal} · {self.get_move_display()}"


class DetectionRun(models.Model):
    """The last run of detection for one day of analysis."""

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="detection_runs")
    on = models.DateField("jour d'analyse")
    ran_at = models.DateTimeField("faite le", auto_now=True)
    counts = models.JSONField("comptes par règle", default=dict)
    # What it kept of the facts for the next run: the folder, and the version of the facts that its files are of.
    facts_folder = models.CharField("faits gardés", max_length=32, blank=True, default="")
    facts_version = models.PositiveBigIntegerField("version des faits", default=0)
    # Empty when every row was read.
    rows_read = models.PositiveBigIntegerField("lignes relues", null=True, blank=True)

    class Meta:
        verbose_name = "analyse"
        constraints = [models.UniqueConstraint(fields=["service", "on"], name="detection_run_once_per_day")]

    class Privacy:
        plain = ("id", "service", "on", "ran_at", "counts", "facts_folder", "facts_version", "rows_read")

    def __str__(self) -> str:
        return f"analyse du {self.on:%d/%m/%Y}"


class GroupSignal(models.Model):
    """A group where something is more frequent than in the service: counts only, never a person."""

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="group_signals")
    on = models.DateField("jour d'analyse")
    dimension = models.CharField("groupe par", max_length=15, choices=GroupDimension)
    group = models.TextField("groupe")
    establishment = models.ForeignKey(
        Establishment, models.CASCADE, verbose_name="établissement", related_name="group_signals", null=True, blank=True
    )
    measure = models.CharField("fait", max_length=15, choices=GroupMeasure)
    headcount = models.PositiveIntegerField("travailleurs")
    observed = models.PositiveIntegerField("observés")
    expected = models.FloatField("attendus")
    ratio = models.FloatField("rapport")
    ratio_low = models.FloatField("rapport, borne basse")
    ratio_high = models.FloatField("rapport, borne haute")
    adjusted = models.FloatField("probabilité corrigée")

    class Meta:
        verbose_name = "collectif à regarder"
        constraints = [
            models.UniqueConstraint(fields=["service", "dimension", "group", "measure"], name="group_signal_once"),
            known("dimension", GroupDimension.values, "group_signal_dimension_known"),
            known("measure", GroupMeasure.values, "group_signal_measure_known"),
        ]

    class Privacy:
        plain = ("id", "service", "on", "dimension", "group", "establishment")
        medical = (
            "measure", "headcount", "observed", "expected", "ratio", "ratio_low", "ratio_high", "adjusted",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"collectif {self.pk}"
