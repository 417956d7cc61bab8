"""Words about the cell's meetings and what is decided there."""

from django.db.models import TextChoices


class AgendaReason(TextChoices):
    """Why a case is on the agenda."""

    ASKED = "demande", "demandé par un membre"
    REVIEW = "a_revoir", "à revoir"
    PARTNER = "partenaire", "concerne un partenaire de la réunion"
    NEW = "nouveau", "nouveau dossier"
    BLOCKED = "bloque", "sans acte"
    ADDED = "ajoute", "ajouté à la main"


class AgendaState(TextChoices):
    """Where the meeting stands with a case."""

    TO_SEE = "a_voir", "à voir"
    SEEN = "vu", "vu"
    PASSED = "passe", "passé"


class TaskState(TextChoices):
    """Where a task stands."""

    TO_DO = "a_faire", "à faire"
    DONE = "fait", "fait"
    DROPPED = "abandonne", "abandonné"
