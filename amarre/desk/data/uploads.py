"""Files that people send: bounded, under names of ours, in a folder of their own, or in memory alone."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler, SkipFile
from django.http import HttpRequest

from amarre.exchange.operations.folders import made, sent_folder

#: All files of one sending together, in bytes: some ten times the data set of a large service.
MAX_SENT = 512 * 1024**2
#: Pages that take one document of a case: bounded by its own setting, and never written to the disk in clear.
DOCUMENT_PAGES = frozenset({"desk:case_documents"})
#: What a form sends around its file.
AROUND = 64 * 1024
#: How long a name may be, and what may not be in it.
NAME_LENGTH, NOT_IN_NAMES = 80, re.compile(r"[^\w .()-]")
TOO_LARGE = "sent_too_large"
#: Endings of what holds several files.
ARCHIVES = frozenset({".zip", ".xlsx"})


def most_sent(request: HttpRequest | None) -> int:
    """How many bytes a request may announce, by its page."""
    return settings.DOCUMENT_BYTES + AROUND if _takes_a_document(request) else MAX_SENT


def _takes_a_document(request: HttpRequest | None) -> bool:
    match = getattr(request, "resolver_match", None)
    return match is not None and match.view_name in DOCUMENT_PAGES


class InMemory(MemoryFileUploadHandler):
    """Keeps a document of a case in memory, whatever its size: in clear, it is on no disk, not even for an instant."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take the files of the pages above, and small ones as Django does."""
        super().handle_raw_input(*args, **kwargs)
        self.activated = self.activated or _takes_a_document(self.request)


class Bounded(FileUploadHandler):
    """Drops every file of a request that announces too much, before it reaches the disk, and marks the request."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Read the length that the request announces; the server reads no further than that."""
        length = args[2]
        self.too_large = length > most_sent(self.request)
        setattr(self.request, TOO_LARGE, self.too_large)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Skip the file when the request is too large."""
        if self.too_large:
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Leave the bytes to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def too_large(request: HttpRequest) -> bool:
    """Whether the request's files were dropped; only true once its form was read."""
    return bool(getattr(request, TOO_LARGE, False))


def ending(file: UploadedFile[Any]) -> str:
    """The ending of the name, in lower case: .csv, .zip..."""
    return Path(file.name or "").suffix.lower()


def store(files: Iterable[UploadedFile[Any]], key: UUID) -> None:
    """Write the files where the operation of that key will look for them."""
    folder = made(sent_folder(key))
    for file in files:
        name = _free(folder, safe_name(file))
        with (folder / name).open("xb") as stream:
            stream.writelines(file.chunks())


def safe_name(file: UploadedFile[Any]) -> str:
    """The name that the report will quote, without anything that a folder, a page or a terminal could take for more."""
    stem = unicodedata.normalize("NFC", Path((file.name or "").replace("\\", "/")).stem)
    stem = NOT_IN_NAMES.sub("_", stem).strip(" .")[:NAME_LENGTH]
    return f"{stem or 'fichier'}{ending(file) if ending(file) in ARCHIVES else '.csv'}"


def _free(folder: Path, name: str) -> str:
    path, number = Path(name), 2
    while (folder / name).exists():
        name, number = f"{path.stem} ({number}){path.suffix}", number + 1
    return name
