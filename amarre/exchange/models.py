"""Batches of import, what runs in the background, and what every row that came through the format carries."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from amarre.accounts.models import Service
from amarre.exchange.enums import UNDER_WAY, HandMove, OperationKind, OperationState

#: How the identifier of a row that was born here begins.
BORN_HERE = "amarre-"


def new_external_id() -> str:
    """The identifier of a row that was born here, unlike any that business software gives."""
    return f"{BORN_HERE}{uuid.uuid4().hex}"


class ImportBatch(models.Model):
    """One import: who, when, which files, what it did. It can be undone while nothing newer touched its rows."""

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="batches")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="importé par", null=True, blank=True
    )
    created_at = models.DateTimeField("importé le", auto_now_add=True)
    as_of = models.DateField("jour de l'import")
    full = models.BooleanField("jeu complet", default=False)
    file_hashes = models.JSONField("empreintes des fichiers", default=dict)
    counts = models.JSONField("lignes par fichier", default=dict)
    report = models.JSONField("compte rendu", default=dict)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="annulé par", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "lot d'import"
        ordering = ("-pk",)

    class Privacy:
        plain = (
            "id", "service", "created_by", "created_at", "as_of", "full", "file_hashes", "counts", "undone_at",
            "undone_by",
        )  # fmt: skip
        medical = ("report",)  # a refused cell is quoted as it came

    def __str__(self) -> str:
        return f"lot {self.pk}"


class FactsMove(models.Model):
    """Which rows moved when a service's `facts_version` became this one: those of a batch, or these of one dataset.

    A version without such a row says that anything may have moved. `rows` are row numbers: a row may be gone.
    """

    service = models.ForeignKey(Service, models.CASCADE, verbose_name="service", related_name="+", db_index=False)
    version = models.PositiveBigIntegerField("version des faits")
    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, verbose_name="lot", related_name="+", null=True, blank=True, db_index=False
    )
    dataset = models.CharField("sorte de fait", max_length=40, blank=True, default="")
    rows = models.JSONField("lignes", default=list)

    class Meta:
        verbose_name = "mouvement des faits"
        constraints = [
            models.UniqueConstraint(fields=["service", "version"], name="facts_move_once"),
            models.CheckConstraint(
                condition=models.Q(batch__isnull=False, dataset="")
                | (models.Q(batch__isnull=True) & ~models.Q(dataset="")),
                name="facts_move_of_one",
                violation_error_message="Un mouvement est celui d’un lot, ou de lignes d’une sorte de fait.",
            ),
        ]

    class Privacy:
        plain = ("id", "service", "version", "batch", "dataset", "rows")

    def __str__(self) -> str:
        return f"faits {self.version}"


class RowsBefore(models.Model):
    """What a batch created or changed in one resource, as it was before: a Parquet table."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, verbose_name="lot", related_name="rows_before")
    resource = models.CharField("ressource", max_length=40)
    table = models.BinaryField("lignes")

    class Meta:
        verbose_name = "état antérieur"
        constraints = [models.UniqueConstraint(fields=["batch", "resource"], name="rows_before_unique")]

    class Privacy:
        plain = ("id", "batch", "resource")
        medical = ("table",)

    def __str__(self) -> str:
        return f"{self.batch} · {self.resource}"


class Exchanged(models.Model):
    """A row of a service that an import may have brought."""

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="+", db_index=False)
    # The last batch that wrote the row; empty once a person edited it here.
    batch = models.ForeignKey(
        ImportBatch, models.SET_NULL, verbose_name="lot", related_name="+", null=True, blank=True, db_index=False
    )
    # The day from which a full import no longer held the row.
    vanished_on = models.DateField("absente depuis", null=True, blank=True)

    class Meta:
        abstract = True

    class Privacy:
        plain: tuple[str, ...] = ("id", "service", "batch", "vanished_on")


class Identified(Exchanged):
    """A row with the identifier that the sending software gave it."""

    external_id = models.CharField("identifiant", max_length=64, default=new_external_id)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["service", "external_id"],
                name="%(class)s_external_id",
                violation_error_message="Cet identifiant existe déjà.",
            )
        ]

    class Privacy(Exchanged.Privacy):
        plain: tuple[str, ...] = (*Exchanged.Privacy.plain, "external_id")

    def __str__(self) -> str:
        return self.external_id


def ordered(start: str, end: str, name: str, message: str) -> models.CheckConstraint:
    """The end, where known, is not before the start."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{end}__gte": models.F(start)}) | models.Q(**{f"{start}__isnull": True})
        | models.Q(**{f"{end}__isnull": True}),
        name=name,
        violation_error_message=message,
    )  # fmt: skip


def known(field: str, values: list[str], name: str) -> models.CheckConstraint:
    """The word is one of the exchange format's."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": values}),
        name=name,
        violation_error_message="Cette valeur n'est pas dans la liste.",
    )


class Operation(models.Model):
    """Long work on a service's data, done by the background worker; its progress is a file (operations/progress.py)."""

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="operations")
    kind = models.CharField("traitement", max_length=12, choices=OperationKind)
    # Names the folders of what was sent and of what came out: nobody guesses them, nothing typed is in them.
    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    arguments = models.JSONField("demande", default=dict)
    state = models.CharField("état", max_length=12, choices=OperationState, default=OperationState.WAITING)
    message = models.TextField("explication", blank=True, default="")
    outcome = models.JSONField("résultat", default=dict)
    batch = models.ForeignKey(
        ImportBatch, models.SET_NULL, verbose_name="lot", related_name="operations", null=True, blank=True
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="demandé par", related_name="+"
    )
    created_at = models.DateTimeField("demandé le", auto_now_add=True)
    started_at = models.DateTimeField("commencé le", null=True, blank=True)
    ended_at = models.DateTimeField("fini le", null=True, blank=True)

    class Meta:
        verbose_name = "traitement"
        ordering = ("-pk",)
        constraints = [
            known("kind", OperationKind.values, "operation_kind_known"),
            known("state", OperationState.values, "operation_state_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in UNDER_WAY], ended_at__isnull=True)
                | (~models.Q(state__in=[state.value for state in UNDER_WAY]) & models.Q(ended_at__isnull=False)),
                name="operation_ended_iff_dated",
                violation_error_message="Un traitement fini porte l'instant de sa fin, et lui seul.",
            ),
        ]

    class Privacy:
        plain = (
            "id", "service", "kind", "key", "arguments", "state", "message", "outcome", "batch", "created_by",
            "created_at", "started_at", "ended_at",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"traitement {self.pk}"

    @property
    def under_way(self) -> bool:
        """Whether the worker has still something to do for it."""
        return self.state in UNDER_WAY


class HandEntry(models.Model):
    """One act of a person on a fact: entered, corrected or withdrawn here, with what the row held before and after.

    `row` and `worker` are row numbers: the row may be gone, and the engine knows no domain model. `batch` is the import
    that the row came from until then: what it held `before` is what the sending software says.
    """

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="hand_entries")
    dataset = models.CharField("sorte de fait", max_length=40)
    row = models.BigIntegerField("ligne")
    worker = models.BigIntegerField("travailleur", db_index=True)
    external_id = models.CharField("identifiant", max_length=64, blank=True, default="")
    move = models.CharField("acte", max_length=10, choices=HandMove)
    before = models.JSONField("avant", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("après", default=dict, encoder=DjangoJSONEncoder)
    batch = models.ForeignKey(
        ImportBatch, models.SET_NULL, verbose_name="lot d'origine", related_name="+", null=True, blank=True
    )
    # The warnings that the person read and maintained.
    accepted = models.JSONField("avertissements lus", default=list)
    reason = models.CharField("raison", max_length=500, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="par", related_name="+")
    at = models.DateTimeField("enregistré le", auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="annulé par", null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "saisie à la main"
        ordering = ("-pk",)
        indexes = [models.Index(fields=["service", "dataset", "row"], name="hand_entry_row")]
        constraints = [
            known("move", HandMove.values, "hand_entry_move_known"),
            models.CheckConstraint(
                condition=~models.Q(move=HandMove.WITHDRAWN) | ~models.Q(reason=""),
                name="hand_entry_withdrawn_with_reason",
                violation_error_message="Un fait se retire avec une raison.",
            ),
        ]

    class Privacy:
        plain = (
            "id", "service", "dataset", "row", "worker", "external_id", "move", "batch", "by", "at",
            "undone_by", "undone_at",
        )  # fmt: skip
        medical = ("before", "after", "reason", "accepted")

    def __str__(self) -> str:
        return f"saisie {self.pk}"
