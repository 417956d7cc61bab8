"""Ways for a short message to leave: by e-mail, or through the gateway of text messages that a setting names."""

import json
import re
import uuid
from collections.abc import Mapping
from http.client import HTTPMessage
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from socket import gaierror
from typing import IO, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from amarre.cases.enums import Channel

TIMEOUT_S = 10
#: From there on the gateway's own trouble: it may have sent the message all the same.
ITS_OWN_TROUBLE = 500
#: From there on a mail server refuses for good; its enhanced status, where it gives one, then says what: 5.1 is the
#: address, 5.2 the mailbox. The others (5.7: no right to send here) are the sender's trouble.
FOR_GOOD = 500
ENHANCED = re.compile(rb"5\.(\d)\.\d")
OF_THE_ADDRESS = (b"1", b"2")


class NotSent(OSError):
    """The message surely did not leave: it was refused, or nobody answered."""


class AddressRefused(NotSent):
    """The mail server wants nothing for that address, and will not: it is wrong, closed or full for good."""


class Gateway(Protocol):
    """Sends one message.

    AddressRefused for an address that will never take one, NotSent when it surely did not leave, another OSError when
    nobody knows. `key` is that of the message, the same when it is sent again: who receives both may tell that they
    are one.
    """

    def send(self, to: str, subject: str, text: str, *, key: uuid.UUID) -> None: ...


class Mail:
    """By e-mail, as Django's settings say."""

    def send(self, to: str, subject: str, text: str, *, key: uuid.UUID) -> None:
        """One message to one address, its key as Message-ID."""
        name = f"<{key}@{urlsplit(settings.SITE_URL).hostname}>"
        try:
            EmailMessage(subject, text, None, [to], headers={"Message-ID": name}).send()
        except SMTPRecipientsRefused as error:
            raise (AddressRefused if _for_good(error.recipients) else NotSent)(str(error)) from error
        except (SMTPResponseException, ConnectionRefusedError, gaierror) as error:
            raise NotSent(str(error)) from error


def _for_good(refused: Mapping[str, tuple[int, bytes]]) -> bool:
    """Whether a refusal is about the address itself (RFC 5321 and 3463), not about the service's right to send."""
    return all(
        code >= FOR_GOOD and (not (status := ENHANCED.match(said)) or status[1] in OF_THE_ADDRESS)
        for code, said in refused.values()
    )


class Files:
    """Text messages as files, for development: nothing leaves the machine."""

    def send(self, to: str, subject: str, text: str, *, key: uuid.UUID) -> None:
        """One file a message, readable by the installation only."""
        folder = Path(settings.HOME) / "sms"
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / f"{uuid.uuid4()}.txt").write_text(f"{to}\n{text}\n", "utf-8")


class _Nowhere(HTTPRedirectHandler):
    """Follows no redirection: the message would be asked for elsewhere, without its body, and look sent."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


class Http:
    """Text messages posted as JSON to a gateway, with the secret that it gave where it asks for one."""

    def send(self, to: str, subject: str, text: str, *, key: uuid.UUID) -> None:
        """`{"to", "text"}`, its key as Idempotency-Key; whatever is not a success is an OSError."""
        if not settings.SMS_URL.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise NotSent("AMARRE_SMS_URL must be an https:// address")
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(key)}
        if settings.SMS_SECRET:
            headers["Authorization"] = f"Bearer {settings.SMS_SECRET}"
        request = Request(settings.SMS_URL, json.dumps({"to": to, "text": text}).encode(), headers)
        try:
            with build_opener(_Nowhere).open(request, timeout=TIMEOUT_S):
                return
        except HTTPError as error:
            error.close()
            if error.code < ITS_OWN_TROUBLE:
                raise NotSent(f"the gateway answers {error.code}") from None
            raise OSError(f"the gateway answers {error.code}") from None
        except URLError as error:
            if isinstance(error.reason, ConnectionRefusedError | gaierror):
                raise NotSent(str(error.reason)) from error
            raise


def gateway_of(channel: str) -> Gateway:
    """What sends to that channel."""
    if channel == Channel.EMAIL:
        return Mail()
    made: Gateway = import_string(settings.SMS_GATEWAY)()
    return made
