"""A text field whose column holds a sealed value."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models

from amarre.vault.ring import Ring, Unreadable, make_ring, path, read_ring
from amarre.vault.sealing import Place, seal, unseal
from amarre.vault.shelves import sealed_files

if TYPE_CHECKING:
    _Text = models.Field[str, str]
else:
    _Text = models.Field


class Sealed(bytes):
    """A value as the database holds it; it says nothing when it is shown."""

    def __str__(self) -> str:
        return "(chiffré)"

    __repr__ = __str__


class _Opening:
    """Opens the value when somebody asks for it, with the row that it belongs to."""

    def __init__(self, field: "SealedText") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
        value = row.__dict__[self.field.attname]
        return unseal(value, self.field.place(row), read_ring()) if isinstance(value, Sealed) else value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedText(_Text):
    """A text kept as AES-256-GCM, bound to its table, column and primary key (which must be known before the insert).

    Reading gives the text or raises Unreadable; `values()` gives sealed bytes; searching in it is a FieldError.
    """

    description = "texte chiffré"
    descriptor_class = _Opening

    def get_internal_type(self) -> str:
        """A column of bytes."""
        return "BinaryField"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Put the opening in the attribute's place."""
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.attname, _Opening(self))

    def place(self, row: models.Model) -> Place:
        """Where the row's value belongs."""
        return Place(row._meta.db_table, str(self.column), str(row.pk))

    def from_db_value(self, value: Any, expression: object, connection: object) -> Sealed | None:
        """Sealed until somebody reads it."""
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The sealed value: a text written since is sealed now, an untouched value stays as it is."""
        value = model_instance.__dict__[self.attname]
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(seal(str(value), self.place(model_instance), ring_to_write()))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Only a sealed value reaches the database: a bulk update of plain text is a mistake."""
        if value is not None and not isinstance(value, Sealed):
            raise FieldError(f"{self.name} takes sealed values only: save the row itself.")
        return None if value is None else connection.Database.Binary(bytes(value))

    def get_lookup(self, lookup_name: str) -> Any:
        """Nothing can be looked for in it."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:
        """Serialised data never hold it."""
        return str(Sealed())


def sealed_fields() -> Iterator[tuple[type[models.Model], SealedText]]:
    """Every sealed field of the installation, with its model."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedText):
                yield model, field


def ring_to_write() -> Ring:
    """The ring; the first one is made with the first text, never while the installation holds texts of a lost one."""
    if path().exists():
        return read_ring()
    values = (model._base_manager.exclude(**{f"{field.name}__isnull": True}) for model, field in sealed_fields())
    if any(rows.exists() for rows in values) or next(sealed_files(), None):
        raise Unreadable(f"the key ring {path()} is missing: restore it from its backup before writing")
    return make_ring()
