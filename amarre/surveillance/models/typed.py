"""What is typed here besides the exchange format: complements of visits and meetings, annexe 4, médecin-conseil."""

from django.db import models

from amarre.directory.models import Job
from amarre.exchange.models import ordered
from amarre.surveillance.models.known import LiaisonMeeting, Visit


class VisitDetails(models.Model):
    """What a visit typed here says besides the format: consents, and what an inaptitude supposes (R4624-42)."""

    visit = models.OneToOneField(Visit, models.CASCADE, verbose_name="visite", related_name="details")
    remote_consent = models.BooleanField("consentement à la visite à distance", null=True, blank=True)
    advanced_practice = models.BooleanField("infirmier en pratique avancée", default=False)
    second_exam_needed = models.BooleanField("second examen d'inaptitude nécessaire", default=False)
    first_exam_on = models.DateField("premier examen d'inaptitude", null=True, blank=True)
    job_study_on = models.DateField("étude du poste", null=True, blank=True)
    conditions_study_on = models.DateField("étude des conditions de travail", null=True, blank=True)
    company_sheet_on = models.DateField("actualisation de la fiche d'entreprise", null=True, blank=True)
    employer_exchange_on = models.DateField("échange avec l'employeur", null=True, blank=True)

    class Meta:
        verbose_name = "complément de visite"

    class Privacy:
        plain = ("id", "visit")
        medical = (
            "remote_consent", "advanced_practice", "second_exam_needed", "first_exam_on", "job_study_on",
            "conditions_study_on", "company_sheet_on", "employer_exchange_on",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"complément de {self.visit_id}"


class MeasuresProposal(models.Model):
    """Measures that the physician proposed after a visit (L4624-3; annexe 4 of the models of 3 March 2025)."""

    visit = models.OneToOneField(Visit, models.PROTECT, verbose_name="visite", related_name="measures")
    arrangement = models.BooleanField("aménagement du poste", default=False)
    adaptation = models.BooleanField("adaptation du poste", default=False)
    transformation = models.BooleanField("transformation du poste", default=False)
    working_time = models.BooleanField("aménagement du temps de travail", default=False)
    description = models.TextField("mesures proposées")
    worker_exchange_on = models.DateField("échange avec le travailleur")
    employer_exchange_on = models.DateField("échange avec l'employeur")
    review_on = models.DateField("à revoir le", null=True, blank=True)

    class Meta:
        verbose_name = "proposition de mesures individuelles (annexe 4)"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(arrangement=True)
                | models.Q(adaptation=True)
                | models.Q(transformation=True)
                | models.Q(working_time=True),
                name="measures_of_some_kind",
                violation_error_message="L'annexe 4 propose au moins une sorte de mesures.",
            )
        ]

    class Privacy:
        plain = ("id", "visit")
        medical = (
            "arrangement", "adaptation", "transformation", "working_time", "description", "worker_exchange_on",
            "employer_exchange_on", "review_on",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"annexe 4 de {self.visit_id}"


class LiaisonMeetingDetails(models.Model):
    """How a rendez-vous de liaison typed here was called, and whether the référent handicap came (L5213-6-1)."""

    meeting = models.OneToOneField(
        LiaisonMeeting, models.CASCADE, verbose_name="rendez-vous de liaison", related_name="details"
    )
    asked_on = models.DateField("demandé par le travailleur", null=True, blank=True)
    proposed_on = models.DateField("date proposée par l'employeur", null=True, blank=True)
    service_told_on = models.DateField("service prévenu", null=True, blank=True)
    disability_officer = models.BooleanField("référent handicap présent", default=False)
    disability_officer_asked = models.BooleanField("présence demandée par le travailleur", default=False)

    class Meta:
        verbose_name = "complément de rendez-vous de liaison"

    class Privacy:
        plain = ("id", "meeting")
        personal = ("asked_on", "proposed_on", "service_told_on", "disability_officer", "disability_officer_asked")

    def __str__(self) -> str:
        return f"complément de {self.meeting_id}"


class InsuranceDoctorRequest(models.Model):
    """The médecin-conseil asks the médecin du travail for an opinion during a long stop (CSS D323-3)."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="insurance_doctor_requests")
    received_on = models.DateField("demande reçue le")
    answered_on = models.DateField("réponse envoyée le", null=True, blank=True)

    class Meta:
        verbose_name = "demande du médecin-conseil"
        constraints = [
            ordered("received_on", "answered_on", "insurance_request_ordered", "La réponse précède la demande."),
            models.UniqueConstraint(
                fields=["job", "received_on"],
                name="insurance_request_once_a_day",
                violation_error_message="Cette demande est déjà enregistrée.",
            ),
        ]

    class Privacy:
        plain = ("id", "job")
        medical = ("received_on", "answered_on")

    def __str__(self) -> str:
        return f"demande {self.pk}"
