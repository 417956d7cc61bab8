"""The addresses of pages, built from patterns that are looked up once."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, get_script_prefix, reverse, set_script_prefix

from amarre.ui.addresses import address


def test_an_address_is_the_one_that_django_gives() -> None:
    for number in (1, 7_310_000_000_001, 12):
        assert address("desk:worker", "essai", number) == reverse("desk:worker", args=["essai", number])
    fact = ("ete", 3, "visite", 12)
    assert address("desk:fact_correct", *fact) == reverse("desk:fact_correct", args=fact)
    assert address("desk:start") == reverse("desk:start")


def test_an_address_follows_the_prefix_under_which_the_site_is_served() -> None:
    before = get_script_prefix()
    address("desk:worker", "essai", 1)
    set_script_prefix("/amarre/")
    try:
        assert address("desk:worker", "essai", 1) == "/amarre/services/essai/travailleurs/1/"
    finally:
        set_script_prefix(before)


def test_the_tag_of_templates_writes_texts_numbers_and_named_arguments() -> None:
    page = Template(
        "{% url 'desk:worker' code pk %} {% url 'desk:worker' code=code pk=pk %} {% url view code %}"
        "{% url 'desk:start' as start %} {{ start }}"
    )
    text = page.render(Context({"code": "essai", "pk": 4, "view": "desk:signals"}))
    worker = "/services/essai/travailleurs/4/"
    assert text == f"{worker} {worker} /services/essai/ {reverse('desk:start')}"


def test_an_address_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoReverseMatch):
        address("desk:worker", "essai")
    with pytest.raises(NoReverseMatch):
        Template("{% url 'desk:worker' code %}").render(Context({"code": "essai"}))
