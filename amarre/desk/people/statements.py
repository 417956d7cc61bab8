"""What the law says of a worker, grouped as the page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from amarre.detection.statements.reading import KINDS, Said, readable


@dataclass(frozen=True)
class Line:
    """One statement, and the employers that it is about where the worker has several."""

    said: Said
    employers: list[str]


@dataclass(frozen=True)
class Group:
    """The statements of one kind."""

    kind: str
    label: str
    lines: list[Line]


def by_kind(statements: Iterable[Said], *, professional: bool) -> list[Group]:
    """The most pressing kind first; what reveals a cause or an opinion is for health professionals only.

    The same words about several jobs are one line.
    """
    shown = readable(statements, professional=professional)
    several = len({one.job for one in shown}) > 1
    lines: dict[str, dict[tuple[object, ...], Line]] = {kind: {} for kind in KINDS}
    for one in shown:
        line = lines[one.kind].setdefault((one.code, one.text, one.article), Line(one, []))
        if several and one.employer not in line.employers:
            line.employers.append(one.employer)
    return [Group(kind, label, list(lines[kind].values())) for kind, label in KINDS.items() if lines[kind]]
