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
