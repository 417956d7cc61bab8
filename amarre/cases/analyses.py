"""Structured medical notes: `catalogue/analyses/`, the headings that a physician fills; one file each.

What is written is a medical note like any other: one sealed text, in which each heading stands on a line of its own.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from pydantic import Field

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.lib.errors import UnknownName
from amarre.rules.catalogue import CatalogueError, Entry, NamedEntry, read_folder
from amarre.ui.french import NO_BREAK, written

END = f"{NO_BREAK}:"


class Heading(Entry):
    """One heading to fill, and what it is for."""

    code: str = Field(pattern=r"^[a-z_]{2,30}$")
    label: str
    help: str = ""


class Analysis(NamedEntry):
    """A structured note: its headings, and the roles that fill it among those that read medical notes."""

    label: str
    about: str
    reference: str
    roles: tuple[Role, ...] = Field(min_length=1)
    headings: tuple[Heading, ...] = Field(min_length=1)

    def text(self, answers: Mapping[str, str]) -> str:
        """What is kept: each heading that was filled and what was said under it."""
        said = ((one.label, answers.get(one.code, "").strip()) for one in self.headings)
        return "\n\n".join(f"{written(label)}{END}\n{words}" for label, words in said if words)


def read_analyses() -> Mapping[str, Analysis]:
    """The structured notes by code; CatalogueError for a file that is not named after its code."""
    return _analyses(settings.CATALOGUE / "analyses")


def analysis_of(code: str) -> Analysis:
    """That structured note; UnknownName lists those that exist."""
    found = read_analyses()
    if code not in found:
        raise UnknownName("Analyse", code, list(found))
    return found[code]


def fillable(user: User, service: Service) -> list[Analysis]:
    """The structured notes that the person's roles fill there."""
    if not user.can(Permission.NOTE_MEDICAL, service):
        return []
    mine = set(user.roles_by_service.get(service.pk, ()))
    return [one for one in read_analyses().values() if mine & set(one.roles)]


def laid_out(text: str, analysis: str) -> tuple[str, list[tuple[str, str]]]:
    """A note as a page shows it: what it is, where it fills headings, and what is said under each."""
    if not analysis:
        return "", [("", text)]
    known = read_analyses().get(analysis)
    return written(known.label) if known else analysis, parted(text)


def parted(text: str) -> list[tuple[str, str]]:
    """A structured note as headings and what was said under each, for a page; whatever is there, nothing is lost."""
    parts: list[tuple[str, str]] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        first, _, rest = block.partition("\n")
        if rest and first.endswith(END):
            parts.append((first.removesuffix(END), rest))
        elif parts:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]}\n\n{block}")
        else:
            parts.append(("", block))
    return parts


@cache
def _analyses(folder: Path) -> Mapping[str, Analysis]:
    return read_folder(folder, Analysis)


def check_analyses() -> tuple[int, int]:
    """Load the structured notes: how many files, and how many headings they hold."""
    for code, one in read_analyses().items():
        if len({heading.code for heading in one.headings}) != len(one.headings):
            raise CatalogueError(settings.CATALOGUE / "analyses" / f"{code}.yaml", 1, "two headings have the same code")
    return len(read_analyses()), sum(len(one.headings) for one in read_analyses().values())
