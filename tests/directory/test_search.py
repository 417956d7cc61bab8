"""Finding somebody by what one remembers of a name or a number."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.core.management import call_command

from amarre.accounts.models import Service
from amarre.config.bench.searches import is_found, typed_texts
from amarre.directory.models import Establishment, Job, Member, SearchEntry, Worker
from amarre.directory.search.find import asked, find_establishments, find_workers
from amarre.directory.search.folding import fold, one_error_apart
from amarre.directory.search.index import ask_for_index, folded, index_is_fresh, index_names
from amarre.exchange.actions import import_set
from amarre.exchange.loading.undo import undo_batch
from amarre.exchange.models import ImportBatch

PEOPLE = [
    ("Quéméré-Lopes", "Bastien", "1981-04-03", "T-0001"), ("N'Diaye", "Éloïse", "1990-01-02", "T-0002"),
    ("Le Goff", "Marc-Antoine", "1975-06-30", "T-0003"), ("Delvaux", "Yanis", "1968-12-24", "T-0004"),
    ("Delvaux", "Yanis", "1999-07-14", "T-0005"), ("Bœuf", "Inès", "1984-02-29", "T-0006"),
]  # fmt: skip


@pytest.fixture
def town(service: Service) -> Service:
    """Six people, two companies; the words are made."""
    roofs = Member.objects.create(service=service, name="Couverture Vaubreuil", kind="entreprise", siren="552100554")
    care = Member.objects.create(service=service, name="S.A.R.L. Résidence du Vieux-Cèdre", kind="entreprise")
    place = {"service": service, "naf": "43.91B", "headcount": 12}
    roof = Establishment.objects.create(member=roofs, name="Couverture Vaubreuil", siret="55210055400013", **place)
    home = Establishment.objects.create(member=care, name="Résidence du Vieux-Cèdre", siret=None, **place)
    for number, (last, first, born, code) in enumerate(PEOPLE):
        worker = Worker.objects.create(
            service=service, last_name=last, first_name=first, born_on=date.fromisoformat(born), sex="M",
            external_id=code,
        )  # fmt: skip
        Job.objects.create(
            service=service, worker=worker, establishment=home if number == 4 else roof, contract_kind="cdi",
            started_on=date(2010, 1, 1), monitoring="simple",
        )  # fmt: skip
    index_names(service=service)
    return service


def workers(service: Service, text: str) -> list[str]:
    return [one.external_id for one in find_workers(service, asked(text), 5).rows]


def places(service: Service, text: str) -> list[str]:
    return [one.name for one in find_establishments(service, asked(text), 5).rows]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("quemere", "T-0001"), ("QUÉMÉRÉ LOPES", "T-0001"), ("quemerelopes", "T-0001"), ("bastien quem", "T-0001"),
        ("ndiaye", "T-0002"), ("n’diaye eloise", "T-0002"), ("diaye", "T-0002"), ("legoff", "T-0003"),
        ("le goff marc antoine", "T-0003"), ("marcantoine le goff", "T-0003"), ("goff", "T-0003"),
        ("boeuf", "T-0006"), ("bœuf", "T-0006"), ("t0006", "T-0006"), ("T-0006", "T-0006"), ("in", "T-0006"),
    ],
)  # fmt: skip
def test_a_name_is_found_whatever_its_accents_case_order_and_hyphens(town: Service, text: str, code: str) -> None:
    assert workers(town, text)[0] == code


@pytest.mark.parametrize("text", ["delvuax", "delvau", "delvauxe", "dalvaux", "elvaux", "yanis delvoux"])
def test_one_typing_error_is_forgiven(town: Service, text: str) -> None:
    assert set(workers(town, text)) == {"T-0004", "T-0005"}


def test_two_errors_or_another_name_find_nobody(town: Service) -> None:
    assert workers(town, "dolvoux") == []
    assert workers(town, "delvaux bastien") == []
    assert workers(town, "d") == []
    assert workers(town, " - ' ") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("delvaux 1968", "T-0004"), ("1999 delvaux", "T-0005"), ("delvaux 14/07/1999", "T-0005"),
        ("yanis delvaux couverture", "T-0004"), ("residence delvaux", "T-0005"),
    ],
)  # fmt: skip
def test_people_of_one_name_are_told_apart_by_birth_or_employer(town: Service, text: str, code: str) -> None:
    assert workers(town, text) == [code]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("vaubreuil", "Couverture Vaubreuil"), ("552 100 554 00013", "Couverture Vaubreuil"),
        ("552100554", "Couverture Vaubreuil"), ("5521", "Couverture Vaubreuil"),
        ("SARL cèdre", "Résidence du Vieux-Cèdre"),
        ("vieux cedre", "Résidence du Vieux-Cèdre"), ("resdience", "Résidence du Vieux-Cèdre"),
    ],
)  # fmt: skip
def test_a_company_is_found_by_its_name_siret_or_siren(town: Service, text: str, name: str) -> None:
    assert places(town, text) == [name]


def test_an_exact_name_stands_before_those_that_only_begin_so(town: Service) -> None:
    for number, name in enumerate(["Delvauxin", "Delva", "Delvaud"]):
        Worker.objects.create(
            service=town,
            last_name=name,
            first_name="Yanis",
            born_on=date(1980, 1, 1),
            sex="M",
            external_id=f"N{number}",
        )
    SearchEntry.objects.all().delete()
    index_names(service=town)

    assert workers(town, "delvaux")[:3] == ["T-0004", "T-0005", "N0"]
    assert workers(town, "delva")[0] == "N1"


def test_another_service_finds_nothing_of_it(town: Service) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    index_names(service=other)

    assert workers(other, "delvaux") == []
    assert places(other, "vaubreuil") == []


def test_an_import_asks_for_the_words_and_an_undo_takes_them_back(service: Service, tmp_path: Path) -> None:
    call_command("synthesize", str(tmp_path / "jeu"), workers=40, seed=3, year=2025)
    report = import_set(source=tmp_path / "jeu", service=service, by=None, as_of=date(2025, 12, 31))
    first = Worker.objects.filter(service=service).first()
    assert not index_is_fresh(service)

    index_names(service=service)
    assert index_is_fresh(service)
    assert first.external_id in workers(service, f"{first.first_name} {first.last_name}")
    undo_batch(batch=ImportBatch.objects.get(pk=report.batch), by=None)
    assert workers(service, first.last_name) == []
    assert not index_is_fresh(service)
    index_names(service=service)

    assert not SearchEntry.objects.exists()


def test_the_words_are_asked_for_once_while_somebody_makes_them(service: Service) -> None:
    from django_tasks_db.models import DBTaskResult

    ask_for_index(service)
    index_is_fresh(service)
    index_is_fresh(service)

    assert DBTaskResult.objects.count() == 1


def test_of_five_hundred_searches_ninety_eight_in_a_hundred_find_whom_they_mean(
    service: Service, tmp_path: Path
) -> None:
    call_command("synthesize", str(tmp_path / "jeu"), workers=900, seed=5, year=2025)
    import_set(source=tmp_path / "jeu", service=service, by=None, as_of=date(2025, 12, 31))
    index_names(service=service)

    typed = list(typed_texts(service, 500, seed=11))
    missed = [one for one in typed if not is_found(service, one)]

    assert len(typed) == 500
    assert len(missed) <= 10, missed


def test_a_column_is_folded_as_a_cell_is() -> None:
    names = [
        f"A{chr(code)}z {chr(code)}" for code in (*range(1, 0x590), *range(0x1E00, 0x2200), *range(0xFB00, 0xFB10))
    ]
    column = pl.DataFrame({"name": [*names, "S.A.R.L. d’Œuvres & Cie", ""]})

    assert column.select(folded("name"))["name"].to_list() == [fold(name) for name in column["name"]]


@pytest.mark.parametrize(
    ("typed", "word", "close"),
    [("martin", "matrin", True), ("martin", "marti", True), ("martin", "martinn", True), ("martin", "mertin", True),
     ("martin", "martin", False), ("martin", "mretin", False), ("mar", "marti", False)],
)  # fmt: skip
def test_one_error_is_a_letter_added_left_out_replaced_or_swapped(typed: str, word: str, close: bool) -> None:
    assert one_error_apart(typed, word) is close
