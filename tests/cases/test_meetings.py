"""Meetings of the cell: agenda, decisions, tasks, guests, minutes and extracts."""

import io
import zipfile
from datetime import date
from xml.etree.ElementTree import fromstring as parse

import pytest

from amarre.accounts.models import Cell, Service, User
from amarre.audit.models import Event
from amarre.cases.actions import receive_case
from amarre.cases.actions.decisions import (
    DecisionChanged,
    correct_decision,
    decide,
    mark_item,
    tick_task,
    withdraw_decision,
)
from amarre.cases.actions.meetings import (
    ask_cell,
    end_meeting,
    invite_guest,
    move_on_agenda,
    plan_meeting,
    put_on_agenda,
    reopen_meeting,
    take_off_agenda,
)
from amarre.cases.actions.notes import write_note
from amarre.cases.consents import give_consent, withdraw_consent
from amarre.cases.enums import Compartment
from amarre.cases.minutes import extract, minutes
from amarre.cases.models import AgendaItem, Case, CellMeeting, CellQuestion, Consent, Decision, Task
from amarre.documents.docx import docx
from amarre.documents.pdf import pdf
from amarre.lib.errors import DomainError
from tests.detection.drawn import a_worker
from tests.people import person

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)


@pytest.fixture
def meeting(service: Service, officer: User) -> CellMeeting:
    return plan_meeting(service=service, held_on=DAY, by=officer, participants=[officer])


@pytest.fixture
def item(meeting: CellMeeting, case: Case, officer: User) -> AgendaItem:
    return put_on_agenda(meeting=meeting, case=case, by=officer)


def three(meeting: CellMeeting, by: User) -> list[AgendaItem]:
    jobs = [a_worker(meeting.service) for _ in range(3)]
    return [put_on_agenda(meeting=meeting, case=receive_case(job=job, on=DAY, by=by), by=by) for job in jobs]


def names(items: list[AgendaItem]) -> list[int]:
    return [item.pk for item in items]


def test_a_meeting_is_of_a_cell_and_of_people_of_the_service(service: Service, officer: User) -> None:
    elsewhere = Cell.objects.create(name="Autre cellule")
    stranger = person((Service.objects.create(code="autre", name="Autre"), "medecin"), email="x@essai.test")

    with pytest.raises(DomainError, match="ne suit pas"):
        plan_meeting(service=service, cell=elsewhere, held_on=DAY, by=officer, participants=[officer])
    with pytest.raises(DomainError, match="participant"):
        plan_meeting(service=service, held_on=DAY, by=officer, participants=[stranger])


def test_the_agenda_keeps_an_order_that_people_change(meeting: CellMeeting, officer: User) -> None:
    first, second, third = three(meeting, officer)

    move_on_agenda(item=third, up=True, by=officer)
    move_on_agenda(item=first, up=True, by=officer)
    take_off_agenda(item=second, by=officer)

    assert names(list(meeting.items.all())) == names([first, third])


def test_a_case_is_once_on_an_agenda_and_stays_once_decided(item: AgendaItem, officer: User) -> None:
    again = put_on_agenda(meeting=item.meeting, case=item.case, by=officer)
    decide(item=item, text="Demander une étude de poste", by=officer)

    assert again.pk == item.pk
    with pytest.raises(DomainError, match="reste au relevé"):
        take_off_agenda(item=item, by=officer)


def test_a_question_taken_off_the_agenda_waits_for_another_meeting(
    meeting: CellMeeting, case: Case, officer: User
) -> None:
    question = ask_cell(case=case, text="Décaler l’essai ?", by=officer)
    item = put_on_agenda(meeting=meeting, case=case, by=officer, reason="demande", question=question)
    take_off_agenda(item=item, by=officer)

    assert CellQuestion.objects.get(item__isnull=True).text == "Décaler l’essai ?"


def test_two_people_who_decide_at_once_keep_both(item: AgendaItem, officer: User) -> None:
    other = person((item.meeting.service, "medecin"), email="medecin@essai.test")
    decide(item=item, text="Maintenir l’essai", by=officer)
    decide(item=item, text="Appeler l’employeur", by=other, owner=officer, due_on=date(2026, 3, 20))

    assert [one.text for one in item.decisions.all()] == ["Maintenir l’essai", "Appeler l’employeur"]
    # Decided about, it was seen: the minutes count it, and the next meeting is not told that nobody looked.
    assert (item.state, AgendaItem.objects.get().state) == ("vu", "vu")
    assert "1\u00a0vu" in minutes(item.meeting, DAY)["lead"]
    task = Task.objects.get()
    assert (task.what, task.owner, task.due_on, task.state) == (
        "Appeler l’employeur", officer, date(2026, 3, 20), "a_faire",
    )  # fmt: skip


def test_the_second_to_correct_is_shown_what_the_first_wrote(item: AgendaItem, officer: User) -> None:
    decision = decide(item=item, text="Maintenir", by=officer)
    changes = {"by": officer, "owner": None, "due_on": None, "internal": False}
    correct_decision(decision=decision, seen=0, text="Décaler", **changes)

    with pytest.raises(DecisionChanged) as refused:
        correct_decision(decision=decision, seen=0, text="Annuler", **changes)

    assert refused.value.decision.text == "Décaler"
    assert Decision.objects.get().text == "Décaler"


def test_a_task_follows_its_decision(item: AgendaItem, officer: User) -> None:
    decision = decide(item=item, text="Appeler", by=officer, owner=officer)
    decision = correct_decision(
        decision=decision, seen=0, text="Écrire", by=officer, owner=officer, due_on=DAY, internal=True
    )
    task = Task.objects.get()
    assert (task.what, task.due_on) == ("Écrire", DAY)

    withdraw_decision(decision=decision, seen=1, by=officer)
    with pytest.raises(DomainError, match="abandonnée"):
        tick_task(task=task, done=True, by=officer, on=DAY)


def test_a_task_is_done_in_one_act_and_taken_back_in_one(item: AgendaItem, officer: User) -> None:
    task = decide(item=item, text="Appeler", by=officer, owner=officer).task
    assert task is not None

    tick_task(task=task, done=True, by=officer, on=DAY)
    assert Task.objects.values_list("state", "done_on").get() == ("fait", DAY)
    tick_task(task=task, done=False, by=officer, on=DAY)

    assert Task.objects.values_list("state", "done_on").get() == ("a_faire", None)
    assert list(Event.objects.filter(action__startswith="task.").values_list("action", flat=True)) == [
        "task.made", "task.done", "task.undone",
    ]  # fmt: skip


def test_nobody_outside_the_service_is_given_a_task(item: AgendaItem, officer: User) -> None:
    other = person((Service.objects.create(code="autre", name="Autre"), "medecin"), email="x@essai.test")

    with pytest.raises(DomainError, match="ne peut pas lire"):
        decide(item=item, text="Appeler", by=officer, owner=other)
    assert not Decision.objects.exists()


def test_an_ended_meeting_takes_nothing_until_it_is_opened_again(item: AgendaItem, officer: User) -> None:
    end_meeting(meeting=item.meeting, by=officer)
    with pytest.raises(DomainError, match="terminée"):
        decide(item=item, text="Trop tard", by=officer)

    reopen_meeting(meeting=item.meeting, by=officer)
    decide(item=item, text="À temps", by=officer)


def test_the_words_are_sealed_in_the_database(item: AgendaItem, officer: User) -> None:
    decide(item=item, text="Canari rouge", by=officer, owner=officer)

    stored = [*Decision.objects.values_list("text", flat=True), *Task.objects.values_list("what", flat=True)]
    assert all(b"Canari" not in bytes(one) for one in stored)
    assert "Canari" not in str(list(Event.objects.values_list("details", flat=True)))


def agree(case: Case, *scopes: str, named: str = "") -> list[Consent]:
    worker = case.job.worker
    return give_consent(
        worker=worker, recipient="cap_emploi", scopes=list(scopes), on=DAY, way="ecrit", by=None, named=named
    )


def test_an_extract_holds_the_partners_own_cases_with_consent_and_nothing_else(
    meeting: CellMeeting, officer: User
) -> None:
    agreed, silent, uninvited = three(meeting, officer)
    for one, text in ((agreed, "Décision dite"), (silent, "Décision tue"), (uninvited, "Décision d’ailleurs")):
        decide(item=one, text=text, by=officer)
        write_note(case=one.case, compartment=Compartment.SHARED, text="Canari de note", by=officer, on=DAY)
    decide(item=agreed, text="Entre nous", by=officer, internal=True)
    agree(agreed.case, "identite", "travail")
    agree(silent.case, "identite")
    guest = invite_guest(meeting=meeting, recipient="cap_emploi", items=[agreed, silent], by=officer)

    made = extract(guest, DAY)

    assert (names(made.kept), names(made.left_out)) == ([agreed.pk], [silent.pk])
    assert [[one["text"] for one in case["decisions"]] for case in made.data["cases"]] == [["Décision dite"]]
    told = str(made.data)
    assert "1\u00a0situation n’est pas dans cet extrait" in told.replace("\\xa0", "\u00a0")
    whole = str(minutes(meeting, DAY))
    assert "Entre nous" in whole
    assert "Canari" not in told + whole


def test_a_withdrawn_or_named_consent_takes_effect_at_once(item: AgendaItem, officer: User) -> None:
    guest = invite_guest(meeting=item.meeting, recipient="cap_emploi", items=[item], by=officer, named="Mme Aubry")
    agree(item.case, "identite", "travail", named="M. Blanc")
    assert extract(guest, DAY).kept == []

    consents = agree(item.case, "identite", "travail", named="Mme Aubry")
    assert extract(guest, DAY).kept == [item]
    withdraw_consent(consent=consents[0], on=DAY, by=officer)

    assert extract(guest, DAY).kept == []


def test_the_files_hold_the_decisions_and_no_one_elses_markup(item: AgendaItem, officer: User) -> None:
    decide(item=item, text="Essai <b>&</b> {{ 7 * 7 }} #panic()", by=officer, owner=officer, due_on=DAY)
    mark_item(item=item, state="vu", by=officer, review_on=date(2026, 4, 6))
    data = minutes(item.meeting, DAY)

    made, printed = docx("minutes", data, DAY), pdf("minutes", data, DAY)

    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert [parse(parts.read(name)).tag for name in parts.namelist()]
        body = parts.read("word/document.xml").decode()
    assert "Essai &lt;b&gt;&amp;&lt;/b&gt; {{ 7 * 7 }} #panic()" in body
    assert "06/04/2026" in body
    assert made == docx("minutes", data, DAY)
    assert printed.startswith(b"%PDF")
    assert b"pdfaid:part>2" in printed
    assert b"pdfuaid:part>1" in printed


def test_a_review_is_after_the_meeting(item: AgendaItem, officer: User) -> None:
    with pytest.raises(DomainError, match="après"):
        mark_item(item=item, state="vu", by=officer, review_on=DAY)
