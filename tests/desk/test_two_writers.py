"""Two people write at the same time: nothing is lost, and the second is shown what the first one did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.cases.actions import Contact, close_case, keep_contact, receive_case
from amarre.cases.actions.casework import open_case, qualify_case
from amarre.cases.actions.decisions import decide
from amarre.cases.actions.meetings import plan_meeting, put_on_agenda
from amarre.cases.actions.planning import Wanted, write_action, write_objectives
from amarre.cases.enums import CaseStatus
from amarre.cases.models import (
    AgendaItem,
    Case,
    Decision,
    FollowUpContact,
    MeetingGuest,
    PlanAction,
    RetentionPlan,
    SchemeUse,
    SharedNote,
    SupportAct,
)
from amarre.directory.models import Job, Professional, Worker
from tests.forms import form_in
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
Typed = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Pair:
    """Two people of the cell, each with the page before them."""

    first: Client
    second: Client

    def cross(self, address: str, holding: str, typed: tuple[Typed, Typed]) -> tuple[str, dict[str, list[str]]]:
        """Both open the page, both type, the first sends, then the second; what the second reads, and its form."""
        forms = [form_in(one.get(address).content.decode(), holding) for one in (self.first, self.second)]
        assert self.first.post(address, {**forms[0], **typed[0]}).status_code in (200, 302)
        refused = self.second.post(address, {**forms[1], **typed[1]})
        page = refused.content.decode().replace("\u00a0", " ")
        assert refused.status_code == 409
        assert "par Alix Première" in page
        return page, form_in(page, holding)


@pytest.fixture
def lead(service: Service) -> Professional:
    return Professional.objects.create(service=service, last_name="Lassalle", first_name="Inès", role="charge_maintien")


@pytest.fixture
def case(job: Job, lead: Professional) -> Case:
    """A case under way."""
    case = receive_case(job=job, on=ON, by=None, lead=lead)
    case = qualify_case(case=case, by=None, seen=0, on=ON)
    return open_case(case=case, by=None, seen=1, on=ON)


@pytest.fixture
def address(case: Case) -> str:
    return f"/services/essai/dossiers/{case.pk}/"


@pytest.fixture
def users(service: Service) -> list[User]:
    people = [person((service, Role.PHYSICIAN), email=f"{number}@essai.test") for number in (1, 2)]
    for user, name in zip(people, ("Alix Première", "Camille Seconde"), strict=True):
        User.objects.filter(pk=user.pk).update(full_name=name)
    return people


@pytest.fixture
def pair(users: list[User]) -> Pair:
    return Pair(*(signed_in(user) for user in users))


def test_who_completes_a_case_writes_only_what_they_changed(pair: Pair, case: Case, address: str) -> None:
    typed = {"level": "T2", "boe_status": "oui"}, {"level": "T4", "prevention_level": "tertiaire"}
    page, form = pair.cross(f"{address}completer/", "level", typed)  # type: ignore[arg-type]
    case.refresh_from_db()
    assert (case.level, case.boe_status, case.prevention_level) == ("T2", "oui", None)
    # The value is told, but for what only some may read.
    assert "« niveau » modifié : T2" in page
    assert "« statut de BOE » modifié, par Alix Première" in page
    # The second keeps what they typed, and takes what they did not touch as it stands.
    assert (form["level"], form["prevention_level"], form["boe_status"]) == (["T4"], ["tertiaire"], ["oui"])

    assert pair.second.post(f"{address}completer/", form).status_code == 302
    case.refresh_from_db()
    assert (case.level, case.boe_status, case.prevention_level) == ("T4", "oui", "tertiaire")
    assert [(one.field, one.after) for one in case.changes.order_by("pk")][-2:] == [
        ("level", "T4"), ("prevention_level", "tertiaire"),
    ]  # fmt: skip


def test_the_objectives_of_the_first_are_read_beside_those_of_the_second(pair: Pair, case: Case, address: str) -> None:
    typed = {"objectives": "Reprendre à mi-temps"}, {"objectives": "Changer de poste"}
    page, form = pair.cross(f"{address}plan/", "objectives", typed)

    assert "Les objectifs disent maintenant : « Reprendre à mi-temps »" in page
    assert form["objectives"] == ["Changer de poste"]
    assert RetentionPlan.objects.get().objectives == "Reprendre à mi-temps"
    assert pair.second.post(f"{address}plan/", form).status_code == 302
    assert RetentionPlan.objects.get().objectives == "Changer de poste"


def test_an_action_told_done_stays_done_when_another_rewrites_it(
    pair: Pair, case: Case, lead: Professional, address: str
) -> None:
    action = planned(case, lead)
    at = f"{address}plan/action/{action.thread}/"
    page, form = pair.cross(at, "what", ({"state": "faite"}, {"what": "Étudier le poste avec l’employeur"}))

    assert "« action du plan » modifié : faite" in page
    assert "L’action dit maintenant : « Étudier le poste, Inès Lassalle, pour le 01/04/2026" in page
    assert (form["state"], form["what"]) == (["faite"], ["Étudier le poste avec l’employeur"])
    assert pair.second.post(at, form).status_code == 302
    kept = PlanAction.objects.get()
    assert (kept.what, kept.state) == ("Étudier le poste avec l’employeur", "faite")


def planned(case: Case, lead: Professional) -> PlanAction:
    """One action in the draft of the plan."""
    write_objectives(case=case, objectives="Reprendre", by=None, seen=case.version, on=ON)
    wanted = Wanted("Étudier le poste", date(2026, 4, 1), owner=lead)
    action = write_action(case=case, wanted=wanted, by=None, seen=case.version + 1, on=ON)
    case.refresh_from_db()
    return action


def test_a_plan_is_not_signed_over_an_action_that_was_not_read(
    pair: Pair, users: list[User], case: Case, lead: Professional, address: str
) -> None:
    planned(case, lead)
    form = form_in(pair.second.get(f"{address}plan/signer/").content.decode(), "signatory")
    wanted = Wanted("Former", date(2026, 5, 1), owner=lead)
    write_action(case=case, wanted=wanted, by=users[0], seen=case.version, on=ON)
    sent = {**form, "signatory": "travailleur", "on": "2026-03-10"}
    refused = pair.second.post(f"{address}plan/signer/", sent)
    page = refused.content.decode().replace("\u00a0", " ")

    assert refused.status_code == 409
    assert "« plan de maintien » modifié, par Alix Première" in page
    assert not RetentionPlan.objects.get().signatures.exists()
    assert pair.second.post(f"{address}plan/signer/", form_in(page, "signatory")).status_code == 302
    assert RetentionPlan.objects.get().signed_on == date(2026, 3, 10)


def test_two_signatures_at_once_are_both_kept(pair: Pair, case: Case, lead: Professional, address: str) -> None:
    planned(case, lead)
    said = {"signatory": "travailleur", "on": "2026-03-10"}, {"signatory": "referent", "on": "2026-03-11"}
    _, form = pair.cross(f"{address}plan/signer/", "signatory", said)
    assert pair.second.post(f"{address}plan/signer/", form).status_code == 302

    signed = RetentionPlan.objects.get().signatures.values_list("signatory", flat=True)
    assert set(signed) == {"travailleur", "referent"}


def test_a_team_that_changed_is_read_again(pair: Pair, service: Service, case: Case, address: str) -> None:
    staff = [Professional.objects.create(service=service, last_name=name, role="idest") for name in ("Vidal", "Roux")]
    typed = {"professional": str(staff[0].pk)}, {"professional": str(staff[1].pk)}
    page, form = pair.cross(f"{address}equipe/", "professional", typed)
    assert "« équipe » modifié : Vidal" in page
    assert pair.second.post(f"{address}equipe/", form).status_code == 302
    assert {one.professional.last_name for one in case.team.all()} == {"Vidal", "Roux"}

    leaving = case.team.get(professional=staff[0])
    read = form_in(pair.second.get(f"{address}equipe/").content.decode(), "seen")
    pair.first.post(f"{address}completer/", {"level": "T2", "seen": read["seen"]})
    refused = pair.second.post(f"{address}equipe/{leaving.pk}/retirer/", read)
    assert refused.status_code == 409
    assert "niveau" in refused.content.decode()
    leaving.refresh_from_db()
    assert leaving.until is None


@pytest.mark.parametrize("late", ["clore", "completer", "faire/suspendre"])
def test_a_case_closed_meanwhile_is_not_written_to(pair: Pair, case: Case, address: str, late: str) -> None:
    typed = {"outcome": "maintien_poste", "decisive": "poste", "satisfaction": "plutot_satisfait", "channel": "aucun",
             "on": "2026-03-31"}  # fmt: skip
    holding = {"clore": "outcome", "completer": "level", "faire/suspendre": "reason"}[late]
    said = {"clore": {**typed, "outcome": "abandon"}, "completer": {"level": "T4"},
            "faire/suspendre": {"reason": "Attente d’un avis"}}[late]  # fmt: skip
    waiting = form_in(pair.second.get(f"{address}{late}/").content.decode(), holding)
    first = form_in(pair.first.get(f"{address}clore/").content.decode(), "outcome")
    assert pair.first.post(f"{address}clore/", {**first, **typed}).status_code == 302

    refused = pair.second.post(f"{address}{late}/", {**waiting, **said})

    page = refused.content.decode().replace("\u00a0", " ")
    assert refused.status_code == 409
    assert "« clore », issue : maintien au poste, par Alix Première" in page
    case.refresh_from_db()
    assert (case.status, case.outcome, case.level) == (CaseStatus.CLOSED, "maintien_poste", None)
    again = pair.second.post(f"{address}{late}/", form_in(page, holding))
    assert again.status_code == 409


def test_a_case_is_reopened_once_and_the_second_reads_why(pair: Pair, case: Case, address: str) -> None:
    closed = {"outcome": "abandon", "decisive": "autre", "satisfaction": "non_recueillie"}
    close_case(case=case, by=None, seen=case.version, on=date(2026, 3, 31), **closed)
    page, _ = pair.cross(
        f"{address}rouvrir/", "reason", ({"reason": "Nouvel arrêt"}, {"reason": "Elle le demande"})
    )  # fmt: skip

    assert "« rouvrir », raison : Nouvel arrêt, par Alix Première" in page
    assert "Elle le demande" in page
    case.refresh_from_db()
    assert case.status == CaseStatus.REOPENED


def test_a_contact_is_not_replaced_unread(pair: Pair, case: Case, address: str) -> None:
    keep_contact(case=case, contact=Contact("telephone", "05 65 00 00 00"), on=ON, by=None, seen=case.version)
    typed = {"channel": "sms", "address": "06 12 34 56 78"}, {"channel": "courriel", "address": "y@exemple.fr"}
    page, form = pair.cross(f"{address}contact/", "channel", typed)

    assert "« contact pour les suivis » modifié : par SMS, au lieu de par téléphone" in page
    assert "+33612345678" in page
    assert FollowUpContact.objects.get().address == "+33612345678"
    assert pair.second.post(f"{address}contact/", form).status_code == 302
    assert FollowUpContact.objects.get().address == "y@exemple.fr"


def test_acts_notes_and_schemes_of_two_people_are_all_kept_and_each_reads_the_others(
    pair: Pair, case: Case, address: str
) -> None:
    today = f"{timezone.localdate():%Y-%m-%d}"
    both: list[tuple[str, str, Typed, Typed, type]] = [
        ("accompagnement", "profession", {"profession": "ergonome", "text": "Poste vu", "compartment": "cellule"},
         {"profession": "psychologue", "text": "Entretien", "compartment": "cellule"}, SupportAct),
        ("notes/cellule", "text", {"text": "Elle hésite"}, {"text": "Il attend"}, SharedNote),
        ("dispositif", "scheme", {"scheme": "essai_encadre", "approval": "attente", "requested_on": today},
         {"scheme": "crpe", "approval": "attente", "requested_on": today}, SchemeUse),
    ]  # fmt: skip
    for page, holding, *typed, model in both:
        before = model.objects.count()
        forms = [form_in(one.get(f"{address}{page}/").content.decode(), holding) for one in (pair.first, pair.second)]
        pair.first.post(f"{address}{page}/", {**forms[0], **typed[0]})
        answer = pair.second.post(f"{address}{page}/", {**forms[1], **typed[1]}, follow=True)
        shown = answer.content.decode() + pair.second.get(address).content.decode()
        assert model.objects.count() == before + 2, page
        for word in {"accompagnement": ("Ergonome", "Psychologue"), "notes/cellule": ("Elle hésite", "Il attend"),
                     "dispositif": ("Essai encadré", "CRPE")}[page]:  # fmt: skip
            assert word in shown, word


@pytest.fixture
def item(service: Service, users: list[User], case: Case) -> AgendaItem:
    """The case on the agenda of today's meeting."""
    meeting = plan_meeting(service=service, held_on=timezone.localdate(), by=users[0], participants=users)
    return put_on_agenda(meeting=meeting, case=case, by=users[0])


def test_two_people_write_decisions_and_neither_undoes_the_other(
    pair: Pair, users: list[User], item: AgendaItem
) -> None:
    screen = f"/services/essai/reunions/{item.meeting_id}/dossiers/{item.pk}/"
    decision = decide(item=item, text="Voir l’employeur", by=users[0])
    at = f"/services/essai/reunions/{item.meeting_id}/decisions/{decision.pk}/"
    forms = [form_in(one.get(at).content.decode(), "text") for one in (pair.first, pair.second)]
    pair.first.post(at, {**forms[0], "text": "Voir la DRH", "acte": "corriger"})
    refused = pair.second.post(at, {**forms[1], "text": "Écrire à l’employeur", "acte": "corriger"})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Alix Première a modifié" in page
    assert "Voir la DRH" in page
    assert form_in(page, "text")["text"] == ["Écrire à l’employeur"]
    assert Decision.objects.get().text == "Voir la DRH"
    for one, text in ((pair.first, "Relancer"), (pair.second, "Attendre")):
        one.post(screen, {"text": text, "acte": "decider"})
    assert {one.text for one in Decision.objects.all()} == {"Voir la DRH", "Relancer", "Attendre"}


def test_a_day_of_review_set_by_another_is_shown_before_it_is_replaced(pair: Pair, item: AgendaItem) -> None:
    screen, today = f"/services/essai/reunions/{item.meeting_id}/dossiers/{item.pk}/", timezone.localdate()
    days = [f"{today.replace(year=today.year + number):%Y-%m-%d}" for number in (1, 2)]
    forms = [form_in(one.get(screen).content.decode(), "review_on") for one in (pair.first, pair.second)]
    pair.first.post(screen, {**forms[0], "review_on": days[0], "acte": "decider", "text": "Attendre"})
    refused = pair.second.post(screen, {**forms[1], "review_on": days[1], "acte": "decider", "text": "Revoir"})

    page = refused.content.decode()
    item.refresh_from_db()
    assert refused.status_code == 422
    assert f"vient de demander à revoir ce dossier le {item.review_on:%d/%m/%Y}" in page
    assert f"{item.review_on}" == days[0]
    assert Decision.objects.count() == 1
    assert pair.second.post(screen, {**form_in(page, "review_on"), "acte": "decider"}).status_code == 302
    item.refresh_from_db()
    assert f"{item.review_on}" == days[1]
    assert Decision.objects.count() == 2


def test_a_partner_invited_by_two_people_comes_for_the_cases_that_both_read(
    pair: Pair, service: Service, users: list[User], item: AgendaItem, case: Case
) -> None:
    colleague = Worker.objects.create(
        service=service, last_name="Alba", first_name="Noa", sex="F", born_on=date(1990, 6, 15)
    )
    job = Job.objects.create(
        service=service, worker=colleague, establishment=case.job.establishment, started_on=date(2015, 1, 5),
        contract_kind="cdi", monitoring="simple",
    )  # fmt: skip
    other = put_on_agenda(meeting=item.meeting, case=receive_case(job=job, on=ON, by=None), by=users[0])
    at = f"/services/essai/reunions/{item.meeting_id}/"
    forms = [form_in(one.get(at).content.decode(), "recipient") for one in (pair.first, pair.second)]
    invited = {"recipient": "cap_emploi", "acte": "inviter"}
    pair.first.post(at, {**forms[0], **invited, "items": [str(item.pk)]})
    refused = pair.second.post(at, {**forms[1], **invited, "items": [str(other.pk)]})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "vient d’inviter ce partenaire pour Yanis Orsatelli" in page
    assert {one.pk for one in MeetingGuest.objects.get().items.all()} == {item.pk}
    again = {**form_in(page, "recipient"), **invited, "items": [str(item.pk), str(other.pk)]}
    assert pair.second.post(at, again).status_code == 302
    assert MeetingGuest.objects.get().items.count() == 2
