"""The page of outcomes: what is counted, and what Direction does not learn."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.models import Case, FollowUp
from amarre.cases.outcomes import ended_cases
from amarre.cases.survival import Observed
from amarre.directory.models import Job
from amarre.lib.keeping import forget
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/services/essai/devenirs/"


def ended(job: Job, *situations: tuple[str, str], outcome: str = "maintien_poste") -> Case:
    """A closed case, with its follow-ups."""
    case = Case.objects.create(
        service=job.service, job=job, opened_on=date(2024, 1, 5), closed_on=date(2024, 6, 1), outcome=outcome
    )
    for month, situation in situations:
        FollowUp.objects.create(
            service=job.service, case=case, due_month=month, held_on=date(2024, 9, 1), situation=situation
        )
    return case


def test_each_person_is_known_until_their_last_answer(job: Job) -> None:
    ended(job, ("3", "meme_poste"), ("6", "injoignable"), ("12", "autre_employeur"))
    ended(job, ("3", "injoignable"), ("6", "recherche_emploi"))
    ended(job, ("3", "poste_amenage"), ("6", "retraite"), ("12", "autre"))
    ended(job)
    ended(job, ("3", "meme_poste"), outcome="deces")

    found = [one.observed() for one in ended_cases(job.service)]

    assert sorted(found) == [
        Observed(0, left=False), Observed(3, left=False), Observed(6, left=True), Observed(12, left=False)
    ]  # fmt: skip


def test_direction_reads_shares_without_small_numbers_and_the_cell_reads_them_all(service: Service, job: Job) -> None:
    for number in range(12):
        ended(job, ("3", "meme_poste" if number < 6 else "recherche_emploi"))
    ended(job, ("3", "meme_poste"), outcome="reclassement_externe")

    cell = signed_in(person((service, Role.NURSE))).get(PAGE).content.decode()
    direction = signed_in(person((service, Role.MANAGEMENT), email="dir@essai.test")).get(PAGE).content.decode()

    # The headline has the interval that the tables have.
    assert "54\u00a0% à 3 mois (de 27\u00a0% à 81\u00a0%), parmi 13\u00a0personnes" in cell
    assert 'Reclassement externe</th><td class="am-num">1</td>' in cell
    # The one moved elsewhere is hidden, and so is the other group, which would give it away.
    assert 'Reclassement externe</th><td class="am-num">peu</td>' in direction
    assert 'Maintien au poste</th><td class="am-num">peu</td>' in direction
    for page in (cell, direction):
        assert "Orsatelli" not in page
        assert "<desc>" in page


def test_few_leavers_are_not_told_to_direction(service: Service, job: Job) -> None:
    for number in range(12):
        ended(job, ("3", "recherche_emploi" if number == 0 else "meme_poste"))

    page = signed_in(person((service, Role.MANAGEMENT))).get(PAGE).content.decode().partition("<main")[2]

    assert "Moins de 5 sorties de l’emploi à 3 mois, parmi 12\u00a0personnes en emploi à la clôture." in page
    assert "Trop peu de personnes" not in page
    assert not re.search(r"\b9[12](,\d+)?\s*%", without_marks(page))


def test_two_of_six_who_stayed_are_not_told_to_direction_as_nearly_all(service: Service, job: Job) -> None:
    for number in range(6):
        ended(job, ("3", "recherche_emploi" if number < 4 else "meme_poste"))

    page = signed_in(person((service, Role.MANAGEMENT))).get(PAGE).content.decode().partition("<main")[2]

    assert "presque" not in page
    assert not re.search(r"\b33(,\d+)?\s*%", without_marks(page.partition("Par issue")[2]))


def without_marks(page: str) -> str:
    """The text alone: what a form carries is drawn, and may hold any two digits."""
    return re.sub(r"<[^>]+>", " ", page)


def test_groups_stand_in_the_order_in_which_they_are_read(service: Service, job: Job) -> None:
    for headcount in (5, 20, 80, 400):
        job.pk, job.external_id = None, f"J{headcount}"
        site = job.establishment
        site.pk, site.headcount, site.external_id = None, headcount, f"E{headcount}"
        site.save()
        job.establishment = site
        job.save()
        ended(job, ("3", "meme_poste"))
        ended(job, ("3", "meme_poste"))

    page = signed_in(person((service, Role.NURSE))).get(PAGE).content.decode()

    sizes = ["Moins de 11 salariés", "11 à 49 salariés", "50 à 299 salariés", "300 salariés et plus"]
    assert [page.index(one) for one in sizes] == sorted(page.index(one) for one in sizes)
    assert "parmi 8\u00a0personnes en emploi à la clôture" in page


def test_the_page_costs_the_same_for_one_case_and_for_thirty(service: Service, job: Job) -> None:
    client = signed_in(person((service, Role.NURSE)))
    counts = []
    for number in (1, 30):
        for _ in range(number):
            ended(job, ("3", "meme_poste"))
        forget()
        client.get(PAGE)
        forget()
        with CaptureQueriesContext(connection) as spent:
            assert client.get(PAGE).status_code == 200
        counts.append(len(spent))

    assert counts[0] == counts[1] <= 20


def test_a_service_that_closed_nothing_is_told_so(service: Service) -> None:
    client = signed_in(person((service, Role.MANAGEMENT)))

    assert "Aucun dossier n’est encore clos" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}?annee=1999").status_code == 404
