"""Documents of a case: what the database says of one; its content is a sealed file (amarre/vault/files.py)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amarre.cases.enums import Compartment, DocumentForm
from amarre.cases.models.cases import Case
from amarre.exchange.models import known
from amarre.vault.fields import SealedText


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reads of documents."""

    def standing(self) -> "DocumentQuerySet":
        """Those that nobody withdrew."""
        return self.filter(withdrawn_at__isnull=True)


class Document(models.Model):
    """A file in one compartment of a case; its name tells as much as its content, and is sealed too.

    Withdrawn, it may be put back until it is erased for good (amarre/cases/actions/documents.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="dossier", related_name="documents")
    compartment = models.CharField("compartiment", max_length=15, choices=Compartment)
    name = SealedText("nom")
    form = models.CharField("forme", max_length=5, choices=DocumentForm)
    size = models.PositiveIntegerField("octets")
    added_at = models.DateTimeField("ajouté le", auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="ajouté par", related_name="+")
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="retiré par", related_name="+", null=True, blank=True
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document d'un dossier"
        ordering = ("-added_at", "id")
        constraints = [
            known("compartment", Compartment.values, "document_compartment_known"),
            known("form", DocumentForm.values, "document_form_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="document_withdrawn_by_somebody",
                violation_error_message="Un document se retire par quelqu'un.",
            ),
        ]

    class Privacy:
        plain = ("id", "case", "compartment", "form", "size", "added_at", "added_by", "withdrawn_at", "withdrawn_by")
        medical = ("name",)

    def __str__(self) -> str:
        return f"document {self.pk}"
