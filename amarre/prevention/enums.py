"""Words of the exchange format about collective actions."""

from django.db.models import TextChoices


class ActionKind(TextChoices):
    """What was done."""

    AWARENESS = "sensibilisation", "sensibilisation"
    WORKSHOP = "atelier", "atelier"
    WEBINAR = "webinaire", "webinaire"
    COMPANY_SHEET = "fiche_entreprise", "fiche d'entreprise"
    DUERP_SUPPORT = "accompagnement_duerp", "accompagnement au DUERP"
    CSSCT = "cssct", "participation à une CSSCT"
    FORUM = "forum", "forum ou événement"
    TESTIMONY_VIDEO = "video_temoignage", "vidéo de témoignage"
    INSTITUTIONAL_VIDEO = "video_institutionnelle", "vidéo institutionnelle"
    DIGITAL = "diffusion_numerique", "diffusion numérique"
    AMT = "amt", "action en milieu de travail"
    PARTNER_MEETING = "reunion_partenaires", "réunion avec les partenaires"
    PROMOTION_MEETING = "reunion_promotion", "réunion de promotion"
    SCHEME_SHEET = "fiche_dispositif", "fiche sur un dispositif"
    INTERNAL_TRAINING = "formation_interne", "formation"
    ADVICE = "mesure_conseil", "mesure ou conseil"


class Theme(TextChoices):
    """On what."""

    PDP = "pdp", "désinsertion professionnelle"
    RPS = "rps", "risques psychosociaux"
    TMS = "tms", "troubles musculo-squelettiques"
    CHEMICAL = "chimique", "risque chimique"
    FALLS = "chutes", "chutes"
    ROAD = "routier", "risque routier"
    ADDICTIONS = "addictions", "addictions"
    OTHER = "autre", "autre thème"


class CommitteeKind(TextChoices):
    """Which meeting of the works council: the whole council, or its commission on health and safety."""

    CSE = "cse", "CSE"
    CSSCT = "cssct", "CSSCT"


class CommitteeState(TextChoices):
    """What became of the service's place at that meeting."""

    ANNOUNCED = "annoncee", "annoncée"
    ATTENDED = "presence", "le service y était"
    MISSED = "absence", "le service n'y était pas"
    CANCELLED = "annulee", "elle n'a pas eu lieu"
