"""Texts that the database keeps without being able to read them."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection

from amarre.accounts.models import Service, User
from amarre.cases.actions import receive_case
from amarre.cases.models import Case, MedicalNote, SocialNote
from amarre.lib.errors import DomainError
from amarre.vault.fields import Sealed, ring_to_write
from amarre.vault.ring import Unreadable, path, read_ring
from amarre.vault.rotation import rotate_keys
from tests.detection.drawn import a_worker
from tests.people import person

pytestmark = pytest.mark.django_db
CANARY = "Canari : lombalgie chronique"


@pytest.fixture
def author(service: Service) -> User:
    return person((service, "medecin"))


@pytest.fixture
def note(service: Service, author: User) -> Callable[..., MedicalNote]:
    case = receive_case(job=a_worker(service), on=date(2026, 3, 2), by=None)

    def make(text: str = CANARY, of: Case = case) -> MedicalNote:
        return MedicalNote.objects.create(case=of, on=date(2026, 3, 3), written_by=author, text=text)

    return make


def stored(note: MedicalNote) -> bytes:
    with connection.cursor() as cursor:
        key = note._meta.pk.get_db_prep_value(note.pk, connection)
        cursor.execute("SELECT text FROM cases_medicalnote WHERE id = %s", [key])
        return bytes(cursor.fetchone()[0])


def put(note: MedicalNote, value: bytes) -> None:
    with connection.cursor() as cursor:
        key = note._meta.pk.get_db_prep_value(note.pk, connection)
        cursor.execute("UPDATE cases_medicalnote SET text = %s WHERE id = %s", [value, key])


def test_a_note_is_read_back_and_the_database_holds_none_of_it(note: Callable[..., MedicalNote]) -> None:
    written = note()

    assert MedicalNote.objects.get().text == CANARY
    assert b"Canari" not in stored(written)
    assert read_ring().current.encode() in stored(written)
    assert stored(note()) != stored(written)
    assert path().stat().st_mode & 0o777 == 0o600


def test_values_serialisation_and_searches_give_nothing(note: Callable[..., MedicalNote]) -> None:
    note()
    (value,) = MedicalNote.objects.values_list("text", flat=True)

    assert isinstance(value, Sealed)
    assert (str(value), repr(value)) == ("(chiffré)", "(chiffré)")
    with pytest.raises(FieldError):
        MedicalNote.objects.filter(text=CANARY).exists()
    with pytest.raises(FieldError):
        MedicalNote.objects.update(text="en clair")


def test_a_flipped_bit_anywhere_closes_the_note(note: Callable[..., MedicalNote]) -> None:
    written = note()
    whole = stored(written)

    for at in range(len(whole)):
        put(written, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Unreadable):
            _ = MedicalNote.objects.get().text


def test_a_value_moved_to_another_row_does_not_open(note: Callable[..., MedicalNote]) -> None:
    first, second = note("La première"), note("La seconde")
    put(second, stored(first))

    with pytest.raises(Unreadable):
        _ = MedicalNote.objects.get(pk=second.pk).text


def test_a_value_moved_to_another_table_does_not_open(note: Callable[..., MedicalNote], author: User) -> None:
    first = note()
    moved = SocialNote(pk=first.pk, case=first.case, on=first.on, written_by=author)
    moved.text = Sealed(stored(first))  # type: ignore[assignment]

    with pytest.raises(Unreadable):
        _ = moved.text


def test_without_its_ring_nothing_is_shown_and_nothing_is_written(note: Callable[..., MedicalNote]) -> None:
    note()
    path().rename(path().with_suffix(".elsewhere"))

    with pytest.raises(Unreadable, match="missing"):
        _ = MedicalNote.objects.get().text
    with pytest.raises(Unreadable, match="restore it"):
        note("Une autre")
    assert not path().exists()


def test_the_ring_of_another_installation_opens_nothing(note: Callable[..., MedicalNote]) -> None:
    note()
    path().unlink()
    text = MedicalNote.objects.values_list("pk", flat=True)
    MedicalNote.objects.filter(pk__in=list(text)).update(text=Sealed(stored(MedicalNote.objects.defer("text").get())))
    from amarre.vault.ring import make_ring

    make_ring()

    with pytest.raises(Unreadable):
        _ = MedicalNote.objects.get().text


def test_rotation_seals_everything_again_and_forgets_keys_after_the_next_one(
    note: Callable[..., MedicalNote], capsys: pytest.CaptureFixture[str]
) -> None:
    notes = [note(f"Note {number}") for number in range(12)]
    first = ring_to_write().current

    assert rotate_keys() == 12
    second = read_ring().current
    assert {value[1:9].decode() for value in map(stored, notes)} == {second}
    assert [one.text for one in MedicalNote.objects.order_by("written_at")] == [f"Note {n}" for n in range(12)]
    assert set(read_ring().keys) == {first, second}

    call_command("rotate_keys")

    assert "12 values and files" in capsys.readouterr().out
    assert first not in read_ring().keys
    assert MedicalNote.objects.first().text == "Note 0"  # type: ignore[union-attr]


def test_rotation_stops_at_a_note_that_does_not_open_and_forgets_no_key(note: Callable[..., MedicalNote]) -> None:
    written = note()
    put(written, stored(written)[:-1] + b"\x00")
    before = set(read_ring().keys)

    with pytest.raises(DomainError, match="former keys kept"):
        call_command("rotate_keys")
    assert before <= set(read_ring().keys)


def test_there_is_nothing_to_rotate_before_the_first_note(db: None) -> None:
    with pytest.raises(DomainError, match="no key ring"):
        call_command("rotate_keys")
