"""What a file that somebody sends is: told by its content, agreed by the ending of its name.

No part of a file is rendered, decompressed beyond a bound, or parsed by a library that follows what it names: nothing
here can be made to fetch, to expand or to run.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from amarre.lib.errors import DomainError

NO_BREAK = "\u00a0"
#: An image beyond this number of pixels is a trap for whoever opens it.
MOST_PIXELS = 60_000_000
#: A document of an office suite, unpacked: how large, how many parts.
UNPACKED_BYTES, PARTS = 200 * 1024**2, 4_000
STEP = 1024**2
#: What makes a PDF do something when it is opened, or carries another file.
ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
DOCX_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
#: Parts that a program, not a person, wrote to be run.
MACROS = re.compile(
    r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|Basic/.*|Scripts/.*|activeX/.*|oleObject[^/]*\.bin)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: its code, its words, the endings of its names, its media type."""

    code: str
    label: str
    endings: tuple[str, ...]
    media: str


PDF = Kind("pdf", "PDF", (".pdf",), "application/pdf")
JPEG = Kind("jpeg", "image JPEG", (".jpg", ".jpeg"), "image/jpeg")
PNG = Kind("png", "image PNG", (".png",), "image/png")
DOCX = Kind(
    "docx", "document Word", (".docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)
ODT = Kind("odt", "texte OpenDocument", (".odt",), "application/vnd.oasis.opendocument.text")
KINDS: Mapping[str, Kind] = {kind.code: kind for kind in (PDF, JPEG, PNG, DOCX, ODT)}
#: For the file box of a form.
ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)
TAKEN = "PDF, image JPEG ou PNG, document Word (.docx) ou OpenDocument (.odt)"


class Refused(DomainError):
    """A file that is not taken, with why and what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(why, code="document.refused")


def kind_of(name: str, content: bytes) -> Kind:
    """The kind of a file; Refused when it is none, is cut, hides something, or is not what its name says."""
    if not content:
        raise Refused("Ce fichier est vide.")
    kind = next((kind for kind, looks in LOOKS.items() if looks(content)), None)
    if kind is None:
        raise Refused(
            f"Ce contenu n’est pas d’une forme acceptée{NO_BREAK}: {TAKEN}. Enregistrez-le sous l’une d’elles."
        )
    ending = PurePosixPath(name).suffix.lower()
    if ending not in kind.endings:
        raise Refused(
            f"Le nom finit par «{NO_BREAK}{ending[:12] or 'rien'}{NO_BREAK}», mais le contenu est de la forme "
            f"{kind.label}. Vérifiez que c’est le bon fichier, puis renommez-le en {kind.endings[0]}."
        )
    CHECKS[kind](content)
    return kind


def _pdf(content: bytes) -> None:
    end = content.rfind(b"%%EOF")
    if end < 0 or content[end + 5 :].strip(b"\r\n\t \x00"):
        raise Refused("Ce PDF est coupé ou suivi d’autre chose que sa fin. Enregistrez-le à nouveau.")
    if zipfile.is_zipfile(BytesIO(content)):
        raise Refused("Ce fichier est à la fois un PDF et une archive. Enregistrez à nouveau le PDF seul.")
    words = _outside_streams(content)
    if b"/Encrypt" in words:
        raise Refused("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection.")
    if ACTIVE.search(words):
        raise Refused(
            "Ce PDF contient un programme, un formulaire actif ou une pièce jointe. Imprimez-le en PDF, puis déposez "
            "le résultat."
        )


def _outside_streams(content: bytes) -> bytes:
    """The objects of a PDF without their streams, whose bytes would say anything."""
    kept, at = [], 0
    while (start := content.find(b"stream", at)) >= 0 and (end := content.find(b"endstream", start)) >= 0:
        kept.append(content[at:start])
        at = end + len(b"endstream")
    return b" ".join([*kept, content[at:]])


def _png(content: bytes) -> None:
    at, sizes, ended = 8, None, False
    while at + 12 <= len(content) and not ended:
        length, name = struct.unpack_from(">I4s", content, at)
        body = content[at + 4 : at + 8 + length]
        if len(content) < at + 12 + length or zlib.crc32(body) != struct.unpack_from(">I", content, at + 8 + length)[0]:
            break
        if sizes is None:
            sizes = struct.unpack_from(">II", body, 4) if name == b"IHDR" and length == 13 else (0, 0)
        at, ended = at + 12 + length, name == b"IEND"
    if not ended or at != len(content) or not sizes:
        raise Refused("Cette image PNG est coupée ou suivie d’autre chose que sa fin. Enregistrez-la à nouveau.")
    _drawable(*sizes)


def _jpeg(content: bytes) -> None:
    at, sizes = 2, (0, 0)
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark, length = content[at + 1], struct.unpack_from(">H", content, at + 2)[0]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC) and at + 9 <= len(content):
            height, width = struct.unpack_from(">HH", content, at + 5)
            sizes = width, height
        if mark == 0xDA:
            break
        at += 2 + length
    if content.find(b"\xff\xd9", at) < 0 or zipfile.is_zipfile(BytesIO(content)):
        raise Refused("Cette image JPEG est coupée, ou contient autre chose qu’une image. Enregistrez-la à nouveau.")
    _drawable(*sizes)


def _drawable(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise Refused(
            f"Cette image annonce {width} points sur {height}{NO_BREAK}: c’est trop, ou rien. Réduisez-la, puis "
            "déposez-la à nouveau."
        )


def _docx(content: bytes) -> None:
    parts = _parts(content)
    if DOCX_MAIN not in parts.get("[Content_Types].xml", b""):
        raise Refused("Ce document Word contient des macros ou n’est pas un document. Enregistrez-le en .docx.")


def _odt(content: bytes) -> None:
    if not _parts(content).get("mimetype", b"").startswith(ODT_TYPE):
        raise Refused("Ce texte OpenDocument est abîmé. Enregistrez-le à nouveau.")


def _parts(content: bytes) -> Mapping[str, bytes]:
    """The small parts of an archive that says no more than it holds; every part is read once, and only so far."""
    broken = Refused("Ce document est abîmé, ou contient ce qu’un document ne contient pas. Enregistrez-le à nouveau.")
    kept: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            if (
                len(parts) > PARTS
                or len(set(names)) < len(names)
                or sum(part.file_size for part in parts) > UNPACKED_BYTES
            ):
                raise broken
            for part in parts:
                path = PurePosixPath(part.filename)
                if path.is_absolute() or ".." in path.parts or "\\" in part.filename or MACROS.search(part.filename):
                    raise broken
                kept[part.filename] = _read(archive, part, broken)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, OSError):
        raise broken from None
    return kept


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo, broken: Refused) -> bytes:
    """The beginning of a part, once all of it was read and found to be as long as it says, without a DTD."""
    start, length, text = b"", 0, part.filename.lower().endswith((".xml", ".rels"))
    with archive.open(part) as stream:
        while step := stream.read(STEP):
            length += len(step)
            if length > part.file_size or (text and b"<!DOCTYPE" in step[:STEP].upper()):
                raise broken
            start = start or step
    return start


#: What the first bytes of each kind are.
LOOKS: Mapping[Kind, Callable[[bytes], bool]] = {
    PDF: lambda content: re.match(rb"%PDF-[12]\.\d", content) is not None,
    JPEG: lambda content: content.startswith(b"\xff\xd8\xff"),
    PNG: lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    ODT: lambda content: content.startswith(b"PK\x03\x04") and b"mimetype" + ODT_TYPE in content[:120],
    DOCX: lambda content: content.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in content,
}
CHECKS: Mapping[Kind, Callable[[bytes], None]] = {PDF: _pdf, JPEG: _jpeg, PNG: _png, DOCX: _docx, ODT: _odt}
