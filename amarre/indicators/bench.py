"""The same aggregates written by hand in Polars: what the engine's time and numbers are measured against.

One filter per figure and one grouping per breakdown, as somebody who knows the questions would write them; nothing of
the engine or of the catalogue is used, only the datasets with what the period adds to them.
"""

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from amarre.indicators.periods import Period, years_before
from amarre.indicators.specs import Frames, dataset_specs

Cells = dict[str | None, Any]
Totals = dict[str, Any]
PARTNERS = ("cap_emploi", "mdph", "service_social_am", "cep", "agefiph", "fiphfp", "france_travail",
            "autre_professionnel_sante")  # fmt: skip
IN_WORK = ("meme_poste", "poste_amenage", "autre_poste_entreprise", "autre_employeur")
TRAINING = ("sensibilisation", "atelier", "webinaire")

nature, col = pl.col("nature"), pl.col


def by_hand(
    datasets: Frames, period: Period, divisions: Iterable[str] = ("41", "42", "43"), theme: str | None = None
) -> dict[str, dict[str, Totals | None]]:
    """`{code: {"all": ..., "target": ...}}` with `value` (and `numerator`, `denominator`) and the parts by breakdown.

    Parts where nothing is counted are left out; an empty cell is the part None.
    """
    frames = {name: spec.frame(datasets, period) for name, spec in dataset_specs().items()}
    in_target = {
        name: frame.filter(col("division_naf").is_in(list(divisions))) if "division_naf" in frame.columns else frame
        for name, frame in frames.items()
    }
    everything, target = _scope(frames, period, theme), _scope(in_target, period, theme)
    overall = _for_all(frames, period)
    participants = {"value": None, "participants": target.pop("A08")["value"]}
    figures: dict[str, dict[str, Totals | None]] = {
        code: {"all": totals, "target": target.get(code)} for code, totals in {**everything, **overall}.items()
    }
    figures["A08"]["target"] = participants
    return figures


def _scope(frames: Frames, period: Period, theme: str | None) -> dict[str, Totals]:
    def dated(name: str, day: str = "date") -> pl.DataFrame:
        return frames[name].filter(col(day).is_between(period.start, period.end))

    return {
        **_stocks(frames, period),
        **_acts(dated),
        **_support(dated),
        **_mid_career(frames, dated("visites").filter(nature == "mi_carriere"), period),
        **_companies(dated("actions_etablissements"), theme),
        **_cases(frames["dossiers"], dated, period),
    }


def _stocks(frames: Frames, period: Period) -> dict[str, Totals]:
    active = frames["etablissements"].filter("actif")
    jobs = frames["emplois"].filter("actif")
    late = col("derniere_fiche").is_null() | (col("derniere_fiche") < years_before(period.end, 4))
    committees = active.filter("cssct")
    return {
        "E01": _count(active, None),
        "E02": _workers(jobs, "age_periode"),
        "E03": _count(active.filter(late), None),
        "E04": _ratio(_count(active.filter(col("date_duerp") <= period.end), None), _count(active, None)),
        "A07": _ratio(_count(committees.filter("touche_cssct"), None), _count(committees, None)),
        "F05": _workers(jobs.filter("rqth_en_vigueur"), "age_periode"),
    }


Dated = Callable[..., pl.DataFrame]


def _acts(dated: Dated) -> dict[str, Totals]:
    visits, indices, sent = dated("visites"), dated("indices"), dated("orientations")
    on_request = nature.eq("demande") & col("demandeur").is_in(["travailleur", "employeur", "medecin_travail"])
    unfit = visits.filter(col("avis") == "inaptitude")
    risky = col("instrument").is_in(["IRI", "IRDP_PADOA", "IRDP_PRESANSE"]) & (col("valeur") > 2)
    oriented = {
        "I07": ("assistant_social_service", False),
        "I08": ("assistant_social_service", True),
        "I09": ("psychologue_service", False),
        "I10": ("psychologue_service", True),
        "I11": ("cap_emploi", False),
        "I12": ("cap_emploi", True),
        "I13": ("mdph", False),
        "I14": ("service_social_am", True),
    }
    partners = sent.filter(col("destinataire").is_in(PARTNERS))
    answered = _ratio(_count(partners.filter(col("accuse_le").is_not_null())), _count(partners))
    return {
        "I01": _workers(indices.filter(risky)),
        "I02": _count(indices.filter(col("instrument") == "IRDP_PRESANSE")),
        "I03": _count(visits.filter(nature == "mi_carriere")),
        "I15": _count(visits.filter(on_request), "age_date", "demandeur"),
        "I16": _workers(visits.filter("amenagement")),
        "I17": _count(visits.filter(nature == "pre_reprise"), "age_date", "demandeur"),
        "G01": _workers(unfit),
        "G02": _workers(unfit.filter("dispense_reclassement")),
        "G03": _count(unfit.filter(nature == "reprise")),
        **{
            code: _count(sent.filter((col("destinataire") == to) & (col("en_arret") == on_leave)))
            for code, (to, on_leave) in oriented.items()
        },
        "I25": _count(partners, "age_date", "destinataire"),
        "I29": _workers(partners, "age_date", "destinataire"),
        "O04": {**answered, "median_days": partners["jours_avant_accuse"].median()},
    }


def _support(dated: Dated) -> dict[str, Totals]:
    meetings = dated("rendez_vous_liaison").filter(col("participation") != "aucune")
    referrals, support, schemes = dated("signalements"), dated("accompagnements"), dated("dispositifs", "debut")
    agreed = schemes.filter(col("accord") == "oui")
    trials = agreed.filter((nature == "essai_encadre") & (col("initiative") == "medecin_travail"))
    social = support.filter(col("intervenant") == "assistant_social")
    acts = dated("actes_pdp")
    return {
        "I05": _count(referrals.filter(~col("en_arret")), "age_date", "origine"),
        "I06": _count(referrals.filter("en_arret"), "age_date", "origine"),
        "I18": _count(meetings, "age_date", "participation"),
        "I19": _count(trials, "age_debut"),
        "I20": _count(agreed.filter(nature == "crpe"), "age_debut"),
        "I22": _count(acts),
        "I23": _workers(acts),
        "I26": _count(referrals.filter(col("origine") == "partenaire"), "age_date", "partenaire"),
        "I27": _workers(social),
        "I28": _workers(support.filter(col("intervenant") == "psychologue")),
        "I30": _count(agreed.filter(nature == "fipu"), "age_debut"),
        "F04": _count(dated("licenciements")),
        "F06": _ratio(_count(social), _count(referrals.filter(col("motif").is_in(["social", "sante_et_social"])))),
    }


def _mid_career(frames: Frames, visits: pl.DataFrame, period: Period) -> dict[str, Totals]:
    due = frames["emplois"].filter(col("actif") & (col("age_dans_l_annee") == 45))
    seen = due.filter(col("annees_depuis_mi_carriere") <= 2)
    of_age = _workers(due, "age_periode")
    return {"I04": _ratio(_count(visits), of_age), "I31": _ratio(_workers(seen, "age_periode"), of_age)}


def _companies(reached: pl.DataFrame, theme: str | None) -> dict[str, Totals]:
    about_retention = reached.filter(col("theme") == "pdp")
    workshops, forums = about_retention.filter(nature == "atelier"), reached.filter(nature == "forum")
    followed = {
        "V01": ("atelier", "webinaire", "formation_interne"),
        "V02": ("amt", "mesure_conseil", "accompagnement_duerp"),
        "V03": ("diffusion_numerique", "forum", "sensibilisation"),
    }
    figures = {
        "A01": _count(reached.filter(nature == "fiche_entreprise"), None),
        "A02": _establishments(reached.filter(nature == "accompagnement_duerp")),
        "A06": {"value": workshops["participants"].sum(), "by": {}},
        "A08": {"value": forums["participants"].sum(), "by": {}},
        "A16": _establishments(about_retention.filter(nature.is_in(TRAINING))),
    }
    for code, natures in followed.items():
        if theme is None:
            figures[code] = {"value": None, "carsat": None, "by": {}}
        else:
            rows = reached.filter(nature.is_in(natures) & (col("theme") == theme))
            carsat = rows.filter(col("programme_carsat").is_not_null())["etablissement"].n_unique()
            figures[code] = {**_establishments(rows), "carsat": carsat}
    return figures


def _cases(cases: pl.DataFrame, dated: Dated, period: Period) -> dict[str, Totals]:
    treated = cases.filter(
        (col("ouverture") <= period.end) & (col("cloture").is_null() | (col("cloture") >= period.start))
    )
    closed = treated.filter(col("cloture").is_between(period.start, period.end))
    kept = ["maintien_poste", "maintien_poste_amenage"]
    half_year = dated("dossiers", "six_mois").filter(col("issue") != "deces")
    reached = half_year.filter(col("situation_6_mois").is_not_null())
    unknown = half_year.filter(col("situation_6_mois").is_null())
    age = "age_six_mois"

    def share(issues: list[str]) -> Totals:
        return _ratio(_count(closed.filter(col("issue").is_in(issues)), "age_periode"), _count(treated, "age_periode"))

    return {
        "I21": _count(dated("dossiers", "plan_ouvert_le"), "age_plan_ouvert_le"),
        "I24": _workers(treated, "age_periode", "origine"),
        "F00": _count(treated, "age_periode"),
        "F01": share(kept),
        "F02": share([*kept, "maintien_entreprise"]),
        "F03": share(["reclassement_externe"]),
        "O01": _ratio(_count(half_year.filter("suivi_6_mois"), age), _count(half_year, age)),
        "O02": _ratio(_count(reached.filter(col("situation_6_mois").is_in(IN_WORK)), age), _count(reached, age)),
        "O03": _ratio(_count(unknown, age), _count(half_year, age)),
        "O05": _median(dated("dossiers", "ouverture"), "jours_avant_ouverture", "age_ouverture"),
    }


def _for_all(frames: Frames, period: Period) -> dict[str, Totals]:
    actions = frames["actions"].filter(col("date").is_between(period.start, period.end))
    about_retention = actions.filter(col("theme") == "pdp")
    cell = frames["professionnels"].filter("cellule")
    forums = actions.filter(nature == "forum")
    natures = {
        "A09": "video_temoignage",
        "A10": "video_institutionnelle",
        "A11": "diffusion_numerique",
        "A12": "reunion_partenaires",
        "A14": "reunion_promotion",
        "A15": "fiche_dispositif",
    }
    workshops = about_retention.filter(nature == "atelier")
    counted: Totals = {code: actions.filter(nature == word).height for code, word in natures.items()}
    counted |= {
        "A03": about_retention.filter(nature == "sensibilisation").height,
        "A04": about_retention.filter(nature == "webinaire").height,
        "A05": workshops.height,
        "A06": workshops["participants_retenus"].sum(),
        "A13": about_retention.filter(nature.is_in(TRAINING) & col("partenaire_nomme")).height,
    }
    return {
        **{code: {"value": value, "by": {}} for code, value in counted.items()},
        "A08": {"value": forums.height, "participants": forums["participants_retenus"].sum(), "by": {}},
        "G04": {
            "value": cell.height,
            "etp": round(cell["etp"].sum(), 6),
            "by": {"role": _parts(cell.group_by("role").agg(pl.len().alias("n")), "role")},
        },
    }


def _count(rows: pl.DataFrame, age: str | None = "age_date", named: str | None = None) -> Totals:
    return {"value": rows.height, "by": _broken_down(rows, pl.len(), age, named)}


def _workers(rows: pl.DataFrame, age: str = "age_date", named: str | None = None) -> Totals:
    different = col("travailleur").n_unique()
    return {"value": rows["travailleur"].n_unique(), "by": _broken_down(rows, different, age, named)}


def _establishments(rows: pl.DataFrame) -> Totals:
    different = col("etablissement").n_unique()
    return {"value": rows["etablissement"].n_unique(), "by": _broken_down(rows, different, None, None)}


def _median(rows: pl.DataFrame, column: str, age: str) -> Totals:
    return {"value": rows[column].median(), "by": _broken_down(rows, col(column).median(), age, None)}


def _ratio(numerator: Totals, denominator: Totals) -> Totals:
    above, below = numerator["value"], denominator["value"]
    by = {
        breakdown: {
            part: (numerator["by"][breakdown].get(part, 0), parts.get(part, 0))
            for part in {**parts, **numerator["by"][breakdown]}
        }
        for breakdown, parts in denominator["by"].items()
    }
    return {"value": above / below if below else None, "numerator": above, "denominator": below, "by": by}


def _broken_down(rows: pl.DataFrame, measure: pl.Expr, age: str | None, named: str | None) -> dict[str, Cells]:
    columns = {"size": "taille", "naf": "division_naf"}
    columns |= {"age": age, "sex": "sexe"} if age else {}
    columns |= {named: named} if named else {}
    return {
        breakdown: _parts(rows.group_by(column).agg(measure.alias("n")), column)
        for breakdown, column in columns.items()
    }


def _parts(groups: pl.DataFrame, column: str) -> Cells:
    return dict(zip(groups[column].to_list(), groups["n"].to_list(), strict=True))
