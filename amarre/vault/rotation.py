"""Every sealed text and every sealed file under a new key, while people go on working."""

from collections.abc import Callable

from django.db import connection, models, transaction

from amarre.vault.fields import SealedText, sealed_fields
from amarre.vault.files import keys_in_use, seal_again
from amarre.vault.ring import Ring, add_key, forget_keys, read_ring
from amarre.vault.sealing import Place, key_name, seal, unseal
from amarre.vault.shelves import sealed_files

CHUNK = 5_000


def rotate_keys(progress: Callable[[str], None] = lambda text: None) -> int:
    """Put a new key into use and seal everything again with it; say how many values were.

    A value that somebody rewrites meanwhile is left to them. The key that was in use stays in the ring until the next
    rotation, for a text that is being sealed with it at this very moment; those before it leave the ring as soon as
    no value needs them. Unreadable, with nothing forgotten, when a value does not open.
    """
    former = read_ring().current
    ring = add_key()
    count = 0
    for model, field in sealed_fields():
        while moved := _pass(model, field, ring):
            count += moved
        progress(f"{model._meta.db_table}.{field.column}")
    count += sum(seal_again(path, ring) for path in sealed_files())
    progress("files")
    forget_keys(set(ring.keys) - _still_needed(ring) - {former})
    return count


def _pass(model: type[models.Model], field: SealedText, ring: Ring) -> int:
    """Seal again what is under another key: how many values."""
    moved, last = 0, None
    while True:
        rows = model._base_manager.exclude(**{f"{field.name}__isnull": True}).order_by("pk")
        chunk = list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", field.name)[:CHUNK])
        if not chunk:
            return moved
        last = chunk[-1][0]
        stale = [(pk, bytes(value)) for pk, value in chunk if key_name(value) != ring.current]
        if stale:
            _write(model, field, [_again(model, field, pk, value, ring) for pk, value in stale])
            moved += len(stale)


def _again(model: type[models.Model], field: SealedText, pk: object, value: bytes, ring: Ring) -> tuple[object, ...]:
    place = Place(model._meta.db_table, str(field.column), str(pk))
    return seal(unseal(value, place, ring), place, ring), pk, value


@transaction.atomic
def _write(model: type[models.Model], field: SealedText, changes: list[tuple[object, ...]]) -> None:
    """Where the value is still the one that was read: what a person wrote since is not overwritten."""
    key = model._meta.pk
    binary = connection.Database.Binary  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {model._meta.db_table} SET {field.column} = %s WHERE {key.column} = %s AND {field.column} = %s",
            [(binary(new), key.get_db_prep_value(pk, connection), binary(old)) for new, pk, old in changes],
        )


def _still_needed(ring: Ring) -> set[str]:
    needed = {ring.current}
    for model, field in sealed_fields():
        values = model._base_manager.exclude(**{f"{field.name}__isnull": True}).values_list(field.name, flat=True)
        needed |= {key_name(value) for value in values.iterator(CHUNK)}
    return needed | keys_in_use()
