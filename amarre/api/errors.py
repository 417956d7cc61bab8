"""Refusals of the API: JSON with a stable `code` and one French sentence; never what was sent."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import ConfigDict

from amarre.lib.errors import DomainError


class Wrong(Schema):
    """A field to correct."""

    model_config = ConfigDict(json_schema_extra={"description": "Un champ à corriger."})

    name: str
    message: str


class Refusal(Schema):
    """Why nothing was answered."""

    model_config = ConfigDict(json_schema_extra={"description": "Pourquoi rien n’est répondu, en une phrase."})

    code: str
    message: str
    fields: list[Wrong] = []


#: The sentence of each mistake in what was sent; `{}` takes the bound that it passes.
MISTAKES: Mapping[str, tuple[str, str]] = {
    "missing": ("Ce champ manque.", ""),
    "extra_forbidden": ("Ce champ n’existe pas ici.", ""),
    "string_type": ("Un texte est attendu.", ""),
    "string_too_short": ("Ce champ est vide.", ""),
    "string_too_long": ("{} caractères au plus.", "max_length"),
    "string_pattern_mismatch": ("Ce texte contient des caractères qui ne sont pas permis.", ""),
    "greater_than_equal": ("Le {} au plus tôt.", "ge"),
    "less_than_equal": ("Le {} au plus tard.", "le"),
    "date_type": ("Une date s’écrit AAAA-MM-JJ.", ""),
}
OTHER = ("Cette valeur n’est pas comprise.", "")


def refused(status: int, code: str, message: str, fields: list[dict[str, str]] | None = None) -> HttpResponse:
    """The answer."""
    answer = JsonResponse({"code": code, "message": message, "fields": fields or []}, status=status)
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def no_key(request: HttpRequest, error: Exception) -> HttpResponse:
    """No key, or one that opens nothing any more."""
    answer = refused(
        401, "no_key",
        "Présentez une clé valable dans l’en-tête Authorization\u00a0: elle manque, a expiré ou a été retirée.",
    )  # fmt: skip
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def no_right(request: HttpRequest, error: Exception) -> HttpResponse:
    """The key was not given that right."""
    return refused(403, "no_right", "Cette clé n’a pas le droit demandé\u00a0: l’administration du service les donne.")


def unknown(request: HttpRequest, error: Exception) -> HttpResponse:
    """Nothing of that name for this key."""
    return refused(404, "unknown", "Cette clé n’ouvre ni service ni personne sous cet identifiant.")


@csrf_exempt
@login_not_required
def no_address(request: HttpRequest) -> HttpResponse:
    """Nothing stands at that address."""
    return refused(404, "no_address", "Cette adresse n’existe pas : voyez la description, /api/v1/openapi.json.")


def in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, whose own refusals of a method or an address are written as the others are."""

    @wraps(view)
    def answered(request: HttpRequest, **given: str) -> HttpResponse:
        try:
            answer = view(request, **given)
        except Http404:
            return no_address(request)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return answer
        message = f"Cette adresse ne répond pas à {request.method}, mais à {answer['Allow']}."
        refusal = refused(answer.status_code, "no_method", message)
        refusal.headers["Allow"] = answer["Allow"]
        return refusal

    return answered


def too_often(request: HttpRequest, error: Exception) -> HttpResponse:
    """More calls than a key makes in a minute."""
    return refused(429, "too_often", "Trop d’appels en une minute\u00a0: attendez la suivante.")


def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What was sent is no JSON."""
    return refused(error.status_code, "unreadable", "Le corps de la demande n’est pas du JSON.")


def too_long(request: HttpRequest, error: Exception) -> HttpResponse:
    """More than Django reads into memory."""
    return refused(413, "too_long", "Le corps de la demande est trop long.")


def wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Fields to correct."""
    # Where each is: ("body", the parameter's name in Python, then the names in JSON).
    fields = [{"name": ".".join(map(str, one["loc"][2:])) or "body", "message": _mistake(one)} for one in error.errors]
    return refused(422, "wrong", "La demande est à corriger, puis à envoyer de nouveau.", fields)


def _mistake(one: Mapping[str, Any]) -> str:
    sentence, bound = MISTAKES.get(one["type"], OTHER)
    return sentence.format(one["ctx"][bound]) if bound else sentence


def forbidden_by_the_domain(request: HttpRequest, error: DomainError) -> HttpResponse:
    """What the domain refuses, in its own words."""
    return refused(409, "refused", error.message)


HANDLERS: Mapping[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    AuthenticationError: no_key,
    PermissionDenied: no_right,
    Http404: unknown,
    Throttled: too_often,
    HttpError: unreadable,
    RequestDataTooBig: too_long,
    ValidationError: wrong,
    DomainError: forbidden_by_the_domain,
}
