"""What the law says of a worker on a day: the statements of the worker's page and of `amarre situation`."""

import re
from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from amarre.accounts.permissions import Permission
from amarre.api.access import key_in, service_of
from amarre.api.errors import Refusal
from amarre.audit.journal import record
from amarre.detection.one_worker import state_of
from amarre.detection.statements.reading import as_json, readable
from amarre.detection.statements.rules import Kind
from amarre.directory.models import Worker

router = Router(tags=["situations"])
#: The days that the law of the catalogue speaks of.
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


def _written(value: Any) -> Any:
    """A date as people write it: not a number of seconds, not an instant."""
    if value is not None and not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)):
        raise PydanticCustomError("date_type", "a date is written YYYY-MM-DD")
    return value


class Asked(Schema):
    """Whose situation, and on which day: in the body, so that no address names a person."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"description": "De qui, et quel jour."})

    worker: Annotated[str, Field(
        min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$", strict=True,
        description="travailleur_id du format d’échange",
    )]  # fmt: skip
    on: Annotated[
        date | None, BeforeValidator(_written), Field(ge=FIRST, le=LAST, description="le jour\u00a0; sinon aujourd’hui")
    ] = None


class Statement(Schema):
    """One thing that the law says of a job."""

    model_config = ConfigDict(json_schema_extra={"description": "Ce que la loi dit d’un emploi."})

    code: str
    kind: Kind
    job: str = Field(description="emploi_id du format d’échange")
    since: date | None
    due_on: date | None
    until: date | None
    article: str
    confirmed: bool = Field(description="faux tant que le texte en vigueur n’a pas été relu")
    text: str


@router.post(
    "/services/{code}/situations", url_name="situations", summary="Ce que la loi dit d’une personne un jour donné",
    response={200: list[Statement], (400, 401, 403, 404, 409, 413, 422, 429): Refusal}, operation_id="situations",
)  # fmt: skip
def situations(request: HttpRequest, code: str, asked: Asked) -> list[dict[str, Any]]:
    """Les énoncés, les plus pressants d’abord. Ceux qui révèlent une cause, un avis ou des mesures vont aux clés qui en
    ont le droit."""
    service, key = service_of(request, code, Permission.HEALTH_READ), key_in(request)
    worker = Worker.objects.filter(service=service, external_id=asked.worker).first()
    if worker is None:
        record("api_key.found_nobody", key, by=None, service=service)
        raise Http404
    record("worker.read", worker, by=None, service=service, details={"api_key": key.pk})
    said = state_of(worker, asked.on or timezone.localdate()).said
    return [as_json(one) for one in readable(said, professional=key.can(Permission.NOTE_MEDICAL))]
