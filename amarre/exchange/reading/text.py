"""The bytes of one file as lines of text."""

import re
from dataclasses import dataclass, field

import polars as pl

BOM = b"\xef\xbb\xbf"
CONTROL_BYTES = bytes(code for code in (*range(32), 0x7F) if code not in b"\t\n")
HIGH_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")


class FileRefused(Exception):
    """A file that cannot be read as a whole; the message is the report's French sentence."""


@dataclass(frozen=True)
class Lines:
    """Physical lines without their ends, what was tolerated (code to sentence), and what the cells may contain.

    A spreadsheet's row is one line too, already written as CSV, so that lines are numbered as the sender sees them.
    """

    text: pl.Series
    tolerated: dict[str, str] = field(default_factory=dict)
    may_hold_controls: bool = True


def read_lines(content: bytes) -> Lines:
    """The lines of a CSV file: UTF-8, or else Windows-1252 as a whole; CRLF and LF end lines, nothing else does.

    Raises FileRefused for a NUL byte and for bytes that are neither encoding.
    """
    if b"\0" in content:
        raise FileRefused(
            "Le fichier contient un octet nul : ce n'est pas un texte. Exportez-le à nouveau en CSV UTF-8."
        )
    tolerated = {}
    if content.startswith(BOM):
        content = content[len(BOM) :]
        tolerated["file.bom"] = "Le fichier commence par une marque d'ordre des octets (BOM), ignorée."
    text = _decoded(content, tolerated)
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
        tolerated["file.crlf"] = "Les lignes finissent par CR LF (Windows) au lieu de LF."
    return Lines(split_lines(text), tolerated, _may_hold_controls(text))


def split_lines(text: str) -> pl.Series:
    """Split on line feeds only: the other characters that Python takes for line ends are data here."""
    lines = pl.Series("text", [text], dtype=pl.String).str.split("\n").explode()
    return lines.head(-1) if text == "" or text.endswith("\n") else lines


def _decoded(content: bytes, tolerated: dict[str, str]) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise FileRefused(
            "Le fichier n'est ni en UTF-8 ni en Windows-1252. Exportez-le à nouveau en CSV UTF-8."
        ) from None
    tolerated["file.encoding"] = "Le fichier n'est pas en UTF-8 : il a été lu en Windows-1252."
    return text


def _may_hold_controls(text: str) -> bool:
    content = text.encode()
    if len(content.translate(None, CONTROL_BYTES)) != len(content):
        return True
    return not content.isascii() and HIGH_CONTROLS.search(content) is not None
