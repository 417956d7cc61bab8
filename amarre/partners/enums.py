"""Words of the exchange format about orientations."""

from django.db.models import TextChoices


class Recipient(TextChoices):
    """To whom a worker is oriented, inside the service or outside."""

    OWN_SOCIAL_WORKER = "assistant_social_service", "assistant social du service"
    OWN_PSYCHOLOGIST = "psychologue_service", "psychologue du service"
    OWN_ERGONOMIST = "ergonome_service", "ergonome du service"
    CAP_EMPLOI = "cap_emploi", "Cap emploi"
    MDPH = "mdph", "MDPH"
    INSURANCE_SOCIAL_SERVICE = "service_social_am", "service social de l'assurance maladie"
    CEP = "cep", "conseil en évolution professionnelle"
    AGEFIPH = "agefiph", "Agefiph"
    FIPHFP = "fiphfp", "FIPHFP"
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    OTHER_HEALTH_PROFESSIONAL = "autre_professionnel_sante", "autre professionnel de santé"


class OrientationReason(TextChoices):
    """Why a worker is oriented, in terms of work."""

    POST = "poste", "aménager le poste ou l'organisation"
    RETURN = "reprise", "préparer le retour au travail"
    RECOGNITION = "titre", "demander ou renouveler un titre de travailleur handicapé"
    PROJECT = "projet", "construire un autre projet professionnel"
    AID = "aide", "obtenir une aide financière ou un matériel"
    SOCIAL = "social", "être accompagné sur le plan social"
    SUPPORT = "soutien", "être soutenu sur le plan psychologique"
    CARE = "soins", "l'avis d'un professionnel de santé"
    OTHER = "autre", "autre raison"


class OrientationResult(TextChoices):
    """What came of an orientation, as the one who received it says."""

    UNDER_WAY = "en_cours", "accompagnement en cours"
    DONE = "abouti", "l'attente est satisfaite"
    PARTLY = "en_partie", "l'attente est satisfaite en partie"
    DECLINED = "non_retenu", "n'entre pas dans les missions du destinataire"
    GIVEN_UP = "renonce", "la personne n'a pas donné suite"
    UNREACHED = "sans_contact", "la personne n'a pas pu être jointe"


class OrientationMove(TextChoices):
    """What was noted of an orientation, one row each."""

    SENT = "envoyee", "envoyée"
    ACKNOWLEDGED = "recue", "accusé de réception"
    TAKEN_UP = "prise_en_charge", "prise en charge"
    FEEDBACK = "retour", "retour"
    RESULT = "resultat", "résultat"
    CANCELLED = "annulee", "annulée"
