"""Mails to the senders of signalements: a reference and a link, nothing of anybody."""

from django.core.mail import send_mail
from django.db import transaction

from amarre.cases.models import Intake

SIGNED = "\n\nCe message ne demande pas de réponse.\n"


def acknowledge(intake: Intake, *, link: str) -> None:
    """Say that the message has arrived, when its sender gave an address."""
    _mail(
        intake,
        "Votre message est bien arrivé",
        f"Bonjour,\n\nLe service {intake.service} a reçu votre message le {intake.received_at:%d/%m/%Y}.\n\n"
        f"Référence : {intake.reference}\n\nSa réponse se lira ici, avec cette référence :\n{link}",
    )


def tell_answer(intake: Intake, *, link: str) -> None:
    """Say that an answer can be read."""
    _mail(
        intake,
        "Une réponse vous attend",
        f"Bonjour,\n\nLe service {intake.service} a répondu au message {intake.reference}.\n\n"
        f"La réponse se lit ici, avec cette référence :\n{link}",
    )


def _mail(intake: Intake, subject: str, text: str) -> None:
    address = intake.given.get("email")
    if address:
        transaction.on_commit(lambda: send_mail(subject, text + SIGNED, None, [address], fail_silently=True))
