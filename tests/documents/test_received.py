"""What a file that somebody sends is, by its content."""

import os
import struct
import time
import zipfile

import pytest

from amarre.documents.received import Refused, kind_of
from tests.documents.files import a_docx, a_jpeg, a_pdf, a_png, an_odt, archive, unpacked

PARTS = unpacked(a_docx())
TYPES = PARTS["[Content_Types].xml"]
PDF = a_pdf()


#: By name, for the content of an archive holds the second at which it was made.
ACCEPTED = {
    "lettre.pdf": (PDF, "pdf"),
    "Courrier.PDF": (PDF + b"\r\n", "pdf"),
    "photo.jpg": (a_jpeg(), "jpeg"),
    "photo.jpeg": (a_jpeg() + b"what a telephone adds", "jpeg"),
    "plan.png": (a_png(), "png"),
    "note.docx": (a_docx(), "docx"),
    "note.odt": (an_odt(), "odt"),
    # Bytes of a stream say anything: they are not a program.
    "scan.pdf": (PDF.replace(b"endstream", b"/JS /Launch endstream", 1), "pdf"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_file_of_each_kind_is_known_by_its_content(name: str) -> None:
    content, kind = ACCEPTED[name]

    assert kind_of(name, content).code == kind


ENTITY = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


def before_end(words: bytes) -> bytes:
    """A PDF that also says that."""
    return PDF.replace(b"%%EOF", words + b"\n%%EOF")


def lying_zip(says: int) -> bytes:
    """A document one of whose parts says another length than its own."""
    bomb = archive({**PARTS, "word/media/a.bin": b"\0" * 5_000_000}, zipfile.ZIP_DEFLATED)
    return bomb.replace(struct.pack("<I", 5_000_000), struct.pack("<I", says))


HOSTILE = {
    "vide": ("a.pdf", b"", "vide"),
    "autre nom": ("facture.png", PDF, "renommez-le en .pdf"),
    "sans nom": ("facture", PDF, "renommez-le en .pdf"),
    "programme": ("a.exe", b"MZ" + bytes(200), "forme acceptée"),
    "page": ("a.pdf", b"<html><script>alert(1)</script>", "forme acceptée"),
    "page derrière un en-tête": ("a.html", b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF", "renommez-le"),
    "image à programme": ("a.svg", b"<svg onload='alert(1)'/>", "forme acceptée"),
    "ancien Word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "forme acceptée"),
    "tableur": ("a.docx", archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b""}), "pas un document"),
    "archive": ("a.docx", archive({"a.txt": b"bonjour"}), "forme acceptée"),
    "PDF coupé": ("a.pdf", PDF[: len(PDF) // 2], "coupé"),
    "PDF et archive": ("a.pdf", PDF + archive({"a.exe": b"MZ"}), "autre chose"),
    "PDF qui cache une archive": ("a.pdf", PDF[:9] + archive({"a.exe": b"MZ"}) + PDF[9:] + b"", "archive"),
    "PDF à programme": ("a.pdf", before_end(b"9 0 obj <</S/JavaScript/JS(app.alert(1))>>"), "programme"),
    "PDF à pièce jointe": ("a.pdf", before_end(b"9 0 obj <</EmbeddedFile 3>>"), "pièce jointe"),
    "PDF chiffré": ("a.pdf", before_end(b"trailer <</Encrypt 3 0 R>>"), "mot de passe"),
    "PNG coupée": ("a.png", a_png()[:-4], "coupée"),
    "PNG suivie": ("a.png", a_png() + b"PK", "coupée"),
    "PNG changée": ("a.png", a_png().replace(b"IDAT", b"IDAX"), "coupée"),
    "PNG immense": ("a.png", a_png(20_000, 20_000), "20000"),
    "JPEG immense": ("a.jpg", a_jpeg(20_000, 20_000), "20000"),
    "JPEG sans taille": ("a.jpg", b"\xff\xd8\xff\xda\x00\x03\x00\xff\xd9", "0 points"),
    "JPEG coupée": ("a.jpg", a_jpeg()[:-2], "coupée"),
    "JPEG et archive": ("a.jpg", a_jpeg() + archive({"a.exe": b"MZ"}), "autre chose"),
    "Word à macros": (
        "a.docx",
        archive({**PARTS, "[Content_Types].xml": TYPES.replace(b"document.main+xml", b"main+xml").replace(
            b"openxmlformats-officedocument.wordprocessingml.main", b"ms-word.document.macroEnabled.main")}),
        "macros",
    ),
    "Word à macros cachées": ("a.docx", archive({**PARTS, "word/vbaProject.bin": b"x"}), "ne contient pas"),
    "Word à entité": ("a.docx", archive({**PARTS, "word/a.xml": ENTITY}), "abîmé"),
    "Word sorti de son dossier": ("a.docx", archive({**PARTS, "../../a.sh": b"x"}), "abîmé"),
    "Word absolu": ("a.docx", archive({**PARTS, "/etc/cron.d/a": b"x"}), "abîmé"),
    "Word coupé": ("a.docx", a_docx()[:-200], "abîmé"),
    "Word qui ment sur sa taille": ("a.docx", lying_zip(50), "abîmé"),
    "Word qui enfle": ("a.docx", lying_zip(300_000_000), "abîmé"),
    "ODT à macros": ("a.odt", archive({**unpacked(an_odt()), "Basic/Standard/a.xml": b"x"}), "abîmé"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_hides_something_is_cut_or_lies_is_refused_in_french_and_soon(case: str) -> None:
    name, content, why = HOSTILE[case]

    start = time.monotonic()
    with pytest.raises(Refused, match=why):
        kind_of(name, content)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "start", [b"", b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04[Content_Types].xml"]
)
def test_noise_is_refused_and_never_breaks(start: bytes) -> None:
    for length in (1, 40, 3000):
        with pytest.raises(Refused):
            kind_of("a.pdf", start + os.urandom(length))
