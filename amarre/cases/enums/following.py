"""Words about closing a case and asking, months later, what became of the worker."""

from django.db.models import TextChoices


class Decisive(TextChoices):
    """What made the difference: asked of the professional at closing, and of the worker at each follow-up."""

    POST = "poste", "un poste ou des horaires aménagés"
    OTHER_POST = "autre_poste", "un autre poste"
    TRIAL = "essai", "un essai en situation de travail"
    TRAINING = "formation", "une formation ou un bilan"
    AID = "aide", "une aide financière ou un matériel"
    TIME = "reprise_progressive", "une reprise progressive"
    EMPLOYER = "employeur", "l'engagement de l'employeur"
    TEAM = "accompagnement", "l'accompagnement par le service"
    PARTNER = "partenaire", "l'aide d'un partenaire"
    OTHER = "autre", "autre chose"
    NOTHING = "rien", "rien de particulier"


class Satisfaction(TextChoices):
    """How the worker judges the support, at closing."""

    VERY = "tres_satisfait", "très satisfait"
    RATHER = "plutot_satisfait", "plutôt satisfait"
    LITTLE = "peu_satisfait", "peu satisfait"
    NOT = "pas_satisfait", "pas satisfait"
    NOT_ASKED = "non_recueillie", "non recueillie"


class Channel(TextChoices):
    """How the worker agrees to be asked again."""

    EMAIL = "courriel", "par e-mail"
    SMS = "sms", "par SMS"
    PHONE = "telephone", "par téléphone"
    NONE = "aucun", "ne souhaite pas être recontacté"


class FollowUpState(TextChoices):
    """Where a planned follow-up stands."""

    WAITING = "attendu", "attendu"
    ANSWERED = "repondu", "répondu"
    UNREACHABLE = "injoignable", "injoignable"
    CANCELLED = "annule", "annulé"


class AnswerWay(TextChoices):
    """How the answers came."""

    LINK = "lien", "par le lien"
    PHONE = "telephone", "au téléphone"


class Recommends(TextChoices):
    """Whether the worker would recommend the cell."""

    YES = "oui", "oui"
    RATHER = "plutot", "plutôt oui"
    NO = "non", "non"
    UNSURE = "sans_avis", "sans avis"
