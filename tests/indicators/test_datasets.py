"""What the datasets derive: leave, ages, size bands, six months after, follow-up, last fiche d'entreprise."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from amarre.indicators.bands import age_at, age_band, age_band_at, size_band
from amarre.indicators.periods import Period, years_before
from amarre.indicators.specs import dataset_specs
from tests.indicators.drawn import BASE, Row, datasets

SECOND_JOB = {"emploi_id": "J3", "travailleur_id": 1, "etablissement_id": 2, "debut": date(2016, 1, 1)}


def at(name: str, frames: dict[str, pl.DataFrame], period: Period) -> list[dict[str, Any]]:
    return dataset_specs()[name].frame(frames, period).rows(named=True)


def on_leave(day: date, leaves: list[Row], visits: list[Row] | None = None, job_end: date | None = None) -> bool:
    first, second = BASE["emplois"]
    frames = datasets(
        emplois=[first | {"fin": job_end}, second, SECOND_JOB],
        arrets=[{"emploi_id": 1, "motif": "maladie"} | leave for leave in leaves],
        visites=[{"emploi_id": 1, "nature": "reprise"} | visit for visit in visits or []],
        signalements=[{"signalement_id": "S", "emploi_id": 3, "date": day, "origine": "employeur", "motif": "sante"}],
    )
    return bool(frames["signalements"]["en_arret"].item())


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 5, 3), False), (date(2026, 5, 4), True), (date(2026, 5, 20), True), (date(2026, 5, 21), False)],
)
def test_a_leave_of_another_job_covers_both_its_ends(day: date, expected: bool) -> None:
    assert on_leave(day, [{"debut": date(2026, 5, 4), "fin": date(2026, 5, 20)}]) is expected


def test_maternity_is_not_a_leave() -> None:
    leave = {"debut": date(2026, 5, 4), "fin": date(2026, 8, 1), "motif": "maternite"}

    assert on_leave(date(2026, 6, 1), [leave]) is False


@pytest.mark.parametrize(
    ("visits", "job_end", "last_day"),
    [
        ([], None, None),
        ([date(2026, 6, 10)], None, date(2026, 6, 9)),
        ([date(2026, 7, 10), date(2026, 6, 10)], None, date(2026, 6, 9)),
        ([date(2026, 5, 4)], None, None),
        ([date(2026, 5, 3)], date(2026, 6, 30), date(2026, 6, 30)),
        ([date(2026, 6, 10)], date(2026, 6, 5), date(2026, 6, 5)),
        ([date(2026, 6, 10)], date(2026, 6, 30), date(2026, 6, 9)),
    ],
)
def test_a_leave_without_an_end_stops_before_the_first_return_or_with_the_job(
    visits: list[date], job_end: date | None, last_day: date | None
) -> None:
    leave = {"debut": date(2026, 5, 4)}
    held = [{"date": day, "emploi_id": 3} for day in visits]
    last = last_day or date(2026, 12, 31)

    assert on_leave(last, [leave], held, job_end) is True
    if last_day:
        assert on_leave(last + timedelta(days=1), [leave], held, job_end) is False


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1980, 2, 29), date(2026, 2, 28), 45),
        (date(1980, 2, 29), date(2026, 3, 1), 46),
        (date(1980, 2, 29), date(2024, 2, 29), 44),
        (date(1981, 4, 3), date(2026, 4, 2), 44),
        (date(1981, 4, 3), date(2026, 4, 3), 45),
    ],
)
def test_ages_are_completed_years(born: date, day: date, age: int) -> None:
    assert pl.select(age_at(pl.lit(born), pl.lit(day))).item() == age


@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2026, 2, 28), date(2024, 2, 29), date(2023, 3, 1)])
def test_the_band_at_the_end_of_a_period_is_the_band_of_the_age(day: date) -> None:
    births = pl.DataFrame({"born": pl.date_range(date(1955, 1, 1), date(2008, 1, 1), eager=True)})

    bands = births.select(slow=age_band(pl.col("born"), pl.lit(day)), quick=age_band_at(pl.col("born"), day))

    assert bands["slow"].equals(bands["quick"])
    assert bands["quick"].n_unique() == 5


def test_size_bands_hold_their_limits() -> None:
    sizes = pl.DataFrame({"effectif": [0, 10, 11, 49, 50, 299, 300, None]}).select(band=size_band(pl.col("effectif")))

    assert sizes["band"].to_list() == ["<11", "<11", "11-49", "11-49", "50-299", "50-299", "300+", None]


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2023, 8, 29), date(2024, 2, 29)),
        (date(2025, 3, 31), date(2025, 9, 30)),
        (date(2025, 1, 15), date(2025, 7, 15)),
    ],
)
def test_six_months_later_is_the_same_day_or_the_last_of_a_shorter_month(closed: date, due: date) -> None:
    case = {"emploi_id": 1, "ouverture": date(2023, 1, 1), "cloture": closed, "issue": "abandon"}

    assert datasets(dossiers=[case])["dossiers"]["six_mois"].item() == due


@pytest.mark.parametrize(
    ("follow_ups", "followed", "situation"),
    [
        ([], False, None),
        ([("U1", "3", 1, "meme_poste")], False, None),
        ([("U1", "6", 1, "injoignable")], True, None),
        ([("U1", "6", 1, "formation"), ("U2", "6", 2, "meme_poste")], True, "meme_poste"),
        ([("U1", "6", 1, "formation"), ("U2", "6", 2, "injoignable")], True, "formation"),
        ([("U10", "6", 1, "formation"), ("U9", "6", 1, "meme_poste")], True, "meme_poste"),
        ([("b", "6", 1, "formation"), ("B", "6", 1, "meme_poste")], True, "formation"),
    ],
)
def test_the_last_situation_of_a_worker_who_could_be_reached_is_kept(
    follow_ups: list[tuple[str, str, int, str]], followed: bool, situation: str | None
) -> None:
    case = {"emploi_id": 1, "ouverture": date(2025, 1, 1), "cloture": date(2025, 2, 1), "issue": "abandon"}
    rows = [
        {"suivi_id": name, "dossier_id": 1, "echeance_mois": due, "date": date(2025, 8, day), "situation": word}
        for name, due, day, word in follow_ups
    ]

    row = datasets(dossiers=[case], suivis=rows)["dossiers"].row(0, named=True)

    assert (row["suivi_6_mois"], row["situation_6_mois"]) == (followed, situation)


def test_the_last_fiche_is_the_latest_up_to_the_end_whoever_says_it() -> None:
    building, other = BASE["etablissements"]
    frames = datasets(
        etablissements=[
            building | {"date_fiche_entreprise": date(2026, 6, 1)},
            other | {"date_fiche_entreprise": date(2020, 6, 1)},
        ],
        actions=[
            {"action_id": "A1", "nature": "fiche_entreprise", "theme": "autre", "date": date(2023, 3, 1)},
            {"action_id": "A2", "nature": "fiche_entreprise", "theme": "autre", "date": date(2026, 3, 1)},
            {"action_id": "A3", "nature": "amt", "theme": "autre", "date": date(2024, 3, 1)},
        ],
        actions_etablissements=[
            {"action_id": number, "etablissement_id": place} for number in (1, 2, 3) for place in (1, 2)
        ],
    )

    rows = at("etablissements", frames, Period.year(2025))

    assert [row["derniere_fiche"] for row in rows] == [date(2023, 3, 1), date(2023, 3, 1)]
    assert [row["derniere_fiche"] for row in at("etablissements", frames, Period.year(2022))] == [
        None,
        date(2020, 6, 1),
    ]


@pytest.mark.parametrize(("left_on", "active"), [(None, True), (date(2026, 12, 31), True), (date(2026, 12, 30), False)])
def test_the_day_of_leaving_is_the_last_day_of_membership(left_on: date | None, active: bool) -> None:
    frames = datasets(adherents=[{"adherent_id": "M1", "date_radiation": left_on}])

    assert {row["actif"] for row in at("etablissements", frames, Period.year(2026))} == {active}
    assert {row["actif"] for row in at("emplois", frames, Period.year(2026))} == {active}


def test_participants_of_an_action_are_its_own_number_or_the_sum_of_its_establishments() -> None:
    frames = datasets(
        actions=[
            {"action_id": "A1", "nature": "atelier", "theme": "pdp", "date": date(2026, 1, 1), "participants": 0},
            {"action_id": "A2", "nature": "atelier", "theme": "pdp", "date": date(2026, 1, 1), "partenaires": " | "},
            {"action_id": "A3", "nature": "atelier", "theme": "pdp", "date": date(2026, 1, 1), "partenaires": "MSA"},
        ],
        actions_etablissements=[
            {"action_id": 1, "etablissement_id": 1, "participants": 5},
            {"action_id": 2, "etablissement_id": 1, "participants": 4},
            {"action_id": 2, "etablissement_id": 2},
        ],
    )

    assert frames["actions"]["participants_retenus"].to_list() == [0, 4, 0]
    assert frames["actions"]["partenaire_nomme"].to_list() == [False, False, True]


def test_four_years_before_a_leap_day_is_a_leap_day_or_the_28th() -> None:
    assert years_before(date(2028, 2, 29), 4) == date(2024, 2, 29)
    assert years_before(date(2028, 2, 29), 1) == date(2027, 2, 28)
