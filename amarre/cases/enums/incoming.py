"""Words about signalements that the exchange format does not hold: what the cell decides, and how people come to it."""

from django.db.models import TextChoices


class ReferralStatus(TextChoices):
    """Where a signalement stands."""

    RECEIVED = "recu", "à qualifier"
    MORE_ASKED = "precisions", "précisions demandées"
    ACCEPTED = "accepte", "accepté"
    JOINED = "joint", "joint à un dossier"
    ORIENTED = "oriente", "orienté ailleurs"
    REFUSED = "refuse", "refusé"


class ReferralMove(TextChoices):
    """What the cell decides about a signalement."""

    ASK_MORE = "demander", "demander des précisions"
    ACCEPT = "accepter", "accepter"
    JOIN = "joindre", "joindre au dossier en cours"
    ORIENT = "orienter", "orienter ailleurs"
    REFUSE = "refuser", "refuser"


class RefusalReason(TextChoices):
    """Why a signalement is refused: the sender is told these words, and nothing else."""

    OUTSIDE_SERVICE = "hors_service", "la personne n'est pas suivie par ce service"
    OUTSIDE_SCOPE = "hors_champ", "la demande ne relève pas du maintien en emploi"
    NO_AGREEMENT = "sans_accord", "la personne concernée ne le souhaite pas"
    JOB_ENDED = "contrat_termine", "le contrat de travail a pris fin"
    NOT_IDENTIFIED = "non_identifie", "la personne n'a pas pu être identifiée"
    ABUSE = "abusif", "message sans rapport avec le service"


class Urgency(TextChoices):
    """How soon somebody should look."""

    NORMAL = "normale", "dans le délai habituel"
    SOON = "rapide", "dans la semaine"
    HIGH = "urgente", "une échéance tombe sous peu"


class Sender(TextChoices):
    """Who fills the public form."""

    EMPLOYER = "employeur", "employeur"
    WORKER = "travailleur", "travailleur"
    PARTNER = "partenaire", "partenaire"


class StopReason(TextChoices):
    """Why a procedure begun by an employer goes no further."""

    NOT_WISHED = "non_souhaite", "la personne ne le souhaite plus"
    JOB_ENDED = "contrat_termine", "le contrat de travail a pris fin"
    SOLVED = "resolu", "la difficulté est levée"
    OTHER_WAY = "autre_voie", "la situation est suivie autrement"


class Compartment(TextChoices):
    """Where a note stands: each is read by its professions only."""

    SHARED = "cellule", "partagées par la cellule"
    SOCIAL = "social", "sociales"
    PSYCHOLOGICAL = "psychologique", "psychologiques"
    MEDICAL = "medical", "médicales"


class Statement(TextChoices):
    """What a note shared by the cell is about."""

    EXPECTATION = "attente", "attente de la personne, dans ses mots"
    OBSTACLE = "obstacle", "obstacle"
    LEVER = "levier", "levier"
    NOTE = "note", "note"


class Recipient(TextChoices):
    """To whom information about a worker may go."""

    EMPLOYER = "employeur", "l'employeur"
    CAP_EMPLOI = "cap_emploi", "Cap emploi"
    INSURANCE_SOCIAL_SERVICE = "service_social_am", "le service social de l'assurance maladie"
    INSURANCE_DOCTOR = "medecin_conseil", "le médecin-conseil"
    TREATING_DOCTOR = "medecin_traitant", "le médecin traitant"
    MDPH = "mdph", "la MDPH"
    AGEFIPH = "agefiph", "l'Agefiph"
    FIPHFP = "fiphfp", "le FIPHFP"
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    CEP = "cep", "un opérateur du conseil en évolution professionnelle"
    OTHER = "autre", "un autre destinataire, nommé"


class Scope(TextChoices):
    """What may be told; health never goes with the rest."""

    IDENTITY = "identite", "l'identité et les coordonnées"
    WORK = "travail", "la situation de travail et le poste"
    CAPACITIES = "capacites", "les capacités et les limites au travail, sans diagnostic"
    SOCIAL = "social", "la situation sociale"
    HEALTH = "sante", "les informations de santé (entre professionnels de santé)"


class ConsentWay(TextChoices):
    """How a consent was given."""

    WRITTEN = "ecrit", "par écrit signé"
    ORAL = "oral", "oralement, devant un professionnel"
    ELECTRONIC = "electronique", "par voie électronique"
