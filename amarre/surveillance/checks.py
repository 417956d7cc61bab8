"""What `amarre check-catalogue` runs here: the prohibitions load, and every worked example holds."""

from django.conf import settings

from amarre.rules.catalogue import CatalogueError
from amarre.rules.parameters import read_figures
from amarre.rules.prohibitions import mistake_in, read_prohibitions
from amarre.surveillance.entry_facts import ENTRY_DATASETS


def check_prohibitions() -> tuple[int, int]:
    """Load every prohibition and run its examples: the number of files, and of examples."""
    folder = settings.CATALOGUE / "prohibitions"
    figures = read_figures(settings.CATALOGUE / "parameters")
    rules = read_prohibitions(folder)
    for rule in rules.values():
        if said := mistake_in(rule, ENTRY_DATASETS, figures):
            raise CatalogueError(folder / f"{rule.code}.yaml", 1, said)
    return len(rules), sum(len(rule.examples) for rule in rules.values())
