"""The synthetic data set keeps to the rates of the field."""

import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from amarre.exchange import synthetic
from amarre.exchange.synthetic import synthesize
from amarre.exchange.synthetic.draws import Draws
from amarre.exchange.synthetic.rates import Rates, read_rates
from amarre.rules.catalogue import CatalogueError

WORKERS, YEAR = 20_000, 2026

# One process makes the set that all of them read.
pytestmark = pytest.mark.xdist_group("synthetic rates")


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    """20,000 workers: enough for a rate of 70 in 10,000."""
    from django.conf import settings

    return synthesize(workers=WORKERS, seed=11, year=YEAR, catalogue=settings.CATALOGUE)


def yearly(rows: pl.DataFrame) -> float:
    """Rows per 10,000 workers a year."""
    return rows.height / WORKERS * 10_000 / 3


@pytest.mark.parametrize(
    ("where", "low", "high"),
    [
        (pl.lit(True), 4650, 4750),
        (pl.col("nature") == "pre_reprise", 262, 278),
        (pl.col("amenagement"), 330, 390),
        (pl.col("avis") == "inaptitude", 68, 80),
    ],
)
def test_visits_are_as_many_as_in_the_field(
    tables: dict[str, pl.DataFrame], where: pl.Expr, low: float, high: float
) -> None:
    assert low <= yearly(tables["visites"].filter(where, pl.col("date").dt.year() > YEAR - 3)) <= high


def test_actions_and_social_support_are_as_many_as_in_the_field(tables: dict[str, pl.DataFrame]) -> None:
    seen = (
        tables["accompagnements"]
        .filter(intervenant="assistant_social")
        .join(tables["emplois"].select("emploi_id", "travailleur_id"), on="emploi_id")
        .select("travailleur_id", year=pl.col("date").dt.year())
        .unique()
    )

    assert 60 <= yearly(seen) <= 75
    assert 360 <= yearly(tables["actions"].filter(nature="amt")) <= 380
    assert 40 <= yearly(tables["dossiers"]) <= 120


def test_establishments_are_small_and_construction_firms_smaller(tables: dict[str, pl.DataFrame]) -> None:
    establishments = tables["etablissements"]
    building = establishments.filter(pl.col("naf").str.slice(0, 2).is_in(["41", "42", "43"]))

    assert 0.75 <= (establishments["effectif"] < 10).mean() <= 0.80
    assert 5 <= building["effectif"].sum() / building["adherent_id"].n_unique() <= 7.6
    assert building.height / establishments.height >= 0.2


def test_a_fifth_of_the_jobs_are_reinforced_and_levels_follow_rhone_alpes(tables: dict[str, pl.DataFrame]) -> None:
    levels = tables["dossiers"]["niveau"].drop_nulls()
    known = levels.filter(levels.is_in(["T2", "T3A", "T3B", "T4"]))

    assert (tables["emplois"]["suivi"] == "renforce").mean() == pytest.approx(0.21, abs=0.005)
    for level, share in (("T2", 0.16), ("T3A", 0.20), ("T3B", 0.35), ("T4", 0.29)):
        assert (known == level).mean() == pytest.approx(share, abs=0.04)


def test_unfitness_is_more_frequent_over_50(tables: dict[str, pl.DataFrame]) -> None:
    people = tables["emplois"].join(tables["travailleurs"], on="travailleur_id")
    older = pl.col("date_naissance").dt.year() < YEAR - 51
    unfit = people.join(tables["visites"].filter(avis="inaptitude"), on="emploi_id", how="semi")

    among, overall = unfit.select(older).to_series().mean(), people.select(older).to_series().mean()

    assert 1.8 <= (among / (1 - among)) / (overall / (1 - overall)) <= 3.4


def test_every_rate_of_the_catalogue_is_used(catalogue: Path) -> None:
    folder = Path(synthetic.__file__).parent
    code = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    named = (
        set(re.findall(r'"([A-Za-z_0-9]+)"', code))
        | {"follow_up_3", "follow_up_6", "follow_up_12"}
        | {f"period_{kind}" for kind in ("simple", "adapte", "renforce")}
    )
    rates = read_rates(catalogue)

    assert {*rates.rates, *rates.figures, *rates.shares} <= named


def test_a_mistake_in_the_rates_is_named_with_its_line(tmp_path: Path, catalogue: Path) -> None:
    text = (catalogue / "synthetic.yaml").read_text("utf-8")
    (tmp_path / "synthetic.yaml").write_text(text.replace("values: {cdi: 0.86", "values: {cdi: 0.96"), "utf-8")

    with pytest.raises(CatalogueError, match=r"synthetic\.yaml:\d+: .*add up to 1\.1, not to 1"):
        read_rates(tmp_path)


def test_words_come_in_exactly_their_shares() -> None:
    words = Draws(5).words(100, {"a": 0.5, "b": 0.499, "c": 0.001})

    assert dict(zip(*np.unique(words, return_counts=True), strict=True)) == {"a": 49, "b": 50, "c": 1}


def test_a_row_without_weight_is_never_drawn() -> None:
    drawn = Draws(5).some(10, np.array([0.0, 1.0, 0.0, 2.0]))

    assert drawn.tolist() == [1, 3]


def test_the_file_says_how_certain_each_rate_is(catalogue: Path) -> None:
    rates: Rates = read_rates(catalogue)
    entries = [*rates.rates.values(), *rates.figures.values(), *rates.shares.values()]

    assert all(entry.source for entry in entries)
    assert {entry.certainty for entry in entries} == {"cited", "derived", "assumed"}
