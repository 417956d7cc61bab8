"""Every contract of the catalogue checked against the indicators."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from amarre.contracts.definitions import Contract, read_contracts
from amarre.indicators.definitions import Indicator, read_indicators
from amarre.indicators.specs import dataset_schemas, words_of
from amarre.rules.catalogue import CatalogueError


def check_contracts() -> int:
    """Load every contract and check that what it names exists; how many. CatalogueError names file and line."""
    folder: Path = settings.CATALOGUE / "contracts"
    indicators = dict(read_indicators(settings.CATALOGUE / "indicators"))
    contracts = read_contracts(folder)
    for code, contract in contracts.items():
        path = folder / f"{code}.yaml"
        for what, word in _mistakes(contract, indicators):
            lines = path.read_text("utf-8").splitlines()
            raise CatalogueError(path, next((at for at, line in enumerate(lines, 1) if word in line), 1), what)
    return len(contracts)


def _mistakes(contract: Contract, indicators: dict[str, Indicator]) -> Iterable[tuple[str, str]]:
    """What is wrong, with a word of the line that says it."""
    for code in contract.codes():
        if code not in indicators:
            yield f"« {code} » is not an indicator of the catalogue", code
    named = set(contract.codes())
    for objective in contract.objectives:
        word = f"figure: {objective.figure}"
        if objective.figure not in named:
            yield f"the objective on « {objective.figure} » is about no indicator of the contract", word
        elif objective.scope not in indicators[objective.figure].scopes:
            yield f"« {objective.figure} » is not counted in the scope « {objective.scope} »", word
        elif objective.scope == "target" and contract.target is None:
            yield f"the objective on « {objective.figure} » needs a target, and the contract has none", word
    themes = words_of("actions", "theme")
    if contract.theme and contract.theme not in themes:
        yield f"« {contract.theme} » is not a theme: {', '.join(themes)}", "theme:"
    for column in contract.target.where if contract.target else ():
        if column not in dataset_schemas()["etablissements"]:
            yield f"« {column} » is not a column of etablissements", column
