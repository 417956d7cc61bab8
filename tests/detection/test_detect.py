"""Runs of detection on drawn workers, day after day."""

import pytest
from django.conf import settings

from amarre.accounts.models import Service, User
from amarre.audit.models import Event
from amarre.detection.actions import restore_signal, set_aside_signal
from amarre.detection.bench import try_out
from amarre.detection.detect import detect
from amarre.detection.enums import SetAsideReason
from amarre.detection.models import DetectionRun, Signal, SignalTransition
from amarre.detection.queries import open_signals
from amarre.indicators.law import confirm_figure
from amarre.lib.errors import DomainError, UnknownName
from amarre.rules.parameters import read_figures
from amarre.surveillance.models import SickLeave
from tests.detection.asked import kinds
from tests.detection.drawn import a_job, a_worker, an_establishment, day, index, leave, visit
from tests.people import person

pytestmark = pytest.mark.django_db
LONG = "arret_long_sans_pre_reprise"


def rules_open(service: Service, on: str) -> list[str]:
    detect(service=service, on=day(on))
    return sorted(Signal.objects.open().filter(service=service).values_list("rule", flat=True))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_leave_is_signalled_on_its_thirty_first_day_in_words(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-03-01", "2026-04-30")

    assert rules_open(service, "2026-03-30") == []
    assert rules_open(service, "2026-03-31") == [LONG]
    line = open_signals(service)[0]
    assert plain(line.reason) == "En arrêt depuis 31 jours ; aucune visite de pré-reprise depuis le 01/03/2026."
    assert (line.worker, line.establishment) == (job.worker.external_id, "Chantier nord")
    assert (line.priority, line.since, line.raised_on, line.confirmed) == (
        "high", day("2026-03-01"), day("2026-03-31"), True,
    )  # fmt: skip
    assert line.reference == "Code du travail, art. R4624-29"


def test_the_same_day_twice_changes_nothing(service: Service) -> None:
    leave(a_worker(service), "2026-03-01", "2026-04-30")
    detect(service=service, on=day("2026-04-01"))
    before = list(Signal.objects.values())

    counts = detect(service=service, on=day("2026-04-01"))

    assert list(Signal.objects.values()) == before
    assert counts[LONG] == {"raised": 0, "refreshed": 0, "unchanged": 1, "closed": 0, "set_aside": 0, "referred": 0}
    assert SignalTransition.objects.count() == 0


def test_the_sentence_follows_the_day(service: Service) -> None:
    leave(a_worker(service), "2026-03-01", "2026-04-30")
    detect(service=service, on=day("2026-04-01"))

    counts = detect(service=service, on=day("2026-04-02"))

    signal = Signal.objects.get()
    assert counts[LONG]["refreshed"] == 1
    assert "33\u00a0jours" in signal.reason
    assert (signal.raised_on, signal.refreshed_on) == (day("2026-04-01"), day("2026-04-02"))


def test_a_signal_closes_when_its_reason_ends_and_comes_back_with_it(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-03-01", "2026-04-30")
    detect(service=service, on=day("2026-04-01"))
    met = visit(job, "2026-04-02", "pre_reprise")

    assert detect(service=service, on=day("2026-04-02"))[LONG]["closed"] == 1
    assert (Signal.objects.get().status, Signal.objects.get().closed_on) == ("closed", day("2026-04-02"))

    met.delete()
    assert detect(service=service, on=day("2026-04-03"))[LONG]["raised"] == 1
    assert (Signal.objects.get().status, Signal.objects.get().closed_on) == ("open", None)
    assert list(SignalTransition.objects.values_list("move", flat=True)) == ["close", "raise_again"]


def test_set_aside_it_stays_away_for_the_spell_and_returns_for_a_new_one(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-01-01", "2026-03-31")
    detect(service=service, on=day("2026-02-01"))
    set_aside_signal(signal=Signal.objects.get(), reason="visite-prevue", by=None, comment="Vue mardi.")
    # A late prescription makes the same spell begin earlier: it is still the same spell.
    leave(job, "2025-12-28", "2025-12-31")

    counts = detect(service=service, on=day("2026-02-05"))
    assert counts[LONG]["set_aside"] == 1
    assert rules_open(service, "2026-02-06") == []

    leave(job, "2026-05-01", "2026-06-30")
    assert LONG in rules_open(service, "2026-05-31")
    assert list(Signal.objects.filter(rule=LONG).order_by("since").values_list("status", flat=True)) == [
        "set_aside",
        "open",
    ]


def test_a_corrected_day_of_an_absence_brings_nothing_back_that_was_dealt_with(service: Service) -> None:
    """The same stop, begun two days later than first written; another stop is another matter."""
    job = a_worker(service)
    stop = leave(job, "2026-01-05", "2026-03-10")
    assert rules_open(service, "2026-02-04") == [LONG]
    set_aside_signal(signal=Signal.objects.get(), reason=SetAsideReason.values[0], by=None)

    for first in ("2026-01-07", "2026-01-02", "2026-01-05"):
        SickLeave.objects.filter(pk=stop.pk).update(starts_on=day(first))
        assert rules_open(service, "2026-02-12") == []
    assert rules_open(service, "2026-03-19") == ["arrets_cumules"]
    assert rules_open(service, "2026-03-20") == ["arrets_cumules", "reprise_non_faite"]
    back = Signal.objects.get(rule="reprise_non_faite")
    set_aside_signal(signal=back, reason=SetAsideReason.values[0], by=None)
    SickLeave.objects.filter(pk=stop.pk).update(ends_on=day("2026-03-11"))
    assert rules_open(service, "2026-03-21") == ["arrets_cumules"]
    leave(job, "2026-04-20", "2026-06-30")
    assert LONG in rules_open(service, "2026-05-20")
    assert "reprise_non_faite" in rules_open(service, "2026-07-10")


def test_the_journal_knows_the_reason_and_never_the_comment(service: Service) -> None:
    leave(a_worker(service), "2026-01-01", "2026-03-31")
    detect(service=service, on=day("2026-02-01"))

    set_aside_signal(signal=Signal.objects.get(), reason="visite-prevue", by=None, comment="Vue mardi.")

    event = Event.objects.get(action="signal.set_aside")
    assert event.details == {"reason": "visite-prevue"}
    assert SignalTransition.objects.get().comment == "Vue mardi."


def test_only_its_author_takes_a_set_aside_signal_up_again(service: Service) -> None:
    author = User.objects.create_user("nora@essai.test")
    other = User.objects.create_user("malo@essai.test")
    leave(a_worker(service), "2026-01-01", "2026-03-31")
    detect(service=service, on=day("2026-02-01"))
    signal = set_aside_signal(signal=Signal.objects.get(), reason="autre", by=author)

    with pytest.raises(DomainError, match="Seule la personne"):
        restore_signal(signal=signal, by=other)
    restore_signal(signal=signal, by=author)

    assert Signal.objects.get().status == "open"
    with pytest.raises(DomainError, match="il est ouvert"):
        restore_signal(signal=Signal.objects.get(), by=author)


def test_a_set_aside_needs_a_reason_of_the_list(service: Service) -> None:
    leave(a_worker(service), "2026-01-01", "2026-03-31")
    detect(service=service, on=day("2026-02-01"))

    with pytest.raises(UnknownName, match="visite-prevue"):
        set_aside_signal(signal=Signal.objects.get(), reason="parce que", by=None)
    assert Signal.objects.get().status == "open"


def test_an_earlier_day_gives_the_list_of_that_day_and_a_later_one_brings_it_back(service: Service) -> None:
    leave(a_worker(service), "2026-03-01", "2026-04-30")

    assert rules_open(service, "2026-04-10") == [LONG]
    assert rules_open(service, "2026-03-15") == []
    assert rules_open(service, "2026-04-10") == [LONG]
    assert Signal.objects.get().raised_on == day("2026-04-10")


def test_a_day_before_a_law_existed_asks_for_nothing_that_it_opened_and_for_the_rest(service: Service) -> None:
    """The mid-career visit begins on 31 March 2022; before, a pré-reprise opened after three months of leave."""
    job = a_worker(service, born="1976-06-15")
    leave(job, "2021-01-01", "2021-12-31")

    detect(service=service, on=day("2021-03-31"))
    before = set(Signal.objects.open().values_list("rule", flat=True))
    detect(service=service, on=day("2021-04-01"))
    after = set(Signal.objects.open().values_list("rule", flat=True))

    assert after - before == {"arret_long_sans_pre_reprise", "arret_sans_contact"}
    assert "mi_carriere_a_faire" not in after
    tried = try_out(service=service, subject="mi_carriere_a_faire", values={}, on=day("2024-02-29"))
    assert tried["versions"][0]["flagged"] == 0


def test_prescriptions_of_two_employers_make_one_spell(service: Service) -> None:
    first = a_worker(service)
    second = a_job(first.worker, "2020-03-02")
    leave(first, "2026-03-01", "2026-03-20")
    leave(second, "2026-03-21", "2026-05-05")

    assert rules_open(service, "2026-03-31") == [LONG]
    assert Signal.objects.get().job == first


def test_three_leaves_within_twelve_months_are_signalled(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2025-07-01", "2025-07-03")
    leave(job, "2026-01-12", "2026-01-14")
    leave(job, "2026-03-02", "2026-03-04")

    assert rules_open(service, "2026-07-02") == ["arrets_repetes"]
    assert Signal.objects.get().since == day("2026-03-02")
    # On 3 July the twelve months begin on 4 July 2025.
    assert rules_open(service, "2026-07-03") == []


def test_sixty_days_within_twelve_months_are_signalled_and_days_to_come_do_not_count(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-01-01", "2026-01-25")
    leave(job, "2026-05-01", "2026-06-30")
    visit(job, "2026-05-20", "pre_reprise")

    assert rules_open(service, "2026-06-03") == []
    assert rules_open(service, "2026-06-04") == ["arrets_cumules"]


def test_each_index_above_its_threshold_is_a_signal_of_its_own(service: Service) -> None:
    job = a_worker(service)
    index(job, "2026-01-10", "IRI", 3)
    index(job, "2026-01-10", "IRDP_PADOA", 2.5)
    index(job, "2026-01-10", "IRDP_PRESANSE", 2)
    index(job, "2026-01-10", "WAS", 9)

    assert rules_open(service, "2026-01-11") == ["indice_au_dela_du_seuil"] * 2
    assert set(Signal.objects.values_list("subject", flat=True)) == {"IRI", "IRDP_PADOA"}

    index(job, "2026-02-10", "IRI", 1)
    detect(service=service, on=day("2026-02-11"))
    assert list(Signal.objects.open().values_list("subject", flat=True)) == ["IRDP_PADOA"]


def test_the_mid_career_visit_is_due_all_the_year_of_the_forty_fifth_birthday(service: Service) -> None:
    job = a_worker(service, born="1981-06-15")

    assert rules_open(service, "2025-12-31") == []
    assert rules_open(service, "2026-01-01") == ["mi_carriere_a_faire"]
    assert rules_open(service, "2026-12-31") == ["mi_carriere_a_faire"]
    assert "texte modifié le 29 juillet 2026" in Signal.objects.get().reason
    assert rules_open(service, "2027-01-01") == []
    visit(job, "2024-01-01", "mi_carriere")
    assert rules_open(service, "2026-06-01") == []


def test_the_signal_of_the_mid_career_visit_counts_its_two_years_as_the_page_does(service: Service) -> None:
    """From 1 January, or from the birthday where Administration read it so: never one here and the other there."""
    job = a_worker(service, born="1981-06-15")
    visit(job, "2024-03-01", "mi_carriere")

    assert (kinds(job, "mi_carriere", "2026-03-02"), rules_open(service, "2026-03-02")) == ([], [])
    start = read_figures(settings.CATALOGUE / "parameters")["mi_carriere.depuis_anniversaire"].values[0].start
    confirm_figure(
        code="mi_carriere.depuis_anniversaire", version_from=start, value=1, reference="note", service=service,
        by=person(email="admin@essai.test"),
    )  # fmt: skip
    assert kinds(job, "mi_carriere", "2026-03-02") == [("due", "2026-12-31")]
    assert rules_open(service, "2026-03-02") == ["mi_carriere_a_faire"]


@pytest.mark.parametrize(
    ("start", "end", "cause", "overdue_on", "due"),
    [
        ("2024-01-01", "2024-02-29", "maladie", "2024-03-10", True),
        ("2024-01-02", "2024-02-29", "maladie", "2024-03-10", False),
        ("2024-01-01", "2024-01-29", "accident_travail", "2024-02-10", False),
        ("2024-01-01", "2024-01-30", "accident_travail", "2024-02-09", True),
        ("2024-01-01", "2024-01-03", "maladie_professionnelle", "2024-01-14", True),
        ("2024-01-01", "2024-04-20", "maternite", "2024-04-30", True),
        ("2022-03-31", "2022-04-29", "maladie", "2022-05-09", True),
        ("2022-04-01", "2022-04-30", "maladie", "2022-05-10", False),
    ],
)
def test_the_return_visit_is_overdue_nine_days_after_the_return(
    service: Service, start: str, end: str, cause: str, overdue_on: str, due: bool
) -> None:
    job = a_worker(service)
    leave(job, start, end, cause)

    found = [rule for rule in rules_open(service, overdue_on) if rule == "reprise_non_faite"]

    assert found == (["reprise_non_faite"] if due else [])


def test_a_return_visit_in_time_or_a_new_leave_leaves_nothing_overdue(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2024-01-01", "2024-02-20")
    leave(job, "2024-02-21", "2024-03-10")

    assert "reprise_non_faite" not in rules_open(service, "2024-03-19")
    assert "reprise_non_faite" in rules_open(service, "2024-03-20")

    again = leave(job, "2024-03-18", "2024-03-22")
    assert "reprise_non_faite" not in rules_open(service, "2024-03-20")
    again.delete()
    visit(job, "2024-03-12", "reprise")
    assert "reprise_non_faite" not in rules_open(service, "2024-03-20")


def test_a_leave_without_end_lasts_until_the_return_visit_or_the_end_of_the_job(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-01-01", None)

    assert LONG in rules_open(service, "2026-06-01")
    visit(job, "2026-05-04", "reprise")
    assert LONG not in rules_open(service, "2026-06-01")

    ended = a_job(a_worker(service).worker, "2019-01-01", "2026-02-28")
    leave(ended, "2026-02-01", None)
    assert LONG not in rules_open(service, "2026-06-01")


def test_who_left_is_not_signalled(service: Service) -> None:
    gone = a_worker(service, left_on="2026-03-15")
    leave(gone, "2026-03-01", "2026-06-30")
    moved = a_job(gone.worker, "2026-01-01", "2026-04-05", establishment=an_establishment(service))

    assert rules_open(service, "2026-04-05") == [LONG]
    assert Signal.objects.get().job == moved
    assert rules_open(service, "2026-04-06") == []


def test_a_service_without_anyone_has_no_signal(service: Service) -> None:
    assert detect(service=service, on=day("2026-04-01"))[LONG]["raised"] == 0
    assert DetectionRun.objects.get().on == day("2026-04-01")


def test_maternity_is_not_sick_leave(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-01-01", "2026-04-20", "maternite")

    assert rules_open(service, "2026-04-01") == []


def test_the_signals_of_another_service_stay_as_they_are(service: Service) -> None:
    other = Service.objects.create(code="autre", name="Autre")
    leave(a_worker(other), "2026-03-01", "2026-04-30")
    detect(service=other, on=day("2026-04-10"))

    detect(service=service, on=day("2026-07-10"))

    assert Signal.objects.get().status == "open"


def test_the_list_costs_one_query_whatever_its_length(service: Service, django_assert_num_queries: object) -> None:
    for _ in range(3):
        leave(a_worker(service), "2026-03-01", "2026-04-30")
    detect(service=service, on=day("2026-04-10"))

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(open_signals(service)) == 3
