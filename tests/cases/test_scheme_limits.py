"""Every figure that limits a dispositif, at its limit days: what is refused with its article, what is only told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from amarre.cases.actions.schemes import Answer, answer_scheme, edit_scheme, use_scheme
from amarre.cases.enums import Scheme
from amarre.cases.models import Case, SchemeUse
from amarre.cases.schemes import Around, Before, Period, bounds, last_day, read_schemes, refuse_beyond
from amarre.cases.schemes.advice import cautions
from amarre.cases.schemes.around import around
from amarre.directory.enums import ContractKind
from amarre.directory.models import Recognition
from amarre.lib.errors import DomainError
from amarre.surveillance.models import SickLeave, Visit

pytestmark = pytest.mark.django_db
DAY = timedelta(1)
START = date(2026, 6, 1)
AGENT = Around(status="titulaire")
PRIVATE = Around(status="prive")


def stop(first: date, last: date, gap: int = 0, relapse: date | None = None) -> Before:
    return Before(Period(first, last), gap, relapse)


@pytest.mark.parametrize(
    ("scheme", "stands", "terms", "last", "article"),
    [
        # CRPE: eighteen months, whatever the stop, as long as stop and convention stay within three years.
        ("crpe", Around(), None, date(2027, 11, 30), "R5213-15"),
        ("crpe", Around(preceding=stop(date(2024, 12, 1), date(2026, 5, 31))), None, date(2027, 11, 30), "R5213-15"),
        ("crpe", Around(preceding=stop(date(2024, 11, 30), date(2026, 5, 31))), None, date(2027, 11, 29), "R323-3-1"),
        ("crpe", Around(preceding=stop(date(2024, 6, 1), date(2026, 12, 31))), None, date(2027, 5, 31), "R323-3-1"),
        # Ten days parted them: those days were not paid, they are left to the convention.
        ("crpe", Around(preceding=stop(date(2024, 6, 1), date(2026, 5, 21), 10)), None, date(2027, 6, 10), "R323-3-1"),
        ("crpe", Around(preceding=stop(date(2023, 6, 2), date(2026, 5, 31))), None, date(2026, 6, 1), "R323-3-1"),
        ("crpe", Around(preceding=stop(date(2023, 7, 1), date(2026, 5, 31)), occupational=True), None,
         date(2027, 11, 30), "R5213-15"),
        ("periode_reconversion", PRIVATE, None, date(2027, 5, 31), "L6324-4"),
        ("periode_reconversion", PRIVATE, "loi", date(2027, 5, 31), "L6324-4"),
        ("periode_reconversion", PRIVATE, "accord", date(2029, 5, 31), "L6324-4"),
        # A year after three of stop, for those whose stop does not come from work.
        ("temps_partiel_therapeutique", Around(status="prive", leave=Period(date(2023, 1, 2), date(2026, 5, 31))), None,
         date(2027, 1, 1), "R323-3"),
        ("temps_partiel_therapeutique", AGENT, None, date(2026, 8, 31), "13-1"),
        ("ppr", AGENT, None, date(2027, 5, 31), "L826-2"),
    ],
)  # fmt: skip
def test_a_period_ends_on_its_last_day_and_not_the_day_after(
    scheme: str, stands: Around, terms: str | None, last: date, article: str
) -> None:
    assert last_day(scheme, START, stands, terms) == last
    refuse_beyond(scheme, (Period(START, last),), stands, terms)
    with pytest.raises(DomainError, match=article):
        refuse_beyond(scheme, (Period(START, last + DAY),), stands, terms)


def test_a_stop_of_three_years_leaves_nothing_to_a_convention() -> None:
    stands = Around(preceding=stop(date(2023, 6, 1), date(2026, 5, 31)))

    with pytest.raises(DomainError, match=r"R323-3-1.*36.mois.*Il ne reste rien"):
        refuse_beyond("crpe", (Period(START, START),), stands)
    assert [one.last for one in bounds("crpe", START, stands)] == [date(2027, 11, 30), None]


def test_the_reckoning_of_a_convention_is_shown_with_its_doubts() -> None:
    known = Around(preceding=stop(date(2024, 6, 1), date(2026, 5, 21), 10, date(2024, 3, 1)))
    _, counted = bounds("crpe", START, known)
    _, unknown = bounds("crpe", START, Around())
    _, aside = bounds("crpe", START, Around(preceding=known.preceding, occupational=True))

    assert counted.detail.replace("\u00a0", " ") == (
        "L’arrêt qui précède a commencé le 01/06/2024 : 23 mois et 21 jours. Il reste 12 mois et 10 jours, jusqu’au "
        "10/06/2027."
    )
    doubt = counted.doubt.replace("\u00a0", " ")
    for words in ("a fini le 21/05/2026, 10 jours avant", "a fini le 01/03/2024", "la caisse seule sait"):
        assert words in doubt
    assert (unknown.last, unknown.known) == (None, False)
    assert "Aucun arrêt n’est connu" in unknown.doubt
    assert (aside.binds, "du travail" in aside.text) == (False, True)


def test_training_without_limit_and_before_the_law_binds_nothing() -> None:
    assert last_day("periode_reconversion", START, PRIVATE, "socle") is None
    assert last_day("periode_reconversion", date(2025, 12, 31), PRIVATE) is None
    refuse_beyond("periode_reconversion", (Period(START, date(2030, 1, 1)),), PRIVATE, "socle")
    assert last_day("temps_partiel_therapeutique", START, Around(status="prive", occupational=True)) is None


def test_the_part_time_of_an_agent_comes_by_months_and_its_right_comes_back_after_a_year() -> None:
    part_time, month = "temps_partiel_therapeutique", Period(START, date(2026, 6, 30))
    refuse_beyond(part_time, (month,), AGENT)
    with pytest.raises(DomainError, match=r"1.mois au moins .*13-1"):
        refuse_beyond(part_time, (Period(START, date(2026, 6, 29)),), AGENT)

    # Eleven months used up until the last day of May 2025; a year later, or a day before.
    spent = (Period(date(2024, 7, 1), date(2025, 5, 31)),)
    fresh, early = date(2026, 6, 1), date(2026, 5, 31)
    refuse_beyond(part_time, (Period(fresh, date(2026, 8, 31)),), Around(status="titulaire", others=spent))
    with pytest.raises(DomainError, match="L823-1"):
        refuse_beyond(part_time, (Period(early, date(2026, 8, 30)),), Around(status="titulaire", others=spent))
    # What is left of the year may still be used: thirty days of it.
    left = Around(status="titulaire", others=spent)
    assert last_day(part_time, early, left) == date(2026, 6, 29)


def test_a_preparation_is_extended_by_three_months_at_most() -> None:
    year = Period(START, date(2027, 5, 31))
    refuse_beyond("ppr", (year, Period(date(2027, 6, 1), date(2027, 8, 31))), AGENT)
    with pytest.raises(DomainError, match=r"15.mois"):
        refuse_beyond("ppr", (year, Period(date(2027, 6, 1), date(2027, 9, 1))), AGENT)


def test_a_convention_supposes_an_inaptitude_or_a_visit_before_the_return(case: Case) -> None:
    dates = {"starts_on": START, "ends_on": date(2027, 5, 31)}
    with pytest.raises(DomainError, match=r"inaptitude.*L1226-1-4"):
        use_scheme(case=case, scheme="crpe", by=None, seen=0, **dates)
    Visit.objects.create(
        service=case.service, job=case.job, held_on=START, kind="pre_reprise", modality="presentiel", opinion="aucun"
    )
    assert use_scheme(case=case, scheme="crpe", by=None, seen=0, **dates).pk


def absent(case: Case, first: date, last: date | None, cause: str = "maladie") -> SickLeave:
    return SickLeave.objects.create(service=case.service, job=case.job, starts_on=first, ends_on=last, cause=cause)


def test_the_stop_that_precedes_is_read_from_the_leaves(case: Case) -> None:
    use = SchemeUse(service=case.service, job=case.job, case=case, scheme="crpe", starts_on=START)
    assert around(use).preceding is None
    absent(case, date(2024, 1, 1), date(2024, 12, 31))
    absent(case, date(2025, 6, 1), date(2025, 6, 30))
    absent(case, date(2025, 7, 1), date(2026, 5, 21), "accident_travail")

    stands = around(use)

    assert stands.preceding == stop(date(2025, 6, 1), date(2026, 5, 21), 10, date(2024, 12, 31))
    assert (stands.leave, stands.occupational, stands.risk_seen) == (None, True, False)
    # A year of work, and the caisse counts anew; a day less, and it does not.
    use.starts_on = date(2027, 5, 22)
    assert around(use).preceding is None
    use.starts_on = date(2027, 5, 21)
    assert around(use).preceding is not None


@pytest.mark.parametrize(
    ("terms", "good", "bad"),
    [(None, (150, 450), (149, 451)), ("accord", (150, 2100), (149, 2101)), ("socle", (1, 9000), ())],
)
def test_hours_of_training_are_counted_by_their_terms(
    case: Case, terms: str | None, good: tuple[int, ...], bad: tuple[int, ...]
) -> None:
    use = use_scheme(case=case, scheme="periode_reconversion", by=None, seen=0, terms=terms, starts_on=START)
    for hours in good:
        edit_scheme(use=use, by=None, seen=Case.objects.get(pk=case.pk).version, hours=hours)
    for hours in bad:
        with pytest.raises(DomainError, match=r"heures au (moins|plus) .*L6324-4"):
            edit_scheme(use=use, by=None, seen=Case.objects.get(pk=case.pk).version, hours=hours)
    use.refresh_from_db()
    assert use.hours == good[-1]


def test_losing_the_agreement_brings_the_shorter_limit_back(case: Case) -> None:
    dates = {"starts_on": START, "ends_on": date(2029, 5, 31)}
    with pytest.raises(DomainError, match=r"12.mois"):
        use_scheme(case=case, scheme="periode_reconversion", by=None, seen=0, **dates)
    use = use_scheme(case=case, scheme="periode_reconversion", by=None, seen=0, terms="accord", **dates)
    with pytest.raises(DomainError, match=r"12.mois"):
        edit_scheme(use=use, by=None, seen=1, terms="loi")


def test_an_agent_works_at_least_half_time_and_nobody_else_is_asked(case: Case) -> None:
    use = use_scheme(case=case, scheme="temps_partiel_therapeutique", by=None, seen=0, work_share=49)
    case.job.contract_kind = ContractKind.CIVIL_SERVANT
    case.job.save()
    edit_scheme(use=use, by=None, seen=1, work_share=50)
    with pytest.raises(DomainError, match=r"50.% au moins .*L823-1"):
        edit_scheme(use=use, by=None, seen=2, work_share=49)
    with pytest.raises(DomainError, match="ne s’y note pas"):
        edit_scheme(use=use, by=None, seen=2, hours=10)


def told(use: SchemeUse) -> list[str]:
    """What is told of a use, as a page writes it."""
    use = SchemeUse.objects.get(pk=use.pk)
    return [one.text.replace("\u00a0", " ").replace("\u202f", " ") for one in cautions(use, around(use))]


def test_the_amounts_of_a_fund_are_told_beyond_their_ceilings(case: Case) -> None:
    place = case.job.establishment
    place.headcount, place.duerp_on = 199, date(2025, 6, 2)
    place.save()
    use = use_scheme(
        case=case, scheme="fipu", by=None, seen=0, requested_on=START, amount_cost=Decimal(10_000),
        amount_granted=Decimal(7_000),
    )  # fmt: skip
    assert told(use) == []
    edit_scheme(use=use, by=None, seen=1, amount_granted=Decimal("7000.01"))
    assert told(use) == ["Le montant accordé dépasse 70 % du coût."]

    edit_scheme(use=use, by=None, seen=2, amount_cost=None, amount_granted=Decimal("25000.01"))
    assert told(use) == ["Le montant dépasse 25 000 € pour une action."]
    place.headcount, place.duerp_on = 200, date(2025, 6, 1)
    place.save()
    assert told(use)[1:] == [
        "Les aides de cet employeur font 25 000,01 € : le plafond de la période est de 25 000 €.",
        "Le document unique doit avoir moins d'un an : il est du 01/06/2025.",
    ]
    place.headcount = 10
    place.save()
    SchemeUse.objects.create(
        service=case.service, job=case.job, scheme="fipu", approval="oui", amount_granted=Decimal(50_000)
    )
    assert told(use)[1:] == ["Les aides de cet employeur font 75 000,01 € : le plafond de la période est de 75 000 €."]
    assert all("à confirmer" in one.doubt for one in cautions(use, around(use)))
    edit_scheme(use=use, by=None, seen=3, requested_on=date(2028, 1, 1))
    assert told(use)[-1] == "Le fonds est ouvert jusqu'à la fin de 2027."


def test_the_aid_of_a_public_employer_is_told_beyond_nine_tenths(case: Case) -> None:
    use = use_scheme(
        case=case, scheme="aide_fiphfp", by=None, seen=0, requested_on=START, amount_cost=Decimal(1_000),
        amount_granted=Decimal(900),
    )  # fmt: skip
    assert told(use) == []
    edit_scheme(use=use, by=None, seen=1, amount_granted=Decimal("900.01"))
    assert told(use) == ["Le montant accordé dépasse 90 % du surcoût dû au handicap."]


def test_a_title_about_to_end_is_told(case: Case) -> None:
    use = use_scheme(case=case, scheme="aide_agefiph", by=None, seen=0, requested_on=START)
    title = Recognition.objects.create(
        service=case.service, worker=case.job.worker, kind="rqth", starts_on=START, ends_on=date(2026, 12, 1)
    )
    assert told(use) == []
    title.ends_on = date(2026, 11, 30)
    title.save()
    assert "valable jusqu'au 01/12/2026" in told(use)[0]


def test_daily_allowances_beyond_their_number_are_told(case: Case) -> None:
    # 360 days of stop over the three years that end with the trial.
    leave = absent(case, date(2025, 6, 9), date(2026, 6, 30))
    use = use_scheme(case=case, scheme="essai_encadre", by=None, seen=0, starts_on=START, ends_on=date(2026, 6, 3))
    assert told(use) == []
    leave.starts_on = date(2025, 6, 8)
    leave.save()
    assert told(use) == [
        "361 jours d'arrêt sont connus sur les trois ans : hors affection de longue durée, la caisse verse 360 "
        "indemnités au plus."
    ]
    leave.cause = "accident_travail"
    leave.save()
    assert told(use) == []


def test_a_preparation_has_its_project_its_extension_and_its_start(case: Case) -> None:
    case.job.contract_kind = ContractKind.CIVIL_SERVANT
    case.job.save()
    use = use_scheme(case=case, scheme="ppr", by=None, seen=0, starts_on=START, ends_on=date(2027, 5, 31))
    (project,) = cautions(use, around(use))
    assert (project.due_on, "quinze jours" in project.text) == (date(2026, 8, 1), True)

    answer_scheme(use=use, answer=Answer("conseil_medical", True, date(2026, 4, 1)), by=None, seen=1)
    assert len(told(use)) == 1
    answer_scheme(use=use, answer=Answer("conseil_medical", True, date(2026, 3, 31)), by=None, seen=2)
    SchemeUse.objects.filter(pk=use.pk).update(ends_on=date(2027, 6, 1))
    assert [one.split(",")[0] for one in told(use)[1:]] == [
        "Après le 31/05/2027", "Elle commence plus de 2 mois après l'avis du conseil médical : le report d'un commun "
        "accord s'arrêtait au 31/05/2026.",
    ]  # fmt: skip


def test_every_dispositif_says_its_limits_or_has_none() -> None:
    free = {
        name
        for name in Scheme.values
        for one in [read_schemes()[name]]
        if not (one.limits or one.measures or one.advice or one.requires)
    }
    assert free == {"bilan_competences", "emploi_accompagne"}
