"""Roles of a service's people, as the field names them."""

from django.db.models import TextChoices


class Role(TextChoices):
    """A person's role in one service; what it may do is in grants.py."""

    PHYSICIAN = "medecin", "Médecin du travail"
    NURSE = "infirmier", "Infirmier"
    COORDINATION = "coordination", "Coordination de la cellule"
    RETENTION_OFFICER = "charge-maintien", "Chargé de maintien"
    SOCIAL_WORKER = "assistant-social", "Assistant social"
    PSYCHOLOGIST = "psychologue", "Psychologue"
    ERGONOMIST = "ergonome", "Ergonome"
    ASSISTANT = "assistant", "Assistant administratif"
    MANAGEMENT = "direction", "Direction"
    ADMINISTRATION = "admin", "Administration"
