"""The exchange format itself: the data package that Amarre ships and publishes, read once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from django.conf import settings
from django.utils.module_loading import import_string

from amarre.exchange.specs import ResourceSpec

ColumnType = Literal["string", "date", "integer", "number", "boolean"]


@dataclass(frozen=True)
class Column:
    """One column as the data package describes it; `references` names the resource an identifier points to."""

    name: str
    type: ColumnType
    required: bool
    pattern: str | None
    words: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    references: str | None
    is_key: bool


@dataclass(frozen=True)
class Resource:
    """One file of the set: its columns in order, its key, and the spec that ties it to a table."""

    name: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    spec: ResourceSpec

    @property
    def file(self) -> str:
        """The file's name in a folder or an archive."""
        return f"{self.name}.csv"

    @property
    def identifier(self) -> str | None:
        """The identifier's column; None for the resource whose key is a pair of references."""
        return self.key[0] if len(self.key) == 1 else None


def datapackage_text() -> str:
    """The data package as it is published, byte for byte."""
    return files("amarre.exchange").joinpath("datapackage.json").read_text("utf-8")


@cache
def resources() -> Mapping[str, Resource]:
    """Every resource by name, each after those that it refers to."""
    described = {resource["name"]: resource["schema"] for resource in json.loads(datapackage_text())["resources"]}
    specs: tuple[ResourceSpec, ...] = import_string(settings.EXCHANGE_RESOURCES)
    return {spec.name: _resource(spec, described[spec.name]) for spec in specs}


def _resource(spec: ResourceSpec, schema: Mapping[str, object]) -> Resource:
    raw_key = schema["primaryKey"]
    key = (raw_key,) if isinstance(raw_key, str) else tuple(raw_key)  # type: ignore[arg-type]
    targets = {entry["fields"]: entry["reference"]["resource"] for entry in schema["foreignKeys"]}  # type: ignore[attr-defined]
    columns = {}
    for entry in schema["fields"]:  # type: ignore[attr-defined]
        constraints = entry.get("constraints", {})
        columns[entry["name"]] = Column(
            name=entry["name"],
            type=entry["type"],
            required=constraints.get("required", False),
            pattern=constraints.get("pattern"),
            words=tuple(constraints.get("enum", ())),
            minimum=constraints.get("minimum"),
            maximum=constraints.get("maximum"),
            references=targets.get(entry["name"]),
            is_key=entry["name"] in key,
        )
    if list(columns) != list(spec.fields):
        raise ValueError(f"{spec.name}: the spec's columns are not those of the data package")
    return Resource(spec.name, columns, key, spec)
