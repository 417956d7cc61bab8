"""Words of the work on a case that the exchange format does not hold: where it stands, what is done to it."""

from django.db.models import TextChoices


class CaseStatus(TextChoices):
    """Where a case stands; `clos` follows from its closing date, the others are kept (`Case.stage`)."""

    RECEIVED = "recu", "reçu"
    QUALIFIED = "qualifie", "qualifié"
    OPEN = "en_cours", "en cours"
    SUSPENDED = "suspendu", "suspendu"
    CLOSED = "clos", "clos"
    REOPENED = "rouvert", "rouvert"


#: What `Case.stage` may hold: a case is closed by its date alone.
STAGES = [status.value for status in CaseStatus if status != CaseStatus.CLOSED]


class CaseMove(TextChoices):
    """What makes a case go from one status to another; the label is the button."""

    QUALIFY = "qualifier", "qualifier"
    OPEN = "ouvrir", "ouvrir"
    SUSPEND = "suspendre", "suspendre"
    RESUME = "reprendre", "reprendre"
    CLOSE = "clore", "clore"
    REOPEN = "rouvrir", "rouvrir"


class CasePart(TextChoices):
    """What a professional is to a case; the label is a choice of the list."""

    ANY = "moi", "mes dossiers"
    LEAD = "referent", "dont je suis référent"
    TEAM = "equipe", "dont je suis de l'équipe"
    STAND_IN = "remplacement", "que je prends en remplacement"


class PreventionLevel(TextChoices):
    """Prevention level of the situation (PRITH table: tertiary is short term, secondary over three months)."""

    PRIMARY = "primaire", "primaire"
    SECONDARY = "secondaire", "secondaire"
    TERTIARY = "tertiaire", "tertiaire"


class WorkSituation(TextChoices):
    """Where the worker stands towards the job, as the PRITH table names it."""

    HIRING = "embauche", "embauche ou intégration"
    WORKING = "en_activite", "en activité"
    ON_LEAVE = "en_arret", "en arrêt de travail"
    LEAVING = "depart", "en départ de l'entreprise"


class BoeStatus(TextChoices):
    """Whether the worker is a beneficiary of the obligation to employ (L5212-13)."""

    NONE = "non", "non bénéficiaire"
    IN_PROCESS = "en_cours", "démarche en cours"
    YES = "oui", "bénéficiaire"
    UNKNOWN = "inconnu", "non renseigné"
