"""Who must agree to a dispositif, and under what: words of `catalogue/schemes`, which the exchange format lacks."""

from django.db.models import TextChoices


class Party(TextChoices):
    """Somebody whose agreement a dispositif needs, as a sentence names them."""

    TREATING_DOCTOR = "medecin_traitant", "médecin traitant"
    INSURANCE_DOCTOR = "medecin_conseil", "médecin-conseil"
    PHYSICIAN = "medecin_travail", "médecin du travail"
    INSURANCE_SOCIAL_SERVICE = "service_social_am", "service social de l'assurance maladie (évaluation)"
    HOST = "entreprise_accueil", "entreprise d'accueil (convention)"
    CPAM = "cpam", "caisse d'assurance maladie"
    CARSAT = "carsat", "Carsat ou Cramif"
    EMPLOYER = "employeur", "employeur"
    WORKER = "travailleur", "travailleur"
    AGEFIPH = "agefiph", "Agefiph"
    FIPHFP = "fiphfp", "FIPHFP"
    TRANSITIONS_PRO = "transitions_pro", "Transitions Pro"
    MEDICAL_BOARD = "conseil_medical", "conseil médical"
    MDPH = "mdph", "MDPH"


class Terms(TextChoices):
    """Under what a période de reconversion is agreed: its limits depend on it (L6324-4)."""

    LAW = "loi", "sans accord collectif"
    AGREEMENT = "accord", "accord d'entreprise ou de branche"
    BASICS = "socle", "socle de connaissances et de compétences"
