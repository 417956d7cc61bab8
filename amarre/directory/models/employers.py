"""Who employs, and who follows."""

from django.db import models

from amarre.directory import naf
from amarre.directory.enums import MemberKind, StaffRole
from amarre.exchange.models import Identified, known, ordered


class Member(Identified):
    """An adhérent: a company, a public employer or a self-employed person that belongs to the service."""

    siren = models.CharField("SIREN", max_length=9, blank=True, null=True)
    siren_doubtful = models.BooleanField("SIREN douteux", default=False)
    name = models.TextField("raison sociale")
    kind = models.CharField("nature", max_length=30, choices=MemberKind)
    joined_on = models.DateField("date d'adhésion", null=True, blank=True)
    left_on = models.DateField("dernier jour d'adhésion", null=True, blank=True)

    class Meta(Identified.Meta):
        verbose_name = "adhérent"
        constraints = [
            *Identified.Meta.constraints,
            known("kind", MemberKind.values, "member_kind_known"),
            ordered("joined_on", "left_on", "member_dates_ordered", "La radiation précède l'adhésion."),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "siren", "siren_doubtful", "name", "kind", "joined_on", "left_on")


class Professional(Identified):
    """A member of the service's staff, as its business software names it (an account is a User)."""

    last_name = models.TextField("nom")
    first_name = models.TextField("prénom", blank=True, null=True)
    role = models.CharField("profession", max_length=30, choices=StaffRole)
    rpps = models.CharField("RPPS", max_length=11, blank=True, null=True)
    in_cell = models.BooleanField("membre de la cellule", null=True, blank=True)
    fte = models.FloatField("équivalent temps plein donné à la cellule", null=True, blank=True)

    class Meta(Identified.Meta):
        verbose_name = "professionnel"
        constraints = [
            *Identified.Meta.constraints,
            known("role", StaffRole.values, "professional_role_known"),
            models.CheckConstraint(
                condition=models.Q(fte__isnull=True) | models.Q(fte__gte=0, fte__lte=1),
                name="professional_fte_bounds",
                violation_error_message="L'ETP est compris entre 0 et 1.",
            ),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "role", "in_cell", "fte")
        personal = ("last_name", "first_name", "rpps")


class Establishment(Identified):
    """An establishment of a member; acts belong to the establishment of their job."""

    member = models.ForeignKey(Member, models.PROTECT, verbose_name="adhérent", related_name="establishments")
    siret = models.CharField("SIRET", max_length=14, blank=True, null=True)
    siret_doubtful = models.BooleanField("SIRET douteux", default=False)
    name = models.TextField("nom")
    naf = models.CharField("code NAF rév. 2", max_length=6)
    naf_2025 = models.TextField("code NAF 2025", blank=True, null=True)
    headcount = models.PositiveIntegerField("effectif déclaré")
    postal_code = models.CharField("code postal", max_length=5, blank=True, null=True)
    insee_code = models.CharField("code INSEE de la commune", max_length=5, blank=True, null=True)
    physician = models.ForeignKey(
        Professional, models.PROTECT, verbose_name="médecin du travail", related_name="establishments", null=True,
        blank=True,
    )  # fmt: skip
    has_cssct = models.BooleanField("CSSCT", null=True, blank=True)
    carsat_programme = models.TextField("programme de la Carsat", blank=True, null=True)
    duerp_on = models.DateField("date du DUERP", null=True, blank=True)
    company_sheet_on = models.DateField("date de la fiche d'entreprise", null=True, blank=True)

    class Meta(Identified.Meta):
        verbose_name = "établissement"
        constraints = [*Identified.Meta.constraints]
        indexes = [
            models.Index(fields=["service", "naf"], name="establishment_naf"),
            models.Index(fields=["name"], name="establishment_name"),
        ]

    class Privacy(Identified.Privacy):
        plain = (
            *Identified.Privacy.plain, "member", "siret", "siret_doubtful", "name", "naf", "naf_2025", "headcount",
            "postal_code", "insee_code", "physician", "has_cssct", "carsat_programme", "duerp_on", "company_sheet_on",
        )  # fmt: skip

    @property
    def sector(self) -> str:
        """What its NAF code says in a line of a list: the division's label; the code itself where the NAF has none."""
        return naf.division_label(self.naf[:2]) or self.naf
