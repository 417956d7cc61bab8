"""The synthetic data set: the same for a seed, whole, in order, with every word of the format."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.core.management import CommandError, call_command
from stdnum.fr import siren, siret

from amarre.exchange.schema import datapackage_text, resources
from amarre.exchange.synthetic import synthesize
from amarre.exchange.tables import POLARS_TYPES
from amarre.lib.errors import DomainError

YEAR = 2026
LAST = date(YEAR, 12, 31)
# The dates that README.md lets lie after the day of the import.
MAY_BE_FUTURE = {"fin", "date_radiation", "emplois.debut", "reconnaissances.debut", "dispositifs.debut"}
IN_ORDER = [
    ("adherents", "date_adhesion", "date_radiation"),
    ("emplois", "debut", "fin"),
    ("reconnaissances", "date_demande", "debut"),
    ("reconnaissances", "debut", "fin"),
    ("arrets", "debut", "fin"),
    ("dossiers", "ouverture", "plan_ouvert_le"),
    ("dossiers", "plan_ouvert_le", "cloture"),
    ("dossiers", "ouverture", "cloture"),
    ("orientations", "date", "accuse_le"),
    ("orientations", "accuse_le", "prise_en_charge_le"),
    ("orientations", "prise_en_charge_le", "retour_le"),
    ("dispositifs", "demande_le", "debut"),
    ("dispositifs", "debut", "fin"),
]

Tables = dict[str, pl.DataFrame]

# One process makes the set that all of them read.
pytestmark = pytest.mark.xdist_group("synthetic set")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The files of 2,000 workers, read back as anyone would."""
    folder = tmp_path_factory.mktemp("synthetic") / "set"
    call_command("synthesize", str(folder), workers=2000, seed=7, year=YEAR, verbosity=0)
    return {
        name: pl.read_csv(
            folder / resource.file,
            separator=";",
            schema_overrides={column.name: POLARS_TYPES[column.type] for column in resource.columns.values()},
        )
        for name, resource in resources().items()
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("again", 3), ("other", 4)):
        call_command("synthesize", str(tmp_path / name), workers=60, seed=seed, year=YEAR)

    one, again, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "again", "other")
    )

    assert sorted(one) == sorted(resource.file for resource in resources().values())
    assert one == again
    assert all(one[name] != other[name] for name in ("travailleurs.csv", "visites.csv", "arrets.csv"))


@pytest.mark.parametrize("workers", [1, 2, 50, 333])
def test_a_tiny_service_works_too(workers: int, catalogue: Path) -> None:
    made = synthesize(workers=workers, seed=1, year=YEAR, catalogue=catalogue)

    assert made["travailleurs"].height == workers
    assert all(table.height > 0 for name, table in made.items() if name in ("adherents", "emplois", "actions"))


def test_every_word_of_the_format_is_there_whatever_the_seed(catalogue: Path) -> None:
    for seed in (1, 2, 3):
        made = synthesize(workers=2000, seed=seed, year=YEAR, catalogue=catalogue)

        missing = {
            f"{name}.{column.name}": set(column.words) - set(made[name][column.name].drop_nulls())
            for name, resource in resources().items()
            for column in resource.columns.values()
            if column.words
        }

        assert {where: words for where, words in missing.items() if words} == {}


def test_every_optional_column_has_empty_cells_and_full_ones(tables: Tables) -> None:
    for name, resource in resources().items():
        for column in resource.columns.values():
            empty = tables[name][column.name].null_count()
            if column.required or column.is_key:
                assert empty == 0, f"{name}.{column.name}"
            else:
                assert 0 < empty < tables[name].height, f"{name}.{column.name}"


def test_no_fact_lies_after_the_last_day(tables: Tables) -> None:
    for name, resource in resources().items():
        for column in resource.columns.values():
            if column.type == "date" and not {column.name, f"{name}.{column.name}"} & MAY_BE_FUTURE:
                assert tables[name].filter(pl.col(column.name) > LAST).is_empty(), f"{name}.{column.name}"


def test_references_resolve_and_rows_are_in_the_order_of_their_key(tables: Tables) -> None:
    for name, resource in resources().items():
        keys = tables[name].select(resource.key).rows()
        assert keys == sorted(set(keys))
        for column in resource.columns.values():
            if column.references:
                pointed = set(tables[column.references][resources()[column.references].identifier])
                assert set(tables[name][column.name].drop_nulls()) <= pointed


@pytest.mark.parametrize(("name", "first", "second"), IN_ORDER)
def test_dates_follow_one_another(tables: Tables, name: str, first: str, second: str) -> None:
    assert tables[name].filter(pl.col(second) < pl.col(first)).is_empty()


def test_acts_fall_while_the_job_lasts_and_the_employer_is_a_member(tables: Tables) -> None:
    jobs = (
        tables["emplois"]
        .select("emploi_id", "etablissement_id", hired="debut", left="fin")
        .join(tables["etablissements"].select("etablissement_id", "adherent_id"), on="etablissement_id")
        .join(tables["adherents"].select("adherent_id", "date_adhesion", "date_radiation"), on="adherent_id")
    )

    for name, column in (("visites", "date"), ("arrets", "debut"), ("rendez_vous_liaison", "date")):
        acts = tables[name].join(jobs, on="emploi_id")
        when = pl.col(column)
        outside = (when < pl.col("hired")) | (when > pl.col("left")) | (when < pl.col("date_adhesion"))
        assert acts.filter(outside | (when > pl.col("date_radiation"))).is_empty(), name


def test_rules_between_columns_hold(tables: Tables) -> None:
    visits, cases, referrals = tables["visites"], tables["dossiers"], tables["signalements"]

    assert (cases["cloture"].is_null() == cases["issue"].is_null()).all()
    assert set(referrals.filter(pl.col("partenaire").is_not_null())["origine"]) == {"partenaire"}
    assert set(visits.filter(pl.col("dispense_reclassement"))["avis"]) == {"inaptitude"}
    assert "employeur" not in set(visits.filter(nature="pre_reprise")["demandeur"])
    assert set(visits.filter(nature="pre_reprise")["avis"]) == {"aucun"}
    assert tables["suivis"].select("dossier_id", "echeance_mois").is_unique().all()


def test_nobody_is_helped_by_what_the_law_keeps_for_other_employers(tables: Tables) -> None:
    """FIPHFP and PPR are for agents (the PPR for tenured ones), Agefiph, CRPE and FIPU for employees."""
    place = tables["etablissements"].join(tables["adherents"], on="adherent_id")
    jobs = tables["emplois"].join(place, on="etablissement_id").select(
        "emploi_id", "contrat", public=pl.col("nature").is_in(["collectivite", "etablissement_public"])
    )  # fmt: skip
    sent = tables["orientations"].join(jobs, on="emploi_id")
    used = tables["dispositifs"].join(jobs, on="emploi_id")

    assert sent.filter(destinataire="fiphfp")["public"].all()
    assert not sent.filter(destinataire="agefiph")["public"].any()
    assert used.filter(pl.col("nature").is_in(["ppr", "aide_fiphfp"]))["public"].all()
    assert not used.filter(pl.col("nature").is_in(["crpe", "fipu", "aide_agefiph", "essai_encadre"]))["public"].any()
    assert set(used.filter(nature="ppr")["contrat"]) == {"titulaire"}


def test_who_is_at_work_three_months_after_a_closing_mostly_is_a_year_later(tables: Tables) -> None:
    reached = tables["suivis"].filter(pl.col("situation") != "injoignable").sort("date")
    pairs = reached.group_by("dossier_id", maintain_order=True).agg(
        first=pl.col("situation").first(), last=pl.col("situation").last(), asked=pl.len()
    ).filter(pl.col("asked") > 1)  # fmt: skip

    assert pairs.height > 5
    assert (pairs["first"] == pairs["last"]).mean() > 0.6


def test_numbers_of_firms_have_their_key_and_nobody_can_be_reached(tables: Tables) -> None:
    assert all(siren.is_valid(number) for number in tables["adherents"]["siren"].drop_nulls())
    assert all(siret.is_valid(number) for number in tables["etablissements"]["siret"].drop_nulls())
    # A series that INSEE does not give, numbers that the Arcep keeps for fiction, a domain that no one owns.
    assert tables["adherents"]["siren"].drop_nulls().str.starts_with("0").all()
    assert tables["travailleurs"]["telephone"].drop_nulls().str.contains(r"^(063998|046571)\d{4}$").all()
    assert tables["travailleurs"]["email"].drop_nulls().str.contains(r"^[a-z.-]+\d+@example\.org$").all()


def test_the_situations_that_the_rules_look_for_are_there(tables: Tables) -> None:
    leave, jobs, born = tables["arrets"], tables["emplois"], tables["travailleurs"]["date_naissance"]
    touching = leave.join(leave.with_columns(pl.col("debut") - pl.duration(days=1)), left_on=["emploi_id", "fin"],
                          right_on=["emploi_id", "debut"])  # fmt: skip

    assert touching.height > 50
    assert jobs["travailleur_id"].is_duplicated().any()
    assert jobs.filter(pl.col("fin") > LAST).height > 0
    assert tables["adherents"].filter(pl.col("date_radiation") <= LAST).height > 0
    assert (born.dt.year() == YEAR - 45).sum() > 0
    assert tables["reconnaissances"].filter(pl.col("debut").is_null()).height > 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"workers": 0}, "--workers 0: give a number from 1 to 2000000."),
        ({"workers": -3}, "--workers -3: give a number from 1 to 2000000."),
        ({"year": 26}, "--year 26: give a year from 1990 to 2100."),
        ({"seed": -1}, "--seed -1: give a whole number, 0 or more."),
    ],
)
def test_a_wrong_value_is_named_in_one_sentence(wrong: dict[str, int], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("synthesize", str(tmp_path / "set"), **{"workers": 5, "seed": 1, "year": YEAR, **wrong})

    assert str(refusal.value) == sentence
    assert not (tmp_path / "set").exists()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "set"
    target.mkdir()
    (target / "notes.txt").write_text("à garder", "utf-8")

    with pytest.raises(DomainError, match=r"notes\.txt"):
        call_command("synthesize", str(target), workers=5, seed=1, year=YEAR)

    assert [path.name for path in target.iterdir()] == ["notes.txt"]


def test_a_set_takes_the_place_of_another(tmp_path: Path) -> None:
    for seed in (1, 2):
        call_command("synthesize", str(tmp_path / "set"), workers=5, seed=seed, year=YEAR)

    assert sorted(path.name for path in (tmp_path / "set").iterdir()) == sorted(
        one.file for one in resources().values()
    )


def test_the_files_are_in_the_very_form_of_the_format(tmp_path: Path) -> None:
    call_command("synthesize", str(tmp_path / "set"), workers=200, seed=1, year=YEAR)

    described = {entry["name"]: entry["schema"]["fields"] for entry in json.loads(datapackage_text())["resources"]}
    for name, fields in described.items():
        raw = (tmp_path / "set" / f"{name}.csv").read_bytes()
        text = raw.decode("utf-8")
        assert text.split("\n", 1)[0] == ";".join(field["name"] for field in fields)
        assert text.endswith("\n")
        assert not any(mark in text for mark in ("\r", "\ufeff", '""', " ;", "; "))
