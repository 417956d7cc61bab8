"""A fact typed by hand as one set of columns: read from its rows, written to them, told apart from a later state."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from amarre.exchange.models import Exchanged, HandEntry
from amarre.surveillance.kinds import EntryKind

Kept = dict[str, Any]


def beside_of(kind: EntryKind, row: models.Model) -> models.Model | None:
    """The row beside the fact, where one was written."""
    if kind.beside_model is None:
        return None
    return kind.beside_model._default_manager.filter(**{kind.link: row.pk}).first()


def values_of(kind: EntryKind, row: models.Model) -> Kept:
    """What a person may change of the fact, by column; references as objects."""
    beside = beside_of(kind, row)
    values = {name: getattr(row, field) for name, field in kind.columns.items()}
    values |= {name: getattr(beside, field) if beside else None for name, field in kind.beside.items()}
    return values | {name: getattr(row, field) for name, field in kind.keys.items() if name == "visite_id" and field}


def kept(kind: EntryKind, row: models.Model) -> Kept:
    """The fact as a HandEntry keeps it: every column, dates as text, references as row numbers."""
    beside = beside_of(kind, row)
    found = {name: getattr(row, _attribute(kind.model, field)) for name, field in kind.stored.items()}
    found |= {name: getattr(beside, field) for name, field in kind.beside.items()} if beside else {}
    plain: Kept = json.loads(json.dumps(found, cls=DjangoJSONEncoder))
    return plain


def write(kind: EntryKind, row: models.Model, values: Mapping[str, Any]) -> None:
    """Save the row and the one beside it with these values; a row of the exchange format is then nobody else's."""
    for name, field in kind.columns.items():
        if name in values:
            setattr(row, field, _stored(kind.model, field, values[name]))
    if isinstance(row, Exchanged):
        row.batch = None
    row.save()
    told = {field: values[name] for name, field in kind.beside.items() if name in values}
    if kind.beside_model is not None and told:
        clean = {field: _stored(kind.beside_model, field, value) for field, value in told.items()}
        kind.beside_model._default_manager.update_or_create(defaults=clean, **{f"{kind.link}_id": row.pk})


def restore(kind: EntryKind, pk: int, entry: HandEntry, row: models.Model | None) -> models.Model:
    """Put the fact back to what it was before the entry, under its own number, and in the import it came from."""
    before = entry.before
    found = row or kind.model(pk=pk)
    if row is None and isinstance(found, Exchanged):
        found.service_id = entry.service_id
    for name, field in kind.stored.items():
        attribute = _attribute(kind.model, field)
        setattr(found, attribute, _read(kind.model, field, before[name]))
    if isinstance(found, Exchanged):
        found.batch_id = entry.batch_id
    found.save(force_insert=row is None)
    if kind.beside_model is None:
        return found
    kind.beside_model._default_manager.filter(**{kind.link: found.pk}).delete()
    told = {field: before[name] for name, field in kind.beside.items() if name in before}
    if told:
        clean = {name: _read(kind.beside_model, name, value) for name, value in told.items()}
        kind.beside_model._default_manager.create(**{f"{kind.link}_id": found.pk}, **clean)
    return found


def _attribute(model: type[models.Model], field: str) -> str:
    return str(model._meta.get_field(field).attname)  # type: ignore[union-attr]


def _read(model: type[models.Model], field: str, value: Any) -> Any:
    """The value that JSON holds, as the field has it."""
    described: Any = model._meta.get_field(field)
    return described.to_python(value)


def _stored(model: type[models.Model], field: str, value: Any) -> Any:
    """An answer left empty is unknown where the column may be empty, and no where it only says yes or no."""
    described: Any = model._meta.get_field(field)
    if value in ("", None):
        return None if described.null else False if described.get_internal_type() == "BooleanField" else value
    return value


def revision(kind: EntryKind, row: models.Model) -> str:
    """What changes whenever the fact does: its last import and the last act of a person on it that stands."""
    last = entries_of(kind, row.pk).filter(undone_at=None).values_list("pk", flat=True).first()
    return f"{getattr(row, 'batch_id', None) or 0}-{last or 0}"


def entries_of(kind: EntryKind, pk: int) -> models.QuerySet[HandEntry]:
    """What people did to that fact, the last act first."""
    return HandEntry.objects.filter(dataset=kind.dataset, row=pk)
