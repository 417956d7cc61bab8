"""Groups where something is more frequent than in the service: found, corrected for chance, never small."""

from datetime import date

import polars as pl
import pytest
from scipy import stats

from amarre.detection.groups import unusual_groups
from amarre.exchange.schema import resources
from amarre.exchange.synthetic import synthesize
from amarre.rules.parameters import read_figures

DAY = date(2026, 6, 30)
REFERENCES = {
    "emplois": ("travailleur_id", "etablissement_id"), "etablissements": ("adherent_id",), "visites": ("emploi_id",),
    "arrets": ("emploi_id",),
}  # fmt: skip


def frames(*groups: tuple[str, int, int]) -> dict[str, pl.DataFrame]:
    """Posts with so many workers, of whom so many had a sick leave."""
    jobs, leaves = [], []
    for title, workers, off in groups:
        for rank in range(workers):
            pk = len(jobs) + 1
            jobs.append({"pk": pk, "travailleur_id": pk, "etablissement_id": 1, "poste": title, "pcs": None})
            if rank < off:
                leaves.append({"pk": pk, "emploi_id": pk, "debut": date(2026, 3, 2), "fin": date(2026, 3, 9)})
    texts = {"pk": pl.Int64, "travailleur_id": pl.Int64, "etablissement_id": pl.Int64, "poste": pl.String,
             "pcs": pl.String}  # fmt: skip
    return {
        "emplois": pl.DataFrame(jobs, texts).with_columns(debut=date(2010, 1, 4), fin=pl.lit(None, pl.Date)),
        "etablissements": pl.DataFrame({"pk": [1], "naf": ["43.99C"]}),
        "arrets": pl.DataFrame(
            leaves, {"pk": pl.Int64, "emploi_id": pl.Int64, "debut": pl.Date, "fin": pl.Date}
        ).with_columns(motif=pl.lit("maladie")),
        "visites": pl.DataFrame(
            schema={
                "emploi_id": pl.Int64,
                "date": pl.Date,
                "nature": pl.String,
                "amenagement": pl.Boolean,
                "avis": pl.String,
            }
        ),
    }


@pytest.fixture
def figures(catalogue):  # type: ignore[no-untyped-def]
    return read_figures(catalogue / "parameters")


def test_a_post_far_above_the_service_is_found_with_its_exact_interval(figures) -> None:  # type: ignore[no-untyped-def]
    found = unusual_groups(frames(("couvreur", 40, 20), ("comptable", 400, 24)), DAY, figures).to_dicts()

    assert [(one["dimension"], one["group"], one["measure"]) for one in found] == [("poste", "couvreur", "arrets")]
    (one,) = found
    rate = 44 / 440
    assert (one["headcount"], one["observed"]) == (40, 20)
    assert one["expected"] == pytest.approx(40 * rate)
    exact = stats.binomtest(20, 40).proportion_ci(0.95, "exact")
    assert one["ratio"] == pytest.approx(5)
    assert (one["ratio_low"], one["ratio_high"]) == pytest.approx((exact.low / rate, exact.high / rate))
    assert one["adjusted"] >= stats.binomtest(20, 40, rate, "greater").pvalue


def test_a_leave_without_an_end_is_over_once_the_worker_is_back(figures) -> None:  # type: ignore[no-untyped-def]
    """As spells have it: it ended the day before the visit on return, or with the job, not in this period."""
    known = frames(("couvreur", 40, 20), ("bureau", 960, 0))
    since_long = known["arrets"].with_columns(debut=date(2023, 3, 6), fin=pl.lit(None, pl.Date))
    back = known["arrets"].select(
        "emploi_id", date=date(2023, 9, 4), nature=pl.lit("reprise"), amenagement=False, avis=pl.lit("aucun")
    )

    lasting = unusual_groups({**known, "arrets": since_long}, DAY, figures)
    over = unusual_groups({**known, "arrets": since_long, "visites": back}, DAY, figures)

    assert lasting["group"].to_list() == ["couvreur"]
    assert over.is_empty()


def test_small_groups_and_few_people_are_never_shown(figures) -> None:  # type: ignore[no-untyped-def]
    crowd = ("comptable", 2000, 4)

    assert unusual_groups(frames(("couvreur", 19, 19), crowd), DAY, figures).height == 0
    assert unusual_groups(frames(("couvreur", 20, 4), crowd), DAY, figures).height == 0
    assert unusual_groups(frames(("couvreur", 20, 5), crowd), DAY, figures).height == 1


def test_what_chance_explains_among_many_groups_is_not_found(figures) -> None:  # type: ignore[no-untyped-def]
    """A group of 1 in 40 as likely as this one would be found if it were alone (p is about 0.02)."""
    alone = frames(("couvreur", 30, 7), ("comptable", 970, 90))
    many = frames(("couvreur", 30, 7), *((f"poste {number}", 30, 3) for number in range(100)))

    seen = stats.binom.sf(6, 30, 97 / 1000)
    assert seen < 0.05
    assert "couvreur" not in unusual_groups(many, DAY, figures)["group"].to_list()
    assert unusual_groups(alone, DAY, figures).filter(pl.col("dimension") == "naf").height == 0


def test_nobody_at_all_gives_no_group(figures) -> None:  # type: ignore[no-untyped-def]
    assert unusual_groups(frames(), DAY, figures).height == 0
    assert unusual_groups(frames(("couvreur", 40, 0)), DAY, figures).height == 0


def test_one_post_in_a_thousand_is_found_at_scale(figures) -> None:  # type: ignore[no-untyped-def]
    found = unusual_groups(
        frames(("couvreur", 50, 30), *((f"poste {number}", 50, 5) for number in range(1000))), DAY, figures
    )

    assert found["group"].to_list() == ["couvreur"]


def test_the_synthetic_service_holds_places_and_trades_where_health_fails_more_often(figures, catalogue) -> None:  # type: ignore[no-untyped-def]
    tables = synthesize(workers=12_000, seed=3, year=2025, catalogue=catalogue)
    known = {
        name: tables[name].with_columns(
            *(pl.col(column).str.slice(1).cast(pl.Int64) for column in references),
            pk=pl.col(str(resources()[name].identifier)).str.slice(1).cast(pl.Int64),
        )
        for name, references in REFERENCES.items()
    }

    found = unusual_groups(known, date(2025, 12, 31), figures)

    assert {"poste", "etablissement"} <= set(found["dimension"])
    assert found["ratio"].min() > 1
