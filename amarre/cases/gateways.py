"""Ways for a short message to leave: by e-mail, or through the gateway of text messages that a setting names."""

import json
import uuid
from pathlib import Path
from typing import Protocol
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.mail import send_mail
from django.utils.module_loading import import_string

from amarre.cases.enums import Channel

TIMEOUT_S = 10


class Gateway(Protocol):
    """Sends one message; OSError (SMTPException is one) when it did not leave."""

    def send(self, to: str, subject: str, text: str) -> None: ...


class Mail:
    """By e-mail, as Django's settings say."""

    def send(self, to: str, subject: str, text: str) -> None:
        """One message to one address."""
        send_mail(subject, text, None, [to])


class Files:
    """Text messages as files, for development: nothing leaves the machine."""

    def send(self, to: str, subject: str, text: str) -> None:
        """One file a message, readable by the installation only."""
        folder = Path(settings.HOME) / "sms"
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / f"{uuid.uuid4()}.txt").write_text(f"{to}\n{text}\n", "utf-8")


class Http:
    """Text messages posted as JSON to a gateway."""

    def send(self, to: str, subject: str, text: str) -> None:
        """`{"to", "text"}`; whatever is not a success is an OSError."""
        if not settings.SMS_URL.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise OSError("AMARRE_SMS_URL must be an https:// address")
        body = json.dumps({"to": to, "text": text}).encode()
        request = Request(settings.SMS_URL, body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=TIMEOUT_S):
            return


def gateway_of(channel: str) -> Gateway:
    """What sends to that channel."""
    if channel == Channel.EMAIL:
        return Mail()
    made: Gateway = import_string(settings.SMS_GATEWAY)()
    return made
