"""Dispositifs: what the catalogue holds, what the law refuses, who must agree, what they cost."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from amarre.accounts.models import User
from amarre.audit.models import Event
from amarre.cases.actions.schemes import Answer, answer_scheme, edit_scheme, renew_scheme, use_scheme
from amarre.cases.editing import Outdated
from amarre.cases.enums import Scheme
from amarre.cases.models import Case, SchemeUse
from amarre.cases.schemes import Around, Before, Period, bounds, check_schemes, last_day, read_schemes, refuse_beyond
from amarre.directory.enums import ContractKind
from amarre.exchange.tables import read_tables
from amarre.lib.errors import DomainError
from amarre.surveillance.models import SickLeave

pytestmark = pytest.mark.django_db
LEAVE = Period(date(2026, 1, 5), date(2026, 12, 31))
STOPPED = Around(leave=LEAVE, status="prive")
AGENT = Around(status="titulaire")
LONG = Before(Period(date(2024, 6, 1), date(2026, 3, 31)))


def test_every_dispositif_of_the_format_has_its_file_its_parties_and_its_figures() -> None:
    assert set(read_schemes()) == set(Scheme.values)
    assert check_schemes() == (12, 29)
    assert all(one.agreements for one in read_schemes().values())


def test_a_supervised_trial_lasts_fourteen_working_days_sundays_and_public_holidays_apart() -> None:
    first = date(2026, 5, 4)
    assert last_day("essai_encadre", first) == date(2026, 5, 21)  # 8 and 14 May are public holidays

    refuse_beyond("essai_encadre", (Period(first, date(2026, 5, 21)),), STOPPED)
    with pytest.raises(DomainError, match=r"14.jours ouvrables au plus .*D323-6-5"):
        refuse_beyond("essai_encadre", (Period(first, date(2026, 5, 22)),), STOPPED)


def test_trials_last_twenty_eight_working_days_together_and_only_during_the_leave() -> None:
    one, two = Period(date(2026, 5, 4), date(2026, 5, 21)), Period(date(2026, 6, 1), date(2026, 6, 16))
    third = Period(date(2026, 7, 1), date(2026, 7, 1))
    elsewhere = Around(before=(one,), leave=LEAVE, status="prive")

    refuse_beyond("essai_encadre", (one, two), STOPPED)
    refuse_beyond("essai_encadre", (two,), elsewhere)
    with pytest.raises(DomainError, match=r"28.jours ouvrables"):
        refuse_beyond("essai_encadre", (one, two, third), STOPPED)
    with pytest.raises(DomainError, match=r"28.jours ouvrables"):
        refuse_beyond("essai_encadre", (two, third), elsewhere)
    with pytest.raises(DomainError, match="pendant l’arrêt"):
        refuse_beyond("essai_encadre", (Period(date(2026, 5, 4), date(2026, 5, 5)),), Around())


@pytest.mark.parametrize(
    ("scheme", "around", "last", "late", "article"),
    [
        ("crpe", Around(), date(2027, 8, 31), date(2027, 9, 1), "R5213-15"),
        ("crpe", Around(preceding=LONG), date(2027, 5, 31), date(2027, 6, 1), "R323-3-1"),
        ("crpe", Around(preceding=LONG, occupational=True), date(2027, 8, 31), date(2027, 9, 1), "R5213-15"),
        ("ppr", AGENT, date(2027, 2, 28), date(2027, 3, 1), "L826-2"),
        ("temps_partiel_therapeutique", AGENT, date(2026, 5, 31), date(2026, 6, 1), "13-1"),
        ("temps_partiel_therapeutique", Around(leave=Period(date(2022, 9, 1), date(2026, 2, 28)), status="prive"),
         date(2026, 8, 31), date(2026, 9, 1), "R323-3"),
    ],
)  # fmt: skip
def test_what_the_law_limits_ends_in_time(scheme: str, around: Around, last: date, late: date, article: str) -> None:
    first = date(2026, 3, 1)

    assert last_day(scheme, first, around) == last
    refuse_beyond(scheme, (Period(first, last),), around)
    with pytest.raises(DomainError, match=article):
        refuse_beyond(scheme, (Period(first, late),), around)


def test_a_renewal_does_not_start_the_limit_of_the_whole_again() -> None:
    year = (Period(date(2026, 3, 1), date(2027, 2, 28)),)
    refuse_beyond("crpe", (*year, Period(date(2027, 3, 1), date(2027, 8, 31))), Around())
    with pytest.raises(DomainError, match=r"avec ses renouvellements, il dure 18.mois au plus"):
        refuse_beyond("crpe", (*year, Period(date(2027, 3, 1), date(2027, 9, 1))), Around())
    # Three months at a time, a year in all.
    ends = ((3, 31), (6, 30), (9, 30), (12, 31))
    quarters = tuple(Period(date(2026, month - 2, 1), date(2026, month, day)) for month, day in ends)
    refuse_beyond("temps_partiel_therapeutique", quarters, AGENT)
    with pytest.raises(DomainError, match="L823-1"):
        refuse_beyond("temps_partiel_therapeutique", (*quarters, Period(date(2027, 1, 1), date(2027, 2, 1))), AGENT)


def test_a_preparation_is_for_civil_servants_and_a_scheme_without_limit_is_not_refused() -> None:
    with pytest.raises(DomainError, match="titulaires seulement"):
        refuse_beyond("ppr", (Period(date(2026, 3, 1), date(2026, 4, 1)),), Around(status="prive"))
    for scheme in ("crpe", "essai_encadre", "aide_agefiph", "ptp", "periode_reconversion"):
        with pytest.raises(DomainError, match="pas pour les fonctionnaires"):
            refuse_beyond(scheme, (Period(date(2026, 3, 1), date(2026, 3, 2)),), AGENT)
    private = Around(status="prive", public_employer=False)
    with pytest.raises(DomainError, match="employeurs publics seulement"):
        refuse_beyond("aide_fiphfp", (Period(date(2026, 3, 1), date(2026, 3, 2)),), private)
    refuse_beyond("aide_fiphfp", (Period(date(2026, 3, 1), date(2026, 3, 2)),), AGENT)
    refuse_beyond("fipu", (Period(date(2026, 3, 1), date(2036, 3, 1)),), Around())
    assert last_day("fipu", date(2026, 3, 1)) is None
    assert [one.last for one in bounds("temps_partiel_therapeutique", date(2026, 3, 1), Around(status="prive"))] == [
        None
    ]


@pytest.fixture
def trial(case: Case, officer: User) -> SchemeUse:
    """A supervised trial of two weeks, asked for, during a stop."""
    SickLeave.objects.create(
        service=case.service, job=case.job, starts_on=date(2026, 3, 1), ends_on=date(2026, 12, 31), cause="maladie"
    )
    return use_scheme(
        case=case, scheme="essai_encadre", by=officer, seen=case.version, requested_on=date(2026, 4, 20),
        starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 21),
    )  # fmt: skip


def answer(use: SchemeUse, party: str, agreed: bool = True, **more: str) -> SchemeUse:
    version = Case.objects.get(pk=use.case_id).version
    answer_scheme(use=use, answer=Answer(party, agreed, date(2026, 4, 25), **more), by=None, seen=version)
    return SchemeUse.objects.get(pk=use.pk)


def test_it_is_granted_when_everybody_has_agreed_and_refused_by_one_refusal(trial: SchemeUse) -> None:
    *others, last = [one.value for one in read_schemes()["essai_encadre"].agreements]
    for party in others:
        trial = answer(trial, party)
    assert (trial.approval, trial.granted_on) == ("attente", None)

    trial = answer(trial, last, person="Dr Vidal")
    assert (trial.approval, trial.granted_on) == ("oui", date(2026, 4, 25))
    with pytest.raises(DomainError, match="Dites pourquoi"):
        answer(trial, last, agreed=False)
    trial = answer(trial, last, agreed=False, reason="Reprise contre-indiquée")
    assert (trial.approval, trial.granted_on) == ("non", None)
    assert trial.agreements.get(party=last).reason == "Reprise contre-indiquée"
    assert "contre-indiquée" not in str(list(trial.agreements.values_list("reason", flat=True)))
    assert answer(trial, last).approval == "oui"
    with pytest.raises(DomainError, match="Accord attendu"):
        answer(trial, "mdph")


def test_each_renewal_is_checked_and_the_exchange_format_holds_the_last_end(trial: SchemeUse, case: Case) -> None:
    def renew(first: date, last: date) -> None:
        renew_scheme(
            use=trial, starts_on=first, ends_on=last, by=None, seen=Case.objects.get(pk=case.pk).version,
            asked_on=date(2026, 5, 18), granted_on=date(2026, 5, 20),
        )  # fmt: skip

    with pytest.raises(DomainError, match="commence après"):
        renew(date(2026, 5, 21), date(2026, 5, 22))
    with pytest.raises(DomainError, match=r"14.jours ouvrables au plus .*D323-6-5"):
        renew(date(2026, 6, 1), date(2026, 6, 17))
    renew(date(2026, 6, 1), date(2026, 6, 16))
    with pytest.raises(DomainError, match=r"28.jours ouvrables au plus .*D323-6-5"):
        renew(date(2026, 7, 1), date(2026, 7, 1))

    use = SchemeUse.objects.get()
    exchanged = read_tables(case.service)["dispositifs"].row(0, named=True)
    assert use.spans == [(date(2026, 5, 4), date(2026, 5, 21)), (date(2026, 6, 1), date(2026, 6, 16))]
    assert (exchanged["debut"], exchanged["fin"]) == (date(2026, 5, 4), date(2026, 6, 16))
    with pytest.raises(DomainError, match="renouvelé"):
        edit_scheme(use=use, by=None, seen=2, ends_on=date(2026, 6, 2))
    assert Event.objects.filter(action="scheme.renewed").count() == 1


def test_amounts_are_exact_and_what_is_paid_was_granted(trial: SchemeUse, case: Case) -> None:
    edit_scheme(use=trial, by=None, seen=1, amount_asked=Decimal("2100.10"), amount_granted=Decimal(0))
    with pytest.raises(DomainError, match="dépasse"):
        edit_scheme(use=trial, by=None, seen=2, amount_paid=Decimal("0.01"))
    edit_scheme(use=trial, by=None, seen=2, amount_granted=Decimal("1050.05"), amount_paid=Decimal("1050.05"))

    use = SchemeUse.objects.get()
    assert (use.amount_asked, use.amount_granted, use.amount_paid) == (
        Decimal("2100.10"), Decimal("1050.05"), Decimal("1050.05")
    )  # fmt: skip


def test_whoever_writes_second_is_told_what_the_first_one_did(trial: SchemeUse, case: Case, officer: User) -> None:
    edit_scheme(use=trial, by=officer, seen=1, amount_asked=Decimal(10))

    with pytest.raises(Outdated, match="« montants d'un dispositif » modifié, par Camille Roy"):
        edit_scheme(use=trial, by=None, seen=1, amount_asked=Decimal(20))
    assert SchemeUse.objects.get().amount_asked == 10


def test_a_territory_of_its_own_has_its_own_public_holidays(case: Case, opened_for: Callable[..., None]) -> None:
    opened_for(case)
    place = case.job.establishment
    place.insee_code = "68066"
    place.save()

    # 3 April 2026, Good Friday, is a working day but in Alsace-Moselle: the fourteenth day comes one day later.
    use = use_scheme(
        case=case, scheme="essai_encadre", by=None, seen=0, starts_on=date(2026, 3, 23), ends_on=date(2026, 4, 9)
    )
    assert use.pk


@pytest.fixture
def opened_for() -> Callable[[Case], None]:
    """Makes a long stop around the spring of 2026."""

    def make(case: Case) -> None:
        case.job.contract_kind = ContractKind.PERMANENT
        case.job.save()
        SickLeave.objects.create(
            service=case.service, job=case.job, starts_on=date(2026, 3, 1), ends_on=None, cause="maladie"
        )

    return make
