"""The CPOM pages: every figure of a contract over its last years, then what one of them counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.contracts.definitions import Contract, contract_of, read_contracts
from amarre.desk.doors import enter
from amarre.desk.steering import figures as shown
from amarre.desk.steering import rows
from amarre.desk.steering.pictures import breakdown, progress
from amarre.desk.steering.years import overview, years_of
from amarre.directory.models import Worker
from amarre.indicators.definitions import Scope
from amarre.lib.errors import DomainError, UnknownName
from amarre.lib.keeping import kept

SCOPES: dict[str, Scope] = {"cible": "target", "tous": "all"}


@dataclass(frozen=True)
class Choice:
    """The contract and the year of the address, with those that can be chosen."""

    contract: Contract
    year: int
    contracts: list[Contract]
    years: list[int]
    over: bool

    @property
    def until(self) -> list[int]:
        """The years up to the one asked for."""
        return [year for year in self.years if year <= self.year]


def choice(request: UserRequest) -> Choice:
    """What the address asks for; by default the first contract and the year that runs. DomainError otherwise."""
    contract = contract_of(request.GET.get("contrat") or contracts_known()[0].code)
    today = timezone.localdate()
    years = years_of(contract, today)
    asked = request.GET.get("annee") or str(years[-1])
    if asked not in {str(year) for year in years}:
        first, *others = map(str, years)
        raise DomainError(
            f"Ce contrat n’a pas de chiffres pour l’année «\u00a0{asked}\u00a0»\u202f; choisissez une année "
            f"de {first} à {others[-1] if others else first}.",
            code="unknown_name",
        )
    return chosen_on(contract, int(asked), today)


def chosen_on(contract: Contract, year: int, today: date) -> Choice:
    """That contract and year among those that can be chosen on that day."""
    return Choice(contract, year, contracts_known(), years_of(contract, today)[::-1], year < today.year)


def contracts_known() -> list[Contract]:
    """The contracts of the catalogue, in its order."""
    return list(read_contracts(settings.CATALOGUE / "contracts").values())


@require_safe
def figures(request: UserRequest, code: str) -> HttpResponse:
    """Every figure of the contract over its last years: target, all, objective."""
    service = enter(request, code, Permission.FIGURE_READ)
    chosen = choice(request)
    context: dict[str, Any] = {"service": service, "choice": chosen}
    if has_data(service):
        asked = (chosen.contract.code, chosen.year, timezone.localdate())
        context["tables"] = written_tables(service.pk, service.facts_version, *asked)
    return render(request, "desk/figures.html", context)


@kept(size=32)
def written_tables(service_pk: int, facts_version: int, contract: str, year: int, today: date) -> SafeString:
    """What the page shows below its heading, kept while the service's facts do not move: the same for every reader."""
    service, chosen = Service.objects.get(pk=service_pk), chosen_on(contract_of(contract), year, today)
    shown_years = overview(service, chosen.contract, chosen.until, over=chosen.over)
    context = {"service": service, "choice": chosen, "year": str(year), "overview": shown_years}
    return SafeString(render_to_string("desk/_overview.html", context))


def has_data(service: Service) -> bool:
    """Whether anything was imported yet."""
    return Worker.objects.filter(service=service).exists()


@require_safe
def figure(request: UserRequest, code: str, figure: str) -> HttpResponse:
    """One figure: its parts, and the rows that it counts for those who may see them; reading names is recorded."""
    service = enter(request, code, Permission.FIGURE_READ)
    chosen = choice(request)
    computed = shown.figures_for(service, chosen.contract, chosen.year)
    found = shown.find(computed, figure)
    if found is None:
        raise UnknownName("Indicateur", figure, list(computed.results))
    scope = request.GET.get("perimetre") or ("cible" if found.target and found.target["value"] else "tous")
    if scope not in SCOPES:
        raise UnknownName("Périmètre", scope, list(SCOPES), ["la cible", "tous"])
    asked = rows.Asked(figure, SCOPES[scope], chosen.year, request.GET.get("liste", ""), request.GET.get("page", "1"))
    names = request.user.can(Permission.FIGURE_ROWS_READ, service)
    listed = rows.counted(service, chosen.contract, asked, names=names)
    if listed and listed.workers:
        details = {"figure": figure, "year": chosen.year, "workers": listed.workers}
        record("figure.rows_read", service, by=request.user, service=service, details=details)
    context = {
        "service": service, "choice": chosen, "figure": found, "state": shown.state_of(found, over=chosen.over),
        "sentence": shown.sentence(found), "companions": list(shown.companions(found)), "scope": scope,
        "tables": [(table, breakdown(table, target=scope == "cible")) for table in shown.tables(found)],
        "rows": listed, "names": names, "progress": progress(found),
    }  # fmt: skip
    return render(request, "desk/figure.html", context)
