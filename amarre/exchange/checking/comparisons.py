"""Warnings that compare rows of the set; the good rows of the set alone are looked at."""

from collections.abc import Mapping

import polars as pl

from amarre.exchange.findings import Findings

#: What the comparisons need of each resource, besides `line` and `pk`.
COMPARED: Mapping[str, tuple[str, ...]] = {
    "adherents": ("siren",),
    "etablissements": ("adherent_id", "siret"),
    "travailleurs": ("date_naissance",),
    "emplois": ("travailleur_id",),
    "visites": ("emploi_id", "date", "nature", "demandeur"),
    "dossiers": ("ouverture", "plan_ouvert_le", "cloture"),
    "orientations": ("date", "accuse_le"),
    "suivis": ("dossier_id", "echeance_mois", "date"),
    "actions": ("participants",),
    "actions_etablissements": ("action_id", "participants"),
}


def compare(good: Mapping[str, pl.DataFrame], findings: Mapping[str, Findings]) -> None:
    """Warn of what is unusual between good rows: `good` has the columns of COMPARED for each loaded resource."""
    for name, (column, code, reason, select) in _COMPARISONS:
        if name in good:
            lines = select(good)["line"]
            if lines.len():
                findings[name].warn_rows(lines, column=column, code=code, reason=reason)


def _rows(good: Mapping[str, pl.DataFrame], name: str) -> pl.DataFrame:
    return good[name] if name in good else _empty(name)


def _empty(name: str) -> pl.DataFrame:
    from amarre.exchange.schema import resources
    from amarre.exchange.tables import column_type

    types = {column: column_type(resources()[name].columns[column]) for column in COMPARED[name]}
    return pl.DataFrame(schema={"line": pl.Int64, "pk": pl.Int64, **types})


def _join(good: Mapping[str, pl.DataFrame], rows: pl.DataFrame, reference: str, target: str) -> pl.DataFrame:
    return rows.join(_rows(good, target), left_on=reference, right_on="pk", how="inner", suffix=f"_{target}")


def _foreign_siret(good: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    pairs = _join(good, good["etablissements"], "adherent_id", "adherents")
    return pairs.filter(pl.col("siret").str.slice(0, 9) != pl.col("siren"))


def _employer_asks(good: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return good["visites"].filter(nature="pre_reprise", demandeur="employeur")


def _before_birth(good: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    jobs = _join(good, _rows(good, "emplois"), "travailleur_id", "travailleurs").select("pk", "date_naissance")
    visits = good["visites"].join(jobs, left_on="emploi_id", right_on="pk", how="inner")
    return visits.filter(pl.col("date") < pl.col("date_naissance"))


def _early_answer(good: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return good["orientations"].filter(pl.col("accuse_le") < pl.col("date"))


def _early_plan(good: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return good["dossiers"].filter(pl.col("plan_ouvert_le") < pl.col("ouverture"))


def _early_follow_up(good: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return _join(good, good["suivis"], "dossier_id", "dossiers").filter(pl.col("date") < pl.col("cloture"))


def _second_follow_up(good: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    rows = good["suivis"].sort("line")
    return rows.filter(~pl.struct("dossier_id", "echeance_mois").is_first_distinct())


def _crowded_action(good: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    sums = _rows(good, "actions_etablissements").group_by("action_id").agg(reached=pl.col("participants").sum())
    actions = good["actions"].join(sums, left_on="pk", right_on="action_id", how="inner")
    return actions.filter(pl.col("reached") > pl.col("participants")).sort("line")


_COMPARISONS = (
    ("etablissements", (
        "siret", "siret.member", "Le SIRET ne commence pas par le SIREN de l'adhérent : vérifiez l'un des deux.",
        _foreign_siret,
    )),
    ("visites", (
        "demandeur", "visit.requester", "Une visite de pré-reprise demandée par l'employeur : vérifiez le demandeur.",
        _employer_asks,
    )),
    ("visites", ("date", "order.unusual", "La visite précède la naissance : vérifiez les dates.", _before_birth)),
    ("orientations", (
        "accuse_le", "order.unusual", "L'accusé de réception précède l'orientation : vérifiez les dates.",
        _early_answer,
    )),
    ("dossiers", (
        "plan_ouvert_le", "order.unusual", "Le plan de maintien précède l'ouverture du dossier : vérifiez les dates.",
        _early_plan,
    )),
    ("suivis", (
        "date", "order.unusual", "Le suivi précède la clôture du dossier : vérifiez les dates.", _early_follow_up,
    )),
    ("suivis", (
        "echeance_mois", "followup.second", "Un second suivi pour ce dossier et cette échéance.", _second_follow_up,
    )),
    ("actions", (
        "participants", "action.participants",
        "La somme des participants des établissements dépasse celle de l'action : vérifiez les nombres.",
        _crowded_action,
    )),
)  # fmt: skip
