"""A case ends with an outcome, and the follow-ups that it brings."""

from datetime import date

import pytest

from amarre.accounts.models import Service, User
from amarre.audit.models import Event
from amarre.cases import actions
from amarre.cases.actions import Answers, Contact
from amarre.cases.models import Case, Closing, FollowUp, FollowUpContact, PlannedFollowUp
from amarre.lib.errors import DomainError, UnknownName

pytestmark = pytest.mark.django_db
CLOSED = date(2026, 3, 31)
SAID = {"outcome": "maintien_poste_amenage", "decisive": "poste", "satisfaction": "tres_satisfait"}


def close(case: Case, officer: User, **changes: object) -> Case:
    case.refresh_from_db()
    return actions.close_case(case=case, by=officer, seen=case.version, **{"on": CLOSED, **SAID, **changes})  # type: ignore[arg-type]


def planned_of(case: Case) -> list[tuple[str, date, str]]:
    return list(case.planned_follow_ups.order_by("due_on").values_list("due_month", "due_on", "state"))


def test_a_closing_plans_its_three_follow_ups_at_once(case: Case, officer: User) -> None:
    case = close(case, officer)

    closing = Closing.objects.get(transition__case=case)
    assert (closing.decisive, closing.satisfaction) == ("poste", "tres_satisfait")
    # The last day of a shorter month, as the figures count it.
    assert planned_of(case) == [
        ("3", date(2026, 6, 30), "attendu"),
        ("6", date(2026, 9, 30), "attendu"),
        ("12", date(2027, 3, 31), "attendu"),
    ]
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("missing", list(SAID))
def test_nothing_is_closed_while_an_answer_is_missing(case: Case, officer: User, missing: str) -> None:
    with pytest.raises(DomainError, match="Il manque une réponse pour clore"):
        close(case, officer, **{missing: ""})
    with pytest.raises(UnknownName):
        close(case, officer, **{missing: "gagne"})

    case.refresh_from_db()
    assert (case.status, case.planned_follow_ups.count()) == ("recu", 0)


def test_nobody_is_asked_after_a_death(case: Case, officer: User) -> None:
    case = close(case, officer, outcome="deces", contact=Contact("telephone", "05 65 00 00 00"))

    assert planned_of(case) == []
    assert not FollowUpContact.objects.exists()


def test_reopening_drops_what_was_to_come_and_keeps_what_was_answered(case: Case, officer: User) -> None:
    case = close(case, officer)
    first = PlannedFollowUp.objects.get(case=case, due_month="3")
    actions.record_answers(
        planned=first, answers=Answers("meme_poste"), on=date(2026, 7, 1), way="telephone", by=officer
    )

    case = actions.reopen_case(case=case, by=officer, seen=case.version, on=date(2026, 7, 2), reason="Nouvel arrêt")

    assert [state for _, _, state in planned_of(case)] == ["repondu", "annule", "annule"]
    assert waiting_on_the_page(case) == []
    case = close(case, officer, on=date(2026, 8, 1))
    waiting = PlannedFollowUp.objects.waiting().order_by("due_on").values_list("due_on", flat=True)
    assert list(waiting) == [date(2026, 11, 1), date(2027, 2, 1), date(2027, 8, 1)]
    assert waiting_on_the_page(case) == list(waiting)


def waiting_on_the_page(case: Case) -> list[date]:
    """The page of a case reads its follow-ups once."""
    follow_ups = list(FollowUp.objects.filter(case=case))
    return [one.due_on for one in PlannedFollowUp.objects.waiting_for(case, follow_ups)]


@pytest.mark.parametrize(
    ("channel", "given", "kept"),
    [
        ("courriel", " yanis@exemple.fr ", "yanis@exemple.fr"),
        ("sms", "06 12 34 56 78", "+33612345678"),
        ("telephone", "0033 5 65 00 00 00", "+33565000000"),
        ("aucun", "", ""),
    ],
)
def test_the_contact_is_kept_sealed_as_it_is_used(
    case: Case, officer: User, channel: str, given: str, kept: str
) -> None:
    case = close(case, officer, contact=Contact(channel, given))

    contact = FollowUpContact.objects.get(case=case)
    assert (contact.channel, contact.address, contact.agreed_on) == (channel, kept, CLOSED)
    sealed = FollowUpContact.objects.values_list("address", flat=True).get()
    assert b"612345678" not in bytes(sealed)
    assert all("612345678" not in str(event.details) for event in Event.objects.all())


@pytest.mark.parametrize(("channel", "given"), [("courriel", "yanis"), ("sms", "05 65 00 00 00"), ("telephone", "12")])
def test_a_contact_that_nobody_could_use_closes_nothing(case: Case, officer: User, channel: str, given: str) -> None:
    with pytest.raises(DomainError, match=r"Donnez|Un SMS"):
        close(case, officer, contact=Contact(channel, given))

    case.refresh_from_db()
    assert case.closed_on is None


def test_cases_closed_by_another_software_are_planned_for_what_is_not_long_past(service: Service, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(closed_on=date(2026, 3, 31), outcome="formation")
    FollowUp.objects.create(service=service, case=case, due_month="12", held_on=date(2027, 4, 1), situation="formation")

    assert actions.plan_missing(service=service, on=date(2026, 9, 1)) == 1
    assert actions.plan_missing(service=service, on=date(2026, 9, 1)) == 0
    assert planned_of(case) == [("6", date(2026, 9, 30), "attendu")]


def test_a_situation_that_an_import_brought_is_not_asked_again(service: Service, case: Case, officer: User) -> None:
    case = close(case, officer)
    FollowUp.objects.create(
        service=service, case=case, due_month="3", held_on=date(2026, 6, 20), situation="meme_poste"
    )

    assert set(PlannedFollowUp.objects.waiting().values_list("due_month", flat=True)) == {"6", "12"}
    assert waiting_on_the_page(case) == [date(2026, 9, 30), date(2027, 3, 31)]
