"""Words of the exchange format about visits, sick leave and indices."""

from django.db.models import TextChoices


class VisitKind(TextChoices):
    """Kinds of examination."""

    HIRING = "embauche", "visite d'embauche"
    PERIODIC = "periodique", "visite périodique"
    INTERMEDIATE = "intermediaire", "visite intermédiaire"
    RETURN = "reprise", "visite de reprise"
    PRE_RETURN = "pre_reprise", "visite de pré-reprise"
    MID_CAREER = "mi_carriere", "visite de mi-carrière"
    ON_REQUEST = "demande", "visite à la demande"
    POST_EXPOSURE = "post_exposition", "visite post-exposition"


class Requester(TextChoices):
    """Who asked for a pré-reprise or a visit on request."""

    WORKER = "travailleur", "travailleur"
    EMPLOYER = "employeur", "employeur"
    PHYSICIAN = "medecin_travail", "médecin du travail"
    TREATING_DOCTOR = "medecin_traitant", "médecin traitant"
    INSURANCE_DOCTOR = "medecin_conseil", "médecin-conseil"


class Modality(TextChoices):
    """Where the visit took place."""

    IN_PERSON = "presentiel", "en présence"
    REMOTE = "distance", "à distance"


class Opinion(TextChoices):
    """The document that the visit issued."""

    NONE = "aucun", "aucun document"
    ATTESTATION = "attestation", "attestation de suivi"
    FIT = "aptitude", "avis d'aptitude"
    UNFIT = "inaptitude", "avis d'inaptitude"


class LeaveCause(TextChoices):
    """Why the worker is off."""

    ILLNESS = "maladie", "maladie"
    WORK_ACCIDENT = "accident_travail", "accident du travail"
    COMMUTING_ACCIDENT = "accident_trajet", "accident de trajet"
    OCCUPATIONAL_DISEASE = "maladie_professionnelle", "maladie professionnelle"
    MATERNITY = "maternite", "maternité"
    OTHER = "autre", "autre motif"


class Instrument(TextChoices):
    """Risk indices that business software gives."""

    IRI = "IRI", "indice de risque d'inaptitude (IRI)"
    IRDP_PADOA = "IRDP_PADOA", "indice de risque de désinsertion (IRDP Padoa)"
    IRDP_PRESANSE = "IRDP_PRESANSE", "indice de risque de désinsertion (IRDP Présanse)"
    WAS = "WAS", "capacité de travail estimée (WAS)"


class MeetingInitiator(TextChoices):
    """Who called the rendez-vous de liaison."""

    EMPLOYER = "employeur", "employeur"
    WORKER = "travailleur", "travailleur"


class Participation(TextChoices):
    """How the service took part in a rendez-vous de liaison."""

    IN_PERSON = "presentiel", "en présence"
    VIDEO = "visio", "en visio"
    DOCUMENTS = "documents", "par l'envoi de documents"
    NONE = "aucune", "sans le service"
