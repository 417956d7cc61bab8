"""Words about what runs in the background."""

from django.db.models import TextChoices


class OperationKind(TextChoices):
    """What is done; who does it is in settings.OPERATIONS."""

    IMPORT = "import", "Import"
    UNDO = "annulation", "Annulation d’un import"
    DETECTION = "reperage", "Recherche des signaux"
    FIGURES = "chiffres", "Calcul des chiffres"
    EXPORT = "export", "Export des données"
    BENCH = "banc-essai", "Banc d’essai d’une règle"
    COPY = "copie", "Copie d’un dossier pour la personne"


class OperationState(TextChoices):
    """How far it is."""

    WAITING = "attente", "en attente"
    RUNNING = "en-cours", "en cours"
    DONE = "termine", "terminé"
    REFUSED = "refuse", "refusé"
    INTERRUPTED = "interrompu", "interrompu"
    FAILED = "defaut", "arrêté par un défaut"


#: What waits for the worker, or is in its hands.
UNDER_WAY = (OperationState.WAITING, OperationState.RUNNING)


class HandMove(TextChoices):
    """What a person did to a fact."""

    ENTERED = "saisi", "saisi"
    CORRECTED = "corrige", "corrigé"
    WITHDRAWN = "retire", "retiré"
