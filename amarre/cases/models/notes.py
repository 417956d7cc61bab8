"""Notes in four compartments, one table each: no query joins them, and the database cannot read them."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import models

from amarre.cases.enums import Compartment, Statement
from amarre.cases.models.cases import Case
from amarre.cases.models.support import SupportAct
from amarre.exchange.models import known
from amarre.vault.fields import SealedText


class Note(models.Model):
    """What a professional writes; it is never rewritten, a new note corrects it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="dossier", related_name="%(class)ss")
    act = models.ForeignKey(
        SupportAct, models.PROTECT, verbose_name="accompagnement", related_name="%(class)ss", null=True, blank=True
    )
    on = models.DateField("date")
    written_at = models.DateTimeField("écrite le", auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="écrite par", related_name="+"
    )
    text = SealedText("texte")

    class Meta:
        abstract = True
        ordering = ("on", "written_at")

    class Privacy:
        plain: tuple[str, ...] = ("id", "case", "act", "on", "written_at", "written_by")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} du {self.on:%d/%m/%Y}"


class SharedNote(Note):
    """Read by the whole cell: expectation, obstacles, levers, and what the team must know."""

    kind = models.CharField("nature", max_length=10, choices=Statement, default=Statement.NOTE)

    class Meta(Note.Meta):
        verbose_name = "note partagée par la cellule"
        constraints = [known("kind", Statement.values, "sharednote_kind_known")]

    class Privacy(Note.Privacy):
        plain = (*Note.Privacy.plain, "kind")
        social = ("text",)


class SocialNote(Note):
    """Read by social workers only."""

    class Meta(Note.Meta):
        verbose_name = "note sociale"

    class Privacy(Note.Privacy):
        social = ("text",)


class PsychologicalNote(Note):
    """Read by psychologists only."""

    class Meta(Note.Meta):
        verbose_name = "note psychologique"

    class Privacy(Note.Privacy):
        medical = ("text",)


class MedicalNote(Note):
    """Read by physicians and nurses only; `analysis` names the file of catalogue/analyses/ whose headings it fills."""

    analysis = models.CharField("analyse", max_length=50, blank=True, default="", db_default="")

    class Meta(Note.Meta):
        verbose_name = "note médicale"

    class Privacy(Note.Privacy):
        medical = ("text", "analysis")


NOTES: Mapping[Compartment, type[SharedNote] | type[SocialNote] | type[PsychologicalNote] | type[MedicalNote]] = {
    Compartment.SHARED: SharedNote,
    Compartment.SOCIAL: SocialNote,
    Compartment.PSYCHOLOGICAL: PsychologicalNote,
    Compartment.MEDICAL: MedicalNote,
}
