"""Words about the requests of a person for the copy of their case."""

from django.db.models import TextChoices


class AccessAsker(TextChoices):
    """Who asks."""

    PERSON = "personne", "la personne elle-même"
    MANDATARY = "mandataire", "une personne qu'elle a mandatée"
    GUARDIAN = "representant", "son représentant légal"
    DOCTOR = "medecin", "un médecin qu'elle a désigné"
    HEIR = "ayant_droit", "un ayant droit, après son décès"


class AccessWay(TextChoices):
    """How the request came."""

    SPOKEN = "vive_voix", "de vive voix"
    PHONE = "telephone", "par téléphone"
    LETTER = "courrier", "par courrier"
    EMAIL = "courriel", "par e-mail"


class AccessScope(TextChoices):
    """What is asked for: the deadline depends on it."""

    HEALTH = "sante", "tout le dossier, informations de santé comprises"
    OLD_HEALTH = "sante_ancienne", "tout le dossier, dont des informations de santé de plus de cinq ans"
    CASE = "dossier", "le dossier sans les informations de santé"


class AccessOutcome(TextChoices):
    """How a request ended."""

    HANDED = "remise", "copie remise"
    REFUSED = "refus", "refusée"


class HandedWay(TextChoices):
    """How the copy reached the person."""

    IN_PERSON = "main_propre", "en main propre"
    REGISTERED = "recommande", "par lettre recommandée"
    SECURE = "messagerie", "par une messagerie sécurisée"


class AccessRefusal(TextChoices):
    """Why a request is refused."""

    IDENTITY = "identite", "l'identité de la personne n'est pas établie"
    MANDATE = "mandat", "le mandat ou la qualité n'est pas justifié"
    EXCESSIVE = "excessive", "la demande est manifestement infondée ou excessive"
    GIVEN_UP = "abandon", "la personne ne la demande plus"
