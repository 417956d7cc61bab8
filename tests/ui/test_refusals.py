"""What the domain refuses is a page for whoever asked; what is broken is not."""

from pathlib import Path

from django.http import HttpResponse
from django.test import RequestFactory

from amarre.rules.catalogue import CatalogueError
from amarre.ui.middleware import Refusals


def test_a_catalogue_that_does_not_read_is_a_defect_of_the_site_and_not_the_readers() -> None:
    request = RequestFactory().get("/services/essai/")
    broken = CatalogueError(Path("catalogue/statements/reprise.yaml"), 6, "where: not one of jours_arret")

    assert Refusals(lambda asked: HttpResponse()).process_exception(request, broken) is None
