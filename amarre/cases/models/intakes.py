"""What people without an account send: sealed, under a reference that reveals nothing, until somebody reads it."""

import json
import secrets
import uuid
from collections.abc import Mapping

from django.db import models

from amarre.accounts.models import Service
from amarre.cases.enums import Sender
from amarre.cases.models.referrals import Referral
from amarre.exchange.models import known
from amarre.vault.fields import SealedText

# No 0, O, 1, I, L, U, V: read aloud and written by hand without mistake.
LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def new_reference() -> str:
    """Eight letters at random, in two groups: nothing of the person, the day or the count is in it."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


class Intake(models.Model):
    """One message of the public forms; names, contacts and words are in `answers`, which the database cannot read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="intakes")
    reference = models.CharField("référence", max_length=9, unique=True, default=new_reference)
    sender = models.CharField("expéditeur", max_length=12, choices=Sender)
    # A file of catalogue/procedures/, when the message begins one.
    procedure = models.CharField("procédure", max_length=50, blank=True, default="", db_default="")
    received_at = models.DateTimeField("reçu le", auto_now_add=True)
    answers = SealedText("réponses")
    # Empty until a professional has recognised whom it is about.
    referral = models.OneToOneField(
        Referral, models.PROTECT, verbose_name="signalement", related_name="intake", null=True, blank=True
    )
    set_aside_on = models.DateField("écarté le", null=True, blank=True)
    # What the sender reads at the reference: a decision and, sometimes, a sentence.
    decision = models.CharField("réponse donnée", max_length=20, blank=True, default="")
    told = models.CharField("phrase dite à l'expéditeur", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "message reçu"
        ordering = ("received_at",)
        constraints = [
            known("sender", Sender.values, "intake_sender_known"),
            models.CheckConstraint(
                condition=models.Q(referral__isnull=True) | models.Q(set_aside_on__isnull=True),
                name="intake_taken_or_set_aside",
                violation_error_message="Un message écarté ne devient pas un signalement.",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "service",
            "reference",
            "sender",
            "procedure",
            "received_at",
            "referral",
            "set_aside_on",
            "decision",
        )
        personal = ("told",)
        medical = ("answers",)

    def __str__(self) -> str:
        return self.reference

    @property
    def given(self) -> Mapping[str, str]:
        """The answers by the name of their question."""
        answers: Mapping[str, str] = json.loads(self.answers)
        return answers
