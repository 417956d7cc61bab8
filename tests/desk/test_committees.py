"""Meetings of works councils: announced by an employer, attended or not, counted once, without a name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.directory.models import Job, Professional
from amarre.prevention.models import ActionReach, CollectiveAction, CommitteeMeeting
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST = "/services/essai/reunions-cse/"


def test_a_cssct_is_announced_attended_counted_and_no_longer_counted_when_corrected(service: Service, job: Job) -> None:
    today = timezone.localdate()
    doctor = Professional.objects.create(service=service, last_name="Vasseur", role="medecin_travail")
    assistant = signed_in(person((service, Role.ASSISTANT)))
    announce = f"/services/essai/etablissements/{job.establishment_id}/reunions-cse/"
    held, told = today - timedelta(days=1), today - timedelta(days=8)
    said = {"kind": "cssct", "held_on": f"{held:%d/%m/%Y}", "told_on": f"{told:%d/%m/%Y}"}

    assert assistant.post(announce, {**said, "told_on": f"{today:%d/%m/%Y}"}).status_code == 422
    assert assistant.post(announce, said).status_code == 302
    again = assistant.post(announce, said)
    assert (again.status_code, "déjà notée" in again.content.decode()) == (422, True)
    meeting = CommitteeMeeting.objects.get()
    assert "Suite à dire" in assistant.get(LIST).content.decode()
    page = f"{LIST}{meeting.pk}/"
    shown = assistant.get(page).content.decode()
    assert "7 jours avant" in shown.replace("\u00a0", " ")
    assert "L2315-27" in shown
    assert job.worker.last_name not in shown
    nobody = assistant.post(page, {"state": "presence", "agreed": ""})
    assert (nobody.status_code, "qui y était" in nobody.content.decode()) == (422, True)
    attended_counted_and_corrected(service, job, page, doctor)


def attended_counted_and_corrected(service: Service, job: Job, page: str, doctor: Professional) -> None:
    """Said to have been attended, it is one action of the contract; said otherwise, none."""
    assistant, held = signed_in(person((service, Role.ASSISTANT))), CommitteeMeeting.objects.get().held_on
    before = service.facts_version
    assistant.post(page, {"state": "presence", "attendee": doctor.pk, "agreed": "Étude des postes"})
    service.refresh_from_db()
    assert service.facts_version > before
    reach = ActionReach.objects.get()
    assert (reach.establishment_id, reach.action.kind, reach.action.held_on) == (job.establishment_id, "cssct", held)
    assistant.post(page, {"state": "presence", "attendee": doctor.pk, "agreed": "Étude des postes de pose"})
    assert CollectiveAction.objects.count() == 1
    management = signed_in(person((service, Role.MANAGEMENT), email="d@essai.test"))
    assert "Étude des postes de pose" in management.get(page).content.decode()
    assert management.post(page, {"state": "absence"}).status_code == 403
    assert "CSSCT" in management.get(f"/services/essai/etablissements/{job.establishment_id}/").content.decode()
    assistant.post(page, {"state": "absence", "agreed": ""})
    assert not CollectiveAction.objects.exists()


def test_nobody_was_yet_at_a_meeting_to_come_and_a_council_counts_no_action(service: Service, job: Job) -> None:
    nurse = signed_in(person((service, Role.NURSE)))
    somebody = Professional.objects.create(service=service, last_name="Vasseur", role="medecin_travail")
    announce = f"/services/essai/etablissements/{job.establishment_id}/reunions-cse/"
    today = timezone.localdate()
    for days in (20, 0):
        on = {"held_on": f"{today + timedelta(days=days):%d/%m/%Y}", "told_on": f"{today:%d/%m/%Y}"}
        nurse.post(announce, {"kind": "cse", "attendee": somebody.pk, **on})
    now, coming = CommitteeMeeting.objects.order_by("held_on")
    went = {"state": "presence", "attendee": somebody.pk, "agreed": ""}
    assert nurse.post(f"{LIST}{coming.pk}/", went).status_code == 422
    assert nurse.post(f"{LIST}{now.pk}/", went).status_code == 302
    assert not CollectiveAction.objects.exists()
    assert "À venir" in nurse.get(LIST).content.decode()
