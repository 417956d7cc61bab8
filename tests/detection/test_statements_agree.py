"""The facts and statements of a whole service, in columns, are those of each worker alone, in plain Python."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amarre.detection.datasets import READ as DETECTED
from amarre.detection.datasets import SITUATIONS
from amarre.detection.facts import POLARS_TYPES
from amarre.detection.jobs.alone import job_facts_of
from amarre.detection.jobs.columns import job_facts
from amarre.detection.jobs.facts import READ, TYPED
from amarre.detection.jobs.known import what_is_known
from amarre.detection.one_worker import ABSENT, PRESENCE, return_visits_among
from amarre.detection.situations import SHARED
from amarre.detection.statements.deciding import Statement, judged, stated, stated_of
from amarre.detection.statements.rules import read_statements
from amarre.exchange.schema import resources
from amarre.exchange.tables import column_type
from amarre.rules.parameters import Figures, read_figures
from amarre.surveillance.enums import LeaveCause, Opinion, Requester, VisitKind

ORIGIN = date(2024, 1, 1)
days = st.integers(-400, 900).map(lambda number: ORIGIN + timedelta(number))
maybe_days = st.none() | days
maybe_true = st.sampled_from([None, False, True])
born = st.dates(date(1976, 1, 1), date(1983, 12, 31)) | st.just(date(2008, 2, 29))
workers, jobs, places = st.integers(1, 3), st.integers(1, 5), st.integers(1, 4)


def words(choices: type) -> st.SearchStrategy[str]:
    return st.sampled_from(choices.values)  # type: ignore[attr-defined]


def ordered(start: str, end: str) -> Any:
    """A row whose end does not come before its start."""

    def arrange(row: dict[str, Any]) -> dict[str, Any]:
        if row[start] and row[end] and row[end] < row[start]:
            row[start], row[end] = row[end], row[start]
        return row

    return arrange


def rows(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=6).map(
        lambda drawn: [{"pk": number, **row} for number, row in enumerate(drawn, 1)]
    )


def some(size: int, **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(columns), min_size=size, max_size=size).map(
        lambda drawn: [{"pk": number, **row} for number, row in enumerate(drawn, 1)]
    )


services = st.fixed_dictionaries(
    {
        "adherents": some(2, date_adhesion=st.just(None) | days, date_radiation=st.just(None) | st.just(None) | days,
            nature=st.sampled_from(["entreprise", "collectivite", "etablissement_public"])),
        "etablissements": some(4, adherent_id=st.integers(1, 2), naf=st.sampled_from(["43.99C", "86.10Z"]),
            code_postal=st.just("67000"), code_insee=st.sampled_from([None, "67482", "75056", "97411"])),
        "professionnels": st.just([{"pk": 1, "role": "idest"}, {"pk": 2, "role": "medecin_travail"}]),
        "travailleurs": some(3, date_naissance=born,
            regime=st.sampled_from([None, "agricole", "fonction_publique"])),
        "emplois": some(5, travailleur_id=workers, etablissement_id=places, debut=days,
            fin=st.just(None) | maybe_days, suivi=st.sampled_from(["simple", "adapte", "renforce"]),
            contrat=st.sampled_from(["cdi", "titulaire", "contractuel", "independant"]),
            pcs=st.sampled_from([None, "621a", "561d"])).map(
            lambda drawn: [ordered("debut", "fin")(row) for row in drawn]),
        "reconnaissances": rows(travailleur_id=workers, debut=maybe_days, fin=maybe_days,
            nature=st.sampled_from(["rqth", "pension_invalidite", "aah"])),
        "visites": rows(emploi_id=jobs, date=days, nature=words(VisitKind), demandeur=st.none() | words(Requester),
            professionnel_id=st.sampled_from([None, 1, 2]), avis=words(Opinion),
            amenagement=maybe_true, opposition_information=maybe_true),
        "arrets": rows(emploi_id=jobs, debut=days, fin=maybe_days, motif=words(LeaveCause)).map(
            lambda drawn: [ordered("debut", "fin")(row) for row in drawn]),
        "rendez_vous_liaison": rows(emploi_id=jobs, date=days),
        "dispositifs": rows(emploi_id=jobs, nature=st.sampled_from(["essai_encadre", "ppr"]),
            accord=st.sampled_from(["oui", "non", "attente"]), debut=maybe_days, fin=maybe_days).map(
            lambda drawn: [ordered("debut", "fin")(row) for row in drawn]),
        "licenciements": rows(emploi_id=jobs, date=days).map(lambda drawn: drawn[:2]),
        "dossiers": rows(emploi_id=jobs, cloture=days, issue=st.sampled_from(["retraite", "retraite", "deces"])).map(
            lambda drawn: drawn[:1]),
        "demandes_medecin_conseil": st.lists(
            st.fixed_dictionaries({"emploi_id": jobs, "recue_le": days, "repondue_le": maybe_days}), max_size=3,
            unique_by=lambda row: (row["emploi_id"], row["recue_le"])),
        "complements_visites": st.lists(st.fixed_dictionaries({"visite_id": st.integers(1, 6),
            "second_examen": st.booleans(), "premier_examen_le": maybe_days}), max_size=3,
            unique_by=lambda row: row["visite_id"]),
    }
)  # fmt: skip


def with_branch_ages(figures: Figures, *ages: str) -> Figures:
    """The figures with what agreements of branches say of the mid-career visit."""
    figure = figures["mi_carriere.ages_de_branche"]
    return {**figures, "mi_carriere.ages_de_branche": figure.settled(figure.values[0].start, ages)}


def frames_of(
    drawn: Mapping[str, list[dict[str, Any]]], read: Mapping[str, tuple[str, ...]] = READ
) -> dict[str, pl.DataFrame]:
    """The drawn rows as columns; what was not drawn is empty."""
    known = resources()
    frames = {}
    for name, columns in read.items():
        types = {"pk": pl.Int64, **{column: column_type(known[name].columns[column]) for column in columns}}
        rows = [{column: row.get(column) for column in types} for row in drawn.get(name, [])]
        frames[name] = pl.DataFrame(rows, schema=types)
    typed = {
        name: pl.DataFrame(drawn[name], schema={column: POLARS_TYPES[kind] for column, kind in columns.items()})  # type: ignore[index]
        for name, columns in TYPED.items()
    }
    return {**frames, **typed}


def rows_about(worker: int, drawn: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """What a page reads of one worker."""
    mine = {row["pk"] for row in drawn["emplois"] if row["travailleur_id"] == worker}
    visits = {row["pk"] for row in drawn["visites"] if row["emploi_id"] in mine}
    kept = {
        name: [row for row in found if row.get("emploi_id", next(iter(mine), 0)) in mine]
        for name, found in drawn.items()
    }
    return {
        **kept,
        "adherents": drawn["adherents"], "etablissements": drawn["etablissements"],
        "professionnels": drawn["professionnels"],
        "travailleurs": [row for row in drawn["travailleurs"] if row["pk"] == worker],
        "emplois": [row for row in drawn["emplois"] if row["pk"] in mine],
        "reconnaissances": [row for row in drawn["reconnaissances"] if row["travailleur_id"] == worker],
        "complements_visites": [row for row in drawn["complements_visites"] if row["visite_id"] in visits],
    }  # fmt: skip


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(services, st.integers(0, 1000))
def test_columns_and_plain_python_say_the_same(
    catalogue: Path, drawn: Mapping[str, list[dict[str, Any]]], after: int
) -> None:
    day, figures = (
        ORIGIN + timedelta(after),
        with_branch_ages(read_figures(catalogue / "parameters"), "86=43", "43.9 = 47"),
    )
    rules = judged(read_statements(catalogue / "statements").values(), figures, day)

    together = job_facts(what_is_known(frames_of(drawn), day, figures))
    alone = [row for worker in (1, 2, 3) for row in job_facts_of(rows_about(worker, drawn), day, figures)]

    some_tables: dict[str, list[dict[str, Any]]] = {name: [] for name in drawn if name not in ABSENT}
    absences = [
        row for worker in (1, 2, 3) for row in job_facts_of(rows_about(worker, drawn) | some_tables, day, figures)
    ]
    for whole, part in zip(alone, absences, strict=True):
        assert {name: whole[name] for name in PRESENCE} == {name: part[name] for name in PRESENCE}
    for asking in return_visits_among(rules):
        assert set(asking.rule.facts_used) <= set(PRESENCE)
    expected = sorted(alone, key=lambda row: row["emploi_id"])
    for mine, theirs in zip(together.to_dicts(), expected, strict=True):
        assert mine == theirs
    in_columns = {Statement(**row) for row in stated(rules, together, day, figures).to_dicts()}
    assert in_columns == set(stated_of(rules, alone, day, figures))


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(services, st.integers(0, 1000))
def test_signals_read_of_the_oldest_job_under_each_law_what_statements_read_of_each(
    catalogue: Path, drawn: Mapping[str, list[dict[str, Any]]], after: int
) -> None:
    day, figures = ORIGIN + timedelta(after), read_figures(catalogue / "parameters")

    signals = SITUATIONS.build(what_is_known(frames_of(drawn, DETECTED), day, figures)).sort(
        "travailleur_id", "debut_emploi", "emploi_id"
    )
    jobs = job_facts(what_is_known(frames_of(drawn), day, figures)).sort("debut_emploi", "emploi_id")
    each = jobs.unique(["travailleur_id", "regime_juridique"], keep="first", maintain_order=True)
    oldest = each.sort("travailleur_id", "debut_emploi", "emploi_id")

    wanted = ["travailleur_id", "emploi_id", *SHARED]
    assert signals.select(wanted).to_dicts() == oldest.select(wanted).to_dicts()


def test_the_branch_s_agreement_sets_the_year_of_the_mid_career_visit(catalogue: Path) -> None:
    figures = with_branch_ages(read_figures(catalogue / "parameters"), "43=50", "43.22=48")
    rules = judged(read_statements(catalogue / "statements").values(), figures, day := date(2026, 3, 1))
    found = {}
    for naf, year in (("43.22A", 1978), ("43.99C", 1976), ("43.99C", 1981), ("56.10A", 1981), ("56.10A", 1976)):
        nothing: dict[str, list[dict[str, Any]]] = {name: [] for name in (*READ, *TYPED)}
        job = {"pk": 1, "travailleur_id": 1, "etablissement_id": 1, "debut": date(2015, 1, 5), "fin": None,
               "suivi": "simple", "contrat": "cdi", "pcs": None}  # fmt: skip
        place = {"pk": 1, "adherent_id": 1, "naf": naf, "code_postal": None, "code_insee": None}
        member = {"pk": 1, "nature": "entreprise", "date_adhesion": None, "date_radiation": None}
        worker = {"pk": 1, "date_naissance": date(year, 6, 15), "regime": None}
        known = {"adherents": [member], "etablissements": [place], "travailleurs": [worker], "emplois": [job]}
        said = stated_of(rules, job_facts_of(nothing | known, day, figures), day, figures)
        found[naf, year] = [(one.kind, str(one.due_on or one.until)) for one in said if one.code == "mi_carriere"]

    assert found == {
        ("43.22A", 1978): [("due", "2026-12-31")],
        ("43.99C", 1976): [("due", "2026-12-31")],
        ("43.99C", 1981): [],
        ("56.10A", 1981): [("due", "2026-12-31")],
        ("56.10A", 1976): [],
    }
