"""Who works on a case, and who stands in for whom."""

from django.db import models
from django.db.models import F, Q

from amarre.accounts.models import Service
from amarre.cases.models.cases import Case
from amarre.directory.models import Professional
from amarre.exchange.models import ordered


class TeamMember(models.Model):
    """A professional who takes part in a case; the profession is theirs in the directory."""

    case = models.ForeignKey(Case, models.CASCADE, verbose_name="dossier", related_name="team")
    professional = models.ForeignKey(
        Professional, models.PROTECT, verbose_name="professionnel", related_name="team_memberships"
    )
    since = models.DateField("depuis le")
    until = models.DateField("jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "membre de l'équipe d'un dossier"
        constraints = [
            ordered("since", "until", "teammember_dates_ordered", "La participation finit avant de commencer."),
            models.UniqueConstraint(
                fields=["case", "professional"],
                condition=Q(until__isnull=True),
                name="teammember_once",
                violation_error_message="Cette personne est déjà dans l'équipe.",
            ),
        ]

    class Privacy:
        plain = ("id", "case", "professional", "since", "until")

    def __str__(self) -> str:
        return f"{self.case} · {self.professional}"


class Delegation(models.Model):
    """During an absence, the cases of one lead are answered for by another."""

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="delegations")
    absent = models.ForeignKey(
        Professional, models.PROTECT, verbose_name="personne absente", related_name="delegations"
    )
    substitute = models.ForeignKey(
        Professional, models.PROTECT, verbose_name="remplaçant", related_name="substitutions"
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")

    class Meta:
        verbose_name = "délégation"
        constraints = [
            ordered("starts_on", "ends_on", "delegation_dates_ordered", "La délégation finit avant de commencer."),
            models.CheckConstraint(
                condition=~Q(absent=F("substitute")),
                name="delegation_to_another",
                violation_error_message="Une personne ne se remplace pas elle-même.",
            ),
        ]

    class Privacy:
        plain = ("id", "service", "absent", "substitute", "starts_on", "ends_on")

    def __str__(self) -> str:
        return f"{self.absent} par {self.substitute}"
