"""Hours, working time and costs of a dispositif: what is refused, and the boxes that it alone has."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from amarre.cases.enums import Terms
from amarre.cases.models import SchemeUse
from amarre.cases.schemes.around import status_of
from amarre.cases.schemes.entries import Measure, SchemeEntry, read_schemes
from amarre.indicators.law import figures_in_force
from amarre.lib.errors import DomainError

#: The field of each box that only some dispositifs have.
BOXES: Mapping[str, str] = {
    "cadre": "terms", "heures": "hours", "quotite": "work_share", "cout": "amount_cost",
}  # fmt: skip
SAID: Mapping[str, tuple[str, str]] = {
    "heures": ("la formation dure", "heures"),
    "quotite": ("le temps de travail est de", "%"),
}


def boxes_of(scheme: str) -> set[str]:
    """The fields that this dispositif has besides those of all."""
    return {BOXES[one] for one in read_schemes()[scheme].asks}


def refuse_measures(use: SchemeUse) -> None:
    """DomainError, naming the article, for a quantity that the law does not allow, or that is not asked of it."""
    entry = read_schemes()[use.scheme]
    for field in set(BOXES.values()) - boxes_of(use.scheme):
        if getattr(use, field) is not None:
            name = SchemeUse._meta.get_field(field).verbose_name  # type: ignore[union-attr]
            raise DomainError(f"{entry.label}\u00a0: « {name} » ne s’y note pas.", code="scheme.not_asked")
    day, status = use.starts_on or use.requested_on or timezone.localdate(), status_of(use.job.contract_kind)
    for measure in entry.measures:
        value = getattr(use, BOXES[measure.of])
        applies = measure.who in (None, status) and (not measure.terms or (use.terms or Terms.LAW) in measure.terms)
        if value is not None and applies:
            _refuse(entry, measure, int(value), day)


def _refuse(entry: SchemeEntry, measure: Measure, value: int, day: date) -> None:
    figures = figures_in_force()
    for name, words, short in ((measure.least, "au moins", True), (measure.most, "au plus", False)):
        if not name or not figures[name].in_force(day):
            continue
        bound = int(str(figures[name].at(day).value))
        if value < bound if short else value > bound:
            said, unit = SAID[measure.of]
            raise DomainError(
                f"{entry.label}\u00a0: {said} {bound}\u00a0{unit} {words} ({figures[name].reference}).",
                code="scheme.measure",
            )
