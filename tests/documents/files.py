"""Small files of each kind, made here."""

import struct
import zipfile
import zlib
from datetime import date
from io import BytesIO

from amarre.documents.docx import docx
from amarre.documents.pdf import pdf

DAY = date(2026, 3, 2)
LETTER = {
    "service": "Service", "title": "Objet", "day": "02/03/2026", "when": "Lundi 2 mars 2026", "address": ["Yanis"],
    "subject": "Objet", "blocks": [{"list": False, "lines": ["Texte"]}], "notice": "",
}  # fmt: skip


def a_pdf() -> bytes:
    return pdf("letter", LETTER, DAY)


def a_docx() -> bytes:
    return docx("letter", LETTER, DAY)


def a_png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_jpeg(width: int = 2, height: int = 2) -> bytes:
    size = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04\x4a\x46\xff\xc0" + size + b"\xff\xda\x00\x03\x00" + b"\x12\x34\xff\xd9"


def an_odt() -> bytes:
    return archive(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office:document-content/>"}
    )


def archive(parts: dict[str, bytes], pack: int = zipfile.ZIP_STORED) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", pack) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}
