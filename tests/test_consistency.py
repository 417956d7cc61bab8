"""The house's rules that a machine can hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from amarre.config.environment import Environment

ROOT = Path(__file__).resolve().parent.parent
LEVELS = ("plain", "personal", "social", "medical", "secret")
SOURCES = sorted(path for path in (ROOT / "amarre").rglob("*.py") if "migrations" not in path.parts)


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("amarre.")]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_says_how_private_it_is(model: type[models.Model]) -> None:
    declared = [name for level in LEVELS for name in getattr(model.Privacy, level, ())]  # type: ignore[attr-defined]
    fields = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}

    assert len(declared) == len(set(declared))
    assert set(declared) == fields


def test_no_source_file_is_above_four_hundred_lines() -> None:
    assert {path.name: count for path in SOURCES if (count := len(path.read_text().splitlines())) > 400} == {}


def test_nine_files_in_ten_are_below_two_hundred_lines() -> None:
    long = [path for path in SOURCES if len(path.read_text().splitlines()) > 200]

    assert len(long) <= len(SOURCES) / 10


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = {"utils", "helpers", "common", "services", "misc", "base_classes"}

    assert [path for path in SOURCES if path.stem in vague or path.parent.name in vague] == []


def test_columns_stay_in_the_engines() -> None:
    allowed = re.compile(
        r"amarre/(indicators|exchange|detection)/|amarre/directory/search/index\.py|/datasets(/|\.py)"
        r"|amarre/rules/conditions\.py"
    )
    offenders = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        for module in imported(path)
        if module.split(".")[0] in {"polars", "narwhals"} and not allowed.search(path.as_posix())
    ]

    assert offenders == []


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_every_module_says_what_it_is() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if path.read_text("utf-8").strip() and ast.get_docstring(ast.parse(path.read_text("utf-8"))) is None
    ]

    assert silent == []


def test_the_readme_lists_every_setting_with_its_default() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", readme, re.MULTILINE))

    assert set(rows) == set(Environment.model_fields)
    for name, field in Environment.model_fields.items():
        default = field.default
        shown = (
            {True: "`1`", False: "`0`"}.get(default)
            if isinstance(default, bool)
            else f"`{default}`"
            if default != ""
            else "empty"
        )
        assert rows[name] == shown


def test_at_most_thirty_direct_dependencies_each_with_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    block = text.split("dependencies = [", 1)[1].split("\n]", 1)[0].strip().splitlines()

    assert len(block) <= 30
    assert [line for line in block if "#" not in line] == []


def test_the_glossary_knows_every_model() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8")

    assert [model.__name__ for model in our_models() if f"`{model.__name__}`" not in glossary] == []
