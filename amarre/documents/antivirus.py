"""ClamAV asked about a file, over the socket of its daemon (INSTREAM)."""

import socket
import struct

from django.conf import settings

from amarre.lib.errors import DomainError

TIMEOUT_S = 60.0
CHUNK = 64 * 1024
LONGEST_ANSWER = 4_096


class Infected(DomainError):
    """ClamAV recognised something in the file."""

    def __init__(self) -> None:
        super().__init__(
            "L’antivirus a reconnu un programme malveillant dans ce fichier\u00a0: il n’est pas gardé. Prévenez la "
            "personne qui vous l’a envoyé.",
            code="document.infected",
        )


class Unscanned(DomainError):
    """ClamAV could not be asked: a file that nobody looked at is not kept."""

    def __init__(self) -> None:
        super().__init__(
            "L’antivirus du service ne répond pas\u00a0: aucun fichier n’est gardé sans être passé par lui. Réessayez "
            "dans quelques minutes\u202f; si cela dure, prévenez la personne qui administre le serveur.",
            code="document.unscanned",
        )


def scan(content: bytes) -> None:
    """Return when ClamAV finds nothing, or none is configured (settings.CLAMAV); Infected or Unscanned otherwise."""
    if not settings.CLAMAV:
        return
    try:
        answer = _asked(settings.CLAMAV, content)
    except OSError as error:
        raise Unscanned from error
    if answer.endswith(b" FOUND"):
        raise Infected
    if answer != b"stream: OK":
        raise Unscanned


def _asked(where: str, content: bytes) -> bytes:
    """What the daemon answers: `stream: OK`, `stream: <name> FOUND`, or its own trouble."""
    with _connected(where) as line:
        line.settimeout(TIMEOUT_S)
        line.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), CHUNK):
            step = content[at : at + CHUNK]
            line.sendall(struct.pack("!I", len(step)) + step)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER)):
            answer += more
    return answer.rstrip(b"\0")


def _connected(where: str) -> socket.socket:
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(TIMEOUT_S)
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=TIMEOUT_S)
