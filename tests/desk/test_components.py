"""The page of components."""

import re

import pytest

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


def test_every_kind_of_component_stands_there_without_any_style(service: Service) -> None:
    page = signed_in(person((service, Role.ADMINISTRATION))).get("/composants/").content.decode()

    for mark in (
        "btn-primary", "am-next", "am-status am-late", "am-field-wrong", "am-errors", "am-filters", "am-rows",
        "am-table", "am-pager", "am-fold", "am-note-bad", "am-empty", "am-chart am-bullet",
    ):  # fmt: skip
        assert mark in page
    assert "style=" not in page
    identifiers = re.findall(r' id="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    assert set(re.findall(r'(?:for|aria-labelledby)="([^"]+)"', page)) <= set(identifiers)


def test_the_page_asks_the_database_little(service: Service, django_assert_max_num_queries: object) -> None:
    client = signed_in(person((service, Role.ADMINISTRATION)))

    with django_assert_max_num_queries(10):  # type: ignore[operator]
        client.get("/composants/")
