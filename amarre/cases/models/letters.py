"""Letters of a case: each version of one, a draft until it is issued."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amarre.cases.enums import ADDRESSEES, Compartment, Recipient
from amarre.cases.models.cases import Case
from amarre.cases.models.documents import Document
from amarre.exchange.models import known
from amarre.vault.fields import SealedText


class LetterQuerySet(models.QuerySet["Letter"]):
    """Reads of letters."""

    def drafts(self) -> "LetterQuerySet":
        """Those that are still written."""
        return self.filter(issued_at__isnull=True, dropped_at__isnull=True)


class Letter(models.Model):
    """One version of a letter, filled from a model of `catalogue/letters`; issued, it is frozen and is a document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="dossier", related_name="letters")
    # The same from one version to the next.
    thread = models.UUIDField("lettre", default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField("version", default=1)
    model = models.CharField("modèle", max_length=40)
    compartment = models.CharField("compartiment", max_length=15, choices=Compartment)
    to = models.CharField("destinataire", max_length=20, choices=ADDRESSEES)
    named = models.CharField("nom du destinataire", max_length=200, blank=True, default="")
    address = SealedText("destinataire tel que la lettre l'écrit", blank=True)
    subject = SealedText("objet")
    text = SealedText("texte")
    # Counts the writings: whoever writes says which one they had read.
    edition = models.PositiveIntegerField("écriture", default=0)
    begun_at = models.DateTimeField("commencée le", auto_now_add=True)
    written_at = models.DateTimeField("écrite le", auto_now=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="écrite par", related_name="+"
    )
    issued_at = models.DateTimeField("émise le", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="émise par", related_name="+", null=True, blank=True
    )
    document = models.OneToOneField(
        Document, models.PROTECT, verbose_name="document", related_name="letter", null=True, blank=True
    )
    dropped_at = models.DateTimeField("abandonnée le", null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre d'un dossier"
        ordering = ("-begun_at", "id")
        constraints = [
            known("compartment", Compartment.values, "letter_compartment_known"),
            known("to", [value for value, _ in ADDRESSEES], "letter_to_known"),
            models.UniqueConstraint(fields=["thread", "number"], name="letter_number_once"),
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(issued_at__isnull=True, dropped_at__isnull=True),
                name="letter_one_draft",
                violation_error_message="Cette lettre a déjà une version en cours d'écriture.",
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, issued_by__isnull=True, document__isnull=True)
                | Q(issued_at__isnull=False, issued_by__isnull=False, document__isnull=False, dropped_at__isnull=True),
                name="letter_issued_is_a_document",
                violation_error_message="Une lettre émise est un document du dossier, et garde qui l'a émise.",
            ),
            models.CheckConstraint(
                condition=~Q(to=Recipient.OTHER) | Q(issued_at__isnull=True) | ~Q(named=""),
                name="letter_other_named",
                violation_error_message="Nommez ce destinataire.",
            ),
        ]

    class Privacy:
        plain = (
            "id", "case", "thread", "number", "model", "compartment", "edition", "begun_at", "written_at",
            "written_by", "issued_at", "issued_by", "document", "dropped_at",
        )  # fmt: skip
        personal = ("to", "named", "address")
        medical = ("subject", "text")

    def __str__(self) -> str:
        return f"lettre {self.pk}, version {self.number}"

    @property
    def state(self) -> str:
        """Where it stands, in a word."""
        return "émise" if self.issued_at else "abandonnée" if self.dropped_at else "en cours d’écriture"
