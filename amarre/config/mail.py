"""The mail server as one address."""

from typing import Any
from urllib.parse import unquote, urlsplit

#: How each scheme speaks, and its usual port.
SCHEMES = {"smtp": ({}, 25), "smtp+tls": ({"EMAIL_USE_TLS": True}, 587), "smtps": ({"EMAIL_USE_SSL": True}, 465)}


def mail_settings(url: str) -> dict[str, Any]:
    """Django's settings for `scheme://user:password@host:port`; ValueError says how to write it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ValueError("write smtps://user:password@host:465, smtp+tls://... or smtp://...")
    security, usual = SCHEMES[parts.scheme]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or usual,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_TIMEOUT": 10,
        **security,
    }
