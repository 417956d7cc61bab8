"""Words about the documents and letters of a case."""

from django.db.models import TextChoices

from amarre.cases.enums.incoming import Recipient

#: To whom a letter goes: the worker, or one of those to whom information may go with their consent.
WORKER = "travailleur"
ADDRESSEES = [(WORKER, "la personne elle-même"), *Recipient.choices]


class DocumentForm(TextChoices):
    """What a document is, by its content (amarre/documents/received.py)."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "image"
    PNG = "png", "image"
    DOCX = "docx", "Word"
    ODT = "odt", "OpenDocument"
