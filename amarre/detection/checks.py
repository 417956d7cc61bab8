"""What `amarre check-catalogue` runs: figures and rules load, and every worked example holds."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl
import yaml
from django.conf import settings
from django.db.models import TextChoices

from amarre.detection import grid, instruments
from amarre.detection.evaluation import raised
from amarre.detection.jobs.facts import branch_ages
from amarre.detection.rules import Example, SignalRule, read_rules, unknown_figures
from amarre.lib.errors import DomainError
from amarre.rules.catalogue import CatalogueError, files_of, line_of
from amarre.rules.conditions import holds
from amarre.rules.parameters import Figure, Figures, read_figures
from amarre.surveillance.enums import Requester, VisitKind


def check_parameters() -> tuple[int, int]:
    """Load every figure: the number of files, and of dated values in them."""
    folder = settings.CATALOGUE / "parameters"
    figures = read_figures(folder)
    for name, read in LISTS.items():
        _check_list(folder, name, figures[name], read)
    return len(files_of(folder)), sum(len(figure.values) for figure in figures.values())


def _words(among: type[TextChoices]) -> Callable[[Sequence[str]], None]:
    def check(written: Sequence[str]) -> None:
        if strangers := sorted(set(written) - set(among.values)):
            raise DomainError(f"{strangers[0]} is not one of {', '.join(among.values)}", code="figure.word")

    return check


#: What the files alone do not tell of figures that hold a list: how they are read, DomainError where they cannot be.
LISTS: Mapping[str, Callable[[Sequence[str]], object]] = {
    "mi_carriere.ages_de_branche": branch_ages,
    "pre_reprise.demandeurs": _words(Requester),
    "suivi.visites_qui_comptent": _words(VisitKind),
}


def _check_list(folder: Path, name: str, figure: Figure, read: Callable[[Sequence[str]], object]) -> None:
    file, _, entry = name.partition(".")
    path = folder / f"{file}.yaml"
    for number, dated in enumerate(figure.values):
        written = dated.value if isinstance(dated.value, tuple) else (dated.value,)
        for index, one in enumerate(written):
            try:
                read((one,))  # type: ignore[arg-type]
            except DomainError as error:
                where = line_of(path, entry, "values", number, "value", index)
                raise CatalogueError(path, where, f"{entry}: {error}") from None


def check_signals() -> tuple[int, int]:
    """Load every rule and run its examples: the number of files, and of examples."""
    return _check_rules(settings.CATALOGUE / "signals")


def check_instruments() -> tuple[int, int]:
    """Load the indices that services receive: the number of files, and of thresholds."""
    return instruments.check_instruments(settings.CATALOGUE)


def check_grid() -> tuple[int, int]:
    """Load the screening grid and run its examples: the number of files, and of examples."""
    return grid.check_grid(settings.CATALOGUE)


def _check_rules(folder: Path) -> tuple[int, int]:
    figures = read_figures(settings.CATALOGUE / "parameters")
    rules = read_rules(folder)
    return len(rules), sum(check_rule(folder / f"{rule.code}.yaml", rule, figures) for rule in rules.values())


def check_rule(path: Path, rule: SignalRule, figures: Figures) -> int:
    """Run the examples of one rule; CatalogueError names the line of the first that does not hold."""
    if unknown := unknown_figures(rule, figures):
        raise CatalogueError(path, 1, f"@{unknown[0]} is not a figure of the catalogue")
    for index, example in enumerate(rule.examples):
        if said := _mistake(rule, example, figures):
            raise CatalogueError(path, line_of_example(path, index), f"example {index + 1}: {said}")
    if {example.raised for example in rule.examples} != {True, False}:
        raise CatalogueError(path, line_of_example(path, 0), "examples: one must raise the signal, and one must not")
    return len(rule.examples)


def _mistake(rule: SignalRule, example: Example, figures: Figures) -> str | None:
    facts = rule.source.facts
    if stranger := next((name for name in example.given if name not in facts), None):
        return f"{stranger} is not a fact of {rule.dataset}"
    if missing := next((name for name in rule.facts_used if name not in example.given), None):
        return f"{missing} is not given (write null where it is not known)"
    try:
        row = pl.DataFrame([dict(example.given)], schema={name: rule.source.schema[name] for name in example.given})
    except (TypeError, pl.exceptions.PolarsError) as error:
        return str(error).splitlines()[0]
    ids = row.with_columns(travailleur_id=pl.lit(1, pl.Int64), emploi_id=pl.lit(1, pl.Int64))
    signals = raised(rule, ids, example.day, figures).to_dicts()
    ways = rule.ways(figures, example.day)
    alone = any(holds(way.where, example.given) for way in ways) and example.given[rule.since] is not None
    expectations: list[tuple[Callable[[], object], object, str]] = [
        (lambda: bool(signals), alone, "the two evaluators disagree: columns say"),
        (lambda: bool(signals), example.raised, "raised is"),
    ]
    if signals and example.reason is not None:
        expectations.append((lambda: _spaced(signals[0]["reason"]), example.reason, "the sentence is"))
    if signals and example.confirmed is not None:
        expectations.append((lambda: signals[0]["confirmed"], example.confirmed, "confirmed is"))
    return next((f"{what} {got()}" for got, wanted, what in expectations if got() != wanted), None)


def _spaced(sentence: str) -> str:
    """Ordinary spaces, as a person types the expected sentence."""
    return sentence.replace("\u00a0", " ").replace("\u202f", " ")


def line_of_example(path: Path, index: int) -> int:
    """The line of an example in its file."""
    node = yaml.compose(path.read_text("utf-8"), yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    examples = next(value for key, value in node.value if key.value == "examples")
    line: int = examples.value[index].start_mark.line + 1
    return line
