"""The report of an import, as exchange/README.md describes it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

Status = Literal["loaded", "refused", "absent"]


@dataclass(frozen=True)
class FileReport:
    """What became of one file."""

    file: str
    status: Status = "absent"
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    message: str = ""


@dataclass(frozen=True)
class RefusedRows:
    """The refused rows of one file as they came, each with its reasons."""

    header: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Report:
    """What an import did, or would do; `refused_rows` by file name are kept out of the JSON."""

    service: str
    batch: int | None
    dry_run: bool
    as_of: date
    files: Sequence[FileReport]
    refusals: Sequence[Mapping[str, Any]]
    warnings: Sequence[Mapping[str, Any]]
    refused_rows: Mapping[str, RefusedRows] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Whether every file and every row was good."""
        return not self.refusals and all(entry.status != "refused" for entry in self.files)

    @property
    def took_rows(self) -> bool:
        """Whether at least one sent row was good."""
        return any(entry.rows > entry.refused for entry in self.files if entry.status == "loaded")

    @property
    def changed(self) -> bool:
        """Whether the database changed, or would."""
        return any(entry.created or entry.updated for entry in self.files)

    def as_json(self) -> dict[str, Any]:
        """The report with the keys of the format, in their order."""
        return {
            "service": self.service,
            "batch": self.batch,
            "dry_run": self.dry_run,
            "as_of": self.as_of.isoformat(),
            "files": [asdict(entry) for entry in self.files],
            "refusals": list(self.refusals),
            "warnings": list(self.warnings),
        }
