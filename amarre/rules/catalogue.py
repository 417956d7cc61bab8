"""Catalogue files: YAML read into frozen models, each mistake named by file and line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from amarre.lib.errors import DomainError


class Entry(BaseModel):
    """What every catalogue file becomes: immutable, and refusing a key that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NamedEntry(Entry):
    """A file that is one entry: its name is the entry's code."""

    code: str


class CatalogueError(DomainError):
    """A mistake in a catalogue file: `file:line: what`."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path.parent.name}/{path.name}:{line}: {what}", code="catalogue")


class _Loader(yaml.CSafeLoader):
    """A safe loader that refuses a key written twice (the second would silently win) and names an impossible date.

    It parses in C: ten times faster over the whole catalogue, which every process reads.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key!r} is there twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)

    def construct_date(self, node: yaml.ScalarNode) -> Any:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError as error:
            raise yaml.MarkedYAMLError(problem=f"{node.value}: {error}", problem_mark=node.start_mark) from None


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_date)

AnyEntry = TypeVar("AnyEntry", bound=BaseModel)
AnyNamed = TypeVar("AnyNamed", bound=NamedEntry)


def read_entry(path: Path, model: type[AnyEntry]) -> AnyEntry:
    """The file as a model; CatalogueError names the line of the first mistake."""
    text, raw = _read(path)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise _mistake(path, text, error) from None


def read_mapping(path: Path, model: type[AnyEntry]) -> dict[str, AnyEntry]:
    """A file that holds several entries by name, in its order."""
    text, raw = _read(path)
    entries = {}
    for name, value in raw.items():
        try:
            entries[str(name)] = model.model_validate(value)
        except ValidationError as error:
            raise _mistake(path, text, error, name) from None
    return entries


def _mistake(path: Path, text: str, error: ValidationError, *above: str) -> CatalogueError:
    """The first mistake; a word that nobody reads before the one that it was meant to be, which is then missing."""
    mistakes = error.errors()
    chosen = next((one for one in mistakes if one["type"] == "extra_forbidden"), mistakes[0])
    location = (*above, *chosen["loc"])
    where = ".".join(str(part) for part in location)
    return CatalogueError(path, _line_of(text, location), f"{where}: {chosen['msg']}")


def read_folder(folder: Path, model: type[AnyNamed]) -> dict[str, AnyNamed]:
    """Every file of the folder by its code, in the order of their names; CatalogueError where name and code differ."""
    entries = {}
    for path in files_of(folder):
        entry = read_entry(path, model)
        if entry.code != path.stem:
            raise CatalogueError(path, 1, f"code: the file is named {path.stem}, its code is {entry.code}")
        entries[path.stem] = entry
    return entries


def files_of(folder: Path) -> list[Path]:
    """The catalogue files of a folder, by name."""
    return sorted(folder.glob("*.yaml"))


def _read(path: Path) -> tuple[str, Mapping[Any, Any]]:
    text = path.read_text("utf-8")
    try:
        raw = yaml.load(text, _Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogueError(path, line, str(error.problem)) from None
    if not isinstance(raw, Mapping):
        raise CatalogueError(path, 1, "the file must hold `key: value` lines")
    return text, raw


def line_of(path: Path, *location: int | str) -> int:
    """The line of the deepest part of the location that the file holds."""
    return _line_of(path.read_text("utf-8"), location)


def _line_of(text: str, location: tuple[int | str, ...]) -> int:
    """The line of the deepest part of the location that the file holds."""
    node = yaml.compose(text, _Loader)
    line = 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found is None:
                return line
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line
    return line
