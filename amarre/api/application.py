"""The API as a whole: how one enters, how often, and what it says of itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from amarre.api import situations
from amarre.api.access import Bearer, PerMinute
from amarre.api.errors import HANDLERS

#: What the description says first.
ABOUT = (
    "Ce que la loi ouvre, impose et interdit à une personne suivie par un service, pour le logiciel de ce service. "
    "Chaque appel présente une clé que l’administration du service a créée\u00a0; chaque lecture d’une personne est "
    "inscrite au journal."
)


class Api(NinjaAPI):
    """No answer is kept by a cache."""

    def create_response(self, request: HttpRequest, data: Any, **more: Any) -> HttpResponse:
        """The answer as JSON."""
        response = super().create_response(request, data, **more)
        response.headers["Cache-Control"] = "no-store, private"
        return response


api = Api(
    title="Amarre", version="1", description=ABOUT, urls_namespace="api", docs_url=None, auth=Bearer(),
    throttle=PerMinute(),
)  # fmt: skip
for refusal, handler in HANDLERS.items():
    api.add_exception_handler(refusal, handler)
api.add_router("", situations.router)
