"""Words about the plan de maintien en emploi, which the exchange format does not hold."""

from django.db.models import TextChoices


class ActionState(TextChoices):
    """How far an action of the plan is."""

    TO_DO = "a_faire", "à faire"
    DOING = "en_cours", "en cours"
    DONE = "faite", "faite"
    DROPPED = "abandonnee", "abandonnée"


#: States in which somebody still has something to do.
PENDING_STATES = (ActionState.TO_DO, ActionState.DOING)


class OutsideOwner(TextChoices):
    """Who does an action when it is nobody of the service."""

    WORKER = "travailleur", "le travailleur"
    EMPLOYER = "employeur", "l'employeur"
    PARTNER = "partenaire", "un partenaire"


class Signatory(TextChoices):
    """Who signs a version of the plan."""

    WORKER = "travailleur", "le travailleur"
    LEAD = "referent", "le référent"
    PHYSICIAN = "medecin_travail", "le médecin du travail"
    EMPLOYER = "employeur", "l'employeur"
