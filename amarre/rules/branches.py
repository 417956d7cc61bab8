"""What a dated condition means on a day: alternatives, each with the figures of the law that judges it.

A rule may be fulfilled in several ways (`any_of`), and a fact may be judged by the law of its own day rather than by
that of the analysis (`judged_on`: the column that holds that day). Both become plain conditions, in an order that lets
the first one that holds say how sure it is.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from amarre.lib.errors import DomainError
from amarre.rules.conditions import Where, references, resolve
from amarre.rules.parameters import Figures


class Branch(NamedTuple):
    """One way to fulfil a rule: a condition without `@`, what to say when a figure is not confirmed, the figures."""

    where: Where
    caution: str | None
    values: Mapping[str, Any]


class Era(NamedTuple):
    """An interval during which none of the figures at hand changed; `until` is the first day after it."""

    start: date
    until: date | None


def branches(
    alternatives: Sequence[Where],
    figures: Figures,
    day: date,
    judged_on: str | None = None,
    also: Sequence[str] = (),
) -> list[Branch]:
    """The ways to fulfil a rule on that day, the surest first.

    Without `judged_on` every `@figure` takes the value of `day`. With it, the value of the day that the column holds;
    a caution then also stands where the figure of `day` is unconfirmed, since nobody knows whether the new text
    reaches back. A row judged before the first value of a figure fulfils nothing. `also` are figures that the rule
    reads outside its conditions. Raises DomainError for an unknown figure, and for one that is not yet in force on
    `day`.
    """
    found: list[Branch] = []
    for where in alternatives:
        names = sorted({*references(where), *also})
        used = [_figure(figures, name) for name in names]
        if judged_on is None or not used:
            values = {name: _figure(figures, name).at(day).value for name in names}
            found.append(Branch(resolve(where, values), _caution([figure.caution(day) for figure in used]), values))
            continue
        first = max(figure.values[0].start for figure in used)
        cuts = sorted({dated.start for figure in used for dated in figure.values if dated.start >= first})
        for start, until in zip(cuts, [*cuts[1:], None], strict=True):
            cautions = [figure.caution(moment) for figure in used for moment in (start, max(day, first))]
            values = {name: _figure(figures, name).at(start).value for name in names}
            dated = {**resolve(where, values), judged_on: _within(where.get(judged_on, {}), Era(start, until))}
            found.append(Branch(dated, _caution(cautions), values))
    return sorted(found, key=lambda branch: branch.caution is not None)


def _figure(figures: Figures, name: str) -> Any:
    try:
        return figures[name]
    except KeyError:
        raise DomainError(f"« @{name} » n'est pas une valeur du catalogue.", code="figure.unknown") from None


def _within(tests: Mapping[Any, Any], era: Era) -> Mapping[Any, Any]:
    return {**tests, "ge": era.start, **({"lt": era.until} if era.until else {})}


def _caution(cautions: Sequence[str | None]) -> str | None:
    """One sentence for several figures: a changed text says more than a doubtful reading."""
    said = [caution for caution in cautions if caution]
    return max(said, key=lambda caution: caution.startswith("texte"), default=None)
