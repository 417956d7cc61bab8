"""The words of a service, made from its names as columns: only what changed is written."""

from collections.abc import Collection
from datetime import timedelta

import polars as pl
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django_tasks import task

from amarre.accounts.models import Service
from amarre.directory.enums import SearchKind
from amarre.directory.models import SearchEntry, SearchSpelling, SearchState
from amarre.directory.search.folding import BETWEEN_WORDS, LETTERS, LONGEST, SHORTEST_MENDED
from amarre.exchange.loading.write import insert, loading_much, staged, weigh, without_indexes
from amarre.exchange.models import ImportBatch
from amarre.exchange.schema import resources
from amarre.exchange.tables import read_table

#: A request that its worker lost is made again after this.
ASKED_AGAIN = timedelta(minutes=10)
ENTRY, SPELLING = ("kind", "word", "subject"), ("spelling", "word")
#: The resources whose rows give words.
NAMED = {"travailleurs", "etablissements", "adherents"}


def basis_of(service: Service) -> str:
    """What the names come from: it changes with each import that wrote some, and when one is taken back."""
    wrote = ImportBatch.objects.filter(service=service, rows_before__resource__in=NAMED)
    last = wrote.aggregate(Max("pk"), Max("undone_at"))
    return f"{last['pk__max'] or 0} {last['undone_at__max'] or ''}".strip()


def ask_for_index(service: Service) -> None:
    """Have the background worker make the service's words again; called by whoever changed names."""
    SearchState.objects.update_or_create(service=service, defaults={"asked_at": timezone.now()})
    make_index.enqueue(service.pk)


def follow_names(service: Service, written: Collection[str]) -> None:
    """After an import or an undo that wrote names."""
    if NAMED & set(written):
        ask_for_index(service)


def index_is_fresh(service: Service) -> bool:
    """Whether the words are those of today's names; when they are not, they are asked for."""
    state = SearchState.objects.filter(service=service).first()
    if state is not None and state.basis == basis_of(service):
        return True
    if state is None or state.asked_at is None or timezone.now() - state.asked_at > ASKED_AGAIN:
        ask_for_index(service)
    return False


@task()  # type: ignore[untyped-decorator]
def make_index(service: int) -> None:
    """The task of the background worker."""
    index_names(service=Service.objects.get(pk=service))


@transaction.atomic
def index_names(*, service: Service) -> None:
    """Make the entries and spellings of the service what its names say, writing the differences alone."""
    state, _ = SearchState.objects.select_for_update().get_or_create(service=service)
    basis = basis_of(service)
    if state.basis != basis or not SearchEntry.objects.filter(service=service).exists():
        entries = entries_of(service)
        with loading_much():
            changed = _write(SearchEntry._meta.db_table, entries, ENTRY, service)
            changed += _write(SearchSpelling._meta.db_table, spellings_of(entries), SPELLING, service)
        for model in (SearchEntry, SearchSpelling):
            weigh(model._meta.db_table, changed)
    state.basis = basis
    state.save(update_fields=["basis"])


def entries_of(service: Service) -> pl.DataFrame:
    """`kind`, `word`, `subject` for every name and number of the service, each once."""
    known = resources()
    workers = read_table(service, known["travailleurs"], ["travailleur_id", "nom", "prenom"])
    columns = ["etablissement_id", "adherent_id", "siret", "nom"]
    places = read_table(service, known["etablissements"], columns).join(
        read_table(service, known["adherents"], ["siren", "raison_sociale"]).rename({"pk": "adherent_id"}),
        on="adherent_id",
        how="left",
    )
    parts = [
        *(_words(workers, name, SearchKind.WORKER) for name in ("nom", "prenom")),
        *(_joined(workers, name, SearchKind.WORKER) for name in ("nom", "prenom", "travailleur_id")),
        *(_words(places, name, SearchKind.ESTABLISHMENT) for name in ("nom", "raison_sociale")),
        *(_joined(places, name, SearchKind.ESTABLISHMENT) for name in ("etablissement_id", "siret", "siren")),
    ]
    return pl.concat(parts).unique(ENTRY)


def spellings_of(entries: pl.DataFrame) -> pl.DataFrame:
    """`spelling`, `word` for every word in letters: as it is, and with any one letter missing."""
    letters = entries.select("word").unique().filter(~pl.col("word").str.contains("[0-9]"))
    words = letters.filter(pl.col("word").str.len_bytes() >= SHORTEST_MENDED - 1)
    longest = words.select(pl.col("word").str.len_bytes().max()).item() or 0
    without = [
        words.filter(pl.col("word").str.len_bytes() > at).select(
            spelling=pl.col("word").str.slice(0, at) + pl.col("word").str.slice(at + 1), word="word"
        )
        for at in range(longest)
    ]
    return pl.concat([words.select(spelling="word", word="word"), *without]).unique()


def folded(name: str) -> pl.Expr:
    """A column as folding.fold writes each of its cells."""
    text = pl.col(name).str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    for letter, written in LETTERS.items():
        text = text.str.replace_all(letter, written, literal=True)
    return text.str.replace_all(".", "", literal=True).str.replace_all(BETWEEN_WORDS, " ").str.strip_chars(" ")


def _words(rows: pl.DataFrame, name: str, kind: SearchKind) -> pl.DataFrame:
    return _entries(rows, name, kind, pl.col("word").str.split(" "))


def _joined(rows: pl.DataFrame, name: str, kind: SearchKind) -> pl.DataFrame:
    """A compound name written together, a number without its spaces."""
    return _entries(rows, name, kind, pl.concat_list(pl.col("word").str.replace_all(" ", "", literal=True)))


def _entries(rows: pl.DataFrame, name: str, kind: SearchKind, parts: pl.Expr) -> pl.DataFrame:
    # Names repeat: each is folded once.
    known = rows.select(name).drop_nulls().unique().with_columns(word=folded(name))
    words = known.with_columns(word=parts).explode("word").filter(pl.col("word") != "")
    words = words.with_columns(word=pl.col("word").str.slice(0, LONGEST), kind=pl.lit(kind.value))
    return rows.select(name, subject="pk").join(words, on=name).select(ENTRY)


def _write(table: str, wanted: pl.DataFrame, columns: tuple[str, ...], service: Service) -> int:
    """How many rows came or went."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {', '.join(columns)} FROM {table} WHERE service_id = %s", [service.pk])
        schema: dict[str, pl.DataType | type[pl.DataType]] = {"id": pl.Int64, **dict(wanted.select(columns).schema)}
        stored = pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
    new = wanted.join(stored, on=columns, how="anti").sort(columns)
    gone = stored.join(wanted, on=columns, how="anti").select("id")
    if gone.height:
        with staged(table, gone) as name, connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id IN (SELECT id FROM {name})")
    if new.height:
        with without_indexes(table, new.height):
            insert(table, new.select(columns), {"service_id": service.pk})
    return new.height + gone.height
