"""What was handed over: a folder or a zip of CSV files, or an Excel workbook."""

import hashlib
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from amarre.exchange.reading.text import FileRefused, Lines, read_lines
from amarre.exchange.reading.workbook import read_sheets
from amarre.lib.errors import DomainError

MAX_UNPACKED = 2 * 1024**3
# Text packs ten to twenty times; a file of zeros a thousand times.
MAX_RATIO, RATIO_FROM = 200, 50 * 1024**2
#: What reading an entry of a damaged archive raises, by the way in which it was packed.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, RuntimeError)


@dataclass(frozen=True)
class SentFile:
    """One file or sheet: its name as sent, its fingerprint, and how to read its lines (which may raise FileRefused)."""

    name: str
    sha256: str
    read: Callable[[], Lines]

    @property
    def resource(self) -> str:
        """The resource that the name stands for, should it be one."""
        return self.name.strip().lower().removesuffix(".csv")

    @property
    def is_file(self) -> bool:
        """Whether it is a file, which a sheet of a workbook is not."""
        return self.name.lower().endswith(".csv")


def open_source(source: Path) -> list[SentFile]:
    """Every CSV file or sheet of the source.

    Raises DomainError, with the sentence to show, when there is none or when the source cannot be read.
    """
    try:
        files = list(_files(source))
    except FileRefused as refusal:
        raise DomainError(f"{source.name} : {refusal}", code="import.unreadable") from refusal
    except OSError as error:
        raise DomainError(f"« {source} » ne se lit pas : {error.strerror}.", code="import.unreadable") from error
    if not files:
        raise DomainError(f"« {source} » ne contient aucun fichier .csv ni feuille.", code="import.empty")
    return files


def _files(source: Path) -> Iterator[SentFile]:
    if source.is_dir():
        for path in sorted(source.iterdir()):
            if path.suffix.lower() == ".csv" and path.is_file():
                with path.open("rb") as stream:
                    digest = hashlib.file_digest(stream, "sha256").hexdigest()
                yield SentFile(path.name, digest, partial(_lines_of_file, path))
        return
    if not source.exists():
        raise DomainError(f"« {source} » n'existe pas.", code="import.unreadable")
    match source.suffix.lower():
        case ".xlsx":
            with source.open("rb") as stream:
                yield from _workbook(stream)
        case ".zip":
            yield from _archive(source)
        case _:
            raise DomainError(
                f"« {source} » n'est ni un dossier, ni une archive .zip, ni un classeur .xlsx.",
                code="import.unreadable",
            )


def _lines_of_file(path: Path) -> Lines:
    try:
        return read_lines(path.read_bytes())
    except OSError as error:
        raise FileRefused(f"Le fichier ne se lit pas : {error.strerror}.") from error


def _workbook(stream: IO[bytes]) -> Iterator[SentFile]:
    digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    try:
        with zipfile.ZipFile(stream) as parts:
            _bound(parts)
    except zipfile.BadZipFile as error:
        raise FileRefused("Ce fichier n'est pas un classeur Excel (.xlsx). Enregistrez-le à nouveau.") from error
    stream.seek(0)
    for name, lines in read_sheets(stream):
        yield SentFile(name, digest, partial(_given, lines))


def _given(lines: Lines) -> Lines:
    return lines


def _archive(source: Path) -> Iterator[SentFile]:
    try:
        with zipfile.ZipFile(source) as archive:
            _bound(archive)
            for entry in archive.infolist():
                path = PurePosixPath(entry.filename.replace("\\", "/"))
                if entry.is_dir() or path.name.startswith(".") or "__MACOSX" in path.parts:
                    continue
                if path.suffix.lower() == ".csv":
                    content = archive.read(entry)
                    yield SentFile(path.name, hashlib.sha256(content).hexdigest(), partial(read_lines, content))
                elif path.suffix.lower() == ".xlsx":
                    with archive.open(entry) as stream:
                        yield from _workbook(stream)
    except DAMAGED as error:
        raise FileRefused("Cette archive est abîmée ou illisible. Refaites-la, sans mot de passe.") from error


def _bound(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefused("Cette archive est protégée par un mot de passe. Refaites-la sans mot de passe.")
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1)):
        raise FileRefused("Cette archive, une fois ouverte, est démesurée : elle n'a pas été lue.")
