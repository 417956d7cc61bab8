"""Words of the exchange format about referrals, cases, schemes and follow-up."""

from django.db.models import TextChoices


class ReferralOrigin(TextChoices):
    """Who referred the worker to the cell."""

    HEALTH_PROFESSIONAL = "professionnel_sante", "professionnel de santé du service"
    EMPLOYER = "employeur", "employeur"
    WORKER = "travailleur", "travailleur"
    PARTNER = "partenaire", "partenaire"


class ReferralPartner(TextChoices):
    """Which partner referred, with origin PARTNER."""

    CAP_EMPLOI = "cap_emploi", "Cap emploi"
    HEALTH_INSURANCE = "assurance_maladie", "assurance maladie"
    MDPH = "mdph", "MDPH"
    OTHER = "autre", "autre partenaire"


class ReferralReason(TextChoices):
    """Why the worker was referred."""

    HEALTH = "sante", "santé"
    SOCIAL = "social", "social"
    BOTH = "sante_et_social", "santé et social"


class Level(TextChoices):
    """Complexity of a case; T0, T1 and T5 are defined in no document read (domain file, 6.2)."""

    T0 = "T0", "T0"
    T1 = "T1", "T1"
    T2 = "T2", "T2 : retour au poste envisageable"
    T3A = "T3A", "T3A : autre poste dans l'entreprise"
    T3B = "T3B", "T3B : autre entreprise"
    T4 = "T4", "T4 : risque avéré, accompagnement médico-social"
    T5 = "T5", "T5"


class Outcome(TextChoices):
    """How a case ended (classes of AFNOR SPEC 2217 are groups of these)."""

    SAME_POST = "maintien_poste", "maintien au poste"
    ADAPTED_POST = "maintien_poste_amenage", "maintien au poste aménagé"
    SAME_COMPANY = "maintien_entreprise", "maintien dans l'entreprise"
    OTHER_COMPANY = "reclassement_externe", "reclassement externe"
    TRAINING = "formation", "formation"
    UNFIT = "inaptitude", "inaptitude"
    DISMISSED = "licenciement_inaptitude", "licenciement pour inaptitude"
    TERMINATION = "rupture", "rupture du contrat"
    RETIREMENT = "retraite", "retraite"
    INVALIDITY = "invalidite", "invalidité"
    GIVEN_UP = "abandon", "abandon"
    LOST = "perdu_de_vue", "perdu de vue"
    DECEASED = "deces", "décès"


class Profession(TextChoices):
    """Who accompanies."""

    SOCIAL_WORKER = "assistant_social", "assistant de service social"
    PSYCHOLOGIST = "psychologue", "psychologue"
    ERGONOMIST = "ergonome", "ergonome"
    RETENTION_OFFICER = "charge_maintien", "chargé de maintien"
    NURSE = "idest", "infirmier"
    PHYSICIAN = "medecin_travail", "médecin du travail"


class Scheme(TextChoices):
    """Dispositifs that a case mobilises."""

    SUPERVISED_TRIAL = "essai_encadre", "essai encadré"
    CRPE = "crpe", "CRPE"
    THERAPEUTIC_PART_TIME = "temps_partiel_therapeutique", "temps partiel thérapeutique"
    REMOBILISATION = "remobilisation", "remobilisation précoce"
    FIPU = "fipu", "FIPU"
    AGEFIPH = "aide_agefiph", "aide de l'Agefiph"
    FIPHFP = "aide_fiphfp", "aide du FIPHFP"
    PPR = "ppr", "période de préparation au reclassement"
    PTP = "ptp", "projet de transition professionnelle"
    RECONVERSION = "periode_reconversion", "période de reconversion"
    SKILLS_REVIEW = "bilan_competences", "bilan de compétences"
    SUPPORTED_EMPLOYMENT = "emploi_accompagne", "emploi accompagné"


class SchemeInitiator(TextChoices):
    """Who proposed the scheme."""

    PHYSICIAN = "medecin_travail", "médecin du travail"
    INSURANCE_SOCIAL_SERVICE = "service_social_am", "service social de l'assurance maladie"
    CAP_EMPLOI = "cap_emploi", "Cap emploi"
    WORKER = "travailleur", "travailleur"
    EMPLOYER = "employeur", "employeur"


class Approval(TextChoices):
    """Where the agreement stands."""

    PENDING = "attente", "en attente"
    GRANTED = "oui", "accordé"
    REFUSED = "non", "refusé"


class DueMonth(TextChoices):
    """Months after closure at which the worker is asked."""

    THREE = "3", "à 3 mois"
    SIX = "6", "à 6 mois"
    TWELVE = "12", "à 12 mois"


class Situation(TextChoices):
    """What became of the worker."""

    SAME_POST = "meme_poste", "même poste"
    ADAPTED_POST = "poste_amenage", "poste aménagé"
    OTHER_POST = "autre_poste_entreprise", "autre poste dans l'entreprise"
    OTHER_EMPLOYER = "autre_employeur", "autre employeur"
    TRAINING = "formation", "en formation"
    SEEKING = "recherche_emploi", "en recherche d'emploi"
    SICK_LEAVE = "arret", "en arrêt"
    INVALIDITY = "invalidite", "en invalidité"
    RETIRED = "retraite", "à la retraite"
    OTHER = "autre", "autre situation"
    UNREACHABLE = "injoignable", "injoignable"
