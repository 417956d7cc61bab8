"""What the pages say of a dispositif: who must agree and who did, what the law leaves, what is to be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse

from amarre.accounts.models import Service
from amarre.cases.enums import Approval, Party
from amarre.cases.models import SchemeAgreement, SchemeUse
from amarre.cases.schemes import bounds, read_schemes
from amarre.cases.schemes.advice import cautions
from amarre.cases.schemes.around import around
from amarre.cases.schemes.measures import boxes_of


@dataclass(frozen=True)
class Expected:
    """One of those who must agree, and what they answered, if they did."""

    party: Party
    answer: SchemeAgreement | None


def address_of(service: Service, use: SchemeUse) -> str:
    """The page of a dispositif: that of its case, or that of the worker where no case holds it. Reads `job`."""
    if use.case_id:
        return reverse("desk:scheme_use", args=[service.code, use.case_id, use.pk])
    return reverse("desk:worker_scheme", args=[service.code, use.job.worker_id, use.pk])


def expected(use: SchemeUse) -> list[Expected]:
    """Who must agree to a use, in the catalogue's order."""
    answers = {one.party: one for one in use.agreements.all()}
    return [Expected(party, answers.get(party)) for party in read_schemes()[use.scheme].agreements]


def awaited(use: SchemeUse) -> list[str]:
    """Those whose answer is still awaited, in words; nobody once the whole is granted or refused."""
    if use.approval != Approval.PENDING:
        return []
    return [str(one.party.label) for one in expected(use) if one.answer is None]


def with_awaited(uses: Sequence[SchemeUse]) -> list[tuple[SchemeUse, list[str]]]:
    """Each of these dispositifs with those whose agreement is awaited, in one query."""
    prefetch_related_objects(uses, "agreements")
    return [(use, awaited(use)) for use in uses]


def told_of(use: SchemeUse, today: date) -> dict[str, Any]:
    """What the page of a use says of it: who must agree, what the law leaves, what is to be checked."""
    waited, stands = awaited(use), around(use)
    first = use.starts_on or today
    return {
        "use": use, "entry": read_schemes()[use.scheme], "expected": expected(use), "awaited": waited, "today": today,
        "bounds": bounds(use.scheme, first, stands, terms=use.terms), "cautions": cautions(use, stands),
        "boxes": boxes_of(use.scheme),
        "early": bool(waited and use.starts_on and use.starts_on <= today),
    }  # fmt: skip
