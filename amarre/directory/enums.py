"""Words of the exchange format about members, establishments, workers and jobs."""

from django.db.models import TextChoices


class MemberKind(TextChoices):
    """What kind of employer a member is."""

    COMPANY = "entreprise", "entreprise"
    LOCAL_AUTHORITY = "collectivite", "collectivité"
    PUBLIC_BODY = "etablissement_public", "établissement public"
    SELF_EMPLOYED = "travailleur_independant", "travailleur indépendant"


class StaffRole(TextChoices):
    """Profession of a member of the service's staff."""

    PHYSICIAN = "medecin_travail", "médecin du travail"
    NURSE = "idest", "infirmier en santé au travail"
    SOCIAL_WORKER = "assistant_social", "assistant de service social"
    PSYCHOLOGIST = "psychologue", "psychologue du travail"
    ERGONOMIST = "ergonome", "ergonome"
    PREVENTION_OFFICER = "preventeur", "préventeur"
    RETENTION_OFFICER = "charge_maintien", "chargé de maintien en emploi"
    ADMINISTRATIVE_ASSISTANT = "assistant_administratif", "assistant administratif"
    HEALTH_ASSISTANT = "assistant_sante_travail", "assistant en santé au travail"


class Sex(TextChoices):
    """Sex, as the opinions of 2025 and the annual report ask for it (L4622-16)."""

    FEMALE = "F", "femme"
    MALE = "M", "homme"


class InsuranceScheme(TextChoices):
    """The social-security scheme a worker belongs to."""

    GENERAL = "general", "régime général"
    FARMING = "agricole", "régime agricole"
    PUBLIC = "fonction_publique", "fonction publique"
    SELF_EMPLOYED = "independant", "indépendant"


class ContractKind(TextChoices):
    """What ties the worker to the employer."""

    PERMANENT = "cdi", "CDI"
    FIXED_TERM = "cdd", "CDD"
    TEMPORARY = "interim", "intérim"
    APPRENTICE = "apprentissage", "apprentissage"
    CIVIL_SERVANT = "titulaire", "titulaire"
    PUBLIC_CONTRACT = "contractuel", "contractuel"
    SELF_EMPLOYED = "independant", "indépendant"
    OTHER = "autre", "autre"


class Monitoring(TextChoices):
    """Type of individual follow-up: SIS, SIA, SIR."""

    SIMPLE = "simple", "suivi simple"
    ADAPTED = "adapte", "suivi adapté"
    REINFORCED = "renforce", "suivi renforcé"


class RecognitionKind(TextChoices):
    """Titles that make a worker a beneficiary of the obligation to employ (L5212-13)."""

    RQTH = "rqth", "RQTH"
    INVALIDITY = "pension_invalidite", "pension d'invalidité"
    OCCUPATIONAL_PENSION = "rente_atmp", "rente AT-MP"
    AAH = "aah", "AAH"
    CARD = "carte_invalidite", "carte d'invalidité"
    OTHER = "autre", "autre titre"


class SearchKind(TextChoices):
    """What a word of the search stands for."""

    WORKER = "t", "travailleur"
    ESTABLISHMENT = "e", "établissement"
