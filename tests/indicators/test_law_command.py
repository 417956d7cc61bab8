"""`amarre law`: the figures of a day, with what Administration confirmed."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.indicators.law import confirm_figure
from amarre.lib.errors import DomainError
from tests.people import person

pytestmark = pytest.mark.django_db


def law(on: str) -> dict[str, dict[str, Any]]:
    out = StringIO()
    call_command("law", "--on", on, "--format", "json", stdout=out, stderr=StringIO())
    return {one["code"]: one for one in json.loads(out.getvalue())}


def test_a_figure_is_printed_with_its_article_its_dates_and_its_doubt() -> None:
    before, after = law("2026-06-14")["reprise.absence_maladie"], law("2026-06-15")["reprise.absence_maladie"]

    assert (before["value"], before["unit"], before["confirmed"]) == (60, "jours", True)
    assert (before["since"], before["until"]) == ("2022-04-01", "2026-06-14")
    assert (after["value"], after["confirmed"], after["version"]) == (60, False, "LEGIARTI000054250639")
    assert after["caution"] == "texte modifié le 15 juin 2026, valeur à confirmer"
    assert (after["article"], after["rules"], after["kind"]) == ("Code du travail, art. R4624-31", ["R08"], "legal")


def test_the_law_of_the_time_is_printed() -> None:
    assert law("2021-10-01")["reprise.absence_maladie"]["value"] == 30
    assert "liaison.duree_absence" not in law("2021-10-01")
    assert law("2025-12-11")["fonction_publique.fpt_visite"]["value"] == 2
    assert law("2025-12-12")["fonction_publique.fpt_visite"]["value"] == 5


def test_a_reading_of_administration_counts(service: Service) -> None:
    admin = person((service, Role.ADMINISTRATION))
    confirm_figure(
        code="reprise.delai", version_from=date(2026, 6, 15), value=10, reference="lu le 3 juillet", service=service,
        by=admin,
    )  # fmt: skip

    figure = law("2026-07-10")["reprise.delai"]

    assert (figure["value"], figure["confirmed"], figure["reading"]) == (10, True, "lu le 3 juillet")


def test_plain_lines_are_for_people_and_the_count_goes_to_standard_error() -> None:
    out, err = StringIO(), StringIO()
    call_command("law", "--on", "2026-07-01", stdout=out, stderr=err)

    lines = out.getvalue().splitlines()
    assert any(line.startswith("reprise.delai\t8 jours\t") and "à confirmer" in line for line in lines)
    assert err.getvalue().startswith(f"{len(lines)} figures in force on 2026-07-01")


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(DomainError, match="YYYY-MM-DD"):
        law("20260701")
